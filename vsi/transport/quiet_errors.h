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

/** While it lives, what GDAL says in this thread goes no further: what fails
 * here is repeated, and what fails for good gets a message of ours.
 *
 * Debug lines pass, except S3's answers, which echo tokens. Where S3 sends
 * GDAL to another host, the request ends (reroute_watch.h). The destructor puts
 * back the last error, GDAL's and VSI's, as it was. For one block of code.
 */
class QuietErrors
{
  public:
    QuietErrors();
    ~QuietErrors();
    QuietErrors(const QuietErrors &) = delete;
    QuietErrors &operator=(const QuietErrors &) = delete;

    /** What GDAL told about the request that just failed: its VSI error, the
     * HTTP status from its messages, where S3 had sent it, and S3's answer to a
     * listing from a debug line. */
    RequestFailure Failure() const;

    /** Whether GDAL has given any error at all, about whatever. */
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
