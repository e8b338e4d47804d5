// SPDX-License-Identifier: MIT
// JSON about HLS is recognised by its first bytes, and no other JSON is.

#include "driver/inputs/json_header.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <random>
#include <string>
#include <string_view>

#define GRANULE "HLS.L30.T13TGF.2021133T172406.v2.0"
#define S3_LINK "s3://lp-prod-protected/HLSL30.020/" GRANULE ".B04.tif"

// Counts allocations, because Identify() promises none.
static thread_local std::size_t allocationCount = 0;

[[gnu::noinline]] void *operator new(std::size_t size)
{
    ++allocationCount;
    if (void *memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void *memory) noexcept
{
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace hlsts
{
namespace
{

constexpr const char *kRecognised[] = {
    // Lists of links
    "[\"" S3_LINK "\"]",
    "\xEF\xBB\xBF\r\n[ [\n\"" S3_LINK "\", ",
    "[[], [\"" S3_LINK "\"",
    R"(["https:\/\/h\/)" GRANULE R"(.B04.tif"])",
    R"(["https://h/)" GRANULE R"(.jpg"])",
    R"(["HLS.S30.T13TGF.2021133T173859.v2.0.B04.tif"])",
    R"(["https://h/)" GRANULE R"(.B04.tif?se=2021&sig=x/y"])",
    R"(["https://h/)" GRANULE R"(.B04.tif?sig=a-long-signature-that-is-c)",
    // STAC
    R"({"type": "Feature", "stac_version": "1.0.0", "id": ")" GRANULE R"(",)",
    R"({"type": "Feature", "id": ")" GRANULE R"(", "assets": {)",
    R"([{"type": "Feature", "stac_version": "1.1.0", "id": ")" GRANULE R"(",)",
    R"({"type":"FeatureCollection","stac_version":"1.0.0","numberMatched":2,
        "features":[{"type":"Feature","id":")" GRANULE R"(",)",
    R"({"type":"FeatureCollection","features":[{"type":"Feature",
        "stac_version":"1.0.0","stac_extensions":[],"id":")" GRANULE R"(",)",
    R"({"type":"FeatureCollection","features":[{"type":"Feature",
        "id":"mine","assets":{"red":{"href":")" S3_LINK R"(")",
    R"({"stac_version":"1.0.0","type":"FeatureCollection","features":[
        {"type":"Feature","links":[{"rel":"self",
        "href":"https://h/items/)" GRANULE R"("}])",
    R"([{"type":"FeatureCollection","features":[{"type":"Feature",
        "stac_version":"1.0.0","id":")" GRANULE R"(")",
    // Manifest
    R"({"type": "FeatureCollection",
        "hlsts": {"version": 1, "open_options": {"BANDS": "red"}},)",
    R"({"hlsts": {"version": 7}, "type": "FeatureCollection")",
    // CMR
    R"({"hits":2,"took":3,"items":[{"meta":{"revision-id":1,
        "native-id":")" GRANULE R"(",)",
    R"({"hits":2,"items":[{"meta":{},"umm":{"GranuleUR":")" GRANULE R"(",)",
    R"([{"size":1,"meta":{"native-id":")" GRANULE R"(",)",
    R"({"feed":{"updated":"2021-05-13T00:00:00.000Z",
        "id":"https://cmr.earthdata.nasa.gov/search/granules.json?x=y",
        "title":"ECHO granule metadata","entry":[{"producer_granule_id":
        ")" GRANULE R"(",)",
    R"({"feed":{"entry":[{"time_start":"x","title":")" GRANULE R"(",)",
};

constexpr const char *kNotRecognised[] = {
    "",
    " ",
    "[",
    "{",
    "[]",
    "{}",
    "null",
    "\"" S3_LINK "\"",
    S3_LINK,
    "x[\"" S3_LINK "\"]",
    "['" S3_LINK "']",
    R"(["https://example.com/a.tif", ")" S3_LINK R"("])",
    R"([3, null, "x"])",
    R"(["about HLS.L30."])",
    R"(["https://h/HLS.L30.T13)",
    R"(["https://h/HLS.L30.T13\)",
    // GeoJSON that mentions HLS
    R"({"type":"Feature","id":")" GRANULE R"(","geometry":null})",
    R"({"type":"FeatureCollection","features":[{"type":"Feature",
        "id":")" GRANULE R"(","properties":{"stac_version":"1.0.0"}}]})",
    R"({"type":"FeatureCollection","features":[{"type":"Feature",
        "stac_version":"1.0.0","id":"S2A_1","properties":{"id":
        ")" GRANULE R"(","source":")" S3_LINK R"("}}]})",
    R"({"type":"FeatureCollection","name":"hlsts","features":[]})",
    R"({"type":"FeatureCollection","features":[{"hlsts":{}}]})",
    R"({"type":"FeatureCollection","hlsts":1,"features":[]})",
    R"({"type":"Topology","hlsts":{}})",
    // Other JSON that mentions HLS
    R"({"assets":{"B04":{"href":")" S3_LINK R"("}}})",
    R"({"stac_version":"1.0.0","id":")" GRANULE R"(","assets":{}})",
    R"({"items":[{"meta":{"native-id":"MOD13Q1.A2020273"}}]})",
    R"({"title":")" GRANULE R"("})",
    R"({"feed":{"title":")" GRANULE R"("}})",
    R"({"url":")" S3_LINK R"(","assets":{}})",
    R"({"stac_version":"1.0.0","type":"Collection","id":"HLSL30_2.0"})",
    "{type: \"Feature\", stac_version: \"1.0.0\", id: \"" GRANULE "\"}",
    "}{\"stac_version\":\"1\",\"id\":\"" GRANULE "\"}",
};

