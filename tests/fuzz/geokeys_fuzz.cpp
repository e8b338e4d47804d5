// SPDX-License-Identifier: MIT
// The CRS's bytes of a TIFF header.

#include "driver/files/geokeys.h"
#include "tests/fuzz/fuzz.h"

using namespace hlsts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const std::string_view header =
        TextOf(data, std::min<std::size_t>(size, kTiffHeaderBytes));
    // Three tags, each with its number, its length and bytes of the header.
    constexpr std::size_t kTags = 3;
    constexpr std::size_t kNumbers = 16;
    Require(ExtractGeoKeys(header).size() <= kTags * (header.size() + kNumbers),
            "keys aren't longer than the header has room for");
    return 0;
}
