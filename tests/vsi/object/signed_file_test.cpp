// SPDX-License-Identifier: MIT
// Reading by a signed URL: the bytes that were asked for, or a failure.

#include "vsi/access/https_grant.h"
#include "vsi/object/region_cache.h"
#include "vsi/object/signed_file.h"

#include "cpl_vsi_error.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hlsts
{
namespace
{

RangeRequest Judged(int status, const std::string &contentRange,
                    const std::string &bytes, ByteRange range,
                    bool mayBeShort = false)
{
    RangeRequest request;
    request.range = range;
    request.mayBeShort = mayBeShort;
    request.bytes = bytes;
    JudgeRangeAnswer(status, contentRange, request);
    return request;
}

TEST(RangeAnswer, OnlyTheRangeThatWasAskedFor)
{
    EXPECT_FALSE(Judged(206, "bytes 2-5/10", "abcd", {2, 4}).failure);
    EXPECT_EQ(Judged(206, "bytes 2-5/10", "abcd", {2, 4}).facts.size, 10u);
    // Of the right length, from another place.
    EXPECT_TRUE(Judged(206, "bytes 3-6/10", "abcd", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 1-4/10", "abcd", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-4/10", "abc", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-6/10", "abcde", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-5/10", "abc", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-5/10", "abcde", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-5/*", "abcd", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "", "abcd", {2, 4}).failure);
    EXPECT_TRUE(Judged(200, "", "abcd", {0, 4}).failure);
}

// Whatever isn't a range and gives no reason passes, as a rule.
TEST(RangeAnswer, AnotherSuccessOrARedirectIsABrokenAnswer)
{
    for (const int status : {200, 202, 203, 204, 205, 302, 304, 307})
    {
        const auto judged = Judged(status, "", "", {0, 4}, true);
        ASSERT_TRUE(judged.failure) << status;
        const auto verdict =
            JudgeHttpsFailure(*judged.failure, "p", "a", "l", "d");
        EXPECT_EQ(verdict.error.kind, AccessErrorKind::Transient) << status;
    }
    const auto refused = Judged(410, "", "", {0, 4}, true);
    EXPECT_EQ(
        JudgeHttpsFailure(*refused.failure, "p", "a", "l", "d").error.kind,
        AccessErrorKind::Terminal);
}

TEST(RangeAnswer, ShortAndEmptyObjects)
{
    EXPECT_FALSE(Judged(206, "bytes 0-2/3", "abc", {0, 99}, true).failure);
    EXPECT_TRUE(Judged(206, "bytes 0-1/3", "ab", {0, 99}, true).failure);
    const auto empty = Judged(416, "bytes */0", "x", {0, 99}, true);
    EXPECT_FALSE(empty.failure);
    EXPECT_EQ(empty.facts.size, 0u);
    EXPECT_TRUE(Judged(416, "bytes */0", "x", {5, 9}).failure);
}

TEST(RangeAnswer, ErrorDocuments)
{
    const std::string expired =
        "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>"
        "Request has expired</Message></Error>";
    const auto denied = Judged(403, "", expired, {0, 99});
    EXPECT_EQ(denied.failure->vsiError, static_cast<int>(VSIE_AWSAccessDenied));
    EXPECT_EQ(denied.failure->vsiMessage, "Request has expired");
    EXPECT_EQ(Judged(404, "", "<html>", {0, 99}).failure->httpStatus, 404);
    const std::string slow = "<Error><Code>SlowDown</Code><Message>m"
                             "</Message></Error>";
    EXPECT_EQ(Judged(200, "", slow, {0, 99}).failure->httpStatus, 503);
}

// A server with one object.
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

// Counts items before GDAL 3.13, bytes since.
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
    // By another URL of the same object, too.
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

TEST_F(SignedFileTest, FailuresAndChangesAreTold)
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
    // Nothing of the old one is left.
    EXPECT_FALSE(SignedFile::Known(grant));
    VSIErrorReset();
}

// What the handle was told, as RemoteFile hears it.
AccessErrorKind ToldKind()
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
    // Another one finds out; the next fills the cache with the new bytes.
    EXPECT_EQ(Read(*Open(), 100000, 10), "");
    const auto fresh = Open();
    EXPECT_EQ(Read(*fresh, 0, 10), client.object.substr(0, 10));
    EXPECT_EQ(Read(*fresh, 200000, 10), client.object.substr(200000, 10));
    for (const int offset : {200000, 200010, 0, 100000})
    {
        VSIErrorReset();
        EXPECT_EQ(Read(*old, offset, 10), "") << offset;
        EXPECT_EQ(ToldKind(), AccessErrorKind::Replaced) << offset;
    }
    EXPECT_EQ(Read(*Open(), 200000, 10), client.object.substr(200000, 10));
    VSIErrorReset();
}

// A thread that was slow brings bytes of a version that is gone.
TEST(RegionCache, LateBytesAreOfTheirOwnVersion)
{
    RegionCache cache;
    const ObjectFacts before{10, "1", 0};
    const ObjectFacts after{10, "2", 0};
    EXPECT_TRUE(cache.NoteFacts("k", after));
    cache.Add("k", before, 0, "old");
    EXPECT_FALSE(cache.Find("k", after, 0));
    cache.Add("k", after, 0, "new");
    ASSERT_TRUE(cache.Find("k", after, 0));
    EXPECT_EQ(*cache.Find("k", after, 0), "new");
    EXPECT_FALSE(cache.Find("k", {11, "2", 0}, 0));
    cache.Add("kk", after, 0, "other");
    // All versions of this one.
    cache.Forget("k");
    EXPECT_FALSE(cache.Find("k", before, 0));
    EXPECT_FALSE(cache.Find("k", after, 0));
    EXPECT_FALSE(cache.Facts("k"));
    EXPECT_TRUE(cache.Find("kk", after, 0));
}

}  // namespace
}  // namespace hlsts
