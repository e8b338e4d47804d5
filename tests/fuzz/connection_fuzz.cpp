// SPDX-License-Identifier: MIT
// Connection strings, and what their parts select of a list.

#include "driver/inputs/connection.h"
#include "driver/inputs/input_forms.h"
#include "driver/series/collection.h"
#include "driver/views/selection.h"
#include "tests/fuzz/fuzz.h"

namespace
{

using namespace hlsts;

/** Two tiles of two zones, with both sensors. */
std::shared_ptr<const Collection> MakeCollection()
{
    const auto input = ReadInputBytes(
        "s3://bucket/HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif\n"
        "s3://bucket/HLS.S30.T13TGF.2021133T173859.v2.0.B8A.tif\n"
        "s3://bucket/HLS.L30.T14TKL.2021133T172406.v2.0.B05.tif\n",
        InputContext{});
    return *Collection::Build("list", *input, CollectionFilter{});
}

void Select(const Connection &connection)
{
    static const auto collection = MakeCollection();
    const auto selection = SelectParts(*collection, connection.parts);
    if (!selection)
        return RequireMessage(selection.GetError().message);
    Require(!selection->tiles.empty(), "a selection has a tile");
}

/** No message shows the query of a list's URL. */
void ParseSecret(const std::string &text)
{
    for (const std::string end : {":", ":a:b:c", "x"})
    {
        const auto connection =
            ParseConnection("HLSTS:\"https://" + text +
                            "?sig=" + std::string(kSecret) + "\"" + end);
        if (!connection)
            RequireMessageWithoutSecret(connection.GetError().message);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const std::string text(TextOf(data, size));
    HasConnectionPrefix(text.c_str());
    if (text.find(kSecret) == text.npos)
        ParseSecret(text);
    auto connection = ParseConnection(text);
    if (!connection)
    {
        RequireMessage(connection.GetError().message);
        return 0;
    }
    Select(*connection);
    const auto again =
        ParseConnection(FormatConnection(connection->path, connection->parts));
    Require(again && again->path == connection->path &&
                again->parts == connection->parts,
            "a connection string is read as it was written", text);
    const std::size_t before = connection->parts.size();
    int taken = 0;
    while (TakePartFromPath(*connection))
    {
        ++taken;
        Select(*connection);
    }
    Require(connection->parts.size() == before + taken,
            "each part is taken once", text);
    return 0;
}
