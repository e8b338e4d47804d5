"""Credentials that end, servers that fail: reads go on, or end with an error that says why. Never wrong pixels."""

from __future__ import annotations

import os
import time
from pathlib import Path

import earthdata_emulator
import pytest
from child_functions import read_object

from earthdata.hls import generator as hls_generator
from earthdata.hls.generator import Recipe

S3_READ = {"service": "s3", "method": "GET", "path": r"\.tif$"}
CREDENTIALS = {"service": ["cumulus", "tea"], "path": "^/s3credentials"}

# Of one tile, so that it is one request.
PIXELS = (1900, 1100, 70, 60)


def read_series(path, granules, window):
    """Child: whether the window of every granule is right."""
    pixels = gdal.Open(path).ReadAsArray(*window)
    return all(np.array_equal(pixels[i], hls_pixels.expected_window(g, "B04", *window)) for i, g in enumerate(granules))


def assert_clean(log, most_fetches: int | None = None) -> None:
    """No torn or foreign key set anywhere, and never more than one fetch at a time."""
    assert not log.violations, "\n".join(log.violations)
    fetches = log.credential_fetches
    assert fetches.max_in_flight <= 1
    if most_fetches is not None:
        assert len(fetches) <= most_fetches, len(fetches)


# --- rotation -----------------------------------------------------------------


def login_variables(emulator, login: str) -> dict[str, str]:
    return {
        "token": {"EARTHDATA_TOKEN": emulator.token},
        "password": {"EARTHDATA_USERNAME": emulator.user, "EARTHDATA_PASSWORD": emulator.password},
        "netrc": {"NETRC": emulator.netrc},
    }[login]


def environment_for(emulator, login: str, family: str = "cumulus") -> dict[str, str]:
    environment = emulator.environment(VSIEARTHDATA_CREDENTIALS_URL=emulator.urls[family] + "/s3credentials")
    environment.pop("EARTHDATA_TOKEN", None)
    environment.update(login_variables(emulator, login))
    return environment


def test_everything_is_read_with_tokens_of_two_seconds(programs, earthdata, remote_list, tutorial, objects):
    """All pixels of all 32 granules are right, read in blocks of rows so that it takes many lives of a token."""
    earthdata.set(token_life=2.0, latency_ms=30.0)

    def child(path, files):
        import time

        dataset = gdal.Open(path)
        theirs = [gdal.Open(file) for file in files]
        begin = time.monotonic()
        for y in range(0, 3660, 512):
            height = min(512, 3660 - y)
            pixels = dataset.ReadAsArray(0, y, 3660, height)
            for band, file in enumerate(theirs):
                assert np.array_equal(pixels[band], file.ReadAsArray(0, y, 3660, height)), (y, band)
        return time.monotonic() - begin

    seconds = programs(earthdata.environment()).call(child, remote_list, tutorial.files(objects))
    log = earthdata.log()
    assert_clean(log, most_fetches=int(seconds) + 4)
    assert len(log.credential_fetches) >= min(3, int(seconds / 2))
    assert len(log.triples) >= 2


def test_refresh_comes_before_the_end(programs, earthdata, path, tutorial):
    """One reader, and keys that an open file uses until a tenth of their life is left: S3 never has to refuse one."""
    earthdata.set(token_life=16.0)

    def child(path, granule):
        import time

        dataset = gdal.Open(path)
        end = time.monotonic() + 15.5
        number = 0
        while time.monotonic() < end:
            window = (2000, 67 * number % 3600, 20, 10)
            dataset.FlushCache()
            gdal.VSICurlClearCache()
            assert np.array_equal(dataset.ReadAsArray(*window), hls_pixels.expected_window(granule, "B04", *window))
            number += 1
            time.sleep(0.02)
        return number

    assert programs(earthdata.environment()).call(child, path, tutorial.granules[0]) > 20
    log = earthdata.log()
    assert_clean(log)
    assert len(log.triples) >= 2 and not log.of("s3", status=400) and not log.of("s3", status=403)


