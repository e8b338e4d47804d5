// SPDX-License-Identifier: MIT
// The names under which a login's credentials stand in the shared file.

#include "vsi/sharing/shared_key.h"

#include "vsi/sharing/sha256.h"

#include <random>

namespace hlsts
{

namespace
{

/** Takes about 10 ms, once in the life of a process. */
constexpr int kPasswordIterations = 20000;

/** Appends a part and its length, so that no two lists of parts give the same
 * text. */
void AddPart(std::string &text, const std::string &part)
{
    text += std::to_string(part.size()) + ":" + part;
}

}  // namespace

std::string SharedKeyOf(const std::string &salt,
                        const std::string &credentialsUrl, const Login &login)
{
    const bool isToken = login.kind == Login::Kind::Token;
    std::string place;
    AddPart(place, salt);
    AddPart(place, isToken ? "token" : "password");
    AddPart(place, credentialsUrl);
    AddPart(place, login.host.Origin());
    AddPart(place, login.user.Reveal());
    const Secret &secret = isToken ? login.token : login.password;
    return HexText(Pbkdf2Sha256(secret.Reveal(), place,
                                isToken ? 1 : kPasswordIterations));
}

std::uint32_t TurnNumberOf(const std::string &credentialsUrl,
                           const Url &loginHost)
{
    std::string text;
    AddPart(text, credentialsUrl);
    AddPart(text, loginHost.Origin());
    const Sha256Digest digest = Sha256Of(text);
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | digest[i];
    return number == 0 ? 1 : number;
}

std::string MakeSalt()
{
    std::random_device random;
    Sha256Digest bytes{};
    for (std::uint8_t &byte : bytes)
        byte = static_cast<std::uint8_t>(random() & 0xFF);
    return HexText(bytes);
}

}  // namespace hlsts
