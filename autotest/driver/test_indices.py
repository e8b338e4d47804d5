"""Vegetation indices that the list has no files of are computed, pixel by pixel, from six bands of each scene."""

from __future__ import annotations

import os

import cube_oracle
import numpy as np
import pytest
from cloudy_archive import L30_EAST, L30_WEST, S30_EAST, SAME_PASS, SEAM, link
from cube_oracle import NO_MASK, Mask
from cube_views import classic, multidim
from opened import information, refusal, structure, subdatasets
from osgeo import gdal, osr

from earthdata import indices
from earthdata.hls.grid import SIZE, grid_of_tile

gdal.UseExceptions()

INDICES = list(indices.FORMULAS)
SPECTRAL = list(indices.INPUTS)
# Gaps of single bands, values that aren't positive, and the end of a swath.
WINDOW = (100, 1400, 500, 400)


@pytest.fixture
def everything(cloudy, link_list) -> str:
    """All bands that indices need, of one tile and both sensors."""
    return link_list(cloudy.files((L30_EAST, S30_EAST), [*SPECTRAL, "fmask"]))


@pytest.fixture
def read(local, tmp_path):
    def call(view, path, options, array, window, factor=1):
        local.call(view, path, list(options), array, list(window), factor, os.fspath(tmp_path / "pixels.npy"))
        return np.load(tmp_path / "pixels.npy")

    return call


def computed(index: str, granule: str, window, mask: Mask = NO_MASK) -> np.ndarray:
    return cube_oracle.index_of(index, lambda array: cube_oracle.masked(granule, array, window, mask))


@pytest.mark.parametrize("index", INDICES)
def test_pixels(everything, read, index):
    wanted = np.stack([computed(index, granule, WINDOW) for granule in (L30_EAST, S30_EAST)])
    assert (wanted == indices.FILL).any() and len(np.unique(wanted)) > 100
    found = read(classic, everything, [], index, WINDOW)
    assert found.dtype == np.int16 and np.array_equal(found, wanted)


@pytest.mark.parametrize("index", ["ndvi", "tvi"])
def test_pixels_of_the_multidim_view(everything, read, index):
    wanted = np.stack([computed(index, granule, WINDOW) for granule in (L30_EAST, S30_EAST)])
    assert np.array_equal(read(multidim, everything, [], index, WINDOW), wanted)


@pytest.mark.parametrize("index", INDICES)
def test_type_scale_and_nodata(local, everything, index):
    """Those of NASA's own index files, in both views, with values of their own for neither bands nor times."""
    scale = indices.scale(index)
    for name in (f'HLSTS:"{everything}":{index}', f'HLSTS:"{everything}":{index.upper()}'):
        bands = information(local, name)["bands"]
        assert len(bands) == 2
        for band in bands:
            assert (band["type"], band["noDataValue"], band["scale"], band["offset"]) == ("Int16", indices.FILL, scale, 0)
    array = structure(local, everything, f"BANDS={index}")["arrays"][index]
    assert (array["datatype"], array["nodata_value"], array["dimension_size"]) == ("Int16", indices.FILL, [2, SIZE, SIZE])
    assert array["scale"] == pytest.approx(scale, rel=1e-12)


def test_they_are_no_bands_unless_asked_for(local, everything):
    names = [name.rpartition(":")[2] for name in subdatasets(local, everything)]
    assert not set(names) & set(INDICES) and set(names) == {*SPECTRAL, "fmask"}


