"""Puts the parts together: one emulator, six ports."""

from __future__ import annotations

import asyncio
import dataclasses
import ssl
from pathlib import Path
from typing import Any, TextIO

from aiohttp import web

from ..faults.expectations import Expectations
from ..faults.rules import FaultRules
from ..state import planted
from ..state.context import Context
from ..state.edl_tokens import EdlTokens
from ..state.object_store import ObjectStore
from ..state.request_log import RequestLog
from ..state.settings import Settings
from ..wire import tls
from .control import Control, Controlled
from .cumulus import Cumulus
from .front import Front
from .s3 import S3
from .tea import Tea
from .thief import Thief
from .urs import Urs

ADDRESS = "127.0.0.1"
_STOP_SECONDS = 1.0
SERVICES = ("urs", "cumulus", "tea", "s3", "thief")


@dataclasses.dataclass
class Options:
    """What is fixed at start. ``folder`` is the emulator's own, for certificates and the netrc file."""

    roots: list[Path]
    folder: Path
    tls_services: frozenset[str] = frozenset()
    certificate: str = "valid"
    daac: str = "cumulus"
    login: str = "token"


class Emulator:
    """Everything between start and stop."""

    def __init__(self, settings: Settings, options: Options, log_file: TextIO | None = None) -> None:
        self._initial = dataclasses.replace(settings)
        self._options = options
        self._runners: list[web.BaseRunner] = []
        self._ca_file: Path | None = None
        self.context = Context(settings)
        self.log = RequestLog(log_file)
        self.rules = FaultRules(self.context)
        self.expectations = Expectations()
        self.front = Front(self.context, self.log, self.rules, self.expectations)
        self.tokens = EdlTokens(self.context)
        store = ObjectStore(options.roots)
        urs = Urs(self.context, self.tokens)
        self._daacs = [Cumulus(self.context, self.tokens, urs, store), Tea(self.context, self.tokens, urs, store)]
        self._services = {"urs": urs, "cumulus": self._daacs[0], "tea": self._daacs[1], "s3": S3(self.context, store), "thief": Thief()}

    async def start(self) -> None:
        """Open the ports; the system chooses their numbers."""
        context = None
        if self._options.tls_services:
            context, self._ca_file = tls.make(self._options.folder, self._options.certificate)
        for name in SERVICES:
            secure = context if name in self._options.tls_services else None
            await self._open(name, web.ServerRunner(self.front.server_for(name, self._services[name])), secure)
        await self._open("control", web.AppRunner(Control(self._controlled()).application(), access_log=None), None)
        self._write_netrc()

    async def _open(self, name: str, runner: web.BaseRunner, secure: ssl.SSLContext | None) -> None:
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, ADDRESS, 0, ssl_context=secure, backlog=1024).start()
        self.context.urls[name] = f"{'https' if secure else 'http'}://{ADDRESS}:{runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close the ports. A request that hangs on purpose does not hold the end up."""
        await asyncio.wait([asyncio.ensure_future(runner.cleanup()) for runner in self._runners], timeout=_STOP_SECONDS)

    def _write_netrc(self) -> None:
        self._netrc.touch(mode=0o600)
        self._netrc.write_text(f"machine {ADDRESS}\n  login {planted.USERNAME}\n  password {planted.PASSWORD}\n")

    @property
    def _netrc(self) -> Path:
        return self._options.folder / "netrc"

    def _controlled(self) -> Controlled:
        ends = {"triples": self.expire_triples, "sessions": self.close_sessions, "edl-tokens": self.tokens.revoke_all}
        return Controlled(self.context.settings, self.log, self.rules, self.expectations, self.front, ends, self.ready, self.reset)

    def expire_triples(self) -> None:
        self.context.triples.expire_all(self.context.true_time())

    def close_sessions(self) -> None:
        for daac in self._daacs:
            daac.close_sessions()

    def reset(self) -> None:
        self.context.settings.update(dataclasses.asdict(self._initial))
        self.rules.clear()
        self.front.chaos = None
        self.expectations.clear()
        self.log.clear()
        self.expire_triples()
        self.close_sessions()
        self.tokens.start_again()

    def environment(self) -> dict[str, str]:
        """Variables for a client: the names of the plugin's options."""
        urls = self.context.urls
        daac = urls[self._options.daac]
        values = {
            "EARTHDATA_HOST": urls["urs"],
            "VSIEARTHDATA_CREDENTIALS_URL": daac + "/s3credentials",
            "VSIEARTHDATA_S3_ENDPOINT": urls["s3"],
            "VSIEARTHDATA_HTTPS_URL": daac,
        }
        if self._options.login == "token" and self.tokens.valid:
            values["EARTHDATA_TOKEN"] = self.tokens.valid[0].value
        elif self._options.login == "password":
            values.update(EARTHDATA_USERNAME=planted.USERNAME, EARTHDATA_PASSWORD=planted.PASSWORD)
        elif self._options.login == "netrc":
            values["NETRC"] = str(self._netrc)
        if self._ca_file:
            values.update(CURL_CA_BUNDLE=str(self._ca_file), SSL_CERT_FILE=str(self._ca_file))
        return values

    def ready(self) -> dict[str, Any]:
        """What a client of the control port or of the ready file needs to know."""
        return {
            "urls": dict(self.context.urls),
            "environment": self.environment(),
            "user": {"name": planted.USERNAME, "password": planted.PASSWORD},
            "edl_tokens": [token.value for token in self.tokens.valid],
            "netrc": str(self._netrc),
            "ca_file": str(self._ca_file) if self._ca_file else None,
            "secrets": sorted(planted.MARKERS.values()),
        }
