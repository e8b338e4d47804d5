"""Faults on the way to the data, by S3 and by HTTPS: names, regions, silence, ranges, redirects, and logins that are put right."""

from __future__ import annotations

import os
import time
from pathlib import Path

import earthdata_emulator
import pytest
from child_environment import planted_in
from child_functions import read_object

from earthdata.hls import generator as hls_generator
from earthdata.hls.generator import Recipe

ACCESS = ["S3", "HTTPS"]
S3_READ = {"service": "s3", "method": "GET", "path": r"\.tif$"}
# Of one tile, so that it is one request.
PIXELS = (1900, 1100, 70, 60)


@pytest.fixture(params=ACCESS)
def access(request) -> str:
    return request.param


@pytest.fixture
def some(programs, earthdata, access):
    """Programs that read in one of the ways."""
    return programs(earthdata.environment(VSIEARTHDATA_ACCESS=access))


# --- names ------------------------------------------------------------------------

KEYS = [
    "a b/plus+percent%25.bin",
    "a b/%2e%2e/%41.bin",
    "ünïcode/&=?#.bin",
    "punctuation/~!*'();:@$,[]{}|^`<>\".bin",
    "..dots./...bin",
]


@pytest.mark.parametrize("daac", ["cumulus", "tea"])
def test_difficult_keys(plugin_dir, programs, tmp_path, access, daac):
    """Keys are taken as they are; each object holds its own name. S3 checks the signature of the encoded one."""
    bucket = "podaac-ops-cumulus-protected"
    for key in KEYS:
        file = tmp_path / bucket / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(key.encode() * 1000)

    def child(keys):
        wrong = []
        for key in keys:
            path = "/vsiearthdata/podaac-ops-cumulus-protected/" + key
            try:
                handle = gdal.VSIFOpenL(path, "rb")
                if bytes(gdal.VSIFReadL(1, 100000, handle)) != key.encode() * 1000 or gdal.VSIStatL(path).size != len(key.encode()) * 1000:
                    wrong.append([key, "other bytes"])
            except Exception as problem:
                wrong.append([key, str(problem)])
        return wrong

    with earthdata_emulator.running([tmp_path], daac=daac) as emulator:
        environment = emulator.environment(VSIEARTHDATA_ACCESS=access)
        assert programs(environment).call(child, KEYS) == []
        assert not emulator.log().violations


def test_a_key_that_is_no_text(some, earthdata, access):
    """Its bytes go out as they are."""

    def child():
        gdal.DontUseExceptions()
        return gdal.VSIStatL(b"/vsiearthdata/podaac-ops-cumulus-protected/\xff\xfe.bin") is None

    assert some.call(child)
    asked = earthdata.log().of("s3" if access == "S3" else "cumulus", path="bin$")
    assert asked and all(entry["path"].endswith("/%FF%FE.bin") for entry in asked)


# --- regions ----------------------------------------------------------------------


def test_another_region_is_signed_for(programs, earthdata, path, tutorial):
    """S3 names one (a wrong one, which it then corrects): each time the request is signed for the region named."""
    body = (
        "<?xml version='1.0'?><Error><Code>AuthorizationHeaderMalformed</Code><Message>wrong</Message><Region>eu-central-1</Region></Error>"
    )
    rule = earthdata.strike(S3_READ, {"status": 400, "body": body, "headers": {"Content-Type": "application/xml"}}, count=1)
    some = programs(earthdata.environment(VSIEARTHDATA_ACCESS="S3"))
    assert some.call(read_object, path, tutorial.granules[0], PIXELS) == "right"
    assert earthdata.struck(rule) == 1
    log = earthdata.log()
    assert [entry["error"] for entry in log.of("s3", status=400)][-1] == "AuthorizationHeaderMalformed"
    assert len(log.of("s3", status=400)) == 2 and len(log.credential_fetches) == 1 and not log.violations


def test_regions_without_end(programs, earthdata, path, tutorial):
    earthdata.strike(S3_READ, {"error": "AuthorizationHeaderMalformed"})
    some = programs(earthdata.environment(VSIEARTHDATA_ACCESS="S3"))
    message = some.call(read_object, path, tutorial.granules[0], PIXELS)
    assert message not in ("right", "WRONG") and path in message
    assert len(earthdata.log().of("s3")) <= 8 and len(earthdata.log().credential_fetches) <= 2


# --- answers that don't come, or wrongly --------------------------------------------------


