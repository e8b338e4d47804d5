// SPDX-License-Identifier: MIT
// The handle against an inner file system that fails on demand.

#include "vsi/earthdata_handle.h"

#include "tests/support/fake_clock.h"
#include "vsi/base/boundary.h"
#include "vsi/object/failure_memory.h"
#include "vsi/transport/quiet_errors.h"
#include "vsi/transport/s3_error.h"

#include "cpl_conv.h"
#include "cpl_vsi_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <deque>
#include <functional>
#include <stdexcept>
#include <thread>
#include <vector>

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace hlsts
{
namespace
{

using namespace std::chrono_literals;

constexpr char kPrefix[] = "/vsihlststest/";
constexpr vsi_l_offset kSize = 100000;

GByte ByteAt(vsi_l_offset offset)
{
    return static_cast<GByte>(1 + (offset * 13 + offset / 251) % 255);
}

enum class Trouble
{
    None,
    /** Delivers less and claims the end of the file. */
    Short,
    /** Delivers nothing and says why. */
    Expired,
    /** Delivers nothing and says nothing. */
    Silent,
    Busy,
    /** Gives a status only, and nothing of the server's. */
    Status500,
    /** Delivers another answer's bytes. */
    Page,
    /** Opens with another answer's size. */
    PageSize
};

constexpr char kPage[] = "<!DOCTYPE html>\n<html><body>Please wait";
constexpr vsi_l_offset kPageSize = 11000;

/** What happens to the next calls; shared by all handles. */
struct Script
{
    std::mutex mutex{};
    std::deque<Trouble> reads{};
    std::deque<Trouble> opens{};
    std::string goodToken = "token1";
    std::string goodAfterExpiry{};
    vsi_l_offset size = kSize;
    std::string content{};
    std::atomic<int> openCount{0};
    std::atomic<int> readCount{0};
    std::atomic<bool> sawUserHeader{false};

    static Trouble Next(std::deque<Trouble> &queue)
    {
        if (queue.empty())
            return Trouble::None;
        const Trouble next = queue.front();
        queue.pop_front();
        return next;
    }

    Trouble NextRead(const std::string &token)
    {
        const std::lock_guard<std::mutex> lock(mutex);
        ++readCount;
        if (*CPLGetConfigOption("GDAL_HTTP_HEADERS", "") != '\0')
            sawUserHeader = true;
        if (token != goodToken)
            return Trouble::Silent;
        const Trouble next = Next(reads);
        if (next == Trouble::Expired)
            goodToken = goodAfterExpiry;
        return next;
    }

    Trouble NextOpen(const std::string &token)
    {
        const std::lock_guard<std::mutex> lock(mutex);
        ++openCount;
        if (token != goodToken)
            return Trouble::Expired;
        return Next(opens);
    }
};

Script *script = nullptr;

// Like /vsis3/: the token is taken when the handle is made.
class InnerHandle final : public VSIVirtualHandle
{
  public:
    InnerHandle(const std::string &token, vsi_l_offset size)
        : m_token(token), m_size(size)
    {
    }

    int Seek(vsi_l_offset offset, int whence) override
    {
        m_offset = whence == SEEK_END ? m_size + offset : offset;
        return 0;
    }

    vsi_l_offset Tell() override
    {
        return m_offset;
    }

    size_t Read(void *buffer, HLSTS_ITEMS) override
    {
        const size_t size_ = HLSTS_ITEM_SIZE;
        const size_t got = Fill(buffer, size_ * count, m_offset);
        m_offset += got;
        return got / size_;
    }

    size_t PRead(void *buffer, size_t size, vsi_l_offset offset) const override
    {
        return Fill(buffer, size, offset);
    }

    bool HasPRead() const override
    {
        return true;
    }

    int ReadMultiRange(int count, void **buffers, const vsi_l_offset *offsets,
                       const size_t *sizes) override
    {
        for (int i = 0; i < count; ++i)
        {
            if (Fill(buffers[i], sizes[i], offsets[i]) != sizes[i])
            {
                CPLError(CE_Failure, CPLE_AppDefined,
                         "Request for 0-1 failed with response_code=500");
                return -1;
            }
        }
        return 0;
    }

    size_t Write(const void *, HLSTS_ITEMS) override
    {
        return 0 * (HLSTS_ITEM_SIZE + count);
    }

    int Eof() override
    {
        return TRUE;
    }

    int Close() override
    {
        return 0;
    }

    int Error() HLSTS_OVERRIDE_SINCE_3_10
    {
        return FALSE;
    }

    void ClearErr() HLSTS_OVERRIDE_SINCE_3_10
    {
    }

  private:
    size_t Fill(void *buffer, size_t size, vsi_l_offset offset) const
    {
        auto *bytes = static_cast<GByte *>(buffer);
        const Trouble trouble = script->NextRead(m_token);
        size_t good = size;
        if (trouble == Trouble::Short)
            good = size / 2;
        else if (trouble != Trouble::None && trouble != Trouble::Page)
            good = 0;
        // What a failed request of GDAL's may leave behind.
        std::memset(bytes, 0, size);
        for (size_t i = 0; i < good; ++i)
            bytes[i] = script->content.empty()
                           ? ByteAt(offset + i)
                           : static_cast<GByte>(script->content[i]);
        if (trouble == Trouble::Page)
            std::memcpy(bytes, kPage, std::min(size, sizeof(kPage)));
        if (trouble == Trouble::Expired)
            VSIError(VSIE_AWSError, "The provided token has expired.");
        return good;
    }

    const std::string m_token;
    const vsi_l_offset m_size;
    vsi_l_offset m_offset = 0;
};

class InnerFilesystem final : public VSIFilesystemHandler
{
  public:
    VsiOpenResult Open(const char *, const char *, bool, CSLConstList) override
    {
        const std::string token = CPLGetConfigOption("AWS_SESSION_TOKEN", "");
        const Trouble trouble = script->NextOpen(token);
        if (trouble == Trouble::None || trouble == Trouble::PageSize)
            return ToVsiOpenResult(std::make_unique<InnerHandle>(
                token, trouble == Trouble::None ? script->size : kPageSize));
        if (trouble == Trouble::Status500)
            VSIError(VSIE_HttpError, "HTTP response code: 500");
        if (trouble == Trouble::Expired)
            VSIError(VSIE_AWSError, "The provided token has expired.");
        if (trouble == Trouble::Busy)
        {
            VSIError(VSIE_AWSError, "Please reduce your request rate.");
            CPLError(CE_Warning, CPLE_AppDefined,
                     "HTTP response code on http://x: 503");
        }
        return ToVsiOpenResult(nullptr);
    }

    int Stat(const char *, VSIStatBufL *, int) override
    {
        return -1;
    }
};

/** Hands out token<n> and counts. */
class FakeProvider final : public GrantProvider
{
  public:
    explicit FakeProvider(FakeClock &clock) : m_clock(clock)
    {
    }

    Result<Grant, AccessError> Get() override
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        ++gets;
        if (error)
            return *error;
        Grant grant;
        // Sizes are remembered by path: each test has an object of its own.
        grant.innerPath = std::string(kPrefix) + host;
        grant.generation = m_generation;
        grant.options = {{"AWS_SESSION_TOKEN",
                          Secret("token" + std::to_string(m_generation))}};
        grant.refreshFrom = m_begin + 45min;
        grant.renewFrom = m_begin + 58min;
        grant.expiry = m_begin + 60min;
        return grant;
    }

    void Invalidate(std::uint64_t generation) override
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        ++invalidations;
        if (generation == m_generation && !isStuck)
        {
            m_refused = generation;
            ++m_generation;
        }
    }

    /** What the cache does when a set nears its end. */
    void Rotate()
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        ++m_generation;
        m_begin = m_clock.Now();
    }

    bool IsRefused(std::uint64_t generation) const override
    {
        return generation <= m_refused;
    }

    FailureVerdict Judge(const RequestFailure &failure,
                         const Grant &) const override
    {
        S3ErrorContext context;
        context.path = Describe();
        context.host = GetHost();
        return JudgeS3Failure(failure, context);
    }

    std::string Describe() const override
    {
        return "/vsiearthdata/bucket/object";
    }

    std::string GetHost() const override
    {
        return host;
    }

    std::atomic<int> gets{0};
    std::atomic<int> invalidations{0};
    bool isStuck = false;
    std::optional<AccessError> error{};
    std::string host = "s3.example";

  private:
    FakeClock &m_clock;
    SteadyTime m_begin = m_clock.Now();
    std::mutex m_mutex{};
    std::uint64_t m_generation = 1;
    std::atomic<std::uint64_t> m_refused{0};
};

class HandleTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        static bool isInstalled = false;
        if (!isInstalled)
            InstallVsiHandler(kPrefix, std::make_unique<InnerFilesystem>());
        isInstalled = true;
    }

    void SetUp() override
    {
        script = &m_script;
        // Each test has a budget of its own.
        provider->host =
            testing::UnitTest::GetInstance()->current_test_info()->name();
        CPLErrorReset();
        CPLPushErrorHandlerEx(Count, this);
    }

    void TearDown() override
    {
        CPLPopErrorHandler();
        CPLSetThreadLocalConfigOptions(nullptr);
    }

    static void CPL_STDCALL Count(CPLErr type, CPLErrorNum, const char *text)
    {
        auto *self = static_cast<HandleTest *>(CPLGetErrorHandlerUserData());
        if (type == CE_Debug)
            return;
        ++self->errors;
        self->lastError = text;
    }

    void Open()
    {
        auto file = RemoteFile::Open(provider, clock);
        ASSERT_TRUE(file) << file.GetError().message;
        handle = std::make_unique<EarthdataHandle>(std::move(*file));
        m_script.openCount = 0;
    }

    size_t Read(size_t size)
    {
        bytes.assign(size, 0xEE);
        return static_cast<VSIVirtualHandle &>(*handle).Read(bytes.data(), 1,
                                                             size);
    }

    bool IsRight(vsi_l_offset offset) const
    {
        for (size_t i = 0; i < bytes.size(); ++i)
            if (bytes[i] != ByteAt(offset + i))
                return false;
        return true;
    }

    int ReadRanges(int count)
    {
        bytes.assign(static_cast<size_t>(count) * 100, 0xEE);
        std::vector<void *> buffers;
        std::vector<vsi_l_offset> offsets;
        const std::vector<size_t> sizes(static_cast<size_t>(count), 100);
        for (int i = 0; i < count; ++i)
        {
            buffers.push_back(&bytes[static_cast<size_t>(i) * 100]);
            offsets.push_back(static_cast<vsi_l_offset>(i) * 100);
        }
        return handle->ReadMultiRange(count, buffers.data(), offsets.data(),
                                      sizes.data());
    }

    Script m_script;
    FakeClock clock;
    std::shared_ptr<FakeProvider> provider =
        std::make_shared<FakeProvider>(clock);
    std::unique_ptr<EarthdataHandle> handle;
    std::vector<GByte> bytes;
    int errors = 0;
    std::string lastError;
};

