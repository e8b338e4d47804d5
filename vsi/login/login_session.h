// SPDX-License-Identifier: MIT
// What one login has at one data centre's host besides its bearer.

#ifndef HLSTS_VSI_LOGIN_LOGIN_SESSION_H
#define HLSTS_VSI_LOGIN_LOGIN_SESSION_H

#include "vsi/base/mutex.h"
#include "vsi/transport/access_error.h"
#include "vsi/base/clock.h"
#include "vsi/login/cookie_jar.h"
#include "vsi/login/login.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace hlsts
{

/** The session that the way of the redirects has given, in memory only, and the
 * last refusal of the login there. Safe for concurrent use. */
class LoginSession
{
  public:
    /** The cookies and a number that changes with them; 0 for none. */
    struct Cookies
    {
        CookieJar jar{};
        std::uint64_t version = 0;
    };

    Cookies Get() const
    {
        const MutexLock lock(m_mutex);
        return m_cookies;
    }

    void Set(const CookieJar &jar)
    {
        const MutexLock lock(m_mutex);
        m_cookies.jar = jar;
        m_cookies.version = ++m_lastVersion;
    }

    /** Forgets the cookies of this version; newer ones stay. */
    void Drop(std::uint64_t version)
    {
        const MutexLock lock(m_mutex);
        if (m_cookies.version == version)
            m_cookies = Cookies();
    }

    /** Remembers that the login was refused, so that a job of many files
     * doesn't try it with each. */
    void NoteRefusal(const AccessError &error, SteadyTime until)
    {
        const MutexLock lock(m_mutex);
        m_refusal = error;
        m_refusedUntil = until;
    }

    std::optional<AccessError> Refusal(SteadyTime now) const
    {
        const MutexLock lock(m_mutex);
        return now < m_refusedUntil ? m_refusal : std::nullopt;
    }

    /** Held by the one thread that walks through the redirects for all. */
    Mutex &Walking()
    {
        return m_walking;
    }

  private:
    Mutex m_walking{};
    mutable Mutex m_mutex{};
    Cookies m_cookies{};
    std::uint64_t m_lastVersion = 0;
    std::optional<AccessError> m_refusal{};
    SteadyTime m_refusedUntil{};
};

/** The session of a login at a host: asked for at each exchange, so that a
 * child of fork() gets its own. */
using SessionFinder = std::function<std::shared_ptr<LoginSession>(
    const Login &login, const Url &host)>;

}  // namespace hlsts

#endif  // HLSTS_VSI_LOGIN_LOGIN_SESSION_H
