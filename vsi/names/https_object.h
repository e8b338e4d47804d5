// SPDX-License-Identifier: MIT
// Where an object is by HTTPS.

#ifndef HLSTS_VSI_NAMES_HTTPS_OBJECT_H
#define HLSTS_VSI_NAMES_HTTPS_OBJECT_H

#include "vsi/names/url.h"

#include <string>

namespace hlsts
{

/** An object at the HTTPS host of its data centre. A value type. */
struct HttpsObject
{
    Url url{};
    /** The setting that named the host, for messages; empty when the table or
     * the path did. */
    std::string setting{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_NAMES_HTTPS_OBJECT_H
