"""The DAAC's HTTPS way: 303 to a URL that is signed for one method and a limited time."""

from __future__ import annotations

import time

import pytest
import requests
from conftest import BUCKET, GRANULES, key_of
from s3_client import bearer

PATH = f"/{BUCKET}/{key_of(GRANULES[0], 'B04')}"


def signed(earthdata, method="GET", family="tea", path=PATH):
    return requests.request(method, earthdata.urls[family] + path, headers=bearer(earthdata), allow_redirects=False)


@pytest.mark.parametrize("family", ["cumulus", "tea"])
def test_signed_url_serves_ranges_without_authorization(earthdata, objects, family):
    answer = signed(earthdata, family=family)
    assert answer.status_code == 303 and answer.headers["Cache-Control"] == "private, max-age=3480"
    url = answer.headers["Location"]
    assert url.startswith(earthdata.urls["s3"]) and "A-userid=planted_user" in url and "X-Amz-Expires=3540" in url
    for start in (0, 1000):
        part = requests.get(url, headers={"Range": f"bytes={start}-{start + 9}"})
        assert part.status_code == 206
        assert part.content == (objects / PATH[1:]).read_bytes()[start : start + 10]
    assert not earthdata.log().violations


def test_url_is_for_one_method(earthdata):
    for_get, for_head = signed(earthdata).headers["Location"], signed(earthdata, "HEAD").headers["Location"]
    assert requests.head(for_head).status_code == 200
    assert requests.head(for_get).status_code == 403
    refused = requests.get(for_head)
    assert refused.status_code == 403 and "<Code>SignatureDoesNotMatch</Code>" in refused.text


def test_authorization_at_a_signed_url(earthdata):
    refused = requests.get(signed(earthdata).headers["Location"], headers=bearer(earthdata))
    assert refused.status_code == 400
    assert "Only one auth mechanism allowed" in refused.text and earthdata.token in refused.text


def test_signed_url_ends(earthdata):
    earthdata.set(url_life=2.0)
    url = signed(earthdata).headers["Location"]
    assert requests.get(url, headers={"Range": "bytes=0-0"}).status_code == 206
    time.sleep(2.1)
    refused = requests.get(url)
    assert refused.status_code == 403 and "<Message>Request has expired</Message><X-Amz-Expires>2<" in refused.text


def test_works_outside_the_region(earthdata):
    earthdata.set(in_region=False)
    assert requests.get(signed(earthdata).headers["Location"], headers={"Range": "bytes=0-0"}).status_code == 206


def test_refusals(earthdata):
    assert signed(earthdata, path=f"/{BUCKET}/none.tif").status_code == 404
    assert requests.get(earthdata.urls["tea"] + PATH, allow_redirects=False).status_code == 302
    beyond = {**bearer(earthdata), "Range": "bytes=99999999-"}
    answer = requests.get(earthdata.urls["tea"] + PATH, headers=beyond, allow_redirects=False)
    assert (answer.status_code, answer.text) == (416, "Invalid Range")
