// SPDX-License-Identifier: MIT
#include "driver/hls/fmask_name.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace hlsts;

namespace
{

const std::string kScene = "L30.T13TGF.2021133T172406.v2.0";

}  // namespace

TEST(FmaskNameTest, LiesBesideItsBand)
{
    const std::string folder =
        "/vsiearthdata/lp-prod-protected/HLSL30.020/HLS." + kScene + "/HLS.";
    EXPECT_EQ(FmaskPathOf(folder + kScene + ".B04.tif"),
              folder + kScene + ".Fmask.tif");
    EXPECT_EQ(FmaskPathOf(folder + kScene + ".Fmask.tif"),
              folder + kScene + ".Fmask.tif");
    EXPECT_EQ(FmaskPathOf("HLS.S30.T13TGF.2021133T172406.v2.0.B8A.TIF"),
              "HLS.S30.T13TGF.2021133T172406.v2.0.Fmask.TIF");
    EXPECT_EQ(FmaskPathOf("C:\\hls\\HLS." + kScene + ".SZA.tif"),
              "C:\\hls\\HLS." + kScene + ".Fmask.tif");
}

TEST(FmaskNameTest, KeepsAQuery)
{
    const std::string folder = "/vsicurl/https://host/a.b/HLS.";
    EXPECT_EQ(FmaskPathOf(folder + kScene + ".B04.tif?st=1&sig=a/B04.tif?%3D"),
              folder + kScene + ".Fmask.tif?st=1&sig=a/B04.tif?%3D");
}

TEST(FmaskNameTest, OfAnIndexLiesInNasasFoldersOfTheReflectances)
{
    for (const char *root :
         {"/vsiearthdata/lp-prod-protected/", "/data/copy_VI.1/", ""})
        EXPECT_EQ(FmaskPathOf(std::string(root) + "HLSL30_VI.020/HLS-VI." +
                              kScene + "/HLS-VI." + kScene + ".NDVI.tif?a=b"),
                  std::string(root) + "HLSL30.020/HLS." + kScene + "/HLS." +
                      kScene + ".Fmask.tif?a=b");
}

TEST(FmaskNameTest, OfAnIndexElsewhereLiesBesideIt)
{
    const std::string scene = "HLS-VI." + kScene + "/";
    for (const std::string &folder : std::vector<std::string>{
             "", "/data/", "/HLSL30_VI.020/", scene, "/" + scene,
             "/data/" + scene, "/my_VI.1/" + scene, "/HLSL30_VI.020/other/"})
        EXPECT_EQ(FmaskPathOf(folder + "HLS-VI." + kScene + ".EVI.tif"),
                  folder + "HLS." + kScene + ".Fmask.tif");
}

TEST(FmaskNameTest, NeedsANameOfHls)
{
    for (const std::string &path : std::vector<std::string>{
             "", "/data/", "B04.tif", "HLS." + kScene + ".jpg",
             "HLS." + kScene + ".B04.tif/",
             "HLS.L30.T13TGF.2021133T172406.v1.5.B04.tif",
             "https://host/get?file=HLS." + kScene + ".B04.tif"})
        EXPECT_EQ(FmaskPathOf(path), std::nullopt) << path;
}
