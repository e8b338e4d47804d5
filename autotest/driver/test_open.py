"""Opening: what a list says before anything of it is read, how parts of it are named, and what is refused."""

from __future__ import annotations

import io
import os
import random
import re
import subprocess
import tarfile
import xml.etree.ElementTree
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

FOLDER = "s3://lp-prod-protected/HLSL30.020"
DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "hlsts.md"

# A port where nothing listens: whoever asks it gets an error, not an answer.
DEAD_END = {
    "EARTHDATA_TOKEN": "no-token",
    "EARTHDATA_HOST": "http://127.0.0.1:9",
    "VSIEARTHDATA_CREDENTIALS_URL": "http://127.0.0.1:9/s3credentials",
    "VSIEARTHDATA_S3_ENDPOINT": "http://127.0.0.1:9",
}


def link(granule: str, band: str) -> str:
    return f"s3://lp-prod-protected/HLS{granule.split('.')[1]}.020/{granule}/{granule}.{band}.tif"


def l30(time: str = "2021133T172406", tile: str = "T13TGF") -> str:
    return f"HLS.L30.{tile}.{time}.v2.0"


def s30(time: str = "2021133T173859", tile: str = "T13TGF") -> str:
    return f"HLS.S30.{tile}.{time}.v2.0"


def open_error(programs, path: str, *options: str, **variables: str) -> str:
    """What gdalinfo prints when it can't open something."""
    done = programs.run("gdalinfo", *(word for option in options for word in ("-oo", option)), path, check=False, **variables)
    assert done.returncode != 0, done.stdout[:500]
    return done.stderr


def subdatasets(information: dict) -> dict[str, str]:
    """array (or tile:array) → connection string."""
    items = information["metadata"].get("SUBDATASETS", {})
    names = [value for key, value in items.items() if key.endswith("_NAME")]
    return {name.rpartition('":')[2]: name for name in names}


# --- the tutorial's list -------------------------------------------------------


def test_tutorial_opens_without_a_request(remote, earthdata, remote_list, tutorial):
    information = remote.json("gdalinfo", "-json", remote_list)
    assert information["driverShortName"] == "HLSTS"
    assert information["size"] == [3660, 3660]
    assert information["geoTransform"] == [699960, 30, 0, 4600020, 0, -30]
    assert information["coordinateSystem"]["wkt"].rstrip("]").endswith('ID["EPSG",32613')
    bands = information["bands"]
    assert len(bands) == 32
    for band in bands:
        assert (band["type"], band["noDataValue"], band["scale"], band["offset"]) == ("Int16", -9999, 0.0001, 0)
        assert band["block"] == [256, 256]
        assert [overview["size"][0] for overview in band["overviews"]] == [1830, 915, 458, 229]
    times = [band["description"] for band in bands]
    assert times == [f"{time:%Y-%m-%dT%H:%M:%SZ}" for time in tutorial.times]
    assert (times[0], times[-1]) == ("2021-05-13T17:24:06Z", "2021-08-31T17:38:59Z")
    assert information["files"] == [remote_list]
    assert len(earthdata.log()) == 0


@pytest.mark.parametrize("program", ["gdalinfo", "gdalmdiminfo"])
def test_opening_needs_neither_login_nor_network(local, remote_list, program):
    local.run(program, remote_list)


def test_band_metadata(local, remote_list, tutorial):
    def child(path):
        dataset = gdal.Open(path)
        band = dataset.GetRasterBand(2)
        return {domain or "": band.GetMetadata(domain) for domain in ("", "HLSTS", "IMAGERY")}

    metadata = local.call(child, remote_list)
    granule = tutorial.granules[1]
    assert metadata["HLSTS"] == {"GRANULE": granule, "SENSOR": "S30", "LINK": link(granule, "B04")}
    assert metadata["IMAGERY"]["ACQUISITIONDATETIME"] == "2021-05-13 17:38:59"
    assert not metadata[""]


def test_multidim_structure(local, remote_list, tutorial):
    root = local.json("gdalmdiminfo", remote_list)
    assert root["driver"] == "HLSTS"
    time, y, x = root["dimensions"]
    assert (time["name"], time["size"], time["type"]) == ("time", 32, "TEMPORAL")
    assert (y["name"], y["size"], y["type"]) == ("y", 3660, "HORIZONTAL_Y")
    assert (x["name"], x["size"], x["type"]) == ("x", 3660, "HORIZONTAL_X")
    assert set(root["arrays"]) == {"time", "y", "x", "granule", "sensor", "link", "red"}
    red = root["arrays"]["red"]
    assert (red["datatype"], red["nodata_value"], red["scale"]) == ("Int16", -9999, 0.0001)
    assert red["dimensions"] == ["/time", "/y", "/x"]
    assert red["block_size"] == [1, 256, 256]


