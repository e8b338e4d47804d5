# SPDX-License-Identifier: MIT
"""One day of two satellites over the border of two tiles: the pictures of docs/hlsts.md, of an invented landscape.

    GDAL_DRIVER_PATH=build/release PYTHONPATH=autotest /usr/bin/python3 docs/examples/two_tiles.py FILES PICTURES

FILES is a folder for the generated files (105 MB), PICTURES one for the pictures. The second half, from draw() on, is what
a user does with real links.
"""

import sys
import zlib
from pathlib import Path

import matplotlib
import numpy as np
from landscape import FILL, SIZE, Land, smooth_noise
from osgeo import gdal
from PIL import Image

from earthdata.hls import generator, scenes
from earthdata.hls.grid import PIXEL, grid_of_tile
from earthdata.hls.names import parse

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402

gdal.UseExceptions()

WEST, EAST = "T13TFF", "T13TGF"
PASSES = {"L30": ("2021189T172406", "2021189T172430"), "S30": ("2021189T173859", "2021189T173859")}
PRODUCT_BANDS = {"L30": ("B02", "B03", "B04", "B05", "Fmask"), "S30": ("B02", "B03", "B04", "B8A", "Fmask")}
# The east begins so many pixels east of the west.
SHIFT = round((grid_of_tile("13TGF").ulx - grid_of_tile("13TFF").ulx) / PIXEL)
COLUMNS = SHIFT + SIZE

# What green, blue and near infrared are where red is so high (times 10,000): leaves, pasture, soil.
RED = (380, 1100, 1400, 2300)
OTHERS = {"B02": (230, 640, 800, 1350), "B03": (620, 960, 1150, 1800), "B05": (4300, 2500, 2450, 3000)}
WATER = {"B02": 520, "B03": 560, "B04": 420, "B05": 200}


class Painter:
    """Takes the place of the generator's own pixels (earthdata/hls/pixels.py). The tiles are cut from one landscape."""

    def __init__(self):
        self.land = Land(COLUMNS)
        self.red = self.land.red(189)
        self.clouds = {sensor: self.weather(sensor) for sensor in PASSES}

    @staticmethod
    def weather(sensor):
        """Clouds and their shadows, which lie to the north-west."""
        seed = zlib.crc32(sensor.encode()) % 1000
        cover = smooth_noise(seed, 300, COLUMNS) + smooth_noise(seed + 1, 90, COLUMNS) / 2 + smooth_noise(seed + 2, 30, COLUMNS) / 4 - 0.62
        cloud = np.clip(cover * 3, 0, 1)
        return cloud, np.roll(cloud, (-45, -35), (0, 1)) * (cloud == 0)

    def scene(self, file):
        if file.band == "Fmask":
            cloud, shadow = self.clouds[file.granule.split(".")[1]]
            values = np.where(cloud > 0, scenes.CLOUD, np.where(shadow > 0, scenes.CLOUD_SHADOW, 0)).astype(np.uint8)
            values[self.land.water & (values == 0)] = scenes.WATER
            return values
        band = "B05" if file.band == "B8A" else file.band
        values = self.red if band == "B04" else np.interp(self.red, RED, OTHERS[band])
        values = np.where(self.land.water, WATER[band], values).astype(np.float32)
        cloud, shadow = self.clouds[file.granule.split(".")[1]]
        values *= 1 - 0.65 * np.minimum(shadow * 2, 1)
        return (values * (1 - cloud) + 6500 * cloud).astype(np.int16)

    def expected_window(self, granule, band, xoff, yoff, xsize, ysize, _profile):
        file = parse(f"{granule}.{band}.tif")
        first = SHIFT if granule.split(".")[2] == EAST else 0
        pixels = self.scene(file)[:, first : first + SIZE].copy()
        if granule.split(".")[1] == "L30":  # its swath ends in the east
            pixels[:, max(0, COLUMNS - 2200 - first) :] = 255 if band == "Fmask" else FILL
        return pixels[yoff : yoff + ysize, xoff : xoff + xsize]

    def expected_overview(self, granule, band, level, profile):
        size = (1830, 915, 458, 229)[level]
        index = ((np.arange(size) + 0.5) * SIZE / size).astype(int)
        return self.expected_window(granule, band, 0, 0, SIZE, SIZE, profile)[np.ix_(index, index)]


def make_list(folder):
    """Paints what isn't there yet, and lists it."""
    links = []
    for sensor, times in PASSES.items():
        for tile, time in zip((WEST, EAST), times):
            granule = f"HLS.{sensor}.{tile}.{time}.v2.0"
            links += [f"s3://lp-prod-protected/HLS{sensor}.020/{granule}/{granule}.{band}.tif" for band in PRODUCT_BANDS[sensor]]
    if not all(generator.place_of(link, folder).exists() for link in links):
        generator.pixels = Painter()
        generator.write_all(links, folder)
    path = folder / "links.txt"
    path.write_text("".join(f"{generator.place_of(link, folder).resolve()}\n" for link in links))
    return path


# 30 km across the border, in pixels of the mosaic; 4.9 km belong to both tiles.
WINDOW = (SHIFT + SIZE) // 2 - 500, 1500, 1000, 640


def draw(file, title, show, border):
    """One picture with the borders of the tiles."""
    figure, axes = plt.subplots(figsize=(7.2, 4.9), constrained_layout=True)
    shown = show(axes)
    borders = {"13TGF begins": border, "13TFF ends": border + SIZE - SHIFT}
    for place in borders.values():
        axes.axvline(place, color="white", lw=0.8, ls="--")
    axes.set_title(title, fontsize=10)
    axes.set_xticks(list(borders.values()), list(borders), fontsize=9)
    axes.set_yticks([])
    if shown is not None:
        figure.colorbar(shown, ax=axes, shrink=0.85)
    figure.savefig(file, dpi=80)
    plt.close(figure)
    # Few colours make a small file.
    Image.open(file).convert("RGB").quantize(160).save(file, optimize=True)


def main(files, pictures):
    path = make_list(files)
    x, y, width, height = WINDOW
    border = SHIFT - x
    composite = gdal.Open(f'HLSTS:"{path}":2021-07-08T17:24:06Z')
    rgb = composite.ReadAsArray(x, y, width, height, band_list=[1, 2, 3])
    colours = np.clip(rgb.transpose(1, 2, 0) / 2400, 0, 1) ** 0.8
    draw(pictures / "two-tiles-colour.png", "Landsat's passage at 17:24:06 UTC", lambda axes: axes.imshow(colours) and None, border)

    ndvi = gdal.OpenEx(str(path), open_options=["BANDS=ndvi", "GROUP_BY=DAY", "MASK=CLOUD,CLOUD_SHADOW"])
    values = ndvi.GetRasterBand(1).ReadAsArray(x, y, width, height) * 0.0001
    values = np.ma.masked_less(values, -1)

    def show(axes):
        axes.set_facecolor("#8a94a3")
        return axes.imshow(values, cmap="YlGn", vmin=0, vmax=0.9, interpolation="nearest")

    draw(pictures / "two-tiles-ndvi.png", "NDVI of the day, both satellites, clouds and shadows masked (grey)", show, border)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
