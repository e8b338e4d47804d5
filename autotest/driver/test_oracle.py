"""The whole chain against plain NumPy: two tiles, two sensors, clouds; masked, widened, grouped by day, joined; in every view."""

from __future__ import annotations

import os

import cube_oracle
import numpy as np
import pytest
from cloudy_archive import SEAM, TWO_DAYS
from cube_oracle import Mask
from cube_views import VIEWS

from earthdata import indices

MASK = Mask(("CLOUD", "CLOUD_SHADOW", "ADJACENT"), 3)
OPTIONS = ["GROUP_BY=DAY", *MASK.options]
NEEDS = {"rasterio": ["rasterio"], "rioxarray": ["rioxarray"], "dask": ["rioxarray", "dask"]}
# The mosaic's first pixel is at 600000, 4600020.
CORNER = [600000 + 30 * SEAM[0], 4600020 - 30 * SEAM[1]]


@pytest.fixture(scope="module")
def steps() -> list[list[str]]:
    return cube_oracle.grouped(TWO_DAYS, "DAY")


@pytest.fixture
def read(local, cloudy, link_list, tmp_path):
    """An array across the seam, by one of the views; what else the view tells is checked at once."""

    def call(view: str, array: str, factor: int) -> np.ndarray:
        for module in NEEDS.get(view, []):
            pytest.importorskip(module)
        files = cloudy.files(TWO_DAYS, indices.INPUTS if array in indices.FORMULAS else ["red", "nir"])
        path = link_list([*files, *cloudy.files(TWO_DAYS, ["fmask"])])
        file = os.fspath(tmp_path / f"{array}.npy")
        told = local.call(VIEWS[view], path, OPTIONS, array, list(SEAM), factor, file)
        assert told == {
            "times": ["2021-05-13T17:24:06Z", "2021-05-25T17:29:01Z"],
            "size": [6992 // factor, 3660 // factor],
            "corner": CORNER,
        }
        return np.load(file)

    return call


def ndvi(red: np.ndarray, nir: np.ndarray) -> np.ndarray:
    """As users compute it: NaN where one of the two is missing."""
    red, nir = (np.where(values == -9999, np.nan, values * 0.0001) for values in (red, nir))
    with np.errstate(divide="ignore", invalid="ignore"):
        return (nir - red) / (nir + red)


def test_the_window_has_all_that_could_go_wrong(steps):
    """Both tiles, both sensors and both days give pixels; clouds, fill, gaps of one band, and values that aren't positive are there."""
    red, nir = (cube_oracle.array_cube(steps, array, SEAM, MASK) for array in ("red", "nir"))
    assert all(0.05 < (values == -9999).mean() < 0.5 for values in (*red, *nir))
    assert ((red == -9999) != (nir == -9999)).any() and ((red <= 0) & (red != -9999)).any()
    for left_out in TWO_DAYS:
        rest = [[granule for granule in step if granule != left_out] for step in steps]
        assert not np.array_equal(cube_oracle.array_cube(rest, "red", SEAM, MASK), red), left_out
    for other in (Mask(MASK.names), Mask(MASK.names[:2], 3), Mask(MASK.names, 2)):
        assert not np.array_equal(cube_oracle.array_cube(steps, "red", SEAM, other), red), other


@pytest.mark.parametrize("factor", [1, 2])
@pytest.mark.parametrize("view", VIEWS)
def test_ndvi_from_red_and_nir(read, steps, view, factor):
    """Each array takes of each day the first granule that has a clear pixel of that array."""
    wanted, found = {}, {}
    for array in ("red", "nir"):
        wanted[array] = cube_oracle.array_cube(steps, array, SEAM, MASK)[:, ::factor, ::factor]
        found[array] = read(view, array, factor)
        assert found[array].dtype == np.int16 and np.array_equal(found[array], wanted[array]), array
    assert np.array_equal(ndvi(**found), ndvi(**wanted), equal_nan=True)


@pytest.mark.parametrize("factor", [1, 2])
@pytest.mark.parametrize("view", VIEWS)
def test_ndvi_of_the_driver(read, steps, view, factor):
    """The index of each granule comes first, then days and mosaic: all bands are of one scene."""
    wanted = cube_oracle.index_cube(steps, "ndvi", SEAM, MASK)[:, ::factor, ::factor]
    found = read(view, "ndvi", factor)
    assert found.dtype == np.int16 and np.array_equal(found, wanted)


@pytest.mark.parametrize("factor", [1, 2])
def test_fmask_of_the_day(read, steps, factor):
    """What is left of the masks is Fmask of the scene that the pixel is of, as an array like any other."""
    found = read("multidim", "fmask", factor)
    assert np.array_equal(found, cube_oracle.array_cube(steps, "fmask", SEAM, MASK)[:, ::factor, ::factor])
