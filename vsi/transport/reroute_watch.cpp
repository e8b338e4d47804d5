// SPDX-License-Identifier: MIT
// Keeps GDAL from taking an S3 request to where S3's answer sends it.

#include "vsi/transport/reroute_watch.h"

#include "vsi/transport/retry.h"

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

/** The categories of GDAL's debug lines on S3: the first up to GDAL 3.11, the
 * second from 3.12 on. */
constexpr const char *kCategories[] = {"S3", "AWS"};
/** Bytes of an option that makes a request too long for libcurl. libcurl builds
 * requests of up to 1 MiB (DYN_HTTP_REQUEST, since 7.71) and takes options of
 * up to 8 MB (CURL_MAX_INPUT_LENGTH). */
constexpr std::size_t kTooLong = 2 * 1024 * 1024;

/** Whether CPL_DEBUG shows no line. */
bool IsOff(const char *debug)
{
    return !debug || EQUAL(debug, "NO") || EQUAL(debug, "OFF") ||
           EQUAL(debug, "FALSE") || EQUAL(debug, "0");
}

/** Whether CPL_DEBUG shows all lines. */
bool IsOn(const char *debug)
{
    return *debug == '\0' || EQUAL(debug, "ON");
}

/** Whether CPL_DEBUG is a word that shows all lines, or none, depending on
 * GDAL's version. */
bool IsOnSomewhere(const char *debug)
{
    return EQUAL(debug, "YES") || EQUAL(debug, "TRUE") || EQUAL(debug, "1");
}

/** A server's text, fit for a message. */
std::string Printable(std::string text)
{
    constexpr std::size_t kLongest = 100;
    if (text.size() > kLongest)
        text.replace(kLongest, std::string::npos, "...");
    for (char &c : text)
        if (!std::isalnum(static_cast<unsigned char>(c)) &&
            !std::strchr(".:-", c))
            c = '?';
    return text.empty() ? "nowhere" : text;
}

/** What follows a mark in a message; nullptr without it. */
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
    // Without CPL_DEBUG, GDAL writes no debug lines. All options are set at
    // once, as OptionScope does.
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
        if (++m_reroutes > kRetryPolicy.maxReroutes ||
            !IsAmazonS3Host(endpoint))
            Stop(endpoint);
    }
    else if (const char *region = After(message, ": Switching to region "))
    {
        if (++m_reroutes > kRetryPolicy.maxReroutes)
            Stop(region);
    }
    return std::none_of(m_unasked.begin(), m_unasked.end(),
                        [message](const std::string &category)
                        { return After(message, category.c_str()); });
}

void RerouteWatch::Stop(const std::string &target)
{
    if (m_stoppedAt.empty())
        m_stoppedAt = Printable(target);
    const std::string value(kTooLong, 'x');
    // Two options, because GDAL doesn't look again at one that the user had set
    // when the file was opened.
    CPLStringList options(CPLGetThreadLocalConfigOptions(), TRUE);
    for (const char *name : {"GDAL_HTTP_COOKIE", "GDAL_HTTP_USERAGENT"})
        options.SetNameValue(name, value.c_str());
    CPLSetThreadLocalConfigOptions(options.List());
}

}  // namespace hlsts
