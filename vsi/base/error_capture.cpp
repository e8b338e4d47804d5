// SPDX-License-Identifier: MIT
// Errors that GDAL reports in one thread, to be reported in another.

#include "vsi/base/error_capture.h"

namespace hlsts
{

ErrorCapture::ErrorCapture()
    : m_before{CPLGetLastErrorType(), CPLGetLastErrorNo(), CPLGetLastErrorMsg()}
{
    CPLPushErrorHandlerEx(Handle, this);
    CPLSetCurrentErrorHandlerCatchDebug(false);
}

ErrorCapture::~ErrorCapture()
{
    CPLPopErrorHandler();
    CPLErrorSetState(m_before.errorClass, m_before.number,
                     m_before.message.c_str());
}

void CPL_STDCALL ErrorCapture::Handle(CPLErr errorClass, CPLErrorNum number,
                                      const char *message)
{
    auto *self = static_cast<ErrorCapture *>(CPLGetErrorHandlerUserData());
    try
    {
        self->m_errors.push_back({errorClass, number, message});
    }
    catch (...)
    {
        // Out of memory: the text is lost, but the caller sees by the result
        // of the call that it has failed.
    }
}

bool ErrorCapture::HasNumber(CPLErrorNum number) const
{
    for (const auto &error : m_errors)
        if (error.errorClass >= CE_Failure && error.number == number)
            return true;
    return false;
}

std::string ErrorCapture::GetFailureText() const
{
    std::string text;
    for (const auto &error : m_errors)
    {
        if (error.errorClass < CE_Failure ||
            text.find(error.message) != std::string::npos)
            continue;
        if (!text.empty())
            text += "; ";
        text += error.message;
    }
    return text;
}

}  // namespace hlsts
