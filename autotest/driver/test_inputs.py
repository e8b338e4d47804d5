"""The forms in which people hold their links: each opens as it is, with everything it names counted."""

from __future__ import annotations

import json

import pytest

L30 = "HLS.L30.T13TGF.2021133T172406.v2.0"
S30 = "HLS.S30.T13TGF.2021133T173859.v2.0"


def s3(granule: str, ending: str) -> str:
    return f"s3://lp-prod-protected/HLS{granule[4:7]}.020/{granule}/{granule}{ending}"


def https(granule: str, ending: str) -> str:
    return s3(granule, ending).replace("s3://", "https://data.lpdaac.earthdatacloud.nasa.gov/")


def printed(*links: str) -> str:
    return (
        "Collection: {'ShortName': 'HLSL30', 'Version': '2.0'}\n"
        f"Spatial coverage: {{'Url': '{https(S30, '.B8A.tif')}'}}\n"
        "Temporal coverage: {}\n"
        "Size(MB): 27.1\n"
        f"Data: {list(links)}\n\n"
    )


def script(*links: str) -> str:
    first = links[0]
    return "\n".join(
        [
            "#!/bin/bash",
            'echo "Enter your Earthdata Login or other provider supplied credentials"',
            'read -p "Username (planted_name): " username',
            f'fail() {{ echo "{first}"; exit 1; }}',
            f"probe() {{ curl {first} | tail -1; }}",
            f"check() {{ curl {https(S30, '.B8A.tif')}; }}",
            "fetch_urls() { while read -r line; do get $line; done; }",
            "fetch_urls <<'EDSCEOF'",
            *links,
            "EDSCEOF",
            "",
        ]
    )


