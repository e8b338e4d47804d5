"""Signature Version 4, checked by an independent implementation.

botocore signs the received request again with the secret of its access key id; the results must be equal.
S3 rebuilds the canonical request from decoded path and query, and so does this.
"""

from __future__ import annotations

import calendar
import dataclasses
import hmac
import re
import time
from urllib.parse import quote

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ..state.triples import Triple
from .exchange import Call

ALGORITHM = "AWS4-HMAC-SHA256"
TIMESTAMP = "%Y%m%dT%H%M%SZ"

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<credential>[^,\s]+),\s*SignedHeaders=(?P<headers>[^,\s]+),"
    r"\s*Signature=(?P<signature>[0-9a-f]{64})\s*$"
)
_CREDENTIAL = re.compile(r"(?P<key>[^/]+)/(?P<date>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request$")


class Malformed(ValueError):
    """The signature information cannot be read."""


@dataclasses.dataclass(frozen=True)
class Signed:
    """The signature information of a request, from its headers or from a presigned URL."""

    access_key_id: str
    date: str
    region: str
    timestamp: str
    signed_headers: frozenset[str]
    signature: str
    session_token: str
    presigned: bool
    expires_after: int | None = None

    @property
    def time(self) -> int:
        return parse_timestamp(self.timestamp)


def parse_timestamp(text: str) -> int:
    try:
        return calendar.timegm(time.strptime(text, TIMESTAMP))
    except ValueError:
        raise Malformed("AWS authentication requires a valid Date or x-amz-date header") from None


def _credential(text: str) -> re.Match[str]:
    match = _CREDENTIAL.match(text)
    if not match or match["service"] != "s3":
        raise Malformed("The authorization header is malformed; the Credential is mal-formed")
    return match


def read(call: Call) -> Signed | None:
    """The signature information of a request, or None if it has none."""
    if "X-Amz-Algorithm" in call.query:
        query = call.query
        scope = _credential(query.get("X-Amz-Credential", ""))
        expires_after = query.get("X-Amz-Expires", "")
        if query["X-Amz-Algorithm"] != ALGORITHM or not expires_after.isdigit():
            raise Malformed("Query-string authentication version 4 requires X-Amz-Algorithm and X-Amz-Expires")
        names, signature = query.get("X-Amz-SignedHeaders", ""), query.get("X-Amz-Signature", "")
        timestamp, token, presigned, life = query.get("X-Amz-Date", ""), query.get("X-Amz-Security-Token", ""), True, int(expires_after)
    elif call.header("Authorization"):
        match = _AUTHORIZATION.match(call.header("Authorization"))
        if not match:
            raise Malformed("The authorization header is malformed")
        scope = _credential(match["credential"])
        names, signature = match["headers"], match["signature"]
        timestamp, token, presigned, life = call.header("x-amz-date"), call.header("x-amz-security-token"), False, None
    else:
        return None
    parse_timestamp(timestamp)
    return Signed(
        access_key_id=scope["key"],
        date=scope["date"],
        region=scope["region"],
        timestamp=timestamp,
        signed_headers=frozenset(names.split(";")),
        signature=signature,
        session_token=token,
        presigned=presigned,
        expires_after=life,
    )


@dataclasses.dataclass(frozen=True)
class Computed:
    """What botocore makes of a request."""

    signature: str
    string_to_sign: str
    canonical_request: str


def _compute(triple: Triple, region: str, request: AWSRequest, timestamp: str, presigned: bool) -> Computed:
    credentials = Credentials(triple.access_key_id, triple.secret_access_key, triple.session_token)
    signer = (S3SigV4QueryAuth if presigned else S3SigV4Auth)(credentials, "s3", region)
    request.context["timestamp"] = timestamp
    canonical_request = signer.canonical_request(request)
    string_to_sign = signer.string_to_sign(request, canonical_request)
    return Computed(signer.signature(string_to_sign, request), string_to_sign, canonical_request)


def sign_again(call: Call, signed: Signed, triple: Triple) -> Computed:
    """The signature that a correct client would have made for this request with this triple."""
    request = AWSRequest(
        method=call.method,
        url=f"https://{call.host}{quote(call.path, safe='/-_.~')}",
        headers={name: call.headers[name] for name in signed.signed_headers if name in call.headers},
        params=[pair for pair in call.query_pairs if pair[0] != "X-Amz-Signature"],
        data=call.body,
    )
    request.context["payload_signing_enabled"] = False
    return _compute(triple, signed.region, request, signed.timestamp, signed.presigned)


def is_right(signed: Signed, computed: Computed) -> bool:
    return hmac.compare_digest(signed.signature, computed.signature)


def presign(method: str, base_url: str, path: str, triple: Triple, region: str, now: float, life: int, extra: dict[str, str]) -> str:
    """A URL as TEA hands it out: valid for one method, for ``life`` seconds."""
    timestamp = time.strftime(TIMESTAMP, time.gmtime(now))
    params = {
        **extra,
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{triple.access_key_id}/{timestamp[:8]}/{region}/s3/aws4_request",
        "X-Amz-Date": timestamp,
        "X-Amz-Expires": str(life),
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Security-Token": triple.session_token,
    }
    url = base_url + quote(path, safe="/-_.~")
    request = AWSRequest(method=method, url=url, headers={"host": base_url.partition("://")[2]}, params=params)
    params["X-Amz-Signature"] = _compute(triple, region, request, timestamp, presigned=True).signature
    return url + "?" + "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in params.items())
