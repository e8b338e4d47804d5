// SPDX-License-Identifier: MIT
// Where the Fmask of a band's file lies, by its name.

#include "driver/hls/fmask_name.h"

#include "driver/hls/product.h"
#include "vsi/base/text.h"

namespace hlsts
{

namespace
{

constexpr std::string_view kReflectances = "HLS";
constexpr std::string_view kIndicesFolder = "_VI.";

/** HLS-VI.L30.T13TGF… as HLS.L30.T13TGF… */
std::string ReflectanceId(const AssetName &asset)
{
    return asset.isVegetationIndex
               ? std::string(kReflectances) +
                     asset.granuleId.substr(
                         std::string_view(asset.product->collection).size())
               : asset.granuleId;
}

/** `…/HLSL30_VI.020/<granule>/` as `…/HLSL30.020/<its reflectances>/`; any
 * other folder as it is. */
std::string ReflectanceFolder(std::string_view folder, const AssetName &asset)
{
    const std::string own = asset.granuleId + "/";
    if (!asset.isVegetationIndex || !EndsWith(folder, "/" + own))
        return std::string(folder);
    const std::string_view above = folder.substr(0, folder.size() - own.size());
    const std::string_view collection =
        LastPathComponent(above.substr(0, above.size() - 1));
    const auto mark = collection.find(kIndicesFolder);
    if (!StartsWith(collection, kReflectances) ||
        mark == std::string_view::npos)
        return std::string(folder);
    std::string moved(above);
    // The dot stays.
    moved.erase(above.size() - 1 - collection.size() + mark,
                kIndicesFolder.size() - 1);
    return moved + ReflectanceId(asset) + "/";
}

}  // namespace

std::optional<std::string> FmaskPathOf(std::string_view path)
{
    const std::string_view name = LastPathComponent(path);
    const auto asset = ParseAssetName(name);
    if (!asset)
        return std::nullopt;
    const std::string_view location = path.substr(0, path.find('?'));
    const std::string_view query = path.substr(location.size());
    const std::string_view folder =
        location.substr(0, location.size() - name.size());
    const std::string_view extension = name.substr(name.rfind('.'));
    return ReflectanceFolder(folder, *asset) + ReflectanceId(*asset) +
           ".Fmask" + std::string(extension) + std::string(query);
}

}  // namespace hlsts
