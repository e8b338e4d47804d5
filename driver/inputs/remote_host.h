// SPDX-License-Identifier: MIT
// Whether a host's name points into the user's own network.

#ifndef HLSTS_DRIVER_INPUTS_REMOTE_HOST_H
#define HLSTS_DRIVER_INPUTS_REMOTE_HOST_H

#include <string_view>

namespace hlsts
{

/** Where a host is, judged by its name alone. */
enum class HostKind
{
    /** A DNS name, or an address of the public internet. */
    Public,
    /** This machine, its link, a private network or a cloud's metadata
     * service: also every name without a dot. */
    Private,
    /** Not a host's name, or a name that two parsers could read differently. */
    Invalid
};

/** Classifies the host of a URL by its spelling; uses no name server.
 *
 * IPv4 addresses are understood in every spelling that the C library accepts
 * (dotted, fewer parts, hexadecimal, octal), and also inside IPv6 literals. A
 * public name that resolves to a private address counts as public: its spelling
 * doesn't show that. Pure.
 *
 * @param host without port; an IPv6 literal in its brackets.
 */
HostKind ClassifyHost(std::string_view host) noexcept;

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_REMOTE_HOST_H
