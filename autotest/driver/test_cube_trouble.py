"""What a hostile or impatient user met in cubes."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from cloudy_archive import L30_EAST, S30_EAST, link

GRANULE = "HLS.L30.T13TGF.2021133T172406.v2.0"


@pytest.fixture
def write(local, tmp_path):
    """Makes a small local file of a band, of random pixels or given ones; returns its path."""

    def child(file, kind, pixels):
        pixels = np.array(pixels)
        dataset = gdal.GetDriverByName("GTiff").Create(file, pixels.shape[1], pixels.shape[0], 1, getattr(gdal, kind))
        dataset.SetGeoTransform((699960, 30, 0, 4600020, 0, -30))
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(32613)
        dataset.SetSpatialRef(reference)
        dataset.GetRasterBand(1).SetNoDataValue(255 if kind == "GDT_Byte" else -9999)
        dataset.GetRasterBand(1).WriteArray(pixels)
        return True

    def make(name, pixels, kind="GDT_Int16"):
        file = os.fspath(tmp_path / name)
        assert local.call(child, file, kind, pixels.tolist())
        return file

    return make


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(1).integers(1, 9999, (128, 128))


def test_fmask_of_another_type_is_refused(local, link_list, write, pixels):
    """Its bytes would be taken for bits, and cloud for data."""
    files = [write(f"{GRANULE}.B04.tif", pixels), write(f"{GRANULE}.Fmask.tif", pixels % 64, "GDT_Int16")]

    def child(path):
        return failure_of(gdal.OpenEx, path, open_options=["MASK=CLOUD", "BANDS=red"])

    message = local.call(child, link_list(files))
    assert "HLSTS" in message and "Fmask" in message and "-ot Byte" in message


def test_windows_of_floating_point_numbers_are_those_of_one_file(local, link_list, write, pixels):
    """rasterio makes such windows. Pixels that are put together in memory are picked as those of a file are."""
    fmask = np.zeros_like(pixels)
    path = link_list([write(f"{GRANULE}.B04.tif", pixels), write(f"{GRANULE}.Fmask.tif", fmask, "GDT_Byte")])

    def child(path):
        names = ["NearestNeighbour", "Bilinear", "Cubic", "Average"]
        random = np.random.default_rng(2)
        kept = [gdal.OpenEx(path, open_options=["BANDS=red", *options]) for options in ([], ["MASK=CLOUD"])]
        wrong = []
        for number in range(200):
            x, y = random.uniform(0, 60, 2)
            width, height = random.uniform(3, 60, 2)
            size = [int(n) for n in random.integers(1, 90, 2)]
            how = getattr(gdal, "GRIORA_" + names[number % 4])
            first, second = (
                dataset.GetRasterBand(1).ReadAsArray(x, y, width, height, *size, resample_alg=how) for dataset in kept
            )
            if not np.array_equal(first, second):
                wrong.append([x, y, width, height, size, names[number % 4]])
        return wrong

    assert local.call(child, path) == []


def test_failed_granules_raise_nothing_in_later_reads(local, cloudy, link_list, tmp_path):
    """GDAL's Python bindings raise for whatever error is the last one."""
    path = link_list([*cloudy.files([L30_EAST], ["red"]), os.fspath(tmp_path / f"{S30_EAST}.B04.tif")])

    def child(path):
        dataset = gdal.OpenEx(path, open_options=["ON_ERROR=NODATA"])
        raised = []
        gdal.PushErrorHandler(lambda kind, number, text: raised.append(text))
        pixels = [dataset.ReadAsArray(0, y, 10, 10)[1].max() for y in (0, 300, 600)]
        dataset.GetRasterBand(2).ReadRaster(0, 0, 10, 10)
        gdal.PopErrorHandler()
        return [pixels, len(raised)]

    assert local.call(child, path) == [[-9999] * 3, 1]


def test_metadata_need_no_login(local, link_list):
    def child(path):
        dataset = gdal.Open(path)
        domains = dataset.GetMetadataDomainList()
        cost = dataset.GetMetadataItem("FILES", "HLSTS_COST")
        group = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        return [set(domains) >= {"", "HLSTS", "HLSTS_COST"}, cost, len(group.GetAttributes()) > 5]

    assert local.call(child, link_list([link(L30_EAST, "B04")])) == [True, "1", True]


def test_options_of_others_are_written_nowhere(local, cloudy, link_list, tmp_path):
    path = link_list(cloudy.files([L30_EAST], ["red"]))
    target = os.fspath(tmp_path / "cube.json")

    def child(path, target):
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        dataset = gdal.OpenEx(path, open_options=["EARTHDATA_TOKEN=planted", "START=2021-01-01"])
        dataset.GetRasterBand(1).ComputeStatistics(False)
        gdal.GetDriverByName("HLSTS").CreateCopy(target, dataset)
        return True

    assert local.call(child, path, target)
    texts = [open(name).read() for name in (target, path + ".aux.xml")]
    assert json.loads(texts[0])["hlsts"]["open_options"] == {"START": "2021-01-01"}
    assert not any("planted" in text for text in texts)


def test_missing_first_file_spares_the_others(local, cloudy, link_list, tmp_path):
    path = link_list([os.fspath(tmp_path / f"{GRANULE}.B04.tif"), *cloudy.files([L30_EAST, S30_EAST], ["red"])])

    def child(path):
        dataset = gdal.Open(path)
        return [dataset.RasterCount, int(dataset.GetRasterBand(2).ReadAsArray(0, 0, 1, 1)[0, 0]), failure_of(dataset.ReadAsArray, 0, 0, 1, 1)]

    count, _, message = local.call(child, path)
    assert count == 3 and f"{GRANULE}.B04.tif" in message


def test_a_list_without_a_file_that_opens(local, link_list, tmp_path):
    path = link_list([os.fspath(tmp_path / f"{GRANULE}.B04.tif")])

    def child(path):
        dataset = gdal.OpenEx(path, open_options=["ON_ERROR=NODATA"])
        return [failure_of(gdal.Open, path), int(dataset.ReadAsArray(0, 0, 1, 1)[0, 0])]

    message, value = local.call(child, path)
    assert "HLSTS" in message and value == -9999
