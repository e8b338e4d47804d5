// SPDX-License-Identifier: MIT
// S3 credentials that a user's processes fetch once for all.

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

// Less than the minute for which a process remembers it, so that the two don't
// keep each other alive.
constexpr std::chrono::seconds kRefusalLife{45};

constexpr int kWrongPassword = 401;

/** The earliest begin of the advisory window, whatever a process's jitter. */
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

std::string RefusalName(const std::string &key)
{
    return "refused " + key;
}

}  // namespace

SharedCredentials::SharedCredentials(std::shared_ptr<S3CredentialsSource> inner,
                                     std::shared_ptr<const SharedStore> store,
                                     std::string credentialsUrl, Login login,
                                     Clock &clock)
    : m_inner(std::move(inner)), m_store(std::move(store)),
      m_credentialsUrl(std::move(credentialsUrl)), m_login(std::move(login)),
      m_clock(clock)
{
}

Result<S3Credentials, AccessError> SharedCredentials::Fetch(SteadyTime deadline)
{
    // Mostly it is there already: no need for a turn.
    Found found = LookUp(m_store->Load());
    if (const auto decided = Decided(found))
        return *decided;
    // Half the time, so that there is enough for an exchange of our own.
    const auto turn =
        m_store->WaitForTurn(TurnNumberOf(m_credentialsUrl, m_login.host),
                             m_clock.Now() + (deadline - m_clock.Now()) / 2);
    if (!turn)
        return Settle(m_inner->Fetch(deadline), found);
    // Another process may have done it while this one waited.
    found = LookUp(m_store->Load());
    if (const auto decided = Decided(found))
        return *decided;
    const auto fetched = m_inner->Fetch(deadline);
    if (fetched)
        Share(*fetched);
    else
        ShareFailure(fetched.GetError(), found.isRefused);
    return Settle(fetched, found);
}

Result<S3Credentials, AccessError>
SharedCredentials::Settle(const Credentials &fetched, const Found &found) const
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
    const std::string key = KeyFor(content.salt);
    const MachineTime now = m_store->Now();

    const auto fact = content.facts.find(RefusalName(key));
    if (fact != content.facts.end() && fact->second.life.Remaining(now))
    {
        found.refusal.emplace();
        found.refusal->message = fact->second.value;
        found.refusal->httpStatus = kWrongPassword;
    }

    const auto set = content.sets.find(key);
    if (set == content.sets.end())
        return found;
    const SharedLife &life = set->second.life;
    const auto left = life.Remaining(now);
    if (!left)
        return found;
    found.isFresh = IsBeforeAdvisory(*left, life.length);
    if (set->second.accessKeyId.Equals(Given()))
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

// The outcome, when no exchange is needed or none should be tried.
std::optional<SharedCredentials::Credentials>
SharedCredentials::Decided(const Found &found) const
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
    // What has passed since the fetch is nothing, or the life is a bit shorter.
    set.life.length =
        duration_cast<milliseconds>(credentials.expiry - m_clock.Now());
    set.life.statedEnd = credentials.statedExpiry;
    m_store->Change(
        [this, &set](SharedContent &content)
        {
            const std::string key = KeyFor(content.salt);
            content.sets[key] = set;
            content.facts.erase(RefusalName(key));
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
            const std::string key = KeyFor(content.salt);
            if (isWrongPassword)
                content.facts[RefusalName(key)] = refusal;
            const auto set = content.sets.find(key);
            if (isRefused && set != content.sets.end() &&
                set->second.accessKeyId.Equals(Given()))
                content.sets.erase(set);
        });
}

std::string SharedCredentials::KeyFor(const std::string &salt) const
{
    State &state = m_state.Get();
    {
        const MutexLock lock(state.mutex);
        if (state.salt == salt)
            return state.key;
    }
    const std::string key = SharedKeyOf(salt, m_credentialsUrl, m_login);
    const MutexLock lock(state.mutex);
    state.salt = salt;
    state.key = key;
    return key;
}

Secret SharedCredentials::Given() const
{
    State &state = m_state.Get();
    const MutexLock lock(state.mutex);
    return state.given;
}

S3Credentials SharedCredentials::HandOut(const S3Credentials &credentials) const
{
    State &state = m_state.Get();
    const MutexLock lock(state.mutex);
    state.given = credentials.accessKeyId;
    return credentials;
}

}  // namespace hlsts
