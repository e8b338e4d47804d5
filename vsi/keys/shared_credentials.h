// SPDX-License-Identifier: MIT
// S3 credentials that a user's processes fetch once for all.

#ifndef HLSTS_VSI_KEYS_SHARED_CREDENTIALS_H
#define HLSTS_VSI_KEYS_SHARED_CREDENTIALS_H

#include "vsi/base/mutex.h"
#include "vsi/base/clock.h"
#include "vsi/login/login.h"
#include "vsi/base/per_process.h"
#include "vsi/keys/s3_credentials.h"
#include "vsi/sharing/shared_store.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** Takes a set from the shared file, or makes the exchange for everybody.
 *
 * A set is taken until its advisory window begins. From there on the first
 * process that wants one makes the exchange, while the others wait for it, each
 * at most for half of the time it has; so there is one exchange in the life of
 * a set, however many processes there are. Who has waited too long, or can't
 * use the file, makes its own exchange and leaves the file alone.
 *
 * A caller that asks again is not given the set that it has: it is near its
 * end, or S3 has refused it. A refused set that can't be replaced is taken out
 * of the file. While the exchange fails, a set that ends soon is better than
 * none. A wrong password is remembered for all processes for some seconds:
 * Earthdata Login locks accounts.
 */
class SharedCredentials final : public S3CredentialsSource
{
  public:
    /** @param inner makes the exchange with this endpoint for this login. */
    SharedCredentials(std::shared_ptr<S3CredentialsSource> inner,
                      std::shared_ptr<const SharedStore> store,
                      std::string credentialsUrl, Login login,
                      Clock &clock = SystemClock());

    Result<S3Credentials, AccessError> Fetch(SteadyTime deadline) override;

    std::string Describe() const override
    {
        return m_inner->Describe();
    }

  private:
    using Credentials = Result<S3Credentials, AccessError>;

    /** What is remembered between two calls. A child of fork() begins without,
     * as its cache does. */
    struct State
    {
        Mutex mutex{};
        /** The key id that was handed out last. */
        Secret given{};
        /** The set's name in the file with this salt. */
        std::string salt{};
        std::string key{};
    };

    /** What the file holds for this endpoint and login. */
    struct Found
    {
        /** One that hasn't ended and isn't the one that the caller has. */
        std::optional<S3Credentials> usable{};
        /** Its advisory window hasn't begun. */
        bool isFresh = false;
        /** There is the one that the caller has, and it is no good although it
         * isn't near its end. */
        bool isRefused = false;
        /** Another process was refused just now. */
        std::optional<AccessError> refusal{};
    };

    Found LookUp(const SharedContent &content) const;
    std::optional<Credentials> Decided(const Found &found) const;
    Credentials Settle(const Credentials &fetched, const Found &found) const;
    void Share(const S3Credentials &credentials) const;
    void ShareFailure(const AccessError &error, bool isRefused) const;
    std::string KeyFor(const std::string &salt) const;
    Secret Given() const;
    S3Credentials HandOut(const S3Credentials &credentials) const;

    const std::shared_ptr<S3CredentialsSource> m_inner;
    const std::shared_ptr<const SharedStore> m_store;
    const std::string m_credentialsUrl;
    const Login m_login;
    Clock &m_clock;
    const PerProcess<State> m_state{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_SHARED_CREDENTIALS_H
