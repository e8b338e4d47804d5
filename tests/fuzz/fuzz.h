// SPDX-License-Identifier: MIT
// What the fuzz targets have in common: bytes as texts and numbers, and
// properties that end the program where they don't hold.

#ifndef HLSTS_TESTS_FUZZ_FUZZ_H
#define HLSTS_TESTS_FUZZ_FUZZ_H

#include "vsi/base/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

/** Each target defines it: libFuzzer calls it with bytes of its own making,
 * corpus_main.cpp with those of each file of the corpus. Returns 0. */
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size);

namespace hlsts
{

/** What stands for a secret in an input. */
inline constexpr std::string_view kSecret = "PLANTED";

/** Ends the program, so that the input is kept, unless a property holds.
 *
 * @param shown what it doesn't hold for. */
inline void Require(bool holds, const char *property,
                    std::string_view shown = {})
{
    if (holds)
        return;
    std::fprintf(stderr, "Does not hold: %s\n%s\n", property,
                 std::string(shown).c_str());
    std::abort();
}

/** A message may be shown: one line of UTF-8, which is not empty. */
inline void RequireMessage(std::string_view message)
{
    Require(!message.empty() && IsPlainUtf8(message),
            "a message is one line of UTF-8", message);
}

/** The same of a message about an input whose secret mustn't be told. */
inline void RequireMessageWithoutSecret(std::string_view message)
{
    RequireMessage(message);
    Require(message.find(kSecret) == message.npos,
            "a message holds no secret of the input", message);
}

/** The input as a text. */
inline std::string_view TextOf(const std::uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const char *>(data), size};
}

/** Takes an input apart from its beginning; behind its end all is empty or
 * 0. */
class InputReader
{
  public:
    explicit InputReader(std::string_view input) : m_rest(input)
    {
    }

    bool IsAtEnd() const
    {
        return m_rest.empty();
    }

    std::string_view GetRest() const
    {
        return m_rest;
    }

    /** All up to the next line feed, which is taken too. */
    std::string_view TakeLine()
    {
        const auto end = m_rest.find('\n');
        const std::string_view line = m_rest.substr(0, end);
        m_rest.remove_prefix(end == m_rest.npos ? m_rest.size() : end + 1);
        return line;
    }

    /** The next bytes as a number. */
    template <class Number> Number Take()
    {
        Number number{};
        const std::size_t size = std::min(sizeof(number), m_rest.size());
        std::memcpy(&number, m_rest.data(), size);
        m_rest.remove_prefix(size);
        return number;
    }

    /** A number of the range, ends included. */
    template <class Number> Number TakeWithin(Number first, Number last)
    {
        const auto span = static_cast<std::uint64_t>(last) -
                          static_cast<std::uint64_t>(first);
        std::uint64_t number = Take<std::uint64_t>();
        if (span != std::numeric_limits<std::uint64_t>::max())
            number %= span + 1;
        return static_cast<Number>(static_cast<std::uint64_t>(first) + number);
    }

  private:
    std::string_view m_rest;
};

}  // namespace hlsts

#endif  // HLSTS_TESTS_FUZZ_FUZZ_H