TEST_F(HandleTest, BehavesLikeAFile)
{
    Open();
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(handle->Tell(), 1000u);
    EXPECT_FALSE(handle->Eof());
    EXPECT_EQ(handle->Seek(kSize - 10, SEEK_SET), 0);
    EXPECT_EQ(Read(100), 10u);
    EXPECT_TRUE(handle->Eof());
    EXPECT_FALSE(handle->Error());
    EXPECT_EQ(handle->Tell(), kSize);
    handle->ClearErr();
    EXPECT_FALSE(handle->Eof());
    EXPECT_EQ(handle->Seek(0, SEEK_END), 0);
    EXPECT_EQ(handle->Tell(), kSize);
    EXPECT_EQ(Read(1), 0u);
    EXPECT_TRUE(handle->Eof());
    EXPECT_EQ(handle->Seek(5, SEEK_SET), 0);
    EXPECT_FALSE(handle->Eof());
    EXPECT_EQ(handle->Seek(5, SEEK_CUR), 0);
    EXPECT_EQ(handle->Tell(), 10u);
    EXPECT_EQ(handle->Seek(kSize + 5, SEEK_SET), 0);
    EXPECT_EQ(Read(1), 0u);
    EXPECT_EQ(Read(0), 0u);
    EXPECT_EQ(errors, 0);
    EXPECT_EQ(m_script.openCount, 0);
}

