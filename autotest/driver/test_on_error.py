"""ON_ERROR: what a granule that can't be read does to the rest, and where that is told."""

from __future__ import annotations

import os

import cube_oracle
import numpy as np
import pytest
from child_environment import planted_in
from cloudy_archive import L30_EAST, L30_WEST, S30_EAST, SEAM, link
from cube_oracle import Mask

from earthdata.hls import generator

# Between the two that are there; no object is ever made of it.
MISSING = "HLS.S30.T13TGF.2021133T173000.v2.0"
MISSING_IN_PASS = "HLS.L30.T13TGF.2021133T172440.v2.0"
DAMAGED = "HLS.L30.T13TGF.2021133T173000.v2.0"
WINDOW = (1500, 1400, 400, 300)
SIGNATURE = "X-Amz-Credential=ASIAPLANTEDSIGNATURE/20210513/us-west-2/s3/aws4_request&X-Amz-Signature=PLANTEDSIGNATURE%2F"


def read_all(path, options, window, file):
    """Child: pixels by both views, what was told of them, or why there are none."""
    told, pixels = {}, {}
    for view, flags in (("classic", gdal.OF_RASTER), ("multidim", gdal.OF_MULTIDIM_RASTER)):
        try:
            dataset = gdal.OpenEx(path, flags, open_options=["BANDS=red", *options])
            if view == "classic":
                pixels[view] = dataset.ReadAsArray(*window)
                told["errors"] = dataset.GetMetadata("HLSTS_ERRORS") or {}
            else:
                x, y, width, height = window
                root = dataset.GetRootGroup()
                red = root.OpenMDArray("red")
                pixels[view] = red.ReadAsArray([0, y, x], [red.GetDimensions()[0].GetSize(), height, width])
                status = root.OpenMDArray("status")
                assert [dimension.GetName() for dimension in status.GetDimensions()] == ["time"]
                told["status"] = status.ReadAsArray().tolist()
            told[view] = ""
        except RuntimeError as problem:
            told[view] = str(problem)
    np.savez(file, **pixels)
    return told


@pytest.fixture
def read(tmp_path):
    def call(programs, path, *options, window=WINDOW):
        file = os.fspath(tmp_path / "pixels.npz")
        told = programs.call(read_all, path, list(options), list(window), file)
        with np.load(file) as pixels:
            return told, {view: pixels[view] for view in pixels.files}

    return call


@pytest.fixture
def read_nodata(read):
    """With ON_ERROR=NODATA, which must succeed."""

    def call(programs, path, *options, **window):
        told, pixels = read(programs, path, "ON_ERROR=NODATA", *options, **window)
        assert (told["classic"], told["multidim"]) == ("", "")
        return told, pixels

    return call


@pytest.fixture
def remote_missing(cloudy, link_list) -> str:
    """Three granules of a tile, of whose second there is no object."""
    return link_list([*cloudy.links([L30_EAST, S30_EAST], ["red"]), link(MISSING, "B04")])


@pytest.fixture
def local_damaged(cloudy, link_list, tmp_path):
    """The same as local files, the second of them damaged."""

    def make(damage: str) -> str:
        file = tmp_path / f"{DAMAGED}.B04.tif"
        if damage != "no file":
            generator.write(file, generator.Recipe("scene", damage=damage))
        return link_list([*cloudy.files([L30_EAST, S30_EAST], ["red"]), os.fspath(file)])

    return make


def expected(*granules: str | None) -> np.ndarray:
    """A step for each; None is one that can't be read."""
    nothing = np.full((WINDOW[3], WINDOW[2]), -9999, np.int16)
    return np.stack([cube_oracle.masked(granule, "red", WINDOW) if granule else nothing for granule in granules])


# --- the default ------------------------------------------------------------------


@pytest.mark.parametrize("options", [[], ["ON_ERROR=FAIL"], ["on_error=fail"]])
def test_missing_object_is_an_error(cloudy_remote, remote_missing, read, options):
    told, pixels = read(cloudy_remote, remote_missing, *options)
    assert not pixels
    for view in ("classic", "multidim"):
        assert "HLSTS" in told[view] and MISSING in told[view], told


@pytest.mark.parametrize("damage", ["no file", "bad-tiles", "bad-header", "bad-magic"])
def test_damaged_file_is_an_error(local, local_damaged, read, damage):
    told, pixels = read(local, local_damaged(damage))
    assert not pixels and all(DAMAGED in told[view] for view in ("classic", "multidim")), told


# --- NODATA -----------------------------------------------------------------------


def test_missing_object_is_nodata_and_is_listed(cloudy_remote, cloudy_earthdata, remote_missing, read_nodata):
    told, pixels = read_nodata(cloudy_remote, remote_missing)
    for view in ("classic", "multidim"):
        assert np.array_equal(pixels[view], expected(L30_EAST, None, S30_EAST)), view
    assert list(told["errors"]) == [MISSING] and len(told["errors"][MISSING]) > 10
    assert told["status"] == [0, 1, 0]
    assert planted_in(str(told), [*cloudy_earthdata.secret_markers, cloudy_earthdata.token[:40]]) == []


