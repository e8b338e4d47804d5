# SPDX-License-Identifier: MIT
"""A time series of HLS: one pixel as a table, one date and the whole series as pictures.

    /usr/bin/python3 docs/examples/time_series.py links.txt X Y FOLDER

X and Y are in the coordinates of the tile (UTM). Nothing in here knows about credentials or how links are read.
"""

import sys

import matplotlib
import numpy as np
import rioxarray

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402

opened = []
link_list, x, y, folder = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), sys.argv[4]


def open_series(**options):
    """(time, y, x), reflectance from 0 to 1, NaN where there is no data."""
    opened.append(rioxarray.open_rasterio(link_list, mask_and_scale=True, **options))
    return opened[-1].assign_coords(time=opened[-1].time.astype("datetime64[ns]"))


def map_of(axes, data, title):
    shown = axes.imshow(data, cmap="YlOrBr_r", vmin=0.02, vmax=0.26, interpolation="nearest")
    axes.set_title(title, fontsize=10)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor("#d9dde3")
    return shown


series = open_series(chunks={"x": 512, "y": 512})
print(series)

pixel = series.sel(x=x, y=y, method="nearest").load()
print(f"\n{series.name} at {x:.0f}, {y:.0f}:")
for time, value in zip(pixel.time.values.astype("datetime64[s]"), pixel.values):
    print(f"  {time}  " + ("no data" if np.isnan(value) else f"{value:.4f}  " + "#" * min(60, round(value * 200))))

# One date: the whole tile from an overview of the files, and 240 x 240 pixels of 30 m around the point.
small = open_series(overview_level=1)
best = int(np.nanargmin(pixel.values))
column, row = abs(series.x.values - x).argmin(), abs(series.y.values - y).argmin()
near = {"x": slice(max(0, column - 120), column + 120), "y": slice(max(0, row - 120), row + 120)}
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 5.4), constrained_layout=True)
date = str(series.time.values[best])[:10]
map_of(left, small[best], f"whole tile, {date}")
shown = map_of(right, series.isel(time=best, **near), "7.2 km around the point")
right.plot(column - near["x"].start, row - near["y"].start, "o", ms=12, mfc="none", mec="#27d3ff", mew=2)
figure.colorbar(shown, ax=[left, right], label="red reflectance", shrink=0.85)
figure.savefig(f"{folder}/date.png", dpi=110)

# The series: the surroundings of the point through the summer, and the point itself.
clear = np.flatnonzero((pixel.values < 0.28) & ~np.isnan(pixel.values))
shown_dates = clear[np.linspace(0, len(clear) - 1, 6).astype(int)]
stack = series.isel(time=shown_dates, **near).load()
figure = plt.figure(figsize=(11, 5.6), constrained_layout=True)
grid = figure.add_gridspec(2, 6, height_ratios=[1, 1.5])
for place, data in enumerate(stack):
    map_of(figure.add_subplot(grid[0, place]), data, str(data.time.values)[:10])
axes = figure.add_subplot(grid[1, :])
valid = ~np.isnan(pixel.values)
cloudy = valid & (pixel.values >= 0.28)
axes.plot(pixel.time[clear], pixel.values[clear], "-o", color="#8c510a", ms=5, label="red reflectance of the point")
if cloudy.any():
    axes.plot(pixel.time[cloudy], np.full(cloudy.sum(), 0.275), "^", color="#8a94a3", label="cloud (off the scale)")
axes.plot(pixel.time[shown_dates], pixel.values[shown_dates], "o", ms=12, mfc="none", mec="#1f4e9c", label="shown above")
axes.set_ylim(0, 0.29)
axes.grid(alpha=0.3)
axes.legend(frameon=False)
figure.savefig(f"{folder}/series.png", dpi=110)

# Newer versions of xarray complain about files that are open at the end.
for file in opened:
    file.close()
