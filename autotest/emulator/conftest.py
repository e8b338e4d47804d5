"""Fixtures for the emulator's own tests: one server for all of them, reset before each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_AUTOTEST = Path(__file__).resolve().parent.parent
for folder in (_AUTOTEST, _AUTOTEST / "pymod"):
    if os.fspath(folder) not in sys.path:
        sys.path.insert(0, os.fspath(folder))

import earthdata_emulator  # noqa: E402

from earthdata.hls import generator as hls_generator  # noqa: E402

BUCKET = "lp-prod-protected"
GRANULES = ("HLS.L30.T13TGF.2021133T172406.v2.0", "HLS.S30.T13TGF.2024140T172859.v2.0")


def key_of(granule: str, band: str) -> str:
    sensor = granule.split(".")[1]
    return f"HLS{sensor}.020/{granule}/{granule}.{band}.tif"


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder bucket/key with two red bands, one mask and objects with difficult names."""
    root = tmp_path_factory.mktemp("objects")
    links = [f"s3://{BUCKET}/{key_of(granule, 'B04')}" for granule in GRANULES]
    hls_generator.write_all([*links, f"s3://{BUCKET}/{key_of(GRANULES[0], 'Fmask')}"], root)
    difficult = root / "other-protected" / "a b"
    difficult.mkdir(parents=True)
    for name in ("plus+percent%25.bin", "ünïcode&=?#.bin"):
        (difficult / name).write_bytes(bytes(range(256)) * 64)
    return root


@pytest.fixture(scope="session")
def shared_emulator(objects: Path) -> Iterator[earthdata_emulator.EarthdataEmulator]:
    with earthdata_emulator.running([objects], token_life=100) as emulator:
        yield emulator


@pytest.fixture
def earthdata(shared_emulator: earthdata_emulator.EarthdataEmulator) -> earthdata_emulator.EarthdataEmulator:
    shared_emulator.reset()
    return shared_emulator
