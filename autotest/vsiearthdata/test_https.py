"""The same objects by HTTPS: through the data centre's host to signed URLs, by choice or because S3 refuses by region."""

from __future__ import annotations

import os
import re
from datetime import datetime

import earthdata_emulator
import pytest
from child_environment import planted_in, planted_in_folder

GRANULES = 8
HEADER = "bytes=0-16383"
# A piece of every signed URL.
SIGNATURE = ["X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token"]


@pytest.fixture
def paths(tutorial) -> list[str]:
    return [f"/vsiearthdata/{key}" for key in tutorial.keys[:GRANULES]]


@pytest.fixture
def path(paths) -> str:
    return paths[0]


@pytest.fixture
def file(tutorial, objects) -> str:
    return tutorial.files(objects)[0]


@pytest.fixture
def by_https(programs, earthdata):
    return programs(earthdata.environment(VSIEARTHDATA_ACCESS="HTTPS"))


def points(paths):
    """Child: one pixel of each file, each opened once."""
    return [gdal.Open(path).ReadAsArray(2000, 1500, 1, 1).tolist() for path in paths]


def checksums(paths):
    """Child: all bytes of each file, and a window."""
    import hashlib

    found = []
    for path in paths:
        handle = gdal.VSIFOpenL(path, "rb")
        digest = hashlib.sha256()
        while chunk := gdal.VSIFReadL(1, 100000, handle):
            digest.update(bytes(chunk))
        gdal.VSIFCloseL(handle)
        found.append([digest.hexdigest(), gdal.Open(path).ReadAsArray(1900, 1400, 300, 300).tolist()])
    return found


def by_service(log, *services):
    """method and range of each object's requests."""
    found = {}
    for entry in log.of(*services):
        if entry["key"]:
            found.setdefault(entry["key"].rpartition("/")[2], []).append((entry["method"], entry["status"]))
    return found


# --- equal bytes, requests ----------------------------------------------------


def test_the_same_bytes_every_way(programs, earthdata, paths, tutorial, objects):
    """From S3, by HTTPS, and by AUTO inside and outside the region, where S3 refuses: the local files' bytes."""
    local = programs(earthdata.bare_environment()).call(checksums, tutorial.files(objects)[:GRANULES])
    for access, in_region in (("S3", True), ("HTTPS", False), ("AUTO", False), ("AUTO", True)):
        earthdata.reset()
        earthdata.set(in_region=in_region)
        found = programs(earthdata.environment(VSIEARTHDATA_ACCESS=access)).call(checksums, paths)
        assert found == local, (access, in_region)
        assert not earthdata.log().violations
        assert not earthdata.log().of("thief")


@pytest.mark.parametrize("daac", ["cumulus", "tea"])
def test_requests_of_a_cold_point_read(programs, objects, paths, daac):
    """One for the signed URL, two for the data; no HEAD, and nothing but ranges."""
    with earthdata_emulator.running([objects], daac=daac) as earthdata:
        programs(earthdata.environment(VSIEARTHDATA_ACCESS="HTTPS")).call(points, paths)
        log = earthdata.log()
        asked, read = by_service(log, daac), by_service(log, "s3")
        assert [len(entries) for entries in asked.values()] == [1] * GRANULES
        assert [entries for entries in read.values()] == [[("GET", 206), ("GET", 206)]] * GRANULES
        assert all(entry["range"] for entry in log.of("s3"))
        assert all(entry["auth"]["scheme"] == "presigned" for entry in log.of("s3"))
        assert not log.credential_fetches and not log.violations and not log.of("thief")


def test_requests_when_auto_is_refused(programs, earthdata, paths):
    """One refused request in all, then as with HTTPS."""
    earthdata.set(in_region=False)
    programs(earthdata.environment()).call(points, paths)
    log = earthdata.log()
    assert len(log.credential_fetches) == 1
    assert [entry["status"] for entry in log.of("s3")].count(403) == 1
    assert len(log.of("s3")) == 2 * GRANULES + 1
    assert len(log.of("cumulus", path="tif$")) == GRANULES
    assert not log.violations


