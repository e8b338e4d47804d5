// SPDX-License-Identifier: MIT
// What went wrong in the jobs of one read.

#ifndef HLSTS_DRIVER_CUBE_ERROR_LEDGER_H
#define HLSTS_DRIVER_CUBE_ERROR_LEDGER_H

#include "driver/series/granule.h"
#include "vsi/base/error_capture.h"
#include "vsi/base/mutex.h"
#include "vsi/base/result.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hlsts
{

/** A text of GDAL's about a file, without the file's signature.
 *
 * The query of a signed URL is a secret. GDAL's texts name a file by its whole
 * path, or by what follows one of the slashes in it; and a signature may hold
 * slashes. So the whole query is replaced, and also what follows each slash in
 * it, unless that is so short that it could be another word of the text. */
std::string WithoutSignature(std::string text, const Asset &asset);

/** The failure of the earliest job that failed, and all warnings. Neither holds
 * the signature of a URL. Safe for concurrent use. */
class ErrorLedger
{
  public:
    /** Adds the failure of a job.
     *
     * @param job the job's number; of several jobs the lowest counts.
     * @param what what failed, with which the message begins.
     * @param why the reason, maybe a text of GDAL's about the asset. */
    void AddFailure(std::size_t job, const std::string &what,
                    const std::string &why, const Asset &asset);

    /** Adds a failure that has become missing pixels: a warning.
     *
     * @param what what couldn't be read. */
    void AddMissing(const std::string &what, const std::string &why,
                    const Asset &asset);

    /** Adds the warnings among what GDAL reported while it read an asset. */
    void AddWarnings(const std::vector<CapturedError> &errors,
                     const Asset &asset);

    /** Raises each warning once in this thread, and returns the failure that
     * counts, if there is one. For the end of the read, when no job runs. */
    Status Replay() const;

  private:
    mutable Mutex m_mutex{};
    std::optional<std::string> m_failure HLSTS_GUARDED_BY(m_mutex){};
    std::size_t m_failedJob HLSTS_GUARDED_BY(m_mutex) = 0;
    std::set<std::string> m_warnings HLSTS_GUARDED_BY(m_mutex){};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_ERROR_LEDGER_H
