// SPDX-License-Identifier: MIT
// The description of the file system's options that GDAL shows.

#include "vsi/filesystem_options.h"

#include "tests/support/option_xml.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

TEST(FilesystemOptions, OfferEveryAccessMode)
{
    ExpectAccessModes(kFilesystemOptions, "VSIEARTHDATA_ACCESS");
}

}  // namespace
}  // namespace hlsts
