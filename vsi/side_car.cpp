// SPDX-License-Identifier: MIT
// Names that GDAL looks for beside every file and Earthdata doesn't have.

#include "vsi/side_car.h"

#include <algorithm>
#include <cctype>

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

}  // namespace

bool IsSideCarName(std::string_view path)
{
    constexpr std::string_view suffixes[] = {
        ".aux.xml", ".ovr", ".msk", ".aux", ".vat.dbf", ".gmac",
    };
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return std::any_of(std::begin(suffixes), std::end(suffixes),
                       [name](std::string_view suffix)
                       { return EndsWith(name, suffix); });
}

}  // namespace hlsts
