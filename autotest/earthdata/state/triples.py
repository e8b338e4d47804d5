"""Temporary S3 credentials: access key id, secret key and session token that belong together.

Every triple is remembered for the life of the process, so that parts of two of them in one request are noticed.
"""

from __future__ import annotations

import dataclasses
import math

from . import planted


@dataclasses.dataclass
class Triple:
    """One set. ``expires`` is a whole second, so that what is stated is exactly what is enforced."""

    number: int
    source: str
    access_key_id: str
    secret_access_key: str
    session_token: str
    expires: int


class TripleStore:
    """Issues triples and finds them again."""

    def __init__(self) -> None:
        self.all: list[Triple] = []
        self._by_key: dict[str, Triple] = {}
        self._by_token: dict[str, Triple] = {}

    def issue(self, source: str, now: float, life: float) -> Triple:
        """A new triple of a DAAC ("cumulus", "tea") or of the HTTPS mirror's own role ("mirror")."""
        number = len(self.all) + 1
        triple = Triple(
            number=number,
            source=source,
            access_key_id=planted.access_key_id(number),
            secret_access_key=planted.secret_access_key(),
            session_token=planted.session_token(),
            expires=math.floor(now + life),
        )
        self.all.append(triple)
        self._by_key[triple.access_key_id] = triple
        self._by_token[triple.session_token] = triple
        return triple

    def by_key(self, access_key_id: str) -> Triple | None:
        return self._by_key.get(access_key_id)

    def by_token(self, session_token: str) -> Triple | None:
        return self._by_token.get(session_token)

    def expire_all(self, now: float) -> None:
        """The stated expiry stays what it was: this is S3 refusing a set before its time."""
        for triple in self.all:
            triple.expires = min(triple.expires, math.floor(now))
