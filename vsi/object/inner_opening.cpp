// SPDX-License-Identifier: MIT
// Opens an object through GDAL's own network file system, and checks what GDAL
// takes for the object.

#include "vsi/object/inner_opening.h"

#include "vsi/base/text.h"
#include "vsi/object/known_sizes.h"
#include "vsi/object/signed_file.h"
#include "vsi/transport/fork_guard.h"
#include "vsi/transport/quiet_errors.h"
#include "vsi/transport/s3_error.h"

#include "cpl_vsi_error.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace hlsts
{

namespace
{

/** Error documents are shorter than this. GDAL takes the length of an error
 * that came with status 200 for the object's size, so an object as short as
 * this is opened twice. */
constexpr vsi_l_offset kDoubtfulSize = 2048;

/** Whether GDAL may have answered from its memory of an earlier failure. GDAL
 * remembers only that there was a failure, and since 3.9 its status. A passing
 * trouble is false: the caller retries it in any case, after a pause. */
bool LooksRemembered(const RequestFailure &failure)
{
    constexpr std::string_view kRememberedText = "HTTP response code: ";
    if (failure.IsSilent())
        return true;
    if (failure.vsiError != VSIE_HttpError ||
        !StartsWith(failure.vsiMessage, kRememberedText))
        return false;
    const int status =
        std::atoi(failure.vsiMessage.c_str() + kRememberedText.size());
    return status < 500 && status != 408 && status != 429;
}

/** What GDAL remembers of the object, without a request; nothing when GDAL
 * remembers nothing. */
std::optional<VSIStatBufL> FindGdalStat(const Grant &grant)
{
    const QuietErrors quiet;
    VSIStatBufL stat;
    if (VSIStatExL(grant.innerPath.c_str(), &stat, VSI_STAT_CACHE_ONLY) != 0)
        return std::nullopt;
    return stat;
}

/** Whether GDAL knows no time of the object. Each object has a time; an error
 * or a web page that came in its place has none. */
bool HasNoTime(const Grant &grant)
{
    const auto stat = FindGdalStat(grant);
    return stat && stat->st_mtime == 0;
}

/** Whether what was opened may not be the object. GDAL remembers one size for
 * all threads: where it isn't the handle's, it belongs to another answer, and
 * one of the two answers is wrong. */
bool IsDoubtful(const InnerFile &inner, const Grant &grant)
{
    if (inner.GetSize() <= kDoubtfulSize ||
        HadAnotherSize(grant.innerPath, inner.GetSize()))
        return true;
    const auto stat = FindGdalStat(grant);
    return stat &&
           (stat->st_mtime == 0 ||
            static_cast<vsi_l_offset>(stat->st_size) != inner.GetSize());
}

/** An open file, or why there is none. */
using Opened = std::variant<InnerFilePtr, RequestFailure>;

/** Opens without a check. To be called within the scope of the grant's
 * options, as the functions below. */
Opened OpenUnchecked(const Grant &grant)
{
    const QuietErrors quiet;
    VSILFILE *file = VSIFOpenEx2L(grant.innerPath.c_str(), "rb", TRUE, nullptr);
    if (file)
        return std::make_shared<InnerFile>(file, grant);
    const RequestFailure failure = quiet.GetFailure();
    VSICurlPartialClearCache(grant.innerPath.c_str());
    return failure;
}

/** The first bytes of a file whose cursor is at 0. */
std::string ReadFirstBytes(const InnerFile &inner)
{
    const QuietErrors quiet;
    std::string bytes(static_cast<std::size_t>(std::min<vsi_l_offset>(
                          inner.GetSize(), kDoubtfulSize)),
                      '\0');
    const std::size_t got = inner.GetHandle().Read(&bytes[0], 1, bytes.size());
    bytes.resize(std::min(got, bytes.size()));
    return bytes;
}

/** Whether the object goes on beyond its size. Unlike other reads, PRead()
 * fails unless the server answers with a range of the object. */
bool HasMore(const InnerFile &inner)
{
    const QuietErrors quiet;
    char byte = 0;
    return inner.GetHandle().PRead(&byte, 1, inner.GetSize()) == 1;
}

/** A failure that is retried later. */
RequestFailure Unavailable()
{
    RequestFailure failure;
    failure.httpStatus = 503;
    return failure;
}

/** Opens an object again that may be an error that came with status 200. What
 * is as short or as odd the second time, with the same size, is believed. */
Opened ReopenDoubtful(const InnerFilePtr &first, const Grant &grant)
{
    const std::string bytes = ReadFirstBytes(*first);
    VSICurlPartialClearCache(grant.innerPath.c_str());
    if (IsS3ErrorDocument(bytes))
        return FailureOfDocument(bytes);
    if (IsErrorAnswer(bytes, grant.innerPath))
        return Unavailable();
    const Opened second = OpenUnchecked(grant);
    const auto *inner = std::get_if<InnerFilePtr>(&second);
    if (!inner || !IsDoubtful(**inner, grant))
        return second;
    const bool hadAnother =
        HadAnotherSize(grant.innerPath, (*inner)->GetSize());
    // Where the object was replaced, the next attempt to open it finds no other
    // size remembered and succeeds.
    if (hadAnother)
        ForgetSize(grant.innerPath);
    if ((*inner)->GetSize() == first->GetSize() && !hadAnother &&
        !(HasNoTime(grant) && HasMore(**inner)))
        return second;
    VSICurlPartialClearCache(grant.innerPath.c_str());
    return Unavailable();
}

/** Opens and checks. */
Opened OpenChecked(const Grant &grant)
{
    Opened opened = OpenUnchecked(grant);
    const auto *failure = std::get_if<RequestFailure>(&opened);
    if (failure && LooksRemembered(*failure))
        opened = OpenUnchecked(grant);
    const auto *inner = std::get_if<InnerFilePtr>(&opened);
    if (inner && IsDoubtful(**inner, grant))
        return ReopenDoubtful(*inner, grant);
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
        const std::string etag = file->GetETag();
        // VSILFILE is GDAL's C name of VSIVirtualHandle.
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
    RememberSize(grant.innerPath, inner->GetSize());
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
