"""The front of every service: logging, planted-secret watch, expected sequence, faults, delay, and sending.

Services behind it only turn a Call into a Reply; this module is the only one that knows the HTTP library's server.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
import weakref
from email.utils import formatdate
from typing import Protocol

from aiohttp import web

from ..faults.chaos import Chaos
from ..faults.expectations import Expectations
from ..faults.fault import Fault
from ..faults.rules import FaultRules
from ..state import planted
from ..state.context import Context
from ..state.request_log import RequestLog
from ..wire.exchange import Call, Reply

_PIECE = 256 * 1024
_DELAYED = frozenset({"s3", "cumulus", "tea"})


class Service(Protocol):
    """What stands behind a front."""

    async def handle(self, call: Call) -> Reply: ...


class Front:
    """Receives the requests of all services. One object, so that connections and faults are counted in one place."""

    def __init__(self, context: Context, log: RequestLog, rules: FaultRules, expectations: Expectations) -> None:
        self._context = context
        self._log = log
        self._rules = rules
        self._expectations = expectations
        self._connections: weakref.WeakKeyDictionary[asyncio.BaseTransport, int] = weakref.WeakKeyDictionary()
        self._connection_count = 0
        self._chance = random.Random(0)
        self.chaos: Chaos | None = None

    def server_for(self, name: str, service: Service) -> web.Server:
        async def receive(request: web.BaseRequest) -> web.StreamResponse:
            return await self._receive(name, service, request)

        return web.Server(receive, access_log=None)

    def _connection(self, transport: asyncio.BaseTransport) -> int:
        if transport not in self._connections:
            self._connection_count += 1
            self._connections[transport] = self._connection_count
        return self._connections[transport]

    async def _receive(self, name: str, service: Service, request: web.BaseRequest) -> web.StreamResponse:
        begin = time.perf_counter()
        transport = request.transport
        if transport is None:
            return web.Response(status=400)
        entry = self._log.begin(name, self._connection(transport), request.method, request.raw_path, request.headers)
        try:
            body = await request.read() if request.can_read_body else b""
            call = Call(name, request.method, request.raw_path, request.headers, body, request.host, entry)
            for kind in sorted(planted.kinds_in_request(call.raw_path, call.headers, body) - planted.ALLOWED_AT.get(name, frozenset())):
                entry.violate(f"{kind}-at-{name}")
            return await self._serve(service, call, request, transport)
        finally:
            self._log.end(entry, time.perf_counter() - begin)

    async def _serve(self, service: Service, call: Call, request: web.BaseRequest, transport: asyncio.BaseTransport) -> web.StreamResponse:
        welcome, fault = self._expectations.meet(call)
        if not welcome:
            call.entry.violate("unexpected-request")
            return await self._send(Reply(500, {}, b"unexpected request\n"), Fault(), call, request, transport)
        fault = fault or self._rules.strike(call) or (self.chaos and self.chaos.strike(call)) or Fault()
        await self._delay(call, fault)
        if fault.expire_triples:
            self._context.triples.expire_all(self._context.true_time())
        if fault.hang:
            await asyncio.sleep(fault.hang)
        if fault.hang or fault.reset:
            self._log.release(call.entry)
            _reset(transport)
            return web.Response()
        reply = fault.replaced_answer(self._context, call) or await service.handle(call)
        fault.alter(reply)
        return await self._send(reply, fault, call, request, transport)

    async def _delay(self, call: Call, fault: Fault) -> None:
        settings = self._context.settings
        seconds = fault.latency + self._chance.random() * fault.jitter
        if call.service in _DELAYED:
            seconds += (settings.latency_ms + self._chance.random() * settings.latency_jitter_ms) / 1000
        if seconds > 0:
            await asyncio.sleep(seconds)

    async def _send(
        self, reply: Reply, fault: Fault, call: Call, request: web.BaseRequest, transport: asyncio.BaseTransport
    ) -> web.StreamResponse:
        call.entry.status, call.entry.error = reply.status, reply.error
        clock = self._context.clock(call.service) + fault.date_offset
        length = len(reply.body)
        headers = {**reply.headers, "Date": formatdate(clock, usegmt=True), "Content-Length": str(length)}
        if call.method == "HEAD":
            if reply.status >= 400:
                headers["Content-Length"] = "0"
            length = 0
        response = web.StreamResponse(status=reply.status, headers=headers)
        if fault.slow_close:
            response.force_close()
        breaks_off = [limit for limit in (fault.cut_after, fault.reset_after) if limit is not None]
        stop = min([length, *breaks_off])
        if stop == 0:
            self._log.release(call.entry)
        await response.prepare(request)
        piece = _piece(fault)
        for start in range(0, stop, piece):
            part = reply.part(start, min(piece, stop - start))
            if fault.bandwidth:
                await asyncio.sleep(len(part) / fault.bandwidth)
            if start + len(part) >= stop:
                self._log.release(call.entry)
            await response.write(part)
            call.entry.bytes += len(part)
        if fault.reset_after is not None:
            _reset(transport)
        elif fault.cut_after is not None:
            transport.close()
        else:
            if fault.slow_close:
                await asyncio.sleep(fault.slow_close)
            await response.write_eof()
        return response


def _piece(fault: Fault) -> int:
    """Bytes written at once; with limited bandwidth about twenty pieces a second."""
    return max(1, min(_PIECE, int(fault.bandwidth / 20))) if fault.bandwidth else _PIECE


def _reset(transport: asyncio.BaseTransport) -> None:
    """Close so that the peer sees a reset, not an end."""
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