TEST_F(HandleTest, PReadIsClippedAtTheEnd)
{
    Open();
    bytes.assign(100, 0);
    EXPECT_EQ(handle->PRead(bytes.data(), 100, kSize - 30), 30u);
    bytes.resize(30);
    EXPECT_TRUE(IsRight(kSize - 30));
    EXPECT_EQ(handle->PRead(bytes.data(), 10, kSize), 0u);
    EXPECT_TRUE(handle->HasPRead());
}

TEST_F(HandleTest, IsReadOnly)
{
    Open();
    EXPECT_EQ(static_cast<VSIVirtualHandle &>(*handle).Write("x", 1, 1), 0u);
    EXPECT_EQ(handle->Truncate(0), -1);
    EXPECT_EQ(errors, 2);
    EXPECT_TRUE(handle->Error());
}

// GDAL 3.6 reports a refused read as the end of the file.
TEST_F(HandleTest, AShortReadInsideTheFileIsRepeated)
{
    Open();
    m_script.reads = {Trouble::Short};
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(errors, 0);
    m_script.reads = {Trouble::Short, Trouble::Silent};
    EXPECT_EQ(handle->PRead(bytes.data(), 1000, 0), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(errors, 0);
    EXPECT_EQ(CPLGetLastErrorType(), CE_None);
}

TEST_F(HandleTest, AReadThatKeepsFailingIsOneErrorAndNoData)
{
    Open();
    m_script.reads.assign(100, Trouble::Short);
    EXPECT_EQ(Read(1000), 0u);
    EXPECT_EQ(m_script.readCount, RemoteFile::kMaxAttempts);
    EXPECT_EQ(errors, 1);
    EXPECT_THAT(lastError, testing::HasSubstr("/vsiearthdata/bucket/object"));
    EXPECT_TRUE(handle->Error());
    EXPECT_FALSE(handle->Eof());
    EXPECT_EQ(handle->Tell(), 0u);
    EXPECT_EQ(handle->PRead(bytes.data(), 1000, 0), static_cast<size_t>(-1));
    EXPECT_EQ(ReadRanges(3), -1);
    EXPECT_EQ(errors, 3);
}

TEST_F(HandleTest, AnExpiredTokenIsRefreshedOnceAndTheReadRepeated)
{
    Open();
    m_script.goodToken = "token2";
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(provider->invalidations, 1);
    EXPECT_EQ(clock.Sleeps(), 0);
    EXPECT_EQ(errors, 0);
}

TEST_F(HandleTest, AReasonThatGdalNamesSparesTheProbe)
{
    Open();
    m_script.reads = {Trouble::Expired};
    m_script.goodAfterExpiry = "token2";
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(provider->invalidations, 1);
    EXPECT_EQ(m_script.openCount, 1);
}

TEST_F(HandleTest, ANewerTokenMayBeStaleTooButNotForEver)
{
    Open();
    m_script.goodToken = "token4";
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_EQ(provider->invalidations, 3);
    m_script.goodToken = "never";
    EXPECT_EQ(Read(1000), 0u);
    EXPECT_LE(provider->invalidations, 3 + 1 + RemoteFile::kMaxRefreshes);
    EXPECT_EQ(errors, 1);
}

TEST_F(HandleTest, ARotatedTokenIsUsedBeforeTheOldOneEnds)
{
    Open();
    clock.Advance(50min);
    provider->Rotate();
    // Advisory: the old one is still good.
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(m_script.openCount, 0);
    clock.Advance(8min + 1s);
    m_script.goodToken = "token2";
    const int reads = m_script.readCount;
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(m_script.openCount, 1);
    // None was refused on the way.
    EXPECT_EQ(m_script.readCount, reads + 1);
    EXPECT_EQ(provider->invalidations, 0);
}

TEST_F(HandleTest, NoNewerGrantIsAskedForWhileTheOldOneIsFresh)
{
    Open();
    const int gets = provider->gets;
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(provider->gets, gets);
}

TEST_F(HandleTest, ARefusalElsewhereIsHeeded)
{
    Open();
    provider->Invalidate(1);
    m_script.goodToken = "token2";
    const int reads = m_script.readCount;
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(m_script.readCount, reads + 1);
}

TEST_F(HandleTest, ALoginThatFailsIsTheError)
{
    Open();
    provider->error = AccessError{AccessErrorKind::Terminal, "wrong password"};
    clock.Advance(61min);
    EXPECT_EQ(Read(10), 0u);
    EXPECT_EQ(lastError, "wrong password");
    EXPECT_EQ(clock.Sleeps(), 0);
}

TEST_F(HandleTest, ABusyServerIsWaitedFor)
{
    m_script.opens = {Trouble::Busy, Trouble::Busy, Trouble::Busy};
    Open();
    EXPECT_EQ(clock.Sleeps(), 3);
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(errors, 0);
}

TEST_F(HandleTest, AnOutageEndsAfterFourAttempts)
{
    m_script.opens.assign(100, Trouble::Busy);
    const auto file = RemoteFile::Open(provider, clock);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.GetError().kind, AccessErrorKind::Transient);
    EXPECT_EQ(m_script.openCount, RemoteFile::kMaxAttempts);
}

