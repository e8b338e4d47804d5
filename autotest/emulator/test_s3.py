"""S3: objects, ranges, listings, and every refusal with its real code."""

from __future__ import annotations

import time

import pytest
import requests
from botocore.exceptions import ClientError
from conftest import BUCKET, GRANULES, key_of
from s3_client import client, fetch_triple

KEY = key_of(GRANULES[0], "B04")


def code_of(action, **arguments):
    with pytest.raises(ClientError) as caught:
        action(**arguments)
    return caught.value.response["Error"]["Code"]


@pytest.fixture
def s3(earthdata):
    return client(earthdata, fetch_triple(earthdata))


def test_whole_object_and_ranges(s3, objects):
    content = (objects / BUCKET / KEY).read_bytes()
    assert s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == content
    for wanted, expected in (("0-9", content[:10]), (f"{len(content) - 5}-", content[-5:]), ("-7", content[-7:])):
        answer = s3.get_object(Bucket=BUCKET, Key=KEY, Range=f"bytes={wanted}")
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 206
        assert answer["Body"].read() == expected
        assert answer["ContentRange"].endswith(f"/{len(content)}")
    beyond = s3.get_object(Bucket=BUCKET, Key=KEY, Range=f"bytes=5-{10 * len(content)}")
    assert beyond["Body"].read() == content[5:]
    assert s3.head_object(Bucket=BUCKET, Key=KEY)["ContentLength"] == len(content)


def test_replaced_file_is_noticed(s3, objects):
    path = objects / "other-protected" / "changing.bin"
    for content in (b"first", b"second, longer"):
        path.write_bytes(content)
        assert s3.get_object(Bucket="other-protected", Key="changing.bin")["Body"].read() == content
    path.unlink()
    assert code_of(s3.get_object, Bucket="other-protected", Key="changing.bin") == "NoSuchKey"


@pytest.mark.parametrize("key", ["a b/plus+percent%25.bin", "a b/ünïcode&=?#.bin"])
def test_difficult_keys(s3, key):
    assert len(s3.get_object(Bucket="other-protected", Key=key, Range="bytes=0-99")["Body"].read()) == 100


def test_nothing_outside_the_roots(s3, objects):
    outside = objects.parent / "outside.txt"
    outside.write_text("no object")
    for key in ("../../outside.txt", "..", "a b/../../../outside.txt"):
        assert code_of(s3.get_object, Bucket=BUCKET, Key=key) == "NoSuchKey"
    assert code_of(s3.get_object, Bucket="..", Key="outside.txt") in ("NoSuchBucket", "NoSuchKey")


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2"])
def test_listing_is_complete_in_pages(s3, operation):
    expected = sorted([key_of(GRANULES[0], "B04"), key_of(GRANULES[0], "Fmask"), key_of(GRANULES[1], "B04")])
    pages = list(s3.get_paginator(operation).paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 1}))
    assert len(pages) == 3
    assert [item["Key"] for page in pages for item in page["Contents"]] == expected
    assert all(item["Size"] > 0 for page in pages for item in page["Contents"])


def test_listing_with_delimiter_and_prefix(s3):
    answer = s3.list_objects_v2(Bucket=BUCKET, Delimiter="/")
    assert [item["Prefix"] for item in answer["CommonPrefixes"]] == ["HLSL30.020/", "HLSS30.020/"]
    answer = s3.list_objects_v2(Bucket=BUCKET, Delimiter="/", Prefix="HLSL30.020/")
    assert [item["Prefix"] for item in answer["CommonPrefixes"]] == [f"HLSL30.020/{GRANULES[0]}/"]
    assert s3.list_objects_v2(Bucket=BUCKET, Prefix="none")["KeyCount"] == 0


def test_missing_things(s3):
    assert code_of(s3.get_object, Bucket=BUCKET, Key="HLSL30.020/none.tif") == "NoSuchKey"
    assert code_of(s3.get_object, Bucket="no-such-bucket", Key="x") == "NoSuchBucket"
    assert code_of(s3.get_object, Bucket=BUCKET, Key=KEY, Range="bytes=99999999-") == "InvalidRange"
    assert code_of(s3.head_object, Bucket=BUCKET, Key="HLSL30.020/none.tif") == "404"
    assert code_of(s3.delete_object, Bucket=BUCKET, Key=KEY) == "AccessDenied"


