// SPDX-License-Identifier: MIT
// Sharing as several processes see it: each is a SharedCredentials of its own.

#include "vsi/keys/shared_credentials.h"

#include "vsi/keys/credential_cache.h"
#include "vsi/sharing/shared_key.h"

#include "tests/support/fake_clock.h"
#include "tests/support/fakes.h"
#include "tests/support/temp_folder.h"

#include "cpl_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace hlsts;
using namespace std::chrono_literals;

namespace
{

using Fetched = Result<S3Credentials, AccessError>;

constexpr char kUrl[] = "https://daac.test/s3credentials";
constexpr char kFileName[] = "gdal-earthdata-s3.json";

/** Gives numbered credentials that live `life`, or `error`. */
class FakeEndpoint final : public S3CredentialsSource
{
  public:
    explicit FakeEndpoint(FakeClock &clock) : m_clock(clock)
    {
    }

    Fetched Fetch(SteadyTime) override
    {
        const int number = ++fetches;
        if (meanwhile)
            meanwhile();
        if (error)
            return *error;
        S3Credentials credentials;
        credentials.accessKeyId = Secret("ASIA" + std::to_string(number));
        credentials.secretAccessKey = Secret("secret" + std::to_string(number));
        credentials.sessionToken = Secret("session" + std::to_string(number));
        credentials.fetched = m_clock.Now();
        credentials.expiry = m_clock.Now() + life;
        credentials.statedExpiry = m_clock.TrueUnixTime() + life.count();
        return credentials;
    }

    std::string Describe() const override
    {
        return kUrl;
    }

    std::atomic<int> fetches{0};
    std::chrono::seconds life = 3600s;
    std::optional<AccessError> error{};
    std::function<void()> meanwhile{};

  private:
    FakeClock &m_clock;
};

class SharedCredentialsTest : public testing::Test
{
  protected:
    SharedCredentialsTest()
    {
        CPLPushErrorHandler(CPLQuietErrorHandler);
    }

    ~SharedCredentialsTest() override
    {
        CPLPopErrorHandler();
    }

    MachineTimeReader Time(const std::string &boot = "boot-1")
    {
        return [this, boot]
        {
            MachineTime time;
            time.boot = boot;
            time.sinceBoot =
                std::chrono::duration_cast<std::chrono::milliseconds>(
                    m_clock.Now().time_since_epoch());
            time.unixTime = m_clock.UnixTime();
            return time;
        };
    }

    std::shared_ptr<const SharedStore> Store(const std::string &boot = "boot-1")
    {
        return std::make_shared<const SharedStore>(
            SharedPlace{m_folder.Name(), true}, m_clock, Time(boot));
    }

    /** As another process of the same user would make it. */
    std::shared_ptr<SharedCredentials>
    Process(const Login &login = TokenLogin(),
            const std::string &boot = "boot-1")
    {
        return std::make_shared<SharedCredentials>(m_endpoint, Store(boot),
                                                   kUrl, login, m_clock);
    }

    SteadyTime Soon() const
    {
        return m_clock.Now() + 30s;
    }

    /** The key id that a process gets, or its error. */
    std::string Get(SharedCredentials &process) const
    {
        const Fetched got = process.Fetch(Soon());
        return got ? got->accessKeyId.Reveal() : got.GetError().message;
    }

    std::string Text() const
    {
        return TextOfFile(m_folder / kFileName);
    }

    AccessError Failing(AccessErrorKind kind, int status) const
    {
        AccessError error;
        error.kind = kind;
        error.httpStatus = status;
        error.message = "endpoint says no";
        return error;
    }

    TempFolder m_folder{};
    FakeClock m_clock{};
    std::shared_ptr<FakeEndpoint> m_endpoint =
        std::make_shared<FakeEndpoint>(m_clock);
};

}  // namespace

