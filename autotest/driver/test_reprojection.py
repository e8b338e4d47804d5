"""Reprojecting a series: where one date has pixels and another has none, the ways that the manual recommends keep them apart."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILL = -9999
TIMES = ("2021-05-13T17:24:06Z", "2021-05-13T17:38:59Z")
METHODS = ["nearest", "bilinear", "cubic", "average"]


@pytest.fixture
def series(local, link_list, tmp_path) -> str:
    """Two dates of 1000 and 2000; the east of the first is nodata."""

    def write(folder):
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(32613)
        files = []
        for granule, value, first_fill in (("L30.T13TGF.2021133T172406", 1000, 50), ("S30.T13TGF.2021133T173859", 2000, 100)):
            files.append(f"{folder}/HLS.{granule}.v2.0.B04.tif")
            dataset = gdal.GetDriverByName("GTiff").Create(files[-1], 100, 100, 1, gdal.GDT_Int16)
            dataset.SetSpatialRef(reference)
            dataset.SetGeoTransform((699960, 30, 0, 4600020, 0, -30))
            dataset.GetRasterBand(1).SetNoDataValue(-9999)
            dataset.GetRasterBand(1).Fill(value)
            if first_fill < 100:
                dataset.GetRasterBand(1).WriteArray(np.full((100, 100 - first_fill), -9999, np.int16), first_fill, 0)
        return files

    return link_list(local.call(write, os.fspath(tmp_path)))


def values_of(path):
    """Child: the values that each band has."""
    dataset = gdal.Open(path)
    return [np.unique(dataset.GetRasterBand(number).ReadAsArray()).tolist() for number in (1, 2)]


def in_rasterio(way, path, method, options):
    """Child: the values of each band, NaN as nodata."""
    import rasterio
    import rioxarray
    from rasterio.enums import Resampling
    from rasterio.vrt import WarpedVRT

    kind = Resampling[method]
    if way == "WarpedVRT":
        with rasterio.open(path) as source, WarpedVRT(source, crs="EPSG:4326", resampling=kind, **options) as warped:
            pixels = warped.read()
    else:
        is_masked = options.pop("masked", False)
        pixels = rioxarray.open_rasterio(path, masked=is_masked).rio.reproject("EPSG:4326", resampling=kind, **options).values
    return [np.unique(np.where(np.isnan(band), -9999, band).round().astype(int)).tolist() for band in pixels]


RIGHT = [[FILL, 1000], [FILL, 2000]]


def documented_commands() -> list[str]:
    """The gdalwarp commands of the page."""
    section = (DOCS / "hlsts.md").read_text().partition("## Reprojection")[2].partition("\n## ")[0]
    return re.findall(r"^gdalwarp .*$", section, re.MULTILINE)


@pytest.mark.parametrize("method", METHODS)
def test_documented_commands(local, series, tmp_path, method):
    commands = documented_commands()
    assert len(commands) == 2
    for number, command in enumerate(commands):
        target = os.fspath(tmp_path / f"{number}.tif")
        here = {"links.txt": series, "series.tif": target, "bilinear": method.replace("nearest", "near")}
        words = [here.get(word, word) for word in shlex.split(command)]
        local.run(*words)
        assert local.call(values_of, target) == RIGHT, command


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("way", "options"),
    [
        ("WarpedVRT", {"UNIFIED_SRC_NODATA": "NO"}),
        ("rio.reproject", {"UNIFIED_SRC_NODATA": "NO"}),
        ("rio.reproject", {"masked": True}),
        ("rio.reproject", {"masked": True, "UNIFIED_SRC_NODATA": "NO"}),
    ],
)
def test_documented_ways_of_python(local, series, way, options, method):
    pytest.importorskip("rioxarray", reason="needs python3-rioxarray")
    assert local.call(in_rasterio, way, series, method, options) == RIGHT


@pytest.mark.parametrize("way", ["gdalwarp", "WarpedVRT", "rio.reproject"])
def test_wrong_ways_are_still_wrong(local, series, tmp_path, way):
    """When this fails, the page warns of what is no more: GDAL or rasterio have changed."""
    if way == "gdalwarp":
        target = os.fspath(tmp_path / "warped.tif")
        local.run("gdalwarp", "-q", "-t_srs", "EPSG:4326", "-r", "bilinear", "-srcnodata", FILL, series, target)
        found = local.call(values_of, target)
    else:
        pytest.importorskip("rioxarray", reason="needs python3-rioxarray")
        found = local.call(in_rasterio, way, series, "bilinear", {})
    assert found[0] != RIGHT[0] and len(found[0]) > 3


def test_documented_example_of_python(local, series):
    """The lines of the page, as they are."""
    pytest.importorskip("rioxarray", reason="needs python3-rioxarray")
    section = (DOCS / "python.md").read_text().partition("### Reprojection")[2].partition("\n### ")[0]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]

    def child(path, code):
        os.chdir(os.path.dirname(path))
        names = {}
        exec(code, names)
        found = []
        for name in ("warped", "masked"):
            pixels = names[name].values
            found.append([np.unique(np.where(np.isnan(band), -9999, band).round().astype(int)).tolist() for band in pixels])
        return found

    assert local.call(child, series, code) == [RIGHT, RIGHT]
