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

/** The largest file that is read or written. A set has about 1.5 kB. */
constexpr std::size_t kSharedFileLimit = 256 * 1024;

/** A life as it is written down for other processes. A value type. */
struct SharedLife
{
    /** Made at this moment of this machine, ... */
    MachineTime made{};
    /** ... and usable for so long. */
    std::chrono::milliseconds length{0};
    /** Its end by the server's clock, 0 when not known. */
    std::int64_t statedEnd = 0;

    /** What is left of it, nothing when it has ended or can't be told.
     *
     * In the boot that made it, the time since the boot counts: a wall clock
     * that is wrong or was corrected changes nothing. Elsewhere (another
     * machine on a shared folder, or a system without such a clock) it ends
     * when either wall clock says so; S3 refuses what is kept too long, and
     * then a new set takes its place. Pure.
     */
    std::optional<std::chrono::milliseconds>
    Remaining(const MachineTime &now) const;
};

/** A temporary S3 credential. A value type. */
struct SharedSet
{
    Secret accessKeyId{};
    Secret secretAccessKey{};
    Secret sessionToken{};
    SharedLife life{};
};

/** Something without any secret that is worth remembering for a while. */
struct SharedFact
{
    std::string value{};
    SharedLife life{};
};

/** The content of the file. A value type.
 *
 * Sets are kept by a digest (shared_key.h) of endpoint and login, made with the
 * file's own salt: neither can be read from it, and it is worth nothing beside
 * another file. There is no place for a password or an Earthdata token.
 */
struct SharedContent
{
    /** 64 hexadecimal digits. */
    std::string salt{};
    std::map<std::string, SharedSet> sets{};
    std::map<std::string, SharedFact> facts{};
};

/** Whether a name or value can be kept as a fact: 1 to 2048 characters without
 * control characters. */
bool IsFactText(const std::string &text);

/** Reads the file's text; pure, no exception. An entry that isn't right is left
 * out.
 * @return nothing when it isn't such a file or has another version. */
std::optional<SharedContent> ParseSharedContent(std::string_view text);

/** The text for the file, without what has ended, and without what ends first
 * where it would be too much. Pure. */
Secret SharedContentText(const SharedContent &content, const MachineTime &now);

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_CONTENT_H
