// SPDX-License-Identifier: MIT
// From the links that an input names to those that may be opened.

#ifndef HLSTS_DRIVER_INPUTS_JUDGE_LINKS_H
#define HLSTS_DRIVER_INPUTS_JUDGE_LINKS_H

#include "driver/inputs/input.h"
#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <string>

namespace hlsts
{

/** Where an input comes from, which decides what its links may name. */
struct InputContext
{
    /** The input's own path, for messages. */
    std::string path{};
    /** Folder that relative local paths are resolved against. */
    std::string folder{};
    /** Whether the input itself lies on this machine. Only such an input may
     * name local paths and private addresses. */
    bool isLocal = true;
    /** Whether `folder` is inside an archive on this machine: then the input
     * may name files of that folder, which came with it. */
    bool isInLocalArchive = false;
    /** GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE: lets a remote input
     * name local paths too (absolute ones, or relative ones where `folder` is a
     * folder of this machine). Doesn't concern private addresses. */
    bool allowLocalFromRemote = false;
};

/** Judges the links of an input, of whatever form it is. Pure.
 *
 * Which places a link may name, and what path it becomes: see link_target.h.
 * What is no raster of HLS is passed over and counted: a granule's .jpg,
 * .cmr.xml, _stac.json and any other file. So are rasters that another tool
 * made of HLS files and named after them (HLS.L30....v2.0.B04.subset.tif), with
 * one warning for all of them.
 *
 * @return an error with the input's path and, where there is one, the line
 *   number: a name that looks like one of HLS but is damaged, or of another
 *   version or product; a form or place that is not allowed; a text that is no
 *   link; no raster of HLS in the input. The message never holds the query or
 *   the user part of a URL. Whether the product has that band, and the tile
 *   exists, is not checked.
 */
Result<Input> JudgeLinks(ParsedInput parsed, const InputContext &context);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_JUDGE_LINKS_H
