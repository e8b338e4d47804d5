// SPDX-License-Identifier: MIT
// Names that GDAL looks for beside each file, and that Earthdata doesn't have.

#include "vsi/side_car.h"

#include "vsi/base/text.h"

#include <algorithm>
#include <initializer_list>

namespace hlsts
{

namespace
{

/** Whether a file's name has one of these suffixes, in any case: GDAL tries
 * some in upper case too. A name that is nothing but a suffix (".ovr") hasn't.
 */
bool EndsWithAny(std::string_view path,
                 std::initializer_list<std::string_view> suffixes)
{
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return std::any_of(suffixes.begin(), suffixes.end(),
                       [name](std::string_view suffix) {
                           return name.size() > suffix.size() &&
                                  EndsWithIgnoringCase(name, suffix);
                       });
}

}  // namespace

bool IsSideCarName(std::string_view path)
{
    return EndsWithAny(
        path, {".aux.xml", ".ovr", ".msk", ".aux", ".vat.dbf", ".gmac"});
}

bool IsSelfContainedName(std::string_view path)
{
    return EndsWithAny(
        path, {".tif",  ".tiff", ".nc",   ".nc4",  ".cdf",     ".h5",
               ".hdf5", ".he5",  ".hdf",  ".jp2",  ".png",     ".jpg",
               ".jpeg", ".gif",  ".vrt",  ".json", ".geojson", ".gpkg",
               ".grb",  ".grb2", ".grib", ".txt",  ".csv",     ".xml",
               ".zip",  ".gz",   ".tar",  ".tgz",  ".parquet", ".fgb"});
}

}  // namespace hlsts
