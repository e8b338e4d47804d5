"""An archive of cloudy scenes: two tiles of zone 13, two days, both sensors; files are made when a test first asks for them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from cube_oracle import band_of, sensor_of

from earthdata.hls import generator

_BUCKET = "lp-prod-protected"

L30_WEST = "HLS.L30.T13TFF.2021133T172406.v2.0"
L30_EAST = "HLS.L30.T13TGF.2021133T172430.v2.0"
S30_EAST = "HLS.S30.T13TGF.2021133T173859.v2.0"
# The tiles of a Sentinel-2 datatake have one time.
LATER_S30_WEST = "HLS.S30.T13TFF.2021145T172901.v2.0"
LATER_S30_EAST = "HLS.S30.T13TGF.2021145T172901.v2.0"
LATER_L30_WEST = "HLS.L30.T13TFF.2021145T174006.v2.0"

SAME_PASS = (L30_WEST, L30_EAST, S30_EAST)
TWO_DAYS = (*SAME_PASS, LATER_S30_WEST, LATER_S30_EAST, LATER_L30_WEST)

# Columns in which both tiles have pixels: 3332 to 3659 of the mosaic. Swaths end here, and clouds lie in it.
SEAM = (3200, 1400, 600, 500)


def link(granule: str, band: str) -> str:
    """An s3:// link; says nothing of whether the object is there."""
    return f"s3://{_BUCKET}/HLS{sensor_of(granule)}.020/{granule}/{granule}.{band}.tif"


class CloudyArchive:
    """A folder bucket/key. ``arrays`` are names as in BANDS: red, nir, fmask."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.joinpath(_BUCKET).mkdir(parents=True, exist_ok=True)

    def links(self, granules: Sequence[str], arrays: Iterable[str], profile: str = "scene") -> list[str]:
        """Links to objects that are there."""
        links = [link(granule, band_of(granule, array)) for granule in granules for array in arrays]
        generator.write_all(links, self.root, generator.Recipe(profile))
        return links

    def files(self, granules: Sequence[str], arrays: Iterable[str], profile: str = "scene") -> list[str]:
        """The same as local files."""
        return [os.fspath(generator.place_of(name, self.root)) for name in self.links(granules, arrays, profile)]
