"""Scenes with clouds: an Fmask with all of its bits, fill beyond the swath, and reflectances that are now and then not positive.

Like pixels.py a pure function of granule, band, row and column, in whole numbers, so that any window has the same pixels as
the whole. Patterns repeat; each granule has them elsewhere. What a careless reader would mistake is there on purpose:

* Fmask ends inside the swath of the bands: reflectance without a mask.
* Each band lacks strips of its own: of two bands of a granule one may be valid and the other not.
* Clouds of single pixels, and clouds at the edge of the swath.
"""

from __future__ import annotations

import random

import numpy as np

from .grid import SIZE
from .names import HlsFile

CIRRUS, CLOUD, ADJACENT, CLOUD_SHADOW, SNOW, WATER, AEROSOL_HIGH = 1, 2, 4, 8, 16, 32, 192

# Where an overcast scene is clear: rows and columns.
CLEAR_ROWS, CLEAR_COLUMNS = (1000, 1200), (1500, 1800)


def _numbers(*words: str) -> list[int]:
    chance = random.Random(".".join(words))
    return [int(chance.random() * 1_000_000) for _ in range(6)]


def _wave(place: np.ndarray, period: int) -> np.ndarray:
    """Up and down between 0 and half the period."""
    return np.abs(place % period - period // 2)


def _blobs(row: np.ndarray, column: np.ndarray, phases: list[int], height: int) -> np.ndarray:
    """Lozenges; ``height`` out of 800 separates them from what is around, and lower ones are larger."""
    return _wave(row + phases[0], 700) + _wave(column + row // 3 + phases[1], 900) > height


def _swath(file: HlsFile, row: np.ndarray, column: np.ndarray, margin: int) -> np.ndarray:
    """Slanting edges. A third of the granules has one on the left, a third on the right, the others none."""
    kind, offset = _numbers(file.granule)[:2]
    place = column + row // 4
    if kind % 3 == 0:
        return place >= 300 + offset % 500 + margin
    if kind % 3 == 1:
        return place < SIZE + offset % 500 - margin
    return np.ones(place.shape, bool)


def _fmask(file: HlsFile, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    phases, shift = _numbers(file.granule, "clouds"), _numbers(file.tile)
    cloud = _blobs(row, column, phases, 600)
    cloud |= (row % 211 == phases[2] % 211) & (column % 97 == phases[3] % 97)
    value = ((row // 300 + column // 400 + phases[4]) % 4 << 6).astype(np.uint8)
    bits = {
        CIRRUS: _blobs(row, column, phases[3:], 690),
        CLOUD: cloud,
        # Never together with cloud: all bits are set in nothing but fill.
        ADJACENT: _blobs(row, column, phases, 575) & ~cloud,
        CLOUD_SHADOW: _blobs(row - 50, column + 70, phases, 600) & ~cloud,
        SNOW: _blobs(row, column, shift, 680),
        WATER: _blobs(row, column, shift[2:], 650),
    }
    for bit, place in bits.items():
        value[place] |= np.uint8(bit)
    value[~_swath(file, row, column, margin=40)] = 255
    return value


def _reflectance(file: HlsFile, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    base, column_step, row_step, gap, modulus = _numbers(file.granule, file.band)[:5]
    value = base + (1 + column_step % 4) * column + (500 + row_step % 1500) * row
    value = (value % (3000 + modulus % 3000) - 40).astype(np.int16)
    value[(row // 8 + gap) % 41 + 0 * column == 0] = file.kind.fill
    value[~_swath(file, row, column, margin=0)] = file.kind.fill
    return value


def cloudy(file: HlsFile, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The pixels of Fmask or a reflectance band."""
    row, column = rows.astype(np.int32)[:, np.newaxis], columns.astype(np.int32)[np.newaxis, :]
    return (_fmask if file.band == "Fmask" else _reflectance)(file, row, column)


def overcast(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """An Fmask of clouds all over, but for one hole."""
    value = np.full((rows.size, columns.size), CLOUD, np.uint8)
    inside = [(axis >= first) & (axis < last) for axis, (first, last) in ((rows, CLEAR_ROWS), (columns, CLEAR_COLUMNS))]
    value[np.ix_(*inside)] = 0
    return value
