"""rioxarray's to_netcdf() with what xarray has on Debian 12, which is scipy: texts of bands must not be a list."""

from __future__ import annotations

import os

import cube_oracle
import numpy as np
import pytest
from cloudy_archive import L30_EAST, S30_EAST, SAME_PASS, SEAM

pytest.importorskip("rioxarray", reason="needs python3-rioxarray")


def to_netcdf_and_back(path, options, window, target):
    """Child: writes a part of a series, and tells what is in the file."""
    import rioxarray
    import xarray

    x, y, width, height = window
    series = rioxarray.open_rasterio(path, **options)
    # Of a step, too: a part of the bands.
    series.isel(x=slice(x, x + width), y=slice(y, y + height), time=[0]).to_netcdf(target + ".0.nc")
    series.isel(x=slice(x, x + width), y=slice(y, y + height)).to_netcdf(target)
    with xarray.open_dataset(target, mask_and_scale=False) as again, xarray.open_dataset(target + ".0.nc") as first:
        name = next(name for name in again.data_vars if name != "spatial_ref")
        np.save(target + ".npy", again[name].values)
        texts = [name, again[name].attrs["long_name"], again[name].attrs.get("units")]
        return [*texts, [str(time) for time in again.time.values], first.time.size]


@pytest.fixture
def read_back(local, tmp_path):
    def call(path, options, window):
        target = os.fspath(tmp_path / "part.nc")
        return local.call(to_netcdf_and_back, path, options, list(window), target), np.load(target + ".npy")

    return call


def test_mosaic(cloudy, link_list, read_back):
    path = link_list(cloudy.files(SAME_PASS, ["red", "fmask"]))
    options = {"BANDS": "red", "BAND_DESCRIPTION": "NAME", "MASK": "CLOUD"}
    told, pixels = read_back(path, options, SEAM)
    assert told == ["red", "red", None, ["2021-05-13T17:24:06", "2021-05-13T17:38:59"], 1]
    steps = cube_oracle.grouped(SAME_PASS, "OVERPASS")
    assert np.array_equal(pixels, cube_oracle.array_cube(steps, "red", SEAM, cube_oracle.Mask(("CLOUD",))))


def test_manifest_brings_the_option(local, cloudy, link_list, read_back, tmp_path):
    """As the manual says: written once with BAND_DESCRIPTION=NAME, nobody has to know of it."""
    granules = (L30_EAST, S30_EAST)
    path = link_list(cloudy.files(granules, ["red", "nir"]))
    cube = os.fspath(tmp_path / "cube.json")
    local.run("gdal_translate", "-q", "-of", "HLSTS", "-oo", "BANDS=ndvi", "-oo", "BAND_DESCRIPTION=NAME", path, cube)
    window = (1500, 1400, 60, 50)
    told, pixels = read_back(cube, {}, window)
    assert told == ["ndvi", "ndvi", None, ["2021-05-13T17:24:30", "2021-05-13T17:38:59"], 1]
    red, nir = (np.stack([cube_oracle.masked(granule, array, window) for granule in granules]).astype(float) for array in ("red", "nir"))
    valid = (red > 0) & (nir > 0)
    assert valid.any() and np.array_equal(pixels == -19999, ~valid)
    with np.errstate(divide="ignore", invalid="ignore"):
        wanted = (nir - red) / (nir + red)
    assert np.abs(pixels[valid] * 0.0001 - wanted[valid]).max() < 0.0001
