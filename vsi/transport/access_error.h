// SPDX-License-Identifier: MIT
// Why access to Earthdata failed, in the classes that decide what to do next.

#ifndef HLSTS_VSI_TRANSPORT_ACCESS_ERROR_H
#define HLSTS_VSI_TRANSPORT_ACCESS_ERROR_H

#include <chrono>
#include <string>
#include <utility>

namespace hlsts
{

/** The reaction that an error calls for. */
enum class AccessErrorKind
{
    /** Repeat after a pause: no connection, time-out, reset, or HTTP status
     * 408, 424, 429, 5xx. */
    Transient,
    /** Don't repeat: it fails until the user changes something (wrong password,
     * rejected token, licence not accepted, no credentials, bad settings). */
    Terminal,
    /** S3 refuses the credential as expired or invalid: get a new one and
     * repeat. */
    StaleCredential,
    /** S3 refuses because the caller isn't in the bucket's region. */
    OutOfRegion,
    /** The object doesn't exist. */
    NotFound,
    /** Another version has taken the place of the object that was opened: only
     * opening it again helps. */
    Replaced
};

/** An error with its class. The message never holds a secret. */
struct AccessError
{
    AccessErrorKind kind = AccessErrorKind::Terminal;
    /** What failed, on which endpoint or file, why, what to do. */
    std::string message{};
    /** The pause that the server asks for (Retry-After); 0 without one. */
    std::chrono::seconds retryAfter{0};
    /** HTTP status, 0 when there was no answer. */
    int httpStatus = 0;
    /** Whether no access could be had, so that no other file of the data centre
     * can be read either: no login, a refused one, no credential. */
    bool isLogin = false;
};

/** A Terminal error of the settings, without any request. */
inline AccessError TerminalError(std::string message)
{
    AccessError error;
    error.message = std::move(message);
    return error;
}

/** The same error as one of the login (AccessError::isLogin). */
inline AccessError AsLoginError(AccessError error)
{
    error.isLogin = true;
    return error;
}

/** The error of a read from an object that was replaced since it was opened.
 *
 * @param path as the user knows it. */
inline AccessError ReplacedSinceOpened(const std::string &path)
{
    AccessError error;
    error.kind = AccessErrorKind::Replaced;
    error.message = "Cannot read " + path +
                    ": it was replaced since it was opened. Open it again.";
    return error;
}

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_ACCESS_ERROR_H
