"""No secret without TLS, no TLS without a good certificate, and nothing that switches that off. Proxies that refuse."""

from __future__ import annotations

import os
import shutil
import time

import breaking_relay
import earthdata_emulator
import one_answer_server
import pytest
from child_environment import planted_in

from earthdata.wire import tls

# An address that no one has. What goes there in spite of all would go to the proxy of the test.
NOWHERE = "http://192.0.2.1"
BAD_CERTIFICATES = [kind for kind in tls.KINDS if kind != "valid"]

# All that could switch the verification off, in GDAL, libcurl and other libraries.
UNSAFE = {
    "GDAL_HTTP_UNSAFESSL": "YES",
    "GDAL_HTTP_SSL_VERIFYSTATUS": "NO",
    "CURLOPT_SSL_VERIFYPEER": "0",
    "PYTHONHTTPSVERIFY": "0",
}


def password_of(emulator) -> dict[str, str]:
    return {"EARTHDATA_TOKEN": "", "EARTHDATA_USERNAME": emulator.user, "EARTHDATA_PASSWORD": emulator.password}


def read(path, options, way):
    """Child: what opening and reading says; ``options`` for the process, the thread or the path."""
    for name, value in options.items():
        if way == "process":
            gdal.SetConfigOption(name, value)
        elif way == "thread":
            gdal.SetThreadLocalConfigOption(name, value)
        elif way == "path":
            (getattr(gdal, "SetPathSpecificOption", None) or gdal.SetCredential)("/vsiearthdata/", name, value)
    return failure_of(lambda: gdal.Open(path).ReadAsArray(2000, 1000, 1, 1))


# --- plain http -----------------------------------------------------------------

SETTINGS = ["EARTHDATA_HOST", "VSIEARTHDATA_CREDENTIALS_URL", "VSIEARTHDATA_S3_ENDPOINT", "VSIEARTHDATA_HTTPS_URL"]


@pytest.mark.parametrize("way", ["environment", "process", "thread", "path"])
@pytest.mark.parametrize("login", ["token", "password"])
@pytest.mark.parametrize("name", SETTINGS)
def test_plain_http_is_refused(programs, earthdata, path, name, login, way):
    """Except to a loopback address: all the others are of that kind here."""
    access = "HTTPS" if name == "VSIEARTHDATA_HTTPS_URL" else "S3"
    options = {name: NOWHERE}
    with one_answer_server.answering("404 Not Found") as proxy:
        environment = earthdata.environment(VSIEARTHDATA_ACCESS=access, http_proxy=proxy.url, no_proxy="127.0.0.1")
        environment.update(password_of(earthdata) if login == "password" else {})
        environment.update(options if way == "environment" else {})
        message, output = programs(environment).call_and_output(read, path, options, way)
        assert name in message and "https" in message and "192.0.2.1" in message, message
        assert planted_in(message + output, earthdata.secret_markers) == []
        assert proxy.heads == []


def test_paths_and_lists_with_plain_http(remote, earthdata, tutorial, link_list):
    with one_answer_server.answering("404 Not Found") as proxy:
        for name in (f"/vsiearthdata/{NOWHERE}/{tutorial.keys[0]}", link_list([f"{NOWHERE}/{tutorial.keys[0]}"])):
            done = remote.run(
                "gdal_translate", "-q", "-outsize", "1", "1", name, "/vsimem/x.tif", check=False, http_proxy=proxy.url, no_proxy="127.0.0.1"
            )
            assert done.returncode != 0 and "https" in done.stderr, done.stderr
        assert proxy.heads == [] and len(earthdata.log()) == 0


@pytest.mark.parametrize(
    ("service", "access", "login", "location"),
    [
        ("cumulus", "S3", "token", f"{NOWHERE}/s3credentials"),
        ("cumulus", "S3", "password", f"{NOWHERE}/oauth/authorize"),
        ("cumulus", "HTTPS", "token", f"{NOWHERE}/x.tif?X-Amz-Signature=0&X-Amz-Expires=3000"),
        ("cumulus", "HTTPS", "password", f"{NOWHERE}/x.tif?X-Amz-Signature=0&X-Amz-Expires=3000"),
        ("urs", "S3", "password", f"{NOWHERE}/login?code=PLANTEDCODE"),
        ("urs", "HTTPS", "password", f"{NOWHERE}/login?code=PLANTEDCODE"),
    ],
)
def test_redirects_to_plain_http_are_not_followed(programs, earthdata, path, service, access, login, location):
    """A downgrade on the way: neither a login nor a signed URL goes there."""
    earthdata.strike({"service": service, "path": "^/api/"}, {"status": 404})
    earthdata.strike({"service": service}, {"redirect": location, "status": 303})
    with one_answer_server.answering("200 OK") as proxy:
        environment = earthdata.environment(VSIEARTHDATA_ACCESS=access, http_proxy=proxy.url, no_proxy="127.0.0.1")
        environment.update(password_of(earthdata) if login == "password" else {})
        message, output = programs(environment).call_and_output(read, path, {}, "")
        assert message
        assert planted_in(message + output, [*earthdata.secret_markers, "PLANTEDCODE"]) == []
        assert proxy.heads == []


