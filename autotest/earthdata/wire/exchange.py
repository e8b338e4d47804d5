"""A request and an answer as the services see them, free of the HTTP library."""

from __future__ import annotations

import dataclasses
import html
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

from ..state.object_store import OpenFile
from ..state.request_log import Entry


@dataclasses.dataclass
class Call:
    """One received request."""

    service: str
    method: str
    raw_path: str
    headers: Mapping[str, str]
    body: bytes
    host: str
    entry: Entry

    def __post_init__(self) -> None:
        self.undecoded_path, _, self.raw_query = self.raw_path.partition("?")
        self.path = unquote(self.undecoded_path)
        self.query_pairs = parse_qsl(self.raw_query, keep_blank_values=True)
        self.query = dict(self.query_pairs)

    def header(self, name: str) -> str:
        return self.headers.get(name, "")

    @property
    def from_browser(self) -> bool:
        """Both TEA and Earthdata Login treat a caller whose name begins with Mozilla as a human."""
        return self.header("User-Agent").startswith("Mozilla")

    @property
    def cookies(self) -> dict[str, str]:
        pairs = (part.strip().partition("=") for part in self.header("Cookie").split(";"))
        return {name: value for name, _, value in pairs if name}


@dataclasses.dataclass(frozen=True)
class FilePart:
    """A piece of a file, read only while it is sent, so that a 26 MB object is never held in memory."""

    file: OpenFile
    offset: int
    length: int

    def __len__(self) -> int:
        return self.length

    def read(self, start: int, length: int) -> bytes:
        return self.file.read(self.offset + start, min(length, self.length - start))


@dataclasses.dataclass
class Reply:
    """One answer. ``error`` is the code of an error for the request log."""

    status: int
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    body: bytes | FilePart = b""
    error: str | None = None

    def part(self, start: int, length: int) -> bytes:
        if isinstance(self.body, FilePart):
            return self.body.read(start, length)
        return self.body[start : start + length]


def json_reply(status: int, value: object, **headers: str) -> Reply:
    return Reply(status, {"Content-Type": "application/json; charset=utf-8", **headers}, json.dumps(value).encode())


def html_reply(status: int, title: str, **headers: str) -> Reply:
    page = f"<!DOCTYPE html>\n<html><head><title>{html.escape(title)}</title></head><body><h1>{html.escape(title)}</h1></body></html>\n"
    return Reply(status, {"Content-Type": "text/html; charset=utf-8", **headers}, page.encode())


def redirect(status: int, location: str, body: bytes = b"", **headers: str) -> Reply:
    return Reply(status, {"Location": location, "Content-Type": "text/html; charset=utf-8", **headers}, body)
