// SPDX-License-Identifier: MIT
// Reading by a signed URL: the bytes that were asked for, or a failure.

#include "vsi/access/https_grant.h"
#include "vsi/object/signed_file.h"

#include "cpl_vsi_error.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hlsts
{
namespace
{

/** A server with one object, which counts the requests (`calls`) and their
 * ranges
 * (`count`). */
class FakeClient final : public RangeClient
{
  public:
    void Fetch(const RangeSource &source,
               std::vector<RangeRequest> &requests) override
    {
        ++calls;
        url = source.url.Reveal();
        for (RangeRequest &request : requests)
        {
            ++count;
            ranges.emplace_back(request.range);
            const auto end =
                std::min<std::uint64_t>(request.range.End(), object.size());
            request.bytes = object.substr(
                static_cast<std::size_t>(request.range.offset),
                static_cast<std::size_t>(end - request.range.offset));
            request.facts = {object.size(), etag, 1};
            if (fails)
                request.failure = RequestFailure{VSIE_HttpError, "no", 503};
        }
    }

    std::string object{};
    std::string etag = "1";
    std::string url{};
    int calls = 0;
    int count = 0;
    bool fails = false;
    std::vector<ByteRange> ranges{};
};

/** Reads bytes at the cursor: GDAL's Read() counts items before 3.13, bytes
 * since.
 */
size_t ReadInto(VSIVirtualHandle &file, void *to, size_t size)
{
#if HLSTS_GDAL_AT_LEAST(3, 13)
    return file.Read(to, size);
#else
    return file.Read(to, 1, size);
#endif
}

class SignedFileTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        for (int i = 0; i < 300000; ++i)
            client.object += static_cast<char>(i * 7 + i / 251);
        grant.innerPath =
            testing::UnitTest::GetInstance()->current_test_info()->name();
        grant.url = Secret("https://s3.test/k?1");
    }

    std::unique_ptr<SignedFile> Open()
    {
        auto opened = SignedFile::Open(grant, client);
        auto *file = std::get_if<std::unique_ptr<SignedFile>>(&opened);
        return file ? std::move(*file) : nullptr;
    }

    std::string Read(VSIVirtualHandle &file, vsi_l_offset offset, size_t size)
    {
        std::string bytes(size, '\0');
        file.Seek(offset, SEEK_SET);
        bytes.resize(ReadInto(file, &bytes[0], size));
        return bytes;
    }

    FakeClient client{};
    Grant grant{};
};

TEST_F(SignedFileTest, OpeningIsOneRequestAndTheHeaderIsKept)
{
    const auto file = Open();
    ASSERT_TRUE(file);
    EXPECT_EQ(Read(*file, 0, 16000), client.object.substr(0, 16000));
    EXPECT_EQ(client.count, 1);
    file->Seek(0, SEEK_END);
    EXPECT_EQ(file->Tell(), client.object.size());
    // What was read serves another signed URL of the same object, too.
    grant.url = Secret("https://s3.test/k?2");
    EXPECT_EQ(Read(*Open(), 100, 100), client.object.substr(100, 100));
    EXPECT_EQ(client.count, 1);
}

TEST_F(SignedFileTest, EveryReadGivesItsBytes)
{
    const auto file = Open();
    for (const auto &[offset, size] : {std::pair<int, int>{16380, 10},
                                       {0, 1},
                                       {16384, 16384},
                                       {100000, 120000},
                                       {90000, 30000},
                                       {299990, 10},
                                       {16383, 2}})
        EXPECT_EQ(Read(*file, offset, size),
                  client.object.substr(offset, size));
    EXPECT_EQ(Read(*file, 299990, 100), client.object.substr(299990));
    EXPECT_TRUE(file->Eof());
    EXPECT_EQ(Read(*file, 400000, 5), "");
}

TEST_F(SignedFileTest, ReadingOnAsksForMoreAtOnce)
{
    const auto file = Open();
    for (int i = 0; i < 300000; i += 1000)
        EXPECT_EQ(Read(*file, i, 1000), client.object.substr(i, 1000));
    EXPECT_LE(client.count, 6);
}

TEST_F(SignedFileTest, RangesThatTouchGoTogether)
{
    const auto file = Open();
    std::string a(10, 0), b(20, 0), c(5, 0);
    void *buffers[] = {&a[0], &b[0], &c[0]};
    const vsi_l_offset offsets[] = {1000, 1010, 5000};
    const size_t sizes[] = {10, 20, 5};
    ASSERT_EQ(file->ReadMultiRange(3, buffers, offsets, sizes), 0);
    EXPECT_EQ(a + b, client.object.substr(1000, 30));
    EXPECT_EQ(c, client.object.substr(5000, 5));
    EXPECT_EQ(client.count, 3);
}

TEST_F(SignedFileTest, FailuresAndChangesAreReported)
{
    const auto file = Open();
    std::string bytes(10, 0);
    client.fails = true;
    EXPECT_EQ(Read(*file, 50000, 10), "");
    EXPECT_TRUE(file->Error());
    EXPECT_EQ(VSIGetLastErrorNo(), static_cast<int>(VSIE_HttpError));
    EXPECT_STREQ(VSIGetLastErrorMsg(), "no (HTTP response code: 503)");
    client.fails = false;
    client.etag = "2";
    EXPECT_EQ(file->PRead(&bytes[0], 10, 70000), static_cast<size_t>(-1));
    // All that was known of the old version is forgotten.
    EXPECT_FALSE(SignedFile::FindFacts(grant));
    VSIErrorReset();
}

/** What RemoteFile makes of the VSI error that a read has left. */
AccessErrorKind KindOfVsiError()
{
    const RequestFailure failure{VSIGetLastErrorNo(), VSIGetLastErrorMsg()};
    return JudgeHttpsFailure(failure, "p", "asked", "login", "data").error.kind;
}

TEST_F(SignedFileTest, AHandleNeverGivesBytesOfAnotherVersion)
{
    const auto old = Open();
    const std::string before = client.object;
    EXPECT_EQ(Read(*old, 0, 10), before.substr(0, 10));
    for (char &c : client.object)
        c = static_cast<char>(~c);
    client.etag = "2";
    // A second handle meets the new version and fails; a third one fills the
    // cache with its bytes.
    EXPECT_EQ(Read(*Open(), 100000, 10), "");
    const auto fresh = Open();
    EXPECT_EQ(Read(*fresh, 0, 10), client.object.substr(0, 10));
    EXPECT_EQ(Read(*fresh, 200000, 10), client.object.substr(200000, 10));
    for (const int offset : {200000, 200010, 0, 100000})
    {
        VSIErrorReset();
        EXPECT_EQ(Read(*old, offset, 10), "") << offset;
        EXPECT_EQ(KindOfVsiError(), AccessErrorKind::Replaced) << offset;
    }
    EXPECT_EQ(Read(*Open(), 200000, 10), client.object.substr(200000, 10));
    VSIErrorReset();
}

}  // namespace
}  // namespace hlsts
