// SPDX-License-Identifier: MIT
// The lines of a text.

#ifndef HLSTS_DRIVER_INPUTS_LINE_READER_H
#define HLSTS_DRIVER_INPUTS_LINE_READER_H

#include "vsi/base/text.h"

#include <string_view>

namespace hlsts
{

/** A text without the byte order mark that it may begin with. */
inline std::string_view WithoutByteOrderMark(std::string_view bytes) noexcept
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (StartsWith(bytes, kByteOrderMark))
        bytes.remove_prefix(kByteOrderMark.size());
    return bytes;
}

/** Iterates over the lines of a text. Allocates nothing. */
class LineReader
{
  public:
    /** @param bytes must outlive the reader. */
    explicit LineReader(std::string_view bytes) noexcept
        : m_rest(WithoutByteOrderMark(bytes))
    {
    }

    /** Goes to the next line; false at the end. */
    bool Next() noexcept
    {
        if (m_rest.empty())
            return false;
        const auto end = m_rest.find('\n');
        m_isTerminated = end != std::string_view::npos;
        m_line = m_rest.substr(0, end);
        m_rest = m_isTerminated ? m_rest.substr(end + 1) : std::string_view();
        if (EndsWith(m_line, "\r"))
            m_line.remove_suffix(1);
        ++m_number;
        return true;
    }

    /** The line without its ending. */
    std::string_view GetLine() const noexcept
    {
        return m_line;
    }

    /** From 1. */
    int GetNumber() const noexcept
    {
        return m_number;
    }

    /** Whether a line feed ended the line, not the end of the bytes. */
    bool IsTerminated() const noexcept
    {
        return m_isTerminated;
    }

  private:
    std::string_view m_rest{};
    std::string_view m_line{};
    int m_number = 0;
    bool m_isTerminated = false;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_LINE_READER_H
