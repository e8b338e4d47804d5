// SPDX-License-Identifier: MIT
// SHA-256 and what is made of it, for the names in the shared file.

#ifndef HLSTS_VSI_SHARING_SHA256_H
#define HLSTS_VSI_SHARING_SHA256_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hlsts
{

using Sha256Digest = std::array<std::uint8_t, 32>;

/** SHA-256 (FIPS 180-4) of bytes that come in parts. GDAL has one too, but in a
 * header that isn't installed. A value type: a copy has taken in the same bytes
 * as the original and can be given others from there on. */
class Sha256
{
  public:
    void Add(std::string_view bytes);

    /** The digest of all that was added. Nothing may be added afterwards. */
    Sha256Digest Finish();

  private:
    void Compress(const std::uint8_t *block);

    std::array<std::uint32_t, 8> m_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                         0xa54ff53a, 0x510e527f, 0x9b05688c,
                                         0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> m_block{};
    std::uint64_t m_length = 0;
};

/** SHA-256 of bytes that are all there. Pure. */
Sha256Digest Sha256Of(std::string_view bytes);

/** HMAC-SHA-256 (RFC 2104). Pure. */
Sha256Digest HmacSha256(std::string_view key, std::string_view bytes);

/** The first 32 bytes of PBKDF2-HMAC-SHA-256 (RFC 8018): a digest that takes
 * `iterations` HMACs to make, so that guessing a password by it is slow. Pure.
 */
Sha256Digest Pbkdf2Sha256(std::string_view password, std::string_view salt,
                          int iterations);

/** Lower-case hexadecimal digits. */
std::string HexText(const Sha256Digest &digest);

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHA256_H
