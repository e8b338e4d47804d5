// SPDX-License-Identifier: MIT
// The CRS that a file's header names, looked up once per distinct header.

#include "driver/files/header_crs.h"

#include "vsi/base/bounded_map.h"
#include "vsi/base/gdal_compat.h"
#include "driver/files/geokeys.h"
#include "vsi/base/per_process.h"

#include "cpl_string.h"
#include "cpl_vsi.h"
#include "ogr_spatialref.h"

#include <cmath>
#include <cstdlib>

namespace hlsts
{

namespace
{

/** What headers name, by the tile's zone and the header's GeoTIFF keys. A list
 * has a few vintages of files in a few zones; an entry has some hundred bytes.
 */
constexpr std::size_t kMaxHeaders = 64;
using HeaderCrsCache = BoundedMap<std::string, HeaderCrs, kMaxHeaders>;

/** The UTM zone of a tile like 13TGF. */
int ZoneOfTile(const std::string &tile)
{
    return std::atoi(tile.substr(0, 2).c_str());
}

/** Whether a CRS is the northern UTM zone of a tile on the WGS 84 ellipsoid.
 *
 * Compares projection and ellipsoid, because files of 2021 and 2022 name
 * neither an EPSG code nor a datum.
 */
bool IsUtmZoneOfTile(const OGRSpatialReference &srs, int tileZone)
{
    int isNorth = FALSE;
    const int zone = srs.GetUTMZone(&isNorth);
    // GRS 80, the ellipsoid of NAD 83, differs from WGS 84 by 1.5e-6 in the
    // inverse flattening.
    constexpr double kWgs84InverseFlattening = 298.257223563;
    return zone > 0 && isNorth && zone == tileZone &&
           std::fabs(srs.GetInvFlattening() - kWgs84InverseFlattening) < 1e-6;
}

/** Describes a CRS, of which PROJ may look up the EPSG code. */
HeaderCrs LookUp(const OGRSpatialReference *srs, int tileZone)
{
    HeaderCrs crs;
    if (!srs)
        return crs;
    if (IsUtmZoneOfTile(*srs, tileZone))
    {
        crs.epsg = 32600 + tileZone;
        return crs;
    }
    const char *authority = srs->GetAuthorityName(nullptr);
    const char *code = srs->GetAuthorityCode(nullptr);
    if (authority && code && EQUAL(authority, "EPSG"))
    {
        crs.epsg = std::atoi(code);
        return crs;
    }
    char *wkt = nullptr;
    if (srs->exportToWkt(&wkt) == OGRERR_NONE && wkt)
        crs.wkt = wkt;
    CPLFree(wkt);
    return crs;
}

/** The GeoTIFF keys of a file; empty where they aren't found. */
std::string ReadGeoKeys(const std::string &path)
{
    VSILFILE *file = VSIFOpenL(path.c_str(), "rb");
    if (!file)
        return {};
    std::string header(kTiffHeaderBytes, '\0');
    header.resize(VSIFReadL(&header[0], 1, header.size(), file));
    VSIFCloseL(file);
    return ExtractGeoKeys(header);
}

}  // namespace

HeaderCrs DescribeHeaderCrs(GDALDataset &dataset, const std::string &path,
                            const std::string &tile)
{
    const int zone = ZoneOfTile(tile);
    const std::string keys = ReadGeoKeys(path);
    if (keys.empty())
        return LookUp(dataset.GetSpatialRef(), zone);

    // Never freed: files may be opened while the process ends.
    static const auto *cache = new PerProcess<HeaderCrsCache>;
    // The map is locked during the lookup: of many threads that open files of
    // one vintage at the same time, one uses PROJ and the others wait for its
    // result.
    return cache->Get().FindOrMake(
        std::to_string(zone) + ":" + keys,
        [&] { return LookUp(dataset.GetSpatialRef(), zone); });
}

}  // namespace hlsts
