// SPDX-License-Identifier: MIT
// A stand-in for GDAL's network file system, which fails on demand.

#ifndef HLSTS_TESTS_SUPPORT_INNER_FILESYSTEM_H
#define HLSTS_TESTS_SUPPORT_INNER_FILESYSTEM_H

#include "vsi/base/gdal_compat.h"

#include "cpl_conv.h"
#include "cpl_error.h"
#include "cpl_vsi_error.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

namespace hlsts
{

/** Where GDAL finds the InnerFilesystem. */
inline constexpr char kInnerPrefix[] = "/vsihlststest/";
inline constexpr vsi_l_offset kObjectSize = 100000;

/** The byte of the object at an offset; never 0, so that zeros are seen. */
inline GByte ByteAt(vsi_l_offset offset)
{
    return static_cast<GByte>(1 + (offset * 13 + offset / 251) % 255);
}

/** What a call delivers instead of the object. */
enum class Trouble
{
    None,
    /** A read: half of the bytes, then the end of the file. */
    Short,
    /** Nothing, with the reason as a VSI error: the token has expired. */
    Expired,
    /** Nothing, without a reason. */
    Silent,
    /** An open: S3 answers 503 with an S3 error. */
    Busy,
    /** An open: a server answers 500 without an S3 error. */
    Status500,
    /** A read: the bytes begin with those of a web page. */
    Page,
    /** An open: the size is that of a web page. */
    PageSize
};

inline constexpr char kPage[] = "<!DOCTYPE html>\n<html><body>Please wait";
inline constexpr vsi_l_offset kPageSize = 11000;

/** What happens to the next calls of all handles. A call beyond the end of its
 * queue has no trouble. The tests set the members without the mutex while no
 * other thread reads. */
struct InnerScript
{
    std::mutex mutex{};
    std::deque<Trouble> reads{};
    std::deque<Trouble> opens{};
    /** The token that the server accepts, ... */
    std::string goodToken = "token1";
    /** ... and the one that it accepts from a Trouble::Expired on. */
    std::string goodAfterExpiry{};
    vsi_l_offset size = kObjectSize;
    /** The bytes of the object; those of ByteAt() where this is empty. */
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

/** The script of the test that runs. */
inline InnerScript *activeScript = nullptr;

/** A file of the InnerFilesystem. As in /vsis3/ the token is read once, when
 * the handle is made. */
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
        const Trouble trouble = activeScript->NextRead(m_token);
        size_t good = size;
        if (trouble == Trouble::Short)
            good = size / 2;
        else if (trouble != Trouble::None && trouble != Trouble::Page)
            good = 0;
        // A failed request of GDAL's may leave zeros behind.
        std::memset(bytes, 0, size);
        for (size_t i = 0; i < good; ++i)
            bytes[i] = activeScript->content.empty()
                           ? ByteAt(offset + i)
                           : static_cast<GByte>(activeScript->content[i]);
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

/** Has one object at every path; what happens to the calls is what
 * `activeScript` says. */
class InnerFilesystem final : public VSIFilesystemHandler
{
  public:
    VsiOpenResult Open(const char *, const char *, bool, CSLConstList) override
    {
        const std::string token = CPLGetConfigOption("AWS_SESSION_TOKEN", "");
        const Trouble trouble = activeScript->NextOpen(token);
        if (trouble == Trouble::None || trouble == Trouble::PageSize)
            return ToVsiOpenResult(std::make_unique<InnerHandle>(
                token,
                trouble == Trouble::None ? activeScript->size : kPageSize));
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

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_INNER_FILESYSTEM_H
