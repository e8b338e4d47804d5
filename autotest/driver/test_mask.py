"""MASK and MASK_DILATE: each granule's Fmask takes pixels away, at full resolution and in overviews, before steps are made."""

from __future__ import annotations

import os

import cube_oracle
import numpy as np
import pytest
from cloudy_archive import L30_EAST, L30_WEST, LATER_L30_WEST, LATER_S30_WEST, S30_EAST, SAME_PASS, SEAM, link
from cube_oracle import BITS, Mask, fill_of
from cube_views import classic
from opened import refusal

from earthdata.hls import pixels as hls_pixels
from earthdata.hls import scenes

ALL_CLOUDS = Mask(("CLOUD", "CLOUD_SHADOW", "ADJACENT"))
# Edges of swath and mask, blocks and clouds of single pixels.
WINDOW = (3200, 1400, 460, 500)
OVERCAST = "HLS.S30.T13TGF.2021150T172901.v2.0"


@pytest.fixture
def read(tmp_path):
    """Pixels of the classic view."""

    def call(programs, path, options, array="red", window=WINDOW):
        programs.call(classic, path, list(options), array, list(window), 1, os.fspath(tmp_path / "pixels.npy"))
        return np.load(tmp_path / "pixels.npy")

    return call


def overviews(path, options, array, file):
    """Child: all overviews of the first band, one after the other."""
    dataset = gdal.OpenEx(path, gdal.OF_RASTER, open_options=[*options, f"BANDS={array}"])
    band = dataset.GetRasterBand(1)
    levels = [band.GetOverview(level) for level in range(band.GetOverviewCount())]
    np.savez(file, *[level.ReadAsArray() for level in levels])
    return [level.XSize for level in levels]


# --- bits -----------------------------------------------------------------------


@pytest.mark.parametrize("array", ["red", "fmask"])
@pytest.mark.parametrize("name", BITS)
def test_each_bit(local, cloudy, link_list, read, name, array):
    """No other bit counts, and fill of Fmask is no bit: beyond it there is nodata with any name. Of the Fmask array itself, too."""
    window = (2000, 1000, 900, 700)
    path = link_list(cloudy.files([S30_EAST], ["red", "fmask"]))
    wanted = cube_oracle.masked(S30_EAST, array, window, Mask((name,)))
    taken = cube_oracle.masked(S30_EAST, array, window) != wanted
    assert 0 < taken.sum() < taken.size
    assert np.array_equal(read(local, path, [f"MASK={name}"], array, window)[0], wanted)


@pytest.mark.parametrize("granule", [LATER_S30_WEST, LATER_L30_WEST])
@pytest.mark.parametrize("name", ["CLOUD", "WATER"])
def test_fill_goes_before_bits(local, cloudy, link_list, read, granule, name):
    """At the edge of the swath Fmask ends first: what has no mask is nodata, and isn't widened as a cloud would be."""
    path, mask = link_list(cloudy.files([granule], ["red", "fmask"])), Mask((name,), 3)
    red, fmask = (cube_oracle.masked(granule, array, WINDOW) for array in ("red", "fmask"))
    assert ((red != -9999) & (fmask == 255)).sum() > 1000 and (fmask != 255).any()
    assert np.array_equal(read(local, path, mask.options)[0], cube_oracle.masked(granule, "red", WINDOW, mask))


@pytest.mark.parametrize("value", ["cloud,cloud_shadow,adjacent", "Adjacent,Cloud,CLOUD_shadow", "CLOUD_SHADOW,ADJACENT,CLOUD,CLOUD"])
def test_several_names_in_any_case_and_order(local, cloudy, link_list, read, value):
    path = link_list(cloudy.files([S30_EAST], ["red", "fmask"]))
    assert np.array_equal(read(local, path, [f"MASK={value}"])[0], cube_oracle.masked(S30_EAST, "red", WINDOW, ALL_CLOUDS))


def test_all_names_at_once(local, cloudy, link_list, read):
    path, mask = link_list(cloudy.files([S30_EAST], ["red", "fmask"])), Mask(tuple(BITS))
    assert np.array_equal(read(local, path, mask.options)[0], cube_oracle.masked(S30_EAST, "red", WINDOW, mask))


