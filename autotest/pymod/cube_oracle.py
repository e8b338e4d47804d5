"""What a cube must hold, computed from the generated scenes by plain NumPy: masks, days, mosaics.

The rules are those of the documentation, written down as simply as they can be and apart from the plugin's code. A cube is
all granules of one UTM zone; its grid is the smallest that holds their tiles. Windows are (xoff, yoff, xsize, ysize) at full
resolution, and may reach beyond a tile: there is fill.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import numpy as np
from osgeo import osr

from earthdata import indices
from earthdata.hls import names, pixels, scenes
from earthdata.hls.grid import PIXEL, SIZE, Grid, grid_of_tile

Window = tuple[int, int, int, int]

BITS = {
    "CIRRUS": scenes.CIRRUS,
    "CLOUD": scenes.CLOUD,
    "ADJACENT": scenes.ADJACENT,
    "CLOUD_SHADOW": scenes.CLOUD_SHADOW,
    "SNOW": scenes.SNOW,
    "WATER": scenes.WATER,
    "AEROSOL_HIGH": scenes.AEROSOL_HIGH,
}

# Arrays with the product bands that L30 and S30 have for them.
BANDS = {
    "blue": ("B02", "B02"),
    "green": ("B03", "B03"),
    "red": ("B04", "B04"),
    "nir": ("B05", "B8A"),
    "swir1": ("B06", "B11"),
    "swir2": ("B07", "B12"),
    "fmask": ("Fmask", "Fmask"),
}


@dataclasses.dataclass(frozen=True)
class Mask:
    """Names of MASK and the number of MASK_DILATE."""

    names: tuple[str, ...] = ()
    dilate: int = 0

    @property
    def options(self) -> list[str]:
        return [f"MASK={','.join(self.names)}", f"MASK_DILATE={self.dilate}"]


NO_MASK = Mask()


def time_of(granule: str) -> datetime:
    return names.parse(f"{granule}.B04.tif").time


def tile_of(granule: str) -> str:
    return granule.split(".")[2].removeprefix("T")


def sensor_of(granule: str) -> str:
    return granule.split(".")[1]


def band_of(granule: str, array: str) -> str:
    """The product band of an array: red is B04, nir is B05 or B8A."""
    return BANDS[array][sensor_of(granule) == "S30"]


def fill_of(array: str) -> int:
    return 255 if array == "fmask" else -9999


# --- one granule ----------------------------------------------------------------


def stored(granule: str, band: str, window: Window) -> np.ndarray:
    """The pixels of a file, in a window of its tile."""
    xoff, yoff, xsize, ysize = window
    fill, kind = (255, np.uint8) if band == "Fmask" else (-9999, np.int16)
    result = np.full((ysize, xsize), fill, kind)
    left, top, right, bottom = max(xoff, 0), max(yoff, 0), min(xoff + xsize, SIZE), min(yoff + ysize, SIZE)
    if left < right and top < bottom:
        inside = pixels.expected_window(granule, band, left, top, right - left, bottom - top, "scene")
        result[top - yoff : bottom - yoff, left - xoff : right - xoff] = inside
    return result


def is_masked(granule: str, mask: Mask, window: Window) -> np.ndarray:
    """Where a mask takes pixels away: fill first, then the bits, which alone are widened, by a square."""
    xoff, yoff, xsize, ysize = window
    margin = mask.dilate
    fmask = stored(granule, "Fmask", (xoff - margin, yoff - margin, xsize + 2 * margin, ysize + 2 * margin))
    fill, chosen = fmask == 255, np.zeros(fmask.shape, bool)
    for name in mask.names:
        chosen |= (fmask & BITS[name]) == BITS[name]
    chosen &= ~fill
    inner = (slice(margin, margin + ysize), slice(margin, margin + xsize))
    result = fill[inner].copy()
    for down in range(2 * margin + 1):
        for right in range(2 * margin + 1):
            result |= chosen[down : down + ysize, right : right + xsize]
    return result


def masked(granule: str, array: str, window: Window, mask: Mask = NO_MASK) -> np.ndarray:
    """The pixels of a granule after its mask, in a window of its tile."""
    values = stored(granule, band_of(granule, array), window)
    if mask.names:
        values[is_masked(granule, mask, window)] = fill_of(array)
    return values


def overview_places(size: int) -> np.ndarray:
    """The rows (or columns) of the full resolution that an overview of ``size`` holds."""
    places = np.arange(SIZE)
    for smaller in pixels.OVERVIEW_SIZES:
        places = places[(0.5 + np.arange(smaller) * (len(places) / smaller)).astype(int)]
        if smaller == size:
            return places
    raise ValueError(f"no overview has {size} pixels")


# --- steps ----------------------------------------------------------------------


def solar_time(granule: str) -> datetime:
    """Local solar time at the middle of the granule's tile."""
    return time_of(granule) + timedelta(hours=longitude_of(tile_of(granule)) / 15)


