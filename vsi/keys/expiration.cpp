// SPDX-License-Identifier: MIT
// The ends of credentials and tokens, in the spellings that servers use.

#include "vsi/keys/expiration.h"

#include "vsi/base/base64.h"
#include "vsi/base/json.h"
#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include <cstddef>

namespace hlsts
{

namespace
{

/** Reads a text from left to right. After a step has failed, IsDone() is false
 * whatever follows. */
class Scanner
{
  public:
    explicit Scanner(std::string_view text) : m_text(text)
    {
    }

    /** The value of exactly this many digits. */
    int Number(std::size_t digits)
    {
        int number = 0;
        for (std::size_t i = 0; i < digits; ++i)
        {
            if (!IsAtDigit())
            {
                m_failed = true;
                return 0;
            }
            number = number * 10 + (m_text.front() - '0');
            m_text.remove_prefix(1);
        }
        return number;
    }

    void Expect(std::string_view oneOf)
    {
        if (!Accept(oneOf))
            m_failed = true;
    }

    bool Accept(std::string_view oneOf)
    {
        if (m_text.empty() ||
            oneOf.find(m_text.front()) == std::string_view::npos)
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    void SkipDigits()
    {
        while (IsAtDigit())
            m_text.remove_prefix(1);
    }

    bool IsDone() const
    {
        return !m_failed && m_text.empty();
    }

    bool IsAtEnd() const
    {
        return m_text.empty();
    }

    char Front() const
    {
        return m_text.empty() ? '\0' : m_text.front();
    }

  private:
    bool IsAtDigit() const
    {
        return IsDigit(Front());
    }

    std::string_view m_text;
    bool m_failed = false;
};

/** Reads a zone: "Z", "+hh", "+hhmm", "+hh:mm" or nothing.
 * @return seconds east of UTC. */
int ReadOffset(Scanner &scanner)
{
    scanner.Accept(" ");
    if (scanner.IsAtEnd() || scanner.Accept("Zz"))
        return 0;
    const int sign = scanner.Front() == '-' ? -1 : 1;
    scanner.Expect("+-");
    const int hours = scanner.Number(2);
    if (scanner.IsAtEnd())
        return sign * hours * 3600;
    scanner.Accept(":");
    return sign * (hours * 3600 + scanner.Number(2) * 60);
}

}  // namespace

std::optional<std::int64_t> ParseExpiration(std::string_view text)
{
    Scanner scanner(text);
    CivilTime time;
    time.year = scanner.Number(4);
    scanner.Expect("-");
    time.month = scanner.Number(2);
    scanner.Expect("-");
    time.day = scanner.Number(2);
    scanner.Expect(" Tt");
    time.hour = scanner.Number(2);
    scanner.Expect(":");
    time.minute = scanner.Number(2);
    scanner.Expect(":");
    time.second = scanner.Number(2);
    if (scanner.Accept(".,"))
        scanner.SkipDigits();
    const int offset = ReadOffset(scanner);
    const auto local = ToUnixTime(time);
    if (!scanner.IsDone() || !local)
        return std::nullopt;
    return *local - offset;
}

std::optional<std::int64_t> ParseExpirationDate(std::string_view text)
{
    Scanner scanner(text);
    CivilTime time;
    time.month = scanner.Number(2);
    scanner.Expect("/");
    time.day = scanner.Number(2);
    scanner.Expect("/");
    time.year = scanner.Number(4);
    if (!scanner.IsDone())
        return std::nullopt;
    return ToUnixTime(time);
}

std::optional<std::int64_t> ParseJwtExpiry(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos
                            ? std::string_view::npos
                            : token.find('.', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    const auto payload =
        Base64UrlDecode(token.substr(first + 1, second - first - 1));
    if (!payload)
        return std::nullopt;
    const auto exp = IntegerMember(ParseJson(*payload), "exp");
    return exp && *exp > 0 ? exp : std::nullopt;
}

}  // namespace hlsts