TEST(JsonHeader, OfHlsIsRecognised)
{
    for (const char *header : kRecognised)
        EXPECT_TRUE(LooksLikeJsonInput(header)) << header;
}

TEST(JsonHeader, OfAnythingElseIsNot)
{
    for (const char *header : kNotRecognised)
        EXPECT_FALSE(LooksLikeJsonInput(header)) << header;
    std::string deep = R"({"stac_version":"1","x":)";
    for (int i = 0; i < 200; ++i)
        deep += R"({"a":)";
    EXPECT_FALSE(LooksLikeJsonInput(deep));
    EXPECT_FALSE(LooksLikeJsonInput(std::string(1024, '[')));
    EXPECT_FALSE(LooksLikeJsonInput(std::string(1024, '\0')));
}

TEST(JsonHeader, CutAnywhereIsRecognisedOrNotWithoutAnAllocation)
{
    std::mt19937 random(1);
    for (const char *whole : kRecognised)
        for (std::size_t size = 0; size <= std::string_view(whole).size();
             ++size)
        {
            std::string header(whole, size);
            const std::size_t before = allocationCount;
            LooksLikeJsonInput(header);
            BeginsLikeJson(header);
            if (size > 0)
                header[random() % size] = "[]{}\",:\\\0x"[random() % 10];
            LooksLikeJsonInput(header);
            EXPECT_EQ(allocationCount, before);
        }
}

TEST(JsonHeader, TellsJsonFromPythonAndText)
{
    for (const char *json : {"{", "[", "[]", "{}", " {\"a\"", "[\"x\"]",
                             "[ [\n{", "[3]", "[null]", "\xEF\xBB\xBF{ }"})
        EXPECT_TRUE(BeginsLikeJson(json)) << json;
    for (const char *other :
         {"", "x", "['x']", "[['x'], ['y']]", "{'a': 1}", "[Data: x]", "<html>",
          "{data/z.zip}/x.tif", "\"x\""})
        EXPECT_FALSE(BeginsLikeJson(other)) << other;
}

}  // namespace
}  // namespace hlsts