@pytest.mark.parametrize("skip", [0, 1], ids=["at open", "at read"])
def test_a_server_that_falls_silent(some, earthdata, path, tutorial, skip):
    """The connection stays, nothing comes: the time limit of GDAL's options ends it, and the range is read again."""
    rule = earthdata.strike(S3_READ, {"hang": 100.0}, skip=skip, count=1)
    variables = {"GDAL_HTTP_LOW_SPEED_TIME": "1", "GDAL_HTTP_LOW_SPEED_LIMIT": "1"}
    begin = time.monotonic()
    assert some.call(read_object, path, tutorial.granules[0], PIXELS, **variables) == "right"
    assert earthdata.struck(rule) == 1 and time.monotonic() - begin < 30


@pytest.mark.parametrize("fault", [{"error": "InvalidRange"}, *({"status": status} for status in (408, 502, 504))], ids=str)
def test_one_odd_status_is_not_noticed(some, earthdata, path, tutorial, fault):
    """416 for a range that exists, and gateways' statuses that pass: asked again, the answer is right."""
    rule = earthdata.strike(S3_READ, fault, skip=1, count=1)
    assert some.call(read_object, path, tutorial.granules[0], PIXELS) == "right"
    assert earthdata.struck(rule) == 1


@pytest.mark.parametrize("skip", [0, 1], ids=["at open", "at read"])
def test_416_for_ever_is_an_error(some, earthdata, path, tutorial, skip):
    earthdata.strike(S3_READ, {"error": "InvalidRange"}, skip=skip)
    message, output = some.call_and_output(read_object, path, tutorial.granules[0], PIXELS)
    assert message not in ("right", "WRONG") and path in message + output, message
    # GDAL takes 416 for an empty object. GTiff asks twice, each time four attempts; each looks twice and for more bytes.
    assert len(earthdata.log().of("s3")) <= 2 * 4 * 3 + 4


@pytest.mark.parametrize("error", ["SignatureDoesNotMatch", "InvalidAccessKeyId"])
def test_refused_signature_is_renewed_once(some, earthdata, path, tutorial, access, error):
    """By HTTPS it is the signature in the URL."""
    earthdata.strike(S3_READ, {"error": error})
    message = some.call(read_object, path, tutorial.granules[0], PIXELS)
    assert message not in ("right", "WRONG") and planted_in(message, earthdata.secret_markers) == []
    log = earthdata.log()
    assert len(log.credential_fetches if access == "S3" else log.of("cumulus")) == 2
    assert not log.violations


def test_threads_share_one_renewal(some, earthdata, path, tutorial):
    """32 threads read one object when its keys or its signed URL end."""
    earthdata.set(latency_ms=20.0)
    rule = earthdata.strike({**S3_READ, "range": "^bytes=[1-9]"}, {"expire_triples": True}, skip=8, count=1)

    def child(path, granule):
        from concurrent.futures import ThreadPoolExecutor

        files = [gdal.Open(path) for _ in range(32)]

        def work(number):
            window = (1800, 110 * number, 60, 50)
            return bool(np.array_equal(files[number].ReadAsArray(*window), hls_pixels.expected_window(granule, "B04", *window)))

        with ThreadPoolExecutor(32) as pool:
            return list(pool.map(work, range(32)))

    assert all(some.call(child, path, tutorial.granules[0]))
    log = earthdata.log()
    assert earthdata.struck(rule) == 1 and len(log.of("cumulus")) == 2 and not log.violations


# --- redirects ----------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["cumulus/again", "urs/oauth/authorize?again"])
def test_redirects_in_a_circle(programs, earthdata, path, access, place):
    """At most five, with the password at its own host only."""
    environment = earthdata.environment(
        VSIEARTHDATA_ACCESS=access, EARTHDATA_USERNAME=earthdata.user, EARTHDATA_PASSWORD=earthdata.password
    )
    del environment["EARTHDATA_TOKEN"]
    earthdata.strike({"service": "urs", "path": "^/api/"}, {"status": 404})
    earthdata.strike({"service": ["cumulus", "urs"]}, {"redirect": place, "status": 307})
    done = programs(environment).run("gdalinfo", path, check=False)
    assert "five times" in done.stderr and planted_in(done.stderr, earthdata.secret_markers) == []
    log = earthdata.log()
    assert not log.violations and not log.of("s3")
    assert len(log) - len(log.of("urs", path="^/api/")) == 6


# --- logins that are wrong, and put right ------------------------------------------------


