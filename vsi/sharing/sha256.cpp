// SPDX-License-Identifier: MIT
// SHA-256 and what is made of it, for the names in the shared file.

#include "vsi/sharing/sha256.h"

#include <algorithm>

namespace hlsts
{

namespace
{

/** Bytes that are hashed at a time (FIPS 180-4, section 1). */
constexpr std::size_t kBlock = 64;

/** The constants of the rounds (FIPS 180-4, section 4.2.2). */
constexpr std::uint32_t kRound[kBlock] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/** The word with its bits rotated to the right. */
std::uint32_t Rotated(std::uint32_t word, int by)
{
    return (word >> by) | (word << (32 - by));
}

/** The 32-bit word, most significant byte first. */
std::uint32_t WordAt(const std::uint8_t *bytes)
{
    return (static_cast<std::uint32_t>(bytes[0]) << 24) |
           (static_cast<std::uint32_t>(bytes[1]) << 16) |
           (static_cast<std::uint32_t>(bytes[2]) << 8) | bytes[3];
}

std::string_view Bytes(const Sha256Digest &digest)
{
    return {reinterpret_cast<const char *>(digest.data()), digest.size()};
}

/** HMAC with a key whose blocks are hashed once, for many messages. */
class Hmac
{
  public:
    explicit Hmac(std::string_view key)
    {
        std::string block(key);
        if (block.size() > kBlock)
            block = Bytes(Sha256Of(key));
        block.resize(kBlock, '\0');
        for (char &c : block)
            c = static_cast<char>(c ^ 0x36);
        m_inner.Add(block);
        for (char &c : block)
            c = static_cast<char>(c ^ 0x36 ^ 0x5c);
        m_outer.Add(block);
    }

    Sha256Digest Of(std::string_view bytes) const
    {
        Sha256 inner = m_inner;
        inner.Add(bytes);
        Sha256 outer = m_outer;
        outer.Add(Bytes(inner.Finish()));
        return outer.Finish();
    }

  private:
    Sha256 m_inner{};
    Sha256 m_outer{};
};

}  // namespace

void Sha256::Compress(const std::uint8_t *block)
{
    std::array<std::uint32_t, kBlock> w{};
    for (std::size_t i = 0; i < 16; ++i)
        w[i] = WordAt(block + 4 * i);
    for (std::size_t i = 16; i < kBlock; ++i)
    {
        const std::uint32_t a = w[i - 15];
        const std::uint32_t b = w[i - 2];
        w[i] = w[i - 16] + (Rotated(a, 7) ^ Rotated(a, 18) ^ (a >> 3)) +
               w[i - 7] + (Rotated(b, 17) ^ Rotated(b, 19) ^ (b >> 10));
    }
    // The working variables of FIPS 180-4, section 6.2.2, by their names there.
    auto [a, b, c, d, e, f, g, h] = m_state;
    for (std::size_t i = 0; i < kBlock; ++i)
    {
        const std::uint32_t t1 =
            h + (Rotated(e, 6) ^ Rotated(e, 11) ^ Rotated(e, 25)) +
            ((e & f) ^ (~e & g)) + kRound[i] + w[i];
        const std::uint32_t t2 =
            (Rotated(a, 2) ^ Rotated(a, 13) ^ Rotated(a, 22)) +
            ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    const std::uint32_t added[] = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < m_state.size(); ++i)
        m_state[i] += added[i];
}

void Sha256::Add(std::string_view bytes)
{
    for (const char byte : bytes)
    {
        m_block[m_length++ % kBlock] = static_cast<std::uint8_t>(byte);
        if (m_length % kBlock == 0)
            Compress(m_block.data());
    }
}

Sha256Digest Sha256::Finish()
{
    const std::uint64_t bits = m_length * 8;
    Add(std::string_view("\x80", 1));
    while (m_length % kBlock != kBlock - 8)
        Add(std::string_view("\0", 1));
    for (int shift = 56; shift >= 0; shift -= 8)
    {
        const char byte = static_cast<char>((bits >> shift) & 0xFF);
        Add(std::string_view(&byte, 1));
    }
    Sha256Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] =
            static_cast<std::uint8_t>(m_state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

Sha256Digest Sha256Of(std::string_view bytes)
{
    Sha256 hash;
    hash.Add(bytes);
    return hash.Finish();
}

Sha256Digest HmacSha256(std::string_view key, std::string_view bytes)
{
    return Hmac(key).Of(bytes);
}

Sha256Digest Pbkdf2Sha256(std::string_view password, std::string_view salt,
                          int iterations)
{
    const Hmac hmac(password);
    std::string first(salt);
    first.append("\0\0\0\1", 4);
    Sha256Digest last = hmac.Of(first);
    Sha256Digest sum = last;
    for (int i = 1; i < iterations; ++i)
    {
        last = hmac.Of(Bytes(last));
        for (std::size_t j = 0; j < sum.size(); ++j)
            sum[j] = static_cast<std::uint8_t>(sum[j] ^ last[j]);
    }
    return sum;
}

std::string HexText(const Sha256Digest &digest)
{
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : digest)
    {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

}  // namespace hlsts
