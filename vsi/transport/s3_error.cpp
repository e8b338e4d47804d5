// SPDX-License-Identifier: MIT
// What S3's refusals mean and what to tell the user.

#include "vsi/transport/s3_error.h"

#include "vsi/base/text.h"

#include "cpl_vsi_error.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace hlsts
{

namespace
{

/** Without regard to the case of letters. */
bool Contains(std::string_view text, std::string_view part)
{
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b)
                       { return ToLower(a) == ToLower(b); }) != text.end();
}

template <std::size_t N>
bool ContainsAny(std::string_view text, const std::string_view (&parts)[N])
{
    return std::any_of(std::begin(parts), std::end(parts),
                       [text](std::string_view part)
                       { return Contains(text, part); });
}

/** The texts of ExpiredToken, InvalidToken and TokenRefreshRequired: GDAL
 * doesn't pass S3's codes on. */
constexpr std::string_view kStale[] = {
    "provided token has expired",
    "provided token is malformed or otherwise invalid",
    "provided token must be refreshed",
    "security token included in the request is expired",
};

/** The texts of InternalError, SlowDown, ServiceUnavailable and RequestTimeout.
 */
constexpr std::string_view kTransient[] = {
    "reduce your request rate",
    "encountered an internal error",
    "please try again",
    "unable to handle request",
    "service is temporarily unavailable",
    "socket connection to the server was not read from or written to",
};

/** What GDAL puts before an answer that it can't read. */
constexpr std::string_view kUnreadable[] = {
    "Invalid AWS response",
    "Malformed AWS XML response",
};

/** Parts of libcurl's texts on a server that isn't trusted, whatever its TLS
 * library. No text on a TLS connection that breaks holds one of them. */
constexpr std::string_view kUntrusted[] = {
    "certificate",
    "SSL CA cert",
    "Cert verify failed",
    "SEC_E_UNTRUSTED_ROOT",
};

/** What stands before the status of a proxy's refusal. */
constexpr std::string_view kProxyStatus[] = {
    "CONNECT tunnel failed, response ",
    "CONNECT tunnel: HTTP response ",
    "Received HTTP code ",
};

/** The three-digit number behind a mark, 0 when there is none. */
int StatusAfter(std::string_view mark, std::string_view message)
{
    const auto at = message.find(mark);
    if (at == std::string_view::npos)
        return 0;
    return std::atoi(std::string(message.substr(at + mark.size(), 3)).c_str());
}

int StatusIn(std::string_view message)
{
    return StatusAfter("HTTP response code: ", message);
}

int ProxyStatusIn(std::string_view message)
{
    for (const std::string_view mark : kProxyStatus)
    {
        if (const int status = StatusAfter(mark, message))
            return status;
    }
    return 0;
}

bool IsTransientStatus(int status)
{
    return status == 408 || status == 429 || status == 500 || status == 502 ||
           status == 503 || status == 504;
}

FailureVerdict Verdict(AccessErrorKind kind, int status,
                       const S3ErrorContext &context, const std::string &why)
{
    FailureVerdict verdict;
    verdict.error.kind = kind;
    verdict.error.httpStatus = status;
    verdict.error.message = "Cannot read " + context.path + ": " + why;
    return verdict;
}

/** The login whose access was refused, for a message. */
std::string LoginOf(const S3ErrorContext &context)
{
    return context.loginSource.empty()
               ? ""
               : " (login: " + context.loginSource + ")";
}

FailureVerdict Stale(const S3ErrorContext &context)
{
    return Verdict(
        AccessErrorKind::StaleCredential, 400, context,
        "S3 (" + context.host +
            ") refuses the temporary credential as expired or invalid although "
            "it is fresh from " +
            context.credentialsEndpoint + LoginOf(context) +
            ". Try again later, and check this machine's clock.");
}

FailureVerdict OutOfRegion(const S3ErrorContext &context)
{
    return Verdict(AccessErrorKind::OutOfRegion, 403, context,
                   "S3 (" + context.host + ") denies direct access to bucket " +
                       context.bucket + LoginOf(context) +
                       " from here: direct S3 works only in AWS " +
                       context.region +
                       ". Run there, or use VSIEARTHDATA_ACCESS=HTTPS.");
}

FailureVerdict Denied(const S3ErrorContext &context)
{
    return Verdict(
        AccessErrorKind::Terminal, 403, context,
        "S3 (" + context.host + ") denies access" + LoginOf(context) +
            ". Either the licence (EULA) of this collection "
            "isn't accepted yet in your Earthdata Login profile, or " +
            context.credentialsEndpoint + " isn't the endpoint for bucket " +
            context.bucket +
            " (set VSIEARTHDATA_CREDENTIALS_URL), or this machine isn't in "
            "AWS " +
            context.region + ", outside of which direct S3 access is denied.");
}

