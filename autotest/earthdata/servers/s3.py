"""Amazon S3, path style, read only: GetObject with ranges, HeadObject, HeadBucket, ListObjects (both
versions: GDAL uses the first, most others the second)."""

from __future__ import annotations

import re
import secrets
import time
from urllib.parse import quote
from xml.sax.saxutils import escape

from ..state.context import Context
from ..state.object_store import ObjectStore
from ..state.triples import Triple
from ..wire import s3_errors, sigv4
from ..wire.exchange import Call, FilePart, Reply

MAX_SKEW_SECONDS = 900
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


def _iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class S3:
    """The endpoint. Credentials are checked when a request begins: a long answer outlives its triple, as on the real one."""

    def __init__(self, context: Context, store: ObjectStore) -> None:
        self._context = context
        self._store = store

    async def handle(self, call: Call) -> Reply:
        call.entry.bucket, _, key = call.path.lstrip("/").partition("/")
        call.entry.key = key or None
        reply = self._refusal(call, call.entry.bucket, key) or self._answer(call, call.entry.bucket, key)
        reply.headers.setdefault("x-amz-request-id", secrets.token_hex(8).upper())
        reply.headers.setdefault("x-amz-id-2", secrets.token_urlsafe(48))
        reply.headers["Server"] = "AmazonS3"
        return reply

    def _refusal(self, call: Call, bucket: str, key: str) -> Reply | None:
        """The answer to a request that has no right to be served, or None."""
        authorization = call.header("Authorization")
        if authorization and ("X-Amz-Algorithm" in call.query or "Signature" in call.query):
            return s3_errors.error("InvalidArgument", ("ArgumentName", "Authorization"), ("ArgumentValue", authorization))
        if authorization and not authorization.startswith("AWS"):
            return s3_errors.error(
                "InvalidArgument",
                ("ArgumentName", "Authorization"),
                ("ArgumentValue", authorization),
                message="Unsupported Authorization Type",
            )
        try:
            signed = sigv4.read(call)
        except sigv4.Malformed as problem:
            return s3_errors.error("AuthorizationHeaderMalformed", message=str(problem))
        if signed is None:
            return s3_errors.error("AccessDenied")
        triple = self._context.triples.by_key(signed.access_key_id)
        call.entry.auth = {"scheme": "presigned" if signed.presigned else sigv4.ALGORITHM, "access_key_id": signed.access_key_id}
        call.entry.triple = triple.number if triple else None
        return (
            self._wrong_place_or_time(signed)
            or self._wrong_credentials(call, signed, triple)
            or self._wrong_signature(call, signed, triple)
            or self._denied(call, triple, bucket, key)
        )

    def _wrong_place_or_time(self, signed: sigv4.Signed) -> Reply | None:
        if signed.region != self._context.region:
            return s3_errors.wrong_region(self._context.region, signed.region)
        now = self._context.clock("s3")
        if signed.presigned:
            until = signed.time + signed.expires_after
            if now >= until:
                return s3_errors.error(
                    "AccessDenied",
                    ("X-Amz-Expires", str(signed.expires_after)),
                    ("Expires", _iso(until)),
                    ("ServerTime", _iso(now)),
                    message="Request has expired",
                )
        elif abs(now - signed.time) > MAX_SKEW_SECONDS:
            return s3_errors.error(
                "RequestTimeTooSkewed",
                ("RequestTime", signed.timestamp),
                ("ServerTime", _iso(now)),
                ("MaxAllowedSkewMilliseconds", str(MAX_SKEW_SECONDS * 1000)),
            )
        return None

    def _wrong_credentials(self, call: Call, signed: sigv4.Signed, triple: Triple | None) -> Reply | None:
        if triple is None or not signed.session_token:
            if triple or self._context.triples.by_token(signed.session_token):
                call.entry.violate("torn-triple")
            return s3_errors.error("InvalidAccessKeyId", ("AWSAccessKeyId", signed.access_key_id))
        if signed.session_token != triple.session_token:
            if self._context.triples.by_token(signed.session_token):
                call.entry.violate("torn-triple")
            return s3_errors.error("InvalidToken", ("Token-0", signed.session_token))
        if self._context.true_time() >= triple.expires:
            return s3_errors.error("ExpiredToken", ("Token-0", signed.session_token))
        return None

    def _wrong_signature(self, call: Call, signed: sigv4.Signed, triple: Triple) -> Reply | None:
        unsigned = sorted(
            name.lower() for name in call.headers if name.lower().startswith("x-amz-") and name.lower() not in signed.signed_headers
        )
        if unsigned or "host" not in signed.signed_headers:
            return s3_errors.error(
                "AccessDenied",
                ("HeadersNotSigned", ", ".join(unsigned or ["host"])),
                message="There were headers present in the request which were not signed",
            )
        computed = sigv4.sign_again(call, signed, triple)
        if sigv4.is_right(signed, computed):
            return None
        if any(sigv4.is_right(signed, sigv4.sign_again(call, signed, other)) for other in self._context.triples.all[-100:]):
            call.entry.violate("torn-triple")
        return s3_errors.error(
            "SignatureDoesNotMatch",
            ("AWSAccessKeyId", signed.access_key_id),
            ("StringToSign", computed.string_to_sign),
            ("SignatureProvided", signed.signature),
            ("StringToSignBytes", computed.string_to_sign.encode().hex(" ")),
            ("CanonicalRequest", computed.canonical_request),
            ("CanonicalRequestBytes", computed.canonical_request.encode().hex(" ")),
        )

    def _denied(self, call: Call, triple: Triple, bucket: str, key: str) -> Reply | None:
        """The role of a triple: reading, in the region, the buckets of its DAAC."""
        if call.method not in ("GET", "HEAD"):
            return s3_errors.error("AccessDenied")
        if triple.source == "mirror":
            return None
        if not self._context.settings.in_region:
            return s3_errors.out_of_region(bucket, key, "s3:GetObject" if key else "s3:ListBucket")
        owner = self._context.settings.owner_of(bucket)
        if owner not in (None, triple.source):
            call.entry.violate("triple-of-another-daac")
            return s3_errors.error("AccessDenied")
        return None

    def _answer(self, call: Call, bucket: str, key: str) -> Reply:
        if not bucket:
            return s3_errors.error("AccessDenied")
        if not self._store.has_bucket(bucket):
            return s3_errors.error("NoSuchBucket", ("BucketName", bucket))
        if key:
            return self._object(call, bucket, key)
        if call.method == "HEAD":
            return Reply(200, {"x-amz-bucket-region": self._context.region, "Content-Type": "application/xml"})
        return self._list(call, bucket)

    def _object(self, call: Call, bucket: str, key: str) -> Reply:
        stored = self._store.get(bucket, key)
        if stored is None:
            return s3_errors.error("NoSuchKey", ("Key", key))
        headers = {
            "Accept-Ranges": "bytes",
            "Content-Type": "image/tiff" if key.endswith(".tif") else "binary/octet-stream",
            "ETag": stored.etag,
            "Last-Modified": stored.last_modified,
        }
        wanted = _RANGE.match(call.header("Range"))
        if not wanted or wanted.groups() == ("", ""):
            return Reply(200, headers, FilePart(stored.file, 0, stored.size))
        first, last = wanted.groups()
        if not first:
            begin, end = max(stored.size - int(last), 0), stored.size
        else:
            begin, end = int(first), min(int(last) + 1 if last else stored.size, stored.size)
        if begin >= end:
            return s3_errors.error("InvalidRange", ("RangeRequested", call.header("Range")), ("ActualObjectSize", str(stored.size)))
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{stored.size}"
        return Reply(206, headers, FilePart(stored.file, begin, end - begin))

    def _list(self, call: Call, bucket: str) -> Reply:
        """Version 1 goes on after the last name listed (``marker``), version 2 by a token: that name in hexadecimal."""
        query = call.query
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        limit = min(int(query.get("max-keys", "1000")), self._context.settings.list_page)
        after = bytes.fromhex(query.get("continuation-token", "")).decode() or query.get("start-after") or query.get("marker", "")
        encode = quote if query.get("encoding-type") == "url" else escape
        items: list[tuple[str, bool]] = []
        truncated = False
        for key in self._store.keys(bucket):
            if not key.startswith(prefix):
                continue
            head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
            name = prefix + head + delimiter if found else key
            if name.encode() <= after.encode() or (items and items[-1][0] == name):
                continue
            if len(items) == limit:
                truncated = True
                break
            items.append((name, bool(found)))
        elements = [f"<Name>{bucket}</Name><Prefix>{encode(prefix)}</Prefix><MaxKeys>{limit}</MaxKeys><KeyCount>{len(items)}</KeyCount>"]
        if delimiter:
            elements.append(f"<Delimiter>{encode(delimiter)}</Delimiter>")
        elements.append(f"<IsTruncated>{str(truncated).lower()}</IsTruncated>")
        if truncated:
            last = items[-1][0]
            elements.append(
                f"<NextContinuationToken>{last.encode().hex()}</NextContinuationToken>"
                if query.get("list-type") == "2"
                else f"<NextMarker>{encode(last)}</NextMarker>"
            )
        for name, is_prefix in items:
            elements.append(self._common_prefix(encode(name)) if is_prefix else self._contents(bucket, name, encode(name)))
        document = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            + "".join(elements)
            + "</ListBucketResult>"
        )
        return Reply(200, {"Content-Type": "application/xml", "x-amz-bucket-region": self._context.region}, document.encode())

    @staticmethod
    def _common_prefix(name: str) -> str:
        return f"<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>"

    def _contents(self, bucket: str, key: str, encoded_key: str) -> str:
        stored = self._store.get(bucket, key)
        if stored is None:
            return ""
        return (
            f"<Contents><Key>{encoded_key}</Key><LastModified>{_iso(stored.modified)[:-1]}.000Z</LastModified>"
            f"<ETag>{escape(stored.etag)}</ETag><Size>{stored.size}</Size><StorageClass>STANDARD</StorageClass></Contents>"
        )
