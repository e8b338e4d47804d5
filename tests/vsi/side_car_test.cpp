// SPDX-License-Identifier: MIT
// Names that are absent without asking, and names that are asked for.

#include "vsi/side_car.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

TEST(SideCar, NamesThatOnlyGdalMakesAreKnown)
{
    for (const char *name :
         {"/vsiearthdata/b/k.tif.aux.xml", "/vsiearthdata/b/k.tif.ovr",
          "/vsiearthdata/b/k.tif.msk", "/vsiearthdata/b/k.tif.msk.ovr",
          "/vsiearthdata/b/k.tif.vat.dbf", "/vsiearthdata/b/k.nc.gmac",
          "/vsiearthdata/b/k.aux", "/vsiearthdata/b/k.tif.OVR"})
        EXPECT_TRUE(IsSideCarName(name)) << name;
}

TEST(SideCar, NamesOfArchivesAreNot)
{
    for (const char *name :
         {"/vsiearthdata/b/k.tif", "/vsiearthdata/b/k.jpg",
          "/vsiearthdata/b/k.xml", "/vsiearthdata/b/k.cmr.xml",
          "/vsiearthdata/b/k_stac.json", "/vsiearthdata/b/k.h5",
          "/vsiearthdata/b/k.nc", "/vsiearthdata/b/k.dbf",
          "/vsiearthdata/b/k.hdf.met", "/vsiearthdata/b/.ovr",
          "/vsiearthdata/b/x.ovr/k.tif", "/vsiearthdata/b/ovr"})
        EXPECT_FALSE(IsSideCarName(name)) << name;
}

TEST(SideCar, FilesThatMayBePartsOfOneAreLookedFor)
{
    for (const char *name : {"/vsiearthdata/b/k.tif", "/vsiearthdata/b/k.NC",
                             "/vsiearthdata/b/k.h5", "/vsiearthdata/b/k.zip"})
        EXPECT_TRUE(IsSelfContainedName(name)) << name;
    for (const char *name :
         {"/vsiearthdata/b/k.img", "/vsiearthdata/b/k", "/vsiearthdata/b/k.shp",
          "/vsiearthdata/b/k.bil", "/vsiearthdata/x.tif/k.dat"})
        EXPECT_FALSE(IsSelfContainedName(name)) << name;
}

}  // namespace
}  // namespace hlsts
