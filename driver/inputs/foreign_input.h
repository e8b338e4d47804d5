// SPDX-License-Identifier: MIT
// What a file is that is no input of the driver.

#ifndef HLSTS_DRIVER_INPUTS_FOREIGN_INPUT_H
#define HLSTS_DRIVER_INPUTS_FOREIGN_INPUT_H

#include <string_view>

namespace hlsts
{

/** What some bytes are, where the first of them tell that they are neither a
 * text of links nor JSON, and what to do about it; empty otherwise. Pure. */
std::string_view DescribeForeignInput(std::string_view bytes) noexcept;

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_FOREIGN_INPUT_H