TEST_F(HandleTest, TheBudgetOfAHostIsSharedAndRunsOut)
{
    m_script.opens.assign(10000, Trouble::Busy);
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(RemoteFile::Open(provider, clock));
    EXPECT_EQ(m_script.openCount, 100 + RetryBudget::kCapacity);
    // Successes fill it again.
    m_script.opens.clear();
    Open();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(Read(10), 10u);
    m_script.reads = {Trouble::Short};
    EXPECT_EQ(Read(10), 10u);
}

TEST_F(HandleTest, ASilentRefusalIsAskedAgain)
{
    // GDAL's memory of an earlier failure: no request, no reason.
    m_script.opens = {Trouble::Silent};
    Open();
    EXPECT_EQ(Read(10), 10u);
}

TEST_F(HandleTest, AnErrorThatCameAsTheObjectIsRecognised)
{
    m_script.content = "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code>"
                       "<Message>x</Message></Error>";
    m_script.size = m_script.content.size();
    const auto file = RemoteFile::Open(provider, clock);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.GetError().kind, AccessErrorKind::NotFound);
}

// GDAL takes any answer with status 200 for the beginning of an object.
TEST_F(HandleTest, APageThatCameAsTheFirstBytesIsReadAgain)
{
    Open();
    m_script.reads = {Trouble::Page};
    EXPECT_EQ(Read(10), 10u);
    EXPECT_TRUE(IsRight(0));
    // Also by those who begin a bit later, ...
    m_script.reads = {Trouble::Page};
    handle->Seek(5000, SEEK_SET);
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(5000));
    // ... and by a single range.
    m_script.reads = {Trouble::Page};
    EXPECT_EQ(ReadRanges(1), 0);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(errors, 0);
    m_script.reads.assign(100, Trouble::Page);
    handle->Seek(0, SEEK_SET);
    EXPECT_EQ(Read(10), 0u);
    EXPECT_EQ(errors, 1);
}

TEST_F(HandleTest, AnotherSizeThanBeforeIsDoubted)
{
    Open();
    m_script.opens = {Trouble::PageSize};
    Open();
    EXPECT_EQ(handle->Seek(0, SEEK_END), 0);
    EXPECT_EQ(handle->Tell(), kSize);
    m_script.opens = {Trouble::PageSize, Trouble::PageSize};
    Open();
    EXPECT_EQ(handle->Seek(0, SEEK_END), 0);
    EXPECT_EQ(handle->Tell(), kSize);
    // But an object may be replaced.
    m_script.size = kSize / 2;
    Open();
    EXPECT_EQ(handle->Seek(0, SEEK_END), 0);
    EXPECT_EQ(handle->Tell(), kSize / 2);
}

TEST_F(HandleTest, AServerThatFailsIsNotAskedAgainAtOnce)
{
    m_script.opens = {Trouble::Status500, Trouble::Status500};
    Open();
    EXPECT_EQ(clock.Sleeps(), 2);
    // A read fails, and so does the question why: only then comes a pause.
    m_script.reads = {Trouble::Silent};
    m_script.opens = {Trouble::Status500};
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(m_script.openCount, 2);
    EXPECT_EQ(clock.Sleeps(), 3);
    // In an outage it is one question and four attempts.
    m_script.openCount = 0;
    m_script.reads = {Trouble::Silent};
    m_script.opens.assign(100, Trouble::Status500);
    EXPECT_EQ(Read(10), 0u);
    EXPECT_EQ(m_script.openCount, 1 + RemoteFile::kMaxAttempts);
    EXPECT_EQ(clock.Sleeps(), 3 + RemoteFile::kMaxAttempts);
    EXPECT_THAT(lastError, testing::HasSubstr("HTTP status 500"));
}

