// SPDX-License-Identifier: MIT
// What GDAL reports in one thread, kept for another.

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

/** While it lives, errors and warnings of this thread are kept instead of
 * shown; debug messages pass through.
 *
 * Not copyable; must be destroyed in the thread that made it, innermost
 * first.
 */
class ErrorCapture
{
  public:
    ErrorCapture();
    ~ErrorCapture();
    ErrorCapture(const ErrorCapture &) = delete;
    ErrorCapture &operator=(const ErrorCapture &) = delete;

    /** What was reported so far, in order. */
    const std::vector<CapturedError> &GetErrors() const
    {
        return m_errors;
    }

    /** The messages of the failures, joined by "; ", each text once; empty
     * when none was reported. */
    std::string GetFailureText() const;

  private:
    static void CPL_STDCALL Handle(CPLErr errorClass, CPLErrorNum number,
                                   const char *message);

    std::vector<CapturedError> m_errors{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_ERROR_CAPTURE_H
