// SPDX-License-Identifier: MIT
// Keeps GDAL's own messages about a request away from the user.

#ifndef HLSTS_VSI_TRANSPORT_QUIET_ERRORS_H
#define HLSTS_VSI_TRANSPORT_QUIET_ERRORS_H

#include "vsi/transport/request_failure.h"
#include "vsi/transport/reroute_watch.h"

#include "cpl_error.h"

#include <optional>
#include <string>

namespace hlsts
{

/** While it lives, GDAL's errors and warnings of this thread don't reach the
 * user: a request that fails is repeated, and what fails for good is reported
 * by a message of ours.
 *
 * Debug lines pass, except those with S3's answers, which echo tokens. Where S3
 * names another host, the request is stopped (reroute_watch.h). The destructor
 * restores the last error, GDAL's and VSI's, as it was. For one block of code.
 */
class QuietErrors
{
  public:
    QuietErrors();
    ~QuietErrors();
    QuietErrors(const QuietErrors &) = delete;
    QuietErrors &operator=(const QuietErrors &) = delete;

    /** What GDAL has told of the request that just failed: its VSI error, the
     * HTTP status in its messages, the host that S3 named instead, and S3's
     * answer to a listing, from a debug line. */
    RequestFailure GetFailure() const;

    /** Whether GDAL has reported any error. */
    bool HasErrors() const
    {
        return m_hasErrors;
    }

  private:
    static void CPL_STDCALL Handle(CPLErr type, CPLErrorNum number,
                                   const char *message);

    CPLErrorStateBackuper m_before{};
    int m_vsiErrorBefore;
    std::string m_vsiMessageBefore;
    int m_httpStatus = 0;
    bool m_hasErrors = false;
    std::optional<RequestFailure> m_answer{};
    RerouteWatch m_reroutes{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_QUIET_ERRORS_H