def longitude_of(tile: str) -> float:
    """That of the tile's centre, in degrees."""
    grid, half = grid_of_tile(tile), SIZE * PIXEL / 2
    utm, degrees = osr.SpatialReference(), osr.SpatialReference()
    utm.ImportFromEPSG(grid.epsg)
    degrees.ImportFromEPSG(4326)
    for reference in (utm, degrees):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(utm, degrees).TransformPoint(grid.ulx + half, grid.uly - half)[0]


def by_time(granules: Sequence[str]) -> list[str]:
    return sorted(granules, key=lambda granule: (time_of(granule), granule))


def grouped(granules: Sequence[str], group_by: str) -> list[list[str]]:
    """The granules of each step, oldest step first; in a step by time, then by id."""
    steps: list[list[str]] = []
    for granule in by_time(granules):
        for step in steps:
            first = step[0]
            if group_by == "DAY" and solar_time(first).date() == solar_time(granule).date():
                break
            same = sensor_of(first) == sensor_of(granule) and time_of(granule) - time_of(first) <= timedelta(minutes=10)
            if group_by == "OVERPASS" and same:
                break
        else:
            steps.append([granule])
            continue
        step.append(granule)
    return steps


def times_of(steps: Sequence[Sequence[str]]) -> list[str]:
    """ISO times of steps: each that of its earliest granule."""
    return [f"{min(map(time_of, step)):%Y-%m-%dT%H:%M:%SZ}" for step in steps]


# --- mosaics --------------------------------------------------------------------


def mosaic_grid(granules: Sequence[str]) -> tuple[Grid, int, int]:
    """The grid of the smallest mosaic with all tiles; its columns and rows."""
    grids = [grid_of_tile(tile_of(granule)) for granule in granules]
    ulx, uly = min(grid.ulx for grid in grids), max(grid.uly for grid in grids)
    columns = int((max(grid.ulx for grid in grids) - ulx) / PIXEL) + SIZE
    rows = int((uly - min(grid.uly for grid in grids)) / PIXEL) + SIZE
    return Grid(grids[0].epsg, ulx, uly), columns, rows


def in_tile(granule: str, grid: Grid, window: Window) -> Window:
    """A window of a mosaic as one of a granule's tile."""
    tile = grid_of_tile(tile_of(granule))
    return (window[0] - int((tile.ulx - grid.ulx) / PIXEL), window[1] - int((grid.uly - tile.uly) / PIXEL), *window[2:])


def first_valid(layers: Sequence[np.ndarray], fill: int) -> np.ndarray:
    """Of several valid pixels the first one."""
    result = layers[0].copy()
    for layer in layers[1:]:
        result = np.where(result == fill, layer, result)
    return result


def cube(
    steps: Sequence[Sequence[str]],
    window: Window,
    pixels_of: Callable[[str, Window], np.ndarray],
    fill: int,
    order: Callable[[str], float] = lambda granule: 0,
) -> np.ndarray:
    """All steps in a window of the mosaic. ``order`` comes before time and id, as a cloud cover does."""
    grid, _, _ = mosaic_grid([granule for step in steps for granule in step])
    layers = [[pixels_of(granule, in_tile(granule, grid, window)) for granule in sorted(by_time(step), key=order)] for step in steps]
    return np.stack([first_valid(step, fill) for step in layers])


def array_cube(steps: Sequence[Sequence[str]], array: str, window: Window, mask: Mask = NO_MASK, **order: Callable) -> np.ndarray:
    """An array of files."""
    return cube(steps, window, lambda granule, place: masked(granule, array, place, mask), fill_of(array), **order)


def index_cube(steps: Sequence[Sequence[str]], index: str, window: Window, mask: Mask = NO_MASK) -> np.ndarray:
    """A computed index: of each granule first, then of the step."""
    return cube(steps, window, lambda granule, place: index_of(index, lambda array: masked(granule, array, place, mask)), indices.FILL)


def index_of(index: str, pixels_of: Callable[[str], np.ndarray]) -> np.ndarray:
    """An index of a granule's bands; ``pixels_of`` gives each as stored."""
    return indices.expected_index(index, {array: pixels_of(array) for array in indices.INPUTS})
