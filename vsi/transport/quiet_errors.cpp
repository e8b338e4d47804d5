// SPDX-License-Identifier: MIT
// Keeps GDAL's own messages about a request away from the user.

#include "vsi/transport/quiet_errors.h"

#include "vsi/base/gdal_compat.h"
#include "vsi/transport/s3_error.h"

#include "cpl_vsi_error.h"

#include <cstdlib>
#include <cstring>
#include <string_view>

namespace hlsts
{

namespace
{

/** The HTTP status in a message of GDAL's, such as "HTTP response code on
 * <url>: 503" and "Request for 0-9 failed with response_code=503"; 0 without
 * one. */
int StatusOf(const char *message)
{
    if (const char *mark = std::strstr(message, "response_code="))
        return std::atoi(mark + std::strlen("response_code="));
    if (std::strncmp(message, "HTTP response code on ", 22) == 0)
    {
        const char *colon = std::strrchr(message, ':');
        return colon ? std::atoi(colon + 1) : 0;
    }
    return 0;
}

/** What AnswerIn() returns for S3 that gave no answer. */
constexpr char kNoAnswer[] = "";

/** S3's answer in a debug line, where it isn't the listing that was asked for:
 * "S3: <?xml ...", or "S3: (null)" when there was none. nullptr in other lines.
 * Such a line isn't passed on, because S3 echoes tokens. */
const char *AnswerIn(const char *message)
{
    // CPL_TIMESTAMP puts the time before the category.
    const std::string_view line(message);
    for (const std::string_view nothing : {"S3: (null)", "AWS: (null)"})
    {
        if (line.size() >= nothing.size() &&
            line.substr(line.size() - nothing.size()) == nothing)
            return kNoAnswer;
    }
    return std::strchr(message, '<');
}

/** The failure that such an answer means; nothing for one that isn't known. */
std::optional<RequestFailure> FailureOfAnswer(const char *answer)
{
    if (IsS3ErrorDocument(answer))
        return FailureOfDocument(answer);
    RequestFailure failure;
    if (std::strcmp(answer, kNoAnswer) == 0)
        failure.vsiError = VSIE_HttpError;
    else if (IsErrorAnswer(answer, ""))
        failure.httpStatus = 503;
    else
        return std::nullopt;
    return failure;
}

}  // namespace

QuietErrors::QuietErrors()
    : m_vsiErrorBefore(VSIGetLastErrorNo()),
      m_vsiMessageBefore(VSIGetLastErrorMsg())
{
    VSIErrorReset();
    CPLPushErrorHandlerEx(Handle, this);
}

QuietErrors::~QuietErrors()
{
    CPLPopErrorHandler();
    VSIErrorReset();
    if (m_vsiErrorBefore != 0)
        VSIError(m_vsiErrorBefore, "%s", m_vsiMessageBefore.c_str());
}

void CPL_STDCALL QuietErrors::Handle(CPLErr type, CPLErrorNum number,
                                     const char *message)
{
    auto *self = static_cast<QuietErrors *>(CPLGetErrorHandlerUserData());
    if (type == CE_Debug)
    {
        const bool isWanted = self->m_reroutes.See(message);
        if (const char *answer = AnswerIn(message))
            self->m_answer = FailureOfAnswer(answer);
        else if (isWanted)
            PassOnDebugLine(number, message);
        return;
    }
    self->m_hasErrors = self->m_hasErrors || type >= CE_Failure;
    if (const int status = StatusOf(message))
        self->m_httpStatus = status;
}

RequestFailure QuietErrors::GetFailure() const
{
    RequestFailure failure;
    failure.vsiError = VSIGetLastErrorNo();
    if (failure.vsiError != 0)
        failure.vsiMessage = VSIGetLastErrorMsg();
    failure.httpStatus = m_httpStatus;
    failure.reroutedTo = m_reroutes.GetStoppedAt();
    if (failure.IsSilent() && m_answer)
        return *m_answer;
    return failure;
}

}  // namespace hlsts
