// SPDX-License-Identifier: MIT
// An object opened through GDAL's own network file system with one grant.

#include "vsi/inner_file.h"

#include "vsi/per_process.h"
#include "vsi/quiet_errors.h"
#include "vsi/s3_error.h"
#include "vsi/signed_file.h"

#include "cpl_vsi_error.h"

#include <algorithm>
#include <variant>

namespace hlsts
{

namespace
{

// Error documents are shorter than this. An object as short as this is opened
// twice, since GDAL takes the length of an error that came with status 200 for
// the object's.
constexpr vsi_l_offset DOUBTFUL_SIZE = 2048;

OptionList ScopeOf(const Grant &grant)
{
    OptionList options = OptionsToBlank();
    options.insert(options.end(), grant.options.begin(), grant.options.end());
    return options;
}

vsi_l_offset SizeOf(VSILFILE *file)
{
    VSIFSeekL(file, 0, SEEK_END);
    const vsi_l_offset size = VSIFTellL(file);
    VSIFSeekL(file, 0, SEEK_SET);
    return size;
}

// GDAL remembers only that there was a failure, and since 3.9 its status.
bool LooksRemembered(const RequestFailure &failure)
{
    return failure.IsSilent() ||
           (failure.vsiError == VSIE_HttpError &&
            failure.vsiMessage.compare(0, 20, "HTTP response code: ") == 0);
}

using Opened = std::variant<InnerFilePtr, RequestFailure>;

// Within the scope of the grant's options.
Opened OpenPlainly(const Grant &grant)
{
    const QuietErrors quiet;
    VSILFILE *file = VSIFOpenEx2L(grant.innerPath.c_str(), "rb", TRUE, nullptr);
    if (file)
        return std::make_shared<InnerFile>(file, grant);
    const RequestFailure failure = quiet.Failure();
    VSICurlPartialClearCache(grant.innerPath.c_str());
    return failure;
}

std::string ReadWhole(const InnerFile &inner)
{
    const QuietErrors quiet;
    std::string bytes(static_cast<std::size_t>(inner.Size()), '\0');
    const std::size_t got = inner.Handle().Read(&bytes[0], 1, bytes.size());
    bytes.resize(std::min(got, bytes.size()));
    return bytes;
}

// An error that came with status 200 looks like a short object.
Opened OpenDoubtful(const InnerFilePtr &first, const Grant &grant)
{
    const std::string bytes = ReadWhole(*first);
    if (IsS3ErrorDocument(bytes))
    {
        VSICurlPartialClearCache(grant.innerPath.c_str());
        return FailureOfDocument(bytes);
    }
    VSICurlPartialClearCache(grant.innerPath.c_str());
    const Opened second = OpenPlainly(grant);
    const auto *inner = std::get_if<InnerFilePtr>(&second);
    if (!inner || (*inner)->Size() == first->Size())
        return second;
    VSICurlPartialClearCache(grant.innerPath.c_str());
    RequestFailure failure;
    failure.httpStatus = 503;
    return failure;
}

Opened OpenChecked(const Grant &grant)
{
    Opened opened = OpenPlainly(grant);
    const auto *failure = std::get_if<RequestFailure>(&opened);
    if (failure && LooksRemembered(*failure))
        opened = OpenPlainly(grant);
    const auto *inner = std::get_if<InnerFilePtr>(&opened);
    if (inner && (*inner)->Size() <= DOUBTFUL_SIZE)
        return OpenDoubtful(*inner, grant);
    return opened;
}

}  // namespace

InnerFile::InnerFile(VSILFILE *file, const Grant &grant)
    : m_file(file), m_grant(grant), m_size(SizeOf(file))
{
}

InnerFile::~InnerFile()
{
    VSIFCloseL(m_file);
}

Result<InnerFilePtr, FailureVerdict> OpenInner(const GrantProvider &provider,
                                               const Grant &grant)
{
    DropInheritedConnections();
    if (!grant.url.IsEmpty())
    {
        auto opened = SignedFile::Open(grant);
        if (const auto *failure = std::get_if<RequestFailure>(&opened))
            return provider.Judge(*failure, grant);
        // GDAL's name for the same pointer.
        auto *file = reinterpret_cast<VSILFILE *>(
            std::get<std::unique_ptr<SignedFile>>(opened).release());
        return std::make_shared<InnerFile>(file, grant);
    }
    const OptionScope scope(ScopeOf(grant));
    const Opened opened = OpenChecked(grant);
    if (const auto *failure = std::get_if<RequestFailure>(&opened))
        return provider.Judge(*failure, grant);
    return std::get<InnerFilePtr>(opened);
}

void ForgetInner(const Grant &grant)
{
    if (!grant.url.IsEmpty())
    {
        SignedFile::Forget(grant);
        return;
    }
    const OptionScope scope(ScopeOf(grant));
    VSICurlPartialClearCache(grant.innerPath.c_str());
}

}  // namespace hlsts
