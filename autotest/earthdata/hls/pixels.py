"""Pixel values as a pure function of granule, band, row and column.

A test compares what it read with what this module computes. The ramps make every mix-up of granule, band, row or column
visible, and still shrink to almost nothing: along a row the difference of neighbours is constant, which is what the
horizontal predictor stores.
"""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np

from . import scenes
from .grid import SIZE
from .names import parse

# "noise" has files as large as real ones, "scene" clouds and edges, "overcast" noise below clouds.
PROFILES = ("ramp", "noise", "scene", "overcast")

# Overviews of 1830, 915, 458 and 229 pixels, each made from the one before.
OVERVIEW_SIZES = (1830, 915, 458, 229)


@dataclasses.dataclass(frozen=True)
class _Law:
    """value = (base + column_step * column + row_step * row) mod modulus + lowest, where the swath lies."""

    base: int
    column_step: int
    row_step: int
    modulus: int
    lowest: int
    fill: int
    dtype: str
    left: int
    right: int
    noise: int
    seed: int


def _numbers(text: str) -> list[int]:
    digest = hashlib.sha256(text.encode()).digest()
    return [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 32, 4)]


def _law(granule: str, band: str, profile: str) -> _Law:
    kind = parse(f"{granule}.{band}.tif").kind
    base, column, row, seed = _numbers(f"{granule}.{band}")[:4]
    left, right = _numbers(granule)[:2]
    # Prime moduli; the widest range below the fill value that the type has. Fmask leaves out 255 and keeps all bits in use.
    modulus, lowest = {"int16": (29989, 1), "uint16": (35993, 0), "uint8": (251, 0)}[kind.dtype]
    noisy = profile in ("noise", "overcast")
    return _Law(
        base=base % modulus,
        column_step=1 + column % 4,
        row_step=modulus // 3 + row % (modulus // 4),
        modulus=modulus,
        lowest=lowest,
        fill=kind.fill,
        dtype=kind.dtype,
        left=-SIZE if noisy else 900 + left % 600,
        right=2 * SIZE if noisy else 2500 + right % 600,
        noise={"int16": 400, "uint16": 40, "uint8": 4}[kind.dtype] if noisy else 0,
        seed=seed,
    )


def _mixed(row: np.ndarray, column: np.ndarray, seed: int) -> np.ndarray:
    """A hash of the position: noise that any window can compute by itself, on every version of numpy."""
    value = row.astype(np.uint32) * np.uint32(0x9E3779B1) ^ column.astype(np.uint32) * np.uint32(0x85EBCA77) ^ np.uint32(seed)
    value ^= value >> np.uint32(15)
    value *= np.uint32(0x2C1B3C6D)
    value ^= value >> np.uint32(12)
    value *= np.uint32(0x297A2D39)
    value ^= value >> np.uint32(15)
    return value


def _values(granule: str, band: str, rows: np.ndarray, columns: np.ndarray, profile: str) -> np.ndarray:
    if profile == "scene":
        return scenes.cloudy(parse(f"{granule}.{band}.tif"), rows, columns)
    if profile == "overcast" and band == "Fmask":
        return scenes.overcast(rows, columns)
    law = _law(granule, band, profile)
    row, column = rows.astype(np.int64)[:, np.newaxis], columns.astype(np.int64)[np.newaxis, :]
    value = law.base + law.column_step * column + law.row_step * row
    if law.noise:
        value = law.base + law.column_step * column + _mixed(row, column, law.seed) % law.noise
    value = value % law.modulus + law.lowest
    # The swath of a satellite: slanting edges, always over the middle of the tile.
    shift = row // 4
    value[(column < law.left - shift) | (column >= law.right - shift)] = law.fill
    return value.astype(law.dtype)


def expected_window(granule: str, band: str, xoff: int, yoff: int, xsize: int, ysize: int, profile: str = "ramp") -> np.ndarray:
    """The pixels of a window at full resolution, rows first."""
    return _values(granule, band, np.arange(yoff, yoff + ysize), np.arange(xoff, xoff + xsize), profile)


def expected_pixels(granule: str, band: str, profile: str = "ramp") -> np.ndarray:
    """All pixels of a band at full resolution."""
    return expected_window(granule, band, 0, 0, SIZE, SIZE, profile)


def expected_overview(granule: str, band: str, level: int, profile: str = "ramp") -> np.ndarray:
    """The pixels of overview ``level`` (0 has 1830 pixels): nearest neighbour, each level taken from the one before."""
    source = np.arange(SIZE)
    for size in OVERVIEW_SIZES[: level + 1]:
        source = source[(0.5 + np.arange(size) * (len(source) / size)).astype(int)]
    return _values(granule, band, source, source, profile)