# text → arrays, times, links, passed over
FORMS = {
    "browse-first.txt": (f"{s3(L30, '.jpg')}\n{s3(L30, '.B04.tif')}\n", ["red"], 1, 1, 1),
    "browse-second.txt": (
        "\n".join([s3(L30, ".B04.tif"), s3(L30, ".jpg"), s3(L30, "_stac.json"), s3(L30, ".cmr.xml")]),
        ["red"],
        1,
        1,
        3,
    ),
    "several.txt": (
        f"{s3(L30, '.B04.tif')} {s3(L30, '.B05.tif')}\n{s3(S30, '.B04.tif')}, {s3(S30, '.B8A.tif')}\n",
        ["red", "nir"],
        2,
        4,
        0,
    ),
    "python.txt": (str([https(L30, ".B04.tif"), https(S30, ".B04.tif")]), ["red"], 2, 2, 0),
    "printed.txt": (printed(https(L30, ".B04.tif"), https(L30, ".Fmask.tif"), https(L30, ".jpg")), ["red", "fmask"], 1, 2, 1),
    "printed-list.txt": (f"[{printed(https(L30, '.B04.tif'))}, {printed(https(S30, '.B04.tif'))}]\n", ["red"], 2, 2, 0),
    "download.sh": (
        script(https(S30, ".Fmask.tif"), https(L30, ".B04.tif"), https(L30, ".SAA.tif"), https(L30, ".jpg")),
        ["red", "fmask", "saa"],
        2,
        3,
        1,
    ),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("prefix", ["", "HLSTS:"])
def test_form_opens(local, link_list, name, prefix):
    text, arrays, times, links, passed_over = FORMS[name]

    def child(path):
        items, arrays = [], []
        dataset = gdal.Open(path)
        items.append(dataset.GetMetadata("HLSTS"))
        for part, _ in dataset.GetSubDatasets() or [(path, "")]:
            opened = gdal.Open(part)
            items.append(opened.GetMetadata("HLSTS"))
            arrays.append([opened.GetMetadataItem("NETCDF_VARNAME"), opened.RasterCount])
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        attributes = {item.GetName(): item.Read() for item in root.GetAttributes()}
        return items, arrays, attributes

    items, found, attributes = local.call(child, prefix + link_list(text, name))
    assert found == [[array, times] for array in arrays]
    counts = {"LINKS": links, "GRANULES": times, "LINKS_PASSED_OVER": passed_over, "DUPLICATES": 0}
    assert all(item == {key: str(value) for key, value in counts.items()} for item in items)
    assert {key: attributes[key] for key in counts} == counts


def test_form_is_recognised_in_memory_and_with_windows_line_ends(local):
    def child(texts):
        failed = []
        for name, text in texts.items():
            gdal.FileFromMemBuffer("/vsimem/" + name, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
            if gdal.Open("/vsimem/" + name) is None:
                failed.append(name)
        return failed

    assert local.call(child, {name: form[0] for name, form in FORMS.items()}) == []


def test_counts_of_a_list_that_repeats_itself(local, link_list):
    """DUPLICATES and GRANULES count what the options let through, LINKS what the list has."""
    path = link_list([s3(L30, ".B04.tif"), https(L30, ".B04.tif"), s3(S30, ".B04.tif"), s3(L30, ".jpg")])

    def child(path):
        whole, part = gdal.Open(path), gdal.OpenEx(path, open_options=["SENSORS=S30"])
        return [whole.GetMetadata("HLSTS"), part.GetMetadata("HLSTS")]

    assert local.call(child, path) == [
        {"LINKS": "3", "GRANULES": "2", "LINKS_PASSED_OVER": "1", "DUPLICATES": "1"},
        {"LINKS": "3", "GRANULES": "1", "LINKS_PASSED_OVER": "1", "DUPLICATES": "0"},
    ]


def test_names_of_another_tool_are_passed_over_with_one_warning(local, link_list):
    derived = [s3(L30, ".RED.subset.tif"), s3(L30, ".B04.subset.tif")]
    done = local.run("gdalinfo", "-mdd", "HLSTS", link_list([*derived, s3(L30, ".B04.tif")]))
    assert "LINKS_PASSED_OVER=2" in done.stdout
    assert done.stderr.count("Warning") == 1
    assert f"passed over 2 files that another tool has named, the first {L30}.RED.subset.tif (line 1)" in done.stderr
    message = local.run("gdalinfo", link_list(derived), check=False).stderr
    assert f"only files that another tool has named, such as {L30}.RED.subset.tif" in message
    assert f"Name files as NASA does: {L30}.B04.tif" in message


def test_first_path_with_a_space(local, tmp_path, link_list):
    """The folder is found, and what is missing in it is said."""
    path = link_list(f"with space/{L30}.B04.tif\n")
    assert f"with space/{L30}.B04.tif" in local.run("gdalinfo", path, check=False).stderr
    assert "not recognized" in local.run("gdalinfo", link_list(f"see data/{L30}.B04.tif\nfor the rest\n"), check=False).stderr


MESSAGES = {
    "page.html": ("<!DOCTYPE html>\n<html><title>Earthdata Login</title></html>\n", "it is a web page (HTML)"),
    "granule.xml": (f"<?xml version='1.0'?>\n<Granule>{s3(L30, '.B04.tif')}</Granule>\n", "it is XML"),
    "any.json": (json.dumps({"a": 1}), "JSON"),
    "copy.sh": (f"#!/bin/sh\naws s3 cp {s3(L30, '.B04.tif')} .\n", "it is a script, but none of Earthdata Search"),
    "cut.sh": (script(https(L30, ".B04.tif")).replace("\nEDSCEOF", ""), "it is a download script that ends too early"),
    "cut.txt": (f"['{https(L30, '.B04.tif')}', '{https(S30, '.B0')}", "line 1: a quote isn't closed"),
    "short.txt": (f"['{https(L30, '.B04.tif')}', ...]", "line 1: the printed list is abbreviated"),
    "others.txt": (f"{s3(L30, '.jpg')}\n", "there is no HLS file in it, only 1 file of another kind"),
    "prose.txt": (f"{s3(L30, '.B04.tif')}\n\nand so on\n", "line 3: and so on: not the link of a file"),
    "date.txt": (f"{s3(L30, '.B04.tif')}\n{s3(L30, '.B04.tif').replace('2021133', '2021366')}\n", "line 2: HLS.L30"),
    "table.csv": (f"1,{s3(L30, '.B04.tif')}\n", "line 1: 1: not the link of a file"),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_message_says_what_it_is(local, link_list, name):
    text, expected = MESSAGES[name]
    message = local.run("gdalinfo", "HLSTS:" + link_list(text, name), check=False).stderr
    assert "HLSTS: " in message and name in message and expected in message, message
    assert "planted_name" not in message


@pytest.mark.parametrize("form", ["lines", "blanks", "list", "granules", "script"])
def test_long_lists_open_fast(local, link_list, form):
    """100,000 links (a second in a release build; this allows for slow builds and busy machines)."""
    links = [https(f"HLS.L30.T13TGF.{1900 + n // 365 % 200}{n % 365 + 1:03}T{n // 73000:02}2406.v2.0", ".B04.tif") for n in range(100_000)]
    text = {
        "lines": "\n".join(links),
        "blanks": " ".join(links),
        "list": str(links),
        "granules": "[" + ", ".join(printed(*links[n : n + 100]) for n in range(0, len(links), 100)) + "]",
        "script": script(*links),
    }[form]

    def child(path):
        import time

        start = time.perf_counter()
        count = gdal.OpenEx("HLSTS:" + path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().GetAttribute("LINKS").Read()
        return count, time.perf_counter() - start

    count, seconds = local.call(child, link_list(text))
    assert count == len(links)
    assert seconds < 20