TEST_F(HandleTest, AnotherSizeIsNoticed)
{
    Open();
    m_script.size = kSize / 2;
    m_script.reads = {Trouble::Short};
    EXPECT_EQ(Read(10), 0u);
    EXPECT_THAT(lastError, testing::HasSubstr("its size was 100000"));
}

TEST_F(HandleTest, RangesOfAFailedGroupAreReadInSmallerOnes)
{
    Open();
    // The 41st range fails, then the same again in its small group.
    m_script.reads.assign(40, Trouble::None);
    m_script.reads.push_back(Trouble::Silent);
    m_script.reads.insert(m_script.reads.end(), 32 + 8, Trouble::None);
    m_script.reads.push_back(Trouble::Silent);
    EXPECT_EQ(ReadRanges(60), 0);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(errors, 0);
    EXPECT_LT(m_script.readCount, 41 + 32 + 9 + 16 + 12 + 5);
}

TEST_F(HandleTest, ARangeBeyondTheEndIsAnError)
{
    Open();
    void *buffers[] = {nullptr};
    const vsi_l_offset offsets[] = {kSize - 5};
    const size_t sizes[] = {10};
    EXPECT_EQ(handle->ReadMultiRange(1, buffers, offsets, sizes), -1);
    EXPECT_EQ(errors, 1);
    EXPECT_EQ(m_script.readCount, 0);
}

TEST_F(HandleTest, TheUsersHeadersStayOut)
{
    CPLSetThreadLocalConfigOption("GDAL_HTTP_HEADERS",
                                  "Authorization: Bearer users");
    CPLSetThreadLocalConfigOption("AWS_SESSION_TOKEN", "users");
    Open();
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(ReadRanges(2), 0);
    EXPECT_FALSE(m_script.sawUserHeader);
    EXPECT_STREQ(CPLGetConfigOption("AWS_SESSION_TOKEN", ""), "users");
    EXPECT_STREQ(CPLGetConfigOption("GDAL_HTTP_HEADERS", ""),
                 "Authorization: Bearer users");
}

// The zeros of GDAL's own prefetch (faults.md, case 41).
TEST_F(HandleTest, AFailedReadAheadNeverServesZeros)
{
    Open();
    m_script.reads.assign(2 * RemoteFile::kMaxAttempts, Trouble::Silent);
    const vsi_l_offset offsets[] = {100, 50000};
    const size_t sizes[] = {100, 100};
    handle->AdviseRead(2, offsets, sizes);
    for (const vsi_l_offset offset : offsets)
    {
        bytes.assign(100, 0);
        const size_t got = handle->PRead(bytes.data(), 100, offset);
        EXPECT_TRUE(got == static_cast<size_t>(-1) || IsRight(offset));
    }
    m_script.reads.clear();
    bytes.assign(100, 0);
    EXPECT_EQ(handle->PRead(bytes.data(), 100, 100), 100u);
    EXPECT_TRUE(IsRight(100));
}

TEST_F(HandleTest, AnAdvisedRangeIsReadOnce)
{
    Open();
    const vsi_l_offset offsets[] = {100, 50000};
    const size_t sizes[] = {100, 100};
    handle->AdviseRead(2, offsets, sizes);
    bytes.assign(100, 0);
    EXPECT_EQ(handle->PRead(bytes.data(), 100, 50000), 100u);
    EXPECT_TRUE(IsRight(50000));
    EXPECT_EQ(m_script.readCount, 2);
    EXPECT_EQ(handle->Seek(100, SEEK_SET), 0);
    EXPECT_EQ(Read(100), 100u);
    EXPECT_TRUE(IsRight(100));
    EXPECT_EQ(m_script.readCount, 2);
    EXPECT_EQ(handle->Close(), 0);
}

