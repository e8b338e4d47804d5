// SPDX-License-Identifier: MIT
// A time zone for one block of a test.

#ifndef HLSTS_TESTS_SUPPORT_SCOPED_TIME_ZONE_H
#define HLSTS_TESTS_SUPPORT_SCOPED_TIME_ZONE_H

#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>

namespace hlsts
{

/** The time zone of the process while it lives. POSIX only. */
class ScopedTimeZone
{
  public:
    explicit ScopedTimeZone(const char *zone)
    {
        if (const char *before = std::getenv("TZ"))
            m_before = before;
        setenv("TZ", zone, 1);
        tzset();
    }

    ~ScopedTimeZone()
    {
        if (m_before)
            setenv("TZ", m_before->c_str(), 1);
        else
            unsetenv("TZ");
        tzset();
    }

    ScopedTimeZone(const ScopedTimeZone &) = delete;
    ScopedTimeZone &operator=(const ScopedTimeZone &) = delete;

  private:
    std::optional<std::string> m_before{};
};

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_SCOPED_TIME_ZONE_H
