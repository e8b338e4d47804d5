// SPDX-License-Identifier: MIT
// The user's HTTP options that must not go along with a request of ours.

#ifndef HLSTS_VSI_BASE_USER_HTTP_OPTIONS_H
#define HLSTS_VSI_BASE_USER_HTTP_OPTIONS_H

#include "vsi/base/option_scope.h"

namespace hlsts
{

/** Of the options by which GDAL sends a login or a cookie of the user's with a
 * request, those that the user has set, each with a harmless value. For
 * requests to a host for which the user may not have meant them. */
OptionList LoginOptionsToBlank();

/** The options that no request of ours by GDAL may take from the user: headers,
 * passwords, cookies and whatever else would send something of the user's to
 * the data's host, or weaken TLS. (Our own requests by libcurl read none of
 * them.)
 *
 * Only those that the user has set are in the list, with a harmless value;
 * usually it is empty. GDAL reads some of them when it makes a handle and some
 * again for each request, so an OptionScope with this list belongs around both.
 */
OptionList OptionsToBlank();

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_USER_HTTP_OPTIONS_H
