// SPDX-License-Identifier: MIT
// The text of a netrc file, searched for one host's login.

#include "vsi/login/netrc.h"

#include "vsi/base/text.h"

#include <algorithm>
#include <string>

namespace hlsts
{

namespace
{

constexpr std::string_view kBlanks = " \t\r\n\v\f";

/** The character that a backslash and `c` stand for in a quoted value. */
char Unescape(char c)
{
    if (c == 'n')
        return '\n';
    if (c == 't')
        return '\t';
    return c == 'r' ? '\r' : c;
}

/** Takes the text apart into words. Counts the lines, for messages. */
class WordReader
{
  public:
    explicit WordReader(std::string_view text) : m_text(text)
    {
    }

    /** The next keyword, or nothing at the end. Comments are skipped. */
    std::optional<std::string_view> NextKeyword()
    {
        while (SkipBlanks())
        {
            if (m_text[m_at] != '#')
                return NextPlainWord();
            Skip(m_text.find('\n', m_at));
        }
        return std::nullopt;
    }

    /** The next value: a word, or anything in quotes. */
    Result<Secret> NextValue()
    {
        if (!SkipBlanks())
            return Error{"ends where a value is expected"};
        if (m_text[m_at] == '"')
            return NextQuoted();
        const std::string_view word = NextPlainWord();
        if (word.size() > kNetrcValueLimit)
            return TooLong();
        return Secret(std::string(word));
    }

    /** Skips the rest of a macro, which ends with an empty line. */
    void SkipMacro()
    {
        Skip(m_text.find('\n', m_at));
        while (m_at < m_text.size())
        {
            const std::size_t end =
                std::min(m_text.find('\n', m_at + 1), m_text.size());
            const std::string_view line =
                m_text.substr(m_at + 1, end - m_at - 1);
            Skip(end);
            if (line.empty() || line == "\r")
                return;
        }
    }

  private:
    void Skip(std::size_t to)
    {
        const std::size_t end = std::min(to, m_text.size());
        m_line +=
            std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_at),
                       m_text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
        m_at = end;
    }

    bool SkipBlanks()
    {
        Skip(m_text.find_first_not_of(kBlanks, m_at));
        return m_at < m_text.size();
    }

    std::string_view NextPlainWord()
    {
        const std::size_t begin = m_at;
        Skip(m_text.find_first_of(kBlanks, m_at));
        return m_text.substr(begin, m_at - begin);
    }

    Result<Secret> NextQuoted()
    {
        // With all its memory from the start, a growing text leaves no copies
        // of the password behind.
        std::string value;
        value.reserve(kNetrcValueLimit);
        std::size_t at = m_at + 1;
        while (at < m_text.size() && m_text[at] != '"')
        {
            if (value.size() == kNetrcValueLimit)
                return TooLong();
            const bool escaped = m_text[at] == '\\' && at + 1 < m_text.size();
            value += escaped ? Unescape(m_text[at + 1]) : m_text[at];
            at += escaped ? 2 : 1;
        }
        if (at >= m_text.size())
            return Error{"line " + std::to_string(m_line) +
                         ": the closing quote is missing"};
        Skip(at + 1);
        return Secret(std::move(value));
    }

    Error TooLong() const
    {
        return Error{"line " + std::to_string(m_line) +
                     ": a value has more "
                     "than " +
                     std::to_string(kNetrcValueLimit) + " characters"};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::ptrdiff_t m_line = 1;
};

/** The entry that is being read. */
struct Entry
{
    bool isOfHost = false;
    std::optional<Secret> user{};
    std::optional<Secret> password{};

    bool IsComplete() const
    {
        return isOfHost && user && password;
    }
};

}  // namespace

Result<std::optional<NetrcLogin>> FindNetrcLogin(std::string_view text,
                                                 std::string_view host)
{
    if (text.size() > kNetrcFileLimit)
        return Error{"is larger than 1 MiB"};
    if (text.find('\0') != std::string_view::npos)
        return Error{"is no text"};
    if (text.substr(0, 3) == "\xEF\xBB\xBF")
        text.remove_prefix(3);

    WordReader words(text);
    Entry entry;
    while (const auto keyword = words.NextKeyword())
    {
        if (*keyword == "macdef")
        {
            words.SkipMacro();
            continue;
        }
        if (*keyword == "default")
        {
            entry = Entry{};
            continue;
        }
        const bool isUser = *keyword == "login";
        const bool isPassword = *keyword == "password";
        const bool isMachine = *keyword == "machine";
        if (!isUser && !isPassword && !isMachine && *keyword != "account")
            continue;
        Result<Secret> value = words.NextValue();
        if (!value)
            return value.GetError();
        if (isMachine)
        {
            entry = Entry{};
            entry.isOfHost = EqualsIgnoringCase(value->Reveal(), host);
        }
        else if (isUser)
            entry.user = *value;
        else if (isPassword)
            entry.password = *value;
        if (entry.IsComplete())
            return std::optional<NetrcLogin>(
                NetrcLogin{*entry.user, *entry.password});
    }
    return std::optional<NetrcLogin>();
}

}  // namespace hlsts
