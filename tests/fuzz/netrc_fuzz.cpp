// SPDX-License-Identifier: MIT
// Netrc files.

#include "tests/fuzz/fuzz.h"
#include "vsi/login/netrc.h"

using namespace hlsts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const std::string_view text = TextOf(data, size);
    const auto login = FindNetrcLogin(text, "urs.earthdata.nasa.gov");
    if (!login)
    {
        RequireMessageWithoutSecret(login.GetError().message);
        return 0;
    }
    Require(!*login || ((*login)->user.Reveal().size() <= kNetrcValueLimit &&
                        (*login)->password.Reveal().size() <= kNetrcValueLimit),
            "values are within their limit");
    return 0;
}
