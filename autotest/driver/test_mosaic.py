"""Several tiles: one mosaic for a UTM zone, whose overlapping pixels come from the first granule that has one."""

from __future__ import annotations

import json
import os

import cube_oracle
import numpy as np
import pytest
from cloudy_archive import L30_EAST, L30_WEST, LATER_S30_EAST, LATER_S30_WEST, S30_EAST, SAME_PASS, SEAM, TWO_DAYS, link
from cube_views import classic
from opened import information, refusal, structure, subdatasets, times
from osgeo import gdal

from earthdata.hls.grid import grid_of_tile

gdal.UseExceptions()

TWO_TILES = [link(L30_WEST, "B04"), link(LATER_S30_EAST, "B04")]
TWO_ZONES = [link("HLS.L30.T12TXL.2021133T172406.v2.0", "B04"), link(L30_WEST, "B04")]
TIMES = ["2021-05-13T17:24:06Z", "2021-05-25T17:29:01Z"]


@pytest.fixture
def two_tiles(link_list) -> str:
    return link_list(TWO_TILES, "two tiles.txt")


@pytest.fixture
def two_zones(link_list) -> str:
    return link_list(TWO_ZONES, "two zones.txt")


# --- one zone is one grid -------------------------------------------------------


def test_classic_view_costs_no_request(cloudy_remote, cloudy_earthdata, two_tiles):
    found = information(cloudy_remote, two_tiles)
    assert found["size"] == [6992, 3660] and found["geoTransform"] == [600000, 30, 0, 4600020, 0, -30]
    assert [band["description"] for band in found["bands"]] == TIMES
    assert {(band["type"], band["noDataValue"], band["scale"]) for band in found["bands"]} == {("Int16", -9999, 0.0001)}
    assert "32613" in found["coordinateSystem"]["wkt"] and "SUBDATASETS" not in found["metadata"]
    assert len(cloudy_earthdata.log()) == 0


def test_multidim_view_costs_no_request(cloudy_remote, cloudy_earthdata, two_tiles):
    def child(path):
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        x, y, red = (root.OpenMDArray(name) for name in ("x", "y", "red"))
        ends = [axis.ReadAsArray()[[0, -1]].tolist() for axis in (x, y)]
        return [*ends, [dimension.GetSize() for dimension in red.GetDimensions()], red.GetSpatialRef().GetAuthorityCode(None)]

    shape = [2, 3660, 6992]
    assert cloudy_remote.call(child, two_tiles) == [[600015, 809745], [4600005, 4600005 - 3659 * 30], shape, "32613"]
    assert len(cloudy_earthdata.log()) == 0


def test_rioxarray_costs_no_request(cloudy_remote, cloudy_earthdata, two_tiles):
    pytest.importorskip("rioxarray", reason="needs python3-rioxarray")

    def child(path):
        import rioxarray

        cube = rioxarray.open_rasterio(path)
        ends = [float(value) for value in (cube.x[0], cube.x[-1], cube.y[0], cube.y[-1])]
        return [type(cube).__name__, dict(cube.sizes), str(cube.dtype), ends, [str(time)[:19] + "Z" for time in cube.time.values]]

    sizes, ends = {"time": 2, "y": 3660, "x": 6992}, [600015, 809745, 4600005, 4600005 - 3659 * 30]
    assert cloudy_remote.call(child, two_tiles) == ["DataArray", sizes, "int16", ends, TIMES]
    assert len(cloudy_earthdata.log()) == 0


@pytest.mark.parametrize(
    "tiles", [("13TFF", "13TGF"), ("13TGF", "13TGE"), ("13TFF", "13TGE"), ("13TFE", "13TFF", "13TGF"), ("13TEF", "13TGF")]
)
def test_grid_is_the_smallest_that_holds_the_tiles(local, link_list, tiles):
    granules = [f"HLS.S30.T{tile}.2021133T173859.v2.0" for tile in tiles]
    grid, columns, rows = cube_oracle.mosaic_grid(granules)
    found = information(local, link_list([link(granule, "B04") for granule in granules]))
    assert found["size"] == [columns, rows] and found["geoTransform"] == list(grid.geotransform)
    assert len(found["bands"]) == 1


def test_arrays_of_a_mosaic_are_subdatasets_of_one_grid(local, link_list):
    path = link_list([link(granule, band) for granule in (L30_WEST, L30_EAST) for band in ("B04", "B05", "Fmask")])
    names = subdatasets(local, path)
    assert [name.rpartition('":')[2] for name in names] == ["red", "nir", "fmask"]
    assert {tuple(information(local, name)["size"]) for name in names} == {(6992, 3660)}
    assert {"red", "nir", "fmask", "x", "y", "time"} <= set(structure(local, path)["arrays"])


# --- tiles by themselves, and zones ---------------------------------------------