def test_reading_again_asks_nobody(by_https, earthdata, path):
    def child(path):
        for _ in range(5):
            gdal.Open(path).ReadAsArray(2000, 1500, 1, 1)
        return [gdal.VSIStatL(path).size, gdal.VSIStatL(path).mtime > 0]

    size, has_time = by_https.call(child, path)
    log = earthdata.log()
    assert size > 0 and has_time and len(log.of("cumulus")) == 1
    # The header stays in the cache.
    assert [entry["range"] for entry in log.of("s3")].count(HEADER) == 1


def test_threads_share_one_signed_url(by_https, earthdata, path):
    def child(path):
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(32) as pool:
            return len(set(pool.map(lambda _: gdal.Open(path).ReadAsArray(2000, 1500, 4, 4).tobytes(), range(64))))

    assert by_https.call(child, path) == 1
    assert len(earthdata.log().of("cumulus")) == 1


def test_gdalinfo_equals_the_local_file(by_https, earthdata, path, file):
    ours, theirs = (by_https.json("gdalinfo", "-json", name) for name in (path, file))
    for answer in (ours, theirs):
        del answer["description"], answer["files"]
    assert ours == theirs
    log = earthdata.log()
    assert [(entry["method"], entry["range"]) for entry in log.of("s3")] == [("GET", HEADER)] and len(log.of("cumulus")) == 1


# --- the choice ---------------------------------------------------------------


def test_s3_only_says_what_to_do(programs, earthdata, path):
    earthdata.set(in_region=False)
    done = programs(earthdata.environment(VSIEARTHDATA_ACCESS="S3")).run("gdalinfo", path, check=False)
    assert done.returncode == 1 and "direct S3 works only in AWS us-west-2" in done.stderr
    assert "VSIEARTHDATA_ACCESS=HTTPS" in done.stderr
    assert not earthdata.log().of("cumulus", path="tif$")


def test_a_plain_denial_is_not_about_the_region(programs, earthdata, path):
    earthdata.strike({"service": "s3"}, {"error": "AccessDenied"})
    done = programs(earthdata.environment()).run("gdalinfo", path, check=False)
    assert "EULA" in done.stderr and "VSIEARTHDATA_CREDENTIALS_URL" in done.stderr and "us-west-2" in done.stderr
    assert not earthdata.log().of("cumulus", path="tif$")


def test_open_files_move_too(programs, earthdata, paths, tutorial):
    """S3 refuses from the second read on."""
    earthdata.strike({"service": "s3", "query": "^$"}, {"error": "OutOfRegion"}, skip=2)

    def child(paths, granules):
        files = [gdal.Open(path) for path in paths[:2]]
        arrays = [dataset.ReadAsArray(2000, 1500, 100, 100) for dataset in files]
        return [
            np.array_equal(array, hls_pixels.expected_window(name, "B04", 2000, 1500, 100, 100)) for array, name in zip(arrays, granules)
        ]

    assert programs(earthdata.environment()).call(child, paths, tutorial.granules[:2]) == [True, True]
    assert len(earthdata.log().of("cumulus", path="tif$")) == 2


def test_both_ways_fail(programs, earthdata, path):
    earthdata.set(in_region=False)
    earthdata.strike({"service": "cumulus", "path": "tif$"}, {"status": 403, "body": "no"})
    done = programs(earthdata.environment()).run("gdalinfo", path, check=False)
    assert "HTTPS" in done.stderr and "us-west-2" in done.stderr


def test_wrong_choice_lists_the_choices(programs, earthdata, path):
    done = programs(earthdata.environment(VSIEARTHDATA_ACCESS="FTP")).run("gdalinfo", path, check=False)
    assert "AUTO, S3 or HTTPS" in done.stderr and len(earthdata.log()) == 0


