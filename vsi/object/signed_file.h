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

/** A file of GDAL's kind on a signed URL, which RemoteFile reads as it reads
 * GDAL's own files.
 *
 * GDAL's /vsicurl/ isn't used. Every version of it asks a signed URL for the
 * whole object when it opens it (and then breaks the connection off), writes
 * the URL to debug lines, and caches the data by the URL. Here opening is one
 * request for the first region. Read() goes through the RegionCache of the
 * process, by object and login, so that what was read outlives the URL. PRead()
 * and ReadMultiRange() request exactly their ranges. All bytes are of the
 * version of the object that was opened, or the read fails with kOtherVersion.
 * The reason of a failure is reported by VSIError(), as GDAL's own files do.
 *
 * PRead() is safe for concurrent use, all else is for one thread at a time.
 */
class SignedFile final : public VSIVirtualHandle
{
  public:
    /** Opens the object: one request, or none when its facts are known already.
     *
     * @param client used as long as the file lives.
     * @return the file, or why the object can't be read. */
    static std::variant<std::unique_ptr<SignedFile>, RequestFailure>
    Open(const Grant &grant, RangeClient &client = CurlRangeClient());

    /** Forgets the facts and the data of the object. */
    static void Forget(const Grant &grant);

    /** What is known of the object, without a request. */
    static std::optional<ObjectFacts> FindFacts(const Grant &grant);

    /** The ETag of the version that is read; "" where the server sends none. */
    const std::string &GetETag() const
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
    bool FetchRanges(std::vector<RangeRequest> &requests) const;

    const RangeSource m_source;
    const std::string m_key;
    const ObjectFacts m_facts;
    RangeClient &m_client;
    vsi_l_offset m_offset = 0;
    /** The region after the last one that was requested. */
    std::uint64_t m_nextRegion = 1;
    /** How many regions the last request was for. A read that goes on at
     * m_nextRegion is one of a whole file from begin to end, so its request is
     * for twice as many. */
    std::uint64_t m_regionsAtOnce = 1;
    bool m_isEof = false;
    bool m_isError = false;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_SIGNED_FILE_H
