"""Every input in every way to open it: the cells of the table in docs/hlsts.md, and NASA's own answers whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_json_inputs import FORMS, L30, LINKS, S30, items, umm
from test_stac_parquet import row, write_table

from earthdata.hls import pixels as hls_pixels

PAGE = Path(__file__).resolve().parents[2] / "docs" / "hlsts.md"
GRANULES = [L30, S30]
LIST = FORMS["links"]
NIR = {L30: "B05", S30: "B8A"}
# A window that has pixels in both scenes.
WINDOW = [1700, 1000, 20, 10]

SCRIPT = """#!/bin/bash
# Earthdata Search: {first}
echo "Enter your Earthdata Login or other provider supplied credentials"
prompt_credentials() {{ read -p "Username: " username; }}
fetch_urls() {{ while read -r line; do echo "$line"; done; }}
fetch_urls <<'EDSCEOF'
{links}
EDSCEOF
"""

PRINTED = """Collection: {{'EntryTitle': 'HLS'}}
Spatial coverage: {{'HorizontalSpatialDomain': {{}}}}
Temporal coverage: {{'RangeDateTime': {{}}}}
Size(MB): 1.0
Data: {links}
"""


def table() -> dict[tuple[str, str], str]:
    """The cells of the page, by input and view."""
    section = PAGE.read_text().partition("### What opens how")[2].partition("\n### ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    head, _, *rows = ([word.strip() for word in line.strip("|").split("|")] for line in lines)
    assert head[0] == "input"
    return {(words[0], view): cell.strip("`") for words in rows for view, cell in zip(head[1:], words[1:], strict=True)}


def parquet_row(granule: str) -> dict:
    first = row(granule, NIR[granule])
    fmask = next(link for link in LINKS[granule] if link.endswith("Fmask.tif"))
    return {**first, "assets.Fmask.href": fmask, "eo:cloud_cover": 12}


def with_cloud_cover(granule: dict) -> dict:
    return {**granule, "umm": {**granule["umm"], "CloudCover": 12}}


# The text of each input. All name the same six files; that of STAC-geoparquet is written by GDAL.
INPUTS = {
    "link list": "".join(f"{link}\n" for link in LIST),
    "download script": SCRIPT.format(first=LIST[0], links="\n".join(LIST)),
    "Python list": repr(LIST),
    "printed granules": "".join(PRINTED.format(links=LINKS[granule]) for granule in GRANULES),
    "JSON array of links": json.dumps(LIST),
    "STAC search": json.dumps(FORMS["item collection"]),
    "CMR `umm_json`": json.dumps({"hits": 2, "items": [with_cloud_cover(umm(granule)) for granule in GRANULES]}),
    "CMR `granules.json`": json.dumps(FORMS["granules.json"]),
    "manifest": json.dumps(items(hlsts={"version": 1})),
    "STAC-geoparquet": None,
}

# --- what a user sees by each view ------------------------------------------------
# Each child returns the driver and what the view has of granules, times, arrays and the pixels in WINDOW at both times.


def one_array(name, window):
    dataset = gdal.OpenEx(name, gdal.OF_RASTER, open_options=["BANDS=nir"])
    granules = [dataset.GetRasterBand(number).GetMetadataItem("GRANULE", "HLSTS") for number in (1, 2)]
    return {"driver": dataset.GetDriver().ShortName, "granules": granules, "nir": dataset.ReadAsArray(*window).tolist()}


def subdatasets(name, window):
    dataset = gdal.OpenEx(name, gdal.OF_RASTER)
    found = {"driver": dataset.GetDriver().ShortName, "arrays": []}
    for part, _ in dataset.GetSubDatasets():
        array = part.rpartition(":")[2]
        found["arrays"].append(array)
        if array != "fmask":
            found[array] = gdal.Open(part).ReadAsArray(*window).tolist()
    return found


def composite(name, window):
    path = name.removeprefix("HLSTS:")
    found = {"driver": "HLSTS", "red": [], "nir": []}
    for time in ("2021-05-13T17:24:06Z", "2021-05-13T17:38:59Z"):
        dataset = gdal.Open(f'HLSTS:"{path}":{time}')
        assert [dataset.GetRasterBand(number).GetDescription() for number in (1, 2)] == ["red", "nir"]
        for array, pixels in zip(("red", "nir"), dataset.ReadAsArray(*window)):
            found[array].append(pixels.tolist())
    return found


def multidimensional(name, window):
    dataset = gdal.OpenEx(name, gdal.OF_MULTIDIM_RASTER)
    root = dataset.GetRootGroup()
    x, y, width, height = window
    found = {"driver": dataset.GetDriver().ShortName, "granules": [str(granule) for granule in root.OpenMDArray("granule").Read()]}
    for array in ("red", "nir"):
        found[array] = root.OpenMDArray(array).ReadAsArray([0, y, x], [2, height, width]).tolist()
    return found


def in_rioxarray(name, window):
    import rioxarray

    x, y, width, height = window
    cube = rioxarray.open_rasterio(name).isel(x=slice(x, x + width), y=slice(y, y + height))
    return {
        "driver": "HLSTS",
        "arrays": sorted(cube.data_vars),
        "times": [str(time) for time in cube.time.values],
        "red": cube["red"].values.tolist(),
        "nir": cube["nir"].values.tolist(),
    }


def cloud_cover(name, _window):
    """None where nothing is known."""
    dataset = gdal.OpenEx(name, gdal.OF_RASTER, open_options=["BANDS=nir"])
    items = [dataset.GetRasterBand(number).GetMetadataItem("CLOUDCOVER", "IMAGERY") for number in (1, 2)]
    root = gdal.OpenEx(name, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
    is_known = "cloud_cover" in root.GetMDArrayNames()
    found = root.OpenMDArray("cloud_cover").ReadAsArray().tolist() if is_known else [None, None]
    assert [item and float(item) for item in items] == found
    return {"driver": dataset.GetDriver().ShortName, "covers": found if is_known else None}


VIEWS = {
    "one array": one_array,
    "subdatasets": subdatasets,
    "composite": composite,
    "multidimensional": multidimensional,
    "rioxarray": in_rioxarray,
    "to a manifest": multidimensional,
    "cloud cover": cloud_cover,
}


def assert_right(found: dict, view: str, is_known: bool) -> None:
    """Whatever the view has is that of the scenes."""
    assert found.pop("driver") == "HLSTS"
    if view == "cloud cover":
        assert (found["covers"] is not None) == is_known
        if is_known:
            assert set(found["covers"]) == {12}
        return
    wanted = {
        "granules": GRANULES,
        "arrays": sorted(["red", "nir", "fmask"]),
        "times": ["2021-05-13T17:24:06", "2021-05-13T17:38:59"],
        "red": [hls_pixels.expected_window(granule, "B04", *WINDOW).tolist() for granule in GRANULES],
        "nir": [hls_pixels.expected_window(granule, NIR[granule], *WINDOW).tolist() for granule in GRANULES],
    }
    assert wanted["nir"][0] != wanted["nir"][1]
    for key, value in found.items():
        assert (sorted(value) if key == "arrays" else value) == wanted[key], key


@pytest.fixture
def input_file(local, link_list, tmp_path):
    """Writes an input; with HLSTS: before its path where ``cell`` says so."""

    def write(name: str) -> str:
        if INPUTS[name] is not None:
            return link_list(INPUTS[name], "input")

        def has_parquet():
            return gdal.GetDriverByName("Parquet") is not None

        path = str(tmp_path / "input.parquet")
        if not local.call(has_parquet):
            pytest.skip("this GDAL has no Parquet driver")
        local.call(write_table, path, [parquet_row(granule) for granule in GRANULES])
        return path

    return write


def test_table_has_every_input_and_every_view():
    assert set(table()) == {(name, view) for name in INPUTS for view in VIEWS}
    assert set(table().values()) <= {"yes", "no", "HLSTS:"}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", INPUTS)
def test_cell(remote, input_file, tmp_path, name, view):
    if view == "rioxarray":
        pytest.importorskip("rioxarray", reason="needs python3-rioxarray")
    cell = table()[name, view]
    path = input_file(name)
    if cell == "HLSTS:":
        assert "HLSTS" not in remote.run("gdalinfo", path, check=False).stdout
        path = f"HLSTS:{path}"
    if view == "to a manifest":
        cube = str(tmp_path / "cube.json")
        remote.run("gdal_translate", "-q", "-of", "HLSTS", "-sds", path, cube)
        path = cube
    # The page says that every input opens in every view; a list of links knows no cloud cover.
    assert cell != "no" or view == "cloud cover"
    assert_right(remote.call(VIEWS[view], path, WINDOW), view, cell != "no")


# --- NASA's own answers -----------------------------------------------------------

NAME = re.compile(r"(HLS\.[LS]30\.T(\d\d[A-Z]{3})\.(\d{7}T\d{6})\.v2\.0)\.(\w+)\.tif")


def truth(text: str) -> dict[str, dict[str, set[str]]]:
    """tile → granule → bands, of all names of files that a text has."""
    found: dict[str, dict[str, set[str]]] = {}
    for granule, tile, _, band in NAME.findall(text):
        found.setdefault(tile, {}).setdefault(granule, set()).add(band)
    return found


def others(path: Path) -> int:
    """How many other files a text names as data: of a list its other lines, of STAC its other assets; CMR marks its own."""
    text = path.read_text()
    if path.suffix == ".txt":
        return sum(not NAME.search(line) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    content = json.loads(text)
    if "assets" in content:
        return sum(not NAME.search(asset["href"]) for asset in content["assets"].values())
    wanted = ("GET DATA", "GET DATA VIA DIRECT ACCESS")
    urls = [url for item in content["items"] for url in item["umm"]["RelatedUrls"] if url["Type"] in wanted]
    return len({url["URL"].rpartition("/")[2] for url in urls if not NAME.search(url["URL"])})


def test_every_sample_opens_with_what_its_text_says(local, samples):
    """Granules, steps, links and files passed over, counted by a regular expression."""
    files = sorted(path for folder in ("links", "search") for path in (samples / folder).iterdir())
    assert len(files) >= 6
    for path in files:
        tiles = truth(path.read_text())
        links = sum(len(bands) for granules in tiles.values() for bands in granules.values())
        assert tiles and links
        for tile, granules in tiles.items():
            found = local.json("gdalinfo", "-json", "-mdd", "HLSTS", "-oo", f"TILES={tile}", "-oo", "BANDS=red", path)
            counts = {key: int(value) for key, value in found["metadata"]["HLSTS"].items()}
            assert counts == {"LINKS": links, "LINKS_PASSED_OVER": others(path), "GRANULES": len(granules), "DUPLICATES": 0}, path.name
            wanted = sorted(granules, key=lambda granule: granule.split(".")[3])
            assert [band["metadata"]["HLSTS"]["GRANULE"] for band in found["bands"]] == wanted, path.name
        zones = {tile[:2] for tile in tiles}
        assert len(zones) == 1
        every = [granule for granules in tiles.values() for granule in granules]
        root = local.json("gdalmdiminfo", "-oo", "GROUP_BY=NONE", path)
        assert root["dimensions"][0]["size"] == len(every), path.name