@pytest.mark.parametrize("how", ["environment", "path"])
def test_options_for_a_path(programs, earthdata, path, how):
    environment = earthdata.environment()
    options = {"VSIEARTHDATA_ACCESS": "HTTPS", "VSIEARTHDATA_HTTPS_URL": environment.pop("VSIEARTHDATA_HTTPS_URL") + "/"}
    if how == "environment":
        environment.update(options)

    def child(path, options):
        for name, value in options.items():
            set_option = getattr(gdal, "SetPathSpecificOption", None) or gdal.SetCredential
            set_option("/vsiearthdata/lp-prod-protected/", name, value)
        return [gdal.Open(path) is not None, gdal.GetFileMetadata(path, "EARTHDATA")["ACCESS"]]

    assert programs(environment).call(child, path, options if how == "path" else {}) == [True, "HTTPS"]
    assert not earthdata.log().credential_fetches


def test_a_data_centre_without_a_mirror(programs, earthdata):
    environment = earthdata.environment(VSIEARTHDATA_ACCESS="HTTPS")
    del environment["VSIEARTHDATA_HTTPS_URL"]
    done = programs(environment).run("gdalinfo", "/vsiearthdata/gesdisc-cumulus-prod-protected/a.nc4", check=False)
    assert "/vsiearthdata/https://data.gesdisc.earthdata.nasa.gov/" in done.stderr and len(earthdata.log()) == 0


def test_folders_are_not_listed(by_https, earthdata, path):
    def child(path):
        folder = path.rpartition("/")[0]
        return [failure_of(gdal.ReadDir, folder), gdal.VSIStatL(folder + "/") is None]

    message, is_none = by_https.call(child, path)
    assert "can't be listed by HTTPS" in message and is_none and len(earthdata.log()) == 0


# --- paths that name the host ---------------------------------------------------


def test_path_with_host(remote, earthdata, tutorial, path, file):
    named = f"/vsiearthdata/{earthdata.urls['tea']}/{tutorial.keys[0]}"

    def child(named, file):
        size = gdal.VSIStatL(named).size
        same = np.array_equal(gdal.Open(named).ReadAsArray(1000, 1000, 50, 50), gdal.Open(file).ReadAsArray(1000, 1000, 50, 50))
        side_cars = [gdal.VSIStatL(named + extension) is None for extension in (".aux.xml", ".ovr", ".msk")]
        return [size, same, side_cars, failure_of(gdal.Open, named.replace(".B04.", ".B99."))]

    size, same, side_cars, missing = remote.call(child, named, file)
    assert size == os.path.getsize(file) and same and all(side_cars) and missing
    log = earthdata.log()
    assert not log.credential_fetches and not log.violations
    assert len(log.of("tea", status=303)) == 1


@pytest.mark.parametrize(
    "host", ["https://example.com", "https://earthdata.nasa.gov.example.com", "https://data.lpdaac.earthdatacloud.nasa.gov:8443"]
)
def test_no_login_for_other_hosts(remote, earthdata, host):
    done = remote.run("gdalinfo", f"/vsiearthdata/{host}/a.tif", check=False)
    assert "your login isn't sent there" in done.stderr and len(earthdata.log()) == 0


# --- logins ---------------------------------------------------------------------


@pytest.mark.parametrize("daac", ["cumulus", "tea"])
@pytest.mark.parametrize("login", ["token", "password", "netrc"])
def test_logins(programs, objects, paths, daac, login):
    with earthdata_emulator.running([objects], daac=daac, login=login) as earthdata:
        assert len(programs(earthdata.environment(VSIEARTHDATA_ACCESS="HTTPS")).call(points, paths)) == GRANULES
        log = earthdata.log()
        assert not log.violations and len(log.of(daac)) == GRANULES
        assert len(log.of("urs")) == (0 if login == "token" else 1)


@pytest.mark.parametrize("daac", ["cumulus", "tea"])
def test_session_where_no_bearer_can_be_had(programs, objects, paths, daac):
    """One walk through the redirects, whose cookie serves all objects."""
    with earthdata_emulator.running([objects], daac=daac, login="password") as earthdata:
        earthdata.strike({"service": "urs", "path": "^/api/"}, {"status": 404, "body": "gone"})
        programs(earthdata.environment(VSIEARTHDATA_ACCESS="HTTPS")).call(points, paths)
        log = earthdata.log()
        assert not log.violations
        assert len(log.of("urs", path="^/oauth/authorize")) == 1
        assert len(log.of(daac, status=303)) == GRANULES


