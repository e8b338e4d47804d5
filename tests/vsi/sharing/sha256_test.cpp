// SPDX-License-Identifier: MIT
// SHA-256, HMAC and PBKDF2 by the examples of their specifications.

#include "vsi/sharing/sha256.h"

#include <gtest/gtest.h>

#include <string>

using namespace hlsts;

// FIPS 180-4's examples, as in NIST's SHA256.pdf and SHAVS.
TEST(Sha256Test, GivesTheDigestsOfTheSpecification)
{
    EXPECT_EQ(
        HexText(Sha256Of("")),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(
        HexText(Sha256Of("abc")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(
        HexText(Sha256Of(
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(
        HexText(Sha256Of("\xbd")),
        "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
    EXPECT_EQ(
        HexText(Sha256Of(std::string(1000000, 'a'))),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// NIST's additional vectors: zeros, of lengths at which the padding changes.
TEST(Sha256Test, PadsEveryLengthRightly)
{
    EXPECT_EQ(
        HexText(Sha256Of(std::string(55, '\0'))),
        "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7");
    EXPECT_EQ(
        HexText(Sha256Of(std::string(56, '\0'))),
        "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb");
    EXPECT_EQ(
        HexText(Sha256Of(std::string(64, '\0'))),
        "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
}

TEST(Sha256Test, PartsGiveTheSame)
{
    const std::string text(200, 'x');
    for (std::size_t cut = 0; cut <= text.size(); ++cut)
    {
        Sha256 hash;
        hash.Add(std::string_view(text).substr(0, cut));
        hash.Add(std::string_view(text).substr(cut));
        ASSERT_EQ(hash.Finish(), Sha256Of(text));
    }
}

// RFC 4231, cases 1, 2 and 6 (a key longer than a block).
TEST(Sha256Test, HmacGivesTheCodesOfTheSpecification)
{
    EXPECT_EQ(
        HexText(HmacSha256(std::string(20, '\x0b'), "Hi There")),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(
        HexText(HmacSha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(
        HexText(HmacSha256(
            std::string(131, '\xaa'),
            "Test Using Larger Than Block-Size Key - Hash Key First")),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 7914, section 11.
TEST(Sha256Test, Pbkdf2GivesTheKeysOfTheSpecification)
{
    EXPECT_EQ(
        HexText(Pbkdf2Sha256("passwd", "salt", 1)),
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
    EXPECT_EQ(
        HexText(Pbkdf2Sha256("Password", "NaCl", 80000)),
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}
