// SPDX-License-Identifier: MIT
// One band of the classic view.

#ifndef HLSTS_DRIVER_VIEWS_BAND_H
#define HLSTS_DRIVER_VIEWS_BAND_H

#include "driver/views/dataset.h"
#include "driver/views/own_metadata.h"

namespace hlsts
{

/** A band of a CubeDataset: a time step of an array. */
class CubeBand final : public GDALPamRasterBand
{
  public:
    CubeBand(CubeDataset &dataset, int bandNumber, const ViewOptions &options);

    double GetNoDataValue(int *isSet) override;
    double GetScale(int *isSet) override;
    double GetOffset(int *isSet) override;
    const char *GetUnitType() override;
    GDALColorInterp GetColorInterpretation() override;
    int GetOverviewCount() override;
    GDALRasterBand *GetOverview(int index) override;
    char **GetMetadataDomainList() override;
    MetadataList GetMetadata(const char *domain) override;
    const char *GetMetadataItem(const char *name, const char *domain) override;

    /** Since GDAL 3.13: allows GDAL to read several blocks in parallel. */
    bool MayMultiBlockReadingBeMultiThreaded() const HLSTS_OVERRIDE_SINCE_3_13
    {
        return true;
    }

  protected:
    CPLErr IReadBlock(int blockX, int blockY, void *data) override;
    CPLErr IRasterIO(GDALRWFlag flag, int xOff, int yOff, int xSize, int ySize,
                     void *buffer, int bufferXSize, int bufferYSize,
                     GDALDataType bufferType, GSpacing pixelSpace,
                     GSpacing lineSpace, GDALRasterIOExtraArg *extra) override;

  private:
    const BandContent &GetContent() const
    {
        return m_dataset.GetContent()
            .bands[static_cast<std::size_t>(nBand) - 1];
    }

    const CubeArray &GetArray() const
    {
        return m_dataset.GetCube().GetArrays()[GetContent().array];
    }

    const TimeStep &GetStep() const
    {
        return m_dataset.GetCube().GetSeries().steps[GetContent().step];
    }

    /** In micrometres, of the step's first granule; 0 where it has none. */
    double GetWavelength() const;
    /** Sets the metadata domains HLSTS and IMAGERY. */
    void SetOwnMetadata();

    CubeDataset &m_dataset;
    OwnMetadata m_own{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_BAND_H
