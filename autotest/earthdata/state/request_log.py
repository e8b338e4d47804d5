"""Every request as one entry: in memory for the control port, and as a JSON line in a file.

Entries hold names of secrets ("edl-token#1"), never their values.
"""

from __future__ import annotations

import dataclasses
import json
import re
import time
from datetime import UTC, datetime
from typing import Any, TextIO

_SENSITIVE_QUERY = re.compile(r"(?i)(?<![\w-])((?:X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|code|token|credentials)=)[^&]*")


@dataclasses.dataclass
class Entry:
    """What is known of one request. ``status`` is None while it runs and when no answer was ever given."""

    number: int
    time: str
    service: str
    connection: int
    method: str
    path: str
    query: str
    range: str | None
    user_agent: str
    app_name: str
    in_flight: int
    auth: dict[str, str] | None = None
    cookies: list[str] = dataclasses.field(default_factory=list)
    triple: int | None = None
    bucket: str | None = None
    key: str | None = None
    error: str | None = None
    faults: list[int] = dataclasses.field(default_factory=list)
    chaos: str | None = None
    violations: list[str] = dataclasses.field(default_factory=list)
    status: int | None = None
    bytes: int = 0
    duration_ms: float | None = None

    def violate(self, name: str) -> None:
        if name not in self.violations:
            self.violations.append(name)


class RequestLog:
    """Keeps the entries in order of arrival and counts what is in flight."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file
        self._entries: list[Entry] = []
        self._number = 0
        self._in_flight: dict[str, int] = {}
        self._flying: set[int] = set()
        self._running = 0

    def begin(self, service: str, connection: int, method: str, raw_path: str, headers: Any) -> Entry:
        self._number += 1
        self._in_flight[service] = self._in_flight.get(service, 0) + 1
        self._flying.add(self._number)
        self._running += 1
        path, _, query = raw_path.partition("?")
        entry = Entry(
            number=self._number,
            time=datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="microseconds"),
            service=service,
            connection=connection,
            method=method,
            path=path,
            query=_SENSITIVE_QUERY.sub(r"\1<hidden>", query),
            range=headers.get("Range"),
            user_agent=headers.get("User-Agent", ""),
            app_name=headers.get("app-name", ""),
            in_flight=self._in_flight[service],
        )
        self._entries.append(entry)
        return entry

    def release(self, entry: Entry) -> None:
        """No longer in flight. Called before the last byte goes out: once the client has that, its next request may
        arrive before the sender of this one gets its turn again."""
        if entry.number in self._flying:
            self._flying.remove(entry.number)
            self._in_flight[entry.service] -= 1

    def end(self, entry: Entry, seconds: float) -> None:
        self.release(entry)
        self._running -= 1
        entry.duration_ms = round(seconds * 1000, 3)
        if self._file:
            self._file.write(json.dumps(dataclasses.asdict(entry)) + "\n")
            self._file.flush()

    @property
    def running(self) -> int:
        """Requests whose sender hasn't finished."""
        return self._running

    def entries(self, since: int = 0) -> list[dict[str, Any]]:
        return [dataclasses.asdict(entry) for entry in self._entries if entry.number > since]

    def clear(self) -> None:
        """Forgets all, also requests that are still on their way: a client may have died before its answer."""
        self._entries.clear()
        self._in_flight.clear()
        self._flying.clear()