@pytest.mark.parametrize("family", ["cumulus", "tea"])
@pytest.mark.parametrize("login", ["token", "password", "netrc"])
def test_every_login_at_both_families(programs, earthdata, remote_list, tutorial, login, family):
    earthdata.set(token_life=2.0)

    def child(path, granules):
        import time

        dataset = gdal.Open(path)
        end = time.monotonic() + 3
        number = 0
        while time.monotonic() < end:
            window = (1500 + 97 * number % 700, 61 * number % 3600, 40, 30)
            pixels = dataset.ReadAsArray(*window)
            assert all(np.array_equal(pixels[i], hls_pixels.expected_window(g, "B04", *window)) for i, g in enumerate(granules)), window
            number += 1
        return number

    assert programs(environment_for(earthdata, login, family)).call(child, remote_list, tutorial.granules) > 3
    log = earthdata.log()
    assert_clean(log)
    assert len(log.of(family, path="^/s3credentials")) == len(log.credential_fetches)
    assert len(log.triples) >= 2
    if login == "token":
        assert not log.of("urs")
    else:
        # The password goes to Earthdata Login once, not at every refresh.
        assert len(log.of("urs")) <= 4


def test_64_threads_cause_one_fetch(programs, earthdata, tutorial):
    """Cold: everyone waits for the same exchange."""
    earthdata.set(latency_ms=100.0)

    def child(paths):
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(64) as pool:
            return list(pool.map(lambda path: gdal.Open(path).ReadAsArray(2000, 1000, 1, 1).shape == (1, 1), paths))

    assert all(programs(earthdata.environment()).call(child, [f"/vsiearthdata/{key}" for key in tutorial.keys * 2]))
    log = earthdata.log()
    assert_clean(log, most_fetches=1)


def test_open_file_outlives_its_token(programs, earthdata, path, tutorial):
    """The keys end between two reads of an open file. Nobody reopens anything."""

    def child(path, granule, control):
        import urllib.request

        dataset = gdal.Open(path)
        for y in range(0, 3500, 700):
            request = urllib.request.Request(control + "/expire", b'{"what": ["triples"]}', {"Content-Type": "application/json"})
            urllib.request.urlopen(request).read()
            window = (1800, y + 64, 200, 50)
            assert np.array_equal(dataset.ReadAsArray(*window), hls_pixels.expected_window(granule, "B04", *window)), y
        return True

    assert programs(earthdata.environment()).call(child, path, tutorial.granules[0], earthdata.urls["control"])
    log = earthdata.log()
    assert_clean(log, most_fetches=6)
    assert len(log.credential_fetches) == 6
    # Per end of the keys: the read itself, and the question why it failed.
    assert len(log.of("s3", status=400)) <= 15


@pytest.mark.parametrize("error", ["ExpiredToken", "InvalidToken"])
@pytest.mark.parametrize("skip", [0, 1], ids=["at open", "at read"])
@pytest.mark.parametrize("count", [1, 2])
def test_refused_request_is_repeated_with_new_keys(remote, earthdata, path, tutorial, error, skip, count):
    """One refusal may be an accident that new keys aren't needed for; the second one says that they are."""
    rule = earthdata.strike(S3_READ, {"error": error}, skip=skip, count=count)
    assert remote.call(read_object, path, tutorial.granules[0], PIXELS) == "right"
    assert earthdata.struck(rule) == count
    assert_clean(earthdata.log(), most_fetches=count + 1)
    assert len(earthdata.log().credential_fetches) >= count


def test_expired_while_32_granules_are_read(remote, earthdata, remote_list, tutorial):
    """The keys end in the middle of a parallel read: one new fetch for all 32 workers."""
    earthdata.set(latency_ms=20.0)
    earthdata.strike({**S3_READ, "range": "^bytes=[1-9]"}, {"expire_triples": True}, skip=3, count=1)
    assert remote.call(read_series, remote_list, tutorial.granules, PIXELS)
    assert_clean(earthdata.log(), most_fetches=2)
    assert len(earthdata.log().credential_fetches) == 2


@pytest.mark.parametrize("skip", [0, 1], ids=["at open", "at read"])
def test_permanent_refusal_ends(remote, earthdata, path, tutorial, skip):
    """S3 that refuses every set is an error soon, not a loop."""
    earthdata.strike(S3_READ, {"error": "ExpiredToken"}, skip=skip)
    message = remote.run("gdallocationinfo", path, "2000", "2000", check=False).stderr
    assert "refuses the temporary credential as expired" in message and "ERROR" in message
    assert len(earthdata.log().credential_fetches) <= 4