# --- many bands, many tiles ---------------------------------------------------


@pytest.fixture
def mixed(link_list) -> str:
    """Two sensors, three bands, two tiles."""
    links = [link(granule, band) for granule in (l30(), l30("2021140T173021")) for band in ("B04", "B05", "Fmask")]
    links += [link(s30(), band) for band in ("B04", "B8A", "Fmask")]
    links += [link(l30(tile="T13TFF"), "B04")]
    return link_list(links, "mixed.txt")


@pytest.fixture
def one_tile(link_list) -> str:
    links = [link(l30(), band) for band in ("B04", "B05", "Fmask")] + [link(s30(), band) for band in ("B04", "B8A", "B05")]
    return link_list(links, "one tile.txt")


def test_several_bands_are_subdatasets(local, one_tile):
    information = local.json("gdalinfo", "-json", one_tile)
    parts = subdatasets(information)
    assert list(parts) == ["red", "rededge1", "nir", "fmask"]
    assert parts["red"] == f'HLSTS:"{one_tile}":red'
    assert not information["bands"]
    assert information["size"] == [3660, 3660]
    for name, count in (("red", 2), ("rededge1", 2), ("nir", 2), ("fmask", 2)):
        part = local.json("gdalinfo", "-json", parts[name])
        assert len(part["bands"]) == count, name
    assert local.json("gdalinfo", "-json", parts["fmask"])["bands"][0]["type"] == "Byte"


def test_tiles_of_a_zone_are_one_mosaic(local, mixed):
    information = local.json("gdalinfo", "-json", mixed)
    parts = subdatasets(information)
    assert list(parts) == ["red", "nir", "fmask"] and information["size"] == [6992, 3660]
    part = local.json("gdalinfo", "-json", parts["red"])
    assert len(part["bands"]) == 3 and part["geoTransform"][0] == 600000 and part["size"] == [6992, 3660]


def test_tiles_are_subdatasets_where_the_user_wants_no_mosaic(local, mixed):
    parts = subdatasets(local.json("gdalinfo", "-json", "-oo", "MOSAIC=NO", mixed))
    assert list(parts) == ["13TFF:red", "13TGF:red", "13TGF:nir", "13TGF:fmask"]
    part = local.json("gdalinfo", "-json", parts["13TFF:red"])
    assert len(part["bands"]) == 1 and part["geoTransform"][0] == 600000
    assert len(local.json("gdalinfo", "-json", parts["13TGF:red"])["bands"]) == 3


def test_tiles_are_groups_where_the_user_wants_no_mosaic(local, mixed):
    root = local.json("gdalmdiminfo", "-oo", "MOSAIC=NO", mixed)
    assert set(root["groups"]) == {"13TFF", "13TGF"}
    assert {"red", "nir", "fmask"} <= set(root["groups"]["13TGF"]["arrays"])
    assert "nir" not in root["groups"]["13TFF"]["arrays"]


@pytest.mark.parametrize(
    ("part", "bands"),
    [("red", 2), ("B04", 2), ("13TGF:red", 2), ("T13TGF:red", 2), ("B8A", 2), ("Fmask", 2)],
)
def test_connection_strings(local, one_tile, part, bands):
    assert len(local.json("gdalinfo", "-json", f'HLSTS:"{one_tile}":{part}')["bands"]) == bands


def test_prefix_alone(local, remote_list):
    plain, prefixed = (local.json("gdalinfo", "-json", name) for name in (remote_list, f"HLSTS:{remote_list}"))
    assert prefixed["bands"] == plain["bands"]
    assert local.json("gdalinfo", "-json", f'HLSTS:"{remote_list}"')["bands"] == plain["bands"]


def test_tile_in_the_connection(local, mixed):
    parts = subdatasets(local.json("gdalinfo", "-json", f'HLSTS:"{mixed}":13TGF'))
    assert [part.rpartition(":")[2] for part in parts] == ["red", "nir", "fmask"]
    for part in parts.values():
        assert local.json("gdalinfo", "-json", part)["bands"]


@pytest.mark.parametrize("name", ["l i,s't.txt", 'q"t.txt', '"q".txt', 'q":red'])
def test_list_in_a_folder_with_difficult_name(local, tmp_path, tutorial, name):
    folder = tmp_path / "a b:c ü"
    folder.mkdir()
    path = folder / name
    path.write_text("".join(f"{link(granule, band)}\n" for granule in (l30(), s30()) for band in ("B04", "Fmask")))
    names = subdatasets(local.json("gdalinfo", "-json", path))
    assert sorted(names) == ["fmask", "red"]
    for name in names.values():
        assert len(local.json("gdalinfo", "-json", name)["bands"]) == 2


# --- open options -------------------------------------------------------------