def test_without_a_mask_pixels_are_as_stored(local, cloudy, link_list, read):
    path = link_list(cloudy.files([S30_EAST], ["red", "fmask"]))
    for array, band in (("red", "B04"), ("fmask", "Fmask")):
        assert np.array_equal(read(local, path, [], array)[0], cube_oracle.stored(S30_EAST, band, WINDOW))


def test_subdatasets_and_multidim_arrays_are_masked(local, cloudy, link_list, tmp_path):
    """Whatever the list is opened as, and all of its arrays."""
    path = link_list(cloudy.files([S30_EAST], ["red", "nir", "fmask"]))

    def child(path, window, file):
        options, arrays = ["MASK=CLOUD"], {}
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, open_options=options).GetRootGroup()
        x, y, width, height = window
        for name in ("red", "nir", "fmask"):
            arrays[name] = root.OpenMDArray(name).ReadAsArray([0, y, x], [1, height, width])[0]
            arrays[f"{name} alone"] = gdal.OpenEx(f'HLSTS:"{path}":{name}', open_options=options).ReadAsArray(*window)
        np.savez(file, **arrays)
        return True

    file = os.fspath(tmp_path / "arrays.npz")
    local.call(child, path, WINDOW, file)
    with np.load(file) as found:
        for name in found.files:
            wanted = cube_oracle.masked(S30_EAST, name.split()[0], WINDOW, Mask(("CLOUD",)))
            assert np.array_equal(found[name], wanted), name


# --- widening -------------------------------------------------------------------


@pytest.mark.parametrize("dilate", [0, 1, 3])
@pytest.mark.parametrize("array", ["red", "fmask"])
def test_dilation_is_a_square(local, cloudy, link_list, read, dilate, array):
    path, mask = link_list(cloudy.files([S30_EAST], ["red", "fmask"])), Mask(("CLOUD",), dilate)
    assert np.array_equal(read(local, path, mask.options, array)[0], cube_oracle.masked(S30_EAST, array, WINDOW, mask))


@pytest.mark.parametrize("window", [(0, 0, 300, 300), (3560, 3560, 100, 100), (1536, 1280, 256, 256), (0, 1790, 3660, 4)])
def test_cloud_beside_a_window_counts(local, cloudy, link_list, read, window):
    """A widened cloud of the next block, the next row, or at the border of the tile."""
    path, mask = link_list(cloudy.files([L30_WEST], ["red", "fmask"])), Mask(("CLOUD", "ADJACENT"), 3)
    wanted = cube_oracle.masked(L30_WEST, "red", window, mask)
    assert (wanted != cube_oracle.masked(L30_WEST, "red", window, Mask(mask.names))).any()
    assert np.array_equal(read(local, path, mask.options, "red", window)[0], wanted)


