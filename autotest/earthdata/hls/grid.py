"""The grid of an HLS tile from its id: an oracle, written apart from the plugin's own code.

Tiles are squares of the Military Grid Reference System: zone, latitude band, column letter, row letter. HLS files carry the
northern UTM zone also in the south, with negative northings.
"""

from __future__ import annotations

import dataclasses
import math

SIZE = 3660
PIXEL = 30.0

_COLUMNS = {1: "ABCDEFGH", 2: "JKLMNPQR", 0: "STUVWXYZ"}
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_SQUARE = 100_000
_ROW_CYCLE = 2_000_000
_SLACK = 20_000


@dataclasses.dataclass(frozen=True)
class Grid:
    """Where a tile lies."""

    epsg: int
    ulx: int
    uly: int

    @property
    def geotransform(self) -> tuple[float, float, float, float, float, float]:
        return (float(self.ulx), PIXEL, 0.0, float(self.uly), 0.0, -PIXEL)


def _meridian_arc(latitude: float) -> float:
    """Distance along a WGS 84 meridian from the equator, in metres, by the series in the third flattening."""
    a, inverse_flattening = 6378137.0, 298.257223563
    n = 1 / (2 * inverse_flattening - 1)
    phi = math.radians(latitude)
    rectifying_radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    series = (
        phi
        - (3 * n / 2 - 9 * n**3 / 16) * math.sin(2 * phi)
        + (15 * n**2 / 16 - 15 * n**4 / 32) * math.sin(4 * phi)
        - (35 * n**3 / 48) * math.sin(6 * phi)
        + (315 * n**4 / 512) * math.sin(8 * phi)
    )
    return rectifying_radius * series


def grid_of_tile(tile: str) -> Grid:
    """The grid of a tile such as ``13TGF``; a ValueError for what is no tile."""
    try:
        zone, band, column, row = int(tile[:2]), _BANDS.index(tile[2]), tile[3], tile[4]
        easting = _SQUARE * (1 + _COLUMNS[zone % 3].index(column))
        index = _ROWS.index(row)
    except (ValueError, IndexError):
        raise ValueError(f"{tile!r} is no MGRS tile") from None
    if not 1 <= zone <= 60 or len(tile) != 5:
        raise ValueError(f"{tile!r} is no MGRS tile")
    if zone % 2 == 0:
        index = (index - 5) % 20
    southern_edge = 0.9996 * _meridian_arc(-80 + 8 * band)
    lowest = southern_edge - _SLACK - _SQUARE
    northing = _SQUARE * index
    northing += math.floor((lowest - northing) / _ROW_CYCLE + 1) * _ROW_CYCLE
    return Grid(
        epsg=32600 + zone,
        ulx=easting // 60 * 60,
        uly=-(-(northing + _SQUARE) // 60) * 60,
    )
