// SPDX-License-Identifier: MIT
// From a list's path to the collection it names.

#ifndef HLSTS_LIST_FILE_H
#define HLSTS_LIST_FILE_H

#include "driver/collection.h"
#include "vsi/base/result.h"

#include <memory>
#include <string>

namespace hlsts
{

/** Reads a link list and arranges its links.
 *
 * @param path any path GDAL can read.
 * @return an error as of ParseLinkList() and Collection::Build(), or that the
 *   file can't be read.
 */
Result<std::shared_ptr<const Collection>>
ReadCollection(const std::string &path, const CollectionFilter &filter);

}  // namespace hlsts

#endif  // HLSTS_LIST_FILE_H
