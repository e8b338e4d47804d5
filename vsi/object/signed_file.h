// SPDX-License-Identifier: MIT
// An object read by a signed URL.

#ifndef HLSTS_VSI_OBJECT_SIGNED_FILE_H
#define HLSTS_VSI_OBJECT_SIGNED_FILE_H

#include "vsi/base/gdal_compat.h"
#include "vsi/access/grant.h"
#include "vsi/transport/range_client.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace hlsts
{

/** GDAL's kind of handle on a signed URL, for RemoteFile as GDAL's own handles
 * are.
 *
 * GDAL's /vsicurl/ isn't used, since on every version it asks a signed URL for
 * the whole object when it opens it (and cuts the answer and the connection
 * off), puts the URL in debug lines, and keeps its data under it. Here opening
 * is one request for the first 16 KiB; Read() goes through a cache of 16 KiB
 * regions for the process, kept by object and login, so that they outlive the
 * URL; PRead() and ReadMultiRange() ask for exactly their ranges. All bytes
 * are of the version of the object that was opened, or the read fails with
 * kOtherVersion. A failure is told as GDAL's own handles do, by VSIError().
 *
 * PRead() is safe for concurrent use, all else is for one thread.
 */
class SignedFile final : public VSIVirtualHandle
{
  public:
    /** A handle, or why the object can't be read: one request, or none when its
     * size is known already. */
    static std::variant<std::unique_ptr<SignedFile>, RequestFailure>
    Open(const Grant &grant, RangeClient &client = CurlRangeClient());

    /** Forgets size and data of the object. */
    static void Forget(const Grant &grant);

    /** What is known of it, without a request. */
    static std::optional<ObjectFacts> Known(const Grant &grant);

    /** What the server calls the version that is read, or "". */
    const std::string &ETag() const
    {
        return m_facts.etag;
    }

    int Seek(vsi_l_offset offset, int whence) override;
    vsi_l_offset Tell() override;
    size_t Read(void *buffer, HLSTS_ITEMS) override;
    size_t Write(const void *buffer, HLSTS_ITEMS) override;
    int Eof() override;
    int Close() override;
    int ReadMultiRange(int count, void **buffers, const vsi_l_offset *offsets,
                       const size_t *sizes) override;
    bool HasPRead() const override;
    size_t PRead(void *buffer, size_t size, vsi_l_offset offset) const override;
    int Error() HLSTS_OVERRIDE_SINCE_3_10;
    void ClearErr() HLSTS_OVERRIDE_SINCE_3_10;

  private:
    SignedFile(const Grant &grant, const ObjectFacts &facts,
               RangeClient &client);

    bool ReadBytes(GByte *to, size_t size);
    bool FetchRegions(std::uint64_t first, std::uint64_t last,
                      std::string &bytes);
    bool FetchAll(std::vector<RangeRequest> &requests) const;

    const RangeSource m_source;
    const std::string m_key;
    const ObjectFacts m_facts;
    RangeClient &m_client;
    vsi_l_offset m_offset = 0;
    /** The region after the last one that was asked for, and how many are asked
     * for at once when reading goes on there. */
    std::uint64_t m_next = 1;
    std::uint64_t m_ahead = 1;
    bool m_isEof = false;
    bool m_isError = false;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_SIGNED_FILE_H
