"""A host that must never get a secret: it takes whatever comes, and the request log tells what came."""

from __future__ import annotations

from ..wire.exchange import Call, Reply


class Thief:
    async def handle(self, call: Call) -> Reply:
        return Reply(200, {"Content-Type": "text/plain"}, b"thank you\n")
