// SPDX-License-Identifier: MIT
// Whether a host's name points into the user's own network.

#include "driver/inputs/remote_host.h"

#include "vsi/base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>

namespace hlsts
{

namespace
{

/** A range of IPv4 addresses: the first `bits` bits are those of `address`. */
struct Ipv4Range
{
    std::uint32_t address;
    int bits;
};

/** The address a.b.c.0. */
constexpr std::uint32_t Ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c)
{
    return a << 24 | b << 16 | c << 8;
}

/** The ranges that are no part of the public internet, from the registries of
 * IANA (IPv4 special-purpose addresses, multicast). */
constexpr Ipv4Range kPrivateRanges[] = {
    {Ipv4(0, 0, 0), 8},       // this network
    {Ipv4(10, 0, 0), 8},      // private
    {Ipv4(100, 64, 0), 10},   // carrier's own
    {Ipv4(127, 0, 0), 8},     // loopback
    {Ipv4(169, 254, 0), 16},  // link-local, cloud metadata
    {Ipv4(172, 16, 0), 12},   // private
    {Ipv4(192, 0, 0), 24},    // protocol assignments, cloud metadata
    {Ipv4(192, 168, 0), 16},  // private
    {Ipv4(198, 18, 0), 15},   // benchmarking
    {Ipv4(224, 0, 0), 3},     // multicast, reserved, broadcast
};

bool IsPrivateIpv4(std::uint32_t address)
{
    for (const Ipv4Range &range : kPrivateRanges)
    {
        if ((address ^ range.address) >> (32 - range.bits) == 0)
            return true;
    }
    return false;
}

/** Removes the first part and its separator from `rest`; returns the part. */
std::string_view TakePart(std::string_view &rest, char separator)
{
    const auto end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view()
                                         : rest.substr(end + 1);
    return part;
}

/** One number of an IPv4 address: decimal, 0x hexadecimal or 0 octal. */
std::optional<std::uint64_t> ParseIpv4Number(std::string_view text)
{
    unsigned base = 10;
    if (StartsWithIgnoringCase(text, "0x"))
    {
        base = 16;
        text.remove_prefix(2);
    }
    else if (text.size() > 1 && text[0] == '0')
    {
        base = 8;
    }
    if (text.empty())
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text)
    {
        const int digit = HexValue(c);
        if (digit < 0 || static_cast<unsigned>(digit) >= base)
            return std::nullopt;
        value = value * base + static_cast<unsigned>(digit);
        if (value > 0xFFFFFFFF)
            return std::nullopt;
    }
    return value;
}

/** An IPv4 address as inet_aton() reads it: the last of one to four numbers
 * fills all the bytes that are left. */
std::optional<std::uint32_t> ParseIpv4(std::string_view text)
{
    const auto dots = std::count(text.begin(), text.end(), '.');
    if (text.empty() || dots > 3)
        return std::nullopt;
    std::uint64_t address = 0;
    for (int i = 0; i <= dots; ++i)
    {
        const std::string_view part = TakePart(text, '.');
        const auto number = ParseIpv4Number(part);
        const int bits = i < dots ? 8 : static_cast<int>(32 - 8 * dots);
        if (!number || *number >> bits != 0)
            return std::nullopt;
        address = address << bits | *number;
    }
    return static_cast<std::uint32_t>(address);
}

/** Whether the last label of a host is a number. By the URL standard (WHATWG,
 * "ends in a number checker") such a host is an IPv4 address or invalid. */
bool EndsInNumber(std::string_view host)
{
    const auto dot = host.rfind('.');
    const std::string_view last =
        dot == std::string_view::npos ? host : host.substr(dot + 1);
    return IsAllDigits(last) ||
           (StartsWithIgnoringCase(last, "0x") &&
            std::all_of(last.begin() + 2, last.end(),
                        [](char c) { return HexValue(c) >= 0; }));
}

/** An IPv6 address as its groups of 16 bits. */
using Ipv6 = std::array<std::uint16_t, 8>;

/** The groups on one side of "::". */
struct Ipv6Groups
{
    Ipv6 values{};
    /** -1 where that side is malformed. */
    int count = 0;
};

constexpr Ipv6Groups kMalformed{{}, -1};

std::optional<std::uint16_t> ParseIpv6Group(std::string_view text)
{
    if (text.empty() || text.size() > 4)
        return std::nullopt;
    unsigned value = 0;
    for (const char c : text)
    {
        const int digit = HexValue(c);
        if (digit < 0)
            return std::nullopt;
        value = value * 16 + static_cast<unsigned>(digit);
    }
    return static_cast<std::uint16_t>(value);
}

