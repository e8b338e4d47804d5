// SPDX-License-Identifier: MIT
// The one type that holds secrets.

#include "vsi/base/secret.h"

#include <cstddef>

namespace hlsts
{

Secret::Secret(Secret &&other) noexcept : m_value(std::move(other.m_value))
{
    // Moving a short string copies it; the copy must not stay behind.
    other.Wipe();
}

Secret &Secret::operator=(const Secret &other)
{
    if (this != &other)
    {
        Wipe();
        m_value = other.m_value;
    }
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other)
    {
        Wipe();
        m_value = std::move(other.m_value);
        other.Wipe();
    }
    return *this;
}

Secret::~Secret()
{
    Wipe();
}

std::string Secret::Redacted() const
{
    if (m_value.empty())
        return "(empty)";
    constexpr std::size_t kShown = 4;
    // Four characters of a shorter secret would be too much of it.
    constexpr std::size_t kLeastSize = 16;
    if (m_value.size() < kLeastSize)
        return "****";
    return "****" + m_value.substr(m_value.size() - kShown);
}

bool Secret::Equals(const Secret &other) const
{
    if (m_value.size() != other.m_value.size())
        return false;
    unsigned int difference = 0;
    for (std::size_t i = 0; i < m_value.size(); ++i)
    {
        difference |= static_cast<unsigned int>(
            static_cast<unsigned char>(m_value[i]) ^
            static_cast<unsigned char>(other.m_value[i]));
    }
    return difference == 0;
}

void Secret::Wipe()
{
    // Without volatile the compiler drops writes to memory that is freed next.
    volatile char *bytes = m_value.data();
    for (std::size_t i = 0; i < m_value.size(); ++i)
        bytes[i] = '\0';
    m_value.clear();
}

}  // namespace hlsts
