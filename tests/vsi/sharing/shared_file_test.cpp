// SPDX-License-Identifier: MIT
// A shared file that is damaged, open to others, of another user or no plain
// file is treated as absent and, where it is the user's own, replaced.

#include "vsi/sharing/shared_file.h"
#include "vsi/sharing/shared_content.h"

#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"

#include "cpl_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace hlsts;
using namespace std::chrono_literals;

namespace
{

constexpr char kFileName[] = "gdal-earthdata-s3.json";
constexpr char kLockName[] = "gdal-earthdata-s3.lock";
constexpr char kAsideName[] = "gdal-earthdata-s3.new";

class SharedFileTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        CPLPushErrorHandler(CPLQuietErrorHandler);
        CPLErrorReset();
    }

    void TearDown() override
    {
        CPLPopErrorHandler();
    }

    SharedFile Make(const std::string &folder, bool isNamed = true) const
    {
        return SharedFile(SharedPlace{folder, isNamed});
    }

    std::string Content() const
    {
        return m_file.Read().Reveal();
    }

    /** Whether `body()` is true in a child of fork(). */
    template <class Body> static bool InChild(const Body &body)
    {
        const pid_t child = fork();
        if (child == 0)
            _exit(body() ? 0 : 1);
        int status = -1;
        return waitpid(child, &status, 0) == child && status == 0;
    }

    TempFolder m_folder{};
    const std::string m_name = m_folder / kFileName;
    const SharedFile m_file = Make(m_folder.Name());
    const Secret m_text{"{\"new\":1}"};
};

}  // namespace

TEST_F(SharedFileTest, ReadsWhatWasWritten)
{
    EXPECT_EQ(Content(), "");
    ASSERT_TRUE(m_file.Replace(m_text));
    EXPECT_EQ(Content(), m_text.Reveal());
    EXPECT_EQ(ModeOf(m_name), 0600u);
    ASSERT_TRUE(m_file.Replace(Secret("{}")));
    EXPECT_EQ(Content(), "{}");
    EXPECT_EQ(ModeOf(m_folder / kAsideName), 07777u) << "left behind";
}

TEST_F(SharedFileTest, MakesANamedFolderOnly)
{
    const SharedFile named = Make(m_folder / "new");
    EXPECT_EQ(named.Read().Reveal(), "");
    EXPECT_TRUE(named.Replace(m_text));
    EXPECT_EQ(ModeOf(m_folder / "new"), 0700u);
    EXPECT_FALSE(Make(m_folder / "other", false).Replace(m_text));
    EXPECT_EQ(ModeOf(m_folder / "other"), 07777u);
    EXPECT_FALSE(Make("").Replace(m_text));
    EXPECT_FALSE(Make(m_folder / "no/such/parent").Replace(m_text));
}

TEST_F(SharedFileTest, NeverUsesAFolderThatOthersCanWriteTo)
{
    ASSERT_TRUE(m_file.Replace(m_text));
    for (const mode_t mode : {0770u, 0707u, 0777u, 01777u})
    {
        chmod(m_folder.Name().c_str(), mode);
        EXPECT_EQ(Content(), "") << mode;
        EXPECT_FALSE(m_file.Replace(m_text)) << mode;
    }
    EXPECT_EQ(CPLGetLastErrorType(), CE_Warning) << "the user has named it";
    EXPECT_THAT(std::string(CPLGetLastErrorMsg()),
                testing::HasSubstr(m_folder.Name()));
    chmod(m_folder.Name().c_str(), 0755);
    EXPECT_EQ(Content(), m_text.Reveal());
}

TEST_F(SharedFileTest, WarnsOnceAndOnlyForANamedFolder)
{
    chmod(m_folder.Name().c_str(), 0777);
    const SharedFile unnamed = Make(m_folder.Name(), false);
    unnamed.Read();
    EXPECT_EQ(CPLGetLastErrorType(), CE_None);
    TempFolder other;
    chmod(other.Name().c_str(), 0777);
    const SharedFile named = Make(other.Name());
    for (const CPLErr expected : {CE_Warning, CE_None})
    {
        CPLErrorReset();
        named.Read();
        EXPECT_EQ(CPLGetLastErrorType(), expected);
    }
}