def test_unsigned_request_is_denied(earthdata):
    answer = requests.get(f"{earthdata.urls['s3']}/{BUCKET}/{KEY}")
    assert answer.status_code == 403
    assert "<Code>AccessDenied</Code><Message>Access Denied</Message>" in answer.text
    assert requests.head(f"{earthdata.urls['s3']}/{BUCKET}/{KEY}").content == b""


def test_expired_before_its_time(earthdata, s3):
    earthdata.expire("triples")
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket=BUCKET, Key=KEY)
    assert caught.value.response["Error"]["Code"] == "ExpiredToken"
    assert "PLANTEDSESSION" in caught.value.response["Error"]["Token-0"]
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_stated_expiry_is_the_enforced_one(earthdata):
    earthdata.set(token_life=2.0)
    triple = fetch_triple(earthdata)
    s3 = client(earthdata, triple)
    expires = time.mktime(time.strptime(triple["expiration"], "%Y-%m-%d %H:%M:%S+00:00")) - time.timezone
    s3.get_object(Bucket=BUCKET, Key=KEY, Range="bytes=0-9")
    time.sleep(max(expires - time.time() - 0.4, 0))
    s3.get_object(Bucket=BUCKET, Key=KEY, Range="bytes=0-9")
    time.sleep(max(expires - time.time() + 0.01, 0))
    assert code_of(s3.get_object, Bucket=BUCKET, Key=KEY) == "ExpiredToken"


def test_answer_outlives_its_triple(earthdata):
    """Credentials are checked when a request begins."""
    triple = fetch_triple(earthdata)
    earthdata.strike({"service": "s3"}, {"bandwidth": 200_000}, count=1)
    body = client(earthdata, triple).get_object(Bucket=BUCKET, Key=KEY, Range="bytes=0-99999")["Body"]
    earthdata.expire("triples")
    assert len(body.read()) == 100_000


@pytest.mark.parametrize(
    "part, code",
    [("accessKeyId", "InvalidToken"), ("secretAccessKey", "SignatureDoesNotMatch"), ("sessionToken", "InvalidToken")],
)
def test_parts_of_two_triples_are_noticed(earthdata, part, code):
    first, second = fetch_triple(earthdata), fetch_triple(earthdata)
    torn = {**first, part: second[part]}
    assert code_of(client(earthdata, torn).get_object, Bucket=BUCKET, Key=KEY) == code
    assert earthdata.log()[-1]["violations"] == ["torn-triple"]


def test_wrong_secret_is_no_torn_triple(earthdata):
    triple = {**fetch_triple(earthdata), "secretAccessKey": "wrong"}
    assert code_of(client(earthdata, triple).get_object, Bucket=BUCKET, Key=KEY) == "SignatureDoesNotMatch"
    triple = {**fetch_triple(earthdata), "sessionToken": "wrong"}
    assert code_of(client(earthdata, triple).get_object, Bucket=BUCKET, Key=KEY) == "InvalidToken"
    assert not earthdata.log().violations


def test_wrong_region_and_wrong_clock(earthdata):
    triple = fetch_triple(earthdata)
    # botocore corrects itself with the region that the error names.
    client(earthdata, triple, region="eu-west-1").get_object(Bucket=BUCKET, Key=KEY, Range="bytes=0-9")
    first = earthdata.log().of("s3")[0]
    assert (first["status"], first["error"]) == (400, "AuthorizationHeaderMalformed")
    earthdata.set(s3_clock=1200)
    assert code_of(client(earthdata, triple).get_object, Bucket=BUCKET, Key=KEY) == "RequestTimeTooSkewed"


def test_outside_the_region(earthdata, s3):
    earthdata.set(in_region=False)
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket=BUCKET, Key=KEY)
    assert caught.value.response["Error"]["Code"] == "AccessDenied"
    assert "explicit deny in an identity-based policy" in caught.value.response["Error"]["Message"]


def test_triple_of_another_daac(earthdata, s3):
    earthdata.set(tea_buckets="other-protected")
    assert code_of(s3.get_object, Bucket="other-protected", Key="a b/plus+percent%25.bin") == "AccessDenied"
    assert "triple-of-another-daac" in earthdata.log().violations[0]
    allowed = client(earthdata, fetch_triple(earthdata, "tea"))
    allowed.get_object(Bucket="other-protected", Key="a b/plus+percent%25.bin")


def test_bearer_never_belongs_here(earthdata):
    answer = requests.get(f"{earthdata.urls['s3']}/{BUCKET}/{KEY}", headers={"Authorization": f"Bearer {earthdata.token}"})
    assert answer.status_code == 400
    assert earthdata.log().violations[0].endswith("edl-token-at-s3")