FailureVerdict WrongClock(const S3ErrorContext &context)
{
    const auto minutes =
        (std::abs(static_cast<long long>(context.serverAhead.count())) + 30) /
        60;
    const std::string amount =
        minutes == 0 ? std::string("by more than 15 minutes")
                     : (std::to_string(minutes) + " min " +
                        (context.serverAhead.count() > 0 ? "slow" : "fast"));
    return Verdict(AccessErrorKind::Terminal, 403, context,
                   "S3 refuses the request because this machine's clock is "
                   "wrong (" +
                       amount + "). Set the clock, for example with NTP.");
}

FailureVerdict BadSignature(const S3ErrorContext &context)
{
    auto verdict =
        Verdict(AccessErrorKind::StaleCredential, 403, context,
                "S3 (" + context.host +
                    ") doesn't accept the key or its signature, also not with "
                    "a fresh credential from " +
                    context.credentialsEndpoint + LoginOf(context) +
                    ". Check that this is the right endpoint for bucket " +
                    context.bucket +
                    ", and that no option set for /vsis3/ alters the request.");
    verdict.isRefreshedOnce = true;
    return verdict;
}

FailureVerdict NotFound(const S3ErrorContext &context)
{
    return Verdict(AccessErrorKind::NotFound, 404, context,
                   "no such object on S3 (" + context.host +
                       "). Check the name.");
}

FailureVerdict NoBucket(const S3ErrorContext &context)
{
    return Verdict(AccessErrorKind::NotFound, 404, context,
                   "S3 (" + context.host + ") knows no bucket " +
                       context.bucket + ". Check the name.");
}

FailureVerdict Transient(const S3ErrorContext &context, int status)
{
    const std::string what =
        status == 0 ? "S3 (" + context.host + ") is busy or failing"
                    : "S3 (" + context.host + ") answers with HTTP status " +
                          std::to_string(status);
    return Verdict(AccessErrorKind::Transient, status, context,
                   what + ". Try again later.");
}

FailureVerdict NoConnection(const S3ErrorContext &context)
{
    return Verdict(AccessErrorKind::Transient, 0, context,
                   "no connection to S3 (" + context.host +
                       "), or it broke. Check the network and the proxy "
                       "(GDAL_HTTP_PROXY), or try again later.");
}

FailureVerdict Unverified(const S3ErrorContext &context)
{
    return Verdict(AccessErrorKind::Terminal, 0, context,
                   "the TLS certificate of " + context.host +
                       " can't be verified. Where a proxy or this system needs "
                       "its own certificates, name their file in "
                       "CURL_CA_BUNDLE.");
}

FailureVerdict ProxyRefused(const S3ErrorContext &context, int status)
{
    const bool mayPass = status == 408 || status == 429 || status >= 500;
    return Verdict(mayPass ? AccessErrorKind::Transient
                           : AccessErrorKind::Terminal,
                   status, context,
                   "the proxy refuses the connection to " + context.host +
                       " (HTTP " + std::to_string(status) +
                       "). Check GDAL_HTTP_PROXY and GDAL_HTTP_PROXYUSERPWD.");
}

FailureVerdict OtherStatus(const S3ErrorContext &context, int status)
{
    return Verdict(AccessErrorKind::Terminal, status, context,
                   "S3 (" + context.host +
                       ") refuses the request with HTTP status " +
                       std::to_string(status) + ".");
}

FailureVerdict Unknown(const S3ErrorContext &context)
{
    return Verdict(AccessErrorKind::Terminal, 0, context,
                   "S3 (" + context.host +
                       ") refuses the request for a reason that GDAL doesn't "
                       "pass on.");
}

FailureVerdict Unnamed(const S3ErrorContext &context)
{
    return Verdict(AccessErrorKind::Terminal, 0, context,
                   "GDAL doesn't ask for it. Check that "
                   "CPL_VSIL_CURL_ALLOWED_EXTENSIONS and "
                   "CPL_VSIL_CURL_ALLOWED_FILENAME, if set, allow the name.");
}

FailureVerdict JudgeStatus(int status, const S3ErrorContext &context)
{
    if (IsTransientStatus(status))
        return Transient(context, status);
    if (status == 404)
        return NotFound(context);
    if (status == 403)
        return Denied(context);
    if (status == 407)
        return ProxyRefused(context, status);
    return OtherStatus(context, status);
}

FailureVerdict JudgeHttpError(const std::string &message, int status,
                              const S3ErrorContext &context)
{
    if (const int proxyStatus = ProxyStatusIn(message))
        return ProxyRefused(context, proxyStatus);
    if (ContainsAny(message, kUntrusted))
        return Unverified(context);
    return status == 0 ? NoConnection(context) : JudgeStatus(status, context);
}

FailureVerdict JudgeMessage(const std::string &message, int status,
                            const S3ErrorContext &context)
{
    // First, because the message goes on with the raw answer, which may hold
    // any of the other texts.
    if (ContainsAny(message, kUnreadable))
        return Transient(context, status);
    if (ContainsAny(message, kStale))
        return Stale(context);
    if (Contains(message, "difference between the request time"))
        return WrongClock(context);
    if (Contains(message, "Access Key Id you provided does not exist"))
        return BadSignature(context);
    if (IsTransientStatus(status) || ContainsAny(message, kTransient))
        return Transient(context, status);
    return status == 0 ? Unknown(context) : JudgeStatus(status, context);
}

