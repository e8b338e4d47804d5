"""Many processes of many threads read while keys end every few seconds and the servers fail by chance.

    python3 autotest/stress/chaos.py --seconds 180 --processes 8 --threads 64 --access S3

Every byte and pixel is compared with its origin. Ends with status 1 if one is wrong, if a read fails, if there are more
exchanges than keys that ended, or if a secret is where it has no business. HLSTS_PLUGIN_DIR names the plugin's folder.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

_AUTOTEST = Path(__file__).resolve().parents[1]
for folder in (_AUTOTEST, _AUTOTEST / "pymod"):
    if os.fspath(folder) not in sys.path:
        sys.path.insert(0, os.fspath(folder))

import earthdata_emulator  # noqa: E402
from child_environment import planted_in  # noqa: E402
from tutorial_series import Series, generated_data_dir, tutorial_series  # noqa: E402

from earthdata.hls import generator as hls_generator  # noqa: E402

_READER = Path(__file__).with_name("chaos_reader.py")
# Without a pause of their own, threads together try to make this many reads a second: what two cores serve without queues.
_READS_PER_SECOND = 150
# A thread may wait for credentials for 30 s; then it hangs.
_PATIENCE = 120
_OF_PROCESS = re.compile(r"process=(\d+)")
# After these the client has no credentials.
_HARMLESS = ("s3credentials: slow",)


@dataclasses.dataclass(frozen=True)
class Options:
    seconds: float = 180
    processes: int = 8
    threads: int = 64
    life: float = 2
    seed: int = 1
    access: str = "S3"
    fault_rate: float = 0.03
    exchange_fault_rate: float = 0.1
    without: tuple[str, ...] = ()
    pause: float | None = None
    share: bool = False
    out_of_region: bool = False
    debug: bool = False
    reader_environment: tuple[str, ...] = ()

    @property
    def url_life(self) -> float:
        # Clients must take a second off: the servers' Date is cut to the whole second.
        return max(self.life, 3)

    @property
    def pause_between_reads(self) -> float:
        if self.pause is not None:
            return self.pause
        return self.processes * self.threads / _READS_PER_SECOND


@dataclasses.dataclass
class Outcome:
    """What a run showed."""

    options: Options
    reads: Counter[str] = dataclasses.field(default_factory=Counter)
    bytes: int = 0
    wrong_bytes: int = 0
    wrong: list[str] = dataclasses.field(default_factory=list)
    failed: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    slowest: float = 0.0
    struck: Counter[str] = dataclasses.field(default_factory=Counter)
    requests: Counter[str] = dataclasses.field(default_factory=Counter)
    expired: int = 0
    exchanges: int = 0
    failed_exchanges: int = 0
    bound: int = 0
    bound_by_time: int = 0
    signed_urls: int = 0
    signed_url_bound: int = 0
    most_in_flight: int = 0
    violations: list[str] = dataclasses.field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.reads.values())

    @property
    def problems(self) -> list[str]:
        """Everything that must not be; empty if all is well."""
        found = list(self.violations)
        if self.wrong_bytes or self.wrong:
            found.append(f"{self.wrong_bytes} wrong bytes: {'; '.join(self.wrong[:3])}")
        if self.failed:
            reasons = Counter(_general(failure["reason"]) for failure in self.failed)
            found.append(f"{len(self.failed)} failed reads: {'; '.join(f'{count}× {reason}' for reason, count in reasons.most_common(3))}")
        if self.exchanges > self.bound:
            found.append(f"{self.exchanges} exchanges, {self.bound} allowed")
        if self.signed_urls > self.signed_url_bound:
            found.append(f"{self.signed_urls} signed URLs, {self.signed_url_bound} allowed")
        if self.most_in_flight > 1:
            found.append(f"{self.most_in_flight} exchanges at once")
        if not self.count:
            found.append("nothing was read")
        return found

    def summary(self) -> str:
        options = self.options
        per_read = sum(self.requests.values()) / max(1, self.count)
        lines = [
            f"{options.access}{', out of region' if options.out_of_region else ''}: {options.processes} processes of {options.threads} threads,"
            f" {options.seconds:.0f} s, life {options.life:.0f} s, {'one shared file' if options.share else 'no shared file'}, seed {options.seed}",
            f"  reads          {self.count} ({', '.join(f'{kind} {count}' for kind, count in sorted(self.reads.items()))})",
            f"  bytes          {self.bytes / 1e6:.1f} MB, wrong {self.wrong_bytes}",
            f"  failed reads   {len(self.failed)}",
            *[f"    {count} × {reason}" for reason, count in Counter(_general(one["reason"]) for one in self.failed).most_common(8)],
            f"  slowest read   {self.slowest:.1f} s",
            f"  requests       {sum(self.requests.values())}, {per_read:.2f} a read ({', '.join(f'{name} {count}' for name, count in sorted(self.requests.items()))})",
            f"  faults         {sum(self.struck.values())}",
            *[f"    {count:6} {kind}" for kind, count in sorted(self.struck.items())],
            f"  keys refused   {self.expired} that had ended, {self.struck['data: ExpiredToken']} that had not",
            f"  exchanges      {self.exchanges} with s3credentials, {self.bound} allowed ({self.bound_by_time} by time);"
            f" {self.failed_exchanges} more were made to fail",
            f"  signed URLs    {self.signed_urls}, {self.signed_url_bound} allowed",
            f"  at once        {self.most_in_flight} exchanges {'of all' if options.share else 'of one process'}, at most",
            f"  violations     {len(self.violations)}",
            *[f"    {line}" for line in self.violations[:10]],
        ]
        return "\n".join(lines)


def _general(reason: str) -> str:
    """A message without what differs from one file to the next."""
    return re.sub(r"HLS\.[LS]30\S*?\.tif|[LS]30\.\d+T\d+|127\.0\.0\.1:\d+|HLS[LS]30\.020/\S+", "…", reason)[:300]


def sources(root: Path) -> list[dict[str, str]]:
    """Files of real size with noise, and some without compression: there a wrong byte is a wrong pixel."""
    series = tutorial_series()
    recipes = {"noise": hls_generator.Recipe(profile="noise"), "ramp": hls_generator.Recipe(compress="NONE")}
    found = []
    for number, granule in enumerate(series.granules[:6]):
        profile = ("noise", "ramp")[number % 2]
        link = Series((granule,)).links[0]
        [path] = hls_generator.write_all([link], root, recipes[profile])
        key = link.removeprefix("s3://")
        found.append({"key": key, "file": os.fspath(path), "granule": granule, "band": "B04", "profile": profile})
    return found


def _entries(log: Path) -> Iterator[dict[str, Any]]:
    with log.open() as lines:
        for line in lines:
            yield json.loads(line)


def _begin_and_end(entry: dict[str, Any]) -> tuple[float, float]:
    begin = datetime.fromisoformat(entry["time"]).timestamp()
    return begin, begin + (entry["duration_ms"] or 0) / 1000


def _most_at_once(spans: list[tuple[float, float]]) -> int:
    # One that ends as the next begins isn't under way together with it.
    events = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    most = now = 0
    for _, change in events:
        now += change
        most = max(most, now)
    return most


def _owner(entry: dict[str, Any], options: Options) -> str:
    """Whose exchange this is: a process, or all of them where they share."""
    found = _OF_PROCESS.search(entry["query"])
    return found[1] if found and not options.share else "all"


def _bound(times: list[float], life: float) -> int:
    """So many are allowed: each life is renewed in its middle."""
    return int(2 * (max(times) - min(times)) / life) + 1 if times else 0


def _count_requests(outcome: Outcome, log: Path, objects: int) -> None:
    """What the servers saw."""
    spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
    good: dict[str, list[float]] = defaultdict(list)
    redirects: list[float] = []
    for entry in _entries(log):
        is_exchange = entry["path"] == "/s3credentials"
        outcome.requests["s3credentials" if is_exchange else entry["service"]] += 1
        if entry["chaos"]:
            outcome.struck[entry["chaos"]] += 1
        outcome.violations += [f"#{entry['number']} {entry['service']} {entry['path']}: {name}" for name in entry["violations"]]
        outcome.expired += entry["error"] == "ExpiredToken" and entry["chaos"] is None
        if entry["service"] in ("cumulus", "tea") and entry["status"] == 303 and entry["chaos"] in (None, "mirror: slow"):
            redirects.append(_begin_and_end(entry)[0])
        if not is_exchange:
            continue
        owner = _owner(entry, outcome.options)
        spans[owner].append(_begin_and_end(entry))
        if entry["chaos"] is None or entry["chaos"] in _HARMLESS:
            good[owner].append(spans[owner][-1][0])
        else:
            outcome.failed_exchanges += 1
    outcome.exchanges = sum(len(times) for times in good.values())
    outcome.bound_by_time = sum(_bound(times, outcome.options.life) for times in good.values())
    outcome.signed_urls = len(redirects)
    # Whose they are isn't told: each object has one in each process.
    outcome.signed_url_bound = outcome.options.processes * objects * _bound(redirects, outcome.options.url_life)
    # A key that was called expired before its time has to be replaced: one more exchange for each.
    said = outcome.struck["data: ExpiredToken"]
    outcome.bound = outcome.bound_by_time + (said if outcome.exchanges else 0)
    outcome.signed_url_bound += said if redirects else 0
    outcome.most_in_flight = max((_most_at_once(times) for times in spans.values()), default=0)


def _search_secrets(outcome: Outcome, folder: Path, markers: list[str]) -> None:
    for path in sorted(folder.glob("reader-*")):
        found: set[str] = set()
        with path.open("rb") as file:
            while piece := file.read(16 * 1024 * 1024):
                found.update(planted_in(piece, markers))
        outcome.violations += [f"{marker} in {path.name}" for marker in sorted(found)]


def _environment(earthdata: earthdata_emulator.EarthdataEmulator, options: Options, number: int, folder: Path) -> dict[str, str]:
    environment = earthdata.environment(
        VSIEARTHDATA_ACCESS=options.access,
        VSIEARTHDATA_CACHE=os.fspath(folder / "shared") if options.share else "NO",
        PYTHONPATH=os.fspath(_AUTOTEST),
        PYTHONDONTWRITEBYTECODE="1",
    )
    if not options.share:
        # The log then tells one process from the other. Some log in by a password, which takes Earthdata Login.
        environment["VSIEARTHDATA_CREDENTIALS_URL"] += f"?process={number}"
        if number % 4 == 3:
            del environment["EARTHDATA_TOKEN"]
            environment.update(EARTHDATA_USERNAME=earthdata.user, EARTHDATA_PASSWORD=earthdata.password)
    # One process tells all it can: none of that may be a secret.
    if options.debug or number == 0:
        environment["CPL_DEBUG"] = "ON"
    environment.update(word.partition("=")[::2] for word in options.reader_environment)
    return environment


def _start(
    earthdata: earthdata_emulator.EarthdataEmulator, options: Options, number: int, folder: Path, task: dict[str, Any]
) -> subprocess.Popen[str]:
    with (folder / f"reader-{number}.out").open("w") as out, (folder / f"reader-{number}.err").open("w") as err:
        words = [sys.executable, os.fspath(_READER), json.dumps({**task, "process": number})]
        return subprocess.Popen(words, env=_environment(earthdata, options, number, folder), stdout=out, stderr=err)


def _collect(outcome: Outcome, process: subprocess.Popen[str], number: int, folder: Path, deadline: float) -> None:
    try:
        code = process.wait(max(1.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        outcome.violations.append(f"process {number} hangs")
        return
    if code:
        tail = (folder / f"reader-{number}.err").read_text(errors="replace")[-1500:]
        outcome.violations.append(f"process {number} ended with {code}: {tail}")
    text = (folder / f"reader-{number}.out").read_text()
    if not text:
        return
    told = json.loads(text)
    outcome.reads.update(told["reads"])
    outcome.bytes += told["bytes"]
    outcome.wrong += told["wrong"]
    outcome.wrong_bytes += told["wrong_bytes"]
    outcome.failed += [{**failure, "process": number} for failure in told["failed"]]
    outcome.slowest = max(outcome.slowest, told["slowest"])


def run(options: Options, folder: Path, data: Path | None = None) -> Outcome:
    """One run; everything it writes goes to ``folder``: the readers' output and the servers' log."""
    root = (data or generated_data_dir()) / "chaos"
    found = sources(root)
    (folder / "shared").mkdir(mode=0o700)
    (folder / "links.txt").write_text("".join(f"s3://{source['key']}\n" for source in found))
    task = {
        "sources": found,
        "list": os.fspath(folder / "links.txt"),
        "seconds": options.seconds,
        "threads": options.threads,
        "seed": options.seed,
        "pause": options.pause_between_reads,
    }
    outcome, log = Outcome(options), folder / "requests.jsonl"
    settings: dict[str, Any] = {"token_life": options.life, "url_life": options.url_life, "in_region": not options.out_of_region}
    with earthdata_emulator.running([root], log_file=log, **settings) as earthdata:
        earthdata.start_chaos(
            seed=options.seed,
            rate=options.fault_rate,
            rates={group: options.exchange_fault_rate for group in ("s3credentials", "urs", "mirror")},
            without=list(options.without),
        )
        deadline = time.monotonic() + options.seconds + _PATIENCE
        processes = [_start(earthdata, options, number, folder, task) for number in range(options.processes)]
        while any(process.poll() is None for process in processes) and time.monotonic() < deadline:
            time.sleep(1)
            # The file has it all.
            earthdata.clear_log()
        for number, process in enumerate(processes):
            _collect(outcome, process, number, folder, deadline)
        markers = earthdata.secret_markers
    _count_requests(outcome, log, len(found))
    _search_secrets(outcome, folder, markers)
    return outcome


def history(outcome: Outcome, folder: Path, failure: dict[str, Any]) -> list[str]:
    """The requests for the object of a failed read while it ran, of all processes."""
    named = re.search(r"/vsiearthdata(/\S+?\.tif)", failure["reason"])
    path = named[1] if named else failure["path"].removeprefix("/vsiearthdata")
    lines = []
    for entry in _entries(folder / "requests.jsonl"):
        begin, end = _begin_and_end(entry)
        if end >= failure["begin"] and begin <= failure["end"] and entry["path"] in (path, "/s3credentials"):
            lines.append(
                f"{begin - failure['begin']:7.3f} s {entry['service']:8} {entry['query'] if entry['path'] == '/s3credentials' else entry['range']}"
                f" {entry['status']} {entry['error'] or ''} {entry['chaos'] or ''} triple {entry['triple']}"
            )
    return lines


def _options() -> tuple[Options, Path | None, int]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--threads", type=int, default=64, help="of each process")
    parser.add_argument("--split", action="store_true", help="--threads are those of all processes together")
    parser.add_argument("--life", type=float, default=2, help="of a temporary key, in seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--access", choices=("S3", "HTTPS", "AUTO"), default="S3")
    parser.add_argument("--out-of-region", action="store_true", help="S3 denies by region")
    parser.add_argument("--share", action="store_true", help="all processes use one VSIEARTHDATA_CACHE")
    parser.add_argument("--fault-rate", type=float, default=0.03, help="of requests for data")
    parser.add_argument(
        "--exchange-fault-rate", type=float, default=0.1, help="of requests to s3credentials, the HTTPS mirror and Earthdata Login"
    )
    parser.add_argument("--without", action="append", default=[], help="a kind of fault that shall not happen (repeatable)")
    parser.add_argument(
        "--pause", type=float, help="mean pause of a thread between two reads; default: so that this machine isn't overloaded"
    )
    parser.add_argument(
        "--reader-environment", action="append", default=[], metavar="NAME=VALUE", help="for the reading processes (repeatable)"
    )
    parser.add_argument("--debug", action="store_true", help="CPL_DEBUG in all processes, not only in one")
    parser.add_argument("--folder", type=Path, help="where to leave the log and the readers' output; default: nowhere")
    parser.add_argument(
        "--histories", type=int, default=0, help="so many failed reads are shown with the requests that were made meanwhile"
    )
    values = vars(parser.parse_args())
    folder, histories = values.pop("folder"), values.pop("histories")
    if values.pop("split"):
        values["threads"] = max(1, values["threads"] // values["processes"])
    for name in ("without", "reader_environment"):
        values[name] = tuple(values[name])
    return Options(**values), folder, histories


def main() -> int:
    options, folder, histories = _options()
    with tempfile.TemporaryDirectory(prefix="chaos-") as temporary:
        place = folder or Path(temporary)
        place.mkdir(parents=True, exist_ok=True)
        outcome = run(options, place)
        print(outcome.summary())
        for failure in outcome.failed[:histories]:
            print(f"\n{failure['kind']} {failure['path']} of process {failure['process']}: {failure['reason']}")
            print("\n".join(history(outcome, place, failure)))
        for problem in outcome.problems:
            print(f"PROBLEM {problem}")
        print("FAILED" if outcome.problems else "PASSED")
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
