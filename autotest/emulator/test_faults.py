"""Faults, the expected sequence, and the request log."""

from __future__ import annotations

import concurrent.futures
import contextlib
import http.client
import json
import subprocess
import sys
import time
from urllib.parse import urlsplit

import earthdata_emulator
import pytest
import requests
from botocore.exceptions import ClientError
from conftest import BUCKET, GRANULES, key_of
from s3_client import bearer, client, fetch_triple

KEY = key_of(GRANULES[0], "B04")


@pytest.fixture
def url(earthdata):
    """A signed URL: a plain requests.get() of it shows what a fault does."""
    return requests.get(f"{earthdata.urls['tea']}/{BUCKET}/{KEY}", headers=bearer(earthdata), allow_redirects=False).headers["Location"]


def first_bytes(url, number=1000, **arguments):
    return requests.get(url, headers={"Range": f"bytes=0-{number - 1}"}, allow_redirects=False, **arguments)


def test_named_error_by_count_and_skip(earthdata, url):
    rule = earthdata.strike({"service": "s3", "path": "B04"}, {"error": "SlowDown"}, skip=1, count=2)
    assert [first_bytes(url).status_code for _ in range(4)] == [206, 503, 503, 206]
    assert earthdata.struck(rule) == 2
    assert [entry["faults"] for entry in earthdata.log().of("s3")] == [[], [rule], [rule], []]


def test_every_named_answer_can_be_built(earthdata, url):
    names = ["AccessDenied", "ExpiredToken", "NoSuchKey", "PermanentRedirect", "AuthorizationHeaderMalformed", "OutOfRegion"]
    for name in [*names, "LoginPage", "Unauthorized", "FailedDependency", "RequestTimeTooSkewed"]:
        earthdata.strike({}, {"error": name}, count=1)
        assert first_bytes(url).status_code in (200, 301, 400, 401, 403, 404, 424)


def test_match_by_range_and_method(earthdata, url):
    earthdata.strike({"range": "^bytes=0-9$", "method": "GET"}, {"status": 500, "body": "<html>"})
    answer = first_bytes(url, 10)
    assert answer.status_code == 500 and answer.headers["Content-Type"].startswith("text/html")
    assert first_bytes(url, 11).status_code == 206


@pytest.mark.parametrize(
    "fault, failure",
    [
        ({"reset": True}, ConnectionResetError),
        ({"hang": 0.05}, ConnectionResetError),
        ({"reset_after": 500}, ConnectionResetError),
        ({"cut_after": 500}, http.client.IncompleteRead),
    ],
)
def test_broken_connections(earthdata, url, fault, failure):
    """By http.client, which neither repeats nor hides anything."""
    parts = urlsplit(url)
    earthdata.strike({"service": "s3"}, fault, count=1)
    with contextlib.closing(http.client.HTTPConnection(parts.netloc)) as connection, pytest.raises(failure):
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Range": "bytes=0-999"})
        connection.getresponse().read()
    assert first_bytes(url).status_code == 206


def test_range_faults(earthdata, url, objects):
    earthdata.strike({"service": "s3"}, {"ignore_range": True}, count=1)
    whole = first_bytes(url)
    assert whole.status_code == 200 and len(whole.content) == (objects / BUCKET / KEY).stat().st_size
    assert "Content-Range" not in whole.headers
    earthdata.strike({"service": "s3"}, {"content_range": "bytes 5-1004/2000"}, count=1)
    assert first_bytes(url).headers["Content-Range"] == "bytes 5-1004/2000"
    earthdata.strike({"service": "s3"}, {"error_in_200": "InternalError"}, count=1)
    answer = first_bytes(url)
    assert answer.status_code == 200 and "<Code>InternalError</Code>" in answer.text