FailureVerdict Rerouted(const S3ErrorContext &context,
                        const std::string &target)
{
    return Verdict(AccessErrorKind::Terminal, 0, context,
                   "S3 (" + context.host + ") sends requests for the bucket " +
                       context.bucket + " to " + target +
                       ", and the temporary credential doesn't go there. Check "
                       "VSIEARTHDATA_S3_ENDPOINT where it is set; else try "
                       "again later.");
}

/** What stands between two marks; empty without both. */
std::string_view Between(std::string_view text, std::string_view before,
                         std::string_view after)
{
    const auto begin = text.find(before);
    if (begin == std::string_view::npos)
        return {};
    const auto end = text.find(after, begin + before.size());
    if (end == std::string_view::npos)
        return {};
    return text.substr(begin + before.size(), end - begin - before.size());
}

/** Whether an object's name ends like that of a web page: .htm, .html. */
bool IsPageName(std::string_view name)
{
    const std::string_view end =
        name.substr(name.size() - std::min<std::size_t>(name.size(), 5));
    return Contains(end, ".html") ||
           Contains(end.substr(std::min<std::size_t>(end.size(), 1)), ".htm");
}

FailureVerdict JudgeAnswer(const RequestFailure &failure,
                           const S3ErrorContext &context)
{
    if (!failure.reroutedTo.empty())
        return Rerouted(context, failure.reroutedTo);
    const std::string &message = failure.vsiMessage;
    const int status =
        failure.httpStatus != 0 ? failure.httpStatus : StatusIn(message);
    switch (failure.vsiError)
    {
        case VSIE_AWSAccessDenied:
            return Contains(message, "explicit deny") ? OutOfRegion(context)
                                                      : Denied(context);
        case VSIE_AWSObjectNotFound:
            return NotFound(context);
        case VSIE_AWSBucketNotFound:
            return NoBucket(context);
        case VSIE_AWSSignatureDoesNotMatch:
        case VSIE_AWSInvalidCredentials:
            return BadSignature(context);
        case VSIE_HttpError:
            return JudgeHttpError(message, status, context);
        case VSIE_None:
            return status == 0 ? Unnamed(context)
                               : JudgeStatus(status, context);
        default:
            return JudgeMessage(message, status, context);
    }
}

std::chrono::seconds RetryAfterOf(const RequestFailure &failure)
{
    const auto at = failure.vsiMessage.rfind(kRetryAfter);
    if (at == std::string::npos)
        return failure.retryAfter;
    const char *number =
        failure.vsiMessage.c_str() + at + std::strlen(kRetryAfter);
    return std::chrono::seconds(std::atol(number));
}

}  // namespace

FailureVerdict JudgeS3Failure(const RequestFailure &failure,
                              const S3ErrorContext &context)
{
    FailureVerdict verdict = JudgeAnswer(failure, context);
    verdict.error.retryAfter = RetryAfterOf(failure);
    return verdict;
}

bool IsS3ErrorDocument(std::string_view bytes)
{
    const auto start = bytes.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos)
        return false;
    bytes = bytes.substr(start);
    const bool isXml =
        bytes.substr(0, 5) == "<?xml" || bytes.substr(0, 6) == "<Error";
    return isXml && bytes.find("<Error") != std::string_view::npos &&
           bytes.find("<Code>") != std::string_view::npos;
}

bool IsErrorAnswer(std::string_view bytes, std::string_view name)
{
    const auto start = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (start == std::string_view::npos || bytes[start] != '<')
        return false;
    const std::string_view begin = bytes.substr(start, 64);
    const bool isPage =
        Contains(begin, "<!doctype html") || Contains(begin, "<html");
    return isPage ? !IsPageName(name) : IsS3ErrorDocument(bytes);
}

RequestFailure FailureOfDocument(std::string_view bytes)
{
    RequestFailure failure;
    const std::string_view code = Between(bytes, "<Code>", "</Code>");
    failure.vsiMessage = Between(bytes, "<Message>", "</Message>");
    failure.vsiError = VSIE_AWSError;
    if (code == "AccessDenied")
        failure.vsiError = VSIE_AWSAccessDenied;
    else if (code == "NoSuchKey")
        failure.vsiError = VSIE_AWSObjectNotFound;
    else if (code == "NoSuchBucket")
        failure.vsiError = VSIE_AWSBucketNotFound;
    else if (code == "SignatureDoesNotMatch")
        failure.vsiError = VSIE_AWSSignatureDoesNotMatch;
    else if (code == "InternalError" || code == "SlowDown" ||
             code == "ServiceUnavailable")
        failure.httpStatus = 503;
    return failure;
}

}  // namespace hlsts