def test_valid_set_is_used_while_the_endpoint_fails(programs, earthdata, path, tutorial):
    """The address s3credentials is down from the second request on; the set that is there still lives."""
    earthdata.set(token_life=6.0)
    earthdata.strike(CREDENTIALS, {"status": 500}, skip=1)

    def child(path, granule):
        import time

        dataset = gdal.Open(path)
        end = time.monotonic() + 4
        while time.monotonic() < end:  # over the advisory margin, half of its life
            window = (2000, int(time.monotonic() * 1000) % 3600, 20, 10)
            assert np.array_equal(dataset.ReadAsArray(*window), hls_pixels.expected_window(granule, "B04", *window))
        return True

    value, output = programs(earthdata.environment()).call_and_output(child, path, tutorial.granules[0])
    assert value and output.lower().count("warning") <= 1
    assert 2 <= len(earthdata.log().credential_fetches) <= 8
    assert earthdata.log().credential_fetches.max_in_flight == 1


def test_endpoint_that_recovers(remote, earthdata, path, tutorial):
    """No set yet, two failures, then it works: nobody notices."""
    earthdata.strike(CREDENTIALS, {"status": 503}, count=1)
    earthdata.strike(CREDENTIALS, {"reset": True}, count=1)
    assert remote.call(read_object, path, tutorial.granules[0], PIXELS) == "right"
    assert len(earthdata.log().credential_fetches) == 3


# --- what Earthdata Login and s3credentials may answer -------------------------


def failure(some, path) -> str:
    done = some.run("gdalinfo", path, check=False)
    assert done.returncode != 0
    return done.stderr


def assert_no_secret(emulator, text: str) -> None:
    from child_environment import planted_in

    assert planted_in(text, emulator.secret_markers) == []


def test_login_page(remote, earthdata, path):
    """An answer 200 with the login page is an error that speaks of the login, after one question."""
    earthdata.strike(CREDENTIALS, {"error": "LoginPage"})
    message = failure(remote, path)
    assert (
        "Earthdata Login" in message
        and "token" in message
        and "json" not in message.lower()
        and "html" not in message.lower().replace("text/html", "")
    )
    assert len(earthdata.log().credential_fetches) == 1


@pytest.mark.parametrize("status", [302, 307])
@pytest.mark.parametrize("place", ["thief/steal", "urs/oauth/authorize"])
def test_redirect_is_never_followed_with_the_bearer(remote, earthdata, path, status, place):
    """Neither to another host nor to Earthdata Login itself: a redirect means that the token isn't accepted."""
    earthdata.strike(CREDENTIALS, {"redirect": place, "status": status})
    message = failure(remote, path)
    assert "token" in message
    log = earthdata.log()
    assert not log.of("thief") and not log.of("urs") and not log.violations
    assert len(log.credential_fetches) == 1


@pytest.mark.parametrize("login", ["password", "netrc"])
def test_password_never_goes_to_another_host(programs, earthdata, path, login):
    earthdata.strike(CREDENTIALS, {"redirect": "thief/oauth/authorize", "status": 302})
    message = failure(programs(environment_for(earthdata, login)), path)
    assert_no_secret(earthdata, message)
    assert not [entry for entry in earthdata.log().of("thief") if entry["violations"] or entry["auth"]]
    assert not earthdata.log().violations


