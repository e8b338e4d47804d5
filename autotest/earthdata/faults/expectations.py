"""The expected sequence: a list of requests that must come, in this order, and nothing else.

The idea of GDAL's ``autotest/pymod/webserver.py``. A request that does not fit the next expectation is answered with 500
and reported at the end, together with the expectations that were never met.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from ..wire.exchange import Call
from .fault import Fault
from .matching import Match, from_json


@dataclasses.dataclass
class Expectation:
    """A request: what it looks like, headers it must have (regular expressions) or must not have, and how it is answered
    (by the service itself unless ``fault`` says otherwise)."""

    match: Match
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    no_headers: list[str] = dataclasses.field(default_factory=list)
    fault: Fault | None = None

    @classmethod
    def from_json(cls, value: Any) -> Expectation:
        expectation = from_json(cls, value)
        expectation.match = from_json(Match, expectation.match)
        if expectation.fault is not None:
            expectation.fault = from_json(Fault, expectation.fault)
        return expectation

    def misfit(self, call: Call) -> str | None:
        """Why a request isn't the expected one, or None if it is. Header values are not shown, they may be secret."""
        if not self.match.fits(call):
            return "does not match"
        for name, pattern in self.headers.items():
            if not re.search(pattern, call.header(name)):
                return f"header {name} does not match {pattern!r}"
        for name in self.no_headers:
            if name in call.headers:
                return f"header {name} must not be there"
        return None


class Expectations:
    """The sequence in force. Without one, every request is welcome."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._active = False
        self._waiting: list[Expectation] = []
        self._problems: list[str] = []

    def expect(self, sequence: list[Expectation]) -> None:
        self.clear()
        self._active = True
        self._waiting = list(sequence)

    def meet(self, call: Call) -> tuple[bool, Fault | None]:
        """Whether the request is welcome, and the answer prescribed for it."""
        if not self._active:
            return True, None
        misfit = self._waiting[0].misfit(call) if self._waiting else "nothing more was expected"
        if misfit is None:
            return True, self._waiting.pop(0).fault
        wanted = f"; expected {self._waiting[0].match}" if self._waiting else ""
        self._problems.append(f"unexpected {call.service} {call.method} {call.path} ({misfit}{wanted})")
        return False, None

    def report(self) -> list[str]:
        """Everything that went wrong so far, and what has not come yet."""
        return self._problems + [f"never came: {expectation.match}" for expectation in self._waiting]
