"""Faults on demand: rules that strike chosen requests."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from ..state.context import Context
from ..wire.exchange import Call
from .fault import Fault
from .matching import Match, from_json


@dataclasses.dataclass
class Rule:
    """A match and a fault. The first ``skip`` fitting requests pass, then ``count`` are struck (None: all),
    each with ``probability``."""

    match: Match
    fault: Fault
    skip: int = 0
    count: int | None = None
    probability: float = 1.0
    number: int = dataclasses.field(default=0, init=False)
    fitted: int = dataclasses.field(default=0, init=False)
    struck: int = dataclasses.field(default=0, init=False)

    @classmethod
    def from_json(cls, value: Any) -> Rule:
        rule = from_json(cls, {"match": {}, "fault": {}, **value} if isinstance(value, dict) else value)
        rule.match = from_json(Match, rule.match)
        rule.fault = from_json(Fault, rule.fault)
        return rule

    def strikes(self, call: Call, chance: random.Random) -> bool:
        if not self.match.fits(call):
            return False
        self.fitted += 1
        if self.fitted <= self.skip or (self.count is not None and self.struck >= self.count):
            return False
        if self.probability < 1 and chance.random() >= self.probability:
            return False
        self.struck += 1
        return True


class FaultRules:
    """The rules in force, in order; the first that strikes decides. Chance is seeded, so a run can be repeated."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._number = 0
        self.clear()

    def clear(self) -> None:
        self.rules: list[Rule] = []
        self.chance = random.Random(20210513)

    def add(self, rule: Rule) -> int:
        self._number += 1
        rule.number = self._number
        self.rules.append(rule)
        return rule.number

    def remove(self, number: int) -> bool:
        before = len(self.rules)
        self.rules = [rule for rule in self.rules if rule.number != number]
        return len(self.rules) < before

    def strike(self, call: Call) -> Fault | None:
        for rule in self.rules:
            if rule.strikes(call, self.chance):
                call.entry.faults.append(rule.number)
                return rule.fault
        return None

    def described(self) -> list[dict[str, Any]]:
        return [dataclasses.asdict(rule) for rule in self.rules]
