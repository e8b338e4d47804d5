// SPDX-License-Identifier: MIT
// A manifest: a STAC ItemCollection that says how it is to be opened.

#ifndef HLSTS_DRIVER_INPUTS_MANIFEST_H
#define HLSTS_DRIVER_INPUTS_MANIFEST_H

#include "driver/inputs/found_granules.h"
#include "driver/inputs/json_tree.h"
#include "vsi/base/result.h"

#include <cstddef>
#include <string_view>

namespace hlsts
{

/** The version of manifests that is understood. */
constexpr int kManifestVersion = 1;

/** More open options than a manifest can have any use for. */
constexpr std::size_t kMaxOpenOptions = 100;

/** Whether a manifest can hold an open option: its name is one, and its value a
 * text of one line. */
bool IsManifestOption(std::string_view name, std::string_view value);

/** Whether an object is a manifest: it has a member "hlsts". */
bool IsManifest(const JsonValue &object);

/** Reads a manifest: its items as ReadStac() does, and its open options, whose
 * values are texts or numbers.
 *
 * @return an error, without the input's name: no ItemCollection, another
 *   version, a wrong type; or ReadStac()'s.
 */
Status ReadManifest(const JsonValue &object, FoundGranules &found);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_MANIFEST_H
