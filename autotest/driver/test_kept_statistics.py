"""What GDAL keeps of rasters, such as statistics, lies beside a local list and is true of nothing else."""

from __future__ import annotations

import os

import pytest
from cloudy_archive import L30_EAST, S30_EAST


@pytest.fixture
def files(cloudy, link_list) -> str:
    return link_list(cloudy.files((L30_EAST, S30_EAST), ["red", "fmask"]))


def compute(path, options):
    """Child: makes GDAL compute the statistics of the first band, and says what it has read of a file."""
    dataset = gdal.OpenEx(path, open_options=options)
    band = dataset.GetRasterBand(1)
    kept = band.GetMetadataItem("STATISTICS_MEAN")
    mean = band.ComputeStatistics(False)[2]
    return [kept, round(mean, 6)]


def kept(path, options):
    """Child: the mean that is kept of the first band, and its description."""
    dataset = gdal.OpenEx(path, open_options=options)
    band = dataset.GetRasterBand(1)
    value = band.GetMetadataItem("STATISTICS_MEAN")
    return [value and round(float(value), 6), band.GetDescription()]


def test_statistics_are_kept(local, files):
    red = f'HLSTS:"{files}":red'
    before, mean = local.call(compute, red, [])
    assert before is None and os.path.exists(files + ".aux.xml")
    assert local.call(kept, red, []) == [pytest.approx(mean, abs=1e-6), "2021-05-13T17:24:30Z"]


@pytest.mark.parametrize("options", [["MASK=CLOUD"], ["SENSORS=S30"], ["GROUP_BY=DAY"], ["BAND_DESCRIPTION=NAME"]])
def test_statistics_of_other_pixels_are_others(local, files, options):
    red = f'HLSTS:"{files}":red'
    local.call(compute, red, [])
    assert local.call(kept, red, options)[0] is None
    _, mean = local.call(compute, red, options)
    assert local.call(kept, red, options)[0] == pytest.approx(mean, abs=1e-6)
    # How the pixels are fetched changes none.
    assert local.call(kept, red, [*options, "NUM_THREADS=2"])[0] == pytest.approx(mean, abs=1e-6)


def test_statistics_of_another_list_under_the_name_are_forgotten(local, cloudy, link_list, files):
    red = f'HLSTS:"{files}":red'
    local.call(compute, red, [])
    assert link_list(cloudy.files([S30_EAST], ["red", "fmask"]), os.path.basename(files)) == files
    assert local.call(kept, red, []) == [None, "2021-05-13T17:38:59Z"]


def test_changed_descriptions_are_kept(local, files):
    def rename(path):
        dataset = gdal.Open(path)
        dataset.GetRasterBand(1).SetDescription("before the flood")
        return True

    red = f'HLSTS:"{files}":red'
    local.call(rename, red)
    assert local.call(kept, red, [])[1] == "before the flood"
    assert local.call(kept, f'HLSTS:"{files}":fmask', [])[1] == "2021-05-13T17:24:30Z"


def test_opening_and_reading_writes_nothing(local, files):
    def child(path):
        gdal.Open(path).ReadAsArray(0, 0, 10, 10)
        return True

    assert local.call(child, f'HLSTS:"{files}":red')
    assert not os.path.exists(files + ".aux.xml")


def test_metadata_of_ours_are_not_kept(local, files):
    """They would be told from the file when they are true no more."""
    local.call(compute, f'HLSTS:"{files}":red', [])
    with open(files + ".aux.xml") as file:
        text = file.read()
    assert "STATISTICS_MEAN" in text and "NETCDF" not in text and "GRANULE" not in text


def test_statistics_of_a_file_that_is_made_anew_are_forgotten(local, link_list, tmp_path):
    file = tmp_path / f"{L30_EAST}.B04.tif"
    path = link_list([file.name])

    def write(file, value):
        dataset = gdal.GetDriverByName("GTiff").Create(file, 10 + value, 10, 1, gdal.GDT_Int16)
        dataset.SetGeoTransform((699960, 30, 0, 4600020, 0, -30))
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(32613)
        dataset.SetSpatialRef(reference)
        dataset.GetRasterBand(1).Fill(value)
        return True

    local.call(write, os.fspath(file), 1)
    assert local.call(compute, path, []) == [None, 1] and local.call(kept, path, [])[0] == 1
    local.call(write, os.fspath(file), 2)
    assert local.call(kept, path, [])[0] is None


def test_statistics_with_failed_granules_are_not_kept(local, cloudy, link_list, tmp_path):
    """They would be told later on, when the granule can be read."""
    missing = tmp_path / f"{S30_EAST}.B04.tif"
    path = link_list([*cloudy.files([L30_EAST], ["red"]), os.fspath(missing)])

    def child(path):
        dataset = gdal.OpenEx(path, open_options=["ON_ERROR=NODATA"])
        dataset.ReadAsArray(0, 0, 10, 10)
        dataset.GetRasterBand(1).ComputeStatistics(False)
        return True

    assert local.call(child, path) and not os.path.exists(path + ".aux.xml")