def test_options_choose(local, mixed):
    def bands(*options: str) -> list[str]:
        words = [word for option in options for word in ("-oo", option)]
        information = local.json("gdalinfo", "-json", *words, mixed)
        return [band["description"] for band in information["bands"]] or list(subdatasets(information))

    assert bands("TILES=13TFF") == ["2021-05-13T17:24:06Z"]
    assert bands("TILES=T13TGF", "BANDS=red") == ["2021-05-13T17:24:06Z", "2021-05-13T17:38:59Z", "2021-05-20T17:30:21Z"]
    assert bands("TILES=13TGF", "BANDS=B04", "SENSORS=S30") == ["2021-05-13T17:38:59Z"]
    assert bands("TILES=13TGF", "BANDS=B05", "SENSORS=L30") == ["2021-05-13T17:24:06Z", "2021-05-20T17:30:21Z"]
    # The list has two tiles, and the names must do without the options.
    assert bands("TILES=13TGF", "BANDS=red,fmask") == ["13TGF:red", "13TGF:fmask"]
    assert bands("MOSAIC=NO", "BANDS=red") == ["13TFF:red", "13TGF:red"]
    assert bands("TILES=13TGF", "BANDS=red", "START=2021-05-14") == ["2021-05-20T17:30:21Z"]
    assert bands("TILES=13TGF", "BANDS=red", "END=2021-05-13") == ["2021-05-13T17:24:06Z", "2021-05-13T17:38:59Z"]
    first = "2021-05-13T17:24:06Z"
    assert bands("TILES=13TGF", "BANDS=red", f"START={first}", f"END={first}") == [first]
    for same in ("2021-05-13T17:24:06+00:00", "2021-05-13T12:24:06-05:00", "2021-05-13t17:24:06.75z", "2021-05-13 17:24:06"):
        assert bands("TILES=13TGF", "BANDS=red", f"START={same}", f"END={same}") == [first], same


def test_options_apply_to_the_multidim_view(local, mixed):
    root = local.json("gdalmdiminfo", "-oo", "TILES=13TGF", "-oo", "BANDS=red", "-oo", "SENSORS=L30", mixed)
    assert set(root["arrays"]) == {"time", "y", "x", "granule", "sensor", "link", "red"}
    assert root["dimensions"][0]["size"] == 2


def test_band_description(local, remote_list):
    by_name = local.json("gdalinfo", "-json", "-oo", "BAND_DESCRIPTION=NAME", remote_list)
    assert {band["description"] for band in by_name["bands"]} == {"red"}


def test_time_format(local, remote_list, tutorial):
    iso = local.json("gdalinfo", "-json", remote_list)["metadata"][""]
    assert iso["NETCDF_DIM_EXTRA"] == "{time}" and "time#units" not in iso
    assert iso["NETCDF_DIM_time_VALUES"].split() == [f"{time:%Y-%m-%dT%H:%M:%S}" for time in tutorial.times]
    cf = local.json("gdalinfo", "-json", "-oo", "TIME_FORMAT=CF", remote_list)["metadata"][""]
    assert cf["time#units"] == "seconds since 1970-01-01 00:00:00"
    assert [int(value) for value in cf["NETCDF_DIM_time_VALUES"].strip("{}").split(",")] == [
        int(time.timestamp()) for time in tutorial.times
    ]


@pytest.mark.parametrize(
    "option",
    ["NUM_THREADS=0", "NUM_THREADS=many", "NUM_THREADS=-1", "NUM_THREADS=65", "START=yesterday", "END=2021-13-01", "SENSORS=L31", "TIME_FORMAT=UNIX",
     "BAND_DESCRIPTION=BOTH", "BANDS=purple", "TILES=99XYZ", "START=2030-01-01"],
)  # fmt: skip
def test_wrong_option_values_are_errors(local, remote_list, option):
    message = open_error(local, remote_list, option)
    name, _, value = option.partition("=")
    assert "HLSTS" in message and (name in message or value in message), message


def test_case_of_names_does_not_matter(local, mixed):
    def times(name: str, *options: str) -> list[str]:
        words = [word for option in options for word in ("-oo", option)]
        return [band["description"] for band in local.json("gdalinfo", "-json", *words, name)["bands"]]

    wanted = times(f'HLSTS:"{mixed}":13TGF:nir')
    assert len(wanted) == 3
    for array in ("NIR", "Nir"):
        assert times(f'HLSTS:"{mixed}":t13tgf:{array}') == wanted
        assert times(mixed, "TILES=t13tgf", f"BANDS={array}", "SENSORS=both") == wanted
    assert times(mixed, "TILES=13tgf", "BANDS=b8a", "SENSORS=s30") == ["2021-05-13T17:38:59Z"]
    for array in ("FMASK", "fmask", "Fmask"):
        assert len(times(mixed, "TILES=13TGF", f"BANDS={array}", "sensors=L30,s30", "time_format=cf", "Band_Description=time")) == 3


