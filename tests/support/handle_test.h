// SPDX-License-Identifier: MIT
// The fixture of the tests that read through an EarthdataHandle.

#ifndef HLSTS_TESTS_SUPPORT_HANDLE_TEST_H
#define HLSTS_TESTS_SUPPORT_HANDLE_TEST_H

#include "tests/support/fake_clock.h"
#include "tests/support/fake_grant_provider.h"
#include "tests/support/inner_filesystem.h"
#include "vsi/earthdata_handle.h"

#include "cpl_conv.h"
#include "cpl_error.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace hlsts
{

/** An EarthdataHandle of one object of kObjectSize bytes in the
 * InnerFilesystem, and what reading through it told the user. The tests say by
 * m_script what happens to the next calls of GDAL's file system. */
class HandleTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        static bool isInstalled = false;
        if (!isInstalled)
            InstallVsiHandler(kInnerPrefix,
                              std::make_unique<InnerFilesystem>());
        isInstalled = true;
    }

    void SetUp() override
    {
        activeScript = &m_script;
        // Retries are rationed by host, so each test has a host of its own.
        provider->host =
            testing::UnitTest::GetInstance()->current_test_info()->name();
        CPLErrorReset();
        CPLPushErrorHandlerEx(CountError, this);
    }

    void TearDown() override
    {
        CPLPopErrorHandler();
        CPLSetThreadLocalConfigOptions(nullptr);
    }

    static void CPL_STDCALL CountError(CPLErr type, CPLErrorNum,
                                       const char *text)
    {
        auto *self = static_cast<HandleTest *>(CPLGetErrorHandlerUserData());
        if (type == CE_Debug)
            return;
        ++self->errors;
        self->lastError = text;
    }

    /** Opens the object; openCount begins again at 0. */
    void Open()
    {
        auto file = RemoteFile::Open(provider, clock);
        ASSERT_TRUE(file) << file.GetError().message;
        handle = std::make_unique<EarthdataHandle>(std::move(*file));
        m_script.openCount = 0;
    }

    /** Reads `size` bytes at the cursor into `bytes`. */
    size_t Read(size_t size)
    {
        bytes.assign(size, 0xEE);
        return static_cast<VSIVirtualHandle &>(*handle).Read(bytes.data(), 1,
                                                             size);
    }

    /** Whether `bytes` are those of the object from this offset on. */
    bool IsRight(vsi_l_offset offset) const
    {
        for (size_t i = 0; i < bytes.size(); ++i)
            if (bytes[i] != ByteAt(offset + i))
                return false;
        return true;
    }

    /** Reads `count` ranges of 100 bytes, which follow each other from the
     * beginning of the object, into `bytes`. */
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

    InnerScript m_script;
    FakeClock clock;
    std::shared_ptr<FakeGrantProvider> provider =
        std::make_shared<FakeGrantProvider>(clock);
    std::unique_ptr<EarthdataHandle> handle;
    std::vector<GByte> bytes;
    /** Warnings and errors that the user sees. */
    int errors = 0;
    std::string lastError;
};

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_HANDLE_TEST_H
