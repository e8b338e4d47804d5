"""JSON that names HLS files: lists of links, STAC, CMR and manifests, as programs open them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

BUCKET = "lp-prod-protected"
HTTPS = f"https://data.lpdaac.earthdatacloud.nasa.gov/{BUCKET}"
L30 = "HLS.L30.T13TGF.2021133T172406.v2.0"
S30 = "HLS.S30.T13TGF.2021133T173859.v2.0"
BANDS = {L30: ("B04", "B05", "Fmask"), S30: ("B04", "B8A", "Fmask")}
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "hlsts-manifest.schema.json"


def url(granule: str, file: str, start: str = f"s3://{BUCKET}") -> str:
    return f"{start}/HLS{granule.split('.')[1]}.020/{granule}/{granule}.{file}"


def item(granule: str, start: str = HTTPS, **properties: object) -> dict:
    """A STAC item as CMR-STAC has it, browse image and metadata included."""
    files = {**{band: f"{band}.tif" for band in BANDS[granule]}, "browse": "jpg", "metadata": "cmr.xml"}
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": granule,
        "properties": {"datetime": "2021-05-13T17:24:06.123Z", "eo:cloud_cover": 12, **properties},
        "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
        "links": [{"rel": "self", "href": f"https://example.com/items/{granule}"}],
        "assets": {key: {"href": url(granule, file, start), "type": "x", "title": key} for key, file in files.items()},
    }


def items(*, start: str = HTTPS, **top: object) -> dict:
    features = [item(granule, start) for granule in BANDS]
    return {"type": "FeatureCollection", "stac_version": "1.0.0", **top, "features": features}


def umm(granule: str) -> dict:
    """A granule of CMR's granules.umm_json."""
    files = [f"{band}.tif" for band in BANDS[granule]]
    urls = [{"URL": url(granule, file, HTTPS), "Type": "GET DATA"} for file in files]
    urls += [{"URL": url(granule, file), "Type": "GET DATA VIA DIRECT ACCESS"} for file in files]
    urls += [{"URL": url(granule, "jpg", HTTPS), "Type": "GET RELATED VISUALIZATION"}]
    return {"meta": {"native-id": granule}, "umm": {"GranuleUR": granule, "RelatedUrls": urls}}


def entry(granule: str) -> dict:
    """A granule of CMR's granules.json."""
    relation = "http://esipfed.org/ns/fedsearch/1.1/"
    links = [{"rel": f"{relation}data#", "href": url(granule, f"{band}.tif", HTTPS)} for band in BANDS[granule]]
    links += [{"rel": f"{relation}s3#", "href": url(granule, f"{band}.tif")} for band in BANDS[granule]]
    links += [{"rel": f"{relation}browse#", "href": url(granule, "jpg", HTTPS)}]
    links += [{"rel": f"{relation}data#", "inherited": True, "href": "https://search.earthdata.nasa.gov/search"}]
    return {"producer_granule_id": granule, "time_start": "2021-05-13T17:24:06.123Z", "title": granule, "cloud_cover": "12", "links": links}


LINKS = {granule: [url(granule, f"{band}.tif") for band in bands] for granule, bands in BANDS.items()}

FORMS = {
    "links": [link for links in LINKS.values() for link in links],
    "links of each granule": list(LINKS.values()),
    "item collection": items(),
    "item collection of 1.1": {**items(), "features": [{**item(granule), "stac_version": "1.1.0"} for granule in BANDS]},
    "items": [item(granule) for granule in BANDS],
    "pages": [{**items(numberMatched=2), "features": [item(granule)]} for granule in BANDS],
    "manifest": items(hlsts={"version": 1}),
    "umm_json": {"hits": 2, "took": 3, "items": [umm(granule) for granule in BANDS]},
    "results of earthaccess": [umm(granule) for granule in BANDS],
    "granules.json": {
        "feed": {"updated": "x", "id": "y", "title": "ECHO granule metadata", "entry": [entry(granule) for granule in BANDS]}
    },
}

# CMR tells what is no data, so what isn't is left out; STAC doesn't.
WITH_OTHER_FILES = {"item collection", "item collection of 1.1", "items", "pages", "manifest"}


@pytest.fixture
def json_file(link_list):
    """Writes JSON and returns its path."""
    return lambda content, name="input.json": link_list(json.dumps(content), name)


def arrays(information: dict) -> list[str]:
    """The names of the subdatasets' arrays."""
    names = [value for key, value in information["metadata"]["SUBDATASETS"].items() if key.endswith("_NAME")]
    return sorted(name.rpartition(":")[2] for name in names)