Ipv6Groups ParseIpv6Groups(std::string_view text)
{
    Ipv6Groups groups;
    const bool isEmpty = text.empty();
    const bool endsInColon = !isEmpty && text.back() == ':';
    while (!text.empty())
    {
        const std::string_view part = TakePart(text, ':');
        const bool isIpv4 = text.empty() && part.find('.') != part.npos;
        if (groups.count + (isIpv4 ? 2 : 1) > 8)
            return kMalformed;
        const auto place = static_cast<std::size_t>(groups.count);
        if (isIpv4)
        {
            const auto address = ParseIpv4(part);
            if (!address || std::count(part.begin(), part.end(), '.') != 3)
                return kMalformed;
            groups.values[place] = static_cast<std::uint16_t>(*address >> 16);
            groups.values[place + 1] =
                static_cast<std::uint16_t>(*address & 0xFFFF);
            groups.count += 2;
            continue;
        }
        const auto value = ParseIpv6Group(part);
        if (!value)
            return kMalformed;
        groups.values[place] = *value;
        ++groups.count;
    }
    return endsInColon ? kMalformed : groups;
}

std::optional<Ipv6> ParseIpv6(std::string_view text)
{
    const auto gap = text.find("::");
    const Ipv6Groups head = ParseIpv6Groups(text.substr(0, gap));
    if (gap == std::string_view::npos)
        return head.count == 8 ? std::optional<Ipv6>(head.values)
                               : std::nullopt;
    const Ipv6Groups tail = ParseIpv6Groups(text.substr(gap + 2));
    if (head.count < 0 || tail.count < 0 || head.count + tail.count > 7)
        return std::nullopt;
    Ipv6 address = head.values;
    std::copy(tail.values.begin(), tail.values.begin() + tail.count,
              address.end() - tail.count);
    return address;
}

/** The IPv4 address in an IPv6 address, from the group on that it begins with.
 */
std::uint32_t Ipv4At(const Ipv6 &address, std::size_t group)
{
    return static_cast<std::uint32_t>(address[group]) << 16 |
           address[group + 1];
}

bool IsPrivateIpv6(const Ipv6 &address)
{
    const bool startsWithZeros = std::all_of(
        address.begin(), address.begin() + 5, [](auto g) { return g == 0; });
    // ::, ::1, ::a.b.c.d and ::ffff:a.b.c.d
    if (startsWithZeros && (address[5] == 0 || address[5] == 0xFFFF))
        return IsPrivateIpv4(Ipv4At(address, 6));
    if (address[0] == 0x64 && address[1] == 0xFF9B)  // NAT64
        return address[2] == 1 || IsPrivateIpv4(Ipv4At(address, 6));
    if (address[0] == 0x2002)  // 6to4
        return IsPrivateIpv4(Ipv4At(address, 1));
    // Only 2000::/3 is the public internet; Teredo hides an address in it.
    const bool isTeredo = address[0] == 0x2001 && address[1] == 0;
    return address[0] >> 13 != 1 || isTeredo;
}

bool IsPrivateName(std::string_view host)
{
    constexpr std::string_view kPrivateDomains[] = {
        ".localhost", ".localdomain", ".local",    ".internal",
        ".intranet",  ".lan",         ".home.arpa"};
    if (host.find('.') == std::string_view::npos)
        return true;
    return std::any_of(std::begin(kPrivateDomains), std::end(kPrivateDomains),
                       [host](std::string_view domain)
                       { return EndsWithIgnoringCase(host, domain); });
}

bool IsDnsName(std::string_view host)
{
    constexpr std::size_t kLongestName = 253;
    const auto isNameCharacter = [](char c)
    { return IsLetterOrDigit(c) || c == '-' || c == '_' || c == '.'; };
    return !host.empty() && host.size() <= kLongestName &&
           host.front() != '.' && host.back() != '.' &&
           host.find("..") == std::string_view::npos &&
           std::all_of(host.begin(), host.end(), isNameCharacter);
}

}  // namespace

HostKind ClassifyHost(std::string_view host) noexcept
{
    const auto kindOf = [](bool isPrivate)
    { return isPrivate ? HostKind::Private : HostKind::Public; };
    if (StartsWith(host, "[") && EndsWith(host, "]"))
    {
        const auto address = ParseIpv6(host.substr(1, host.size() - 2));
        return address ? kindOf(IsPrivateIpv6(*address)) : HostKind::Invalid;
    }
    if (EndsWith(host, "."))  // the root of DNS, written out
        host.remove_suffix(1);
    if (!IsDnsName(host))
        return HostKind::Invalid;
    if (EndsInNumber(host))
    {
        const auto address = ParseIpv4(host);
        return address ? kindOf(IsPrivateIpv4(*address)) : HostKind::Invalid;
    }
    return kindOf(IsPrivateName(host));
}

}  // namespace hlsts
