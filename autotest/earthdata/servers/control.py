"""The control port: plain HTTP with JSON, for the tests' side. Nothing here is part of what is emulated."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from ..faults.chaos import Chaos
from ..faults.expectations import Expectation, Expectations
from ..faults.rules import FaultRules, Rule
from ..state.request_log import RequestLog
from ..state.settings import Settings
from .front import Front

_SETTLE_SECONDS = 1.0
_MAX_BODY = 64 * 1024 * 1024


async def _json(request: web.Request) -> Any:
    return await request.json() if request.can_read_body else None


@web.middleware
async def _explain(request: web.Request, handler: Any) -> web.StreamResponse:
    """A request that cannot be understood is answered with the reason."""
    try:
        return await handler(request)
    except ValueError as problem:
        return web.json_response({"error": str(problem)}, status=400)


@dataclasses.dataclass(frozen=True)
class Controlled:
    """What the control port shows and changes. ``ends``: how to end what ``/expire`` names."""

    settings: Settings
    log: RequestLog
    rules: FaultRules
    expectations: Expectations
    front: Front
    ends: Mapping[str, Callable[[], None]]
    ready: Callable[[], dict[str, Any]]
    reset: Callable[[], None]


class Control:
    """The routes; README.md documents them."""

    def __init__(self, controlled: Controlled) -> None:
        self._controlled = controlled

    def application(self) -> web.Application:
        application = web.Application(middlewares=[_explain], client_max_size=_MAX_BODY)
        application.add_routes(
            [
                web.get("/ready", self._ready),
                web.get("/log", self._log),
                web.delete("/log", self._clear_log),
                web.get("/rules", self._rules),
                web.post("/rules", self._add_rules),
                web.delete("/rules", self._clear_rules),
                web.delete("/rules/{number}", self._remove_rule),
                web.get("/chaos", self._chaos),
                web.post("/chaos", self._start_chaos),
                web.delete("/chaos", self._end_chaos),
                web.get("/expectations", self._report),
                web.post("/expectations", self._expect),
                web.delete("/expectations", self._clear_expectations),
                web.get("/settings", self._settings),
                web.post("/settings", self._change_settings),
                web.post("/expire", self._expire),
                web.post("/reset", self._reset),
            ]
        )
        return application

    async def _ready(self, request: web.Request) -> web.Response:
        return web.json_response(self._controlled.ready())

    async def _log(self, request: web.Request) -> web.Response:
        """The entries; waits a moment for requests whose answer is out but whose entry is not complete yet."""
        log = self._controlled.log
        deadline = asyncio.get_running_loop().time() + _SETTLE_SECONDS
        while log.running and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.002)
        return web.json_response(log.entries(int(request.query.get("since", "0"))))

    async def _clear_log(self, request: web.Request) -> web.Response:
        self._controlled.log.clear()
        return web.json_response({})

    async def _rules(self, request: web.Request) -> web.Response:
        return web.json_response(self._controlled.rules.described())

    async def _add_rules(self, request: web.Request) -> web.Response:
        values = await _json(request)
        rules = [Rule.from_json(value) for value in (values if isinstance(values, list) else [values])]
        return web.json_response([self._controlled.rules.add(rule) for rule in rules])

    async def _clear_rules(self, request: web.Request) -> web.Response:
        self._controlled.rules.clear()
        return web.json_response({})

    async def _remove_rule(self, request: web.Request) -> web.Response:
        found = self._controlled.rules.remove(int(request.match_info["number"]))
        return web.json_response({}, status=200 if found else 404)

    async def _chaos(self, request: web.Request) -> web.Response:
        chaos = self._controlled.front.chaos
        return web.json_response(chaos.described() if chaos else {})

    async def _start_chaos(self, request: web.Request) -> web.Response:
        self._controlled.front.chaos = Chaos.from_json(await _json(request))
        return web.json_response({})

    async def _end_chaos(self, request: web.Request) -> web.Response:
        """Answers what it has done."""
        answer = await self._chaos(request)
        self._controlled.front.chaos = None
        return answer

    async def _report(self, request: web.Request) -> web.Response:
        return web.json_response(self._controlled.expectations.report())

    async def _expect(self, request: web.Request) -> web.Response:
        values = await _json(request)
        self._controlled.expectations.expect([Expectation.from_json(value) for value in values])
        return web.json_response({})

    async def _clear_expectations(self, request: web.Request) -> web.Response:
        self._controlled.expectations.clear()
        return web.json_response({})

    async def _settings(self, request: web.Request) -> web.Response:
        return web.json_response(dataclasses.asdict(self._controlled.settings))

    async def _change_settings(self, request: web.Request) -> web.Response:
        self._controlled.settings.update(await _json(request))
        return await self._settings(request)

    async def _expire(self, request: web.Request) -> web.Response:
        """``{"what": ["triples", "sessions", "edl-tokens"]}``: these end now."""
        ends = self._controlled.ends
        wanted = (await _json(request))["what"]
        for what in wanted:
            if what not in ends:
                raise ValueError(f"cannot expire {what!r}; known: {', '.join(ends)}")
        for what in wanted:
            ends[what]()
        return web.json_response({})

    async def _reset(self, request: web.Request) -> web.Response:
        """Back to how it was at start, except that secrets handed out before are still known (and expired)."""
        self._controlled.reset()
        return web.json_response(self._controlled.ready())
