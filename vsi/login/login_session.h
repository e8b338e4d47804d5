// SPDX-License-Identifier: MIT
// The session of a login at a data centre's host, where no bearer is accepted.

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

/** The session of a login at one host: the cookies that a login through
 * redirects has given, and the last refusal of the login there. In memory only.
 * Safe for concurrent use. */
class LoginSession
{
  public:
    /** The cookies and a number that changes with them; 0 for none. */
    struct Cookies
    {
        CookieJar jar{};
        std::uint64_t version = 0;
    };

    Cookies GetCookies() const
    {
        const MutexLock lock(m_mutex);
        return m_cookies;
    }

    void SetCookies(const CookieJar &jar)
    {
        const MutexLock lock(m_mutex);
        m_cookies.jar = jar;
        m_cookies.version = ++m_lastVersion;
    }

    /** Drops the cookies of this version; newer ones stay. */
    void DropCookies(std::uint64_t version)
    {
        const MutexLock lock(m_mutex);
        if (m_cookies.version == version)
            m_cookies = Cookies();
    }

    /** Remembers that the login was refused, so that a job of many files
     * doesn't try it with each file. */
    void SetRefusal(const AccessError &error, SteadyTime until)
    {
        const MutexLock lock(m_mutex);
        m_refusal = error;
        m_refusedUntil = until;
    }

    /** The refusal that is remembered at this time. */
    std::optional<AccessError> GetRefusal(SteadyTime now) const
    {
        const MutexLock lock(m_mutex);
        return now < m_refusedUntil ? m_refusal : std::nullopt;
    }

    /** To be held while a thread logs in through redirects: the other threads
     * wait for its cookies. */
    Mutex &GetRedirectsMutex()
    {
        return m_redirectsMutex;
    }

  private:
    Mutex m_redirectsMutex{};
    mutable Mutex m_mutex{};
    Cookies m_cookies HLSTS_GUARDED_BY(m_mutex){};
    std::uint64_t m_lastVersion HLSTS_GUARDED_BY(m_mutex) = 0;
    std::optional<AccessError> m_refusal HLSTS_GUARDED_BY(m_mutex){};
    SteadyTime m_refusedUntil HLSTS_GUARDED_BY(m_mutex){};
};

/** Finds the session of a login at a host. It is called at each exchange, so
 * that a child of fork() gets a session of its own. */
using SessionFinder = std::function<std::shared_ptr<LoginSession>(
    const Login &login, const Url &host)>;

}  // namespace hlsts

#endif  // HLSTS_VSI_LOGIN_LOGIN_SESSION_H
