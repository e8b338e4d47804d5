// SPDX-License-Identifier: MIT
// What it takes to open an object through GDAL: where, with which options, and
// for how long.

#ifndef HLSTS_VSI_ACCESS_GRANT_H
#define HLSTS_VSI_ACCESS_GRANT_H

#include "vsi/access/s3_access.h"
#include "vsi/base/clock.h"
#include "vsi/base/option_scope.h"
#include "vsi/base/result.h"
#include "vsi/base/secret.h"
#include "vsi/keys/credential_cache.h"
#include "vsi/names/path.h"
#include "vsi/transport/access_error.h"
#include "vsi/transport/request_failure.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** Permission to read one object for some time. A value type. */
struct Grant
{
    /** By S3: the path that GDAL reads, /vsis3/<bucket>/<key>. By HTTPS: a key
     * that stands for object and login. */
    std::string innerPath{};
    /** By HTTPS: the signed URL (a secret). Empty for S3. */
    Secret url{};
    /** By HTTPS: a header line to send along; mostly empty. */
    Secret header{};
    /** By HTTPS: the URL's host, for messages. */
    std::string dataHost{};
    /** By S3: thread-local options, which hold the credential, for opening the
     * path and for clearing what GDAL has cached of it. */
    OptionList options{};
    /** Changes with the credential; never 0. */
    std::uint64_t generation = 0;
    /** From here on it is worth asking for a newer grant. */
    SteadyTime refreshFrom{};
    /** From here on a newer grant should be used. */
    SteadyTime renewFrom{};
    /** When the grant ends. */
    SteadyTime expiry{};
    /** By how much the server's clock was ahead of this machine's. */
    std::chrono::seconds serverAhead{0};
};

/** Where grants for one object come from. A file that is open knows only this
 * interface, not whether its object is reached by S3, by HTTPS with signed
 * URLs, or by one after the other.
 *
 * Implementations are safe for concurrent use.
 */
class GrantProvider
{
  public:
    virtual ~GrantProvider() = default;

    /** The grant to use now. May perform an exchange or wait for one. */
    virtual Result<Grant, AccessError> Get() = 0;

    /** Says that the server refused this generation. */
    virtual void Invalidate(std::uint64_t generation) = 0;

    /** Whether this generation was refused. Takes no lock. */
    virtual bool IsRefused(std::uint64_t generation) const = 0;

    /** What a failed request means. AUTO remembers a denial by region. */
    virtual FailureVerdict Judge(const RequestFailure &failure,
                                 const Grant &grant) const = 0;

    /** The path as the user knows it, for messages. */
    virtual std::string Describe() const = 0;

    /** The host that is read from. Retries are rationed per host. */
    virtual std::string GetHost() const = 0;
};

/** The host and port that S3 requests for this bucket go to. */
std::string S3Host(const S3Access &access);

/** The options that decide where S3 requests go, without a credential: they
 * have AWS_NO_SIGN_REQUEST=YES, so that GDAL doesn't look for the user's own
 * AWS credentials. */
OptionList S3LocationOptions(const S3Access &access);

/** S3LocationOptions() and all else that opening with this credential takes.
 * They override every AWS setting of the user's. */
OptionList S3Options(const S3Access &access, const S3Credentials &credentials);

/** The options for an OptionScope around a request with this grant:
 * OptionsToBlank() and the grant's own. */
OptionList ScopeOf(const Grant &grant);

/** Whether a path-specific option of the user's would send a request with this
 * grant to where its credential doesn't belong: in GDAL path-specific options
 * win over thread-local ones, which the grant's are.
 *
 * An endpoint that the user names for the object's own bucket is meant for it,
 * and is allowed if it is safe. One for all of /vsis3/ is meant for other data.
 *
 * @pre called within an OptionScope with the grant's options, whose values are
 *   looked up.
 * @return the error that takes the place of the request and names the option;
 *   nothing where all is well.
 */
std::optional<AccessError> FindDiversion(const Grant &grant,
                                         const std::string &path);

/** Grants for an S3 object by the DAAC's temporary credentials. */
std::shared_ptr<GrantProvider>
MakeS3GrantProvider(const std::string &path, const EarthdataPath &parsed,
                    const S3Access &access,
                    std::shared_ptr<CredentialCache> cache);

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_GRANT_H
