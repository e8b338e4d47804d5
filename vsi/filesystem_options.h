// SPDX-License-Identifier: MIT
// The options of the file system, as GDAL shows them to the user.

#ifndef HLSTS_VSI_FILESYSTEM_OPTIONS_H
#define HLSTS_VSI_FILESYSTEM_OPTIONS_H

namespace hlsts
{

/** What VSIGetFileSystemOptions("/vsiearthdata/") returns: an XML text of all
 * options, each of which may be global, thread-local or path-specific. */
inline constexpr char kFilesystemOptions[] =
    "<Options>"
    "<Option name='EARTHDATA_TOKEN' type='string' "
    "description='Earthdata Login user token (bearer)'/>"
    "<Option name='EARTHDATA_USERNAME' type='string' "
    "description='Earthdata Login user name, where there is no token'/>"
    "<Option name='EARTHDATA_PASSWORD' type='string' "
    "description='Earthdata Login password'/>"
    "<Option name='NETRC' type='string' "
    "description='netrc file with the login of the Earthdata Login host; "
    "by default ~/.netrc or ~/_netrc'/>"
    "<Option name='EARTHDATA_HOST' type='string' "
    "description='Earthdata Login host' default='urs.earthdata.nasa.gov'/>"
    "<Option name='VSIEARTHDATA_ACCESS' type='string-select' default='AUTO' "
    "description='S3 (only in AWS us-west-2), HTTPS (anywhere), or S3 and, "
    "where it is refused because of the region, HTTPS'>"
    "<Value>AUTO</Value><Value>S3</Value><Value>HTTPS</Value></Option>"
    "<Option name='VSIEARTHDATA_HTTPS_URL' type='string' "
    "description='Base URL of an HTTPS mirror that has the objects at "
    "base/bucket/key, for a bucket whose mirror is not in the built-in "
    "table'/>"
    "<Option name='VSIEARTHDATA_CREDENTIALS_URL' type='string' "
    "description='s3credentials endpoint for a bucket that is not in the "
    "built-in table'/>"
    "<Option name='VSIEARTHDATA_S3_ENDPOINT' type='string' "
    "description='scheme://host:port of an S3-compatible store, addressed in "
    "path style, instead of AWS'/>"
    "<Option name='VSIEARTHDATA_CACHE' type='string' "
    "description='Share the temporary S3 keys between your processes: YES, NO "
    "or a folder; by default in XDG_RUNTIME_DIR where that is set'/>"
    "</Options>";

}  // namespace hlsts

#endif  // HLSTS_VSI_FILESYSTEM_OPTIONS_H
