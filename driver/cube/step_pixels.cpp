// SPDX-License-Identifier: MIT
// The pixels of one time step, put together from granules.

#include "driver/cube/step_pixels.h"

#include "vsi/base/gdal_compat.h"

#include "cpl_string.h"

#include <cmath>
#include <cstring>
#include <memory>

namespace hlsts
{

namespace
{

/** Whether a stored value of a floating type is the one of missing pixels,
 * which may be NaN or -0. */
bool IsSameNumber(const GByte *value, GDALDataType type, double noData)
{
    double number = 0;
    GDALCopyWords(value, type, 0, &number, GDT_Float64, 0, 1);
    return number == noData || (std::isnan(number) && std::isnan(noData));
}

struct DatasetCloser
{
    void operator()(GDALDataset *dataset) const
    {
        GDALClose(GDALDataset::ToHandle(dataset));
    }
};

}  // namespace

StepPixels::StepPixels(const PixelWindow &window, GDALDataType type,
                       bool hasNoData, double noData)
    : m_window(window), m_type(type), m_hasNoData(hasNoData), m_noData(noData),
      m_rawNoData(static_cast<std::size_t>(GDALGetDataTypeSizeBytes(type))),
      m_values(static_cast<std::size_t>(window.xSize) *
               static_cast<std::size_t>(window.ySize) * m_rawNoData.size())
{
    GDALCopyWords(&noData, GDT_Float64, 0, m_rawNoData.data(), type, 0, 1);
    for (std::size_t i = 0; i < m_values.size(); i += m_rawNoData.size())
        std::memcpy(&m_values[i], m_rawNoData.data(), m_rawNoData.size());
    if (!hasNoData)
        m_isSet.resize(m_values.size() / m_rawNoData.size(), false);
}

void StepPixels::Add(const PixelWindow &place, const std::vector<GByte> &values)
{
    const std::size_t size = m_rawNoData.size();
    const bool isFloating = GDALDataTypeIsFloating(m_type) != FALSE;
    const GByte *from = values.data();
    for (int row = 0; row < place.ySize; ++row)
    {
        std::size_t to = static_cast<std::size_t>(place.yOff + row) *
                             static_cast<std::size_t>(m_window.xSize) +
                         static_cast<std::size_t>(place.xOff);
        for (int column = 0; column < place.xSize; ++column, ++to, from += size)
        {
            GByte *pixel = &m_values[to * size];
            const bool isFree =
                !m_hasNoData ? !m_isSet[to]
                : isFloating
                    ? IsSameNumber(pixel, m_type, m_noData)
                    : std::memcmp(pixel, m_rawNoData.data(), size) == 0;
            if (!isFree)
                continue;
            std::memcpy(pixel, from, size);
            if (!m_hasNoData)
                m_isSet[to] = true;
        }
    }
}

bool StepPixels::Transfer(const PixelTransfer &transfer, void *target,
                          const TransferMonitor &monitor)
{
    GDALDriver *driver = GetGDALDriverManager()->GetDriverByName("MEM");
    const std::unique_ptr<GDALDataset, DatasetCloser> dataset(
        driver ? driver->Create("", m_window.xSize, m_window.ySize, 0, m_type,
                                nullptr)
               : nullptr);
    if (!dataset)
    {
        CPLError(CE_Failure, CPLE_AppDefined,
                 "HLSTS: mosaics and masks need GDAL's driver MEM, which isn't "
                 "registered. Take it out of GDAL_SKIP");
        return false;
    }
    char address[64] = {};
    address[CPLPrintPointer(address, m_values.data(), sizeof(address) - 1)] = 0;
    CPLStringList options;
    options.SetNameValue("DATAPOINTER", address);
    if (dataset->AddBand(m_type, options.List()) != CE_None)
        return false;
    GDALRasterBand *band = dataset->GetRasterBand(1);
    if (m_hasNoData)
        band->SetNoDataValue(m_noData);
    return transfer.ReadFrom(*band, m_window, target, monitor);
}

}  // namespace hlsts