def test_redirect_to_the_thief_shows_what_came(earthdata):
    earthdata.strike({"service": "cumulus"}, {"redirect": "thief/take", "status": 307}, count=1)
    answer = requests.get(earthdata.urls["cumulus"] + "/s3credentials", headers=bearer(earthdata), allow_redirects=False)
    assert answer.headers["Location"] == earthdata.urls["thief"] + "/take"
    assert not earthdata.log().violations
    requests.get(answer.headers["Location"], headers=bearer(earthdata))
    assert earthdata.log().violations[0].endswith("edl-token-at-thief")


def test_latency_bandwidth_and_date(earthdata, url):
    earthdata.strike({"service": "s3"}, {"latency": 0.2}, count=1)
    begin = time.monotonic()
    first_bytes(url)
    assert time.monotonic() - begin >= 0.2
    earthdata.strike({"service": "s3"}, {"bandwidth": 50_000, "date_offset": 86400}, count=1)
    begin = time.monotonic()
    answer = first_bytes(url, 10_000)
    assert time.monotonic() - begin >= 0.18
    day = time.mktime(time.strptime(answer.headers["Date"], "%a, %d %b %Y %H:%M:%S GMT")) - time.timezone
    assert 86000 < day - time.time() < 86500


def test_triples_that_end_with_a_request(earthdata):
    s3 = client(earthdata, fetch_triple(earthdata))
    earthdata.strike({"service": "s3", "range": "bytes=100-"}, {"expire_triples": True}, count=1)
    s3.get_object(Bucket=BUCKET, Key=KEY, Range="bytes=0-99")
    with pytest.raises(ClientError, match="ExpiredToken"):
        s3.get_object(Bucket=BUCKET, Key=KEY, Range="bytes=100-199")


def test_mistakes_are_explained(earthdata):
    with pytest.raises(ValueError, match="unknown name 'sevice' in Match"):
        earthdata.strike({"sevice": "s3"}, {"reset": True})
    with pytest.raises(ValueError, match="unknown answer 'Slow'"):
        earthdata.strike({}, {"error": "Slow"})
    with pytest.raises(ValueError, match="unknown setting 'tokenlife'"):
        earthdata.set(tokenlife=1)
    with pytest.raises(ValueError, match="wants float"):
        earthdata.set(token_life="2")


def test_expected_sequence(earthdata):
    login = {
        "match": {"service": "cumulus", "path": "^/s3credentials$"},
        "headers": {"Authorization": "^Bearer "},
        "no_headers": ["Cookie"],
    }
    read = {"match": {"service": "s3", "method": "GET", "range": "^bytes=0-9$"}, "fault": {"error": "SlowDown"}}
    with earthdata.expecting(login, read):
        s3 = client(earthdata, fetch_triple(earthdata))
        with pytest.raises(ClientError, match="SlowDown"):
            s3.get_object(Bucket=BUCKET, Key=KEY, Range="bytes=0-9")
    with pytest.raises(AssertionError, match="never came"):
        with earthdata.expecting(login):
            pass
    with pytest.raises(AssertionError, match="header Authorization does not match"):
        with earthdata.expecting(login):
            assert requests.get(earthdata.urls["cumulus"] + "/s3credentials").status_code == 500


def test_log_counts(earthdata):
    s3 = client(earthdata, fetch_triple(earthdata))
    earthdata.set(latency_ms=200)

    def read(start):
        return s3.get_object(Bucket=BUCKET, Key=KEY, Range=f"bytes={start}-{start}")["Body"].read()

    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        list(pool.map(read, range(64)))
    assert time.monotonic() - begin < 6, "the delay must not serialise requests: that would be 12.8 s"
    log = earthdata.log()
    assert len(log.credential_fetches) == 1
    assert log.count_by_service() == {"cumulus": 1, "s3": 64}
    assert log.count_by_key() == {f"{GRANULES[0]}.B04.tif": 64}
    assert 8 <= log.of("s3").max_in_flight <= 32
    assert log.of("s3").connections <= 32
    assert len(log.triples) == 1
    assert sum(entry["bytes"] for entry in log.of("s3", status=206)) == 64


