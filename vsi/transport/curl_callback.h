// SPDX-License-Identifier: MIT
// Functions that libcurl calls with the bytes of an answer.

#ifndef HLSTS_VSI_TRANSPORT_CURL_CALLBACK_H
#define HLSTS_VSI_TRANSPORT_CURL_CALLBACK_H

#include <cstddef>
#include <exception>
#include <string_view>

namespace hlsts
{

/** A CURLOPT_WRITEFUNCTION or CURLOPT_HEADERFUNCTION that calls
 * `kTake(transfer, bytes)` and lets no exception out: libcurl is C, and an
 * exception that passed through it would leave its handles in the middle of a
 * step, unusable.
 *
 * @tparam Transfer what CURLOPT_WRITEDATA or CURLOPT_HEADERDATA points to. An
 *   exception sets its `isOutOfMemory` and ends the transfer.
 * @tparam kTake returns the number of bytes it has taken; another number than
 *   it was given ends the transfer.
 */
template <class Transfer, std::size_t (*kTake)(Transfer &, std::string_view)>
std::size_t OnBytes(char *data, std::size_t size, std::size_t count,
                    void *user) noexcept
{
    auto &transfer = *static_cast<Transfer *>(user);
    try
    {
        return kTake(transfer, std::string_view(data, size * count));
    }
    catch (const std::exception &)
    {
        transfer.isOutOfMemory = true;
        return 0;
    }
}

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_CURL_CALLBACK_H
