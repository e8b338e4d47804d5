"""Starts the Local Earthdata emulator for a test and talks to its control port."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from child_environment import child_environment
from request_log import RequestLog

_AUTOTEST = Path(__file__).resolve().parent.parent
_STOP_SECONDS = 10


class EarthdataEmulator:
    """A running emulator. Methods named like control requests do what README.md says of those."""

    def __init__(self, ready: dict[str, Any], home: Path) -> None:
        self._ready = ready
        self.home = home
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    @property
    def urls(self) -> dict[str, str]:
        """scheme://host:port of urs, cumulus, tea, s3, thief and control."""
        return self._ready["urls"]

    @property
    def token(self) -> str:
        """The user's first Earthdata token."""
        return self._ready["edl_tokens"][0]

    @property
    def tokens(self) -> list[str]:
        """All of the user's Earthdata tokens that exist at start."""
        return self._ready["edl_tokens"]

    @property
    def user(self) -> str:
        return self._ready["user"]["name"]

    @property
    def password(self) -> str:
        return self._ready["user"]["password"]

    @property
    def ca_file(self) -> str | None:
        return self._ready["ca_file"]

    @property
    def netrc(self) -> str:
        """A file with the user's login, mode 0600."""
        return self._ready["netrc"]

    @property
    def secret_markers(self) -> list[str]:
        """A piece of every kind of secret; none of them may ever be in anything that was captured."""
        return self._ready["secrets"]

    def environment(self, **extra: str) -> dict[str, str]:
        """The environment for a child process that shall use this emulator; ``extra`` comes last."""
        return child_environment(self.home, self.ca_file, **{**self._ready["environment"], **extra})

    def bare_environment(self, **extra: str) -> dict[str, str]:
        """The same without any EARTHDATA_* or VSIEARTHDATA_* variable."""
        return child_environment(self.home, self.ca_file, **extra)

    def vsis3_environment(self, daac: str = "cumulus", **extra: str) -> dict[str, str]:
        """For GDAL's own /vsis3/, with a triple fetched now."""
        request = urllib.request.Request(self.urls[daac] + "/s3credentials", headers={"Authorization": f"Bearer {self.token}"})
        with self._opener.open(request) as answer:
            triple = json.load(answer)
        scheme, _, host = self.urls["s3"].partition("://")
        return self.bare_environment(
            AWS_S3_ENDPOINT=host,
            AWS_HTTPS="YES" if scheme == "https" else "NO",
            AWS_VIRTUAL_HOSTING="FALSE",
            AWS_REGION="us-west-2",
            AWS_ACCESS_KEY_ID=triple["accessKeyId"],
            AWS_SECRET_ACCESS_KEY=triple["secretAccessKey"],
            AWS_SESSION_TOKEN=triple["sessionToken"],
            **extra,
        )

    def log(self, since: int = 0) -> RequestLog:
        return RequestLog(self._control("GET", f"/log?since={since}"))

    def clear_log(self) -> None:
        self._control("DELETE", "/log")

    def strike(self, match: dict[str, Any], fault: dict[str, Any], **rule: Any) -> int:
        """Add a fault rule; ``rule`` may have skip, count and probability. Returns its number."""
        return self._control("POST", "/rules", {"match": match, "fault": fault, **rule})[0]

    def struck(self, number: int) -> int:
        """How often a rule has struck."""
        return next(rule["struck"] for rule in self._control("GET", "/rules") if rule["number"] == number)

    def clear_rules(self) -> None:
        self._control("DELETE", "/rules")

    def start_chaos(self, **plan: Any) -> None:
        """Faults by chance from now on: ``seed``, ``rate``, ``rates``, ``most_in_a_row``, ``without``."""
        self._control("POST", "/chaos", plan)

    def end_chaos(self) -> dict[str, dict[str, int]]:
        """What it has done: requests ``struck`` by kind, and those that ``passed`` by group."""
        return self._control("DELETE", "/chaos")

    @contextlib.contextmanager
    def expecting(self, *sequence: dict[str, Any]) -> Iterator[None]:
        """Exactly these requests come, in this order; otherwise an AssertionError at the end of the block."""
        self._control("POST", "/expectations", list(sequence))
        try:
            yield
            problems = self._control("GET", "/expectations")
        finally:
            self._control("DELETE", "/expectations")
        assert not problems, "\n".join(problems)

    def set(self, **settings: Any) -> None:
        self._control("POST", "/settings", settings)

    def expire(self, *what: str) -> None:
        """End "triples", "sessions" or "edl-tokens" now."""
        self._control("POST", "/expire", {"what": list(what)})

    def reset(self) -> None:
        """As at start, with new tokens; for an emulator that several tests share."""
        self._ready = self._control("POST", "/reset")

    def _control(self, method: str, path: str, value: Any = None) -> Any:
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self.urls["control"] + path, body, {"Content-Type": "application/json"}, method=method)
        try:
            with self._opener.open(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as problem:
            raise ValueError(f"{method} {path}: {problem.read().decode()}") from None


def _arguments(roots: list[Path], options: dict[str, Any]) -> list[str]:
    """``token_life=2`` becomes ``--token-life=2``; True and False become a flag and its ``--no-`` form."""
    arguments = [f"--root={root}" for root in roots]
    for name, value in options.items():
        flag = name.replace("_", "-")
        if isinstance(value, bool):
            arguments.append(f"--{flag}" if value else f"--no-{flag}")
        else:
            arguments.append(f"--{flag}={value}")
    return arguments


@contextlib.contextmanager
def running(roots: list[Path], **options: Any) -> Iterator[EarthdataEmulator]:
    """An emulator for the length of a block. It ends with us in any case: it watches its standard input."""
    with tempfile.TemporaryDirectory(prefix="earthdata-home-") as home:
        process = subprocess.Popen(
            [sys.executable, "-m", "earthdata", "serve", "--until-stdin-closes", *_arguments(roots, options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.fspath(_AUTOTEST)},
        )
        with process:
            try:
                line = process.stdout.readline()
                if not line:
                    raise RuntimeError("the emulator did not start; its reason is on standard error")
                yield EarthdataEmulator(json.loads(line), Path(home))
            finally:
                process.stdin.close()
                try:
                    process.wait(_STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