def test_log_file_and_end_with_the_parent(objects, tmp_path):
    file = tmp_path / "log.jsonl"
    with earthdata_emulator.running([objects], log_file=file, login="password", daac="tea") as emulator:
        environment = emulator.environment(ONE="more")
        fetch_triple(emulator)
    assert environment["EARTHDATA_PASSWORD"] == emulator.password and "EARTHDATA_TOKEN" not in environment
    assert environment["VSIEARTHDATA_CREDENTIALS_URL"] == emulator.urls["tea"] + "/s3credentials"
    assert environment["ONE"] == "more" and environment["HOME"] != "" and "AWS_PROFILE" not in environment
    (entry,) = [json.loads(line) for line in file.read_text().splitlines()]
    assert entry["auth"] == {"scheme": "Bearer", "secret": "edl-token#1"} and entry["status"] == 200
    assert "PLANTEDBEARER" not in file.read_text()


def test_env_file_can_be_sourced(objects, tmp_path):
    file = tmp_path / "env"
    with earthdata_emulator.running([objects], env_file=file) as emulator:
        shell = f". '{file}'; exec '{sys.executable}' -c 'import os; print(os.environ[\"EARTHDATA_TOKEN\"])'"
        printed = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True).stdout
        assert printed.strip() == emulator.token


def test_a_hanging_request_does_not_hold_up_the_end(objects):
    begin = time.monotonic()
    with earthdata_emulator.running([objects]) as emulator:
        emulator.strike({}, {"hang": 60})
        with pytest.raises(requests.exceptions.RequestException):
            requests.get(emulator.urls["thief"], timeout=0.1)
    assert time.monotonic() - begin < 5


def chaos_answers(earthdata, url, count=40, **plan):
    earthdata.start_chaos(seed=1, most_in_a_row=50, **plan)
    seen = []
    for _ in range(count):
        try:
            answer = first_bytes(url, timeout=5)
            seen.append((answer.status_code, len(answer.content)))
        except requests.RequestException as problem:
            seen.append(type(problem).__name__)
    return seen, earthdata.end_chaos()


def test_chaos_strikes_the_same_requests_again(earthdata, url):
    first, told = chaos_answers(earthdata, url, rate=0.5, without=["slow"])
    assert 5 < sum(told["struck"].values()) < 35 and sum(told["struck"].values()) + told["passed"]["data"] == 40
    assert len(told["struck"]) > 4 and len(set(first)) > 4
    again, told_again = chaos_answers(earthdata, url, rate=0.5, without=["slow"])
    assert again == first and told_again == told
    named = [entry["chaos"] for entry in earthdata.log().of("s3") if entry["chaos"]]
    assert len(named) == 2 * sum(told["struck"].values()) and set(named) == set(told["struck"])
    assert first_bytes(url).status_code == 206


def test_chaos_lets_a_request_pass_in_time(earthdata, url):
    earthdata.start_chaos(
        rate=1.0, most_in_a_row=3, without=["slow", "reset", "reset in the body", "short", "page", "InternalError in 200"]
    )
    assert [first_bytes(url).status_code == 206 for _ in range(8)] == [False, False, False, True] * 2


def test_chaos_by_groups(earthdata, url):
    earthdata.start_chaos(rate=0.0, rates={"s3credentials": 1.0}, without=["slow", "reset", "short"], most_in_a_row=10)
    answers = [
        requests.get(earthdata.urls["cumulus"] + "/s3credentials", headers=bearer(earthdata), allow_redirects=False) for _ in range(9)
    ]
    assert {answer.status_code for answer in answers} <= {500, 502, 503}
    assert first_bytes(url).status_code == 206
    earthdata.reset()
    fetch_triple(earthdata)


def test_chaos_refuses_what_it_does_not_know(earthdata):
    for plan in ({"rate": 2}, {"rates": {"nobody": 0.1}}, {"without": ["nothing"]}, {"unknown": 1}):
        with pytest.raises(ValueError, match="known"):
            earthdata.start_chaos(**plan)