def test_without_a_mosaic_each_tile_is_a_subdataset(local, two_tiles):
    names = subdatasets(local, two_tiles, "MOSAIC=NO")
    assert names == [f'HLSTS:"{two_tiles}":13TFF:red', f'HLSTS:"{two_tiles}":13TGF:red']
    for name, corner, time in zip(names, (600000, 699960), TIMES):
        found = information(local, name)
        assert found["size"] == [3660, 3660] and found["geoTransform"][0] == corner
        assert [band["description"] for band in found["bands"]] == [time]


def test_without_a_mosaic_each_tile_is_a_group(local, two_tiles):
    root = structure(local, two_tiles, "MOSAIC=NO")
    assert set(root["groups"]) == {"13TFF", "13TGF"} and not root.get("arrays")
    assert root["groups"]["13TGF"]["arrays"]["red"]["dimension_size"] == [1, 3660, 3660]


def test_zones_are_an_error_that_tells_what_to_do(local, two_zones):
    message = refusal(local, two_zones)
    assert all(word in message for word in ("HLSTS", "12", "13", "12TXL", "13TFF", "ZONE=", "TILES=")), message


@pytest.mark.parametrize(
    ("option", "tile"), [("ZONE=12", "12TXL"), ("ZONE=13", "13TFF"), ("TILES=12TXL", "12TXL"), ("TILES=t13tff", "13TFF")]
)
def test_one_of_two_zones_opens(local, two_zones, option, tile):
    grid = grid_of_tile(tile)
    found = information(local, two_zones, option)
    assert found["size"] == [3660, 3660] and found["geoTransform"] == list(grid.geotransform) and len(found["bands"]) == 1
    assert str(grid.epsg) in found["coordinateSystem"]["wkt"]


def test_zones_are_groups_of_the_multidim_view(local, two_zones):
    def child(path):
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        groups = {name: root.OpenGroup(name).OpenMDArray("red") for name in root.GetGroupNames()}
        return {name: [array.GetSpatialRef().GetAuthorityCode(None), array.GetDimensions()[2].GetSize()] for name, array in groups.items()}

    found = local.call(child, two_zones)
    assert len(found) == 2
    for zone in ("12", "13"):
        assert [value for name, value in found.items() if zone in name] == [[f"326{zone}", 3660]]


# --- pixels ---------------------------------------------------------------------


def seam_of(programs, path, options, array, file, window=SEAM):
    """The pixels of the classic view across the seam."""
    programs.call(classic, path, options, array, list(window), 1, os.fspath(file))
    return np.load(file)


@pytest.mark.parametrize("group_by", ["NONE", "OVERPASS", "DAY"])
@pytest.mark.parametrize("array", ["red", "fmask"])
def test_first_valid_pixel_wins(local, cloudy, link_list, tmp_path, group_by, array):
    """By time; where it has fill the next granule."""
    steps = cube_oracle.grouped(SAME_PASS, group_by)
    found = seam_of(local, link_list(cloudy.files(SAME_PASS, ["red", "fmask"])), [f"GROUP_BY={group_by}"], array, tmp_path / "found.npy")
    wanted = cube_oracle.array_cube(steps, array, SEAM)
    assert np.array_equal(found, wanted)
    backwards = cube_oracle.array_cube(steps, array, SEAM, order=lambda granule: -cube_oracle.time_of(granule).timestamp())
    assert (group_by == "NONE") == np.array_equal(wanted, backwards)


def test_of_equal_times_the_first_id_wins(local, cloudy, link_list, tmp_path):
    granules = (LATER_S30_EAST, LATER_S30_WEST)
    found = seam_of(local, link_list(cloudy.files(granules, ["red"])), [], "red", tmp_path / "found.npy")
    assert np.array_equal(found, cube_oracle.array_cube([granules], "red", SEAM))
    west = cube_oracle.stored(LATER_S30_WEST, "B04", SEAM)
    assert np.array_equal(found[0][west != -9999], west[west != -9999]) and (west != -9999).sum() > 50000


@pytest.mark.parametrize("covers", [(80, 90, 3), (3, 80, 90), (90, 3, 80)])
@pytest.mark.parametrize("order", ["TIME", "CLOUD_COVER"])
def test_least_cloudy_first(local, cloudy, link_list, tmp_path, covers, order):
    """ORDER=CLOUD_COVER, where the input tells; the step's time stays that of its earliest granule."""
    cover = dict(zip(SAME_PASS, covers))
    features = [
        {"type": "Feature", "id": name, "properties": {"eo:cloud_cover": cover[name]}, "assets": {"B04": {"href": file}}}
        for name, file in zip(SAME_PASS, cloudy.files(SAME_PASS, ["red"]))
    ]
    path = link_list(json.dumps({"type": "FeatureCollection", "hlsts": {"version": 1}, "features": features}), "manifest.json")
    options = ["GROUP_BY=DAY", f"ORDER={order}"]
    found = seam_of(local, path, options, "red", tmp_path / "found.npy")
    by_cover = {"order": cover.get} if order == "CLOUD_COVER" else {}
    assert np.array_equal(found, cube_oracle.array_cube([SAME_PASS], "red", SEAM, **by_cover))
    assert times(local, path, *options) == ["2021-05-13T17:24:06Z"]


