"""What all suites share: generated data, the emulator, and programs that run in an environment of their own.

HLSTS_PLUGIN_DIR  folder of the plugin under test (the build folder); required. Where it holds /vsiearthdata/ without the
                  driver, tests that open a list are skipped
HLSTS_TEST_DATA   where generated files are kept for the next run; default: a folder in the temporary folder
HLSTS_SHARED_DIR  folder with hls-samples/ (real NASA files); tests that need them are skipped without it
"""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_AUTOTEST = Path(__file__).resolve().parent
for folder in (_AUTOTEST, _AUTOTEST / "pymod"):
    if os.fspath(folder) not in sys.path:
        sys.path.insert(0, os.fspath(folder))

import earthdata_emulator  # noqa: E402
from child_environment import child_environment  # noqa: E402
from cloudy_archive import CloudyArchive  # noqa: E402
from tutorial_series import Series, generated_data_dir, tutorial_series  # noqa: E402

from earthdata.hls import generator as hls_generator  # noqa: E402

# A program that takes longer hangs.
_TIME_LIMIT = 240

_PRELUDE = """\
import json, os, sys
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
from earthdata.hls import pixels as hls_pixels

def failure_of(action, *arguments, **options):
    '''The text of the exception that a call raises; "" if it raises none.'''
    try:
        action(*arguments, **options)
    except Exception as problem:
        return str(problem) or repr(problem)
    return ""

{function}
result = {name}(*json.loads(sys.argv[1]))
print("\\nRESULT " + json.dumps(result, default=lambda value: dict(value) if hasattr(value, "keys") else value.item()), flush=True)
"""


class Programs:
    """Runs programs in one environment; see child_environment for what that holds."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**environment, "PYTHONPATH": os.fspath(_AUTOTEST), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(
        self, *command: object, check: bool = True, prefix: list[str] | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program; ``check``: it must succeed. ``variables`` are added to its environment."""
        words = [*(prefix or []), *map(str, command)]
        environment = {**self.environment, **variables}
        done = subprocess.run(words, env=environment, capture_output=True, encoding="utf-8", errors="replace", timeout=_TIME_LIMIT)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(words)[:300]} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done

    def json(self, *command: object, **variables: str) -> Any:
        """What a program prints, which must be JSON."""
        return json.loads(self.run(*command, **variables).stdout)

    def call(self, function: Callable[..., Any], *arguments: Any, **variables: str) -> Any:
        """Run a function in a Python of its own and return what it returns.

        Only its source goes there: it sees np, gdal, osr, hls_pixels, failure_of and its (JSON) arguments."""
        return self.call_and_output(function, *arguments, **variables)[0]

    def call_and_output(
        self, function: Callable[..., Any], *arguments: Any, prefix: list[str] | None = None, **variables: str
    ) -> tuple[Any, str]:
        """The same, with everything it printed on both channels."""
        source = textwrap.dedent(inspect.getsource(function))
        code = _PRELUDE.format(function=source, name=function.__name__)
        done = self.run(sys.executable, "-c", code, json.dumps(arguments), prefix=prefix, **variables)
        printed, _, result = done.stdout.rpartition("\nRESULT ")
        if not result:
            raise AssertionError(f"{function.__name__} returned nothing\n{done.stderr[-4000:]}")
        return json.loads(result), printed + done.stderr


@pytest.fixture(scope="session")
def plugin_dir() -> Path:
    folder = os.environ.get("HLSTS_PLUGIN_DIR")
    if not folder or not any((Path(folder) / name).exists() for name in ("gdal_HLSTS.so", "gdal_EARTHDATA.so")):
        pytest.fail("set HLSTS_PLUGIN_DIR to the folder of gdal_HLSTS.so (the build folder)")
    return Path(folder)


@pytest.fixture(scope="session")
def tutorial() -> Series:
    return tutorial_series()


@pytest.fixture(scope="session")
def data_dir() -> Path:
    return generated_data_dir()


