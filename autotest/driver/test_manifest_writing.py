"""gdal_translate -of HLSTS, or CreateCopy() from a program: any input becomes a manifest that opens as the input did."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from test_json_inputs import FORMS, L30, S30, SCHEMA, url

# Options that change which granules and arrays there are, and which pixels.
OPTIONS = {
    "none": [],
    "one array": ["BANDS=red"],
    "one sensor": ["SENSORS=S30", "BANDS=nir,red"],
    "from a time on": ["START=2021-05-13T17:30:00Z"],
    "masked": ["BANDS=red", "MASK=CLOUD,CLOUD_SHADOW", "MASK_DILATE=2"],
}


def write(source, target, options):
    """Writes a manifest as a program does, and returns its bytes as text."""
    dataset = gdal.OpenEx(source, open_options=options)
    gdal.GetDriverByName("HLSTS").CreateCopy(target, dataset)
    return open(target, encoding="utf-8").read()


def look(path, options):
    """What a user sees of each array of an input: times, links, and the sum of some pixels of each time."""
    root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, open_options=options).GetRootGroup()
    found = {}
    for name in root.GetMDArrayNames():
        array = root.OpenMDArray(name)
        if array.GetDimensionCount() == 3:
            pixels = array.ReadAsArray(array_start_idx=[0, 900, 900], count=[array.GetDimensions()[0].GetSize(), 64, 64])
            found[name] = [int(step.astype("int64").sum()) for step in pixels]
        elif name == "time":
            found[name] = array.ReadAsArray().tolist()
        elif array.GetDimensions()[0].GetName() == "time":
            is_text = array.GetDataType().GetClass() == gdal.GEDTC_STRING
            found[name] = array.Read() if is_text else array.ReadAsArray().tolist()
    return found


def without_links(found: dict) -> dict:
    """All but the links, which a manifest may spell otherwise: s3:// for the https address of the same object."""
    return {name: value for name, value in found.items() if not name.endswith("link")}


@pytest.fixture
def cube(tmp_path) -> str:
    """Where a manifest is to be written."""
    return os.fspath(tmp_path / "cube.json")


@pytest.mark.parametrize("form", FORMS)
def test_every_input_becomes_a_manifest_with_the_same_pixels(remote, link_list, cube, form):
    source = link_list(json.dumps(FORMS[form]), "input.json")
    manifest = json.loads(remote.call(write, source, cube, []))
    assert manifest["hlsts"] == {"version": 1, "open_options": {}}
    assert [item["id"] for item in manifest["features"]] == [L30, S30]
    assert sorted(manifest["features"][0]["assets"]) == ["B04", "B05", "Fmask"]
    assert manifest["features"][1]["assets"]["B8A"]["href"] == url(S30, "B8A.tif")
    expected, found = remote.call(look, source, []), remote.call(look, cube, [])
    assert {"time", "granule", "red", "nir", "fmask"} <= set(expected)
    assert without_links(found) == without_links(expected)


@pytest.mark.parametrize("name", OPTIONS)
def test_options_in_force_hold_in_the_manifest(remote, link_list, cube, name):
    options = OPTIONS[name]
    source = link_list(json.dumps(FORMS["item collection"]), "input.json")
    manifest = json.loads(remote.call(write, source, cube, options))
    assert manifest["hlsts"]["open_options"] == dict(option.split("=") for option in options)
    expected, found = remote.call(look, source, options), remote.call(look, cube, [])
    assert without_links(found) == without_links(expected)


@pytest.mark.parametrize("name", OPTIONS)
def test_manifest_written_again_has_the_same_bytes(local, link_list, tmp_path, name):
    source = link_list(json.dumps(FORMS["umm_json"]), "input.json")
    first = local.call(write, source, os.fspath(tmp_path / "first.json"), OPTIONS[name])
    second = local.call(write, os.fspath(tmp_path / "first.json"), os.fspath(tmp_path / "second.json"), [])
    assert second == first


def test_options_of_a_manifest_and_of_the_user_are_joined(local, link_list, cube):
    source = link_list(json.dumps(FORMS["manifest"] | {"hlsts": {"version": 1, "open_options": {"BANDS": "red", "START": "2021-05-01"}}}))
    manifest = json.loads(local.call(write, source, cube, ["bands=nir", "NUM_THREADS=3"]))
    assert manifest["hlsts"]["open_options"] == {"BANDS": "nir", "START": "2021-05-01"}


def test_time_steps_without_the_array_stay(local, link_list, cube):
    """BANDS chooses arrays, never times: a granule is a step by any of its files."""
    source = link_list([url(L30, "B04.tif"), url(S30, "Fmask.tif")])
    local.call(write, source, cube, ["BANDS=red"])
    assert len(local.json("gdalinfo", "-json", cube)["bands"]) == 2


