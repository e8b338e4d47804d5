// SPDX-License-Identifier: MIT
// What it takes to open an object through GDAL: where, with which options, and
// for how long.

#ifndef HLSTS_VSI_ACCESS_GRANT_H
#define HLSTS_VSI_ACCESS_GRANT_H

#include "vsi/transport/access_error.h"
#include "vsi/base/clock.h"
#include "vsi/keys/credential_cache.h"
#include "vsi/access/s3_access.h"
#include "vsi/base/option_scope.h"
#include "vsi/names/path.h"
#include "vsi/transport/request_failure.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** Permission to read one object for some time. A value type. */
struct Grant
{
    /** The path GDAL reads: /vsis3/<bucket>/<key>; for a grant by HTTPS what
     * stands for object and login. */
    std::string innerPath{};
    /** By HTTPS: the signed URL (a secret), a header line to send along, or
     * empty, and the URL's host for messages. Empty for S3. */
    Secret url{};
    Secret header{};
    std::string dataHost{};
    /** Thread-local options for opening it (and for clearing GDAL's memory of
     * it): these hold the credential. */
    OptionList options{};
    /** Changes with the credential; never 0. */
    std::uint64_t generation = 0;
    /** From here on it is worth asking for a newer one, ... */
    SteadyTime refreshFrom{};
    /** ... from here on a newer one should be used, ... */
    SteadyTime renewFrom{};
    /** ... and here it ends. */
    SteadyTime expiry{};
    /** By how much the server's clock was ahead of this machine's. */
    std::chrono::seconds serverAhead{0};
};

/** Where grants for one object come from: the seam between the handle and the
 * ways to reach an object: S3, HTTPS by signed URLs, or one after the other.
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

    /** What a failed request means. AUTO takes note of a denial by region. */
    virtual FailureVerdict Judge(const RequestFailure &failure,
                                 const Grant &grant) const = 0;

    /** The path as the user knows it, for messages. */
    virtual std::string Describe() const = 0;

    /** Name of the host that is read from: retries are rationed per host. */
    virtual std::string Host() const = 0;
};

/** The host and port that S3 requests for this bucket go to. */
std::string S3Host(const S3Access &access);

/** The options that decide where S3 requests go, without a credential: with
 * AWS_NO_SIGN_REQUEST, so that nothing of the user's is looked up either. */
OptionList S3LocationOptions(const S3Access &access);

/** S3LocationOptions() and all else that opening with this credential takes;
 * nothing of the user's AWS settings is left to matter. */
OptionList S3Options(const S3Access &access, const S3Credentials &credentials);

/** What an OptionScope around a request with this grant takes: the grant's
 * options, and OptionsToBlank(). */
OptionList ScopeOf(const Grant &grant);

/** Whether a path-specific option of the user's would take a request with this
 * grant to where its keys don't belong: those options win over ours in GDAL.
 *
 * Another endpoint that is named for the object's own bucket is the user's wish
 * and allowed if it is safe; one for all of /vsis3/ is meant for other data.
 * Call it within an OptionScope with the grant's options. Pure but for those.
 *
 * @return the error to give instead, which names the option; else nothing.
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