@pytest.mark.parametrize("login", ["password", "netrc", "token"])
def test_wrong_login_is_asked_once(programs, earthdata, tutorial, login, tmp_path):
    """Wrong logins lock an account: one question for 32 granules, and the message names the source, not the value."""
    environment = environment_for(earthdata, login)
    netrc = tmp_path / "wrong-netrc"
    netrc.write_text("machine 127.0.0.1 login planted_user password PLANTED-PASSWORD-wrong\n")
    netrc.chmod(0o600)
    wrong = {
        "password": {"EARTHDATA_PASSWORD": "PLANTED-PASSWORD-wrong"},
        "netrc": {"NETRC": os.fspath(netrc)},
        "token": {"EARTHDATA_TOKEN": "PLANTEDBEARER-wrong"},
    }[login]

    def child(paths):
        return [failure_of(gdal.Open, path) for path in paths]

    messages, output = programs({**environment, **wrong}).call_and_output(child, [f"/vsiearthdata/{key}" for key in tutorial.keys])
    assert all(messages)
    log = earthdata.log()
    if login == "token":
        assert len(log.credential_fetches) == 1
    else:
        assert len([entry for entry in log.of("urs") if entry["auth"] and entry["auth"]["scheme"] == "Basic"]) == 1
    source = {"password": "EARTHDATA_PASSWORD", "netrc": os.fspath(netrc), "token": "EARTHDATA_TOKEN"}[login]
    assert source in messages[0] or source in output, messages[0]
    assert_no_secret(earthdata, " ".join(messages) + output)


@pytest.mark.parametrize("family", ["cumulus", "tea"])
@pytest.mark.parametrize("login", ["token", "password"])
def test_licence_that_is_not_accepted(programs, earthdata, path, login, family):
    """The message has the URL where to approve; nothing is tried again."""
    earthdata.set(eula_accepted=False)
    message = failure(programs(environment_for(earthdata, login, family)), path)
    assert "http" in message and ("approve" in message.lower() or "eula" in message.lower() or "licen" in message.lower()), message
    # With a password: asked, sent to the login, sent back.
    assert len(earthdata.log().credential_fetches) <= 3


@pytest.mark.parametrize(
    "body",
    ["{}", "[]", "null", '{"accessKeyId": 1}', '{"accessKeyId": "A", "secretAccessKey": "B", "sessionToken": "C\\r\\nX-Evil: 1", "expiration": "2099-01-01 00:00:00+00:00"}',
     '{"accessKeyId": "A\\u0000B", "secretAccessKey": "B", "sessionToken": "C", "expiration": "2099-01-01 00:00:00+00:00"}',
     '{"accessKeyId": "A", "secretAccessKey": "B", "sessionToken": "C", "expiration": "2001-01-01 00:00:00+00:00"}',
     "[" * 20000, "x" * 200_000, '{"accessKeyId": "A"'],
    ids=["empty", "list", "null", "number", "header-injection", "nul", "past", "deep", "large", "cut"],
)  # fmt: skip
def test_malformed_credentials(remote, earthdata, path, body):
    """An error of one line, no crash, no loop, nothing sent to S3."""
    earthdata.strike(CREDENTIALS, {"status": 200, "body": body, "headers": {"Content-Type": "application/json"}})
    message = failure(remote, path)
    assert "S3 credentials from http://127.0.0.1" in message
    assert not earthdata.log().of("s3")
    assert len(earthdata.log().credential_fetches) <= 2


@pytest.mark.parametrize("offset", [3600.0, -3600.0])
def test_clocks_of_servers_differ_from_ours(remote, earthdata, path, tutorial, offset):
    """Refreshing depends on the server's Date, so a wrong local clock shows only where S3 refuses the signature."""
    earthdata.set(daac_clock=offset, urs_clock=offset)
    assert remote.call(read_object, path, tutorial.granules[0], PIXELS) == "right"
    assert_clean(earthdata.log(), most_fetches=1)


def test_clock_that_s3_refuses(remote, earthdata, path, tutorial):
    earthdata.set(daac_clock=3600.0, s3_clock=3600.0)
    message = remote.call(read_object, path, tutorial.granules[0], PIXELS)
    assert "clock" in message and "60 min" in message, message
    assert len(earthdata.log().credential_fetches) <= 1


# --- what S3 may answer --------------------------------------------------------

TRANSIENT = {
    "500": {"status": 500},
    "503": {"status": 503},
    "SlowDown": {"error": "SlowDown"},
    "InternalError": {"error": "InternalError"},
    "429": {"status": 429, "headers": {"Retry-After": "0"}},
    "reset": {"reset": True},
    "cut": {"cut_after": 100},
    "reset in the body": {"reset_after": 100},
    "wrong Content-Range": {"content_range": "bytes 5-20/371777"},
    "200 with the whole object": {"ignore_range": True},
    "200 with an error body": {"error_in_200": "InternalError"},
    "200 with SlowDown": {"error_in_200": "SlowDown"},
    "200 with a page": {"status": 200, "body": "<!DOCTYPE html><html><body>Please wait</body></html>"},
    "200 with a long page": {"status": 200, "body": "<!DOCTYPE html><html><body>" + "<p>wait</p>" * 1000 + "</body></html>"},
}