def test_facts_of_scenes_are_kept(local, link_list, cube):
    source = link_list(json.dumps(FORMS["item collection"]), "input.json")
    item = json.loads(local.call(write, source, cube, []))["features"][0]
    assert item["properties"] == {"datetime": "2021-05-13T17:24:06Z", "eo:cloud_cover": 12.0, "proj:epsg": 32613}
    assert item["geometry"]["type"] == "Polygon" and len(item["bbox"]) == 4


def test_program_gdal_translate_writes_one(local, remote_list, cube):
    local.run("gdal_translate", "-q", "-of", "HLSTS", "-oo", "END=2021-05-31", remote_list, cube)
    assert len(local.json("gdalinfo", "-json", cube)["bands"]) == 5
    assert not Path(cube + ".aux.xml").exists()


def test_local_files_are_named_by_their_whole_paths(local, file, tmp_path):
    name = Path(file).name
    (tmp_path / name).symlink_to(file)
    (tmp_path / "links.txt").write_text(f"{name}\n")
    other = tmp_path / "other"
    other.mkdir()

    def child(folder):
        os.chdir(folder)
        original = gdal.Open("links.txt")
        gdal.GetDriverByName("HLSTS").CreateCopy("other/cube.json", original)
        copy = gdal.Open("other/cube.json")
        return copy.GetRasterBand(1).Checksum(), original.GetRasterBand(1).Checksum()

    copy, original = local.call(child, os.fspath(tmp_path))
    assert copy == original
    item = json.loads((other / "cube.json").read_text())["features"][0]
    assert item["assets"]["B04"]["href"] == os.fspath(tmp_path / name)


def error_of(programs, *words: object) -> str:
    return programs.run("gdal_translate", "-of", "HLSTS", *words, check=False).stderr


def test_signed_urls_are_not_written(local, link_list, cube):
    signed = f"https://example.com/{L30}.B04.tif?sig=PLANTED"
    error = error_of(local, link_list([signed]), cube)
    assert "HLSTS: cannot write a manifest" in error and "signature" in error and "PLANTED" not in error
    assert not Path(cube).exists()


def test_source_of_another_driver_is_an_error(local, file, cube):
    error = error_of(local, file, cube)
    assert "HLSTS: cannot write" in error and "list of links" in error
    assert not Path(cube).exists()


@pytest.mark.parametrize("words", [["-b", "1"], ["-srcwin", "0", "0", "256", "256"], ["-outsize", "50%", "50%"]])
def test_part_of_a_cube_is_an_error(local, remote_list, cube, words):
    """gdal_translate hands the driver a VRT then, which knows no granules."""
    error = error_of(local, *words, remote_list, cube)
    assert "HLSTS: cannot write" in error and "list of links" in error
    assert not Path(cube).exists()


def test_folder_that_does_not_exist_is_an_error(local, remote_list, tmp_path):
    assert "HLSTS: cannot write" in error_of(local, remote_list, tmp_path / "none" / "cube.json")


def test_schema_accepts_what_is_written(local, link_list, cube):
    jsonschema = pytest.importorskip("jsonschema")
    source = link_list(json.dumps(FORMS["umm_json"]), "input.json")
    jsonschema.validate(json.loads(local.call(write, source, cube, ["BANDS=red"])), json.loads(SCHEMA.read_text()))


def test_pystac_reads_what_is_written(local, link_list, cube):
    pystac = pytest.importorskip("pystac")
    local.call(write, link_list(json.dumps(FORMS["item collection"]), "input.json"), cube, [])
    collection = pystac.ItemCollection.from_file(cube)
    assert [item.id for item in collection] == [L30, S30]
    first = collection.items[0]
    assert first.assets["B04"].href == url(L30, "B04.tif")
    assert first.properties["eo:cloud_cover"] == 12


def test_manifest_may_take_the_place_of_its_source(local, link_list):
    """GDAL deletes the old file before the driver is called."""

    def child(path):
        before = open(path).read()
        gdal.GetDriverByName("HLSTS").CreateCopy(path, gdal.Open(path))
        manifest = open(path).read()
        gdal.GetDriverByName("HLSTS").CreateCopy(path, gdal.Open(path))
        return [before != manifest, open(path).read() == manifest]

    assert local.call(child, link_list([url(L30, "B04.tif"), url(S30, "B04.tif")], "cube.txt")) == [True, True]


def test_copy_is_of_the_kind_of_its_source(local, link_list, cube):
    def child(path, target):
        classic = gdal.GetDriverByName("HLSTS").CreateCopy(target, gdal.Open(path))
        counts = [classic.RasterCount, classic.GetRootGroup() is not None]
        group = gdal.GetDriverByName("HLSTS").CreateCopy(target, gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER)).GetRootGroup()
        return [*counts, group.GetMDArrayNames()[-1]]

    assert local.call(child, link_list([url(L30, "B04.tif")]), cube) == [1, False, "red"]