@pytest.fixture(scope="session")
def objects(data_dir: Path, tutorial: Series) -> Path:
    """A folder bucket/key with the tutorial's files, and with Fmask and nir of its first four granules."""
    root = data_dir / "objects"
    first = tutorial.listed[:4]
    others = [*Series(first, "Fmask").links]
    others += [Series((granule,), "B05" if ".L30." in granule else "B8A").links[0] for granule in first]
    hls_generator.write_all([*tutorial.links, *others], root)
    return root


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def local(plugin_dir: Path, home: Path) -> Programs:
    """Programs with the plugin, and nothing that could log in anywhere."""
    return Programs(child_environment(home))


@pytest.fixture
def programs(plugin_dir: Path) -> type[Programs]:
    """Makes Programs from an environment."""
    return Programs


@pytest.fixture
def link_list(tmp_path: Path, plugin_dir: Path) -> Callable[..., str]:
    """Writes a list of links (or a whole text) and returns its path."""
    if (plugin_dir / "gdal_EARTHDATA.so").exists():
        pytest.skip("this plugin is /vsiearthdata/ without the driver")

    def write(lines: list[str] | str | bytes, name: str = "links.txt") -> str:
        path = tmp_path / name
        if isinstance(lines, list):
            lines = "".join(line + "\n" for line in lines)
        path.write_bytes(lines if isinstance(lines, bytes) else lines.encode())
        return os.fspath(path)

    return write


@pytest.fixture
def path(tutorial: Series) -> str:
    """The tutorial's first object."""
    return f"/vsiearthdata/{tutorial.keys[0]}"


@pytest.fixture
def file(tutorial: Series, objects: Path) -> str:
    """The same object as a local file."""
    return tutorial.files(objects)[0]


@pytest.fixture
def remote_list(link_list: Callable[..., str], tutorial: Series) -> str:
    """The tutorial's list."""
    return link_list(tutorial.links, "tutorial.txt")


@pytest.fixture
def local_list(link_list: Callable[..., str], tutorial: Series, objects: Path) -> str:
    """The same granules as local files, in the tutorial's order."""
    return link_list([os.fspath(objects / link.removeprefix("s3://")) for link in tutorial.links], "local.txt")


@pytest.fixture(scope="session")
def shared_earthdata(objects: Path) -> Iterator[earthdata_emulator.EarthdataEmulator]:
    with earthdata_emulator.running([objects]) as emulator:
        yield emulator


@pytest.fixture
def earthdata(shared_earthdata: earthdata_emulator.EarthdataEmulator) -> earthdata_emulator.EarthdataEmulator:
    """The emulator as at its start, with an empty log."""
    shared_earthdata.reset()
    shared_earthdata.clear_log()
    return shared_earthdata


@pytest.fixture
def remote(plugin_dir: Path, earthdata: earthdata_emulator.EarthdataEmulator) -> Programs:
    """Programs with the plugin and a login (a token) at the emulator."""
    return Programs(earthdata.environment())


@pytest.fixture(scope="session")
def cloudy(data_dir: Path) -> CloudyArchive:
    return CloudyArchive(data_dir / "cloudy")


@pytest.fixture(scope="session")
def shared_cloudy_earthdata(cloudy: CloudyArchive) -> Iterator[earthdata_emulator.EarthdataEmulator]:
    """Apart from the tutorial's: some granules are in both, with other pixels."""
    with earthdata_emulator.running([cloudy.root]) as emulator:
        yield emulator


@pytest.fixture
def cloudy_earthdata(shared_cloudy_earthdata: earthdata_emulator.EarthdataEmulator) -> earthdata_emulator.EarthdataEmulator:
    """The emulator with the cloudy archive as at its start, with an empty log."""
    shared_cloudy_earthdata.reset()
    shared_cloudy_earthdata.clear_log()
    return shared_cloudy_earthdata


@pytest.fixture
def cloudy_remote(plugin_dir: Path, cloudy_earthdata: earthdata_emulator.EarthdataEmulator) -> Programs:
    """Programs with the plugin and a login (a token) there."""
    return Programs(cloudy_earthdata.environment())


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real NASA files."""
    folder = Path(os.environ.get("HLSTS_SHARED_DIR", "/nonexistent")) / "hls-samples"
    if not folder.is_dir():
        pytest.skip("HLSTS_SHARED_DIR names no folder with hls-samples")
    return folder