def test_option_that_leaves_nothing_is_named_with_what_there_is(local, mixed):
    times = ("times from 2021-05-13T17:24:06Z to 2021-05-20T17:30:21Z",)
    assert_explains(open_error(local, mixed, "TILES=13TGF,99XYZ"), "TILES", "99XYZ", "13TFF, 13TGF")
    assert_explains(open_error(local, mixed, "TILES=13TFF", "SENSORS=S30"), "SENSORS=S30 leaves nothing", "TILES has L30")
    assert_explains(open_error(local, mixed, "START=2022-01-01"), "START=2022-01-01T00:00:00Z leaves nothing", *times)
    assert_explains(open_error(local, mixed, "END=2021-05-12"), "END=2021-05-12T23:59:59Z leaves nothing", *times)
    assert_explains(open_error(local, mixed, "START=2021-05-14", "END=2021-05-15"), "START=2021-05-14", "END=2021-05-15", "between")
    assert_explains(open_error(local, mixed, "START=2021-05-16", "END=2021-05-15"), "START=2021-05-16", "END=2021-05-15", "later")


@pytest.mark.parametrize("threads", ["1", "2", "64", "ALL_CPUS"])
def test_number_of_threads_is_understood(local, remote_list, threads):
    local.run("gdalinfo", "-oo", f"NUM_THREADS={threads}", remote_list)


def documented_options() -> set[str]:
    """The open options that the driver's page describes, one heading or list entry each."""
    text = DOCUMENTATION.read_text()
    section = re.search(r"^#+ Open options\b.*?(?=^#{1,2} |\Z)", text, re.MULTILINE | re.DOTALL | re.IGNORECASE)
    assert section, "docs/hlsts.md has no section 'Open options'"
    return set(re.findall(r"^(?:[-*|#]+ *)?[`*]+([A-Z][A-Z_]+)\b", section[0], re.MULTILINE))


@pytest.mark.skipif(not DOCUMENTATION.exists(), reason="docs/hlsts.md is not there")
def test_documented_options_are_those_of_the_driver(local):
    def child():
        return gdal.GetDriverByName("HLSTS").GetMetadataItem("DMD_OPENOPTIONLIST")

    options = {option.get("name") for option in xml.etree.ElementTree.fromstring(local.call(child)).iter("Option")}
    assert options == documented_options()


def test_format_help(local):
    text = local.run("gdalinfo", "--format", "HLSTS").stdout
    for word in ("BANDS", "TILES", "NUM_THREADS", "TIME_FORMAT", "Supports: Raster", "Multidimensional"):
        assert word in text
    assert re.search(r"Supports: Subdatasets|subdatasets", text, re.IGNORECASE)


def test_gdal_validates_options(local, remote_list):
    done = local.run("gdalinfo", "-oo", "TIME_FORMT=CF", remote_list)
    assert "TIME_FORMT" in done.stderr and "HLSTS" in done.stderr
    assert "does not support" not in local.run("gdalinfo", "-oo", "TIME_FORMAT=CF", remote_list).stderr


# --- order, duplicates, forms -------------------------------------------------


def test_order_of_the_list_does_not_matter(local, link_list, tutorial):
    shuffled = list(tutorial.links)
    random.Random(1).shuffle(shuffled)
    answers = []
    for lines in (tutorial.links, tutorial.links[::-1], shuffled):
        information = local.json("gdalinfo", "-json", link_list(lines, "same.txt"))
        answers.append((information["bands"], information["metadata"]))
    assert answers[0] == answers[1] == answers[2]


def test_duplicates_are_kept_once(local, link_list, tutorial):
    https = [text.replace("s3://", "https://data.lpdaac.earthdatacloud.nasa.gov/") for text in tutorial.links]
    information = local.json("gdalinfo", "-json", link_list(tutorial.links + tutorial.links[::-1] + https))
    assert len(information["bands"]) == 32


def test_local_file_goes_before_the_same_remote_one(local, link_list, local_list, tutorial):
    lines = tutorial.links[:3] + Path(local_list).read_text().splitlines()[:3]

    def child(path):
        return [band.GetMetadataItem("LINK", "HLSTS") for band in map(gdal.Open(path).GetRasterBand, (1, 2, 3))]

    assert all(text.startswith("/") for text in local.call(child, link_list(lines)))


def test_another_address_does_not_replace_the_one_of_nasa(local, link_list, tutorial):
    """Whatever their order in the list and in the alphabet."""
    name = tutorial.links[0].rpartition("/")[2]
    kinds = [tutorial.links[0], f"/vsis3/a-bucket/{name}", f"https://example.org/{name}"]

    def child(path):
        dataset = gdal.Open(path)
        return dataset.GetRasterBand(1).GetMetadataItem("LINK", "HLSTS")

    for first in (0, 1):
        for lines in (kinds[first:], kinds[first:][::-1]):
            assert local.call(child, link_list(lines)) == kinds[first]


