// SPDX-License-Identifier: MIT
// What GDAL reports in one thread, kept for another.

#include "vsi/base/error_capture.h"

namespace hlsts
{

ErrorCapture::ErrorCapture()
{
    CPLPushErrorHandlerEx(Handle, this);
    CPLSetCurrentErrorHandlerCatchDebug(false);
}

ErrorCapture::~ErrorCapture()
{
    CPLPopErrorHandler();
}

void CPL_STDCALL ErrorCapture::Handle(CPLErr errorClass, CPLErrorNum number,
                                      const char *message)
{
    auto *self = static_cast<ErrorCapture *>(CPLGetErrorHandlerUserData());
    try
    {
        self->m_errors.push_back({errorClass, number, message});
    }
    catch (...)
    {
        // Out of memory while an error is reported: the caller still sees
        // that the call failed.
    }
}

std::string ErrorCapture::GetFailureText() const
{
    std::string text;
    for (const auto &error : m_errors)
    {
        if (error.errorClass < CE_Failure ||
            text.find(error.message) != std::string::npos)
            continue;
        if (!text.empty())
            text += "; ";
        text += error.message;
    }
    return text;
}

}  // namespace hlsts
