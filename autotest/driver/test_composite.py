"""All bands of one step as one picture: HLSTS:"<list>":<time>."""

from __future__ import annotations

import os

import cube_oracle
import numpy as np
import pytest
from cloudy_archive import L30_EAST, L30_WEST, LATER_S30_EAST, S30_EAST, SAME_PASS, SEAM, TWO_DAYS, link
from cube_oracle import Mask
from opened import information, option_words, refusal

# Micrometres, by the product table in the documentation of HLS.
WAVELENGTHS = {
    "L30": {"blue": 0.48, "green": 0.56, "red": 0.65, "nir": 0.86},
    "S30": {"blue": 0.4966, "green": 0.56, "red": 0.6645, "nir": 0.8648},
}
# Programs show the first three bands as red, green and blue.
ARRAYS = ["red", "green", "blue", "nir"]
COLOURS = {"blue": {"Blue"}, "green": {"Green"}, "red": {"Red"}, "nir": {"Undefined", "NIR"}}
WINDOW = (3000, 1200, 300, 200)


def composite(path: str, granule: str) -> str:
    return f'HLSTS:"{path}":{cube_oracle.time_of(granule):%Y-%m-%dT%H:%M:%SZ}'


@pytest.fixture
def one_tile(cloudy, link_list) -> str:
    return link_list(cloudy.files((L30_EAST, S30_EAST), [*ARRAYS, "fmask"]))


@pytest.fixture
def pixels(local, tmp_path):
    def read(name, options, window):
        def child(name, options, window, file):
            np.save(file, gdal.OpenEx(name, open_options=options).ReadAsArray(*window))
            return True

        local.call(child, name, options, window, os.fspath(tmp_path / "pixels.npy"))
        return np.load(tmp_path / "pixels.npy")

    return read


@pytest.mark.parametrize("granule", [L30_EAST, S30_EAST])
def test_bands_are_the_reflectances_of_the_step(local, one_tile, granule):
    found = information(local, composite(one_tile, granule))
    bands = {band["description"]: band for band in found["bands"]}
    assert list(bands) == ARRAYS and found["size"] == [3660, 3660]
    for name, band in bands.items():
        assert band["colorInterpretation"] in COLOURS[name]
        assert (band["type"], band["noDataValue"], band["scale"], band["offset"]) == ("Int16", -9999, 0.0001, 0)


@pytest.mark.parametrize("granule", [L30_EAST, S30_EAST])
def test_wavelengths(local, one_tile, granule):
    def child(name):
        dataset = gdal.Open(name)
        bands = (dataset.GetRasterBand(number + 1) for number in range(dataset.RasterCount))
        return {band.GetDescription(): float(band.GetMetadataItem("CENTRAL_WAVELENGTH_UM", "IMAGERY")) for band in bands}

    assert local.call(child, composite(one_tile, granule)) == WAVELENGTHS[granule.split(".")[1]]


@pytest.mark.parametrize("granule", [L30_EAST, S30_EAST])
def test_pixels_are_those_of_the_files(one_tile, pixels, granule):
    wanted = [cube_oracle.masked(granule, array, WINDOW) for array in ARRAYS]
    assert np.array_equal(pixels(composite(one_tile, granule), [], WINDOW), wanted)


def test_overviews_are_those_of_the_files(one_tile, pixels):
    places = cube_oracle.overview_places(915)[100:160]
    whole = (0, 0, 3660, 3660)
    found = pixels(composite(one_tile, S30_EAST), ["OVERVIEW_LEVEL=1"], (100, 100, 60, 60))
    for number, array in enumerate(ARRAYS[:2]):
        assert np.array_equal(found[number], cube_oracle.masked(S30_EAST, array, whole)[np.ix_(places, places)])


@pytest.mark.parametrize("options", [[], ["MASK=CLOUD,ADJACENT", "MASK_DILATE=1"]])
@pytest.mark.parametrize("group_by", ["OVERPASS", "DAY"])
def test_of_a_mosaic_and_a_mask(cloudy, link_list, pixels, options, group_by):
    """A step of one tile is on the mosaic's grid like the others."""
    path = link_list(cloudy.files(TWO_DAYS, ["red", "nir", "fmask"]))
    mask = Mask(("CLOUD", "ADJACENT"), 1) if options else cube_oracle.NO_MASK
    steps = cube_oracle.grouped(TWO_DAYS, group_by)
    wanted = np.stack([cube_oracle.array_cube(steps, array, SEAM, mask) for array in ("red", "nir")], axis=1)
    for number in range(2):
        found = pixels(composite(path, steps[number][0]), [*options, f"GROUP_BY={group_by}"], SEAM)
        assert np.array_equal(found, wanted[number]), steps[number]


def test_bands_choose(local, one_tile):
    found = information(local, composite(one_tile, L30_EAST), "BANDS=nir,red")
    assert {band["description"] for band in found["bands"]} == {"red", "nir"}


def test_nothing_else_is_in_it(local, link_list):
    """Masks, angles and thermal bands are no reflectances."""
    path = link_list([link(L30_EAST, band) for band in ("B02", "B04", "B10", "Fmask", "SZA")])
    assert [band["description"] for band in information(local, composite(path, L30_EAST))["bands"]] == ["red", "blue"]


def test_missing_band_of_the_step_is_nodata_or_left_out(cloudy, link_list, pixels):
    """The list has nir of the other scene alone."""
    path = link_list([*cloudy.files([L30_EAST], ["red"]), *cloudy.files([S30_EAST], ["red", "nir"])])
    found = pixels(composite(path, L30_EAST), [], WINDOW).reshape(-1, WINDOW[3], WINDOW[2])
    assert np.array_equal(found[0], cube_oracle.masked(L30_EAST, "red", WINDOW))
    assert len(found) <= 2 and (found[1:] == -9999).all()


@pytest.mark.parametrize("time", ["2021-05-13T17:24:07Z", "2020-05-13T17:24:06Z"])
def test_unknown_time_lists_what_there_is(local, link_list, time):
    path = link_list([link(granule, "B04") for granule in (L30_EAST, S30_EAST, LATER_S30_EAST)])
    message = refusal(local, f'HLSTS:"{path}":{time}')
    for known in ("2021-05-13T17:24:30Z", "2021-05-13T17:38:59Z", "2021-05-25T17:29:01Z"):
        assert known in message, message
    assert "HLSTS" in message and time in message


def test_time_within_a_step_is_not_its_name(local, link_list):
    """A step is named by its earliest granule's time."""
    path = link_list([link(granule, "B04") for granule in SAME_PASS])
    assert "2021-05-13T17:24:06Z" in refusal(local, composite(path, L30_EAST), "GROUP_BY=DAY")
    assert len(information(local, composite(path, L30_WEST), "GROUP_BY=DAY")["bands"]) == 1


def test_gdal_translate_makes_a_picture(local, one_tile, tmp_path):
    words = ["-b", 1, "-b", 2, "-b", 3, "-srcwin", *WINDOW]
    local.run("gdal_translate", "-q", *words, *option_words(("MASK=CLOUD",)), composite(one_tile, S30_EAST), tmp_path / "rgb.tif")
    bands = information(local, os.fspath(tmp_path / "rgb.tif"))["bands"]
    assert [band["description"] for band in bands] == ["red", "green", "blue"]
    assert [band["colorInterpretation"] for band in bands] == ["Red", "Green", "Blue"]
