// SPDX-License-Identifier: MIT
// One time step of the classic view.

#ifndef HLSTS_DRIVER_VIEWS_BAND_H
#define HLSTS_DRIVER_VIEWS_BAND_H

#include "driver/views/dataset.h"

namespace hlsts
{

/** A band of a TimeSeriesDataset: band n is time step n - 1. */
class TimeStepBand final : public GDALRasterBand
{
  public:
    TimeStepBand(TimeSeriesDataset &dataset, int bandNumber,
                 const ClassicOptions &options);

    double GetNoDataValue(int *isSet) override;
    double GetScale(int *isSet) override;
    double GetOffset(int *isSet) override;
    const char *GetUnitType() override;
    int GetOverviewCount() override;
    GDALRasterBand *GetOverview(int index) override;

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
    const CubeArray &GetArray() const
    {
        return m_dataset.GetArray();
    }

    /** Sets the metadata domains HLSTS and IMAGERY. */
    void SetGranuleMetadata();

    TimeSeriesDataset &m_dataset;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_BAND_H
