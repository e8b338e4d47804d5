// SPDX-License-Identifier: MIT
// What Python prints of search results: lists of links, and granules.

#include "driver/inputs/printed_links.h"

#include "driver/hls/asset_name.h"
#include "driver/inputs/candidates.h"
#include "driver/inputs/line_reader.h"
#include "driver/inputs/link_syntax.h"
#include "vsi/base/text.h"

#include <string>

namespace hlsts
{

namespace
{

constexpr std::string_view kGranule = "Collection: ";
constexpr std::string_view kData = "Data: ";

constexpr bool IsSpace(char c) noexcept
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr bool IsQuote(char c) noexcept
{
    return c == '\'' || c == '"';
}

/** Goes through a text, character by character, and counts its lines. */
class Cursor
{
  public:
    explicit Cursor(std::string_view bytes) noexcept
        : m_rest(WithoutByteOrderMark(bytes))
    {
    }

    bool IsAtEnd() const noexcept
    {
        return m_rest.empty();
    }

    /** The next character. Not at the end. */
    char Peek() const noexcept
    {
        return m_rest.front();
    }

    bool IsAt(std::string_view text) const noexcept
    {
        return StartsWith(m_rest, text);
    }

    std::string_view GetRest() const noexcept
    {
        return m_rest;
    }

    /** What follows, as far as the line goes. Takes the time of its length. */
    std::string_view GetRestOfLine() const noexcept
    {
        return m_rest.substr(0, m_rest.find_first_of("\r\n"));
    }

    /** Of the next character, from 1. */
    int GetLine() const noexcept
    {
        return m_line;
    }

    void Skip() noexcept
    {
        if (m_rest.front() == '\n')
            ++m_line;
        m_rest.remove_prefix(1);
    }

    /** @param count of characters that have no line end among them. */
    void Skip(std::size_t count) noexcept
    {
        m_rest.remove_prefix(count);
    }

    void SkipSpaceAnd(char c) noexcept
    {
        while (!IsAtEnd() && (IsSpace(Peek()) || Peek() == c))
            Skip();
    }

  private:
    std::string_view m_rest;
    int m_line = 1;
};

/** A quoted text. */
struct Quoted
{
    /** Between the quotes, with its escapes. */
    std::string_view text{};
    /** Whether the closing quote is on the same line. */
    bool isClosed = false;
};

/** Takes a quoted text, or all the rest of the line if it isn't closed. The
 * cursor is at the quote. */
Quoted TakeQuoted(Cursor &cursor) noexcept
{
    const std::string_view rest = cursor.GetRest();
    const auto isLineEnd = [](char c) { return c == '\r' || c == '\n'; };
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != rest.front() &&
           !isLineEnd(rest[end]))
    {
        const bool isEscape = rest[end] == '\\' && end + 1 < rest.size() &&
                              !isLineEnd(rest[end + 1]);
        end += isEscape ? 2 : 1;
    }
    const bool isClosed = end < rest.size() && rest[end] == rest.front();
    cursor.Skip(isClosed ? end + 1 : end);
    return {rest.substr(1, end - 1), isClosed};
}

/** A text without Python's escapes of backslashes and quotes. */
std::string Unescape(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const bool isEscape = text[i] == '\\' && i + 1 < text.size() &&
                              (text[i + 1] == '\\' || IsQuote(text[i + 1]));
        if (isEscape)
            ++i;
        plain += text[i];
    }
    return plain;
}

Status AddQuoted(ParsedInput &input, Cursor &cursor)
{
    const int line = cursor.GetLine();
    const Quoted quoted = TakeQuoted(cursor);
    if (!quoted.isClosed)
        return ParseError(line, "a quote isn't closed on its line; copy the "
                                "printed list whole and without line breaks "
                                "in links");
    // What is too long is refused before it is copied.
    if (quoted.text.size() > kMaxLinkBytes ||
        quoted.text.find('\\') == std::string_view::npos)
        return AddCandidate(input, quoted.text, line);
    return AddCandidate(input, Unescape(quoted.text), line);
}

/** Adds the links of a list. The cursor is at its '['. */
Status AddList(ParsedInput &input, Cursor &cursor)
{
    const int begin = cursor.GetLine();
    for (int depth = 0; !cursor.IsAtEnd();)
    {
        const char c = cursor.Peek();
        if (IsQuote(c))
        {
            const Status status = AddQuoted(input, cursor);
            if (!status)
                return status;
            continue;
        }
        if (cursor.IsAt("..."))
            return ParseError(cursor.GetLine(),
                              "the printed list is abbreviated (...); print it "
                              "whole, one link a line");
        if (c != '[' && c != ']' && c != ',' && !IsSpace(c))
            return ParseError(cursor.GetLine(),
                              EscapeForMessage(cursor.GetRestOfLine()) +
                                  ": there is something else than quoted links "
                                  "in the printed list; print only the links");
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        cursor.Skip();
        if (depth == 0)
            return Done{};
    }
    return ParseError(begin, "the printed list that begins here isn't closed; "
                             "copy it whole");
}

