// SPDX-License-Identifier: MIT
// Opens an object through GDAL's own network file system, and doubts what
// comes.

#include "vsi/object/inner_opening.h"

#include "vsi/transport/fork_guard.h"
#include "vsi/object/known_sizes.h"
#include "vsi/transport/quiet_errors.h"
#include "vsi/transport/s3_error.h"
#include "vsi/object/signed_file.h"

#include "cpl_vsi_error.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <variant>

namespace hlsts
{

namespace
{

// Error documents are shorter than this. An object as short as this is opened
// twice, since GDAL takes the length of an error that came with status 200 for
// the object's.
constexpr vsi_l_offset kDoubtfulSize = 2048;

// GDAL remembers only that there was a failure, and since 3.9 its status. Of
// passing trouble it needn't be known: that is asked again in any case, later.
bool LooksRemembered(const RequestFailure &failure)
{
    constexpr std::size_t length = 20;
    if (failure.IsSilent())
        return true;
    if (failure.vsiError != VSIE_HttpError ||
        failure.vsiMessage.compare(0, length, "HTTP response code: ") != 0)
        return false;
    const int status = std::atoi(failure.vsiMessage.c_str() + length);
    return status < 500 && status != 408 && status != 429;
}

// What GDAL remembers of the object; makes no request. Nothing is returned
// when it has forgotten, or can't tell.
std::optional<VSIStatBufL> Remembered(const Grant &grant)
{
    const QuietErrors quiet;
    VSIStatBufL stat;
    if (VSIStatExL(grant.innerPath.c_str(), &stat, VSI_STAT_CACHE_ONLY) != 0)
        return std::nullopt;
    return stat;
}

// An object has a time; an error or a page that came in its place has none.
bool HasNoTime(const Grant &grant)
{
    const auto stat = Remembered(grant);
    return stat && stat->st_mtime == 0;
}

// GDAL keeps one size for all threads. One that isn't the handle's belongs to
// another answer: one of them is wrong.
bool IsDoubtful(const InnerFile &inner, const Grant &grant)
{
    if (inner.Size() <= kDoubtfulSize ||
        HadAnotherSize(grant.innerPath, inner.Size()))
        return true;
    const auto stat = Remembered(grant);
    return stat && (stat->st_mtime == 0 ||
                    static_cast<vsi_l_offset>(stat->st_size) != inner.Size());
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

std::string ReadBegin(const InnerFile &inner)
{
    const QuietErrors quiet;
    std::string bytes(static_cast<std::size_t>(
                          std::min<vsi_l_offset>(inner.Size(), kDoubtfulSize)),
                      '\0');
    const std::size_t got = inner.Handle().Read(&bytes[0], 1, bytes.size());
    bytes.resize(std::min(got, bytes.size()));
    return bytes;
}

// Whether there is more of it than its size says. Unlike other reads, this one
// fails unless the server answers with a part of the object.
bool HasMore(const InnerFile &inner)
{
    const QuietErrors quiet;
    char byte = 0;
    return inner.Handle().PRead(&byte, 1, inner.Size()) == 1;
}

RequestFailure Unavailable()
{
    RequestFailure failure;
    failure.httpStatus = 503;
    return failure;
}

// An error that came with status 200 looks like a short object.
Opened OpenDoubtful(const InnerFilePtr &first, const Grant &grant)
{
    const std::string bytes = ReadBegin(*first);
    VSICurlPartialClearCache(grant.innerPath.c_str());
    if (IsS3ErrorDocument(bytes))
        return FailureOfDocument(bytes);
    if (IsErrorAnswer(bytes, grant.innerPath))
        return Unavailable();
    const Opened second = OpenPlainly(grant);
    const auto *inner = std::get_if<InnerFilePtr>(&second);
    if (!inner || !IsDoubtful(**inner, grant))
        return second;
    const bool hadAnother = HadAnotherSize(grant.innerPath, (*inner)->Size());
    // An object that was replaced passes when it is opened once more.
    if (hadAnother)
        ForgetSize(grant.innerPath);
    if ((*inner)->Size() == first->Size() && !hadAnother &&
        !(HasNoTime(grant) && HasMore(**inner)))
        return second;
    VSICurlPartialClearCache(grant.innerPath.c_str());
    return Unavailable();
}

Opened OpenChecked(const Grant &grant)
{
    Opened opened = OpenPlainly(grant);
    const auto *failure = std::get_if<RequestFailure>(&opened);
    if (failure && LooksRemembered(*failure))
        opened = OpenPlainly(grant);
    const auto *inner = std::get_if<InnerFilePtr>(&opened);
    if (inner && IsDoubtful(**inner, grant))
        return OpenDoubtful(*inner, grant);
    return opened;
}

}  // namespace

Result<InnerFilePtr, FailureVerdict> OpenInner(const GrantProvider &provider,
                                               const Grant &grant)
{
    ShareNoConnections();
    if (!grant.url.IsEmpty())
    {
        auto opened = SignedFile::Open(grant);
        if (const auto *failure = std::get_if<RequestFailure>(&opened))
            return provider.Judge(*failure, grant);
        auto &file = std::get<std::unique_ptr<SignedFile>>(opened);
        const std::string etag = file->ETag();
        // GDAL's name for the same pointer.
        return std::make_shared<InnerFile>(
            reinterpret_cast<VSILFILE *>(file.release()), grant, etag);
    }
    const OptionScope scope(ScopeOf(grant));
    if (auto diversion = FindDiversion(grant, provider.Describe()))
    {
        FailureVerdict verdict;
        verdict.error = std::move(*diversion);
        return verdict;
    }
    const Opened opened = OpenChecked(grant);
    if (const auto *failure = std::get_if<RequestFailure>(&opened))
        return provider.Judge(*failure, grant);
    const InnerFilePtr &inner = std::get<InnerFilePtr>(opened);
    RememberSize(grant.innerPath, inner->Size());
    return inner;
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
