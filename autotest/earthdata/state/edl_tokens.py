"""The user's Earthdata Login tokens: at most two, with an end of their own."""

from __future__ import annotations

import dataclasses
import math
import time

from . import planted
from .context import Context

DAY = 86400


@dataclasses.dataclass
class EdlToken:
    number: int
    value: str
    expires: int
    revoked: bool = False

    @property
    def name(self) -> str:
        """How logs speak of it."""
        return f"edl-token#{self.number}"

    @property
    def expiration_date(self) -> str:
        return time.strftime("%m/%d/%Y", time.gmtime(self.expires))


class EdlTokens:
    """Issues, finds and revokes tokens. Those that exist at start have the life of ``--edl-token-days``, later ones 60 days."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.all: list[EdlToken] = []
        self.start_again()

    def start_again(self) -> None:
        """Revoke what there is and issue the tokens that exist at start."""
        self.revoke_all()
        for _ in range(self._context.settings.edl_tokens):
            self.create(self._life_at_start())

    def _life_at_start(self) -> float:
        days = self._context.settings.edl_token_days
        if days:
            return days * DAY
        now = self._context.true_time()
        return max(DAY - now % DAY - 1, 1)

    def create(self, life: float = 60 * DAY) -> EdlToken:
        now = self._context.true_time()
        expires = math.floor(now + life)
        issuer = self._context.urls.get("urs", "https://urs.earthdata.nasa.gov")
        token = EdlToken(len(self.all) + 1, planted.edl_token(math.floor(now), expires, issuer), expires)
        self.all.append(token)
        return token

    @property
    def valid(self) -> list[EdlToken]:
        now = self._context.true_time()
        return [token for token in self.all if not token.revoked and token.expires > now]

    def find(self, value: str) -> EdlToken | None:
        """A token by its value, whether it is still valid or not."""
        return next((token for token in self.all if token.value == value), None)

    def is_valid(self, token: EdlToken | None) -> bool:
        return token in self.valid

    def revoke_all(self) -> None:
        for token in self.all:
            token.revoked = True
