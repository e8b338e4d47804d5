// SPDX-License-Identifier: MIT
// Reads a short text of a fixed form from left to right.

#ifndef HLSTS_VSI_BASE_TEXT_SCANNER_H
#define HLSTS_VSI_BASE_TEXT_SCANNER_H

#include "vsi/base/text.h"

#include <cstddef>
#include <string_view>

namespace hlsts
{

/** Reads a text from left to right. After a step has failed, IsDone() is false
 * whatever follows, so that only the end needs to be asked. */
class TextScanner
{
  public:
    /** @param text must outlive the scanner. */
    explicit TextScanner(std::string_view text) : m_text(text)
    {
    }

    /** The value of exactly this many digits, at most nine. */
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

    /** Takes one character, which must be one of these. */
    void Expect(std::string_view oneOf)
    {
        if (!Accept(oneOf))
            m_failed = true;
    }

    /** Takes one character if it is one of these.
     * @return whether it was. */
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

    /** Whether every step went well and nothing is left. */
    bool IsDone() const
    {
        return !m_failed && m_text.empty();
    }

    bool IsAtEnd() const
    {
        return m_text.empty();
    }

    /** The next character, '\0' at the end. */
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

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_TEXT_SCANNER_H