# --- certificates ---------------------------------------------------------------


@pytest.fixture(scope="module", params=BAD_CERTIFICATES)
def bad_earthdata(request, objects):
    """One host of each kind with a bad certificate; the Cumulus host has none, so that it leads there."""
    with earthdata_emulator.running([objects], tls="urs,tea,s3", certificate=request.param) as emulator:
        yield emulator


# What is reached with the bad certificate, and how.
PLACES = {
    "login": ("urs", "S3", password_of),
    "s3credentials": ("tea", "S3", lambda emulator: {"VSIEARTHDATA_CREDENTIALS_URL": emulator.urls["tea"] + "/s3credentials"}),
    "S3": ("s3", "S3", lambda emulator: {}),
    "HTTPS mirror": ("tea", "HTTPS", lambda emulator: {"VSIEARTHDATA_HTTPS_URL": emulator.urls["tea"]}),
    "signed URL": ("s3", "HTTPS", lambda emulator: {}),
}


@pytest.mark.parametrize("way", ["environment", "path"])
@pytest.mark.parametrize("place", PLACES)
def test_bad_certificates(programs, plugin_dir, bad_earthdata, path, place, way):
    """Refused whatever the user's settings are; the message has the next step."""
    emulator = bad_earthdata
    emulator.reset()
    emulator.clear_log()
    service, access, settings = PLACES[place]
    environment = emulator.environment(VSIEARTHDATA_ACCESS=access, CPL_DEBUG="EARTHDATA", **settings(emulator))
    if way == "environment":
        environment.update(UNSAFE)
    begin = time.monotonic()
    message, output = programs(environment).call_and_output(read, path, UNSAFE, way)
    assert "certificate" in message and "CURL_CA_BUNDLE" in message and "127.0.0.1" in message, message
    assert planted_in(message + output, emulator.secret_markers) == []
    assert not emulator.log().of(service), place
    # Repeating would change nothing.
    assert len(emulator.log()) <= 1 and "Trying again" not in output and time.monotonic() - begin < 10


@pytest.mark.parametrize("access", ["S3", "HTTPS"])
@pytest.mark.parametrize("login", ["token", "password"])
def test_everything_by_tls(programs, plugin_dir, objects, path, tmp_path, access, login):
    """With the CA, by any of the names that GDAL knows for it; without it nobody is asked."""
    with earthdata_emulator.running([objects], tls="urs,cumulus,s3", login=login) as emulator:
        own = tmp_path / "own.pem"
        shutil.copy(emulator.ca_file, own)
        environment = emulator.environment(VSIEARTHDATA_ACCESS=access)
        for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            environment.pop(name)
        message = programs(environment).call(read, path, {}, "")
        assert "certificate" in message and len(emulator.log()) == 0, message
        for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            emulator.clear_log()
            assert programs({**environment, name: os.fspath(own)}).call(read, path, {}, "") == ""
            log = emulator.log()
            assert not log.violations and log.of("s3") and log.of("cumulus")
            assert bool(log.of("urs")) == (login == "password")


# --- proxies --------------------------------------------------------------------

FAR = "https://192.0.2.1"
SIGNED = f"{FAR}/x.tif?X-Amz-Signature=0&X-Amz-Expires=3000"
FAR_PLACES = {
    "login": ("S3", {"EARTHDATA_HOST": FAR}),
    "s3credentials": ("S3", {"VSIEARTHDATA_CREDENTIALS_URL": f"{FAR}/s3credentials"}),
    "S3": ("S3", {"VSIEARTHDATA_S3_ENDPOINT": FAR}),
    "HTTPS mirror": ("HTTPS", {"VSIEARTHDATA_HTTPS_URL": FAR}),
    "signed URL": ("HTTPS", {}),
}


