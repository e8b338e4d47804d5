// SPDX-License-Identifier: MIT
// Errors that GDAL reports in one thread, to be reported in another.

#ifndef HLSTS_VSI_BASE_ERROR_CAPTURE_H
#define HLSTS_VSI_BASE_ERROR_CAPTURE_H

#include "cpl_error.h"

#include <string>
#include <vector>

namespace hlsts
{

/** One CPLError() call. */
struct CapturedError
{
    CPLErr errorClass = CE_None;
    CPLErrorNum number = CPLE_None;
    std::string message{};
};

/** While it lives, errors and warnings of this thread are stored here and not
 * shown; debug messages pass through. Afterwards the thread's last error is
 * what it was before: GDAL's Python bindings raise an exception for any.
 *
 * Each must be destroyed in the thread that made it, the latest first.
 */
class ErrorCapture
{
  public:
    ErrorCapture();
    ~ErrorCapture();
    ErrorCapture(const ErrorCapture &) = delete;
    ErrorCapture &operator=(const ErrorCapture &) = delete;

    /** The errors and warnings so far, in order. */
    const std::vector<CapturedError> &GetErrors() const
    {
        return m_errors;
    }

    /** Whether there is a failure of that number. */
    bool HasNumber(CPLErrorNum number) const;

    /** The messages of all failures (CE_Failure and CE_Fatal), joined by "; ",
     * each text once; empty without a failure. */
    std::string GetFailureText() const;

  private:
    static void CPL_STDCALL Handle(CPLErr errorClass, CPLErrorNum number,
                                   const char *message);

    std::vector<CapturedError> m_errors{};
    /** The thread's last error before. */
    const CapturedError m_before;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_ERROR_CAPTURE_H