@pytest.mark.parametrize("folder", ["d#1", "e?x", "u@v", "x" * 200 + "/" + "y" * 200])
def test_link_in_the_metadata_is_that_of_the_list(local, link_list, objects, tmp_path, tutorial, folder):
    (tmp_path / folder).mkdir(parents=True)
    file = tmp_path / folder / tutorial.keys[0].rpartition("/")[2]
    os.symlink(objects / tutorial.keys[0], file)

    def child(path):
        texts = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("link").Read()
        dataset = gdal.Open(path)
        return [dataset.GetRasterBand(1).GetMetadataItem("LINK", "HLSTS"), *texts]

    assert local.call(child, "HLSTS:" + link_list([os.fspath(file)])) == [os.fspath(file)] * 2


def test_links_are_those_of_their_own_arrays(local, one_tile):
    """Of several arrays each has links of its own, empty where the scene lacks the band."""
    arrays = {"red": ("B04", "B04"), "rededge1": ("", "B05"), "nir": ("B05", "B8A"), "fmask": ("Fmask", "")}

    def child(path, arrays):
        def texts(name, array, *options):
            root = gdal.OpenEx(name, gdal.OF_MULTIDIM_RASTER, open_options=list(options)).GetRootGroup()
            return [[name for name in root.GetMDArrayNames() if "link" in name], list(root.OpenMDArray(array).Read())]

        def items(name, *options):
            dataset = gdal.OpenEx(name, gdal.OF_RASTER, open_options=list(options))
            bands = [dataset.GetRasterBand(1 + i) for i in range(dataset.RasterCount)]
            return [band.GetMetadataItem("LINK", "HLSTS") or "" for band in bands]

        return {
            array: [
                texts(path, f"{array}_link"),
                texts(path, "link", f"BANDS={array}"),
                texts(f'HLSTS:"{path}":{array}', "link"),
                items(path, f"BANDS={array}"),
                items(f'HLSTS:"{path}":{array}'),
            ]
            for array in arrays
        }

    found = local.call(child, one_tile, list(arrays))
    for array, bands in arrays.items():
        wanted = [link(granule, band) if band else "" for granule, band in zip((l30(), s30()), bands)]
        whole, *single, by_option, by_name = found[array]
        assert whole == [[f"{name}_link" for name in arrays], wanted]
        assert single == [[["link"], wanted]] * 2
        assert by_option == by_name == wanted


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\n\n  \n# comment\n"])
def test_line_endings_comments_and_byte_order_mark(local, link_list, tutorial, ending):
    text = b"\xef\xbb\xbf# the tutorial" + ending.encode() + ending.join(tutorial.links).encode()
    assert len(local.json("gdalinfo", "-json", link_list(text))["bands"]) == 32


@pytest.mark.parametrize(
    "prefix",
    ["https://data.lpdaac.earthdatacloud.nasa.gov/", "/vsis3/", "/vsiearthdata/", "/vsicurl/https://data.lpdaac.earthdatacloud.nasa.gov/"],
)
def test_every_form_of_a_link_opens(local, link_list, tutorial, prefix):
    path = link_list([text.replace("s3://", prefix) for text in tutorial.links])
    assert len(local.json("gdalinfo", "-json", path)["bands"]) == 32


def test_relative_paths_are_resolved_against_the_list(local, tmp_path, objects, tutorial):
    os.symlink(objects, tmp_path / "data")
    (tmp_path / "links.txt").write_text("".join(f"data/{key}\n" for key in tutorial.keys[:2]))

    def child(path):
        return gdal.Open(path).ReadAsArray(2000, 1000, 2, 2).tolist()

    here, elsewhere = local.call(child, os.fspath(tmp_path / "links.txt")), tmp_path / "other"
    elsewhere.mkdir()
    relative = os.path.relpath(tmp_path / "links.txt")
    assert local.call(child, relative) == here


def test_list_in_memory_and_in_an_archive(local, tutorial):
    def child(links):
        gdal.FileFromMemBuffer("/vsimem/list.txt", "\n".join(links).encode())
        return gdal.Open("/vsimem/list.txt").RasterCount

    assert local.call(child, tutorial.links) == 32