@pytest.mark.parametrize("damage", ["no file", "bad-tiles", "bad-header", "bad-magic"])
def test_damaged_file_is_nodata_and_is_listed(local, local_damaged, read_nodata, damage):
    told, pixels = read_nodata(local, local_damaged(damage))
    for view in ("classic", "multidim"):
        assert np.array_equal(pixels[view], expected(L30_EAST, None, S30_EAST)), view
    assert list(told["errors"]) == [DAMAGED] and told["status"] == [0, 1, 0]


def test_damaged_object_is_nodata_and_is_listed(cloudy, cloudy_remote, link_list, read_nodata):
    generator.write_all([link(DAMAGED, "B04")], cloudy.root, generator.Recipe("scene", damage="bad-tiles"))
    path = link_list([*cloudy.links([L30_EAST, S30_EAST], ["red"]), link(DAMAGED, "B04")])
    told, pixels = read_nodata(cloudy_remote, path)
    assert np.array_equal(pixels["classic"], expected(L30_EAST, None, S30_EAST))
    assert list(told["errors"]) == [DAMAGED] and told["status"] == [0, 1, 0]


def test_nothing_is_listed_where_all_is_well(local, cloudy, link_list, read_nodata):
    told, pixels = read_nodata(local, link_list(cloudy.files([L30_EAST, S30_EAST], ["red"])))
    assert told["errors"] == {} and told["status"] == [0, 0]
    assert np.array_equal(pixels["multidim"], expected(L30_EAST, S30_EAST))


def test_listed_scene_without_the_band_is_no_error(local, cloudy, link_list, read_nodata):
    """The list has no red of one scene: nodata, as always."""
    told, _ = read_nodata(local, link_list([*cloudy.files([L30_EAST], ["red"]), *cloudy.files([S30_EAST], ["nir"])]))
    assert told["errors"] == {} and told["status"] == [0, 0]


def test_rest_of_a_step_is_read(cloudy, cloudy_remote, link_list, read_nodata):
    """Of a pass over two tiles one granule is missing: the other's pixels are there, and the step is marked."""
    path = link_list([*cloudy.links([L30_WEST, S30_EAST], ["red"]), link(MISSING_IN_PASS, "B04")])
    told, pixels = read_nodata(cloudy_remote, path, window=SEAM)
    wanted = cube_oracle.array_cube([[L30_WEST], [S30_EAST]], "red", SEAM)
    for view in ("classic", "multidim"):
        assert np.array_equal(pixels[view], wanted), view
    assert list(told["errors"]) == [MISSING_IN_PASS] and told["status"] == [1, 0]


def test_missing_mask_takes_the_scene(cloudy, cloudy_remote, link_list, read_nodata):
    """What can't be masked isn't shown without its mask."""
    bare = "HLS.S30.T13TGF.2021160T172901.v2.0"
    cloudy.links([L30_EAST], ["fmask"])
    path = link_list(cloudy.links([L30_EAST, bare], ["red"]))
    told, pixels = read_nodata(cloudy_remote, path, "MASK=CLOUD")
    assert np.array_equal(pixels["classic"][0], cube_oracle.masked(L30_EAST, "red", WINDOW, Mask(("CLOUD",))))
    assert (pixels["classic"][1] == -9999).all()
    assert list(told["errors"]) == [bare] and "Fmask" in told["errors"][bare] and told["status"] == [0, 1]


# --- what is never nodata ---------------------------------------------------------


@pytest.mark.parametrize("option", ["ON_ERROR=FAIL", "ON_ERROR=NODATA"])
@pytest.mark.parametrize("token", ["wrong.token.value", None])
def test_failed_login_is_an_error(programs, cloudy_earthdata, remote_missing, read, token, option):
    """Nothing could be read: no cube of nodata, though all granules fail."""
    environment = cloudy_earthdata.environment(EARTHDATA_TOKEN=token or "")
    if token is None:
        del environment["EARTHDATA_TOKEN"]
    told, pixels = read(programs(environment), remote_missing, option)
    assert not pixels and told["classic"] and told["multidim"], told
    assert "EARTHDATA_TOKEN" in told["classic"] or "login" in told["classic"].lower(), told
    assert planted_in(str(told), [*cloudy_earthdata.secret_markers, "wrong.token.value"]) == []


def test_reasons_hold_no_signature(local, cloudy, link_list, read_nodata):
    """A signed link to a host that doesn't answer."""
    path = link_list([*cloudy.files([L30_EAST], ["red"]), f"https://127.0.0.1:9/{MISSING}.B04.tif?{SIGNATURE}"])
    told, pixels = read_nodata(local, path)
    assert np.array_equal(pixels["classic"], expected(L30_EAST, None))
    assert list(told["errors"]) == [MISSING] and told["status"] == [0, 1]
    assert "PLANTED" not in str(told) and "Amz" not in str(told)
