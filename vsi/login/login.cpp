// SPDX-License-Identifier: MIT
// Who the user is at Earthdata Login, by the settings.

#include "vsi/login/login.h"

#include "vsi/base/base64.h"
#include "vsi/login/netrc_file.h"
#include "vsi/base/settings.h"
#include "vsi/base/text.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace hlsts
{

namespace
{

constexpr char kDefaultHost[] = "urs.earthdata.nasa.gov";
constexpr std::size_t kMaxToken = 16 * 1024;

/** Without white space around it, line breaks included. */
std::string Trimmed(const std::string &text)
{
    constexpr char kSpace[] = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/** What makes a user name and password unusable; "" when they can be used. */
std::string FindFlaw(const Login &login)
{
    if (HasControlCharacter(login.user.Reveal()) ||
        HasControlCharacter(login.password.Reveal()))
        return "a control character (a line break?)";
    if (login.user.Reveal().find(':') != std::string::npos)
        return "a user name with a colon";
    return {};
}

/** A login, nothing where there is none, or why what is there is unusable. */
using FoundLogin = Result<std::optional<Login>, AccessError>;

FoundLogin Checked(Login login)
{
    const std::string flaw = FindFlaw(login);
    if (!flaw.empty())
        return TerminalError("The login from " + login.source + " holds " +
                             flaw + "; correct it");
    return std::optional<Login>(std::move(login));
}

/** The places where no login was found, for the message when all places have
 * been searched. */
class SearchedPlaces
{
  public:
    void Add(const std::string &place, const std::string &state)
    {
        m_text += (m_text.empty() ? "" : ", ") + place + " (" + state + ")";
    }

    const std::string &GetText() const
    {
        return m_text;
    }

  private:
    std::string m_text{};
};

std::string SetOrNot(const std::string &value)
{
    return value.empty() ? "not set" : "set";
}

AccessError NoLogin(const std::string &path, const Url &host,
                    const SearchedPlaces &places)
{
    return TerminalError(
        path + ": no Earthdata Login was found. Looked at " + places.GetText() +
        ". Get a token at " + host.Origin() +
        "/profile and set EARTHDATA_TOKEN, or write 'machine " + host.host +
        " login <user> password <password>' into ~/.netrc. An "
        "account is free: " +
        host.Origin() + "/users/new");
}

FoundLogin FromToken(const std::string &path, SearchedPlaces &places)
{
    Login login;
    login.source = "EARTHDATA_TOKEN";
    login.token = Secret(Trimmed(ReadSetting(path, "EARTHDATA_TOKEN")));
    if (login.token.IsEmpty())
    {
        places.Add(login.source, "not set");
        return std::optional<Login>();
    }
    if (!IsBearerToken(login.token.Reveal()))
        return TerminalError(
            "EARTHDATA_TOKEN holds a character that tokens don't "
            "have; set it to the token alone, without 'Bearer' and "
            "quotes");
    return std::optional<Login>(std::move(login));
}

FoundLogin FromOptions(const std::string &path, SearchedPlaces &places)
{
    Login login;
    login.kind = Login::Kind::UserPassword;
    login.source = "EARTHDATA_USERNAME and EARTHDATA_PASSWORD";
    login.user = Secret(ReadSetting(path, "EARTHDATA_USERNAME"));
    login.password = Secret(ReadSetting(path, "EARTHDATA_PASSWORD"));
    if (login.user.IsEmpty() || login.password.IsEmpty())
    {
        places.Add("EARTHDATA_USERNAME", SetOrNot(login.user.Reveal()));
        places.Add("EARTHDATA_PASSWORD", SetOrNot(login.password.Reveal()));
        return std::optional<Login>();
    }
    return Checked(std::move(login));
}

/** @param user the only user whose entry may be used; empty for any user. */
FoundLogin FromNetrcFile(const std::string &file, const std::string &host,
                         const Secret &user, SearchedPlaces &places)
{
    const auto entry = LookUpNetrc(file, host);
    if (!entry)
        return TerminalError("The netrc file " + file + " " +
                             entry.GetError().message +
                             "; correct it, or name another one by NETRC");
    if (!*entry)
    {
        places.Add("netrc file " + file, NetrcFileExists(file)
                                             ? "no entry for " + host
                                             : "does not exist");
        return std::optional<Login>();
    }
    if (!user.IsEmpty() && !user.Equals((*entry)->user))
    {
        places.Add("netrc file " + file, "has an entry for " + host +
                                             ", of another user than "
                                             "EARTHDATA_USERNAME");
        return std::optional<Login>();
    }
    Login login;
    login.kind = Login::Kind::UserPassword;
    login.source = "netrc file " + file;
    login.user = (*entry)->user;
    login.password = (*entry)->password;
    return Checked(std::move(login));
}

FoundLogin FromNetrc(const std::string &path, const Url &host,
                     SearchedPlaces &places)
{
    const auto files = FindNetrcFiles(ReadSetting(path, "NETRC"));
    if (files.empty())
        places.Add("netrc", "NETRC is not set and there is no home folder");
    // EARTHDATA_USERNAME without a password selects the entry of this user.
    const Secret user(ReadSetting(path, "EARTHDATA_USERNAME"));
    for (const std::string &file : files)
    {
        auto found = FromNetrcFile(file, host.host, user, places);
        if (!found || *found)
            return found;
    }
    return std::optional<Login>();
}

}  // namespace

bool IsSameIdentity(const Login &a, const Login &b)
{
    return a.kind == b.kind && SameOrigin(a.host, b.host) &&
           a.token.Equals(b.token) && a.user.Equals(b.user) &&
           a.password.Equals(b.password);
}

bool HasSecretOf(const std::string &text, const Login &login)
{
    const auto holds = [&text](const std::string &secret)
    { return !secret.empty() && text.find(secret) != std::string::npos; };
    return holds(login.token.Reveal()) || holds(login.password.Reveal()) ||
           (!login.password.IsEmpty() &&
            holds(Base64Encode(login.user.Reveal() + ":" +
                               login.password.Reveal())));
}

bool IsBearerToken(const std::string &text)
{
    return !text.empty() && text.size() <= kMaxToken &&
           std::all_of(text.begin(), text.end(),
                       [](char c)
                       {
                           return IsLetterOrDigit(c) ||
                                  std::string_view("-._~+/=").find(c) !=
                                      std::string_view::npos;
                       });
}

Result<Url, AccessError> FindLoginHost(const std::string &path)
{
    std::string text = Trimmed(ReadSetting(path, "EARTHDATA_HOST"));
    if (text.empty())
        text = kDefaultHost;
    if (text.find("://") == std::string::npos)
        text.insert(0, "https://");
    Result<Url> url = ParseUrl(text);
    if (!url || url->target != "/")
        return TerminalError("EARTHDATA_HOST is not a host name, such as " +
                             std::string(kDefaultHost));
    if (!IsSecure(*url))
        return TerminalError(
            "EARTHDATA_HOST: plain http is refused, because the "
            "password goes there; use https://" +
            url->host);
    return *url;
}

Result<Login, AccessError> FindLogin(const std::string &path)
{
    const auto host = FindLoginHost(path);
    if (!host)
        return host.GetError();
    SearchedPlaces places;
    auto found = FromToken(path, places);
    if (found && !*found)
        found = FromOptions(path, places);
    if (found && !*found)
        found = FromNetrc(path, *host, places);
    if (!found)
        return found.GetError();
    if (!*found)
        return NoLogin(path, *host, places);
    Login login = std::move(**found);
    login.host = *host;
    return login;
}

}  // namespace hlsts