def pack(path: Path, files: dict[str, Path | str]) -> None:
    """Write files into an archive; texts are contents."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, file in files.items():
                archive.writestr(name, file if isinstance(file, str) else file.read_bytes())
        return
    with tarfile.open(path, "w") as archive:
        for name, file in files.items():
            data = file.encode() if isinstance(file, str) else file.read_bytes()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


@pytest.mark.parametrize("form", ["/vsizip/{}/z.zip/", "/vsizip/{{{}/z.zip}}/", "/vsitar/{}/z.tar/"])
def test_relative_paths_in_an_archive(local, tmp_path, objects, tutorial, form):
    """A list may name what lies beside it in the same archive, and nothing outside."""
    name = tutorial.keys[0].rpartition("/")[2]
    lists = {"good": f"a/{name}", "dots": f"../{name}", "more-dots": f"a/../../{name}", "whole": os.fspath(tmp_path / name)}
    folder = form.format(tmp_path)
    files: dict[str, Path | str] = {f"{kind}.txt": line + "\n" for kind, line in lists.items()}
    pack(tmp_path / ("z.tar" if "vsitar" in form else "z.zip"), {**files, f"a/{name}": objects / tutorial.keys[0]})
    os.symlink(objects / tutorial.keys[0], tmp_path / name)

    def child(path):
        return gdal.Open(path).ReadAsArray(2000, 1000, 3, 2).tolist()

    assert local.call(child, folder + "good.txt") == local.call(child, os.fspath(tmp_path / name))
    for kind in ("dots", "more-dots"):
        assert_explains(open_error(local, f"{folder}{kind}.txt"), '".."', "line 1")
    assert_explains(open_error(local, folder + "whole.txt"), "GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE=YES")
    assert "Band 1" in local.run("gdalinfo", folder + "whole.txt", GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE="YES").stdout


def test_relative_paths_beside_an_archive(local, tmp_path, objects, tutorial):
    """Where the list is all there is in the archive, its name may be left out; beside it lie files of others."""
    name = tutorial.keys[0].rpartition("/")[2]
    pack(tmp_path / "list.zip", {"links.txt": f"other.zip/{name}\n"})
    pack(tmp_path / "other.zip", {name: objects / tutorial.keys[0]})
    message = open_error(local, f"/vsizip/{tmp_path}/list.zip")
    assert_explains(message, "relative paths", "line 1")
    assert "GDAL_ALLOW" not in message


@pytest.mark.parametrize("zone", ["Pacific/Apia", "America/New_York", "right/UTC"])
def test_time_zone_changes_nothing(local, remote_list, zone):
    plain = local.run("gdalinfo", "-json", "-oo", "START=2021-05-20", remote_list).stdout
    assert local.run("gdalinfo", "-json", "-oo", "START=2021-05-20", remote_list, TZ=zone).stdout == plain


def test_locale_changes_nothing(local, remote_list, tmp_path):
    """A locale whose decimal separator is a comma, set as programs with windows do."""
    made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", tmp_path / "de_DE.UTF-8"], capture_output=True)
    if made.returncode != 0:
        pytest.skip("locale de_DE.UTF-8 can't be made here (package locales)")

    def child(path, name):
        import locale

        if name:
            locale.setlocale(locale.LC_ALL, name)
            assert locale.localeconv()["decimal_point"] == ","
        text = gdal.Info(path, format="json", options=["-oo", "START=2021-05-20"])
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        return [text, gdal.MultiDimInfo(path, detailed=False), root.OpenMDArray("time").ReadAsArray().tolist()]

    plain = local.call(child, remote_list, "")
    assert local.call(child, remote_list, "de_DE.UTF-8", LOCPATH=os.fspath(tmp_path)) == plain


# --- refusals -----------------------------------------------------------------


def assert_explains(message: str, *words: str) -> None:
    """One line of ours with all of that."""
    lines = [line for line in message.splitlines() if "HLSTS" in line]
    assert lines, message
    for word in words:
        assert word in lines[0], f"{word!r} is missing in: {lines[0]}"


def test_ambiguous_band_lists_the_choices(local, one_tile):
    for message in (open_error(local, f'HLSTS:"{one_tile}":B05'), open_error(local, one_tile, "BANDS=B05")):
        assert_explains(message, "B05", "nir (L30)", "rededge1 (S30)", "SENSORS")


def test_product_band_that_differs_between_tiles_lists_the_choices(local, link_list):
    """B05 is near infrared in the one tile and red edge in the other: not two subdatasets of one name."""
    path = link_list([link(l30(), "B05"), link(s30(tile="T13TFF"), "B05")])
    assert_explains(open_error(local, f'HLSTS:"{path}":B05'), "B05", "nir (L30)", "rededge1 (S30)")
    for tile, array in (("13TGF", "nir"), ("13TFF", "rededge1")):
        information = local.json("gdalinfo", "-json", f'HLSTS:"{path}":{tile}:B05')
        assert information["metadata"][""]["NETCDF_VARNAME"].endswith(array)


def test_unknown_band_lists_what_there_is(local, one_tile):
    assert_explains(open_error(local, f'HLSTS:"{one_tile}":purple'), "purple", "red", "nir", "fmask")


def test_unknown_tile(local, one_tile):
    assert_explains(open_error(local, f'HLSTS:"{one_tile}":14TXX:red'), "14TXX", "tile")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("HLS.M30.T14TPN.2020183.2020213.v2.0.EVI.tif", ["product HLS.M30 is not known", "HLS.L30 v2.0", "HLS-VI.S30 v2.0"]),
        (f"{l30().replace('v2.0', 'v2.1')}.B04.tif", ["this one is v2.1 of HLS.L30", "v2.0"]),
        (f"{s30().replace('v2.0', 'v1.5')}.B04.tif", ["this one is v1.5 of HLS.S30", "v2.0"]),
        ("HLS.L30.39TVF.2020158.165.v1.5.B04.tif", ["this one is v1.5 of HLS.L30", "v2.0"]),
    ],
)
def test_other_products_and_versions_are_named(local, link_list, name, words):
    """One line that says what the file is, also where it is the first of the list."""
    address = f"s3://lp-prod-protected/{name[:7]}/{name}"
    for lines, line in (([address], "line 1"), ([link(l30(), "B04"), address], "line 2")):
        message = open_error(local, link_list(lines))
        assert_explains(message, line, name, *words)
        assert sum("HLSTS" in text for text in message.splitlines()) == 1


def test_version_1_5_is_refused_with_its_line(local, link_list):
    old = link(l30(), "B04").replace(".v2.0", ".v1.5")
    assert_explains(open_error(local, link_list([link(s30(), "B04"), "", "# old", old])), "line 4", "v1.5", "v2.0")
    assert_explains(open_error(local, link_list([old])), "line 1", "v1.5")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (link(l30(), "B99"), ["line 2", "B99"]),
        (link(l30("2021366T172406"), "B04"), ["line 2", "2021366T172406"]),
        (link(l30(tile="T61TGF"), "B04"), ["line 2", "61TGF"]),
        (link(l30(tile="T13IGF"), "B04"), ["line 2", "13IGF"]),
        (link(l30(), "B04")[:-2], ["line 2", "B04.t"]),
        (link(l30(), "B04")[:60], ["line 2", "HLS.L30.T13TGF"]),
        ("hello", ["line 2"]),
    ],
)
def test_wrong_lines_are_named(local, link_list, text, words):
    assert_explains(open_error(local, link_list([link(s30(), "B04"), text])), *words)


def test_line_too_long(local, link_list):
    assert_explains(open_error(local, link_list([link(l30(), "B04"), "s3://" + "x" * 9000])), "line 2", "8192")


def test_missing_list(local, tmp_path):
    assert_explains(open_error(local, f"HLSTS:{tmp_path}/none.txt"), "none.txt")


def test_folder_instead_of_a_list(local, tmp_path):
    for path in (tmp_path, f"{tmp_path}/"):
        message = open_error(local, f"HLSTS:{path}")
        assert_explains(message, "it is a folder", tmp_path.name)
        assert "256 MiB" not in message


def test_empty_list_behind_the_prefix(local, link_list):
    assert_explains(open_error(local, "HLSTS:" + link_list("# nothing\n\n")), "no link")


def test_malformed_connection_strings(local, one_tile):
    for name in ('HLSTS:"', f'HLSTS:"{one_tile}', f'HLSTS:"{one_tile}":', f'HLSTS:"{one_tile}":a:b:c', "HLSTS:", 'HLSTS:""'):
        assert_explains(open_error(local, name))


def test_same_second_of_two_sensors_is_kept(local, link_list):
    """Two scenes, two steps: the second comes a millisecond later, for the axis is strictly increasing."""

    def child(path):
        dataset = gdal.Open(path)
        times = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("time").ReadAsArray().tolist()
        return [[dataset.GetRasterBand(1 + i).GetDescription() for i in range(dataset.RasterCount)], times]

    names, times = local.call(child, link_list([link(l30(), "B04"), link(s30("2021133T172406"), "B04")]))
    assert names == ["2021-05-13T17:24:06Z", "2021-05-13T17:24:06.001Z"]
    assert times == [1620926646, 1620926646.001]


def test_missing_local_file_is_named(local, link_list, tmp_path):
    assert_explains(open_error(local, link_list([f"{tmp_path}/{l30()}.B04.tif"])), f"{l30()}.B04.tif", "line 1")


def test_update_is_refused(local, remote_list):
    def child(path):
        return [failure_of(gdal.Open, path, gdal.GA_Update), failure_of(gdal.OpenEx, path, gdal.OF_RASTER | gdal.OF_UPDATE)]

    for message in local.call(child, remote_list):
        assert "HLSTS" in message and "read-only" in message


HOSTILE = [
    f"/vsicurl/http://169.254.169.254/{l30()}.B04.tif",
    f"http://169.254.169.254/{l30()}.B04.tif",
    f"file:///etc/{l30()}.B04.tif",
    f"s3://lp-prod-protected/../other/{l30()}.B04.tif",
    f"/vsis3/lp-prod-protected/../other/{l30()}.B04.tif",
    f"//server/share/{l30()}.B04.tif",
    f"\\\\server\\share\\{l30()}.B04.tif",
    f"/vsizip/a.zip/{l30()}.B04.tif",
    f"/vsizip//vsicurl/http://127.0.0.1/a.zip/{l30()}.B04.tif",
    f"/vsisubfile/0_100,{l30()}.B04.tif",
    f"/vsigzip/{l30()}.B04.tif",
    f"/vsistdin/{l30()}.B04.tif",
    f"/vsimem/{l30()}.B04.tif",
    f"/vsicached?file=/etc/{l30()}.B04.tif",
    f"HLSTS:{l30()}.B04.tif",
    f"vrt://{l30()}.B04.tif",
    f"MEM:::DATAPOINTER=1,PIXELS=1,LINES=1/{l30()}.B04.tif",
    f"PG:host=127.0.0.1/{l30()}.B04.tif",
    f"WMS:http://127.0.0.1/{l30()}.B04.tif",
    f"|cat /etc/{l30()}.B04.tif",
    f"https://user:word@data.lpdaac.earthdatacloud.nasa.gov/lp-prod-protected/{l30()}.B04.tif",
    f"ftp://127.0.0.1/{l30()}.B04.tif",
    f"gs://bucket/{l30()}.B04.tif",
    f"GTIFF_DIR:1:{l30()}.B04.tif",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_links_are_refused(local, link_list, text):
    message = open_error(local, link_list([link(s30(), "B04"), text]), **DEAD_END)
    assert_explains(message, "line 2")
    assert "user:word" not in message


def test_inner_files_are_geotiffs_and_nothing_else(local, tmp_path, objects, tutorial):
    """A VRT under the name of an HLS file, complete in everything, so that nothing but its format is wrong."""
    name = tmp_path / f"{l30()}.B04.tif"
    local.run("gdal_translate", "-q", "-of", "VRT", tutorial.files(objects)[0], name)
    assert local.json("gdalinfo", "-json", name)["driverShortName"] == "VRT"
    (tmp_path / "links.txt").write_text(f"{name.name}\n")
    assert_explains(open_error(local, tmp_path / "links.txt"), name.name, "line 1")


def test_a_list_cannot_name_itself(local, tmp_path):
    """A list under the name of an HLS file, which names itself; and two that name each other. They are refused as what
    they are, not followed until GDAL notices the circle: one message of ours, not one inside another."""
    first, second = tmp_path / f"{l30()}.B04.tif", tmp_path / f"{s30()}.B04.tif"
    for names in ((first, first), (second, first)):
        first.write_text(f"{names[0].name}\n")
        second.write_text(f"{names[1].name}\n")
        message = open_error(local, f"HLSTS:{first}")
        assert_explains(message, names[0].name)
        assert message.count("cannot open") == 1 and "recursiv" not in message, message


# --- size ---------------------------------------------------------------------


def many_links(count: int) -> list[str]:
    """One every quarter of an hour."""
    begin = datetime(2013, 5, 1)
    return [link(l30(f"{begin + timedelta(minutes=15 * number):%Y%jT%H%M%S}"), "B04") for number in range(count)]


def test_ten_thousand_links_open_without_a_request(remote, earthdata, link_list):
    path = link_list(many_links(10_000))

    def child(path):
        import time

        begin = time.perf_counter()
        dataset = gdal.Open(path)
        classic = time.perf_counter() - begin
        begin = time.perf_counter()
        size = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red").GetDimensions()[0].GetSize()
        return [dataset.RasterCount, size, classic, time.perf_counter() - begin]

    bands, size, *seconds = remote.call(child, path)
    assert bands == size == 10_000
    assert len(earthdata.log()) == 0
    # Promised are 0.1 s; benchmarks/bench_open.py shows them. This only catches what isn't linear.
    assert max(seconds) < 5


def test_more_times_than_bands_are_allowed(local, link_list):
    """65536 is what GDAL allows by default; the multidimensional view has no such limit."""
    path = link_list(many_links(70_000))
    assert_explains(open_error(local, path), "70000", "START", "multidim")

    def child(path):
        return gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("time").GetDimensions()[0].GetSize()

    assert local.call(child, path) == 70_000


def test_list_larger_than_the_limit(local, tmp_path):
    path = tmp_path / "big.txt"
    path.write_text(link(l30(), "B04") + "\n")
    # Behind its first line the file is a hole, which takes no room on the disk.
    os.truncate(path, 256 * 1024 * 1024 + 1)
    assert_explains(open_error(local, f"HLSTS:{path}"), "256 MiB")
