"""Which requests a fault rule or an expectation means."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from ..wire.exchange import Call


@dataclasses.dataclass(frozen=True)
class Match:
    """All given conditions must hold. ``path`` and ``range`` are regular expressions that may match anywhere;
    ``path`` is compared with the decoded path, ``query`` with the raw query string."""

    service: str | list[str] | None = None
    method: str | None = None
    path: str | None = None
    query: str | None = None
    range: str | None = None

    def __post_init__(self) -> None:
        for pattern in (self.path, self.query, self.range):
            re.compile(pattern or "")

    def fits(self, call: Call) -> bool:
        services = [self.service] if isinstance(self.service, str) else self.service
        return (
            (services is None or call.service in services)
            and (self.method is None or call.method == self.method)
            and (self.path is None or re.search(self.path, call.path) is not None)
            and (self.query is None or re.search(self.query, call.raw_query) is not None)
            and (self.range is None or re.search(self.range, call.header("Range")) is not None)
        )


def from_json(cls: type, value: Any) -> Any:
    """Build a dataclass from a JSON object; an unknown name is a ValueError that lists the known ones."""
    if not isinstance(value, dict):
        raise ValueError(f"{cls.__name__} wants an object, got {value!r}")
    known = [field.name for field in dataclasses.fields(cls) if field.init]
    for name in value:
        if name not in known:
            raise ValueError(f"unknown name {name!r} in {cls.__name__}; known: {', '.join(known)}")
    try:
        return cls(**value)
    except (re.error, TypeError) as problem:
        raise ValueError(f"{cls.__name__}: {problem}") from None
