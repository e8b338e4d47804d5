// SPDX-License-Identifier: MIT
// A moment in the clocks that several processes can agree on.

#include "vsi/sharing/machine_time.h"

#ifdef __linux__
#include <ctime>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace hlsts
{

namespace
{

#ifdef __linux__

/** Linux's name for this boot; empty where it can't be read. */
std::string ReadBootId()
{
    const int file =
        open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return {};
    char text[64] = {};
    const ssize_t size = read(file, text, sizeof(text) - 1);
    close(file);
    std::string id;
    for (ssize_t i = 0; i < size && text[i] > ' '; ++i)
        id += text[i];
    return id;
}

#endif

/** The time since the boot; without a boot where the system tells none. */
MachineTime BootTime()
{
    MachineTime time;
#ifdef __linux__
    // The boot doesn't change while the process lives.
    static const auto *id = new std::string(ReadBootId());
    struct timespec now = {};
    if (id->empty() || clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return time;
    time.boot = *id;
    time.sinceBoot = std::chrono::milliseconds(
        static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1000000);
#endif
    return time;
}

}  // namespace

MachineTimeReader MachineTimeOf(Clock &clock)
{
    return [&clock]
    {
        MachineTime time = BootTime();
        time.unixTime = clock.UnixTime();
        return time;
    };
}

}  // namespace hlsts
