"""Questions that tests ask the emulator's request log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

Entry = dict[str, Any]


class RequestLog(Sequence[Entry]):
    """Entries in order of arrival; README.md of the emulator has their fields."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, index: Any) -> Any:
        return self._entries[index]

    def of(self, *services: str, method: str | None = None, path: str | None = None, status: int | None = None) -> RequestLog:
        """The entries of some services (none named: all); ``path`` is a regular expression."""
        return RequestLog(
            [
                entry
                for entry in self._entries
                if (not services or entry["service"] in services)
                and (method is None or entry["method"] == method)
                and (path is None or re.search(path, entry["path"]))
                and (status is None or entry["status"] == status)
            ]
        )

    @property
    def credential_fetches(self) -> RequestLog:
        """Requests to s3credentials of any DAAC."""
        return self.of("cumulus", "tea", path="^/s3credentials$")

    @property
    def object_reads(self) -> RequestLog:
        """Requests to S3 that name an object."""
        return RequestLog([entry for entry in self.of("s3") if entry["key"]])

    def count_by_service(self) -> Counter[str]:
        return Counter(entry["service"] for entry in self._entries)

    def count_by_key(self) -> Counter[str]:
        """Requests for each object, by its file name."""
        return Counter(entry["key"].rpartition("/")[2] for entry in self.object_reads)

    def statuses(self) -> list[int | None]:
        return [entry["status"] for entry in self._entries]

    @property
    def max_in_flight(self) -> int:
        """How many of these requests' service ran at once, at most."""
        return max((entry["in_flight"] for entry in self._entries), default=0)

    @property
    def connections(self) -> int:
        return len({entry["connection"] for entry in self._entries})

    @property
    def triples(self) -> list[int]:
        """Numbers of the triples that were used, in order of first use."""
        return list(dict.fromkeys(entry["triple"] for entry in self._entries if entry["triple"] is not None))

    @property
    def violations(self) -> list[str]:
        """Everything that must never happen, as readable lines."""
        return [
            f"#{entry['number']} {entry['service']} {entry['method']} {entry['path']}: {', '.join(entry['violations'])}"
            for entry in self._entries
            if entry["violations"]
        ]