TEST_F(SharedCredentialsTest, OneFetchForAllProcesses)
{
    for (int i = 0; i < 8; ++i)
    {
        const auto process = Process();
        const Fetched got = process->Fetch(Soon());
        ASSERT_TRUE(got);
        EXPECT_EQ(got->accessKeyId.Reveal(), "ASIA1");
        EXPECT_EQ(got->secretAccessKey.Reveal(), "secret1");
        EXPECT_EQ(got->sessionToken.Reveal(), "session1");
        EXPECT_EQ(got->expiry - m_clock.Now(), 3600s - i * 10s);
        EXPECT_EQ(got->expiry - got->fetched, 3600s);
        EXPECT_EQ(got->statedExpiry, FakeClock::kStart + 3600);
        m_clock.Advance(10s);
    }
    EXPECT_EQ(m_endpoint->fetches, 1);
    EXPECT_EQ(ModeOf(m_folder / kFileName), 0600u);
}

TEST_F(SharedCredentialsTest, TheFileHasNoLogin)
{
    for (const Login &login : {TokenLogin(), PasswordLogin()})
        Get(*Process(login));
    EXPECT_THAT(Text(), testing::HasSubstr("session1"));
    EXPECT_THAT(Text(), testing::HasSubstr("session2"));
    for (const char *secret :
         {"PLANTED", "planted_user", "daac.test", "urs.test"})
        EXPECT_THAT(Text(), testing::Not(testing::HasSubstr(secret))) << secret;
}

TEST_F(SharedCredentialsTest, LoginsAreKeptApart)
{
    Login wrong = PasswordLogin();
    wrong.password = Secret("another");
    EXPECT_EQ(Get(*Process(PasswordLogin())), "ASIA1");
    EXPECT_EQ(Get(*Process(TokenLogin())), "ASIA2");
    EXPECT_EQ(Get(*Process(wrong)), "ASIA3");
    EXPECT_EQ(Get(*Process(PasswordLogin())), "ASIA1");
    EXPECT_EQ(Get(*Process(TokenLogin())), "ASIA2");
}

/** One fetch in the life of a credential: where the advisory window begins
 * first. */
TEST_F(SharedCredentialsTest, RotationByManyProcesses)
{
    std::vector<std::shared_ptr<CredentialCache>> processes;
    std::vector<std::unique_ptr<FixedRandom>> randoms;
    for (int i = 0; i < 8; ++i)
    {
        randoms.push_back(std::make_unique<FixedRandom>(i / 8.0));
        processes.push_back(std::make_shared<CredentialCache>(
            Process(), m_clock, *randoms.back()));
    }
    constexpr int hours = 10;
    for (int minute = 0; minute < hours * 60; ++minute)
    {
        for (const auto &process : processes)
        {
            const auto entry = process->Get();
            ASSERT_TRUE(entry);
            ASSERT_GT((*entry)->credentials.expiry, m_clock.Now() + 2min);
        }
        m_clock.Advance(1min);
    }
    // Each credential is used for 45 of its 60 minutes.
    EXPECT_LE(m_endpoint->fetches, hours * 60 / 45 + 1);
}

TEST_F(SharedCredentialsTest, ShortLives)
{
    m_endpoint->life = 2s;
    std::vector<std::shared_ptr<CredentialCache>> processes;
    for (int i = 0; i < 8; ++i)
        processes.push_back(
            std::make_shared<CredentialCache>(Process(), m_clock));
    constexpr int seconds = 20;
    for (int i = 0; i < seconds * 20; ++i)
    {
        const auto entry = processes[static_cast<std::size_t>(i) % 8]->Get();
        ASSERT_TRUE(entry);
        ASSERT_GT((*entry)->credentials.expiry, m_clock.Now());
        m_clock.Advance(50ms);
    }
    EXPECT_LE(m_endpoint->fetches, 2 * seconds / 2 + 1);
}

