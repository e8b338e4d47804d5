"""The granules of the HLS tutorial, and where their generated files are kept."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from earthdata.hls import names as hls_names

_AUTOTEST = Path(__file__).resolve().parents[1]

_BUCKET = "lp-prod-protected"

# The series of the HLS tutorial, in its order: red, tile T13TGF, May to August 2021.
_TUTORIAL = """
L30.2021133T172406 S30.2021133T173859 L30.2021140T173021 S30.2021140T172859 S30.2021145T172901 S30.2021155T172901
L30.2021156T173029 S30.2021158T173901 S30.2021163T173909 L30.2021165T172422 S30.2021165T172901 S30.2021173T173909
S30.2021185T172901 L30.2021188T173037 S30.2021190T172859 S30.2021193T173909 S30.2021198T173911 S30.2021200T172859
S30.2021203T173909 L30.2021204T173042 S30.2021208T173911 S30.2021210T172859 S30.2021215T172901 S30.2021218T173911
L30.2021220T173049 S30.2021220T172859 S30.2021223T173909 S30.2021228T173911 L30.2021229T172441 S30.2021230T172859
S30.2021235T172901 S30.2021243T173859
"""


@dataclasses.dataclass(frozen=True)
class Series:
    """The same band of several granules. Ascending in time, whatever the order of ``listed``."""

    listed: tuple[str, ...]
    band: str = "B04"

    @property
    def granules(self) -> list[str]:
        return sorted(self.listed, key=lambda granule: granule.split(".")[3])

    @property
    def times(self) -> list[datetime]:
        return [hls_names.parse(f"{granule}.B04.tif").time for granule in self.granules]

    def key(self, granule: str) -> str:
        return f"HLS{granule.split('.')[1]}.020/{granule}/{granule}.{self.band}.tif"

    @property
    def keys(self) -> list[str]:
        """bucket/key, in time order."""
        return [f"{_BUCKET}/{self.key(granule)}" for granule in self.granules]

    @property
    def links(self) -> list[str]:
        """As listed."""
        return [f"s3://{_BUCKET}/{self.key(granule)}" for granule in self.listed]

    def files(self, root: Path) -> list[str]:
        """Local paths, in time order."""
        return [os.fspath(root / key) for key in self.keys]


def tutorial_series() -> Series:
    """The 32 granules of the tutorial."""
    return Series(tuple(f"HLS.{sensor}.T13TGF.{time}.v2.0" for sensor, time in (word.split(".") for word in _TUTORIAL.split())))


def generated_data_dir() -> Path:
    """Where generated files stay for the next run; changes with the generator."""
    digest = hashlib.sha256()
    for source in sorted((_AUTOTEST / "earthdata" / "hls").glob("*.py")):
        digest.update(source.read_bytes())
    default = Path(tempfile.gettempdir()) / f"hlsts-autotest-{os.getuid()}"
    return Path(os.environ.get("HLSTS_TEST_DATA", default)) / digest.hexdigest()[:12]
