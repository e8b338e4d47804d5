// SPDX-License-Identifier: MIT
// Keeps GDAL from taking an S3 request to where S3's answer sends it.

#include "vsi/transport/reroute_watch.h"

#include "cpl_conv.h"
#include "cpl_string.h"
#include "cpl_vsi.h"

#include <algorithm>
#include <cctype>
#include <cstring>

namespace hlsts
{

namespace
{

// GDAL tells it under the first name up to 3.11, under the second from 3.12 on.
constexpr const char *kCategories[] = {"S3", "AWS"};
// libcurl's limit is 1 MiB (DYN_HTTP_REQUEST, since 7.71), and 8 MB for an
// option (CURL_MAX_INPUT_LENGTH).
constexpr std::size_t kTooLong = 2 * 1024 * 1024;

bool IsOff(const char *debug)
{
    return !debug || EQUAL(debug, "NO") || EQUAL(debug, "OFF") ||
           EQUAL(debug, "FALSE") || EQUAL(debug, "0");
}

bool IsOn(const char *debug)
{
    return *debug == '\0' || EQUAL(debug, "ON");
}

// Words that mean all lines, or none, depending on GDAL's version.
bool IsOnSomewhere(const char *debug)
{
    return EQUAL(debug, "YES") || EQUAL(debug, "TRUE") || EQUAL(debug, "1");
}

// What a server wrote, fit for a message.
std::string Printable(std::string text)
{
    constexpr std::size_t longest = 100;
    if (text.size() > longest)
        text.replace(longest, std::string::npos, "...");
    for (char &c : text)
        if (!std::isalnum(static_cast<unsigned char>(c)) &&
            !std::strchr(".:-", c))
            c = '?';
    return text.empty() ? "nowhere" : text;
}

const char *After(const char *message, const char *mark)
{
    const char *at = std::strstr(message, mark);
    return at ? at + std::strlen(mark) : nullptr;
}

}  // namespace

bool IsAmazonS3Host(const std::string &host)
{
    const std::string name = host.substr(0, host.find(':'));
    const CPLStringList labels(
        CSLTokenizeString2(name.c_str(), ".", CSLT_ALLOWEMPTYTOKENS));
    const int count = labels.Count();
    // s3 | s3-<region> [. dualstack] [. <region>] . amazonaws . com [. cn]
    const bool isChina = count > 3 && EQUAL(labels[count - 1], "cn");
    const int end = isChina ? count - 3 : count - 2;
    if (end < 1 || end > 3 || !EQUAL(labels[end], "amazonaws") ||
        !EQUAL(labels[end + 1], "com"))
        return false;
    if (!EQUAL(labels[0], "s3") && !STARTS_WITH_CI(labels[0], "s3-"))
        return false;
    return end < 3 || EQUAL(labels[1], "dualstack");
}

RerouteWatch::RerouteWatch() : m_before(CPLGetThreadLocalConfigOptions())
{
    // Without it GDAL wouldn't tell. Set as a whole, as OptionScope does.
    const char *debug = CPLGetConfigOption("CPL_DEBUG", nullptr);
    std::string wanted = IsOff(debug) ? "" : debug;
    if (!IsOff(debug) && IsOn(debug))
        return;
    if (IsOnSomewhere(wanted.c_str()))
        wanted = "ON";
    else
    {
        for (const char *category : kCategories)
        {
            if (CPLString(wanted).ifind(category) != std::string::npos)
                continue;
            m_unasked.push_back(std::string(category) + ": ");
            wanted += (wanted.empty() ? "" : ",") + std::string(category);
        }
        if (m_unasked.empty())
            return;
    }
    CPLStringList options(CSLDuplicate(m_before), TRUE);
    options.SetNameValue("CPL_DEBUG", wanted.c_str());
    CPLSetThreadLocalConfigOptions(options.List());
}

RerouteWatch::~RerouteWatch()
{
    CPLSetThreadLocalConfigOptions(m_before);
    CSLDestroy(m_before);
    if (!m_stoppedAt.empty())
        VSICurlClearCache();
}

bool RerouteWatch::See(const char *message)
{
    if (const char *endpoint = After(message, ": Switching to endpoint "))
    {
        if (++m_switches > kMaxSwitches || !IsAmazonS3Host(endpoint))
            Stop(endpoint);
    }
    else if (const char *region = After(message, ": Switching to region "))
    {
        if (++m_switches > kMaxSwitches)
            Stop(region);
    }
    return std::none_of(m_unasked.begin(), m_unasked.end(),
                        [message](const std::string &category)
                        { return After(message, category.c_str()); });
}

// Several options, since GDAL takes those that the user has set when it opens
// a file, and no longer looks at them.
void RerouteWatch::Stop(const std::string &target)
{
    if (m_stoppedAt.empty())
        m_stoppedAt = Printable(target);
    const std::string value(kTooLong, 'x');
    CPLStringList options(CPLGetThreadLocalConfigOptions(), TRUE);
    for (const char *name : {"GDAL_HTTP_COOKIE", "GDAL_HTTP_USERAGENT"})
        options.SetNameValue(name, value.c_str());
    CPLSetThreadLocalConfigOptions(options.List());
}

}  // namespace hlsts
