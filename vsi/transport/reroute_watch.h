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
 * isn't Amazon's S3, nor go round in circles.
 *
 * An answer that names another <Endpoint> or <Region> makes GDAL sign the same
 * request again for there, with the session token in it, as often as it is
 * told to: on the stack, until that ends. No option forbids it. But GDAL says
 * so in a debug line ("Switching to endpoint ...") before the next request is
 * built, which is the moment to spoil that one: libcurl refuses to build
 * requests of more than a MiB.
 *
 * For one block of code in one thread, inside an error handler that hands all
 * debug lines to See(). The destructor puts the thread's options back. After a
 * stop it also makes GDAL forget what it has learned of S3's endpoints.
 */
class RerouteWatch
{
  public:
    /** How often GDAL may change region or endpoint for one request: S3 names
     * both when a bucket is elsewhere. */
    static constexpr int kMaxSwitches = 3;

    RerouteWatch();
    ~RerouteWatch();
    RerouteWatch(const RerouteWatch &) = delete;
    RerouteWatch &operator=(const RerouteWatch &) = delete;

    /** Looks at a debug line, and stops the request if need be.
     *
     * @return whether the line is one that the user has asked for.
     */
    bool See(const char *message);

    /** Where S3 has sent a request that was stopped, as host[:port] or the
     * region's name; empty if none was. */
    const std::string &StoppedAt() const
    {
        return m_stoppedAt;
    }

  private:
    void Stop(const std::string &target);

    char **m_before;
    /** Beginnings of the lines that only this object wants. */
    std::vector<std::string> m_unasked{};
    int m_switches = 0;
    std::string m_stoppedAt{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_REROUTE_WATCH_H