TEST_F(SharedFileTest, AFileThatIsOpenToOthersIsReplaced)
{
    for (const mode_t mode : {0644u, 0640u, 0604u, 0660u, 0700u | 011u})
    {
        WriteTextFile(m_name, "{\"old\":1}", mode);
        EXPECT_EQ(Content(), "") << mode;
        EXPECT_TRUE(m_file.Replace(m_text));
        EXPECT_EQ(Content(), m_text.Reveal());
        EXPECT_EQ(ModeOf(m_name), 0600u);
    }
}

TEST_F(SharedFileTest, NeverFollowsALink)
{
    const std::string target = m_folder / "target";
    WriteTextFile(target, "{\"target\":1}");
    ASSERT_EQ(symlink(target.c_str(), m_name.c_str()), 0);
    EXPECT_EQ(Content(), "");
    EXPECT_TRUE(m_file.Replace(m_text));
    EXPECT_EQ(Content(), m_text.Reveal());
    EXPECT_EQ(TextOfFile(target), "{\"target\":1}");

    // Nor where it writes aside or locks.
    ASSERT_EQ(symlink(target.c_str(), (m_folder / kAsideName).c_str()), 0);
    EXPECT_TRUE(m_file.Replace(Secret("{}")));
    EXPECT_EQ(TextOfFile(target), "{\"target\":1}");
    ASSERT_EQ(symlink(target.c_str(), (m_folder / kLockName).c_str()), 0);
    EXPECT_FALSE(m_file.WaitForTurn(0, SystemClock().Now(), SystemClock()));
    EXPECT_EQ(TextOfFile(target), "{\"target\":1}");
}

TEST_F(SharedFileTest, NeverReadsAFolderOrAPipe)
{
    ASSERT_EQ(mkdir(m_name.c_str(), 0700), 0);
    EXPECT_EQ(Content(), "");
    EXPECT_FALSE(m_file.Replace(m_text));
    ASSERT_EQ(rmdir(m_name.c_str()), 0);
    ASSERT_EQ(mkfifo(m_name.c_str(), 0600), 0);
    EXPECT_EQ(Content(), "") << "and doesn't wait for a writer";
    EXPECT_TRUE(m_file.Replace(m_text));
    EXPECT_EQ(Content(), m_text.Reveal());
}

TEST_F(SharedFileTest, AFileThatIsTooLargeIsReplaced)
{
    WriteTextFile(m_name, std::string(kSharedFileLimit, 'x'));
    EXPECT_EQ(Content().size(), kSharedFileLimit);
    WriteTextFile(m_name, std::string(kSharedFileLimit + 1, 'x'));
    EXPECT_EQ(Content(), "");
    EXPECT_TRUE(m_file.Replace(m_text));
    EXPECT_EQ(Content(), m_text.Reveal());
}

TEST_F(SharedFileTest, NeverUsesAFileOfAnotherUser)
{
    if (geteuid() != 0)
        GTEST_SKIP() << "only root can give files away";
    WriteTextFile(m_name, "{\"theirs\":1}");
    ASSERT_EQ(chown(m_name.c_str(), 65534, 65534), 0);
    EXPECT_EQ(Content(), "");
    EXPECT_FALSE(m_file.Replace(m_text));
    EXPECT_EQ(TextOfFile(m_name), "{\"theirs\":1}");
    ASSERT_EQ(chown(m_name.c_str(), 0, 0), 0);
    EXPECT_NE(Content(), "");
    ASSERT_EQ(chown(m_folder.Name().c_str(), 65534, 65534), 0);
    EXPECT_EQ(Content(), "");
    EXPECT_FALSE(m_file.Replace(m_text));
}

TEST_F(SharedFileTest, AReadOnlyFolderIsReadButNotWritten)
{
    if (geteuid() == 0)
    {
        // Root may write anywhere: try it as somebody else.
        ASSERT_EQ(chown(m_folder.Name().c_str(), 65534, 65534), 0);
        WriteTextFile(m_name, m_text.Reveal());
        ASSERT_EQ(chown(m_name.c_str(), 65534, 65534), 0);
    }
    else
        ASSERT_TRUE(m_file.Replace(m_text));
    chmod(m_folder.Name().c_str(), 0500);
    EXPECT_TRUE(InChild(
        [this]
        {
            if (geteuid() == 0 && seteuid(65534) != 0)
                return false;
            return Content() == m_text.Reveal() &&
                   !m_file.Replace(Secret("{}")) &&
                   !m_file.WaitForTurn(1, SystemClock().Now(), SystemClock()) &&
                   Content() == m_text.Reveal();
        }));
}

