# SPDX-License-Identifier: MIT
"""Invents a summer on the High Plains: HLS red bands for a list of s3:// links, nicer to look at than test patterns.

    PYTHONPATH=autotest /usr/bin/python3 docs/examples/landscape.py links.txt FOLDER

The files have the layout of NASA's (autotest/earthdata/hls/generator.py); all that they show is made up.
"""

import os
import sys
import zlib
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from earthdata.hls import generator
from earthdata.hls.names import parse

SIZE = 3660  # pixels per side of a tile
FIELD = 27  # a quarter section, half a mile wide: 27 pixels of 30 m
FILL = -9999


def smooth_noise(seed, cell, columns=SIZE):
    """Random hills, about `cell` pixels wide, from -1 to 1."""
    nodes = np.random.RandomState(seed).uniform(-1, 1, (SIZE // cell + 2, columns // cell + 2)).astype(np.float32)

    def weights(size):
        place = np.arange(size, dtype=np.float32) / cell
        index = place.astype(int)
        part = place - index
        return index, part * part * (3 - 2 * part)

    row, down = weights(SIZE)
    column, right = weights(columns)
    rows = nodes[row] * (1 - down)[:, None] + nodes[row + 1] * down[:, None]
    return rows[:, column] * (1 - right) + rows[:, column + 1] * right


class Land:
    """What does not change in a summer: pastures, a river, and round irrigated fields with a crop each."""

    def __init__(self, columns=SIZE):
        hills = smooth_noise(1, 700, columns) + smooth_noise(2, 180, columns) / 2
        self.pasture = (1100 + 170 * hills + 60 * smooth_noise(3, 24, columns)).astype(np.int16)
        row, column = np.arange(SIZE, dtype=np.int16)[:, None], np.arange(columns, dtype=np.int16)
        across = (row % FIELD - FIELD // 2) ** 2 + (column % FIELD - FIELD // 2) ** 2
        number = (row // FIELD).astype(np.int32) * (columns // FIELD + 1) + column // FIELD
        chance = np.random.RandomState(4)
        fields = int(number.max()) + 1
        # Farmland lies in the valleys; every field has a crop (1 to 4), a week of sowing and a soil of its own.
        valley = hills[FIELD // 2 :: FIELD, FIELD // 2 :: FIELD]
        is_farmed = np.zeros((SIZE // FIELD + 1, columns // FIELD + 1), bool)
        is_farmed[: valley.shape[0], : valley.shape[1]] = valley < 0.15
        self.crop = np.where(is_farmed.ravel()[:fields] & (chance.uniform(size=fields) < 0.8), chance.randint(1, 5, fields), 0)
        self.delay = chance.uniform(-9, 9, fields)
        self.soil = chance.uniform(1500, 2300, fields)
        self.field = np.where((across <= 12**2) & (self.crop[number] > 0), number, -1)
        bend = 1900 + 260 * np.sin(column / 420) + 90 * np.sin(column / 111)
        self.water = np.abs(row - bend) < 7 + 4 * np.sin(column / 60)

    def red(self, day):
        """Red reflectance (times 10,000) on a day of the year: green leaves are dark, bare soil and straw bright."""
        first, last = np.array([[0, 365], [148, 275], [138, 228], [100, 186], [135, 300]]).T[:, self.crop]
        rise = 1 / (1 + np.exp(-(day - first - self.delay - 18) / 6))
        fall = 1 / (1 + np.exp(-(day - last - self.delay) / 5))
        by_field = self.soil - (self.soil - 380) * rise * (1 - fall)
        dry = 240 / (1 + np.exp(-(day - 190) / 15))
        pixels = self.pasture + np.int16(dry)
        pixels = np.where(self.field >= 0, by_field.astype(np.int16)[self.field], pixels)
        pixels[self.water] = 420
        return pixels


def scene(land, granule):
    """One passage of a satellite: clouds on some days, and the slanting edge of its swath."""
    name = parse(f"{granule}.B04.tif")
    seed = zlib.crc32(granule.encode())
    chance = np.random.RandomState(seed)
    pixels = (land.red(name.time.timetuple().tm_yday) * np.float32(chance.uniform(0.97, 1.03))).astype(np.int16)
    if chance.uniform() < 0.4:
        cover = smooth_noise(seed % 1000, 420) + smooth_noise(seed % 997, 130) / 2 - np.float32(chance.uniform(0.2, 0.7))
        pixels = np.where(cover > 0, 2500 + 5000 * np.sqrt(np.maximum(cover, 0)), pixels)
    row, column = np.arange(SIZE)[:, None], np.arange(SIZE)
    if name.time.minute >= 38:  # the neighbouring orbit covers the west only
        pixels = np.where(column > 2700 - row // 4, FILL, pixels)
    elif name.time.minute < 26:
        pixels = np.where(column < 1100 - row // 4, FILL, pixels)
    return pixels.astype(np.int16)


class Painter:
    """Takes the place of the generator's own pixels (earthdata/hls/pixels.py)."""

    def __init__(self):
        self.land = Land()
        self.granule, self.pixels = None, None

    def expected_window(self, granule, _band, xoff, yoff, xsize, ysize, _profile):
        if granule != self.granule:
            self.granule, self.pixels = granule, scene(self.land, granule)
        return self.pixels[yoff : yoff + ysize, xoff : xoff + xsize]

    def expected_overview(self, granule, band, level, profile):
        size = (1830, 915, 458, 229)[level]
        index = ((np.arange(size) + 0.5) * SIZE / size).astype(int)
        return self.expected_window(granule, band, 0, 0, SIZE, SIZE, profile)[np.ix_(index, index)]


def write(links_and_folder):
    links, folder = links_and_folder
    generator.pixels = Painter()
    for link in links:
        generator.write_all([link], folder)
        print(".", end="", flush=True)


def main():
    links = list(generator.links_in(Path(sys.argv[1]).read_text()))
    folder = Path(sys.argv[2])
    links = [link for link in links if not generator.place_of(link, folder).exists()]
    workers = min(4, len(os.sched_getaffinity(0)))
    if links:
        with Pool(workers) as pool:
            pool.map(write, [(links[i::workers], folder) for i in range(workers)])
        print()


if __name__ == "__main__":
    main()
