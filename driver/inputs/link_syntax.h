// SPDX-License-Identifier: MIT
// How links look in a text: where one begins and ends, and what its name says.

#ifndef HLSTS_DRIVER_INPUTS_LINK_SYNTAX_H
#define HLSTS_DRIVER_INPUTS_LINK_SYNTAX_H

#include <cstddef>
#include <string_view>

namespace hlsts
{

// All of these allocate nothing: GDAL has the driver look at every file.

/** Whether a text begins like a URL: letters and digits, then "://". */
bool StartsWithScheme(std::string_view text) noexcept;

/** Whether a text begins as a URL or a path does and no sentence does. */
bool StartsLikeLink(std::string_view text) noexcept;

/** Whether a link is a URL of a host without a path, so that what looks like a
 * file's name is the host's: "https://example.com". */
bool IsHostAlone(std::string_view link) noexcept;

/** Whether a name begins like that of a file of HLS, of any product and
 * version: "HLS.", "HLS-VI." and the like, in any case. */
bool IsHlsName(std::string_view name) noexcept;

/** Whether a name ends in an extension of two to eight letters and digits that
 * begins with a letter. */
bool HasExtension(std::string_view name) noexcept;

/** Whether a name ends in an extension of what lies beside rasters: pictures,
 * metadata, checksums, texts (.jpg, .cmr.xml, _stac.json, .md5 ...). */
bool IsSidecarName(std::string_view name) noexcept;

/** Whether a text is one link to a raster of HLS and nothing else. */
bool LooksLikeHlsLink(std::string_view text) noexcept;

/** Whether a text is one link to another file and nothing else. */
bool LooksLikeOtherLink(std::string_view text) noexcept;

/** Iterates over the links of a line that are separated by blanks or commas.
 *
 * Paths may hold blanks and commas too. So a line is cut only where what
 * precedes ends in the name of a file of HLS, or where what follows begins like
 * a link. In a URL's query it is cut at a comma only before another URL. */
class LinkReader
{
  public:
    /** @param line without its ending. Must outlive the reader. */
    explicit LinkReader(std::string_view line) noexcept;

    /** Goes to the next link; false at the end. All links together take a time
     * that grows with the length of the line. */
    bool Next() noexcept;

    std::string_view GetLink() const noexcept
    {
        return m_link;
    }

    /** Whether the link is the last one of the line. */
    bool IsLast() const noexcept
    {
        return m_rest.empty();
    }

  private:
    std::string_view m_rest{};
    std::string_view m_link{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_LINK_SYNTAX_H
