// SPDX-License-Identifier: MIT
// S3 credentials that one of a user's processes fetches for all of them.

#include "vsi/keys/shared_credentials.h"

#include "vsi/base/mutex.h"
#include "vsi/transport/retry.h"
#include "vsi/sharing/shared_key.h"

#include "cpl_error.h"

#include <utility>

namespace hlsts
{

namespace
{

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/** How long a refusal stays in the file. The process that was refused looks at
 * the file again after a minute. By then its own refusal must be gone from
 * there, or the process would obey it once more. */
constexpr std::chrono::seconds kRefusalLife{45};

/** The HTTP status of Earthdata Login for a wrong password. */
constexpr int kWrongPassword = 401;

/** For the earliest begin of the advisory window that any process's jitter
 * gives. */
class NoJitter final : public RandomSource
{
  public:
    double Uniform() override
    {
        return 0.0;
    }
};

bool IsBeforeAdvisory(milliseconds left, milliseconds length)
{
    NoJitter jitter;
    return left > MarginsFor(length, jitter).advisory;
}

std::string RefusalName(const std::string &name)
{
    return "refused " + name;
}

}  // namespace

SharedCredentials::SharedCredentials(
    std::shared_ptr<S3CredentialsSource> source,
    std::shared_ptr<const SharedStore> store, std::string credentialsUrl,
    Login login, Clock &clock)
    : m_source(std::move(source)), m_store(std::move(store)),
      m_credentialsUrl(std::move(credentialsUrl)), m_login(std::move(login)),
      m_clock(clock)
{
}

Result<S3Credentials, AccessError> SharedCredentials::Fetch(SteadyTime deadline)
{
    // Mostly the file has a credential, and reading it needs no turn.
    Found found = LookUp(m_store->Load());
    if (const auto known = GetWithoutFetch(found))
        return *known;
    // Half the time, so that the other half is left for a fetch.
    const auto turn =
        m_store->WaitForTurn(TurnNumberOf(m_credentialsUrl, m_login.host),
                             m_clock.Now() + (deadline - m_clock.Now()) / 2);
    if (!turn)
        return HandOutBest(m_source->Fetch(deadline), found);
    // Another process may have fetched one while this one waited.
    found = LookUp(m_store->Load());
    if (const auto known = GetWithoutFetch(found))
        return *known;
    const auto fetched = m_source->Fetch(deadline);
    if (fetched)
        Share(*fetched);
    else
        ShareFailure(fetched.GetError(), found.isRefused);
    return HandOutBest(fetched, found);
}

/** The fetched credential; when the fetch failed for a passing reason, a usable
 * one from the file. */
Result<S3Credentials, AccessError>
SharedCredentials::HandOutBest(const Credentials &fetched,
                               const Found &found) const
{
    if (fetched)
        return HandOut(*fetched);
    const AccessError &error = fetched.GetError();
    if (error.kind != AccessErrorKind::Transient || !found.usable)
        return fetched;
    CPLDebug("EARTHDATA", "%s: using a shared set that ends soon: %s",
             Describe().c_str(), error.message.c_str());
    return HandOut(*found.usable);
}

SharedCredentials::Found
SharedCredentials::LookUp(const SharedContent &content) const
{
    Found found;
    if (content.salt.empty())
        return found;
    const std::string name = NameFor(content.salt);
    const MachineTime now = m_store->Now();

    const auto fact = content.facts.find(RefusalName(name));
    if (fact != content.facts.end() && fact->second.life.Remaining(now))
    {
        found.refusal.emplace();
        found.refusal->message = fact->second.value;
        found.refusal->httpStatus = kWrongPassword;
    }

    const auto set = content.sets.find(name);
    if (set == content.sets.end())
        return found;
    const SharedLife &life = set->second.life;
    const auto left = life.Remaining(now);
    if (!left)
        return found;
    found.isFresh = IsBeforeAdvisory(*left, life.length);
    if (IsLastHandedOut(set->second.accessKeyId))
    {
        found.isRefused = found.isFresh;
        return found;
    }
    S3Credentials credentials;
    credentials.accessKeyId = set->second.accessKeyId;
    credentials.secretAccessKey = set->second.secretAccessKey;
    credentials.sessionToken = set->second.sessionToken;
    credentials.expiry = m_clock.Now() + *left;
    credentials.fetched = credentials.expiry - life.length;
    credentials.statedExpiry = life.statedEnd;
    found.usable = std::move(credentials);
    return found;
}

/** The outcome when no fetch is needed, or none should be tried. */
std::optional<SharedCredentials::Credentials>
SharedCredentials::GetWithoutFetch(const Found &found) const
{
    if (found.usable && found.isFresh)
    {
        CPLDebug("EARTHDATA", "%s: S3 credential %s fetched by another process",
                 Describe().c_str(),
                 found.usable->accessKeyId.Redacted().c_str());
        return HandOut(*found.usable);
    }
    if (found.refusal)
        return *found.refusal;
    return std::nullopt;
}

void SharedCredentials::Share(const S3Credentials &credentials) const
{
    SharedSet set;
    set.accessKeyId = credentials.accessKeyId;
    set.secretAccessKey = credentials.secretAccessKey;
    set.sessionToken = credentials.sessionToken;
    set.life.made = m_store->Now();
    // The fetch has just ended, so what is left is nearly the whole life.
    set.life.length =
        duration_cast<milliseconds>(credentials.expiry - m_clock.Now());
    set.life.statedEnd = credentials.statedExpiry;
    m_store->Change(
        [this, &set](SharedContent &content)
        {
            const std::string name = NameFor(content.salt);
            content.sets[name] = set;
            content.facts.erase(RefusalName(name));
        });
}

void SharedCredentials::ShareFailure(const AccessError &error,
                                     bool isRefused) const
{
    const bool isWrongPassword = error.kind == AccessErrorKind::Terminal &&
                                 error.httpStatus == kWrongPassword &&
                                 m_login.kind == Login::Kind::UserPassword &&
                                 IsFactText(error.message);
    if (!isWrongPassword && !isRefused)
        return;
    SharedFact refusal;
    refusal.value = error.message;
    refusal.life.made = m_store->Now();
    refusal.life.length = kRefusalLife;
    m_store->Change(
        [&](SharedContent &content)
        {
            const std::string name = NameFor(content.salt);
            if (isWrongPassword)
                content.facts[RefusalName(name)] = refusal;
            const auto set = content.sets.find(name);
            if (isRefused && set != content.sets.end() &&
                IsLastHandedOut(set->second.accessKeyId))
                content.sets.erase(set);
        });
}

std::string SharedCredentials::NameFor(const std::string &salt) const
{
    State &state = m_state.Get();
    {
        const MutexLock lock(state.mutex);
        if (state.salt == salt)
            return state.name;
    }
    const std::string name = SharedKeyOf(salt, m_credentialsUrl, m_login);
    const MutexLock lock(state.mutex);
    state.salt = salt;
    state.name = name;
    return name;
}

bool SharedCredentials::IsLastHandedOut(const Secret &keyId) const
{
    State &state = m_state.Get();
    const MutexLock lock(state.mutex);
    return state.lastKeyId.Equals(keyId);
}

S3Credentials SharedCredentials::HandOut(const S3Credentials &credentials) const
{
    State &state = m_state.Get();
    const MutexLock lock(state.mutex);
    state.lastKeyId = credentials.accessKeyId;
    return credentials;
}

}  // namespace hlsts
