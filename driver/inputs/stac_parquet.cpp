// SPDX-License-Identifier: MIT
// STAC-geoparquet: STAC items as rows of a Parquet file.

#include "driver/inputs/stac_parquet.h"

#include "driver/inputs/found_granules.h"
#include "vsi/base/error_capture.h"
#include "vsi/base/text.h"

#include "cpl_string.h"
#include "gdal_priv.h"
#include "ogrsf_frmts.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

namespace hlsts
{

namespace
{

constexpr char kDriverName[] = "Parquet";

/** Whether a field is the link of an asset. (assets.B04.alternate.s3.href is
 * the same file once more.) */
bool IsHref(const OGRFieldDefn &field)
{
    const std::string_view name = field.GetNameRef();
    return field.GetType() == OFTString && StartsWith(name, "assets.") &&
           EndsWith(name, ".href") &&
           name.find(".alternate.") == std::string_view::npos;
}

/** The fields of a layer that are read; -1 for those it hasn't. */
struct ItemFields
{
    int id;
    int datetime;
    int startDatetime;
    int cloudCover;
    int platform;
    std::vector<int> hrefs{};

    explicit ItemFields(OGRFeatureDefn &definition)
        : id(definition.GetFieldIndex("id")),
          datetime(definition.GetFieldIndex("datetime")),
          startDatetime(definition.GetFieldIndex("start_datetime")),
          cloudCover(definition.GetFieldIndex("eo:cloud_cover")),
          platform(definition.GetFieldIndex("platform"))
    {
        for (int i = 0; i < definition.GetFieldCount(); ++i)
            if (IsHref(*definition.GetFieldDefn(i)))
                hrefs.push_back(i);
    }

    bool IsRead(int field) const
    {
        return field == id || field == datetime || field == startDatetime ||
               field == cloudCover || field == platform ||
               std::find(hrefs.begin(), hrefs.end(), field) != hrefs.end();
    }
};

/** Lets the driver leave out all columns that aren't read: titles, bands and
 * geometries are most of a file. */
void IgnoreOtherFields(OGRLayer &layer, const ItemFields &fields)
{
    OGRFeatureDefn &definition = *layer.GetLayerDefn();
    std::vector<const char *> ignored = {"OGR_GEOMETRY", "OGR_STYLE"};
    for (int i = 0; i < definition.GetFieldCount(); ++i)
        if (!fields.IsRead(i))
            ignored.push_back(definition.GetFieldDefn(i)->GetNameRef());
    ignored.push_back(nullptr);
    OGR_L_SetIgnoredFields(OGRLayer::ToHandle(&layer), ignored.data());
}

bool IsSet(const OGRFeature &row, int field)
{
    return field >= 0 && row.IsFieldSetAndNotNull(field);
}

std::string TextOf(OGRFeature &row, int field)
{
    return IsSet(row, field) ? row.GetFieldAsString(field) : "";
}

/** A time as RFC 3339 has it, whatever the column's type is. */
JsonValue TimeOf(OGRFeature &row, int field)
{
    JsonValue time;
    time.kind = JsonKind::Text;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0;
    if (row.GetFieldDefnRef(field)->GetType() != OFTDateTime ||
        !row.GetFieldAsDateTime(field, &year, &month, &day, &hour, &minute,
                                &second, &zone))
    {
        time.text = row.GetFieldAsString(field);
        return time;
    }
    // OGR counts zones in quarters of an hour from 100, which is UTC; 0 and 1
    // mean that there is none, which STAC takes for UTC.
    const int ahead = zone > 1 ? (zone - 100) * 15 : 0;
    const int offset = std::abs(ahead);
    time.text = CPLSPrintf("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year,
                           month, day, hour, minute, static_cast<int>(second),
                           ahead < 0 ? '-' : '+', offset / 60, offset % 60);
    return time;
}

Status AddRow(OGRFeature &row, const ItemFields &fields, std::size_t number,
              FoundGranules &found)
{
    FoundGranule granule;
    const std::string id = TextOf(row, fields.id);
    const std::string platform = TextOf(row, fields.platform);
    granule.place = "row " + std::to_string(number);
    if (!id.empty())
        granule.place += " (" + EscapeForMessage(id) + ")";
    granule.id = id;
    granule.platform = platform;
    for (const int field : fields.hrefs)
        if (IsSet(row, field))
            granule.links.push_back(row.GetFieldAsString(field));
    JsonValue cloudCover;
    if (IsSet(row, fields.cloudCover))
    {
        cloudCover.kind = JsonKind::Number;
        cloudCover.number = row.GetFieldAsDouble(fields.cloudCover);
        granule.cloudCover = &cloudCover;
    }
    // As in STAC items the start is preferred to the nominal time.
    JsonValue time;
    for (const int field : {fields.datetime, fields.startDatetime})
        if (IsSet(row, field))
        {
            time = TimeOf(row, field);
            granule.sensingTime = &time;
        }
    return found.AddGranule(granule);
}

}  // namespace

bool IsParquet(std::string_view header) noexcept
{
    return StartsWith(header, "PAR1");
}

Result<ParsedInput> ReadStacLayer(OGRLayer &layer)
{
    const ErrorCapture capture;
    const ItemFields fields(*layer.GetLayerDefn());
    if (fields.hrefs.empty())
        return Error{"it is a table without columns assets.<name>.href, so no "
                     "STAC-geoparquet and no list of HLS files"};
    IgnoreOtherFields(layer, fields);
    layer.ResetReading();
    FoundGranules found;
    std::size_t number = 0;
    while (const auto row = OGRFeatureUniquePtr(layer.GetNextFeature()))
    {
        const Status added = AddRow(*row, fields, ++number, found);
        if (!added)
            return added.GetError();
    }
    const std::string failure = capture.GetFailureText();
    if (!failure.empty())
        return Error{"it can't be read to its end: " + failure};
    if (!found.HasLinks())
        return Error{"it is STAC-geoparquet without a link: a search that has "
                     "found nothing"};
    return found.Take();
}

Result<ParsedInput> ReadStacParquet(const std::string &path)
{
    if (GDALGetDriverByName(kDriverName) == nullptr)
        return Error{"it is a Parquet file, and this GDAL has no driver for "
                     "those. Use a GDAL that has it (conda's package "
                     "libgdal-arrow-parquet), or save the search as JSON"};
    const ErrorCapture capture;
    const char *const drivers[] = {kDriverName, nullptr};
    const std::unique_ptr<GDALDataset> dataset(
        GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR,
                          drivers, nullptr, nullptr));
    if (!dataset || dataset->GetLayerCount() == 0)
        return Error{"GDAL's Parquet driver can't open it: " +
                     capture.GetFailureText()};
    return ReadStacLayer(*dataset->GetLayer(0));
}

}  // namespace hlsts
