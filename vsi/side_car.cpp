// SPDX-License-Identifier: MIT
// Names that GDAL looks for beside every file and Earthdata doesn't have.

#include "vsi/side_car.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>

namespace hlsts
{

namespace
{

// GDAL tries some of them in upper case too.
bool EndsWith(std::string_view text, std::string_view suffix)
{
    if (text.size() <= suffix.size())
        return false;
    const auto equal = [](char a, char b)
    { return std::tolower(static_cast<unsigned char>(a)) == b; };
    return std::equal(suffix.begin(), suffix.end(),
                      text.end() - static_cast<std::ptrdiff_t>(suffix.size()),
                      [&equal](char b, char a) { return equal(a, b); });
}

bool EndsWithAny(std::string_view path,
                 std::initializer_list<std::string_view> suffixes)
{
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return std::any_of(suffixes.begin(), suffixes.end(),
                       [name](std::string_view suffix)
                       { return EndsWith(name, suffix); });
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
