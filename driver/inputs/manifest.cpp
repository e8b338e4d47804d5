// SPDX-License-Identifier: MIT
// A manifest: a STAC ItemCollection that says how it is to be opened.

#include "driver/inputs/manifest.h"

#include "driver/inputs/stac.h"
#include "vsi/base/json.h"
#include "vsi/base/text.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace hlsts
{

namespace
{

constexpr const char *kHowToBegin =
    "; a manifest begins like {\"type\": \"FeatureCollection\", \"hlsts\": "
    "{\"version\": 1, \"open_options\": {}}, \"features\": [";

Status CheckVersion(const JsonValue &hlsts)
{
    const std::string understood =
        "version " + std::to_string(kManifestVersion) + " is understood";
    const JsonValue *const version = hlsts.Find("version", JsonKind::Number);
    if (version == nullptr)
        return Error{"it is a manifest whose \"hlsts\" has no number "
                     "\"version\"; " +
                     understood};
    if (version->number != kManifestVersion)
        return Error{"it is a manifest of version " +
                     FormatJsonNumber(version->number) + ", but only " +
                     understood + ". Take a newer release of this driver"};
    return Done{};
}

Status ReadOpenOptions(const JsonValue &hlsts, FoundGranules &found)
{
    const JsonValue *const options = hlsts.Find("open_options");
    if (options == nullptr)
        return Done{};
    if (!options->Is(JsonKind::Object))
        return Error{"the \"open_options\" of the manifest are " +
                     std::string(JsonKindName(options->kind)) +
                     "; write an object, e.g. {\"BANDS\": \"red\"}"};
    if (options->children.size() > kMaxOpenOptions)
        return Error{"the manifest has " +
                     std::to_string(options->children.size()) +
                     " open options, more than the limit of " +
                     std::to_string(kMaxOpenOptions)};
    for (const JsonValue &option : options->children)
    {
        const std::string name = EscapeForMessage(option.name);
        if (!IsManifestOption(option.name, ""))
            return Error{"\"" + name +
                         "\" in the manifest is not the name of "
                         "an open option"};
        if (option.Is(JsonKind::Number))
            found.AddOpenOption(option.name, FormatJsonNumber(option.number));
        else if (option.Is(JsonKind::Text) &&
                 IsManifestOption(option.name, option.text))
            found.AddOpenOption(option.name, option.text);
        else
            return Error{"the open option \"" + name +
                         "\" of the manifest is " + JsonKindName(option.kind) +
                         "; write a text of one line or a number"};
    }
    return Done{};
}

}  // namespace

bool IsManifestOption(std::string_view name, std::string_view value)
{
    return !name.empty() &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return IsLetterOrDigit(c) || c == '_'; }) &&
           IsPlainUtf8(value);
}

bool IsManifest(const JsonValue &object)
{
    return object.Find("hlsts") != nullptr;
}

Status ReadManifest(const JsonValue &object, FoundGranules &found)
{
    const JsonValue *const hlsts = object.Find("hlsts", JsonKind::Object);
    if (hlsts == nullptr)
        return Error{std::string("its \"hlsts\" is no object") + kHowToBegin};
    if (object.FindText("type") != "FeatureCollection")
        return Error{std::string("it has \"hlsts\", but its type is not "
                                 "FeatureCollection") +
                     kHowToBegin};
    const Status version = CheckVersion(*hlsts);
    if (!version)
        return version;
    const Status options = ReadOpenOptions(*hlsts, found);
    if (!options)
        return options;
    return ReadStac(object, found);
}

}  // namespace hlsts