@pytest.mark.parametrize("skip", [0, 1], ids=["at open", "at read"])
@pytest.mark.parametrize("name", TRANSIENT)
def test_one_failure_is_not_noticed(remote, earthdata, path, tutorial, name, skip):
    """The same request goes out again, and the pixels are right."""
    rule = earthdata.strike(S3_READ, TRANSIENT[name], skip=skip, count=1)
    assert remote.call(read_object, path, tutorial.granules[0], PIXELS) == "right"
    assert earthdata.struck(rule) == 1
    assert_clean(earthdata.log(), most_fetches=1)


@pytest.mark.parametrize("name", TRANSIENT)
def test_lasting_failure_is_an_error(remote, earthdata, path, tutorial, name):
    """From the second request on, for ever: an error in reasonable time, never zeros or short pixels."""
    earthdata.strike(S3_READ, TRANSIENT[name], skip=1)
    begin = time.monotonic()
    answer = remote.call(read_object, path, tutorial.granules[0], PIXELS)
    # These two deliver the right bytes, only said wrongly.
    harmless = name in ("200 with the whole object", "wrong Content-Range")
    assert answer != "WRONG" and (answer != "right" or harmless), answer
    # GDAL's GTiff driver asks twice; each time four attempts, with a question why after each failure.
    assert len(earthdata.log().of("s3")) <= 24
    assert time.monotonic() - begin < 60


BAD = {
    "NoSuchKey": ({"error": "NoSuchKey"}, "no such object"),
    "AccessDenied": ({"error": "AccessDenied"}, "denies access"),
    "ExpiredToken": ({"error": "ExpiredToken"}, "refuses the temporary credential"),
    "500": ({"status": 500}, "HTTP status 500"),
    "cut": ({"cut_after": 100}, ""),
}


@pytest.mark.parametrize("skip", [0, 1], ids=["at open", "at read"])
@pytest.mark.parametrize("name", BAD)
def test_one_bad_granule_of_32(remote, earthdata, remote_list, tutorial, name, skip):
    """An error with the granule's name and the reason; the others are right, also afterwards."""
    victim = tutorial.granules[11]
    fault, reason = BAD[name]
    earthdata.strike({**S3_READ, "path": victim}, fault, skip=skip)

    def child(path, granules, window, bad):
        dataset = gdal.Open(path)
        message = failure_of(dataset.ReadAsArray, *window)
        for number, granule in enumerate(granules):
            band = dataset.GetRasterBand(number + 1)
            if number == bad:
                assert granule in failure_of(band.ReadAsArray, *window)
            else:
                assert np.array_equal(band.ReadAsArray(*window), hls_pixels.expected_window(granule, "B04", *window))
        return message

    message = remote.call(child, remote_list, tutorial.granules, PIXELS, 11)
    assert victim in message and "line" in message and reason in message, message
    assert_clean(earthdata.log(), most_fetches=1 if name != "ExpiredToken" else 8)


@pytest.mark.parametrize("error", ["AccessDenied", "NoSuchKey", "OutOfRegion"])
def test_refusals_that_new_keys_do_not_change(remote, earthdata, path, tutorial, error):
    """No refresh, and the message says what to do."""
    earthdata.strike(S3_READ, {"error": error})
    message = remote.call(read_object, path, tutorial.granules[0], PIXELS)
    assert message not in ("right", "WRONG")
    assert len(earthdata.log().credential_fetches) == 1
    assert len(earthdata.log().of("s3")) <= 3
    words = {
        "AccessDenied": ("licen", "EULA", "region"),
        "NoSuchKey": ("not exist", "404", "no such", "not found"),
        "OutOfRegion": ("us-west-2",),
    }[error]
    assert any(word.lower() in message.lower() for word in words), message


