// SPDX-License-Identifier: MIT
// A link to an HLS file that may be opened.

#ifndef HLSTS_DRIVER_INPUTS_LINK_H
#define HLSTS_DRIVER_INPUTS_LINK_H

#include "driver/hls/asset_name.h"

#include <string>

namespace hlsts
{

/** One file of a list. A value type. */
struct Link
{
    /** The line as the user wrote it, trimmed. It may hold a URL's signature,
     * a secret: only DescribeLink() (link_target.h) shows it. */
    std::string text;
    /** Its line number, from 1. */
    int line = 0;
    /** What GDAL opens, e.g. /vsiearthdata/lp-prod-protected/HLSL30.020/...
     * To be opened with the GTiff driver only. It may hold a URL's signature
     * too. */
    std::string path;
    /** Whether the file lies on this machine, so that its header may be read
     * at once. */
    bool isLocal = false;
    AssetName asset;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_LINK_H
