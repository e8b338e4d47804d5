// SPDX-License-Identifier: MIT
// Inputs of every form, from their bytes to links that may be opened.

#include "driver/inputs/input_forms.h"
#include "driver/inputs/link_target.h"
#include "tests/fuzz/fuzz.h"

#ifdef __clang__
#if __has_feature(address_sanitizer)
#include <sanitizer/allocator_interface.h>
#define HLSTS_SEES_ALLOCATIONS
#endif
#endif

namespace
{

using namespace hlsts;

/** How many bytes GDAL gives to Identify. */
constexpr std::size_t kHeaderBytes = 1024;

/** Whether each secret of the input is in the query of something, where no
 * message may show it. */
bool AreSecretsInQueries(std::string_view bytes)
{
    constexpr std::string_view kQuery = "?X-Amz-Signature=";
    for (auto at = bytes.find(kSecret); at != bytes.npos;
         at = bytes.find(kSecret, at + 1))
        if (!EndsWith(bytes.substr(0, at), kQuery))
            return false;
    return true;
}

#ifdef HLSTS_SEES_ALLOCATIONS
thread_local bool allocationIsAllowed = true;

void SeeAllocation(const volatile void *, std::size_t)
{
    Require(allocationIsAllowed, "Identify allocates nothing");
}

void SeeRelease(const volatile void *)
{
}

/** Without the sanitizer the tests of the parsers look for allocations. */
void Identify(std::string_view header, bool isComplete)
{
    static const int isInstalled =
        __sanitizer_install_malloc_and_free_hooks(SeeAllocation, SeeRelease);
    Require(isInstalled > 0, "allocations are seen");
    allocationIsAllowed = false;
    LooksLikeInput(header, isComplete);
    allocationIsAllowed = true;
}
#else
void Identify(std::string_view header, bool isComplete)
{
    LooksLikeInput(header, isComplete);
}
#endif

void Read(std::string_view bytes, const InputContext &context)
{
    const auto input = ReadInputBytes(bytes, context);
    const auto check = AreSecretsInQueries(bytes) ? RequireMessageWithoutSecret
                                                  : RequireMessage;
    if (!input)
        return check(input.GetError().message);
    Require(!input->links.empty(), "an input has at least one link");
    for (const std::string &warning : input->warnings)
        check(warning);
    for (const Link &link : input->links)
        Require(context.isLocal || !link.isLocal,
                "an input from elsewhere names no local file", link.path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const std::string_view bytes = TextOf(data, size);
    Identify(bytes.substr(0, kHeaderBytes), size < kHeaderBytes);
    InputContext context;
    context.path = "/data/list";
    context.folder = "/data";
    Read(bytes, context);
    context.path = "/vsicurl/https://example.com/list";
    context.folder = "/vsicurl/https://example.com";
    context.isLocal = false;
    Read(bytes, context);
    return 0;
}