@pytest.mark.parametrize("login", ["token", "password", "netrc"])
def test_wrong_login_names_its_source(programs, earthdata, path, access, login, tmp_path):
    netrc = tmp_path / "wrong-netrc"
    netrc.write_text("machine 127.0.0.1 login planted_user password PLANTED-PASSWORD-wrong\n")
    netrc.chmod(0o600)
    source, variables = {
        "token": ("EARTHDATA_TOKEN", {"EARTHDATA_TOKEN": "PLANTEDBEARER-wrong"}),
        "password": ("EARTHDATA_PASSWORD", {"EARTHDATA_USERNAME": earthdata.user, "EARTHDATA_PASSWORD": "PLANTED-PASSWORD-wrong"}),
        "netrc": (os.fspath(netrc), {"NETRC": os.fspath(netrc)}),
    }[login]
    environment = earthdata.environment(VSIEARTHDATA_ACCESS=access)
    del environment["EARTHDATA_TOKEN"]
    done = programs({**environment, **variables}).run("gdalinfo", path, check=False)
    assert source in done.stderr and "PLANTED" not in done.stderr and len(earthdata.log()) == 1


@pytest.mark.parametrize("trouble", ["login", "denied", "absent"])
def test_corrected_login_works_at_once(some, earthdata, path, tutorial, trouble):
    """What GDAL and we remember of the failure belongs to the other login."""
    token = "wrong.token.value"
    if trouble != "login":
        # It gets in, and fails at S3.
        token = earthdata.token
        earthdata.strike({"service": "s3"}, {"error": "AccessDenied" if trouble == "denied" else "NoSuchKey"})

    def child(path, granule, token, user, password, control):
        import urllib.request

        gdal.SetConfigOption("EARTHDATA_TOKEN", token)
        failures = [failure_of(gdal.Open, path), gdal.VSIStatL(path) is None]
        urllib.request.urlopen(urllib.request.Request(control + "/rules", method="DELETE")).read()
        gdal.SetConfigOption("EARTHDATA_TOKEN", None)
        gdal.SetConfigOption("EARTHDATA_USERNAME", user)
        gdal.SetConfigOption("EARTHDATA_PASSWORD", password)
        # First what goes by memory most.
        is_there = gdal.VSIStatL(path) is not None
        window = (1900, 1100, 70, 60)
        pixels = gdal.Open(path).ReadAsArray(*window)
        return [*map(bool, failures), is_there, np.array_equal(pixels, hls_pixels.expected_window(granule, "B04", *window))]

    del some.environment["EARTHDATA_TOKEN"]
    login = (token, earthdata.user, earthdata.password)
    assert some.call(child, path, tutorial.granules[0], *login, earthdata.urls["control"]) == [True] * 4
    assert not earthdata.log().violations


# --- what was read ahead ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def uncompressed(data_dir, tutorial) -> Path:
    root = data_dir / "uncompressed"
    hls_generator.write_all([tutorial.links[0]], root, Recipe(compress="NONE", profile="noise"))
    return root


FAULTS = [
    {"expire_triples": True},
    {"error": "ExpiredToken"},
    {"status": 500},
    {"reset": True},
    {"error": "AccessDenied"},
    {"cut_after": 1000},
    {"ignore_range": True},
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(map(str, *fault.items())))
def test_prefetch_that_fails_for_good_never_becomes_zeros(programs, plugin_dir, uncompressed, tutorial, access, fault):
    """Uncompressed, so that nothing else would notice. For longer than repeating helps; test_rotation.py has it shorter."""

    def child(path, granule):
        wanted = hls_pixels.expected_window(granule, "B04", 1000, 1000, 1500, 1200, "noise")
        outcomes = []
        for _ in range(4):
            try:
                outcomes.append(bool(np.array_equal(gdal.Open(path).ReadAsArray(1000, 1000, 1500, 1200), wanted)))
            except RuntimeError as problem:
                outcomes.append(str(problem))
        return outcomes

    with earthdata_emulator.running([uncompressed]) as earthdata:
        ranges = {**S3_READ, "range": "^bytes=[1-9]"}
        earthdata.strike(ranges, fault, count=24)
        environment = earthdata.environment(GDAL_NUM_THREADS="4", VSIEARTHDATA_ACCESS=access)
        outcomes = programs(environment).call(child, f"/vsiearthdata/{tutorial.keys[0]}", tutorial.granules[0])
        assert False not in outcomes and True in outcomes, outcomes
        assert not earthdata.log().violations
