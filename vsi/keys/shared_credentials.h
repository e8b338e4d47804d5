// SPDX-License-Identifier: MIT
// S3 credentials that one of a user's processes fetches for all of them.

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

/** Takes a credential from the file that the user's processes share, or fetches
 * one for all of them.
 *
 * A credential is taken until its advisory window begins. From then on the
 * first process that wants one fetches it while the others wait, each at most
 * for half of the time it has. So there is one fetch in the life of a
 * credential, however many processes there are. A process that has waited too
 * long, or can't use the file, fetches for itself and leaves the file alone.
 *
 * A caller that comes again isn't given the credential it already has: that one
 * is near its end, or S3 has refused it. A refused credential that can't be
 * replaced is taken out of the file. While the fetch fails, a credential that
 * ends soon is better than none. A wrong password is remembered for all
 * processes for some seconds: Earthdata Login locks accounts.
 *
 * Safe for concurrent use.
 */
class SharedCredentials final : public S3CredentialsSource
{
  public:
    /** @param source fetches from this endpoint for this login. */
    SharedCredentials(std::shared_ptr<S3CredentialsSource> source,
                      std::shared_ptr<const SharedStore> store,
                      std::string credentialsUrl, Login login,
                      Clock &clock = SystemClock());

    Result<S3Credentials, AccessError> Fetch(SteadyTime deadline) override;

    std::string Describe() const override
    {
        return m_source->Describe();
    }

  private:
    using Credentials = Result<S3Credentials, AccessError>;

    /** What is remembered between two calls. A child of fork() begins without,
     * as its cache does. */
    struct State
    {
        Mutex mutex{};
        /** The key id of the credential that was handed out last. */
        Secret lastKeyId HLSTS_GUARDED_BY(mutex){};
        /** The name under which the credential stands in a file that has this
         * salt. */
        std::string salt HLSTS_GUARDED_BY(mutex){};
        std::string name HLSTS_GUARDED_BY(mutex){};
    };

    /** What the file holds for this endpoint and login. */
    struct Found
    {
        /** A credential that hasn't ended and isn't the one that the caller
         * has. */
        std::optional<S3Credentials> usable{};
        /** Whether the advisory window of the file's credential hasn't begun.
         */
        bool isFresh = false;
        /** Whether S3 must have refused the file's credential: the caller has
         * it, and wants another one although it is fresh. */
        bool isRefused = false;
        /** The refusal of the login that another process has just got. */
        std::optional<AccessError> refusal{};
    };

    Found LookUp(const SharedContent &content) const;
    std::optional<Credentials> GetWithoutFetch(const Found &found) const;
    Credentials HandOutBest(const Credentials &fetched,
                            const Found &found) const;
    void Share(const S3Credentials &credentials) const;
    void ShareFailure(const AccessError &error, bool isRefused) const;
    std::string NameFor(const std::string &salt) const;
    bool IsLastHandedOut(const Secret &keyId) const;
    S3Credentials HandOut(const S3Credentials &credentials) const;

    const std::shared_ptr<S3CredentialsSource> m_source;
    const std::shared_ptr<const SharedStore> m_store;
    const std::string m_credentialsUrl;
    const Login m_login;
    Clock &m_clock;
    const PerProcess<State> m_state{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_SHARED_CREDENTIALS_H
