// SPDX-License-Identifier: MIT
// Open options, one a line.

#include "driver/open_options.h"
#include "tests/fuzz/fuzz.h"

#include "cpl_string.h"

using namespace hlsts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    InputReader reader(TextOf(data, size));
    CPLStringList options;
    while (!reader.IsAtEnd())
        options.AddString(std::string(reader.TakeLine()).c_str());
    const auto parsed = ParseOpenOptions(options.List());
    if (!parsed)
    {
        RequireMessage(parsed.GetError().message);
        return 0;
    }
    const CubeOptions &cube = parsed->view.cube;
    Require(cube.threads >= 1 && cube.threads <= WorkerPool::kMaxThreads &&
                cube.maskDilation >= 0 &&
                cube.maskDilation <= kMostMaskDilation,
            "numbers are within their limits");
    Require(parsed->filter.start <= parsed->filter.end,
            "the start is before the end");
    return 0;
}
