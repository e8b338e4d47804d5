// SPDX-License-Identifier: MIT
// Keeps GDAL from taking an S3 request to where S3's answer sends it.

#ifndef HLSTS_VSI_TRANSPORT_REROUTE_WATCH_H
#define HLSTS_VSI_TRANSPORT_REROUTE_WATCH_H

#include <string>
#include <vector>

namespace hlsts
{

/** Whether this is a host of Amazon's S3 service, such as
 * s3.us-west-2.amazonaws.com: not any host of a customer of Amazon's
 * (ec2-1-2-3-4.compute.amazonaws.com). Pure.
 *
 * @param host with or without a port.
 */
bool IsAmazonS3Host(const std::string &host);

/** While it lives, GDAL's /vsis3/ can't follow an S3 answer to a host that
 * isn't Amazon's S3, nor without end from one endpoint to the next.
 *
 * When S3's answer names another <Endpoint> or <Region>, GDAL signs the same
 * request for that one, with the session token in it, and sends it there; by
 * recursion, so that answers without end overflow the stack. No option of
 * GDAL's forbids it. But GDAL writes a debug line ("Switching to endpoint ...")
 * before it builds the next request. At that moment this class sets an option
 * that makes the request longer than the MiB that libcurl builds, so that it
 * fails unsent.
 *
 * For one block of code in one thread, inside an error handler that hands all
 * debug lines to See(). The destructor restores the thread's options. After a
 * stop it also makes GDAL forget what it has learned of S3's endpoints.
 */
class RerouteWatch
{
  public:
    RerouteWatch();
    ~RerouteWatch();
    RerouteWatch(const RerouteWatch &) = delete;
    RerouteWatch &operator=(const RerouteWatch &) = delete;

    /** Reads a debug line, and stops the request if it is to leave Amazon's S3.
     *
     * @return whether the line is one that the user has asked for.
     */
    bool See(const char *message);

    /** The host[:port] or region that S3 named when a request was stopped;
     * empty if none was. */
    const std::string &GetStoppedAt() const
    {
        return m_stoppedAt;
    }

  private:
    void Stop(const std::string &target);

    char **m_before;
    /** Beginnings of the lines that the user hasn't asked for. */
    std::vector<std::string> m_unasked{};
    /** How often GDAL has changed region or endpoint. */
    int m_reroutes = 0;
    std::string m_stoppedAt{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_REROUTE_WATCH_H