TEST_F(HandleTest, ManyThreadsReadThroughRotationsAndRefusals)
{
    Open();
    std::atomic<bool> ending{false};
    std::atomic<int> wrong{0};
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t)
        threads.emplace_back(
            [&, t]
            {
                CPLPushErrorHandler(CPLQuietErrorHandler);
                std::vector<GByte> mine(500);
                for (unsigned i = static_cast<unsigned>(t); !ending; ++i)
                {
                    const vsi_l_offset offset = (i * 7919) % (kSize - 500);
                    if (handle->PRead(mine.data(), 500, offset) != 500)
                        continue;
                    for (size_t k = 0; k < 500; ++k)
                        wrong += mine[k] != ByteAt(offset + k);
                    ++right;
                }
                CPLPopErrorHandler();
            });
    for (int i = 2; i < 40; ++i)
    {
        std::this_thread::sleep_for(2ms);
        const std::lock_guard<std::mutex> lock(m_script.mutex);
        m_script.goodToken = "token" + std::to_string(i);
        m_script.reads = {Trouble::Short, Trouble::Silent};
    }
    ending = true;
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(right, 100);
}

#if !defined(_WIN32) && !defined(__SANITIZE_THREAD__)
TEST_F(HandleTest, AChildOfAForkReadsWithAnInnerHandleOfItsOwn)
{
    Open();
    const vsi_l_offset offsets[] = {100};
    const size_t sizes[] = {100};
    handle->AdviseRead(1, offsets, sizes);
    const pid_t child = fork();
    if (child == 0)
    {
        alarm(20);
        bool isRight = Read(1000) == 1000 && IsRight(0);
        isRight = isRight && m_script.openCount > 0;
        handle->Close();
        _exit(isRight ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_EQ(Read(1000), 1000u);
}
#endif

TEST(QuietErrors, NothingReachesTheUser)
{
    CPLErrorReset();
    VSIErrorReset();
    VSIError(VSIE_FileError, "earlier");
    {
        const QuietErrors quiet;
        CPLError(CE_Failure, CPLE_AppDefined,
                 "Request for 0-9 failed with response_code=503");
        VSIError(VSIE_AWSError, "secret");
        EXPECT_EQ(quiet.Failure().httpStatus, 503);
        EXPECT_EQ(quiet.Failure().vsiError, VSIE_AWSError);
    }
    EXPECT_EQ(CPLGetLastErrorType(), CE_None);
    EXPECT_EQ(VSIGetLastErrorNo(), VSIE_FileError);
    EXPECT_STREQ(VSIGetLastErrorMsg(), "earlier");
    VSIErrorReset();
}

TEST(Boundary, NoExceptionCrossesIt)
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    EXPECT_EQ(Guarded(-1, []() -> int { throw std::bad_alloc(); }), -1);
    EXPECT_EQ(Guarded(-1, []() -> int { throw 5; }), -1);
    EXPECT_EQ(CPLGetLastErrorType(), CE_Failure);
    CPLPopErrorHandler();
    CPLErrorReset();
}

TEST(FailureMemory, ForgetsAfterASecond)
{
    FakeClock clock;
    FailureMemory memory(clock);
    memory.Add("a", {AccessErrorKind::NotFound, "gone"});
    ASSERT_TRUE(memory.Find("a"));
    EXPECT_EQ(memory.Find("a")->message, "gone");
    EXPECT_FALSE(memory.Find("b"));
    clock.Advance(1001ms);
    EXPECT_FALSE(memory.Find("a"));
    memory.Add("a", {AccessErrorKind::NotFound});
    memory.Remove("a");
    EXPECT_FALSE(memory.Find("a"));
}

TEST(FailureMemory, PassingTroubleIsThatOfOneThread)
{
    FakeClock clock;
    FailureMemory memory(clock);
    memory.Add("a", {AccessErrorKind::Transient, "busy"});
    EXPECT_TRUE(memory.Find("a"));
    bool isKnownElsewhere = true;
    std::thread([&] { isKnownElsewhere = memory.Find("a").has_value(); })
        .join();
    EXPECT_FALSE(isKnownElsewhere);
    memory.Remove("a");
    EXPECT_FALSE(memory.Find("a"));
}

}  // namespace
}  // namespace hlsts