/** Another process fetched a credential while this one waited for its turn. */
TEST_F(SharedCredentialsTest, LooksAgainWithTheTurn)
{
    const auto store = Store();
    auto turn = store->WaitForTurn(TurnNumberOf(kUrl, TokenLogin().host),
                                   m_clock.Now());
    ASSERT_TRUE(turn);
    std::string got;
    std::atomic<bool> done{false};
    // Waiting takes no real time with this clock, so the deadline is far away.
    std::thread waiter(
        [&]
        {
            const auto result =
                Process()->Fetch(m_clock.Now() + std::chrono::hours(10000));
            got = result ? result->accessKeyId.Reveal() : "error";
            done = true;
        });
    while (m_clock.GetSleeps() < 3)
        std::this_thread::yield();
    // What the holder of the turn does.
    SharedSet set;
    set.accessKeyId = Secret("ASIAOTHER");
    set.secretAccessKey = Secret("s");
    set.sessionToken = Secret("t");
    set.life.length = std::chrono::hours(48);
    EXPECT_TRUE(store->Change(
        [&](SharedContent &content)
        {
            set.life.made = store->Now();
            set.life.made.sinceBoot += 1s;
            content.sets[SharedKeyOf(content.salt, kUrl, TokenLogin())] = set;
        }));
    turn.reset();
    waiter.join();
    EXPECT_EQ(got, "ASIAOTHER");
    EXPECT_EQ(m_endpoint->fetches, 0);
}

TEST_F(SharedCredentialsTest, WithoutATurnInTimeAProcessFetchesForItself)
{
    const auto store = Store();
    const auto turn = store->WaitForTurn(TurnNumberOf(kUrl, TokenLogin().host),
                                         m_clock.Now());
    ASSERT_TRUE(turn);
    const SteadyTime begin = m_clock.Now();
    EXPECT_EQ(Get(*Process()), "ASIA1");
    EXPECT_EQ(m_clock.Now() - begin, 15s) << "half of the time it had";
    EXPECT_EQ(Text(), "") << "the file is left alone";
}

TEST_F(SharedCredentialsTest, EndpointsDontWaitForEachOther)
{
    const auto other = std::make_shared<SharedCredentials>(
        m_endpoint, Store(), "https://other.test/s3credentials", TokenLogin(),
        m_clock);
    m_endpoint->meanwhile = [&]
    {
        m_endpoint->meanwhile = nullptr;
        EXPECT_EQ(Get(*other), "ASIA2");
        EXPECT_EQ(m_clock.GetSleeps(), 0);
    };
    EXPECT_EQ(Get(*Process()), "ASIA1");
    EXPECT_EQ(ParseSharedContent(Text())->sets.size(), 2u);
}

TEST_F(SharedCredentialsTest, ARefusedCredentialIsNotHandedOutAgain)
{
    const auto one = Process();
    const auto two = Process();
    EXPECT_EQ(Get(*one), "ASIA1");
    EXPECT_EQ(Get(*two), "ASIA1");
    // S3 refuses it to both processes.
    EXPECT_EQ(Get(*one), "ASIA2");
    EXPECT_EQ(Get(*two), "ASIA2");
    EXPECT_EQ(m_endpoint->fetches, 2);
    EXPECT_EQ(Get(*Process()), "ASIA2");
}

TEST_F(SharedCredentialsTest, ARefusedCredentialThatCannotBeReplacedIsRemoved)
{
    const auto process = Process();
    EXPECT_EQ(Get(*process), "ASIA1");
    m_endpoint->error = Failing(AccessErrorKind::Transient, 500);
    EXPECT_EQ(Get(*process), "endpoint says no");
    EXPECT_TRUE(ParseSharedContent(Text())->sets.empty());
    EXPECT_EQ(Get(*Process()), "endpoint says no");
}

/** An outage of the endpoint doesn't end reads while a process holds a
 * credential that is still valid; neither does it when only the file holds one.
 */
