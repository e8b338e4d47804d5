"""Earthdata Login and s3credentials of both families, step by step as recorded in the wild."""

from __future__ import annotations

import base64
import json
import time
from urllib.parse import parse_qs, urlsplit

import earthdata_emulator
import pytest
import requests
from s3_client import bearer, fetch_triple

FAMILIES = ("cumulus", "tea")


def get(url, **arguments):
    return requests.get(url, allow_redirects=False, **arguments)


def call(earthdata, action, method="POST", password=None):
    login = (earthdata.user, password or earthdata.password)
    return requests.request(method, f"{earthdata.urls['urs']}/api/users/{action}", auth=login)


def test_triple_has_the_documented_form(earthdata):
    for family in FAMILIES:
        triple = fetch_triple(earthdata, family)
        assert set(triple) == {"accessKeyId", "secretAccessKey", "sessionToken", "expiration"}
        assert len(triple["accessKeyId"]) == 20 and triple["accessKeyId"].startswith("ASIA")
        assert len(triple["secretAccessKey"]) == 40 and "/" in triple["secretAccessKey"] and "+" in triple["secretAccessKey"]
        assert all(sign in triple["sessionToken"] for sign in "/+=")
        time.strptime(triple["expiration"], "%Y-%m-%d %H:%M:%S+00:00")


def test_user_token_calls(earthdata):
    found = call(earthdata, "find_or_create_token").json()
    assert found["access_token"] == earthdata.token
    assert found["token_type"] == "Bearer"
    remaining = time.mktime(time.strptime(found["expiration_date"], "%m/%d/%Y")) - time.time()
    assert 58 * 86400 < remaining < 61 * 86400
    created = call(earthdata, "token").json()
    assert created["access_token"] != earthdata.token
    refused = call(earthdata, "token")
    assert refused.status_code == 403 and refused.json()["error"] == "max_token_limit"
    assert len(call(earthdata, "tokens", method="GET").json()) == 2
    assert call(earthdata, f"revoke_token?token={earthdata.token}").status_code == 200
    assert [token["access_token"] for token in call(earthdata, "tokens", method="GET").json()] == [created["access_token"]]


def test_token_is_a_jwt_with_an_end(earthdata):
    payload = earthdata.token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["uid"] == earthdata.user and claims["exp"] > time.time()


def test_token_that_dies_today(objects):
    with earthdata_emulator.running([objects], edl_token_days=0, max_edl_tokens=1) as emulator:
        dying = call(emulator, "find_or_create_token").json()
        assert dying["access_token"] == emulator.token
        assert dying["expiration_date"] == time.strftime("%m/%d/%Y", time.gmtime())
        assert call(emulator, "token").json()["error"] == "max_token_limit"
        call(emulator, f"revoke_token?token={emulator.token}")
        assert call(emulator, "find_or_create_token").json()["expiration_date"] != dying["expiration_date"]


def test_wrong_password(earthdata):
    answer = call(earthdata, "find_or_create_token", password="wrong")
    assert answer.status_code == 401
    assert answer.text == "HTTP Basic: Access denied.\n"
    assert answer.headers["WWW-Authenticate"].startswith('Basic realm="Please enter your Earthdata Login credentials.')
    assert earthdata.log()[-1]["auth"] == {"scheme": "Basic", "secret": "wrong"}


@pytest.mark.parametrize("family, redirect_status, callback_status", [("cumulus", 307, 307), ("tea", 302, 301)])
def test_login_by_redirects(earthdata, family, redirect_status, callback_status):
    start = get(earthdata.urls[family] + "/s3credentials")
    assert start.status_code == redirect_status
    authorize = start.headers["Location"]
    assert authorize.startswith(earthdata.urls["urs"] + "/oauth/authorize?")
    assert ("app_type=401" in authorize) == (family == "tea")
    granted = get(authorize, auth=(earthdata.user, earthdata.password))
    assert granted.status_code == 302
    assert granted.headers["Location"].startswith(earthdata.urls[family])
    returned = get(granted.headers["Location"])
    assert returned.status_code == callback_status
    name, _, value = returned.headers["Set-Cookie"].partition(";")[0].partition("=")
    assert get(earthdata.urls[family] + "/s3credentials", cookies={name: value}).status_code == 200
    assert get(granted.headers["Location"]).status_code in (400, 500), "a code is good once"
    earthdata.expire("sessions")
    assert get(earthdata.urls[family] + "/s3credentials", cookies={name: value}).status_code == redirect_status
    assert not earthdata.log().violations