def test_indices_beside_bands(local, everything):
    names = [name.rpartition(":")[2] for name in subdatasets(local, everything, "BANDS=NDVI,red,evi")]
    assert sorted(names) == ["evi", "ndvi", "red"]
    assert {"evi", "ndvi", "red"} <= set(structure(local, everything, "BANDS=ndvi,red,EVI")["arrays"])


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_overviews(everything, read, local, tmp_path, level):
    """The index of an overview's pixels."""

    def child(path, level, file):
        dataset = gdal.OpenEx(path, open_options=["BANDS=ndvi"])
        np.save(file, dataset.GetRasterBand(2).GetOverview(level).ReadAsArray())
        return True

    file = os.fspath(tmp_path / "level.npy")
    local.call(child, everything, level, file)
    size = (1830, 915, 458, 229)[level]
    places = cube_oracle.overview_places(size)
    whole = (0, 0, SIZE, SIZE)
    wanted = cube_oracle.index_of("ndvi", lambda array: cube_oracle.masked(S30_EAST, array, whole)[np.ix_(places, places)])
    assert np.array_equal(np.load(file), wanted)


@pytest.mark.parametrize("mask", [NO_MASK, Mask(("CLOUD", "CLOUD_SHADOW"), 1)])
@pytest.mark.parametrize("group_by", ["OVERPASS", "DAY"])
def test_scene_by_scene_before_steps(cloudy, link_list, read, mask, group_by):
    """A step's index is of one scene in each pixel, never of the red of one and the infrared of another."""
    path = link_list(cloudy.files(SAME_PASS, [*SPECTRAL, "fmask"]))
    steps = cube_oracle.grouped(SAME_PASS, group_by)
    wanted = cube_oracle.index_cube(steps, "ndvi", SEAM, mask)
    if group_by == "DAY":
        mixed = cube_oracle.index_of("ndvi", lambda array: cube_oracle.array_cube(steps, array, SEAM, mask))
        assert not np.array_equal(mixed, wanted)
    options = [f"GROUP_BY={group_by}", *(mask.options if mask.names else [])]
    assert np.array_equal(read(classic, path, options, "ndvi", SEAM), wanted)


def test_scene_without_a_band_it_needs_is_nodata(cloudy, link_list, read):
    path = link_list([*cloudy.files([L30_EAST], ["red"]), *cloudy.files([S30_EAST], SPECTRAL)])
    found = read(classic, path, [], "ndvi", WINDOW)
    assert (found[0] == indices.FILL).all() and np.array_equal(found[1], computed("ndvi", S30_EAST, WINDOW))


@pytest.mark.parametrize(("index", "missing"), [("evi", "blue"), ("nbr", "swir2"), ("ndmi", "swir1"), ("ndwi", "green")])
def test_list_without_the_bands_is_told_what_is_missing(local, link_list, index, missing):
    path = link_list([link(granule, band) for granule, nir in ((L30_EAST, "B05"), (S30_EAST, "B8A")) for band in ("B04", nir)])
    message = refusal(local, path, f"BANDS={index}")
    assert "HLSTS" in message and index in message and missing in message, message


def write_index(folder, granule: str, index: str, value: int) -> str:
    """An index file as HLS-VI has them: strips, no overviews; one value all over."""
    grid = grid_of_tile(cube_oracle.tile_of(granule))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(grid.epsg)
    path = os.fspath(folder / f"{granule.replace('HLS.', 'HLS-VI.')}.{index}.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, SIZE, SIZE, 1, gdal.GDT_Int16, ["COMPRESS=DEFLATE"])
    dataset.SetSpatialRef(reference)
    dataset.SetGeoTransform(grid.geotransform)
    dataset.GetRasterBand(1).SetNoDataValue(indices.FILL)
    dataset.GetRasterBand(1).SetScale(0.0001)
    dataset.GetRasterBand(1).Fill(value)
    return path


def test_listed_index_files_are_used(cloudy, link_list, read, tmp_path):
    """NASA's own indices aren't computed again, though the list has all bands, too."""
    file = write_index(tmp_path, L30_WEST, "NDVI", 4321)
    path = link_list([file, *cloudy.files([L30_WEST], SPECTRAL)])
    found = read(classic, path, [], "ndvi", (2000, 1400, 50, 40))
    assert any((step == 4321).all() for step in found)
    assert all(((step == 4321) | (step == indices.FILL)).all() for step in found)
