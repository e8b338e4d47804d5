"""HLS file names, and what a band's name says about its pixels."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime, timedelta

_FILE = re.compile(
    r"(?P<granule>HLS\.(?P<sensor>L30|S30)\.T(?P<tile>[0-9]{2}[A-Z]{3})\.(?P<time>[0-9]{7}T[0-9]{6})\.v2\.0)\.(?P<band>[A-Za-z0-9]+)\.tif$"
)

_LONG_NAMES = {
    "L30": {
        "B01": "Coastal_Aerosol",
        "B02": "Blue",
        "B03": "Green",
        "B04": "Red",
        "B05": "NIR",
        "B06": "SWIR1",
        "B07": "SWIR2",
        "B09": "Cirrus",
        "B10": "TIRS1",
        "B11": "TIRS2",
    },
    "S30": {
        "B01": "Coastal_Aerosol",
        "B02": "Blue",
        "B03": "Green",
        "B04": "Red",
        "B05": "Red_Edge1",
        "B06": "Red_Edge2",
        "B07": "Red_Edge3",
        "B08": "NIR_Broad",
        "B8A": "NIR_Narrow",
        "B09": "Water_Vapor",
        "B10": "Cirrus",
        "B11": "SWIR1",
        "B12": "SWIR2",
    },
}
_ANGLES = ("SAA", "SZA", "VAA", "VZA")


@dataclasses.dataclass(frozen=True)
class Band:
    """Type, fill and scale of a band; ``long_name`` is None where files have no scale and no description."""

    dtype: str
    fill: int
    scale: float | None
    long_name: str | None


@dataclasses.dataclass(frozen=True)
class HlsFile:
    """A parsed name."""

    granule: str
    sensor: str
    tile: str
    time: datetime
    band: str

    @property
    def kind(self) -> Band:
        if self.band == "Fmask":
            return Band("uint8", 255, None, None)
        if self.band in _ANGLES:
            return Band("uint16", 40000, 0.01, self.band)
        thermal = self.sensor == "L30" and self.band in ("B10", "B11")
        return Band("int16", -9999, 0.01 if thermal else 0.0001, _LONG_NAMES[self.sensor][self.band])


def parse(name: str) -> HlsFile:
    """Understand a file name or the end of a path or link; a ValueError for what is no HLS v2.0 file."""
    match = _FILE.search(name)
    if not match:
        raise ValueError(f"{name!r} is no name of an HLS v2.0 file")
    digits = match["time"]
    time = datetime(int(digits[:4]), 1, 1, tzinfo=UTC) + timedelta(
        days=int(digits[4:7]) - 1, hours=int(digits[8:10]), minutes=int(digits[10:12]), seconds=int(digits[12:14])
    )
    file = HlsFile(match["granule"], match["sensor"], match["tile"], time, match["band"])
    if file.band not in (*_LONG_NAMES[file.sensor], "Fmask", *_ANGLES):
        raise ValueError(f"{name!r}: {file.sensor} has no band {file.band}")
    return file