def test_without_login_the_redirects_end_as_recorded(earthdata):
    assert requests.get(earthdata.urls["tea"] + "/s3credentials").status_code == 401
    page = requests.get(earthdata.urls["cumulus"] + "/s3credentials")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html") and len(page.content) > 10_000


def test_unknown_redirect_uri(earthdata):
    answer = get(earthdata.urls["urs"] + "/oauth/authorize", params={"redirect_uri": earthdata.urls["thief"]})
    assert answer.status_code == 302 and answer.headers["Location"] == earthdata.urls["urs"] + "/home"


def test_bad_bearer_by_family(earthdata):
    def status(family, value):
        return get(earthdata.urls[family] + "/s3credentials", headers={"Authorization": value}).status_code

    decodable = earthdata.token[:-5] + "wrong"
    assert status("cumulus", "Bearer nonsense") == 307
    assert status("cumulus", f"Bearer {decodable}") == 307
    assert status("tea", "Bearer nonsense") == 302
    assert status("tea", f"Bearer {decodable}") == 401
    assert status("tea", "Bearer") == 400
    earthdata.expire("edl-tokens")
    assert status("cumulus", f"Bearer {earthdata.token}") == 307
    assert status("tea", f"Bearer {earthdata.token}") == 401


def test_licence_not_accepted(earthdata):
    earthdata.set(eula_accepted=False)
    answer = get(earthdata.urls["tea"] + "/s3credentials", headers=bearer(earthdata))
    assert answer.status_code == 403
    assert answer.json()["error_description"] == "EULA Acceptance Failure"
    assert answer.json()["resolution_url"].startswith(earthdata.urls["urs"] + "/approve_app?client_id=")
    human = get(earthdata.urls["tea"] + "/s3credentials", headers={**bearer(earthdata), "User-Agent": "Mozilla/5.0"})
    assert human.headers["Content-Type"].startswith("text/html")
    authorize = get(earthdata.urls["tea"] + "/s3credentials").headers["Location"]
    assert get(authorize, auth=(earthdata.user, earthdata.password)).status_code == 403


def test_disabled_end_point(earthdata):
    earthdata.set(s3credentials_enabled=False)
    answer = get(earthdata.urls["cumulus"] + "/s3credentials", headers=bearer(earthdata))
    assert answer.status_code == 503
    assert answer.json() == {"message": "S3 Credentials Endpoint has been disabled"}


def test_clock_of_the_daac(earthdata):
    earthdata.set(daac_clock=-3600)
    answer = get(earthdata.urls["cumulus"] + "/s3credentials", headers=bearer(earthdata))
    stated = time.mktime(time.strptime(answer.json()["expiration"], "%Y-%m-%d %H:%M:%S+00:00")) - time.timezone
    date = time.mktime(time.strptime(answer.headers["Date"], "%a, %d %b %Y %H:%M:%S GMT")) - time.timezone
    assert 98 <= stated - date <= 101
    assert abs(date + 3600 - time.time()) < 3


def test_password_at_a_daac_is_a_violation(earthdata):
    get(earthdata.urls["tea"] + "/s3credentials", auth=(earthdata.user, earthdata.password))
    assert earthdata.log().violations[0].endswith("password-at-tea")


def test_codes_are_not_in_the_log(earthdata):
    authorize = get(earthdata.urls["cumulus"] + "/s3credentials").headers["Location"]
    location = get(authorize, auth=(earthdata.user, earthdata.password)).headers["Location"]
    assert "PLANTED" in parse_qs(urlsplit(location).query)["code"][0]
    get(location)
    assert "PLANTED" not in json.dumps(earthdata.log()[:])
