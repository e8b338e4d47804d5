// SPDX-License-Identifier: MIT
// The logins that this process uses, and what all uses of one login share.

#include "vsi/access/login_registry.h"

#include "vsi/base/bounded_map.h"
#include "vsi/base/clock.h"
#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"
#include "vsi/transport/http.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>

namespace hlsts
{

namespace
{

/** A service that signs in many users must not grow without bound. */
constexpr std::size_t kMaxLogins = 256;

/** A login meets the endpoints of some dozen data centres and their hosts, and
 * those that options name. An endpoint that is forgotten too early costs
 * little: a cache of credentials holds its own source, and the redirects of the
 * next request make a new session. */
constexpr std::size_t kMaxEndpoints = 64;

/** One login and everything that is shared by those who use it. Safe for
 * concurrent use. */
struct Identity
{
    Identity(const Login &theLogin, std::uint64_t nextNumber)
        : login(theLogin), number(nextNumber),
          bearers(std::make_shared<BearerSource>(theLogin, MakeCurlClient,
                                                 SystemClock()))
    {
    }

    const Login login;
    const std::uint64_t number;
    const std::shared_ptr<BearerSource> bearers;
    BoundedMap<std::string, std::shared_ptr<S3CredentialsSource>, kMaxEndpoints>
        sources{};
    /** By the origin of the host. */
    BoundedMap<std::string, std::shared_ptr<LoginSession>, kMaxEndpoints>
        sessions{};
};

/** All logins in use, the latest used first.
 *
 * A list, because logins can only be compared for equality: a map would need
 * their secrets in an order, or hashed. */
class LoginRegistry
{
  public:
    std::shared_ptr<Identity> FindOrMake(const Login &login)
    {
        const MutexLock lock(m_mutex);
        const auto found =
            std::find_if(m_identities.begin(), m_identities.end(),
                         [&login](const std::shared_ptr<Identity> &identity)
                         { return IsSameIdentity(identity->login, login); });
        if (found != m_identities.end())
        {
            m_identities.splice(m_identities.begin(), m_identities, found);
            return m_identities.front();
        }
        m_identities.push_front(
            std::make_shared<Identity>(login, m_lastNumber + 1));
        ++m_lastNumber;
        if (m_identities.size() > kMaxLogins)
            m_identities.pop_back();
        return m_identities.front();
    }

  private:
    Mutex m_mutex{};
    std::uint64_t m_lastNumber HLSTS_GUARDED_BY(m_mutex) = 0;
    std::list<std::shared_ptr<Identity>>
        m_identities HLSTS_GUARDED_BY(m_mutex){};
};

std::shared_ptr<Identity> IdentityOf(const Login &login)
{
    static const auto *registry = new PerProcess<LoginRegistry>();
    return registry->Get().FindOrMake(login);
}

}  // namespace

std::string IdentityKey(const Login &login)
{
    return login.host.Origin() + " identity " +
           std::to_string(IdentityOf(login)->number);
}

std::shared_ptr<BearerSource> BearerSourceFor(const Login &login)
{
    return IdentityOf(login)->bearers;
}

std::shared_ptr<LoginSession> LoginSessionFor(const Login &login,
                                              const Url &host)
{
    return IdentityOf(login)->sessions.FindOrMake(
        host.Origin(), [] { return std::make_shared<LoginSession>(); });
}

std::shared_ptr<S3CredentialsSource> CredentialsSourceFor(
    const Login &login, const std::string &key,
    const std::function<std::shared_ptr<S3CredentialsSource>()> &make)
{
    return IdentityOf(login)->sources.FindOrMake(key, make);
}

}  // namespace hlsts
