// SPDX-License-Identifier: MIT
// The shared file's text: what is written, what is believed, and for how long.

#include "vsi/sharing/shared_content.h"
#include "vsi/sharing/sha256.h"
#include "vsi/sharing/shared_key.h"

#include "tests/support/fakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

using namespace hlsts;
using namespace std::chrono_literals;

namespace
{

const std::string kSalt(64, '5');
const std::string kKey(64, 'a');

MachineTime At(std::chrono::milliseconds sinceBoot,
               const std::string &boot = "boot-1",
               std::int64_t start = 1622505600)
{
    MachineTime time;
    time.boot = boot;
    time.sinceBoot = sinceBoot;
    time.unixTime = start + sinceBoot.count() / 1000;
    return time;
}

SharedSet Set(const std::string &id = "ASIAEXAMPLE")
{
    SharedSet set;
    set.accessKeyId = Secret(id);
    set.secretAccessKey = Secret("s/+=");
    set.sessionToken = Secret("t");
    set.life.made = At(1000s);
    set.life.length = 3600s;
    return set;
}

std::string Text()
{
    SharedContent content;
    content.salt = kSalt;
    content.sets[kKey] = Set();
    content.facts["no-s3"].value = "by region";
    content.facts["no-s3"].life = Set().life;
    return SharedContentText(content, At(1000s)).Reveal();
}

/** The text with the first `from` replaced. */
std::string With(std::string text, const std::string &from,
                 const std::string &to)
{
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST(SharedContentTest, ReadsWhatItWrites)
{
    const auto content = ParseSharedContent(Text());
    ASSERT_TRUE(content);
    EXPECT_EQ(content->salt, kSalt);
    ASSERT_EQ(content->sets.count(kKey), 1u);
    const SharedSet &set = content->sets.at(kKey);
    EXPECT_EQ(set.accessKeyId.Reveal(), "ASIAEXAMPLE");
    EXPECT_EQ(set.secretAccessKey.Reveal(), "s/+=");
    EXPECT_EQ(set.sessionToken.Reveal(), "t");
    EXPECT_EQ(set.life.Remaining(At(1600s)), 3000s);
    ASSERT_EQ(content->facts.count("no-s3"), 1u);
    EXPECT_EQ(content->facts.at("no-s3").value, "by region");
}

// A file that is truncated at any place, or is something else, is treated as
// absent.
TEST(SharedContentTest, WhatIsNotWholeIsNothing)
{
    const std::string text = Text();
    for (std::size_t size = 0; size < text.size(); ++size)
        ASSERT_FALSE(ParseSharedContent(text.substr(0, size))) << size;
    for (const std::string &other :
         {std::string("[]"), std::string("null"), std::string("{}"),
          std::string(20000, '['), std::string(3000, '\0'),
          std::string("\xff\xfe{"),
          With(text, "\"version\":1", "\"version\":2"),
          With(text, "\"version\":1", "\"version\":\"1\""),
          With(text, kSalt, "short"),
          text + std::string(kSharedFileLimit, ' ')})
        EXPECT_FALSE(ParseSharedContent(other)) << other.substr(0, 50);
}

TEST(SharedContentTest, WrongEntriesAreLeftOut)
{
    const std::string text = Text();
    for (const auto &[from, to] :
         std::vector<std::pair<std::string, std::string>>{
             {kKey, "short"},
             {"\"ASIAEXAMPLE\"", "\"\""},
             {"\"ASIAEXAMPLE\"", "7"},
             {"\"ASIAEXAMPLE\"", "\"A\\r\\nX-Evil: 1\""},
             {"\"s/+=\"", "\"" + std::string(20000, 'x') + "\""},
             {"\"token\":\"t\"", "\"tok\":\"t\""}})
    {
        const auto content = ParseSharedContent(With(text, from, to));
        ASSERT_TRUE(content) << from;
        EXPECT_TRUE(content->sets.empty()) << from << to;
        EXPECT_EQ(content->facts.size(), 1u);
    }
    for (const char *life : {"-1", "0", "1e300", "\"3600000\"",
                             "9007199254740993", "null", "172800001"})
    {
        std::string changed = text;
        for (int i = 0; i < 2; ++i)
            changed = With(changed, "\"life_ms\":3600000",
                           std::string("\"life_ms\": ") + life);
        const auto content = ParseSharedContent(changed);
        ASSERT_TRUE(content) << life;
        EXPECT_TRUE(content->sets.empty() && content->facts.empty()) << life;
    }
}

TEST(SharedContentTest, InTheSameBootNoWallClockMatters)
{
    SharedLife life = Set().life;
    life.statedEnd = life.made.unixTime + 3600;
    EXPECT_EQ(life.Remaining(At(1000s)), 3600s);
    EXPECT_EQ(life.Remaining(At(4599s)), 1s);
    EXPECT_FALSE(life.Remaining(At(4600s)));
    EXPECT_EQ(life.Remaining(At(999s)), 3600s) << "clocks read one by one";
    EXPECT_FALSE(life.Remaining(At(900s))) << "from the future";
    for (const std::int64_t wall : {0L, 1622505600L - 86400, 4102444800L})
        EXPECT_EQ(life.Remaining(At(2000s, "boot-1", wall)), 2600s) << wall;
}

// On another machine, or after a boot, only wall clocks can be compared: the
// sooner end holds.
TEST(SharedContentTest, ElsewhereTheSoonerEndHolds)
{
    SharedLife life = Set().life;
    const auto elsewhere = [&life](std::int64_t after, const std::string &boot)
    { return life.Remaining(At(5s, boot, life.made.unixTime + after - 5)); };
    for (const std::string boot : {"boot-2", ""})
    {
        life.statedEnd = 0;
        EXPECT_EQ(elsewhere(600, boot), 3000s);
        EXPECT_FALSE(elsewhere(3600, boot));
        EXPECT_FALSE(elsewhere(-600, boot)) << "from the future";
        // The maker's clock was 30 min fast, as the server said.
        life.statedEnd = life.made.unixTime + 1800;
        EXPECT_EQ(elsewhere(600, boot), 1200s);
        EXPECT_FALSE(elsewhere(1800, boot));
    }
    life.made.boot.clear();
    EXPECT_FALSE(life.Remaining(At(9000s, ""))) << "no boot is like no other";
}

TEST(SharedContentTest, WhatHasEndedIsNotWritten)
{
    SharedContent content;
    content.salt = kSalt;
    content.sets[kKey] = Set();
    content.facts["f"].value = "v";
    content.facts["f"].life = Set().life;
    const Secret text = SharedContentText(content, At(9000s));
    const auto read = ParseSharedContent(text.Reveal());
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->sets.empty() && read->facts.empty());
    EXPECT_THAT(text.Reveal(), testing::Not(testing::HasSubstr("ASIAEXAMPLE")));
}

TEST(SharedContentTest, DoesNotGrowWithoutBound)
{
    SharedContent content;
    content.salt = kSalt;
    for (int i = 0; i < 300; ++i)
    {
        SharedSet set = Set("ASIA" + std::to_string(i));
        set.sessionToken = Secret(std::string(16000, 't'));
        set.life.length += std::chrono::seconds(i);
        content.sets[HexText(Sha256Of(std::to_string(i)))] = set;
        SharedFact &fact = content.facts["fact " + std::to_string(i)];
        fact.value = std::string(2000, 'v');
        fact.life = set.life;
    }
    const Secret text = SharedContentText(content, At(1000s));
    EXPECT_LE(text.Reveal().size(), kSharedFileLimit);
    const auto read = ParseSharedContent(text.Reveal());
    ASSERT_TRUE(read);
    EXPECT_GE(read->sets.size(), 10u);
    EXPECT_EQ(read->sets.count(HexText(Sha256Of("299"))), 1u)
        << "lives longest";
    EXPECT_EQ(read->sets.count(HexText(Sha256Of("0"))), 0u);
}

// The digest names endpoint, host and login, and shows none of them.
TEST(SharedKeyTest, NamesTheLogin)
{
    const std::string url = "https://daac.test/s3credentials";
    Login otherPassword = PasswordLogin();
    otherPassword.password = Secret("another");
    Login otherUser = PasswordLogin();
    otherUser.user = Secret("another");
    std::set<std::string> keys{
        SharedKeyOf(kSalt, url, TokenLogin()),
        SharedKeyOf(kSalt, url, TokenLogin("another")),
        SharedKeyOf(kSalt, url, TokenLogin("PLANTED-TOKEN", "https://x.test")),
        SharedKeyOf(kSalt, url + "2", TokenLogin()),
        SharedKeyOf(std::string(64, '6'), url, TokenLogin()),
        SharedKeyOf(kSalt, url, PasswordLogin()),
        SharedKeyOf(kSalt, url, otherPassword),
        SharedKeyOf(kSalt, url, otherUser)};
    EXPECT_EQ(keys.size(), 8u);
    Login sameElsewhere = PasswordLogin();
    sameElsewhere.source = "netrc file /x";
    EXPECT_EQ(keys.count(SharedKeyOf(kSalt, url, sameElsewhere)), 1u);
}

// Of a plain digest, a thief could try passwords by the billion.
TEST(SharedKeyTest, PasswordsGoInSlowly)
{
    const auto timed = [](const Login &login)
    {
        const auto begin = std::chrono::steady_clock::now();
        SharedKeyOf(kSalt, "https://daac.test/s3credentials", login);
        return std::chrono::steady_clock::now() - begin;
    };
    EXPECT_GT(timed(PasswordLogin()), 100 * timed(TokenLogin()));
}

TEST(SharedKeyTest, TurnsDependOnTheEndpointAndSaltsOnNothing)
{
    const Url host = UrlOf("https://urs.test");
    EXPECT_EQ(TurnNumberOf("https://a/", host),
              TurnNumberOf("https://a/", host));
    EXPECT_NE(TurnNumberOf("https://a/", host),
              TurnNumberOf("https://b/", host));
    EXPECT_NE(TurnNumberOf("https://a/", host), 0u);
    EXPECT_NE(MakeSalt(), MakeSalt());
    SharedContent content;
    content.salt = MakeSalt();
    EXPECT_TRUE(
        ParseSharedContent(SharedContentText(content, At(1s)).Reveal()));
}
