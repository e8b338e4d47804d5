// SPDX-License-Identifier: MIT
// What a file is that is no input of the driver.

#include "driver/inputs/foreign_input.h"

#include "driver/inputs/line_reader.h"
#include "vsi/base/text.h"

#include <algorithm>

namespace hlsts
{

namespace
{

using namespace std::string_view_literals;

/** A file format by its first bytes. */
struct Format
{
    std::string_view start;
    std::string_view description;
};

constexpr std::string_view kTiff =
    "it is a TIFF file, not a list of links; open it without HLSTS:, or write "
    "a text with one HLS link a line";
constexpr std::string_view kHdf =
    "it is an HDF5 or netCDF file, not a list of links; write a text with one "
    "HLS link a line";
constexpr std::string_view kUtf16 =
    "it is a text in UTF-16; save it as plain UTF-8 text";

constexpr Format kFormats[] = {
    {"II*\0"sv, kTiff},
    {"II+\0"sv, kTiff},
    {"MM\0*"sv, kTiff},
    {"MM\0+"sv, kTiff},
    {"\x89HDF"sv, kHdf},
    {"CDF\x01"sv, kHdf},
    {"CDF\x02"sv, kHdf},
    {"PK\x03\x04"sv,
     "it is a ZIP archive; name the list in it: /vsizip/<archive>/<list>"},
    {"\x1F\x8B"sv, "it is compressed by gzip; name it /vsigzip/<path>"},
    {"%PDF"sv, "it is a PDF document, not a list of links; write a text with "
               "one HLS link a line"},
    {"\xFF\xFE"sv, kUtf16},
    {"\xFE\xFF"sv, kUtf16},
};

bool HasIgnoringCase(std::string_view text, std::string_view lowerCase) noexcept
{
    return std::search(
               text.begin(), text.end(), lowerCase.begin(), lowerCase.end(),
               [](char a, char b) { return ToLower(a) == b; }) != text.end();
}

}  // namespace

std::string_view DescribeForeignInput(std::string_view bytes) noexcept
{
    for (const Format &format : kFormats)
        if (StartsWith(bytes, format.start))
            return format.description;
    std::string_view text = WithoutByteOrderMark(bytes);
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || text[begin] != '<')
        return {};
    constexpr std::size_t kLooked = 4096;
    text = text.substr(begin, kLooked);
    if (HasIgnoringCase(text, "<html") ||
        HasIgnoringCase(text, "<!doctype html"))
        return "it is a web page (HTML), not a list of links: the address "
               "needs "
               "a login or is not the file's own. Save the list itself as a "
               "file and open that";
    return "it is XML, not a list of links; write a text with one HLS link a "
           "line";
}

}  // namespace hlsts