def test_every_place_beside_a_single_cloud(local, cloudy, link_list, tmp_path):
    """Windows of one pixel around a cloud of one pixel: masked within two pixels each way, corners too."""
    whole = cube_oracle.stored(L30_WEST, "Fmask", (0, 0, 1000, 700))
    cloud = (whole & scenes.CLOUD) != 0
    assert (whole != 255).all()
    near = sum(np.roll(cloud, (down, right), (0, 1)).astype(int) for down in range(-6, 7) for right in range(-6, 7))
    lonely = cloud & (near == 1)
    lonely[:20], lonely[-20:], lonely[:, :20], lonely[:, -20:] = False, False, False, False
    row, column = (int(place[len(place) // 2]) for place in np.nonzero(lonely))
    path = link_list(cloudy.files([L30_WEST], ["fmask"]))

    def child(path, row, column):
        dataset = gdal.OpenEx(path, open_options=["MASK=CLOUD", "MASK_DILATE=2"])
        places = range(-4, 5)
        return [[int(dataset.ReadAsArray(column + right, row + down, 1, 1)[0, 0] == 255) for right in places] for down in places]

    square = np.zeros((9, 9), int)
    square[2:7, 2:7] = 1
    assert local.call(child, path, row, column) == square.tolist()


# --- overviews ------------------------------------------------------------------


@pytest.mark.parametrize("dilate", [0, 3])
@pytest.mark.parametrize("array", ["red", "fmask"])
def test_overviews_sample_the_full_resolution(local, cloudy, link_list, tmp_path, dilate, array):
    """A pixel of an overview is the masked pixel of the full resolution that it stands for in the file."""
    path, mask = link_list(cloudy.files([S30_EAST], ["red", "fmask"])), Mask(("CLOUD", "CLOUD_SHADOW"), dilate)
    sizes = local.call(overviews, path, mask.options, array, os.fspath(tmp_path / "levels.npz"))
    assert sizes == [1830, 915, 458, 229]
    whole = cube_oracle.masked(S30_EAST, array, (0, 0, 3660, 3660), mask)
    with np.load(tmp_path / "levels.npz") as found:
        for size, level in zip(sizes, found.files):
            places = cube_oracle.overview_places(size)
            assert np.array_equal(found[level], whole[np.ix_(places, places)]), size


# --- before steps ---------------------------------------------------------------


@pytest.mark.parametrize("group_by", ["OVERPASS", "DAY"])
def test_masks_come_before_days_and_mosaics(local, cloudy, link_list, read, group_by):
    """What one granule has under a cloud the next one may show; a cloud of one tile takes nothing from another."""
    mask, steps = Mask(ALL_CLOUDS.names, 2), cube_oracle.grouped(SAME_PASS, group_by)
    path = link_list(cloudy.files(SAME_PASS, ["red", "fmask"]))
    wanted = cube_oracle.array_cube(steps, "red", SEAM, mask)
    later = cube_oracle.array_cube(steps, "red", SEAM)
    assert (wanted != later).any() and (wanted[0] != -9999).mean() > 0.5
    assert np.array_equal(read(local, path, [f"GROUP_BY={group_by}", *mask.options], "red", SEAM), wanted)


# --- where Fmask is -------------------------------------------------------------


@pytest.mark.parametrize("where", ["local", "S3"])
def test_mask_beside_the_band(local, cloudy, cloudy_remote, cloudy_earthdata, link_list, read, where):
    """The list names red alone."""
    cloudy.files([S30_EAST], ["fmask"])
    path = link_list((cloudy.files if where == "local" else cloudy.links)([S30_EAST], ["red"]))
    found = read(local if where == "local" else cloudy_remote, path, ALL_CLOUDS.options)
    assert np.array_equal(found[0], cube_oracle.masked(S30_EAST, "red", WINDOW, ALL_CLOUDS))
    asked = {name.split(".")[-2] for name in cloudy_earthdata.log().count_by_key()}
    assert asked == (set() if where == "local" else {"B04", "Fmask"})
    assert not cloudy_earthdata.log().violations


def test_listed_mask_goes_before_the_one_beside(local, cloudy, link_list, read, tmp_path):
    """The list's Fmask lies elsewhere; beside the band there is none."""
    (red,), (fmask,) = (cloudy.files([S30_EAST], [array]) for array in ("red", "fmask"))
    os.symlink(red, tmp_path / os.path.basename(red))
    found = read(local, link_list([os.path.basename(red), fmask]), ALL_CLOUDS.options)
    assert np.array_equal(found[0], cube_oracle.masked(S30_EAST, "red", WINDOW, ALL_CLOUDS))


@pytest.mark.parametrize("where", ["local", "S3"])
def test_missing_mask_is_an_error_that_names_it(local, cloudy, cloudy_remote, link_list, tmp_path, where):
    granule = "HLS.S30.T13TGF.2021160T172901.v2.0"
    (file,) = cloudy.files([granule], ["red"])
    os.symlink(file, tmp_path / os.path.basename(file))
    path = link_list([os.path.basename(file)] if where == "local" else cloudy.links([granule], ["red"]))

    def child(path):
        return failure_of(lambda: gdal.OpenEx(path, open_options=["MASK=CLOUD"]).ReadAsArray(1000, 1000, 10, 10))

    message = (local if where == "local" else cloudy_remote).call(child, path)
    assert "HLSTS" in message and f"{granule}.Fmask.tif" in message, message


@pytest.mark.parametrize("option", ["MASK=CLOUDS", "MASK=2", "MASK=CLOUD;SNOW"])
def test_unknown_names_are_told_with_the_known_ones(local, link_list, option):
    message = refusal(local, link_list([link(L30_EAST, "B04")]), option)
    assert all(name in message for name in ("HLSTS", "MASK", *BITS)), message


# --- what isn't fetched ---------------------------------------------------------


def test_blocks_without_a_wanted_pixel_are_not_fetched(cloudy, cloudy_remote, cloudy_earthdata, link_list):
    """A scene under clouds with one hole, which lies in six of 225 blocks: few bytes of its band are asked for."""
    path = link_list(cloudy.links([OVERCAST], ["red", "fmask"], "overcast"))

    def child(path, granule, options):
        pixels = gdal.OpenEx(path, open_options=["BANDS=red", *options]).ReadAsArray()
        wanted = hls_pixels.expected_pixels(granule, "B04", "overcast")
        if options:
            (top, bottom), (left, right) = (1000, 1200), (1500, 1800)
            clear = np.zeros(wanted.shape, bool)
            clear[top:bottom, left:right] = True
            wanted[~clear] = -9999
        return bool(np.array_equal(pixels, wanted))

    def bytes_of_red(options):
        cloudy_earthdata.clear_log()
        assert cloudy_remote.call(child, path, OVERCAST, options)
        return sum(entry["bytes"] for entry in cloudy_earthdata.log().object_reads if entry["key"].endswith(".B04.tif"))

    assert (scenes.CLEAR_ROWS, scenes.CLEAR_COLUMNS) == ((1000, 1200), (1500, 1800))
    everything = bytes_of_red([])
    assert everything > 15_000_000
    assert bytes_of_red(["MASK=CLOUD"]) < everything / 10


def test_scene_without_a_wanted_pixel_costs_its_mask_alone(cloudy, cloudy_remote, cloudy_earthdata, link_list, read):
    path = link_list(cloudy.links([OVERCAST], ["red", "fmask"], "overcast"))
    found = read(cloudy_remote, path, ["MASK=CLOUD"], "red", (2000, 2000, 600, 600))
    assert (found == fill_of("red")).all()
    reads = [entry for entry in cloudy_earthdata.log().object_reads if entry["key"].endswith(".B04.tif")]
    # The header may have been wanted for a check.
    assert all(entry["range"] == "bytes=0-16383" for entry in reads)
    assert any(entry["key"].endswith(".Fmask.tif") for entry in cloudy_earthdata.log().object_reads)
    assert (hls_pixels.expected_window(OVERCAST, "B04", 2000, 2000, 600, 600, "overcast") != -9999).all()


# --- Fmask as an array ----------------------------------------------------------


def test_fmask_tells_what_its_bits_mean(local, link_list):
    """Attributes by the CF conventions: value & mask == flag says a meaning."""

    def child(path):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("fmask")
        attributes = {attribute.GetName(): attribute.Read() for attribute in array.GetAttributes()}
        return [attributes["flag_meanings"], *(list(attributes[name]) for name in ("flag_masks", "flag_values"))]

    meanings, masks, values = local.call(child, link_list([link(L30_EAST, "Fmask")]))
    meanings = meanings.lower().split()
    assert len(meanings) == len(masks) == len(values) == len(set(meanings))
    flags = dict(zip(zip(masks, values), meanings))
    for name in ("CIRRUS", "CLOUD", "ADJACENT", "CLOUD_SHADOW", "SNOW", "WATER"):
        word = name.rpartition("_")[2].lower()
        assert word in flags[BITS[name], BITS[name]], flags
    assert "shadow" not in flags[2, 2] and "cirrus" not in flags[2, 2] and "adjacent" not in flags[2, 2]
    aerosol = {value: meaning for (mask, value), meaning in flags.items() if mask == 192}
    assert set(aerosol) == {0, 64, 128, 192} and "high" in aerosol[192] and "low" in aerosol[64]
    assert {mask for mask, _ in flags} == {1, 2, 4, 8, 16, 32, 192}