@pytest.mark.parametrize("ends", ["reset", "close"])
@pytest.mark.parametrize("after", [0, 1])
def test_tls_that_breaks_is_no_question_of_trust(programs, objects, tutorial, path, ends, after):
    """In the handshake or with the request: a broken connection like any other, so the next attempt succeeds."""
    with earthdata_emulator.running([objects], tls="s3") as emulator:
        port = int(emulator.urls["s3"].rpartition(":")[2])
        with breaking_relay.breaking(port, ends, after) as relay:
            environment = emulator.environment(VSIEARTHDATA_ACCESS="S3", VSIEARTHDATA_S3_ENDPOINT=f"https://127.0.0.1:{relay.port}")
            done = programs(environment).run("gdalinfo", path, check=False)
            assert done.returncode == 0, done.stderr
            assert "certificate" not in done.stderr
            assert relay.connections >= 2


def test_tls_that_always_breaks_is_called_so(programs, objects, path):
    with earthdata_emulator.running([objects], tls="s3") as emulator:
        port = int(emulator.urls["s3"].rpartition(":")[2])
        with breaking_relay.breaking(port, "close", 0, count=1000) as relay:
            environment = emulator.environment(VSIEARTHDATA_ACCESS="S3", VSIEARTHDATA_S3_ENDPOINT=f"https://127.0.0.1:{relay.port}")
            done = programs(environment).run("gdalinfo", path, check=False)
            assert done.returncode != 0 and "no connection" in done.stderr and "certificate" not in done.stderr, done.stderr
            assert 4 <= relay.connections <= 16


def test_proxy_in_passing_trouble(programs, earthdata, path):
    """Not refused for good: it is asked again, and the message names its answer."""
    with one_answer_server.answering("503 Service Unavailable") as proxy:
        environment = earthdata.environment(VSIEARTHDATA_ACCESS="S3", VSIEARTHDATA_S3_ENDPOINT=FAR, GDAL_HTTP_PROXY=proxy.url)
        environment["no_proxy"] = "127.0.0.1"
        message = programs(environment).run("gdalinfo", path, check=False).stderr
        assert "proxy" in message and "503" in message, message
        assert len(proxy.heads) >= 4


@pytest.mark.parametrize("how", ["GDAL_HTTP_PROXY", "https_proxy"])
@pytest.mark.parametrize("place", FAR_PLACES)
def test_proxy_that_wants_a_login(programs, earthdata, path, place, how):
    """Nothing but CONNECT goes there; it isn't asked again and again; the message has the next step."""
    access, settings = FAR_PLACES[place]
    if place == "login":
        # Where a password can't be changed into a token, s3credentials leads there too.
        earthdata.strike({"service": "cumulus"}, {"redirect": f"{FAR}/oauth/authorize", "status": 307})
    if place == "signed URL":
        earthdata.strike({"service": "cumulus"}, {"redirect": SIGNED, "status": 303})
    with one_answer_server.answering("407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="p"') as proxy:
        environment = earthdata.environment(VSIEARTHDATA_ACCESS=access, **settings)
        environment.update(password_of(earthdata) if place == "login" else {})
        environment.update({how: proxy.url, "no_proxy": "127.0.0.1"})
        message, output = programs(environment).call_and_output(read, path, {}, "")
        assert "proxy" in message and "GDAL_HTTP_PROXY" in message and "192.0.2.1" in message, message
        assert planted_in(message + output, earthdata.secret_markers) == []
        assert 1 <= len(proxy.heads) <= 2, len(proxy.heads)
        for head in proxy.heads:
            assert head.startswith("CONNECT 192.0.2.1:443 ")
            assert planted_in(head, earthdata.secret_markers) == [] and "uthorization" not in head and "X-Amz" not in head


@pytest.mark.parametrize("how", ["GDAL_HTTP_PROXY", "http_proxy", "all_proxy"])
@pytest.mark.parametrize("access", ["S3", "HTTPS"])
def test_plain_http_to_this_machine_goes_past_the_proxy(programs, earthdata, path, access, how):
    """It would see every secret."""
    with one_answer_server.answering("502 Bad Gateway") as proxy:
        environment = earthdata.environment(VSIEARTHDATA_ACCESS=access, **{how: proxy.url})
        del environment["no_proxy"]
        message = programs(environment).call(read, path, {}, "")
        assert proxy.heads == [] and message == "", message
