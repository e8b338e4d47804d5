// SPDX-License-Identifier: MIT
// What the file that a user's processes share says.

#ifndef HLSTS_VSI_SHARING_SHARED_CONTENT_H
#define HLSTS_VSI_SHARING_SHARED_CONTENT_H

#include "vsi/sharing/machine_time.h"
#include "vsi/base/secret.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hlsts
{

/** Bytes of the largest file that is read or written. A set takes about 1.5 kB,
 * so there is room for more than a hundred. */
constexpr std::size_t kSharedFileLimit = 256 * 1024;

/** From when to when an entry can be used, as written down for other processes.
 * A value type. */
struct SharedLife
{
    /** When the entry was made, by the clocks of the machine that made it. */
    MachineTime made{};
    /** For how long the entry can be used from then on. */
    std::chrono::milliseconds length{0};
    /** The end in seconds since 1970 UTC by the server's clock; 0 when not
     * known. */
    std::int64_t statedEnd = 0;

    /** How much of the life is left; nothing when it has ended or when that
     * can't be told.
     *
     * In the boot in which the entry was made, the time since the boot counts:
     * a wall clock that is wrong or was corrected changes nothing. Elsewhere
     * (another machine on a shared folder, or a system that tells no boot) only
     * wall clocks are left, and the life ends as soon as the maker's or the
     * server's end is reached. Should both be too late, S3 refuses the set, and
     * a new one is fetched. Pure.
     */
    std::optional<std::chrono::milliseconds>
    Remaining(const MachineTime &now) const;
};

/** A set of temporary S3 keys. A value type. */
struct SharedSet
{
    Secret accessKeyId{};
    Secret secretAccessKey{};
    Secret sessionToken{};
    SharedLife life{};
};

/** Something that processes remember together for a while; never a secret. */
struct SharedFact
{
    std::string value{};
    SharedLife life{};
};

/** The content of the file. A value type.
 *
 * The key of a set is a digest (shared_key.h) of endpoint and login, made with
 * the file's own salt. The digest tells neither of the two, and can't be looked
 * up in another file. The content has no place for a password or an Earthdata
 * token.
 */
struct SharedContent
{
    /** 64 hexadecimal digits. */
    std::string salt{};
    std::map<std::string, SharedSet> sets{};
    std::map<std::string, SharedFact> facts{};
};

/** Whether a text can be the name or the value of a fact: 1 to 2048 bytes,
 * without ASCII control characters. */
bool IsFactText(const std::string &text);

/** Reads the file's text. An entry with anything wrong is left out. Pure.
 *
 * @return nothing when the text isn't whole, is something else, or is of
 * another version. */
std::optional<SharedContent> ParseSharedContent(std::string_view text);

/** The text for the file, at most kSharedFileLimit bytes, with at most 64 sets
 * and 64 facts. Entries that have ended are left out, and of too many entries
 * those that end first. Pure. */
Secret SharedContentText(const SharedContent &content, const MachineTime &now);

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_CONTENT_H