@pytest.mark.parametrize("daac", ["cumulus", "tea"])
def test_rejected_token(programs, objects, paths, daac):
    with earthdata_emulator.running([objects], daac=daac) as earthdata:
        earthdata.expire("edl-tokens")
        environment = earthdata.environment(VSIEARTHDATA_ACCESS="HTTPS")

        def child(paths):
            return [failure_of(gdal.Open, path) for path in paths]

        messages, output = programs(environment).call_and_output(child, paths)
        assert all("rejected the token" in message + output for message in messages)
        # Not once a file.
        assert len(earthdata.log().of(daac)) == 1 and not earthdata.log().violations


def test_wrong_password_is_tried_once(programs, earthdata, paths):
    environment = earthdata.environment(VSIEARTHDATA_ACCESS="HTTPS", EARTHDATA_USERNAME=earthdata.user, EARTHDATA_PASSWORD="wrong")
    del environment["EARTHDATA_TOKEN"]

    def child(paths):
        return [failure_of(gdal.Open, path) for path in paths]

    assert all(programs(environment).call(child, paths))
    assert len(earthdata.log().of("urs")) == 1


def test_licence(programs, objects, path):
    with earthdata_emulator.running([objects], daac="tea", eula_accepted=False) as earthdata:
        done = programs(earthdata.environment(VSIEARTHDATA_ACCESS="HTTPS")).run("gdalinfo", path, check=False)
        assert "EULA Acceptance Failure" in done.stderr and "EARTHDATA_TOKEN" in done.stderr


def test_missing_object(by_https, earthdata, path):
    done = by_https.run("gdalinfo", path.replace(".B04.tif", ".B03.tif"), check=False)
    assert done.returncode != 0 and len(earthdata.log()) == 1


# --- the end of a signed URL ------------------------------------------------------


def test_urls_that_live_for_seconds(by_https, earthdata, path, tutorial):
    earthdata.set(url_life=2.0)

    def child(path, granule):
        import time

        dataset = gdal.Open(path)
        good = 0
        for i in range(12):
            part = dataset.ReadAsArray(1000 + 256 * (i % 5), 1000 + 100 * i, 64, 64)
            good += np.array_equal(part, hls_pixels.expected_window(granule, "B04", 1000 + 256 * (i % 5), 1000 + 100 * i, 64, 64))
            time.sleep(0.5)
        return good

    assert by_https.call(child, path, tutorial.granules[0]) == 12
    log = earthdata.log()
    assert not log.violations and 3 <= len(log.of("cumulus")) <= 12
    assert all(entry["status"] == 206 for entry in log.of("s3"))


@pytest.mark.parametrize("error, most", [("ExpiredToken", 3), ("AccessDenied", 1)])
def test_refused_url_is_replaced(by_https, earthdata, path, error, most):
    """One that has ended is replaced as often as an S3 key that has: the next may end as soon."""
    earthdata.strike({"service": "s3"}, {"error": error}, skip=1, count=1)

    def child(path):
        return gdal.Open(path).ReadAsArray(2000, 1500, 8, 8).tolist()

    assert by_https.call(child, path)
    assert len(earthdata.log().of("cumulus")) == 2
    earthdata.strike({"service": "s3"}, {"error": error})
    done = by_https.run("gdalinfo", path, check=False)
    assert "refuses the signed URL" in done.stderr
    assert len(earthdata.log().of("cumulus")) == 2 + 1 + most


@pytest.mark.parametrize("clock", [3600.0, -3600.0])
def test_clocks(by_https, earthdata, path, clock):
    """The servers' clocks agree with each other; this machine's is off."""
    earthdata.set(daac_clock=clock, s3_clock=clock)
    assert by_https.run("gdalinfo", path).returncode == 0
    assert len(earthdata.log().of("cumulus")) == 1