Error MissingData(int line)
{
    return ParseError(line, "the granule that begins here has no \"Data: "
                            "[...]\"; copy the print whole");
}

/** Adds the links of the granules that earthaccess has printed. */
Status AddGranules(ParsedInput &input, Cursor &cursor)
{
    // Line of a granule whose links are still to come; 0 where there is none.
    int granule = 0;
    // Whether nothing stands before the next character that matters: a granule
    // begins a line or follows '[' or ','.
    bool isAtStart = true;
    while (!cursor.IsAtEnd())
    {
        const char c = cursor.Peek();
        if (isAtStart && cursor.IsAt(kGranule))
        {
            if (granule > 0)
                return MissingData(granule);
            granule = cursor.GetLine();
        }
        else if (isAtStart && granule > 0 && cursor.IsAt(kData))
        {
            cursor.Skip(kData.size());
            cursor.SkipSpaceAnd(' ');
            if (!cursor.IsAt("["))
                return MissingData(granule);
            const Status status = AddList(input, cursor);
            if (!status)
                return status;
            granule = 0;
            continue;
        }
        if (IsQuote(c))
        {
            (void)TakeQuoted(cursor);
            isAtStart = false;
            continue;
        }
        if (c == '\n' || c == '[' || c == ',')
            isAtStart = true;
        else if (!IsSpace(c))
            isAtStart = false;
        cursor.Skip();
    }
    if (granule > 0)
        return MissingData(granule);
    return Done{};
}

/** Adds the links of lists that follow one another. */
Status AddLists(ParsedInput &input, Cursor &cursor)
{
    for (cursor.SkipSpaceAnd(','); !cursor.IsAtEnd(); cursor.SkipSpaceAnd(','))
    {
        if (cursor.Peek() != '[')
            return ParseError(cursor.GetLine(),
                              EscapeForMessage(cursor.GetRestOfLine()) +
                                  ": there is something else than lists of "
                                  "links; print only the links");
        const Status status = AddList(input, cursor);
        if (!status)
            return status;
    }
    return Done{};
}

/** A cursor behind the blanks and brackets that a print begins with. */
Cursor FindFirst(std::string_view bytes) noexcept
{
    Cursor cursor(bytes);
    cursor.SkipSpaceAnd('[');
    return cursor;
}

/** Whether a text has a name of HLS at the beginning of a quoted text, or
 * behind a slash. */
bool MentionsHls(std::string_view text) noexcept
{
    return text.find("'HLS") != std::string_view::npos ||
           text.find("/HLS") != std::string_view::npos;
}

/** Whether a list's first links are files, with one of HLS among them. */
bool LooksLikeList(Cursor cursor, bool isComplete) noexcept
{
    bool hasSidecar = false;
    while (!cursor.IsAtEnd())
    {
        if (!IsQuote(cursor.Peek()))
        {
            const char c = cursor.Peek();
            if (c != '[' && c != ']' && c != ',' && !IsSpace(c))
                return false;
            cursor.Skip();
            continue;
        }
        const Quoted quoted = TakeQuoted(cursor);
        if (!quoted.isClosed)
            break;
        if (LooksLikeHlsLink(quoted.text))
            return true;
        if (!LooksLikeOtherLink(quoted.text))
            return false;
        hasSidecar |= IsHlsName(LastPathComponent(quoted.text));
    }
    return hasSidecar && !isComplete;
}

}  // namespace

bool IsPrint(std::string_view bytes) noexcept
{
    const Cursor first = FindFirst(bytes);
    Cursor start(bytes);
    start.SkipSpaceAnd(' ');
    return first.IsAt(kGranule) || (first.IsAt("'") && start.IsAt("["));
}

bool LooksLikePrintedLinks(std::string_view header, bool isComplete) noexcept
{
    if (!IsPrint(header))
        return false;
    const Cursor first = FindFirst(header);
    if (!first.IsAt(kGranule))
        return LooksLikeList(first, isComplete);
    const auto has = [header](std::string_view text)
    { return header.find(text) != std::string_view::npos; };
    return first.IsAt("Collection: {") &&
           (has("\nSpatial coverage: ") || has("\nData: [")) &&
           MentionsHls(header);
}

Result<ParsedInput> ParsePrintedLinks(std::string_view bytes)
{
    ParsedInput input;
    Cursor cursor(bytes);
    const Status status = FindFirst(bytes).IsAt(kGranule)
                              ? AddGranules(input, cursor)
                              : AddLists(input, cursor);
    if (!status)
        return status.GetError();
    return input;
}

}  // namespace hlsts
