"""The driver claims link lists and nothing else, from the bytes that GDAL has already read."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

NAME = "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"
LINK = f"s3://lp-prod-protected/HLSL30.020/HLS.L30.T13TGF.2021133T172406.v2.0/{NAME}"


OTHERS = {
    "table.csv": f"id,link\n1,{LINK}\n",
    "headless.csv": f"{LINK},2021-05-13,red\n",
    "semicolon.csv": f"{LINK};red\n",
    "tabs.tsv": f"red\t{LINK}\n",
    "page.html": f"<html><body><a href='{LINK}'>{LINK}</a></body></html>\n",
    "page2.html": f"<!DOCTYPE html>\n{LINK}\n",
    "item.json": json.dumps({"assets": {"B04": {"href": LINK}}}),
    "bare.json": f'"{LINK}"\n',
    "notes.md": f"The file {NAME} is the first of the series.\n\n{LINK}\n",
    "bullets.md": f"* {LINK}\n",
    "quote.md": f"> {LINK}\n",
    "script.py": f"links = ['{LINK}']\n",
    "script.sh": f"#!/bin/sh\naws s3 cp {LINK} .\n",
    "settings.yaml": f"link: {LINK}\n",
    "sentence.txt": f"See {LINK}\n",
    "other-product.txt": "s3://lp-prod-protected/MOD13Q1.061/MOD13Q1.A2021133.h09v05.061.2021150123456.hdf\n",
    "prefix-only.txt": "HLS.L30.T13TGF\n",
    "empty.txt": "",
    "blank.txt": "\n\n\n",
    "comments.txt": f"# {LINK}\n# nothing else\n",
    "cut-off.txt": "# " + "x" * 1000 + f"\n{LINK}\n",
    "several.csv": f"{LINK},{LINK},red\n",
    "columns.tsv": f"{LINK}\t2021-05-13\n",
    "path-in-a-sentence.txt": f"The red band is in data/{NAME}\nand the rest in others.\n",
    "relative.sh": f"#!/bin/sh\ncp data/{NAME} .\ncp data/{NAME}\n",
    "python-list-of-others.txt": "['https://example.com/a.tif', 'https://example.com/b.tif']\n",
    "printed-other-product.txt": "Collection: {'ShortName': 'MOD13Q1'}\nSpatial coverage: {}\nData: ['https://x.org/a.hdf']\n",
    "download-other-product.sh": "#!/bin/bash\n# Earthdata Login\nfetch_urls <<'EDSCEOF'\nhttps://x.org/a.hdf\nEDSCEOF\n",
    "browse-only.txt": f"{LINK.replace('.B04.tif', '.jpg')}\n",
    "nul.txt": f"\0{LINK}\n",
    "latin1.txt": f"s3://b\xfccket/{NAME}\n".encode("latin-1"),
    "zeros.bin": b"\0" * 4096,
}

LISTS = {
    "array.json": json.dumps([LINK], indent=1),
    "plain.txt": f"{LINK}\n",
    "no-newline.txt": LINK,
    "bom.txt": b"\xef\xbb\xbf" + LINK.encode() + b"\n",
    "crlf.txt": f"{LINK}\r\n",
    "bom-crlf-comment.txt": b"\xef\xbb\xbf# a comment\r\n\r\n" + LINK.encode() + b"\r\n",
    "indented.txt": f"\n  \t{LINK}  \n",
    "https.txt": LINK.replace("s3://", "https://data.lpdaac.earthdatacloud.nasa.gov/") + "\n",
    "vsis3.txt": LINK.replace("s3://", "/vsis3/") + "\n",
    "vsicurl.txt": LINK.replace("s3://", "/vsicurl/https://data.lpdaac.earthdatacloud.nasa.gov/") + "\n",
    "vsiearthdata.txt": LINK.replace("s3://", "/vsiearthdata/") + "\n",
    "bare-name.txt": NAME + "\n",
    "dot.txt": "./" + NAME + "\n",
    "absolute.txt": "/data/" + NAME + "\n",
    "space.txt": f"with space/{NAME}\n",
    "several.txt": f"{LINK} {LINK},\t{LINK},\n",
    "long-line.txt": " ".join([LINK] * 40),
    "browse-first.txt": f"{LINK.replace('.B04.tif', '.jpg')}\n" * 20 + f"{LINK}\n",
    "python-list.txt": f"['{LINK}', '{LINK}']",
    "nested.txt": f"[['{LINK}'],\n ['{LINK}']]\n",
    "printed.txt": f"Collection: {{}}\nSpatial coverage: {{}}\nData: ['{LINK}']\n\n",
    "printed-list.txt": f"[Collection: {{'ShortName': 'HLSL30'}}\nSpatial coverage: {{}}\nData: ['{LINK}']\n\n]",
    "download.sh": f"#!/bin/bash\nread -p 'Username (a): ' username\nfail() {{ echo {LINK}; }}\nfetch_urls <<'EDSCEOF'\n{LINK}\nEDSCEOF\n",
    "list.csv": f"{LINK}\n",  # the extension says nothing
    "no-extension": f"{LINK}\n",
}


def write_all(folder: Path, texts: dict[str, str | bytes]) -> list[str]:
    for name, text in texts.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return [os.fspath(folder / name) for name in texts]


def test_other_texts_are_not_claimed(local, tmp_path):
    def child(paths):
        driver = gdal.GetDriverByName("HLSTS")
        assert driver is not None
        flags = gdal.OF_RASTER | gdal.OF_MULTIDIM_RASTER
        return [path for path in paths if gdal.IdentifyDriverEx(path, flags, ["HLSTS"]) is not None]

    assert local.call(child, write_all(tmp_path, OTHERS)) == []


def test_lists_are_claimed(local, tmp_path):
    def child(paths):
        flags = gdal.OF_RASTER | gdal.OF_MULTIDIM_RASTER
        found = [gdal.IdentifyDriverEx(path, flags) for path in paths]
        return [path for path, driver in zip(paths, found) if driver is None or driver.ShortName != "HLSTS"]

    assert local.call(child, write_all(tmp_path, LISTS)) == []


def test_prefix_is_claimed_whatever_follows(local):
    def child():
        names = ("HLSTS:", "hlsts:/nowhere", 'HLSTS:"/nowhere":red', "HLSTS:/vsicurl/http://127.0.0.1:1/list.txt")
        return [name for name in names if gdal.IdentifyDriverEx(name) is None]

    assert local.call(child) == []


def test_other_files_open_as_before(local, tmp_path, objects, tutorial):
    """A GeoTIFF, a VRT and a CSV: with the plugin GDAL answers byte for byte what it does without it."""
    tif = tmp_path / "copy.tif"
    shutil.copy(tutorial.files(objects)[0], tif)
    local.run("gdal_translate", "-q", "-of", "VRT", tif, tmp_path / "copy.vrt")
    for path in (tif, tmp_path / "copy.vrt"):
        with_plugin = local.run("gdalinfo", "-json", path)
        without = local.run("gdalinfo", "-json", path, GDAL_DRIVER_PATH="disable")
        assert with_plugin.stdout == without.stdout and with_plugin.stderr == without.stderr


def test_error_for_an_unknown_text_is_gdals_own(local, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(OTHERS["table.csv"])
    assert "HLSTS" not in local.run("gdalinfo", path, check=False).stderr


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_identify_touches_neither_file_nor_network(local, tmp_path):
    """Identifying a list of remote and local links opens the list and nothing that it names."""
    paths = write_all(tmp_path, {"remote.txt": f"{LINK}\n", "local.txt": f"/nonexistent-folder/{NAME}\n"})

    def child(paths):
        os.path.exists("/begin-of-identify")
        found = [gdal.IdentifyDriverEx(path).ShortName for path in paths]
        os.path.exists("/end-of-identify")
        return found

    trace = tmp_path / "trace"
    found, _ = local.call_and_output(child, paths, prefix=["strace", "-f", "-o", os.fspath(trace), "-e", "trace=network,file"])
    assert found == ["HLSTS", "HLSTS"]
    lines = trace.read_text().splitlines()
    begin = next(number for number, line in enumerate(lines) if "/begin-of-identify" in line)
    end = next(number for number, line in enumerate(lines) if "/end-of-identify" in line)
    between = lines[begin + 1 : end]
    assert between and not [line for line in between if NAME in line or "socket(" in line or "nonexistent-folder" in line]


def test_registration_makes_no_request_and_opens_nothing(local, tmp_path):
    """The plugin's registration reads no file of the user's: no netrc, no cache, no settings."""
    if not shutil.which("strace"):
        pytest.skip("needs strace")
    trace = tmp_path / "trace"
    local.run("gdalinfo", "--formats", prefix=["strace", "-f", "-o", os.fspath(trace), "-e", "trace=network,file"])
    text = trace.read_text()
    assert "gdal_HLSTS.so" in text
    after = text[text.index("gdal_HLSTS.so") :]
    assert "netrc" not in after and "socket(AF_INET" not in after and "earthdata" not in after.lower()
