"""Faults by chance, for stress tests: one seed decides them all, whatever the order in which requests come.

Whether a request is struck depends on the seed, on what it asks for, and on how often that was asked before. So a run with
the same requests meets the same faults, although its threads never run in the same order.
"""

from __future__ import annotations

import dataclasses
import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from ..wire.exchange import Call
from .fault import Fault
from .matching import from_json

_RANGE = re.compile(r"bytes=(\d+)-(\d+)$")
_USUAL_LENGTH = 16384
_PAGE = "<!DOCTYPE html>\n<html><head><title>Please wait</title></head><body>{}</body></html>\n"


def _some_of(call: Call, chance: random.Random) -> int:
    """Fewer bytes than were asked for, perhaps none."""
    asked = _RANGE.match(call.header("Range"))
    length = int(asked[2]) - int(asked[1]) + 1 if asked else _USUAL_LENGTH
    return chance.randrange(max(1, length))


def _page(chance: random.Random, status: int) -> Fault:
    """A short page, or one as long as a login page."""
    return Fault(status=status, body=_PAGE.format("<p>wait</p>" * chance.choice((1, 30, 1000))))


_Maker = Callable[[Call, random.Random], Fault]

_COMMON: dict[str, _Maker] = {
    "500": lambda call, chance: Fault(status=500, body="" if chance.random() < 0.5 else "Internal Server Error"),
    "reset": lambda call, chance: Fault(reset=True),
    "slow": lambda call, chance: Fault(latency=0.2 + 1.3 * chance.random()),
}

# An answer 200 with a page means "not logged in" where logins are asked about, and is final there; gateways send pages with 502.
_LOGIN: dict[str, _Maker] = {
    **_COMMON,
    "503": lambda call, chance: Fault(status=503, headers={"Retry-After": "1"} if chance.random() < 0.2 else {}),
    "page": lambda call, chance: _page(chance, 502),
    "short": lambda call, chance: Fault(cut_after=chance.randrange(100)),
}

_DATA: dict[str, _Maker] = {
    **_COMMON,
    "InternalError": lambda call, chance: Fault(error="InternalError"),
    "InternalError in 200": lambda call, chance: Fault(error_in_200="InternalError"),
    "SlowDown": lambda call, chance: Fault(error="SlowDown"),
    "ExpiredToken": lambda call, chance: Fault(error="ExpiredToken"),
    "reset in the body": lambda call, chance: Fault(reset_after=_some_of(call, chance)),
    "short": lambda call, chance: Fault(cut_after=_some_of(call, chance)),
    "page": lambda call, chance: _page(chance, 200),
}

# A redirect has no body that could be short.
_MIRROR: dict[str, _Maker] = {name: maker for name, maker in _LOGIN.items() if name != "short"}

KINDS: dict[str, dict[str, _Maker]] = {"data": _DATA, "s3credentials": _LOGIN, "mirror": _MIRROR, "urs": _LOGIN}


def group_of(call: Call) -> str | None:
    """What kind of request this is; None: never struck."""
    if call.service == "s3":
        return "data" if call.method == "GET" and call.path.count("/") > 1 else None
    if call.service in ("cumulus", "tea"):
        return "s3credentials" if call.path == "/s3credentials" else "mirror"
    return "urs" if call.service == "urs" else None


@dataclasses.dataclass(frozen=True)
class Plan:
    """``rates``: a share for some groups; ``rate`` goes for the others. ``most_in_a_row``: then the same request passes once,
    so that a client which tries once more often than that gets through. ``without``: kinds that don't happen, in any group."""

    seed: int = 0
    rate: float = 0.0
    rates: dict[str, float] = dataclasses.field(default_factory=dict)
    most_in_a_row: int = 3
    without: list[str] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        for group, rate in {**self.rates, "data": self.rate}.items():
            if group not in KINDS or not 0 <= rate <= 1:
                raise ValueError(f"no rate {rate!r} for {group!r}; known: {', '.join(KINDS)}, from 0 to 1")
        known = {name for kinds in KINDS.values() for name in kinds}
        for name in self.without:
            if name not in known:
                raise ValueError(f"unknown kind {name!r}; known: {', '.join(sorted(known))}")


@dataclasses.dataclass
class _History:
    asked: int = 0
    in_a_row: int = 0


class Chaos:
    """The faults of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._histories: dict[str, _History] = {}
        self.struck: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()

    @classmethod
    def from_json(cls, value: Any) -> Chaos:
        return cls(from_json(Plan, value))

    def strike(self, call: Call) -> Fault | None:
        """The fault for this request, or None. Its name goes into the request's log entry."""
        group = group_of(call)
        if group is None:
            return None
        what = f"{group} {call.path} {call.header('Range')}"
        history = self._histories.setdefault(what, _History())
        history.asked += 1
        chance = random.Random(f"{self._plan.seed} {what} {history.asked}")
        kinds = [name for name in KINDS[group] if name not in self._plan.without]
        if not kinds or history.in_a_row >= self._plan.most_in_a_row or chance.random() >= self._plan.rates.get(group, self._plan.rate):
            history.in_a_row = 0
            self.passed[group] += 1
            return None
        history.in_a_row += 1
        kind = chance.choice(kinds)
        call.entry.chaos = f"{group}: {kind}"
        self.struck[call.entry.chaos] += 1
        return KINDS[group][kind](call, chance)

    def described(self) -> dict[str, Any]:
        return {"struck": dict(self.struck), "passed": dict(self.passed)}