@pytest.mark.parametrize(
    "window",
    [(0, 0, 7, 5), (6985, 3655, 7, 5), (3331, 1700, 2, 2), (3659, 1700, 2, 1), (3400, 0, 1, 3660), (0, 1500, 6992, 1), (100, 100, 1, 1)],
)
def test_windows_anywhere(local, cloudy, link_list, tmp_path, window):
    """Beyond a tile there is nodata; no place of the mosaic is off by one."""
    path = link_list(cloudy.files(TWO_DAYS, ["red"]))
    found = seam_of(local, path, [], "red", tmp_path / "found.npy", window)
    assert np.array_equal(found, cube_oracle.array_cube(cube_oracle.grouped(TWO_DAYS, "OVERPASS"), "red", window))


def test_step_without_a_tile_is_nodata_there(local, cloudy, link_list, tmp_path):
    """Of one step the west alone is there, of the other the east."""
    granules = (L30_WEST, LATER_S30_EAST)
    found = seam_of(local, link_list(cloudy.files(granules, ["red"])), [], "red", tmp_path / "found.npy", (3000, 1000, 1000, 9))
    assert (found[0, :, 660:] == -9999).all() and (found[1, :, :332] == -9999).all()
    assert (found[0, :, :660] != -9999).any() and (found[1, :, 332:] != -9999).any()


# --- programs -------------------------------------------------------------------


def written(file) -> tuple[list[float], np.ndarray]:
    """Geotransform and pixels of what a program wrote."""
    dataset = gdal.Open(os.fspath(file))
    return list(dataset.GetGeoTransform()), dataset.ReadAsArray()


@pytest.mark.parametrize("program", ["gdal_translate", "gdalwarp"])
def test_command_line(local, cloudy, link_list, tmp_path, program):
    """A part across the seam, by coordinates. gdalwarp of the same grid changes nothing."""
    path = link_list(cloudy.files(SAME_PASS, ["red"]))
    x, y, width, height = SEAM
    left, top = 600000 + 30 * x, 4600020 - 30 * y
    right, bottom = left + 30 * width, top - 30 * height
    if program == "gdal_translate":
        words = ["-projwin", left, top, right, bottom]
    else:
        words = ["-te", left, bottom, right, top, "-tr", 30, 30]
    local.run(program, "-q", "-oo", "GROUP_BY=OVERPASS", *words, path, tmp_path / "written.tif")
    place, pixels = written(tmp_path / "written.tif")
    assert place == [left, 30, 0, top, 0, -30]
    assert np.array_equal(pixels, cube_oracle.array_cube(cube_oracle.grouped(SAME_PASS, "OVERPASS"), "red", SEAM))


@pytest.mark.parametrize("options", [[], ["MOSAIC=NO"]])
def test_moved_vrt_of_a_subdataset_opens(local, cloudy, link_list, tmp_path, options):
    """The list was opened by a relative path; the names that are handed out are absolute."""
    path = link_list(cloudy.files((L30_WEST, S30_EAST), ["red", "fmask"]), "links.txt")
    (tmp_path / "elsewhere").mkdir()
    at_list = ["env", "-C", os.path.dirname(path)]
    words = [word for option in options for word in ("-oo", option)]
    found = json.loads(local.run("gdalinfo", "-json", *words, "links.txt", prefix=at_list).stdout)
    names = [value for key, value in found["metadata"]["SUBDATASETS"].items() if key.endswith("_NAME")]
    name = next(name for name in names if name.endswith(":red"))
    assert name.startswith(f'HLSTS:"{path}":')
    window = (3300, 1500, 40, 30) if not options else (3000, 1500, 40, 30)
    local.run("gdal_translate", "-q", "-of", "VRT", "-srcwin", *window, name, "part.vrt", prefix=at_list)
    os.rename(tmp_path / "part.vrt", tmp_path / "elsewhere" / "part.vrt")
    granules = (L30_WEST, S30_EAST) if not options else (L30_WEST,)
    wanted = cube_oracle.array_cube([(granule,) for granule in granules], "red", window)

    def child(path, file):
        np.save(file, gdal.Open(path).ReadAsArray())
        return True

    local.call(child, os.fspath(tmp_path / "elsewhere" / "part.vrt"), os.fspath(tmp_path / "pixels.npy"))
    assert np.array_equal(np.load(tmp_path / "pixels.npy").reshape(wanted.shape), wanted)
    assert (wanted != -9999).any()