# --- faults ---------------------------------------------------------------------


FAULTS = {
    "busy": ("s3", {"error": "SlowDown"}),
    "reset": ("s3", {"reset": True}),
    "reset within": ("s3", {"reset_after": 1000}),
    "cut": ("s3", {"cut_after": 1000}),
    "whole object": ("s3", {"ignore_range": True}),
    "another range": ("s3", {"content_range": "bytes 16384-32767/429412"}),
    "error with 200": ("s3", {"error_in_200": "InternalError"}),
    "no content": ("s3", {"status": 204, "body": ""}),
    "accepted": ("s3", {"status": 202, "body": "later"}),
    "data centre busy": ("cumulus", {"status": 503, "headers": {"Retry-After": "1"}}),
    "data centre reset": ("cumulus", {"reset": True}),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("skip", [0, 1])
def test_passing_trouble(by_https, earthdata, path, tutorial, name, skip):
    service, fault = FAULTS[name]
    if service == "cumulus" and skip:
        pytest.skip("asked once only")
    rule = earthdata.strike({"service": service}, fault, skip=skip, count=2)

    def child(path, granule):
        part = gdal.Open(path).ReadAsArray(2000, 1500, 200, 200)
        return bool(np.array_equal(part, hls_pixels.expected_window(granule, "B04", 2000, 1500, 200, 200)))

    assert by_https.call(child, path, tutorial.granules[0])
    assert earthdata.struck(rule) == 2


@pytest.mark.parametrize("skip", [0, 1], ids=["at open", "at read"])
@pytest.mark.parametrize("status", [429, 503])
def test_data_host_that_asks_to_wait(by_https, earthdata, path, status, skip):
    """Retry-After of the data's host holds. (By S3 GDAL doesn't tell it; Amazon's sends none.)"""
    rule = earthdata.strike({"service": "s3"}, {"status": status, "headers": {"Retry-After": "2"}}, skip=skip, count=1)
    assert by_https.run("gdallocationinfo", path, "2000", "2000").returncode == 0
    assert earthdata.struck(rule) == 1
    times = [datetime.fromisoformat(entry["time"]) for entry in earthdata.log().of("s3")]
    assert 2.0 <= (times[skip + 1] - times[skip]).total_seconds() < 10


@pytest.mark.parametrize("name", ["cut", "whole object", "another range", "error with 200", "no content"])
def test_lasting_trouble_is_an_error(by_https, earthdata, path, name):
    earthdata.strike({"service": "s3"}, FAULTS[name][1], skip=1)

    def child(path):
        dataset = gdal.Open(path)
        return failure_of(dataset.ReadAsArray, 2000, 1500, 200, 200)

    message, output = by_https.call_and_output(child, path)
    assert message
    assert planted_in(message + output, SIGNATURE) == []


# --- an object that is replaced, a memory that is full ------------------------------


@pytest.fixture
def bucket(tmp_path):
    """A folder of objects of our own, with an emulator for it."""
    folder = tmp_path / "root" / "lp-prod-protected"
    folder.mkdir(parents=True)
    with earthdata_emulator.running([folder.parent]) as emulator:
        yield folder, emulator


def test_no_handle_mixes_two_versions(programs, bucket):
    """Of the same size, so that nothing but the ETag tells."""
    folder, emulator = bucket

    def child(folder):
        path = "/vsiearthdata/lp-prod-protected/x.bin"

        def put(letter):
            with open(folder + "/new", "wb") as file:
                file.write(letter * 400000)
            os.replace(folder + "/new", folder + "/x.bin")

        def read(handle, offset):
            gdal.ErrorReset()
            gdal.VSIFSeekL(handle, offset, 0)
            return bytes(gdal.VSIFReadL(1, 4, handle) or b"").decode() or gdal.GetLastErrorMsg()

        gdal.DontUseExceptions()
        put(b"A")
        old = gdal.VSIFOpenL(path, "rb")
        found = [read(old, 0)]
        put(b"B")
        # The first to meet it, then one that fills the cache anew.
        meets = gdal.VSIFOpenL(path, "rb")
        found += [read(meets, 100000), read(meets, 100000)]
        fresh = gdal.VSIFOpenL(path, "rb")
        found += [read(fresh, offset) for offset in (0, 200000)]
        found += [read(old, offset) for offset in (200000, 0, 300000)]
        found += [read(gdal.VSIFOpenL(path, "rb"), offset) for offset in (0, 100000)]
        return found

    found = programs(emulator.environment(VSIEARTHDATA_ACCESS="HTTPS")).call(child, os.fspath(folder))
    replaced = "Cannot read /vsiearthdata/lp-prod-protected/x.bin: it was replaced since it was opened. Open it again."
    assert found == ["AAAA", replaced, replaced, "BBBB", "BBBB", replaced, replaced, replaced, "BBBB", "BBBB"]
    # Who has found out asks no more.
    assert len(emulator.log().of("s3")) <= 9


def test_another_version_by_mistake_is_asked_again(by_https, earthdata, path, tutorial):
    """One answer with another ETag; the object is the same as ever."""
    rule = earthdata.strike({"service": "s3"}, {"headers": {"ETag": '"other"'}}, skip=1, count=1)

    def child(path, granule):
        part = gdal.Open(path).ReadAsArray(2000, 1500, 200, 200)
        return bool(np.array_equal(part, hls_pixels.expected_window(granule, "B04", 2000, 1500, 200, 200)))

    assert by_https.call(child, path, tutorial.granules[0])
    assert earthdata.struck(rule) == 1


def test_a_read_too_large_for_the_memory(programs, bucket):
    """An error, once; what comes next is read as ever."""
    folder, emulator = bucket
    with open(folder / "big.bin", "wb") as file:
        file.truncate(400_000_000)

    def child():
        import resource

        gdal.DontUseExceptions()
        handle = gdal.VSIFOpenL("/vsiearthdata/lp-prod-protected/big.bin", "rb")
        found = [len(gdal.VSIFReadL(1, 100, handle))]
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        limits = resource.getrlimit(resource.RLIMIT_AS)
        # Enough for the caller's buffer.
        resource.setrlimit(resource.RLIMIT_AS, (used + 450_000_000, limits[1]))
        found.append(len(gdal.VSIFReadL(1, 300_000_000, handle) or b""))
        message = gdal.GetLastErrorMsg()
        resource.setrlimit(resource.RLIMIT_AS, limits)
        for i in range(3):
            gdal.VSIFSeekL(handle, 100 + i * 20_000_000, 0)
            found.append(len(gdal.VSIFReadL(1, 50000, handle) or b""))
        return [found, message]

    found, message = programs(emulator.environment(VSIEARTHDATA_ACCESS="HTTPS")).call(child)
    assert found == [100, 0, 50000, 50000, 50000]
    assert "big.bin: out of memory" in message


# --- secrets ----------------------------------------------------------------------


SECRET_FAULTS = {
    "none": None,
    "denied": ({"service": "s3"}, {"error": "AccessDenied"}),
    "expired": ({"service": "s3"}, {"error": "ExpiredToken"}),
    "busy": ({"service": "s3"}, {"error": "SlowDown"}),
    "reset": ({"service": "s3"}, {"reset": True}),
    "login page": ({"service": "cumulus"}, {"error": "LoginPage"}),
    "data redirect": ({"service": "s3"}, {"redirect": "thief/x", "status": 307}),
    "thief": ({"service": "cumulus"}, {"redirect": "thief/x?PLANTEDCODE"}),
    "signed thief": ({"service": "cumulus"}, {"redirect": "thief/x?X-Amz-Signature=1"}),
    "thief at login": ({"service": "urs"}, {"redirect": "thief/x"}),
}


@pytest.mark.parametrize("name", SECRET_FAULTS)
@pytest.mark.parametrize("login", ["token", "password"])
@pytest.mark.parametrize("access", ["HTTPS", "AUTO"])
def test_nothing_printed_has_a_secret(programs, earthdata, path, name, login, access, tmp_path):
    environment = earthdata.environment(CPL_DEBUG="ON", VSIEARTHDATA_ACCESS=access, TMPDIR=os.fspath(tmp_path))
    earthdata.set(in_region=False)
    if login == "password":
        del environment["EARTHDATA_TOKEN"]
        environment.update(EARTHDATA_USERNAME=earthdata.user, EARTHDATA_PASSWORD=earthdata.password)
    if SECRET_FAULTS[name]:
        earthdata.strike(*SECRET_FAULTS[name])

    def child(path):
        texts = []
        gdal.PushErrorHandler(lambda level, number, message: texts.append(message))
        for name in (path, path.replace(".B04.", ".B03.")):
            texts.append(failure_of(gdal.Info, name, format="json"))
            texts.append(failure_of(lambda: gdal.Open(name).ReadAsArray(2000, 1000, 300, 300)))
            texts += [str(gdal.GetFileMetadata(name, "EARTHDATA")), str(gdal.GetActualURL(name)), gdal.GetLastErrorMsg()]
        gdal.PopErrorHandler()
        return texts

    texts, output = programs(environment).call_and_output(child, path)
    captured = "\n".join([*texts, output])
    assert "EARTHDATA" in captured and len(captured) > 500
    markers = [*earthdata.secret_markers, *SIGNATURE, earthdata.token[:40], earthdata.password]
    assert planted_in(captured, markers) == []
    assert planted_in_folder(tmp_path, markers) == {}
    log = earthdata.log()
    assert not log.violations, log.violations
    assert name == "signed thief" or not log.of("thief")
    assert all(entry["auth"] is None and not entry["cookies"] for entry in log.of("thief"))


def test_settings_of_the_user_stay_at_home(programs, earthdata, path, tmp_path):
    """Headers, passwords and cookies that are meant for others."""
    cookies = tmp_path / "cookies"
    cookies.write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tmine\tPLANTEDCOOKIE\n")
    environment = earthdata.environment(
        VSIEARTHDATA_ACCESS="HTTPS",
        GDAL_HTTP_HEADERS="Authorization: Bearer PLANTEDBEARER",
        GDAL_HTTP_USERPWD="a:PLANTED-PASSWORD",
        GDAL_HTTP_COOKIEFILE=os.fspath(cookies),
        NETRC=earthdata.netrc,
        GDAL_HTTP_NETRC="YES",
        AWS_NO_SIGN_REQUEST="YES",
    )
    assert programs(environment).run("gdalinfo", path).returncode == 0
    log = earthdata.log()
    assert not log.violations and not any(entry["cookies"] for entry in log)


def test_metadata_and_signed_url(by_https, earthdata, path):
    def child(path):
        gdal.Open(path)
        return [gdal.GetFileMetadata(path, "EARTHDATA"), gdal.GetActualURL(path), gdal.GetSignedURL(path)]

    metadata, actual, signed = by_https.call(child, path)
    assert metadata["ACCESS"] == "HTTPS" and metadata["FETCHES"] == "1" and re.match(r"\d{4}-.*Z$", metadata["EXPIRES"])
    assert int(metadata["SECONDS_LEFT"]) > 3000
    assert actual == earthdata.urls["cumulus"] + path.removeprefix("/vsiearthdata")
    # Asked for in so many words.
    assert "X-Amz-Signature=" in signed


def test_a_data_centre_that_serves_the_data_itself(programs, earthdata, objects, tutorial):
    """The login goes to that host only; here S3's emulator stands for it, which refuses the bearer."""
    path = f"/vsiearthdata/{earthdata.urls['s3']}/{tutorial.keys[0]}"
    earthdata.strike({"service": "s3"}, {"status": 200, "body": "II*\0 some bytes"})
    done = programs(earthdata.environment()).run("gdalinfo", path, check=False)
    assert done.returncode == 1
    assert "answers not with the bytes" in done.stderr
