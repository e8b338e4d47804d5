// SPDX-License-Identifier: MIT
// A list is read whole, or the error says why not.

#include "driver/inputs/read_input.h"

#include "vsi/base/error_capture.h"

#include "cpl_error.h"
#include "cpl_vsi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

using namespace hlsts;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace
{

constexpr const char *kPrefix = "/vsibrokenlist/";

/** A file of a failing file system: it states one length and has another. */
struct BrokenFile
{
    std::string bytes{};
    vsi_l_offset statedLength = 0;
    /** What a short read reports; empty: nothing. */
    std::string failure{};
    vsi_l_offset position = 0;
};

BrokenFile g_file{};

void *OpenBroken(void *, const char *, const char *)
{
    g_file.position = 0;
    return &g_file;
}

vsi_l_offset TellBroken(void *)
{
    return g_file.position;
}

int SeekBroken(void *, vsi_l_offset offset, int whence)
{
    g_file.position = offset;
    if (whence == SEEK_END)
        g_file.position += g_file.statedLength;
    return 0;
}

std::size_t ReadBroken(void *, void *buffer, std::size_t size,
                       std::size_t count)
{
    const auto begin = static_cast<std::size_t>(
        std::min<vsi_l_offset>(g_file.position, g_file.bytes.size()));
    const std::size_t got = std::min(size * count, g_file.bytes.size() - begin);
    std::memcpy(buffer, g_file.bytes.data() + begin, got);
    g_file.position += got;
    if (got < size * count && !g_file.failure.empty())
        CPLError(CE_Failure, CPLE_AppDefined, "%s", g_file.failure.c_str());
    return size == 0 ? 0 : got / size;
}

int EofBroken(void *)
{
    return g_file.position >= g_file.bytes.size();
}

int CloseBroken(void *)
{
    return 0;
}

std::string Line(int day)
{
    const std::string id =
        "HLS.L30.T13TGF.2021" + std::to_string(100 + day) + "T172406.v2.0";
    return "s3://lp-prod-protected/HLSL30.020/" + id + "/" + id + ".B04.tif\n";
}

class ReadInputTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        VSIFilesystemPluginCallbacksStruct *callbacks =
            VSIAllocFilesystemPluginCallbacksStruct();
        callbacks->open = OpenBroken;
        callbacks->tell = TellBroken;
        callbacks->seek = SeekBroken;
        callbacks->read = ReadBroken;
        callbacks->eof = EofBroken;
        callbacks->close = CloseBroken;
        VSIInstallPluginHandler(kPrefix, callbacks);
        VSIFreeFilesystemPluginCallbacksStruct(callbacks);
    }

    void SetUp() override
    {
        g_file = BrokenFile{};
        g_file.bytes = Line(1) + Line(2);
        g_file.statedLength = g_file.bytes.size();
    }

    static std::string Failure(const std::string &path)
    {
        const auto input = ReadInput(path);
        return input ? "" : input.GetError().message;
    }

    const std::string m_path = std::string(kPrefix) + "links.txt";
};

}  // namespace

TEST_F(ReadInputTest, ListIsReadWhole)
{
    const auto input = ReadInput(m_path);
    ASSERT_TRUE(input) << input.GetError().message;
    EXPECT_EQ(input->links.size(), 2u);
}

TEST_F(ReadInputTest, HalfAListIsAnErrorWhateverIsMissing)
{
    // One byte, a line, and more than one read returns.
    for (const vsi_l_offset missing : {1u, 95u, 5u * 1024 * 1024})
    {
        g_file.statedLength = g_file.bytes.size() + missing;
        EXPECT_THAT(Failure(m_path),
                    AllOf(HasSubstr("HLSTS: cannot read the link list"),
                          HasSubstr(m_path)));
    }
}

TEST_F(ReadInputTest, ReasonIsThatOfTheFileSystem)
{
    g_file.statedLength = g_file.bytes.size() + 1;
    g_file.failure = "the cable was cut";
    const ErrorCapture capture;
    EXPECT_THAT(Failure(m_path), HasSubstr("the cable was cut"));
    // One error, which the caller raises.
    EXPECT_TRUE(capture.GetErrors().empty());
}

TEST_F(ReadInputTest, LimitIsSeenBeforeReading)
{
    g_file.statedLength = vsi_l_offset{1} << 40;
    EXPECT_THAT(Failure(m_path), HasSubstr("larger than 256 MiB"));
    EXPECT_EQ(g_file.position, 0u);
}

TEST_F(ReadInputTest, MissingFileIsAnErrorThatNamesIt)
{
    EXPECT_THAT(Failure("/vsimem/none.txt"), HasSubstr("/vsimem/none.txt"));
}

TEST_F(ReadInputTest, FolderIsNamedAsSuch)
{
    for (const char *path : {"/", "/vsimem/a-folder"})
    {
        VSIMkdir(path, 0755);
        EXPECT_THAT(Failure(path), HasSubstr("it is a folder"));
    }
    VSIRmdir("/vsimem/a-folder");
}

TEST_F(ReadInputTest, QueryOfThePathIsNotShown)
{
    const std::string path = m_path + "?X-Amz-Signature=PLANTED";
    g_file.statedLength = g_file.bytes.size() + 1;
    EXPECT_THAT(Failure(path),
                AllOf(HasSubstr("links.txt"), Not(HasSubstr("PLANTED"))));
    SetUp();
    g_file.bytes[0] = '!';
    EXPECT_THAT(Failure(path),
                AllOf(HasSubstr("links.txt"), Not(HasSubstr("PLANTED"))));
}

TEST_F(ReadInputTest, RelativeLinksAreJoinedToAFolderOfALongPath)
{
    // CPLGetPath() gives up here.
    std::string folder = "/vsimem";
    for (int i = 0; i < 30; ++i)
        folder += "/" + std::string(100, 'x');
    const std::string path = folder + "/links.txt";
    const std::string name = "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif";
    VSILFILE *file = VSIFOpenL(path.c_str(), "wb");
    if (!file)
        GTEST_SKIP() << "this GDAL can't write a file of such a path";
    VSIFWriteL(name.data(), 1, name.size(), file);
    VSIFCloseL(file);
    const auto input = ReadInput(path);
    ASSERT_TRUE(input) << input.GetError().message;
    EXPECT_EQ(input->links.front().path, folder + "/" + name);
    VSIUnlink(path.c_str());
}

TEST(IsLocalPathTest, IsFalseForWhatComesFromAServer)
{
    for (const char *path : {"links.txt", "/data/links.txt", "C:/links.txt",
                             "/vsimem/links.txt", "/vsimem/a/http_1/l.txt"})
        EXPECT_TRUE(IsLocalPath(path)) << path;
    // GDAL's driver HTTP keeps a URL's bytes under such a name.
    for (const char *path :
         {"/vsicurl/https://host/links.txt", "/vsis3/bucket/links.txt",
          "/vsiearthdata/bucket/links.txt", "/vsimem/http_1/links.txt",
          "/vsizip/z.zip/links.txt"})
        EXPECT_FALSE(IsLocalPath(path)) << path;
}