TEST_F(SharedCredentialsTest, ACredentialThatEndsSoonIsBetterThanNone)
{
    EXPECT_EQ(Get(*Process()), "ASIA1");
    m_clock.Advance(50min);
    m_endpoint->error = Failing(AccessErrorKind::Transient, 500);
    const auto process = Process();
    EXPECT_EQ(Get(*process), "ASIA1");
    EXPECT_EQ(Get(*process), "endpoint says no") << "it has that one";
    EXPECT_FALSE(ParseSharedContent(Text())->sets.empty()) << "not refused";
    m_clock.Advance(10min);
    EXPECT_EQ(Get(*Process()), "endpoint says no");
    m_endpoint->error->kind = AccessErrorKind::Terminal;
    m_clock.Advance(-5min);
    EXPECT_EQ(Get(*Process()), "endpoint says no") << "a refusal is an error";
}

/** Many processes with a wrong password must not lock the account. */
TEST_F(SharedCredentialsTest, AWrongPasswordIsTriedOnce)
{
    m_endpoint->error = Failing(AccessErrorKind::Terminal, 401);
    for (int i = 0; i < 8; ++i)
        EXPECT_EQ(Get(*Process(PasswordLogin())), "endpoint says no");
    EXPECT_EQ(m_endpoint->fetches, 1);
    EXPECT_THAT(Text(), testing::Not(testing::HasSubstr("PLANTED")));
    // The refusal is about that password only.
    Login corrected = PasswordLogin();
    corrected.password = Secret("another");
    Get(*Process(corrected));
    EXPECT_EQ(m_endpoint->fetches, 2);
    m_clock.Advance(60s);
    m_endpoint->error.reset();
    EXPECT_EQ(Get(*Process(PasswordLogin())), "ASIA3");
}

TEST_F(SharedCredentialsTest, OtherRefusalsAreNotShared)
{
    // The user accepts the licence, and starts the program again.
    m_endpoint->error = Failing(AccessErrorKind::Terminal, 403);
    EXPECT_EQ(Get(*Process(PasswordLogin())), "endpoint says no");
    m_endpoint->error.reset();
    EXPECT_EQ(Get(*Process(PasswordLogin())), "ASIA2");
}

TEST_F(SharedCredentialsTest, WrongAndJumpingClocks)
{
    m_clock.SkewWall(std::chrono::hours(3));
    EXPECT_EQ(Get(*Process()), "ASIA1");
    m_clock.SkewWall(-std::chrono::hours(30));
    m_clock.Advance(30min);
    const Fetched got = Process()->Fetch(Soon());
    ASSERT_TRUE(got);
    EXPECT_EQ(got->accessKeyId.Reveal(), "ASIA1");
    EXPECT_EQ(got->expiry - m_clock.Now(), 30min);
    m_clock.Advance(15min);
    EXPECT_EQ(Get(*Process()), "ASIA2");
}

TEST_F(SharedCredentialsTest, AnotherMachineGoesByTheWallClock)
{
    EXPECT_EQ(Get(*Process()), "ASIA1");
    m_clock.Advance(30min);
    const Fetched got = Process(TokenLogin(), "boot-2")->Fetch(Soon());
    ASSERT_TRUE(got);
    EXPECT_EQ(got->accessKeyId.Reveal(), "ASIA1");
    EXPECT_EQ(got->expiry - m_clock.Now(), 30min);
    m_clock.SkewWall(std::chrono::hours(1));
    EXPECT_EQ(Get(*Process(TokenLogin(), "boot-2")), "ASIA2");
}

TEST_F(SharedCredentialsTest, BrokenFilesAreReplaced)
{
    const std::string name = m_folder / kFileName;
    int fetches = 0;
    for (const std::string &text :
         {std::string("garbage"), std::string(), std::string(300000, '{'),
          std::string("{\"version\":1"), std::string(1000, '\0')})
    {
        WriteTextFile(name, text);
        Get(*Process());
        EXPECT_EQ(m_endpoint->fetches, ++fetches) << text.substr(0, 20);
        Get(*Process());
        EXPECT_EQ(m_endpoint->fetches, fetches) << "replaced";
    }
    chmod(name.c_str(), 0644);
    Get(*Process());
    EXPECT_EQ(m_endpoint->fetches, fetches + 1);
    EXPECT_EQ(ModeOf(name), 0600u);
}

