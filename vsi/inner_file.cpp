// SPDX-License-Identifier: MIT
// An object opened through GDAL's own network file system with one grant.

#include "vsi/inner_file.h"

#include "vsi/per_process.h"
#include "vsi/quiet_errors.h"
#include "vsi/s3_error.h"
#include "vsi/signed_file.h"

#include "cpl_conv.h"
#include "cpl_vsi_error.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

namespace hlsts
{

namespace
{

// Error documents are shorter than this. An object as short as this is opened
// twice, since GDAL takes the length of an error that came with status 200 for
// the object's.
constexpr vsi_l_offset DOUBTFUL_SIZE = 2048;
// An answer that stands for no object shows this within its first bytes.
constexpr std::size_t ERROR_BEGIN = 512;

OptionList ScopeOf(const Grant &grant)
{
    OptionList options = OptionsToBlank();
    options.insert(options.end(), grant.options.begin(), grant.options.end());
    return options;
}

vsi_l_offset SizeOf(VSILFILE *file)
{
    VSIFSeekL(file, 0, SEEK_END);
    const vsi_l_offset size = VSIFTellL(file);
    VSIFSeekL(file, 0, SEEK_SET);
    return size;
}

// What GDAL reads at once and keeps.
vsi_l_offset RegionSize()
{
    const char *size = CPLGetConfigOption("CPL_VSIL_CURL_CHUNK_SIZE", nullptr);
    return size ? static_cast<vsi_l_offset>(std::max(0, std::atoi(size)))
                : 16384;
}

// GDAL remembers only that there was a failure, and since 3.9 its status. Of
// passing trouble it needn't be known: that is asked again in any case, later.
bool LooksRemembered(const RequestFailure &failure)
{
    constexpr std::size_t length = 20;
    if (failure.IsSilent())
        return true;
    if (failure.vsiError != VSIE_HttpError ||
        failure.vsiMessage.compare(0, length, "HTTP response code: ") != 0)
        return false;
    const int status = std::atoi(failure.vsiMessage.c_str() + length);
    return status < 500 && status != 408 && status != 429;
}

// What GDAL remembers of the object; makes no request. Nothing is returned
// when it has forgotten, or can't tell.
std::optional<VSIStatBufL> Remembered(const Grant &grant)
{
    const QuietErrors quiet;
    VSIStatBufL stat;
    if (VSIStatExL(grant.innerPath.c_str(), &stat, VSI_STAT_CACHE_ONLY) != 0)
        return std::nullopt;
    return stat;
}

// An object has a time; an error or a page that came in its place has none.
bool HasNoTime(const Grant &grant)
{
    const auto stat = Remembered(grant);
    return stat && stat->st_mtime == 0;
}

/** The sizes of objects that were opened. GDAL keeps them as well, but any
 * answer to any thread overwrites those. */
struct KnownSizes
{
    static constexpr std::size_t MAX_OBJECTS = 100000;

