// SPDX-License-Identifier: MIT
// How a file that GDAL opens is named in a manifest.

#include "driver/inputs/written_link.h"

#include "driver/inputs/link_target.h"
#include "vsi/base/text.h"
#include "vsi/names/path.h"

#include "cpl_conv.h"

namespace hlsts
{

namespace
{

constexpr char kCannotWrite[] = "HLSTS: cannot write a manifest: ";

Error Refuse(std::string_view link, const char *why)
{
    return Error{kCannotWrite + DescribeLink(link) + ": " + why};
}

/** The shortest link that leads to a path. */
std::string LinkOf(std::string_view path)
{
    constexpr std::string_view kEarthdata = kVsiearthdataPrefix;
    constexpr std::string_view kCurl = "/vsicurl/";
    if (StartsWith(path, kEarthdata))
        return "s3://" + std::string(path.substr(kEarthdata.size()));
    if (StartsWith(path, kCurl))
        path.remove_prefix(kCurl.size());
    return std::string(path);
}

}  // namespace

Result<std::string> WrittenLink(std::string_view path)
{
    std::string link = LinkOf(path);
    const auto target = ResolveLink(link, LinkRules{});
    if (!target)
        return Error{kCannotWrite + target.GetError().message};
    const bool isUrl = StartsWithIgnoringCase(link, "https://");
    if (isUrl && link.find('?') != std::string::npos)
        return Refuse(link, "its query may be the signature of a signed URL, "
                            "which is a secret and expires. Open links that "
                            "have no query");
    if (target->isLocal && CPLIsFilenameRelative(link.c_str()))
        return Refuse(link, "it is a relative path, which leads elsewhere from "
                            "another folder. Name the file by its whole path");
    return link;
}

}  // namespace hlsts
