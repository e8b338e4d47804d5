// SPDX-License-Identifier: MIT
// The file that a user's processes share.

#include "tests/fuzz/fuzz.h"
#include "vsi/sharing/shared_content.h"

using namespace hlsts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const auto content = ParseSharedContent(TextOf(data, size));
    if (!content)
        return 0;
    MachineTime now;
    now.boot = "boot";
    now.sinceBoot = std::chrono::seconds(1000);
    now.unixTime = 1620926646;
    const Secret text = SharedContentText(*content, now);
    Require(text.Reveal().size() <= kSharedFileLimit,
            "a file is within its limit");
    const auto again = ParseSharedContent(text.Reveal());
    Require(again && again->salt == content->salt &&
                again->sets.size() <= content->sets.size() &&
                SharedContentText(*again, now).Equals(text),
            "a file is read as it was written");
    return 0;
}
