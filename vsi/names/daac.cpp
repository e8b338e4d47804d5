// SPDX-License-Identifier: MIT
// Which data centre holds a bucket, and where it hands out credentials.

#include "vsi/names/daac.h"

#include "vsi/base/text.h"

#include <algorithm>
#include <iterator>

namespace hlsts
{

namespace
{

/** CMR's collections of 2026-08-18 (earthaccess-dev/earthaccess-auth, MIT). The
 * mirror column is set only where CMR publishes both links of an object; GES
 * DISC has an HTTPS host whose paths don't hold the bucket. */
constexpr DaacBucket kTable[] = {
    {"asdc-prod-protected", "data.asdc.earthdata.nasa.gov", "LARC_CLOUD", true},
    {"asdc2-prod-protected", "data.asdc.earthdata.nasa.gov", "LARC_CLOUD",
     false},
    {"asf-cumulus-prod-alos2-products", "cumulus.asf.earthdatacloud.nasa.gov",
     "ASF", false},
    {"asf-cumulus-prod-aria-browse", "cumulus.asf.earthdatacloud.nasa.gov",
     "ASF", false},
    {"asf-cumulus-prod-aria-products", "cumulus.asf.earthdatacloud.nasa.gov",
     "ASF", false},
    {"asf-cumulus-prod-ecmwf", "cumulus.asf.earthdatacloud.nasa.gov", "ASF",
     false},
    {"asf-cumulus-prod-opera-browse", "cumulus.asf.alaska.edu", "ASF", false},
    {"asf-cumulus-prod-opera-products", "cumulus.asf.alaska.edu", "ASF", false},
    {"asf-cumulus-prod-seasat-products", "cumulus.asf.earthdatacloud.nasa.gov",
     "ASF", false},
    {"asf-ngap2w-p-s1-grd-7d1b4348", "sentinel1.asf.alaska.edu", "ASF", false},
    {"asf-ngap2w-p-s1-ocn-1e29d408", "sentinel1.asf.alaska.edu", "ASF", false},
    {"asf-ngap2w-p-s1-raw-98779950", "sentinel1.asf.alaska.edu", "ASF", false},
    {"asf-ngap2w-p-s1-slc-7b420b89", "sentinel1.asf.alaska.edu", "ASF", false},
    {"asf-ngap2w-p-s1-xml-8cf7476b", "sentinel1.asf.alaska.edu", "ASF", false},
    {"csda-cumulus-prod-protected-5047", "data.csdap.earthdata.nasa.gov",
     "CSDA", false},
    {"gesdisc-cumulus-prod-protected", "data.gesdisc.earthdata.nasa.gov",
     "GES_DISC", false},
    {"ghrcw-protected", "data.ghrc.earthdata.nasa.gov", "GHRC_DAAC", false},
    {"ghrcwuat-protected", "data.ghrc.uat.earthdata.nasa.gov", "GHRC_DAAC",
     false},
    {"lp-prod-protected", "data.lpdaac.earthdatacloud.nasa.gov", "LPCLOUD",
     true},
    {"lp-prod-public", "data.lpdaac.earthdatacloud.nasa.gov", "LPCLOUD", true},
    {"lp-protected", "data.lpdaac.earthdatacloud.nasa.gov", "LPCLOUD", false},
    {"lp-public", "data.lpdaac.earthdatacloud.nasa.gov", "LPCLOUD", false},
    {"lp-sit-*", "data.lpdaac.sit.earthdatacloud.nasa.gov", "LPCLOUD", false},
    {"nsidc-cumulus-prod-protected", "data.nsidc.earthdatacloud.nasa.gov",
     "NSIDC_CPRD", true},
    {"nsidc-cumulus-prod-public", "data.nsidc.earthdatacloud.nasa.gov",
     "NSIDC_CPRD", false},
    {"ob-cumulus-prod-public", "obdaac-tea.earthdatacloud.nasa.gov", "OB_CLOUD",
     true},
    {"ob-cumulus-sit-public", "obdaac-tea.sit.earthdatacloud.nasa.gov",
     "OB_CLOUD", false},
    {"ornl-cumulus-prod-protected", "data.ornldaac.earthdata.nasa.gov",
     "ORNL_CLOUD", false},
    {"ornl-cumulus-prod-public", "data.ornldaac.earthdata.nasa.gov",
     "ORNL_CLOUD", false},
    {"podaac-ops-cumulus-docs", "archive.podaac.earthdata.nasa.gov", "POCLOUD",
     false},
    {"podaac-ops-cumulus-protected", "archive.podaac.earthdata.nasa.gov",
     "POCLOUD", true},
    {"podaac-ops-cumulus-public", "archive.podaac.earthdata.nasa.gov",
     "POCLOUD", false},
    {"podaac-swot-ops-cumulus-protected",
     "archive.swot.podaac.earthdata.nasa.gov", "POCLOUD", false},
    {"podaac-swot-ops-cumulus-public", "archive.swot.podaac.earthdata.nasa.gov",
     "POCLOUD", false},
    {"prod-lads", "data.laadsdaac.earthdatacloud.nasa.gov", "LAADS", false},
    {"sds-n-cumulus-prod-nisar-products", "nisar.asf.earthdatacloud.nasa.gov",
     "ASF", false},
    {"sds-n-cumulus-prod-nisar-ur-products",
     "nisar.asf.earthdatacloud.nasa.gov", "ASF", false},
};

constexpr std::string_view kLpDaac = "LPCLOUD";
constexpr std::string_view kLpDaacUatHost =
    "data.lpdaac.uat.earthdatacloud.nasa.gov";

/** How many characters of the bucket's name the entry matches, one more when it
 * is the whole name; 0 when it doesn't match. */
std::size_t MatchLength(const DaacBucket &entry, std::string_view bucket)
{
    if (entry.bucket == bucket)
        return bucket.size() + 1;
    if (!EndsWith(entry.bucket, "*"))
        return 0;
    const auto prefix = entry.bucket.substr(0, entry.bucket.size() - 1);
    return StartsWith(bucket, prefix) ? prefix.size() : 0;
}

}  // namespace

std::string DaacBucket::CredentialsUrl() const
{
    return "https://" + std::string(host) + "/s3credentials";
}

std::string DaacBucket::HttpsUrl() const
{
    return hasHttpsMirror ? "https://" + std::string(host) : std::string();
}

const DaacBucket *FindDaacByBucket(std::string_view bucket)
{
    const DaacBucket *best = nullptr;
    std::size_t bestLength = 0;
    for (const DaacBucket &entry : kTable)
    {
        const std::size_t length = MatchLength(entry, bucket);
        if (length > bestLength)
        {
            best = &entry;
            bestLength = length;
        }
    }
    return best;
}

const DaacBucket *FindDaacByHost(std::string_view host)
{
    const auto found = std::find_if(std::begin(kTable), std::end(kTable),
                                    [host](const DaacBucket &entry)
                                    { return entry.host == host; });
    return found == std::end(kTable) ? nullptr : &*found;
}

bool IsEarthdataHost(std::string_view host)
{
    return EndsWith(host, ".earthdata.nasa.gov") ||
           EndsWith(host, ".earthdatacloud.nasa.gov") ||
           FindDaacByHost(host) != nullptr;
}

bool IsLpDaacBucket(std::string_view bucket)
{
    const DaacBucket *daac = FindDaacByBucket(bucket);
    return daac && daac->provider == kLpDaac;
}

bool IsLpDaacHost(std::string_view host)
{
    return EqualsIgnoringCase(host, kLpDaacUatHost) ||
           std::any_of(std::begin(kTable), std::end(kTable),
                       [host](const DaacBucket &entry) {
                           return entry.provider == kLpDaac &&
                                  EqualsIgnoringCase(host, entry.host);
                       });
}

bool MayPathGetLogin(const Url &url)
{
    if (IsLoopback(url))
        return true;
    return url.scheme == "https" && url.port == 443 &&
           (IsEarthdataHost(url.host) || EndsWith(url.host, ".asf.alaska.edu"));
}

}  // namespace hlsts