def numbers(information: dict) -> tuple[int, ...]:
    """Links, files passed over and granules."""
    found = information["metadata"]["HLSTS"]
    return tuple(int(found[name]) for name in ("LINKS", "LINKS_PASSED_OVER", "GRANULES"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("indent", [None, 1])
def test_form_is_recognised_and_has_both_granules(local, link_list, form, indent):
    path = link_list(json.dumps(FORMS[form], indent=indent), "input.json")
    assert arrays(local.json("gdalinfo", "-json", path)) == ["fmask", "nir", "red"]
    done = local.run("gdalinfo", "-json", "-mdd", "HLSTS", "-oo", "BANDS=nir", path)
    assert "warning" not in done.stderr.lower()
    assert numbers(json.loads(done.stdout)) == (6, 4 if form in WITH_OTHER_FILES else 0, 2)
    bands = json.loads(done.stdout)["bands"]
    assert [band["metadata"]["HLSTS"]["GRANULE"] for band in bands] == [L30, S30]


def test_form_is_taken_from_every_place(local, json_file):
    path = json_file(FORMS["item collection"])
    for name in (path, f"HLSTS:{path}", f'HLSTS:"{path}":red'):
        assert len(local.json("gdalinfo", "-json", "-oo", "BANDS=red", name)["bands"]) == 2


def test_assets_are_known_by_their_files_not_by_their_keys(local, json_file):
    """Catalogues call different bands by one name: L30's B05 and S30's B08 are both "nir" somewhere."""
    feature = item(L30)
    feature["assets"] = {"red": {"href": url(L30, "B05.tif")}, "B05": {"href": url(L30, "B04.tif")}}
    assert arrays(local.json("gdalinfo", "-json", json_file(feature))) == ["nir", "red"]


def test_assets_of_planetary_computer_are_signed_urls_and_pictures(local, json_file):
    feature = item(L30, start="https://hls2euwest.blob.core.windows.net/hls2/L30/13/T/GF/2021/05/13")
    for asset in feature["assets"].values():
        asset["href"] += "?st=2021-05-13T00%3A00%3A00Z&sig=PLANTED%2Fsecret"
    api = f"https://planetarycomputer.microsoft.com/api/data/v1/item/{{}}?collection=hls2-l30&item={L30}&assets=B04"
    feature["assets"]["tilejson"] = {"href": api.format("tilejson.json")}
    feature["assets"]["rendered_preview"] = {"href": api.format("preview.png")}
    path = json_file({**feature, "id": "hls2-l30-1"})
    information = local.json("gdalinfo", "-json", "-mdd", "HLSTS", f"HLSTS:{path}")
    assert arrays(information) == ["fmask", "nir", "red"]
    assert information["metadata"]["HLSTS"] == {"LINKS": "3", "LINKS_PASSED_OVER": "4", "GRANULES": "1", "DUPLICATES": "0"}
    assert "PLANTED" not in json.dumps(information)


def test_relative_assets_lie_beside_the_file(local, json_file, tutorial, objects, tmp_path):
    source = Path(tutorial.files(objects)[0])
    (tmp_path / source.name).symlink_to(source)
    granule = source.name.rsplit(".", 2)[0]
    feature = {"type": "Feature", "stac_version": "1.0.0", "id": granule, "assets": {"B04": {"href": f"./{source.name}"}}}
    found = local.json("gdalinfo", "-json", "-checksum", json_file(feature))["bands"][0]
    assert found["checksum"] == local.json("gdalinfo", "-json", "-checksum", source)["bands"][0]["checksum"]


def test_part_of_a_search_is_a_warning(local, json_file):
    def warning(content: object) -> str:
        return local.run("gdalinfo", "-oo", "BANDS=red", json_file(content)).stderr

    assert "input.json: the answer is only a part of what the search has found: it has 2 of 300 granules" in warning(
        items(numberMatched=300)
    )
    assert "it has 2 of 7 granules" in warning({"hits": 7, "items": [umm(L30), umm(S30)]})
    assert "granules and names a next page" in warning(items(links=[{"rel": "next", "href": "https://example.com/2"}]))


def test_manifest_brings_open_options_that_the_user_may_replace(local, json_file):
    path = json_file(items(hlsts={"version": 1, "open_options": {"BANDS": "red", "START": "2021-05-13T17:30:00Z", "NUM_THREADS": 2}}))
    assert len(local.json("gdalinfo", "-json", path)["bands"]) == 1
    assert len(local.json("gdalinfo", "-json", "-oo", "START=2021-01-01", path)["bands"]) == 2
    found = local.json("gdalinfo", "-json", "-mdd", "HLSTS", "-oo", "START=2021-01-01", "-oo", "bands=nir", path)
    assert [band["metadata"]["HLSTS"]["LINK"].rsplit(".", 2)[1] for band in found["bands"]] == ["B05", "B8A"]


def test_manifest_of_another_version_is_refused(local, json_file):
    error = local.run("gdalinfo", json_file(items(hlsts={"version": 2})), check=False).stderr
    assert "input.json: it is a manifest of version 2, but only version 1 is understood" in error


def test_other_json_is_told_what_it_is(local, json_file):
    for content, why in (
        ({"name": "x"}, "it is JSON, but holds no links to HLS files. Understood are"),
        ({"type": "Collection", "id": "HLSL30_2.0"}, "it is a STAC Collection, which describes scenes but lists none. Search it"),
        ({"type": "FeatureCollection", "features": []}, "it is JSON without a link: a search that has found nothing"),
        ({"errors": ["Collection not found"]}, "it is no answer but an error of the server: Collection not found"),
    ):
        error = local.run("gdalinfo", f"HLSTS:{json_file(content)}", check=False).stderr
        assert f"input.json: {why}" in error


def test_json_that_is_cut_off_is_an_error_with_its_line(local, link_list):
    text = json.dumps(items(), indent=1)
    error = local.run("gdalinfo", link_list(text[: len(text) // 2], "cut.json"), check=False).stderr
    assert "cut.json: its JSON ends too early, at line " in error


def test_vector_programs_still_see_geojson(local, json_file):
    done = local.run("ogrinfo", "-so", "-al", json_file(FORMS["item collection"]))
    assert "using driver `GeoJSON' successful" in done.stdout and "Feature Count: 2" in done.stdout


def test_100000_links_of_a_search_open_in_a_moment(local, json_file):
    def of_second(second: int) -> str:
        return f"HLS.L30.T13TGF.2021133T{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}.v2.0"

    bands = [f"B0{number}" for number in (1, 2, 3, 4, 5, 6, 7, 9)] + ["B10", "B11", "Fmask", "SAA", "SZA", "VAA", "VZA"]
    template = item(L30)
    features = []
    for second in range(100_000 // len(bands) + 1):
        granule = of_second(second)
        assets = {band: {"href": url(granule, f"{band}.tif", HTTPS), "title": f"Download {granule}.{band}.tif"} for band in bands}
        features.append({**template, "id": granule, "assets": assets})
    path = json_file({"type": "FeatureCollection", "features": features})

    def child(path):
        import time

        begin = time.monotonic()
        dataset = gdal.OpenEx(path, open_options=["BANDS=red"])
        return dataset.RasterCount, time.monotonic() - begin

    count, seconds = local.call(child, path)
    assert count == len(features)
    # A release build takes half a second.
    assert seconds < 20


@pytest.mark.parametrize(
    ("name", "option", "granules", "counts"),
    [
        ("cmr-granules-HLSL30.umm_json", "TILES=15UWP", ["HLS.L30.T15UWP.2024283T165135.v2.0"], (30, 0, 1)),
        ("cmr-granules-HLSL30.umm_json", "TILES=15UXP", ["HLS.L30.T15UXP.2024283T165135.v2.0"], (30, 0, 1)),
        ("stac-item-HLS.L30.T19LDD.2022165T144027.v2.0.json", "SENSORS=L30", ["HLS.L30.T19LDD.2022165T144027.v2.0"], (15, 0, 1)),
        ("stac-item-HLS.S30.T19LDD.2022166T144741.v2.0.json", "SENSORS=S30", ["HLS.S30.T19LDD.2022166T144741.v2.0"], (18, 0, 1)),
    ],
)
def test_real_answers_open(local, samples, name, option, granules, counts):
    path = samples / "search" / name
    found = local.json("gdalinfo", "-json", "-mdd", "HLSTS", "-oo", "BANDS=red", "-oo", option, path)
    assert [band["metadata"]["HLSTS"]["GRANULE"] for band in found["bands"]] == granules
    assert numbers(found) == counts


def test_schema_accepts_a_manifest_and_refuses_others():
    schema = json.loads(SCHEMA.read_text())
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.validators.validator_for(schema)(schema)
    validator.check_schema(schema)
    assert validator.is_valid(items(hlsts={"version": 1, "open_options": {"BANDS": "red", "NUM_THREADS": 4}}))
    for hlsts in (
        {},
        {"version": 2},
        {"version": "1"},
        {"version": 1, "open_options": ["BANDS=red"]},
        {"version": 1, "open_options": {"A=B": "x"}},
    ):
        assert not validator.is_valid(items(hlsts=hlsts)), hlsts
    assert not validator.is_valid(items())
    assert not validator.is_valid({**items(hlsts={"version": 1}), "features": [{"type": "Feature", "assets": {"B04": {}}}]})
