// SPDX-License-Identifier: MIT
// JSON that names HLS files: lists of links, answers of searches, manifests.

#include "driver/inputs/json_input.h"

#include "driver/inputs/candidates.h"
#include "driver/inputs/cmr.h"
#include "driver/inputs/found_granules.h"
#include "driver/inputs/json_tree.h"
#include "driver/inputs/manifest.h"
#include "driver/inputs/stac.h"

#include <new>
#include <string>
#include <utility>

namespace hlsts
{

namespace
{

constexpr const char *kWhatIsUnderstood =
    "Understood are an array of links, STAC items, CMR's granules.umm_json and "
    "granules.json, and manifests";

Status ReadObject(const JsonValue &object, const std::string &place,
                  FoundGranules &found)
{
    if (IsStac(object))
        return ReadStac(object, found);
    if (IsCmr(object))
        return ReadCmr(object, place, found);
    return Error{place + " is JSON, but holds no links to HLS files. " +
                 kWhatIsUnderstood};
}

/** Reads the elements of an array, those of inner arrays included. */
Status ReadArray(const JsonValue &array, FoundGranules &found)
{
    std::size_t number = 0;
    for (const JsonValue &element : array.children)
    {
        const std::string place = "element " + std::to_string(++number);
        Status read = Done{};
        if (element.Is(JsonKind::Text))
            read = found.AddLink(element.text, place);
        else if (element.Is(JsonKind::Array))
            read = ReadArray(element, found);
        else if (IsManifest(element))
            read = Error{place + " is a manifest, which has to be a file of "
                                 "its own"};
        else if (element.Is(JsonKind::Object))
            read = ReadObject(element, place, found);
        else
            read = Error{place + " of it is " + JsonKindName(element.kind) +
                         ", not a link"};
        if (!read)
            return read;
    }
    return Done{};
}

Status ReadTop(const JsonValue &json, FoundGranules &found)
{
    if (json.Is(JsonKind::Array))
        return ReadArray(json, found);
    if (IsManifest(json))
        return ReadManifest(json, found);
    return ReadObject(json, "it", found);
}

Result<ParsedInput> ReadTree(const JsonValue &json)
{
    FoundGranules found;
    const Status read = ReadTop(json, found);
    if (!read)
        return read.GetError();
    if (!found.HasLinks())
        return Error{std::string("it is JSON without a link: a search that "
                                 "has found nothing, or an empty list. ") +
                     kWhatIsUnderstood};
    return found.Take();
}

}  // namespace

Result<ParsedInput> ParseJsonInput(std::string_view bytes)
{
    if (bytes.size() > kMaxInputBytes)
        return Error{"it has " + std::to_string(bytes.size()) +
                     " bytes, more than the limit of " +
                     std::to_string(kMaxInputBytes) +
                     "; split it into several files"};
    try
    {
        const auto json = ParseJsonTree(bytes);
        if (!json)
            return json.GetError();
        return ReadTree(*json);
    }
    catch (const std::bad_alloc &)
    {
        return Error{"not enough memory for it; split it into several files"};
    }
}

}  // namespace hlsts