TEST_F(SharedCredentialsTest, WithoutASharedFileEachProcessFetchesForItself)
{
    const auto alone = [this]
    {
        return std::make_shared<SharedCredentials>(
            m_endpoint,
            std::make_shared<const SharedStore>(SharedPlace{}, m_clock, Time()),
            kUrl, TokenLogin(), m_clock);
    };
    EXPECT_EQ(Get(*alone()), "ASIA1");
    EXPECT_EQ(Get(*alone()), "ASIA2");
}

TEST_F(SharedCredentialsTest, AChildOfForkTakesTheParentsCredential)
{
    const auto process = Process();
    EXPECT_EQ(Get(*process), "ASIA1");
    const pid_t child = fork();
    if (child == 0)
        _exit(Get(*process) == "ASIA1" ? 0 : 1);
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

/** Real processes and the real clock; the counter is in memory they share. */
TEST_F(SharedCredentialsTest, RealProcessesTakeTurns)
{
    void *shared =
        mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(shared, MAP_FAILED);
    auto *count = new (shared) std::atomic<int>(0);

    class Counting final : public S3CredentialsSource
    {
      public:
        explicit Counting(std::atomic<int> &number) : m_number(number)
        {
        }

        Fetched Fetch(SteadyTime) override
        {
            ++m_number;
            std::this_thread::sleep_for(100ms);
            S3Credentials credentials;
            credentials.accessKeyId = Secret("ASIA" + std::to_string(m_number));
            credentials.secretAccessKey = Secret("s");
            credentials.sessionToken = Secret("t");
            credentials.fetched = SystemClock().Now();
            credentials.expiry = credentials.fetched + 1h;
            return credentials;
        }

        std::string Describe() const override
        {
            return kUrl;
        }

      private:
        std::atomic<int> &m_number;
    };

    std::vector<pid_t> children;
    for (int i = 0; i < 32; ++i)
    {
        const pid_t child = fork();
        if (child == 0)
        {
            SharedCredentials process(std::make_shared<Counting>(*count),
                                      std::make_shared<const SharedStore>(
                                          SharedPlace{m_folder.Name(), true},
                                          SystemClock(),
                                          MachineTimeOf(SystemClock())),
                                      kUrl, PasswordLogin());
            const Fetched got = process.Fetch(SystemClock().Now() + 30s);
            _exit(got && got->accessKeyId.Reveal() == "ASIA1" ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children)
    {
        int status = -1;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(*count, 1);
    munmap(shared, sizeof(std::atomic<int>));
}

TEST_F(SharedCredentialsTest, Facts)
{
    const SharedFacts facts(Store());
    const SharedFacts elsewhere(Store());
    EXPECT_EQ(facts.Get("no-s3"), "");
    facts.Set("no-s3", "by region");
    EXPECT_EQ(elsewhere.Get("no-s3"), "by region");
    EXPECT_EQ(elsewhere.Get("other"), "");
    facts.Set("line\nbreak", "v");
    facts.Set("empty", "");
    EXPECT_EQ(facts.Get("line\nbreak"), "");
    EXPECT_EQ(Get(*Process()), "ASIA1");
    EXPECT_EQ(facts.Get("no-s3"), "by region") << "kept by other changes";
    m_clock.Advance(59min);
    EXPECT_EQ(facts.Get("no-s3"), "by region");
    m_clock.Advance(1min);
    EXPECT_EQ(facts.Get("no-s3"), "");
    const SharedFacts nowhere(
        std::make_shared<const SharedStore>(SharedPlace{}, m_clock, Time()));
    nowhere.Set("no-s3", "by region");
    EXPECT_EQ(nowhere.Get("no-s3"), "");
}