    std::mutex mutex{};
    std::map<std::string, vsi_l_offset> sizes{};
};

KnownSizes &TheKnownSizes()
{
    static auto *known = new PerProcess<KnownSizes>();
    return known->Get();
}

void NoteSize(const InnerFile &inner)
{
    KnownSizes &known = TheKnownSizes();
    const std::lock_guard<std::mutex> lock(known.mutex);
    if (known.sizes.size() >= KnownSizes::MAX_OBJECTS)
        known.sizes.clear();
    known.sizes[inner.GetGrant().innerPath] = inner.Size();
}

// Whether it had another size before. `forget`: next time it has none.
bool IsOfNewSize(const InnerFile &inner, bool forget = false)
{
    KnownSizes &known = TheKnownSizes();
    const std::lock_guard<std::mutex> lock(known.mutex);
    const auto found = known.sizes.find(inner.GetGrant().innerPath);
    if (found == known.sizes.end() || found->second == inner.Size())
        return false;
    if (forget)
        known.sizes.erase(found);
    return true;
}

// GDAL keeps one size for all threads. One that isn't the handle's belongs to
// another answer: one of them is wrong.
bool IsDoubtful(const InnerFile &inner, const Grant &grant)
{
    if (inner.Size() <= DOUBTFUL_SIZE || IsOfNewSize(inner))
        return true;
    const auto stat = Remembered(grant);
    return stat && (stat->st_mtime == 0 ||
                    static_cast<vsi_l_offset>(stat->st_size) != inner.Size());
}

using Opened = std::variant<InnerFilePtr, RequestFailure>;

// Within the scope of the grant's options.
Opened OpenPlainly(const Grant &grant)
{
    const QuietErrors quiet;
    VSILFILE *file = VSIFOpenEx2L(grant.innerPath.c_str(), "rb", TRUE, nullptr);
    if (file)
        return std::make_shared<InnerFile>(file, grant);
    const RequestFailure failure = quiet.Failure();
    VSICurlPartialClearCache(grant.innerPath.c_str());
    return failure;
}

std::string ReadBegin(const InnerFile &inner)
{
    const QuietErrors quiet;
    std::string bytes(static_cast<std::size_t>(
                          std::min<vsi_l_offset>(inner.Size(), DOUBTFUL_SIZE)),
                      '\0');
    const std::size_t got = inner.Handle().Read(&bytes[0], 1, bytes.size());
    bytes.resize(std::min(got, bytes.size()));
    return bytes;
}

// Whether there is more of it than its size says. Unlike other reads, this one
// fails unless the server answers with a part of the object.
bool HasMore(const InnerFile &inner)
{
    const QuietErrors quiet;
    char byte = 0;
    return inner.Handle().PRead(&byte, 1, inner.Size()) == 1;
}

RequestFailure Unavailable()
{
    RequestFailure failure;
    failure.httpStatus = 503;
    return failure;
}

// Web pages are objects too, and then their names tell.
bool IsNoObject(std::string_view begin, const Grant &grant)
{
    const std::string extension = CPLGetExtension(grant.innerPath.c_str());
    if (EQUAL(extension.c_str(), "html") || EQUAL(extension.c_str(), "htm"))
        return IsS3ErrorDocument(begin);
    return IsErrorAnswer(begin);
}

// An error that came with status 200 looks like a short object.
Opened OpenDoubtful(const InnerFilePtr &first, const Grant &grant)
{
    const std::string bytes = ReadBegin(*first);
    VSICurlPartialClearCache(grant.innerPath.c_str());
    if (IsS3ErrorDocument(bytes))
        return FailureOfDocument(bytes);
    if (IsNoObject(bytes, grant))
        return Unavailable();
    const Opened second = OpenPlainly(grant);
    const auto *inner = std::get_if<InnerFilePtr>(&second);
    if (!inner || !IsDoubtful(**inner, grant))
        return second;
    // An object that was replaced passes when it is opened once more.
    if ((*inner)->Size() == first->Size() && !IsOfNewSize(**inner, true) &&
        !(HasNoTime(grant) && HasMore(**inner)))
        return second;
    VSICurlPartialClearCache(grant.innerPath.c_str());
    return Unavailable();
}

Opened OpenChecked(const Grant &grant)
{
    Opened opened = OpenPlainly(grant);
    const auto *failure = std::get_if<RequestFailure>(&opened);
    if (failure && LooksRemembered(*failure))
        opened = OpenPlainly(grant);
    const auto *inner = std::get_if<InnerFilePtr>(&opened);
    if (inner && IsDoubtful(**inner, grant))
        return OpenDoubtful(*inner, grant);
    return opened;
}

}  // namespace

InnerFile::InnerFile(VSILFILE *file, const Grant &grant)
    : m_file(file), m_grant(grant), m_size(SizeOf(file))
{
}

InnerFile::~InnerFile()
{
    VSIFCloseL(m_file);
}

// Ours looks at every answer.
bool InnerFile::IsReadFromStart(vsi_l_offset offset) const
{
    return m_grant.url.IsEmpty() && offset < RegionSize();
}

// All of it at once: another thread may make GDAL forget the first bytes
// between two reads.
bool InnerFile::ReadFromStart(void *buffer, std::size_t size,
                              vsi_l_offset offset) const
{
    const std::size_t before = static_cast<std::size_t>(offset);
    // GDAL has read these as well.
    const std::size_t begin =
        static_cast<std::size_t>(std::min<vsi_l_offset>(ERROR_BEGIN, m_size));
    const std::size_t length = std::max(before + size, begin);
    std::string bytes;
    char *start = static_cast<char *>(buffer);
    if (length != size)
    {
        bytes.resize(length);
        start = &bytes[0];
    }
    if (Handle().Seek(0, SEEK_SET) != 0 ||
        Handle().Read(start, 1, length) != length ||
        IsNoObject({start, begin}, m_grant))
        return false;
    if (length != size)
        std::memcpy(buffer, start + before, size);
    return true;
}

bool InnerFile::ReadAt(void *buffer, std::size_t size,
                       vsi_l_offset offset) const
{
    if (IsReadFromStart(offset))
        return ReadFromStart(buffer, size, offset);
    return Handle().Seek(offset, SEEK_SET) == 0 &&
           Handle().Read(buffer, 1, size) == size;
}

bool InnerFile::ReadRanges(int count, void **buffers,
                           const vsi_l_offset *offsets,
                           const std::size_t *sizes) const
{
    // GDAL reads a single one like any other bytes.
    if (count == 1 && sizes[0] > 0 && IsReadFromStart(offsets[0]))
        return ReadFromStart(buffers[0], sizes[0], offsets[0]);
    return Handle().ReadMultiRange(count, buffers, offsets, sizes) == 0;
}

Result<InnerFilePtr, FailureVerdict> OpenInner(const GrantProvider &provider,
                                               const Grant &grant)
{
    DropInheritedConnections();
    if (!grant.url.IsEmpty())
    {
        auto opened = SignedFile::Open(grant);
        if (const auto *failure = std::get_if<RequestFailure>(&opened))
            return provider.Judge(*failure, grant);
        // GDAL's name for the same pointer.
        auto *file = reinterpret_cast<VSILFILE *>(
            std::get<std::unique_ptr<SignedFile>>(opened).release());
        return std::make_shared<InnerFile>(file, grant);
    }
    const OptionScope scope(ScopeOf(grant));
    const Opened opened = OpenChecked(grant);
    if (const auto *failure = std::get_if<RequestFailure>(&opened))
        return provider.Judge(*failure, grant);
    const InnerFilePtr &inner = std::get<InnerFilePtr>(opened);
    NoteSize(*inner);
    return inner;
}

void ForgetInner(const Grant &grant)
{
    if (!grant.url.IsEmpty())
    {
        SignedFile::Forget(grant);
        return;
    }
    const OptionScope scope(ScopeOf(grant));
    VSICurlPartialClearCache(grant.innerPath.c_str());
}

}  // namespace hlsts
