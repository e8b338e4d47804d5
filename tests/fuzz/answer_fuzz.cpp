// SPDX-License-Identifier: MIT
// Answers of Earthdata Login and the data centres: a status, headers, an empty
// line, a body.

#include "tests/fuzz/fuzz.h"
#include "vsi/keys/s3_answer.h"
#include "vsi/keys/server_answer.h"
#include "vsi/keys/signed_url.h"
#include "vsi/login/cookie_jar.h"
#include "vsi/transport/header_line.h"
#include "vsi/transport/range_client.h"

namespace
{

using namespace hlsts;

HttpResponse ReadResponse(InputReader &reader)
{
    HttpResponse response;
    response.status = ParseDigits(reader.TakeLine());
    while (const auto header = ParseHeaderLine(reader.TakeLine()))
        response.headers.emplace_back(header->name, header->value);
    response.body = Secret(std::string(reader.GetRest()));
    return response;
}

void Explain(const HttpResponse &response, const Url &url)
{
    Login login;
    login.source = "EARTHDATA_TOKEN";
    login.token = Secret(std::string(kSecret));
    login.host = *ParseUrl("https://urs.earthdata.nasa.gov");
    for (const bool sentBearer : {true, false})
    {
        const AccessError error =
            ExplainAnswer(response, url, Endpoint{url}, login, sentBearer,
                          ServerTime(response, 1620926646));
        RequireMessageWithoutSecret(error.message);
        Require(error.retryAfter.count() >= 0, "a pause isn't negative");
    }
    IsTokenRejected(response);
}

void TakeCookies(const HttpResponse &response, const Url &url)
{
    CookieJar jar;
    jar.Store(url, response);
    const Secret cookies = jar.HeaderFor(url);
    Require(cookies.IsEmpty() || !HasControlCharacter(cookies.Reveal()),
            "cookies can be sent in a header");
    Require(jar.HeaderFor(*ParseUrl("https://other.example/")).IsEmpty(),
            "cookies go only to where they are from");
}

/** A range is taken for right only when it is what was asked for. */
void JudgeRange(const HttpResponse &response)
{
    RangeRequest request;
    request.range = {100, 10};
    request.bytes = response.body.Reveal();
    JudgeRangeAnswer(response.status, response.GetHeader("content-range"),
                     request);
    Require(request.failure || request.bytes.size() == request.range.size,
            "no short range is taken");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    InputReader reader(TextOf(data, size));
    const HttpResponse response = ReadResponse(reader);
    static const Url endpoint = *ParseUrl("https://daac.example/s3credentials");
    Explain(response, endpoint);
    TakeCookies(response, endpoint);
    JudgeRange(response);
    if (const auto answer = ParseS3Answer(response.body.Reveal()))
        Require(IsHeaderValue(answer->sessionToken.Reveal()),
                "keys can be sent in a header");
    const auto next = ResolveLocation(endpoint, response.GetHeader("location"));
    if (next)
    {
        IsSignedUrl(*next);
        SignedUrlLife(*next, response, 1620926646);
    }
    return 0;
}
