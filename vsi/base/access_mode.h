// SPDX-License-Identifier: MIT
// The ways to an object in Earthdata Cloud, as the user's options name them.

#ifndef HLSTS_VSI_BASE_ACCESS_MODE_H
#define HLSTS_VSI_BASE_ACCESS_MODE_H

#include "vsi/base/text.h"

#include <string_view>

namespace hlsts
{

/** What the driver's open option ACCESS and the file system's option
 * VSIEARTHDATA_ACCESS choose. */
enum class AccessMode
{
    /** S3, and HTTPS where S3 answers that this machine is out of its region.
     */
    Auto,
    S3,
    Https
};

/** A mode and the option value that chooses it. */
struct NamedAccessMode
{
    AccessMode mode;
    std::string_view name;
};

/** Every value of the two options, in the order in which their descriptions
 * list them. */
inline constexpr NamedAccessMode kAccessModes[] = {
    {AccessMode::Auto, "AUTO"},
    {AccessMode::S3, "S3"},
    {AccessMode::Https, "HTTPS"}};

/** These values as a message about a wrong one lists them. */
inline constexpr char kAccessModeChoices[] = "AUTO, S3 or HTTPS";

/** The mode that an option's value chooses, in letters of any case.
 *
 * @return nullptr for any other text, the empty one too. */
inline const NamedAccessMode *ParseAccessMode(std::string_view value) noexcept
{
    for (const NamedAccessMode &named : kAccessModes)
    {
        if (EqualsIgnoringCase(value, named.name))
            return &named;
    }
    return nullptr;
}

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_ACCESS_MODE_H
