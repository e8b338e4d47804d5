# SPDX-License-Identifier: MIT
"""Reads every pixel of a link list, strip by strip, and compares it with the same files opened one by one.

    /usr/bin/python3 docs/examples/read_everything.py links.txt FOLDER SECONDS

FOLDER holds the same files locally as bucket/key. Starts again until SECONDS have passed.
"""

import sys
import time
from pathlib import Path

import numpy as np
import rasterio
from rasterio.windows import Window

link_list, folder, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
STRIP = 256  # rows: one row of the files' tiles

begin = time.monotonic()
rounds = 0
while rounds == 0 or time.monotonic() - begin < seconds:
    rounds += 1
    with rasterio.open(link_list) as series:
        links = [series.tags(band, ns="HLSTS")["LINK"] for band in series.indexes]
        for top in range(0, series.height, STRIP):
            window = Window(0, top, series.width, min(STRIP, series.height - top))
            values = series.read(window=window)
            for got, link in zip(values, links):
                with rasterio.open(folder / link.removeprefix("s3://")) as file:
                    if not np.array_equal(got, file.read(1, window=window)):
                        sys.exit(f"{link}: other pixels than in the file, rows from {top}")
            done = 100 * (top + window.height) // series.height
            if sys.stdout.isatty():
                print(f"\r  round {rounds}: {done:3} %, {time.monotonic() - begin:3.0f} s", end="", flush=True)
print(f"\r  {rounds} times {len(links)} files, every pixel equal to the file's own")
