// SPDX-License-Identifier: MIT
// What a file says of itself, without its side-cars.

#include "driver/files/source.h"

#include "tests/support/hls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using namespace hlsts_test;
using testing::HasSubstr;

namespace
{

class SourceTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        GDALAllRegister();
    }

    void SetUp() override
    {
        m_folder =
            std::string("/vsimem/source-") +
            testing::UnitTest::GetInstance()->current_test_info()->name();
        m_path = WriteFile(m_folder, 0);
    }

    void TearDown() override
    {
        VSIRmdirRecursive(m_folder.c_str());
    }

    std::string m_folder{};
    std::string m_path{};
};

}  // namespace

TEST_F(SourceTest, HasWhatItsHeaderSays)
{
    const auto source = Source::Open(m_path, "13TGF");
    ASSERT_TRUE(source) << source.GetError().message;
    const SourceHeader &header = (*source)->GetHeader();
    EXPECT_EQ(header.dataType, GDT_Int16);
    EXPECT_EQ(header.blockSize, PixelSize(16, 16));
    EXPECT_EQ(header.grid.originX, 699960);
    const SourceDetails details = (*source)->ReadDetails();
    EXPECT_EQ(details.scale, 1);
    EXPECT_EQ(details.offset, 0);
    EXPECT_FALSE(details.hasNoData);
    EXPECT_TRUE(details.overviewSizes.empty());
}

TEST_F(SourceTest, SideCarsAreNotUsed)
{
    WriteText(m_path + ".aux.xml",
              "<PAMDataset><GeoTransform>0,10,0,0,0,-10</GeoTransform>"
              "<PAMRasterBand band=\"1\"><NoDataValue>7</NoDataValue>"
              "<Scale>3</Scale></PAMRasterBand></PAMDataset>");
    // Overviews and a mask of their own.
    GDALDatasetH dataset = GDALOpen(m_path.c_str(), GA_ReadOnly);
    const int factor = 2;
    ASSERT_EQ(GDALBuildOverviews(dataset, "NEAREST", 1, &factor, 0, nullptr,
                                 nullptr, nullptr),
              CE_None);
    GDALClose(dataset);
    VSIStatBufL stat;
    ASSERT_EQ(VSIStatL((m_path + ".ovr").c_str(), &stat), 0);

    const auto source = Source::Open(m_path, "13TGF");
    ASSERT_TRUE(source) << source.GetError().message;
    EXPECT_EQ((*source)->GetHeader().grid.pixelWidth, 30);
    const SourceDetails details = (*source)->ReadDetails();
    EXPECT_FALSE(details.hasNoData);
    EXPECT_EQ(details.scale, 1);
    EXPECT_TRUE(details.overviewSizes.empty());
}

TEST_F(SourceTest, ACutFileIsAnError)
{
    CutLastByte(m_path);
    const auto source = Source::Open(m_path, "13TGF");
    ASSERT_FALSE(source);
    EXPECT_THAT(source.GetError().message, HasSubstr("damaged"));
}
