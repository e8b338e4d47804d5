// SPDX-License-Identifier: MIT
// Which step a time means, and which bands a composite has.

#include "driver/views/composite.h"

#include "tests/support/hls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using namespace hlsts_test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace
{

std::shared_ptr<const Cube> CubeOf(const std::vector<Link> &links)
{
    const auto collection = CollectionOf(InputOf(links));
    const auto cube = Cube::Open(collection, SeriesOf(*collection).front(), {});
    EXPECT_TRUE(cube) << (cube ? "" : cube.GetError().message);
    return *cube;
}

std::string NameOf(const std::string &day, const std::string &time,
                   const std::string &band, const std::string &sensor = "L30")
{
    return "HLS." + sensor + ".T13TGF.2021" + day + "T" + time + ".v2.0." +
           band + ".tif";
}

/** Two steps of one second and one later on 2021-05-13, one on the next day. */
std::shared_ptr<const Cube> FourSteps()
{
    return CubeOf(MakeLinks({NameOf("133", "172406", "B04"),
                             NameOf("133", "172406", "B04", "S30"),
                             NameOf("133", "174000", "B04", "S30"),
                             NameOf("134", "235959", "B04")}));
}

/** The step that a time means. */
std::size_t StepOf(const Cube &cube, const std::string &time)
{
    const auto bands = CompositeBands(cube, time);
    EXPECT_TRUE(bands) << (bands ? "" : bands.GetError().message);
    return bands ? bands->front().step : 99;
}

std::string ErrorOf(const Cube &cube, const std::string &time)
{
    const auto bands = CompositeBands(cube, time);
    EXPECT_FALSE(bands) << time;
    return bands ? "" : bands.GetError().message;
}

/** The names of the bands of the first step. */
std::vector<std::string> BandsOf(const std::vector<std::string> &productBands,
                                 const std::string &sensor)
{
    std::vector<std::string> names;
    for (const std::string &band : productBands)
        names.push_back(NameOf("133", "172406", band, sensor));
    const auto cube = CubeOf(MakeLinks(names));
    const auto bands = CompositeBands(*cube, "2021-05-13");
    EXPECT_TRUE(bands);
    std::vector<std::string> arrays;
    for (const BandContent &band : *bands)
        arrays.push_back(cube->GetArrays()[band.array].band->name);
    return arrays;
}

}  // namespace

TEST(CompositeTest, TimeMeansItsStep)
{
    const auto cube = FourSteps();
    EXPECT_EQ(StepOf(*cube, "2021-05-13T17:24:06Z"), 0u);
    EXPECT_EQ(StepOf(*cube, "2021-05-13T17:24:06.001Z"), 1u);
    EXPECT_EQ(StepOf(*cube, "2021-05-13t17:24:06.001z"), 1u);
    EXPECT_EQ(StepOf(*cube, "2021-05-13T17:40:00Z"), 2u);
    EXPECT_EQ(StepOf(*cube, "2021-05-13T19:40:00+02:00"), 2u);
}

TEST(CompositeTest, DateMeansTheOnlyStepOfItsDay)
{
    const auto cube = FourSteps();
    EXPECT_EQ(StepOf(*cube, "2021-05-14"), 3u);
    EXPECT_THAT(ErrorOf(*cube, "2021-05-13"),
                AllOf(HasSubstr("links.txt"), HasSubstr("several times"),
                      HasSubstr("2021-05-13T17:24:06Z, "
                                "2021-05-13T17:24:06.001Z, "
                                "2021-05-13T17:40:00Z"),
                      Not(HasSubstr("05-14"))));
}

TEST(CompositeTest, MissingTimeListsThoseThereAre)
{
    for (const char *time :
         {"2021-05-13T17:24:07Z", "2021-05-12", "2021-05-15"})
        EXPECT_THAT(ErrorOf(*FourSteps(), time),
                    AllOf(HasSubstr(std::string("no time ") + time),
                          HasSubstr("2021-05-13T17:24:06Z"),
                          HasSubstr("2021-05-14T23:59:59Z")));
}

TEST(CompositeTest, RedGreenAndBlueComeFirst)
{
    EXPECT_THAT(
        BandsOf({"B01", "B02", "B03", "B04", "B05", "B10", "Fmask"}, "L30"),
        ElementsAre("red", "green", "blue", "coastal", "nir"));
    EXPECT_THAT(BandsOf({"B12", "B08", "B8A", "B02"}, "S30"),
                ElementsAre("blue", "nir_broad", "nir", "swir2"));
}

TEST(CompositeTest, WithoutReflectancesThereIsNone)
{
    const auto cube = CubeOf(MakeLinks(
        {NameOf("133", "172406", "Fmask"), NameOf("133", "172406", "B10"),
         "HLS-VI.L30.T13TGF.2021133T172406.v2.0.NDVI.tif"}));
    EXPECT_THAT(ErrorOf(*cube, "2021-05-13"),
                AllOf(HasSubstr("no reflectances"), HasSubstr("BANDS")));
}

TEST(CompositeTest, BandsHaveOneSetOfOverviews)
{
    GDALAllRegister();
    const std::string folder = "/vsimem/composite";
    FileOptions options;
    const auto write = [&](const char *band)
    {
        const Link link = LinkTo(folder, 0, band);
        WriteImage(link.path, options, [](int, int) { return 1; });
        return link;
    };
    std::vector<Link> links = {write("B04"), write("B03")};
    EXPECT_TRUE(CompositeBands(*CubeOf(links), "2021-04-20"));
    options.overviewFactors = {2};
    write("B03");
    EXPECT_THAT(
        ErrorOf(*CubeOf(links), "2021-04-20"),
        AllOf(HasSubstr("red"), HasSubstr("green"), HasSubstr("overviews")));
    VSIRmdirRecursive(folder.c_str());
}
