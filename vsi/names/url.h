// SPDX-License-Identifier: MIT
// URLs as far as deciding where a secret may go needs them.

#ifndef HLSTS_VSI_NAMES_URL_H
#define HLSTS_VSI_NAMES_URL_H

#include "vsi/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace hlsts
{

/** A parsed http or https URL. A value type.
 *
 * Everything that decides about secrets is normalised: scheme and host are
 * lower case, the port is always there.
 */
struct Url
{
    std::string scheme{};
    /** Without the brackets of an IPv6 address. */
    std::string host{};
    int port = 0;
    /** Path and query as given, beginning with '/'; the fragment is dropped. */
    std::string target{};

    /** scheme://host[:port], the port only when it isn't the scheme's own. */
    std::string Origin() const;

    /** The whole URL, as it is requested. */
    std::string Text() const;

    /** The path without the query. */
    std::string Path() const;
};

/** Parses an absolute URL; pure.
 *
 * Strict, because another reading by another parser could send a secret
 * elsewhere: refused are schemes other than http and https, a user part
 * (user@host), a host of other characters than letters, digits, '.', '-', '_'
 * or a bracketed IPv6 address, a zero or impossible port, and control
 * characters, spaces and backslashes anywhere. The message never holds the URL.
 */
Result<Url> ParseUrl(std::string_view text);

/** The URL that a Location header means, seen from `base`: absolute,
 * //host/path, /path, ?query or relative to the base's folder.
 *
 * An absolute one is taken as ParseUrl() takes it. One without a host stays at
 * the origin of `base`; its dot segments are resolved (RFC 3986, 5.2.4). */
Result<Url> ResolveLocation(const Url &base, std::string_view location);

/** Whether both have the same scheme, host and port: the only sense in which a
 * secret belongs to a place. */
bool SameOrigin(const Url &a, const Url &b);

/** Whether the host is this machine: localhost, 127.0.0.0/8 in dotted form, or
 * ::1. Only the spelled-out forms: 127.1, 2130706433 and names that resolve to
 * a loopback address are not. */
bool IsLoopback(const Url &url);

/** Whether a secret may travel to this URL: https, or http to this machine. */
bool IsSecure(const Url &url);

/** A text as it stands in a part of a URL: all but the unreserved characters
 * (letters, digits, '-', '.', '_', '~') in percent form. Pure. */
std::string EncodePercent(std::string_view text);

/** A key as it stands in a URL: as EncodePercent() does it, but with its
 * slashes. Pure. */
std::string EncodeKey(std::string_view key);

/** The key that stands in a URL's path, each percent escape decoded once. Pure.
 *
 * @return nothing when an escape is broken ("%2"), or stands for '/' or '\\',
 *   which would hide a separator. Decoded control characters and bytes that
 *   aren't UTF-8 are for the caller to check. */
std::optional<std::string> DecodeKey(std::string_view path);

}  // namespace hlsts

#endif  // HLSTS_VSI_NAMES_URL_H