// A limit on file sizes acts like a full disk.
TEST_F(SharedFileTest, AFullDiskLeavesTheOldFile)
{
    ASSERT_TRUE(m_file.Replace(m_text));
    EXPECT_TRUE(InChild(
        [this]
        {
            signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{100, 100};
            return setrlimit(RLIMIT_FSIZE, &limit) == 0 &&
                   !m_file.Replace(Secret(std::string(1000, 'x'))) &&
                   Content() == m_text.Reveal();
        }));
    EXPECT_EQ(ModeOf(m_folder / kAsideName), 07777u) << "left behind";
}

TEST_F(SharedFileTest, ReadersNeverSeeParts)
{
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0};
    const Secret one(std::string(200000, '1'));
    const Secret two(std::string(100000, '2'));
    ASSERT_TRUE(m_file.Replace(one));
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i)
        readers.emplace_back(
            [&]
            {
                while (!stop)
                {
                    const Secret text = m_file.Read();
                    wrong += !text.Equals(one) && !text.Equals(two);
                }
            });
    for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(m_file.Replace(i % 2 ? one : two));
    stop = true;
    for (std::thread &reader : readers)
        reader.join();
    EXPECT_EQ(wrong, 0);
}

TEST_F(SharedFileTest, TurnsExcludeEachOther)
{
    FakeClock clock;
    auto turn = m_file.WaitForTurn(7, clock.Now(), clock);
    ASSERT_TRUE(turn);
    EXPECT_EQ(ModeOf(m_folder / kLockName), 0600u);
    const SteadyTime begin = clock.Now();
    EXPECT_FALSE(m_file.WaitForTurn(7, begin + 15s, clock));
    EXPECT_EQ(clock.Now() - begin, 15s) << "waits until the deadline";
    EXPECT_TRUE(m_file.WaitForTurn(8, clock.Now(), clock)) << "another number";
    EXPECT_TRUE(InChild(
        [this] {
            return !m_file.WaitForTurn(7, SystemClock().Now(), SystemClock());
        }));
    turn.reset();
    EXPECT_TRUE(m_file.WaitForTurn(7, clock.Now(), clock));
}

TEST_F(SharedFileTest, TurnsEndWithTheProcess)
{
    Clock &clock = SystemClock();
    int pipes[2];
    ASSERT_EQ(pipe(pipes), 0);
    const pid_t child = fork();
    if (child == 0)
    {
        const auto turn = m_file.WaitForTurn(7, clock.Now(), clock);
        const char had = turn ? 'y' : 'n';
        if (write(pipes[1], &had, 1) == 1)
            pause();
        _exit(0);
    }
    char had = 'n';
    ASSERT_EQ(read(pipes[0], &had, 1), 1);
    EXPECT_EQ(had, 'y');
    EXPECT_FALSE(m_file.WaitForTurn(7, clock.Now(), clock));
    kill(child, SIGKILL);
    EXPECT_TRUE(m_file.WaitForTurn(7, clock.Now() + 10s, clock));
    waitpid(child, nullptr, 0);
    close(pipes[0]);
    close(pipes[1]);
}

// A child that was forked during a turn has the lock file open too.
TEST_F(SharedFileTest, TurnsEndAlthoughAChildLives)
{
    Clock &clock = SystemClock();
    auto turn = m_file.WaitForTurn(7, clock.Now(), clock);
    ASSERT_TRUE(turn);
    const pid_t child = fork();
    if (child == 0)
    {
        pause();
        _exit(0);
    }
    turn.reset();
    EXPECT_TRUE(m_file.WaitForTurn(7, clock.Now(), clock));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
}

TEST_F(SharedFileTest, ALockFileThatOthersCouldLockIsClosedToThem)
{
    WriteTextFile(m_folder / kLockName, "", 0644);
    EXPECT_TRUE(m_file.WaitForTurn(0, SystemClock().Now(), SystemClock()));
    EXPECT_EQ(ModeOf(m_folder / kLockName), 0600u);
}
