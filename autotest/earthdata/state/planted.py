"""Planted secrets: every secret the emulator hands out or accepts is unmistakable.

A test searches everything it captured for ``PLANTED``-marked values, and the emulator itself looks for them
where they do not belong: a password at a DAAC, a token at S3, anything at the thief.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import string
from collections.abc import Mapping
from urllib.parse import unquote

USERNAME = "planted_user"
PASSWORD = "PLANTED-PASSWORD-b7/+x:9%25"

MARKERS = {
    "password": "PLANTED-PASSWORD",
    "edl-token": "PLANTEDBEARER",
    "oauth-code": "PLANTEDCODE",
    "session-cookie": "PLANTEDCOOKIE",
    "secret-key": "PLANTEDSECRET",
    "session-token": "PLANTEDSESSION",
}

# Which kinds of secret a host may see. Nothing is ever allowed at a host that is not listed.
ALLOWED_AT: Mapping[str, frozenset[str]] = {
    "urs": frozenset({"password", "edl-token"}),
    "cumulus": frozenset({"edl-token", "oauth-code", "session-cookie"}),
    "tea": frozenset({"edl-token", "oauth-code", "session-cookie"}),
    "s3": frozenset({"session-token"}),
}

_BASE64 = string.ascii_letters + string.digits + "+/"


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def access_key_id(number: int) -> str:
    """20 characters, temporary-key prefix; ends in the triple's number, which logs may show."""
    return f"ASIAPLANTED{number:09d}"


def secret_access_key() -> str:
    """40 characters with the two that clients forget to escape."""
    return MARKERS["secret-key"] + "/+" + _random(_BASE64, 25)


def session_token() -> str:
    """As long as a real one, with ``/``, ``+`` and ``=``."""
    return "IQoJb3JpZ2luX2VjE/+" + MARKERS["session-token"] + _random(_BASE64, 700) + "=="


def opaque(kind: str) -> str:
    """A cookie value or an OAuth code: safe in a URL and in a cookie."""
    return MARKERS[kind] + secrets.token_hex(16)


def edl_token(issued: int, expires: int, issuer: str) -> str:
    """A JWT as Earthdata Login writes it; the end of its life can be read by the client. The signature is not real."""

    def part(value: object) -> str:
        text = json.dumps(value, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()

    header = {"typ": "JWT", "origin": "Earthdata Login", "sig": "edljwtpubkey_ops", "alg": "RS256"}
    payload = {"type": "User", "uid": USERNAME, "exp": expires, "iat": issued, "iss": issuer}
    return f"{part(header)}.{part(payload)}.{MARKERS['edl-token']}{secrets.token_urlsafe(180)}"


def _decoded_basic(value: str) -> str:
    scheme, _, payload = value.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(payload.strip()).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def kinds_in_request(raw_path: str, headers: Mapping[str, str], body: bytes) -> set[str]:
    """The kinds of planted secret that a request carries anywhere: path, query, headers (Basic decoded), body."""
    texts = [raw_path, unquote(raw_path), *headers.values(), unquote(body.decode("latin-1"))]
    texts.append(_decoded_basic(headers.get("Authorization", "")))
    haystack = "\n".join(texts)
    if "PLANTED" not in haystack:
        return set()
    return {kind for kind, marker in MARKERS.items() if marker in haystack}
