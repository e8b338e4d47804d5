"""Command line: ``python3 -m earthdata serve`` and ``python3 -m earthdata generate``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import os
import shlex
import signal
import sys
import tempfile
from pathlib import Path

from .hls import generator
from .servers.emulator import SERVICES, Emulator, Options
from .state.settings import Settings
from .wire import tls


def _add_serve(commands: argparse._SubParsersAction) -> None:
    serve = commands.add_parser("serve", help="run the emulator until it is interrupted", description=Emulator.__doc__)
    serve.add_argument("--root", type=Path, action="append", default=[], help="folder laid out as bucket/key (repeatable)")
    every = ",".join(SERVICES)
    serve.add_argument("--tls", nargs="?", const=every, default="", metavar="SERVICES", help="serve by TLS (all, or a comma list)")
    serve.add_argument("--certificate", choices=tls.KINDS, default="valid", help="what is wrong with the certificate")
    serve.add_argument("--daac", choices=("cumulus", "tea"), default="cumulus", help="server family in the published variables")
    serve.add_argument("--login", choices=("token", "password", "netrc", "none"), default="token", help="login in the published variables")
    serve.add_argument("--log-file", type=Path, help="append every request as a JSON line")
    serve.add_argument("--ready-file", type=Path, help="write the JSON line of stdout here too, when all ports are open")
    serve.add_argument("--env-file", type=Path, help="write the variables as a file that a shell can source")
    serve.add_argument("--until-stdin-closes", action="store_true", help="end when standard input does, so that no orphan stays")
    for field in dataclasses.fields(Settings):
        flag = "--" + field.name.replace("_", "-")
        if isinstance(field.default, bool):
            serve.add_argument(flag, action=argparse.BooleanOptionalAction, default=field.default, help=field.metadata["help"])
        else:
            text = field.metadata["help"] + " (default: %(default)s)"
            serve.add_argument(flag, type=type(field.default), default=field.default, help=text)
    serve.set_defaults(run=_serve)


def _settings(arguments: argparse.Namespace) -> Settings:
    return Settings(**{field.name: getattr(arguments, field.name) for field in dataclasses.fields(Settings)})


def _write_aside(path: Path, text: str) -> None:
    """A reader that waits for the file never sees half of it. The file holds secrets, though only planted ones."""
    aside = path.with_name(path.name + ".part")
    aside.touch(mode=0o600)
    aside.write_text(text)
    aside.replace(path)


def _publish(emulator: Emulator, arguments: argparse.Namespace) -> None:
    line = json.dumps(emulator.ready()) + "\n"
    if arguments.env_file:
        variables = emulator.environment().items()
        _write_aside(arguments.env_file, "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables))
    if arguments.ready_file:
        _write_aside(arguments.ready_file, line)
    print(line, end="", flush=True)


async def _run(emulator: Emulator, arguments: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if arguments.until_stdin_closes:
        loop.add_reader(sys.stdin.fileno(), lambda: os.read(sys.stdin.fileno(), 4096) or stop.set())
    await emulator.start()
    try:
        _publish(emulator, arguments)
        await stop.wait()
    finally:
        await emulator.stop()


def _serve(arguments: argparse.Namespace) -> None:
    services = frozenset(name for name in arguments.tls.split(",") if name)
    if not services <= set(SERVICES):
        raise SystemExit(f"--tls knows {', '.join(SERVICES)}")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="earthdata-")))
        log_file = stack.enter_context(arguments.log_file.open("a")) if arguments.log_file else None
        options = Options(arguments.root, folder, services, arguments.certificate, arguments.daac, arguments.login)
        asyncio.run(_run(Emulator(_settings(arguments), options, log_file), arguments))


def main() -> None:
    parser = argparse.ArgumentParser(prog="earthdata", description="Local Earthdata: NASA Earthdata on 127.0.0.1")
    commands = parser.add_subparsers(required=True)
    _add_serve(commands)
    generator.add_command(commands)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