def test_missing_side_cars_cost_no_credentials(remote, earthdata, path):
    def child(path):
        return [gdal.VSIStatL(path + suffix) is None for suffix in (".aux.xml", ".ovr", ".msk")] + [
            gdal.VSIStatL(path[:-4] + "x.tif") is None
        ]

    assert all(remote.call(child, path))
    assert len(earthdata.log().credential_fetches) <= 1


# --- hostile settings of the user ----------------------------------------------

HOSTILE = {
    "GDAL_HTTP_HEADERS": "Authorization: Bearer PLANTEDBEARER-of-another-service",
    "AWS_NO_SIGN_REQUEST": "YES",
    "AWS_PROFILE": "no-such-profile",
    "AWS_DEFAULT_PROFILE": "no-such-profile",
    "AWS_SESSION_TOKEN": "PLANTEDSESSION-of-another-account",
    "AWS_ACCESS_KEY_ID": "AKIAANOTHERACCOUNT00",
    "AWS_SECRET_ACCESS_KEY": "PLANTEDSECRET-of-another-account",
    "AWS_S3_ENDPOINT": "127.0.0.1:9",
    "AWS_HTTPS": "YES",
    "AWS_VIRTUAL_HOSTING": "TRUE",
    "AWS_REQUEST_PAYER": "requester",
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ROLE_ARN": "arn:aws:iam::1:role/x",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent",
    "GDAL_HTTP_AUTH": "NTLM",
    "GDAL_HTTP_USERPWD": "user:PLANTED-PASSWORD-of-another-service",
    "GDAL_HTTP_NETRC": "YES",
    "GDAL_HTTP_COOKIE": "session=PLANTEDCOOKIE",
}


@pytest.mark.parametrize("name", [*HOSTILE, "all"])
def test_hostile_environment(programs, earthdata, path, tutorial, name):
    """The user's settings for other services neither alter our requests nor travel in them."""
    variables = HOSTILE if name == "all" else {name: HOSTILE[name]}
    some = programs(earthdata.environment(**variables))
    assert some.call(read_object, path, tutorial.granules[0], PIXELS) == "right"
    log = earthdata.log()
    assert_clean(log, most_fetches=1)
    assert {entry["service"] for entry in log} == {"cumulus", "s3"}
    assert all(entry["auth"]["scheme"] == "AWS4-HMAC-SHA256" for entry in log.of("s3"))
    assert all(status in (200, 206) for status in log.statuses())


# --- AdviseRead ------------------------------------------------------------------


@pytest.fixture(scope="session")
def uncompressed(data_dir, tutorial) -> Path:
    root = data_dir / "uncompressed"
    hls_generator.write_all([tutorial.links[0]], root, Recipe(compress="NONE", profile="noise"))
    return root


@pytest.mark.parametrize(
    "fault",
    [{"expire_triples": True}, {"error": "ExpiredToken"}, {"status": 500}, {"reset": True}, {"error": "AccessDenied"}, {"cut_after": 1000}],
)
def test_prefetch_that_fails_never_becomes_zeros(programs, plugin_dir, uncompressed, tutorial, fault):
    """An uncompressed file (nothing else would notice zeros), read with GDAL_NUM_THREADS=4. The first range requests
    meet the fault, and of those after them one in five."""

    def child(path, granule):
        wrong = 0
        wanted = hls_pixels.expected_window(granule, "B04", 1000, 1000, 1500, 1200, "noise")
        failures = []
        for _ in range(3):
            dataset = gdal.Open(path)
            try:
                pixels = dataset.ReadAsArray(1000, 1000, 1500, 1200)
            except RuntimeError as problem:
                failures.append(str(problem))
                continue
            wrong += not np.array_equal(pixels, wanted)
            gdal.VSICurlClearCache()
        return [wrong, failures]

    with earthdata_emulator.running([uncompressed]) as earthdata:
        path = f"/vsiearthdata/{tutorial.keys[0]}"
        ranges = {**S3_READ, "range": "^bytes=[1-9]"}
        earthdata.strike(ranges, fault, count=2)
        earthdata.strike(ranges, fault, probability=0.2, count=6)
        wrong, failures = programs(earthdata.environment(GDAL_NUM_THREADS="4")).call(child, path, tutorial.granules[0])
        assert wrong == 0
        if fault != {"error": "AccessDenied"}:
            assert len(failures) <= 1, failures
        assert_clean(earthdata.log())
