"""The classic view: every pixel is that of the right granule at the right place, however it is asked for."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from earthdata.hls import generator as hls_generator
from earthdata.hls.generator import Recipe
from earthdata.hls.grid import Grid

TYPES = ["Byte", "UInt16", "Int16", "UInt32", "Int32", "Float32", "Float64", "CInt16", "CFloat32", "CFloat64"]

WINDOWS = [
    (2000, 1000, 1, 1),
    (0, 0, 1, 1),
    (3659, 3659, 1, 1),
    (1900, 1000, 256, 256),
    (1792, 1024, 256, 256),
    (1000, 500, 700, 3),
    (0, 1234, 3660, 1),
    (2100, 0, 1, 3660),
    (3500, 3500, 160, 160),
]


# --- pixels -------------------------------------------------------------------


def test_whole_series_equals_its_files(local, local_list, tutorial, objects):
    """All pixels in one read, bit for bit what the GTiff driver reads of each file."""

    def child(path, files):
        pixels = gdal.Open(path).ReadAsArray()
        different = [file for band, file in enumerate(files) if not np.array_equal(pixels[band], gdal.Open(file).ReadAsArray())]
        return [pixels.shape, str(pixels.dtype), different]

    assert local.call(child, local_list, tutorial.files(objects)) == [[32, 3660, 3660], "int16", []]


def test_windows_equal_what_was_generated(local, local_list, tutorial):
    def child(path, granules, windows):
        dataset = gdal.Open(path)
        for window in windows:
            pixels = dataset.ReadAsArray(*window)
            for band, granule in enumerate(granules):
                assert np.array_equal(pixels[band], hls_pixels.expected_window(granule, "B04", *window)), (window, granule)
                if band in (0, 17, 31):
                    assert np.array_equal(dataset.GetRasterBand(band + 1).ReadAsArray(*window), pixels[band]), (window, granule)
        return True

    assert local.call(child, local_list, tutorial.granules, WINDOWS)


def test_band_selections(local, local_list, tutorial):
    """Any subset in any order; a band may repeat."""

    def child(path, granules):
        dataset = gdal.Open(path)
        for bands in ([5], [32, 1], [3, 3, 2], list(range(32, 0, -1)), list(range(1, 33)) * 3):
            data = dataset.ReadRaster(2000, 1000, 5, 4, band_list=bands)
            pixels = np.frombuffer(data, np.int16).reshape(len(bands), 4, 5)
            for place, band in enumerate(bands):
                assert np.array_equal(pixels[place], hls_pixels.expected_window(granules[band - 1], "B04", 2000, 1000, 5, 4)), bands
        return True

    assert local.call(child, local_list, tutorial.granules)


@pytest.mark.parametrize("name", TYPES)
def test_every_buffer_type(local, local_list, tutorial, objects, name):
    def child(path, files, name):
        kind = gdal.GetDataTypeByName(name)
        window = (880, 900, 50, 40)
        data = gdal.Open(path).ReadRaster(*window, buf_type=kind)
        assert data == b"".join(gdal.Open(file).ReadRaster(*window, buf_type=kind) for file in files)
        return True

    assert local.call(child, local_list, tutorial.files(objects), name)


def test_spacings(local, local_list, tutorial):
    """Interleaved by pixel, by line, and with gaps that stay as they were."""

    def child(path, granules):
        dataset = gdal.Open(path)
        bands, width, height = len(granules), 37, 29
        wanted = np.stack([hls_pixels.expected_window(granule, "B04", 2000, 1000, width, height) for granule in granules])

        def read(kind, itemsize, pixel, line, band):
            return dataset.ReadRaster(
                2000, 1000, width, height, buf_type=kind, buf_pixel_space=pixel * itemsize, buf_line_space=line * itemsize,
                buf_band_space=band * itemsize,
            )  # fmt: skip

        for kind, dtype in ((gdal.GDT_Int16, np.int16), (gdal.GDT_Float64, np.float64)):
            size = np.dtype(dtype).itemsize
            by_pixel = np.frombuffer(read(kind, size, bands, bands * width, 1), dtype).reshape(height, width, bands)
            assert np.array_equal(by_pixel, wanted.transpose(1, 2, 0))
            by_line = np.frombuffer(read(kind, size, 1, bands * width, width), dtype).reshape(height, bands, width)
            assert np.array_equal(by_line, wanted.transpose(1, 0, 2))
            # The last gap may be missing at the end of the buffer.
            data = np.frombuffer(read(kind, size, 3, 3 * width + 5, (3 * width + 5) * height), dtype)
            padded = np.zeros(bands * height * (3 * width + 5), dtype)
            padded[: data.size] = data
            rows = padded.reshape(bands, height, 3 * width + 5)[:, :, : 3 * width].reshape(bands, height, width, 3)
            assert np.array_equal(rows[..., 0], wanted)
        return True

    assert local.call(child, local_list, tutorial.granules)


def test_own_buffer(local, local_list, tutorial):
    """ReadAsArray into a part of an array that exists, as numpy views of any stride."""

    def child(path, granules):
        dataset = gdal.Open(path)
        whole = np.full((32, 20, 40), 7, np.float32)
        dataset.ReadAsArray(2000, 1000, 20, 10, buf_obj=whole[:, 5:15, 10:30])
        for band, granule in enumerate(granules):
            assert np.array_equal(whole[band, 5:15, 10:30], hls_pixels.expected_window(granule, "B04", 2000, 1000, 20, 10))
        whole[:, 5:15, 10:30] = 7
        assert (whole == 7).all()
        return True

    assert local.call(child, local_list, tutorial.granules)


RESAMPLINGS = ["GRIORA_NearestNeighbour", "GRIORA_Bilinear", "GRIORA_Cubic", "GRIORA_Average", "GRIORA_Mode"]


@pytest.mark.parametrize("name", RESAMPLINGS)
def test_resampled_windows_equal_those_of_the_files(local, local_list, tutorial, objects, name):
    def child(path, files, name):
        dataset, algorithm = gdal.Open(path), getattr(gdal, name)
        requests = [
            ((0, 0, 3660, 3660), (458, 458)),
            ((0, 0, 3660, 3660), (100, 70)),
            ((1000, 1000, 1000, 800), (300, 301)),
            ((2000, 2000, 10, 7), (33, 28)),
            ((3000, 3000, 660, 660), (229, 41)),
        ]
        for window, size in requests:
            options = {"buf_xsize": size[0], "buf_ysize": size[1], "resample_alg": algorithm}
            pixels = dataset.ReadAsArray(*window, **options)
            for band in (0, 9, 31):
                wanted = gdal.Open(files[band]).ReadAsArray(*window, **options)
                assert np.array_equal(pixels[band], wanted), (window, size, band)
                assert np.array_equal(dataset.GetRasterBand(band + 1).ReadAsArray(*window, **options), wanted), (window, size)
        return True

    assert local.call(child, local_list, tutorial.files(objects), name)


def test_fractional_windows(local, local_list, tutorial, objects):
    def child(path, files):
        options = {"buf_xsize": 20, "buf_ysize": 20, "resample_alg": gdal.GRIORA_Bilinear}
        data = gdal.Open(path).ReadAsArray(2000.3, 1000.6, 47.5, 33.25, **options)
        for band in (0, 31):
            assert np.array_equal(data[band], gdal.Open(files[band]).ReadAsArray(2000.3, 1000.6, 47.5, 33.25, **options))
        return True

    assert local.call(child, local_list, tutorial.files(objects))


def test_overviews_are_those_of_the_files(local, local_list, tutorial):
    def child(path, granules):
        dataset = gdal.Open(path)
        for number in (1, 16, 32):
            band = dataset.GetRasterBand(number)
            assert [band.GetOverview(level).XSize for level in range(band.GetOverviewCount())] == [1830, 915, 458, 229]
            for level in range(4):
                overview = band.GetOverview(level)
                wanted = hls_pixels.expected_overview(granules[number - 1], "B04", level)
                assert np.array_equal(overview.ReadAsArray(), wanted), (number, level)
                assert overview.GetBlockSize() == [128, 128] and overview.GetNoDataValue() == -9999
        assert band.GetOverview(4) is None and band.GetOverview(-1) is None
        return True

    assert local.call(child, local_list, tutorial.granules)


def test_overview_level_as_a_dataset(local, local_list, tutorial):
    """The open option of GDAL's own for one overview."""

    def child(path, granules):
        dataset = gdal.OpenEx(path, gdal.OF_RASTER, open_options=["OVERVIEW_LEVEL=2"])
        pixels = dataset.ReadAsArray()
        return [pixels.shape, all(np.array_equal(pixels[i], hls_pixels.expected_overview(g, "B04", 2)) for i, g in enumerate(granules))]

    assert local.call(child, local_list, tutorial.granules) == [[32, 458, 458], True]


def test_blocks(local, local_list, tutorial):
    """ReadBlock, at the right and lower border too, where a block is larger than what there is."""

    def child(path, granules):
        dataset = gdal.Open(path)
        for number, (column, row) in ((1, (7, 4)), (32, (14, 14)), (2, (14, 0)), (3, (0, 14))):
            block = np.frombuffer(dataset.GetRasterBand(number).ReadBlock(column, row), np.int16).reshape(256, 256)
            width, height = min(256, 3660 - column * 256), min(256, 3660 - row * 256)
            wanted = hls_pixels.expected_window(granules[number - 1], "B04", column * 256, row * 256, width, height)
            assert np.array_equal(block[:height, :width], wanted)
        return True

    assert local.call(child, local_list, tutorial.granules)


def test_masks(local, local_list, tutorial):
    def child(path, granules):
        dataset = gdal.Open(path)
        for number in (1, 32):
            band = dataset.GetRasterBand(number)
            assert band.GetMaskFlags() == gdal.GMF_NODATA
            wanted = hls_pixels.expected_window(granules[number - 1], "B04", 0, 1000, 3660, 50) != -9999
            assert 0 < wanted.mean() < 1
            assert np.array_equal(band.GetMaskBand().ReadAsArray(0, 1000, 3660, 50), wanted * np.uint8(255))
        return True

    assert local.call(child, local_list, tutorial.granules)


def test_bit_fields_have_no_scale(local, link_list, tutorial, objects):
    granules = tutorial.granules[:4]
    paths = [os.fspath(objects / "lp-prod-protected" / tutorial.key(granule).replace("B04", "Fmask")) for granule in granules]

    def child(path, granules):
        dataset = gdal.Open(path)
        band = dataset.GetRasterBand(1)
        pixels = dataset.ReadAsArray(1000, 1000, 900, 100)
        equal = all(np.array_equal(pixels[i], hls_pixels.expected_window(g, "Fmask", 1000, 1000, 900, 100)) for i, g in enumerate(granules))
        return [str(pixels.dtype), band.GetNoDataValue(), band.GetScale(), band.GetOffset(), equal]

    assert local.call(child, link_list(paths), granules) == ["uint8", 255, None, None, True]


def test_a_time_without_the_band_is_nodata(local, link_list, tutorial, objects):
    """Of four times, two have no Fmask in the list: nothing was measured there."""
    granules, root = tutorial.granules[:4], objects / "lp-prod-protected"
    lines = [os.fspath(root / tutorial.key(granule)) for granule in granules]
    lines += [os.fspath(root / tutorial.key(granule).replace("B04", "Fmask")) for granule in granules[1:3]]
    path = link_list(lines)

    def child(path, granules):
        dataset = gdal.Open(f'HLSTS:"{path}":fmask')
        pixels = dataset.ReadAsArray(1500, 1000, 20, 10, buf_type=gdal.GDT_Int32)
        assert (pixels[[0, 3]] == 255).all()
        for band in (1, 2):
            assert np.array_equal(pixels[band], hls_pixels.expected_window(granules[band], "Fmask", 1500, 1000, 20, 10))
        return [dataset.GetRasterBand(number).GetMetadataItem("LINK", "HLSTS") is None for number in (1, 2, 3, 4)]

    assert local.call(child, path, granules) == [True, False, False, True]


@pytest.mark.parametrize("options", [[], ["SENSORS=L30"], ["START=2021-05-14"]])
def test_all_ways_to_an_array_have_the_times_of_the_list(local, link_list, tutorial, objects, options):
    """Of four times, only the last has nir: the others are steps all the same, and nodata, whether it is the array of a
    name, of BANDS or of the multidimensional view."""
    granules, root = tutorial.granules[:4], objects / "lp-prod-protected"
    lines = [os.fspath(root / tutorial.key(granule)) for granule in granules]
    lines.append(os.fspath(root / tutorial.key(granules[3]).replace("B04", "B05")))
    path = link_list(lines)

    def child(path, options):
        window = (1500, 1000, 20, 10)

        def of(dataset):
            bands = [dataset.GetRasterBand(1 + i) for i in range(dataset.RasterCount)]
            return [[band.GetDescription() for band in bands], [band.ReadAsArray(*window).tolist() for band in bands]]

        def opened(name, flags, *more):
            return gdal.OpenEx(name, flags, open_options=[*options, *more])

        def multidim(name, *more):
            root = opened(name, gdal.OF_MULTIDIM_RASTER, *more).GetRootGroup()
            stamps = root.OpenMDArray("time").ReadAsArray().tolist()
            pixels = root.OpenMDArray("nir").ReadAsArray([0, 1000, 1500], [len(stamps), 10, 20]).tolist()
            return [[str(np.datetime64(int(stamp), "s")) + "Z" for stamp in stamps], pixels]

        red = of(opened(f'HLSTS:"{path}":red', gdal.OF_RASTER))
        return red, [
            of(opened(f'HLSTS:"{path}":nir', gdal.OF_RASTER)),
            of(opened(path, gdal.OF_RASTER, "BANDS=nir")),
            multidim(path),
            multidim(path, "BANDS=nir"),
            multidim(f'HLSTS:"{path}":nir'),
        ]

    red, ways = local.call(child, path, options)
    wanted = {
        "[]": tutorial.times[:4],
        "['SENSORS=L30']": [tutorial.times[0], tutorial.times[3]],
        "['START=2021-05-14']": tutorial.times[2:4],
    }[str(options)]
    assert red[0] == [f"{time:%Y-%m-%dT%H:%M:%SZ}" for time in wanted]
    for times, pixels in ways:
        assert times == red[0] and pixels == ways[0][1]
        there = [any(value != -9999 for row in step for value in row) for step in pixels]
        assert there == [False] * (len(wanted) - 1) + [True]


# --- programs -----------------------------------------------------------------


@pytest.fixture
def stack(local, tmp_path, tutorial, objects) -> str:
    """The same series as GDAL can make it: a VRT of its files."""
    path = tmp_path / "stack.vrt"
    local.run("gdalbuildvrt", "-q", "-separate", path, *tutorial.files(objects))
    return os.fspath(path)


def checksums(local, path: object) -> list[int]:
    return [band["checksum"] for band in local.json("gdalinfo", "-json", "-checksum", path)["bands"]]


@pytest.mark.parametrize("options", [[], ["-co", "INTERLEAVE=PIXEL"], ["-outsize", "10%", "10%"], ["-scale", "0", "30000", "-ot", "Byte"]])
def test_gdal_translate(local, local_list, stack, tmp_path, options):
    window = [] if "-outsize" in options else ["-srcwin", "1500", "1000", "700", "300"]
    for number, source in enumerate((local_list, stack)):
        local.run("gdal_translate", "-q", *window, *options, source, tmp_path / f"{number}.tif")
    ours, theirs = (checksums(local, tmp_path / f"{number}.tif") for number in (0, 1))
    assert ours == theirs and len(ours) == 32


@pytest.mark.parametrize("form", ["ISO", "CF"])
@pytest.mark.parametrize("version", ["NC", "NC4"])
def test_gdal_translate_to_netcdf(local, local_list, tmp_path, tutorial, version, form):
    """Of the list and of a copy, which keeps its metadata. Texts aren't what GDAL's netCDF writer makes a time axis of."""
    if " netCDF -" not in local.run("gdalinfo", "--formats").stdout:
        pytest.skip("no driver netCDF")
    area = ["-srcwin", "1900", "1000", "30", "20"]
    local.run("gdal_translate", "-q", *area, "-oo", f"TIME_FORMAT={form}", local_list, tmp_path / "copy.tif")

    def child(path, granules):
        dataset = gdal.Open(path)
        pixels = dataset.ReadAsArray()
        assert len(pixels) == len(granules)
        for band, granule in enumerate(granules):
            assert np.array_equal(pixels[band], hls_pixels.expected_window(granule, "B04", 1900, 1000, 30, 20)), granule
        metadata = dataset.GetMetadata()
        return [metadata.get("NETCDF_DIM_time_VALUES"), metadata.get("time#units")]

    sources = [[*area, "-oo", f"TIME_FORMAT={form}", local_list], [tmp_path / "copy.tif"]]
    for number, source in enumerate(sources):
        target = tmp_path / f"{number}.nc"
        local.run("gdal_translate", "-q", "-of", "netCDF", "-co", f"FORMAT={version}", *source, target)
        values, unit = local.call(child, os.fspath(target), tutorial.granules)
        if form == "ISO":
            assert values is None and unit is None
        else:
            assert [float(value) for value in values.strip("{}").split(",")] == [time.timestamp() for time in tutorial.times]
            assert unit == "seconds since 1970-01-01 00:00:00"


@pytest.mark.parametrize("options", [["-r", "bilinear"], ["-r", "near", "-multi", "-wo", "NUM_THREADS=2"]])
def test_gdalwarp(local, local_list, stack, tmp_path, options):
    area = ["-t_srs", "EPSG:4326", "-te", "-102.2", "40.9", "-101.9", "41.1", "-ts", "200", "150"]
    for number, source in enumerate((local_list, stack)):
        local.run("gdalwarp", "-q", *area, *options, source, tmp_path / f"{number}.tif")
    ours, theirs = (checksums(local, tmp_path / f"{number}.tif") for number in (0, 1))
    assert ours == theirs and len(set(ours)) > 20


def test_gdallocationinfo(local, local_list, tutorial):
    from earthdata.hls import pixels as hls_pixels

    text = local.run("gdallocationinfo", "-valonly", local_list, 2000, 1500).stdout
    assert [int(value) for value in text.split()] == [
        int(hls_pixels.expected_window(granule, "B04", 2000, 1500, 1, 1)[0, 0]) for granule in tutorial.granules
    ]


def test_checksum_of_a_band(local, local_list, tutorial, objects):
    def child(path, files):
        dataset = gdal.Open(path)
        theirs = [gdal.Open(files[number - 1]) for number in (1, 20)]
        return [dataset.GetRasterBand(number).Checksum() == file.GetRasterBand(1).Checksum() for number, file in zip((1, 20), theirs)]

    assert local.call(child, local_list, tutorial.files(objects)) == [True, True]


def test_statistics(local, local_list, tutorial):
    def child(path, granule):
        dataset = gdal.Open(path)
        pixels = hls_pixels.expected_overview(granule, "B04", 3).astype(float)
        valid = pixels[pixels != -9999]
        found = dataset.GetRasterBand(1).GetOverview(3).ComputeStatistics(False)
        return np.allclose(found, [valid.min(), valid.max(), valid.mean(), valid.std()])

    assert local.call(child, local_list, tutorial.granules[0])


def test_vrt_over_the_list(local, local_list, tmp_path, tutorial):
    """A VRT of a subdataset keeps working: the connection string is all it needs."""
    local.run("gdal_translate", "-q", "-of", "VRT", "-b", "32", local_list, tmp_path / "one.vrt")

    def child(path, granule):
        return np.array_equal(
            gdal.Open(path).ReadAsArray(2000, 1000, 30, 20), hls_pixels.expected_window(granule, "B04", 2000, 1000, 30, 20)
        )

    assert local.call(child, os.fspath(tmp_path / "one.vrt"), tutorial.granules[31])


def test_writing_is_refused(local, local_list):
    def child(path):
        band = gdal.Open(path)
        return failure_of(band.GetRasterBand(1).WriteArray, np.zeros((1, 1), np.int16))

    assert local.call(child, local_list)


# --- local subsets and files that don't fit -----------------------------------


@pytest.fixture
def make_files(tmp_path, link_list, tutorial):
    """Writes the first granules of the tutorial as files with a recipe each, and their list."""

    def make(*recipes: Recipe | Path) -> str:
        lines = []
        for granule, recipe in zip(tutorial.granules, recipes):
            path = tmp_path / f"{granule}.B04.tif"
            if isinstance(recipe, Recipe):
                hls_generator.write(path, recipe)
            else:
                shutil.copy(recipe, path)
            lines.append(path.name)
        return link_list(lines)

    return make


SUBSET = Recipe(window=(1800, 1000, 300, 200))


def test_first_header_decides_for_local_subsets(local, make_files, tutorial):
    path = make_files(SUBSET, SUBSET, SUBSET)

    def child(path, granules):
        dataset = gdal.Open(path)
        pixels = dataset.ReadAsArray()
        for band, granule in enumerate(granules):
            assert np.array_equal(pixels[band], hls_pixels.expected_window(granule, "B04", 1800, 1000, 300, 200))
        band = dataset.GetRasterBand(1)
        return [dataset.GetGeoTransform(), band.GetOverviewCount(), dataset.GetSpatialRef().GetAuthorityCode(None)]

    transform, overviews, epsg = local.call(child, path, tutorial.granules[:3])
    assert transform == [699960 + 1800 * 30, 30, 0, 4600020 - 1000 * 30, 0, -30]
    assert (overviews, epsg) == (0, "32613")


def read_error(local, path: str, band: int | None = None) -> str:
    def child(path, band):
        dataset = gdal.Open(path)
        return failure_of(dataset.GetRasterBand(band).ReadAsArray if band else dataset.ReadAsArray)

    return local.call(child, path, band)


def test_another_grid_is_an_error_with_both_grids(local, make_files, tutorial):
    shifted = Recipe(window=(1801, 1000, 300, 200))
    path = make_files(SUBSET, shifted, SUBSET)
    message = read_error(local, path)
    assert tutorial.granules[1] in message and "line 2" in message
    assert "753960" in message and "753990" in message  # both origins
    assert not read_error(local, path, 1) and not read_error(local, path, 3)
    assert tutorial.granules[1] in read_error(local, path, 2)


def test_another_size_zone_or_type_is_an_error(local, make_files, tutorial):
    from earthdata.hls.grid import grid_of_tile

    grid = grid_of_tile("13TGF")
    for recipe, *words in (
        (Recipe(window=(1800, 1000, 300, 201)), "201", "200"),
        (Recipe(window=SUBSET.window, grid=Grid(32614, grid.ulx, grid.uly), vintage="epsg"), "32614", "32613"),
        (Recipe(window=SUBSET.window, dtype="float64"), "Float64", "Int16"),
    ):
        message = read_error(local, make_files(SUBSET, recipe))
        assert tutorial.granules[1] in message, message
        for word in words:
            assert word in message, message


def test_both_ways_of_writing_the_crs_are_one(local, make_files, tutorial):
    """The producer named neither datum nor EPSG code until 2022: that is no other grid."""
    path = make_files(Recipe(window=SUBSET.window, vintage="unnamed"), Recipe(window=SUBSET.window, vintage="epsg"))
    assert read_error(local, path) == ""


@pytest.fixture(scope="session")
def damaged(data_dir, tutorial) -> dict[str, Path]:
    """The second granule, damaged in every way that the generator knows."""
    from earthdata.hls import damage as hls_damage

    files = {}
    for kind in hls_damage.KINDS:
        path = data_dir / "damaged" / kind / f"{tutorial.granules[1]}.B04.tif"
        if not path.exists():
            hls_generator.write(path.with_suffix(".part"), Recipe(damage=kind), name=path.name)
            path.with_suffix(".part").replace(path)
        files[kind] = path
    return files


DAMAGES = ["truncated", "text-mode", "bad-header", "bad-magic", "bad-tiles"]


@pytest.mark.parametrize("kind", DAMAGES)
def test_damaged_file_is_named_and_the_others_are_right(local, link_list, damaged, tutorial, objects, kind):
    files = tutorial.files(objects)[:3]
    path = link_list([files[0], os.fspath(damaged[kind]), files[2]])

    def child(path, granules):
        dataset = gdal.Open(path)
        messages = {}
        for threads in (1, 64):
            again = gdal.OpenEx(path, gdal.OF_RASTER, open_options=[f"NUM_THREADS={threads}"])
            messages[failure_of(again.ReadAsArray, 1500, 1700, 600, 600)] = threads
        for band in (1, 3):
            wanted = hls_pixels.expected_window(granules[band - 1], "B04", 1500, 1700, 600, 600)
            assert np.array_equal(dataset.GetRasterBand(band).ReadAsArray(1500, 1700, 600, 600), wanted)
        return list(messages)

    messages = local.call(child, path, tutorial.granules[:3])
    assert len(messages) == 1, "the outcome depends on the number of threads"
    assert messages[0].startswith("HLSTS: cannot read " + tutorial.granules[1]), messages[0]
    assert "line 2" in messages[0] and "links.txt" in messages[0]


@pytest.mark.parametrize("kind", ["truncated", "text-mode"])
def test_damage_is_seen_from_the_length(local, link_list, damaged, tutorial, objects, kind):
    """Also where the window asked for is whole: overviews and single pixels are never right by luck."""
    path = link_list([tutorial.files(objects)[0], os.fspath(damaged[kind])])

    def child(path):
        dataset = gdal.Open(path)
        band = dataset.GetRasterBand(2)
        return [
            failure_of(band.ReadAsArray, 2000, 1000, 1, 1),
            failure_of(dataset.ReadAsArray, 0, 0, 3660, 3660, buf_xsize=229, buf_ysize=229),
            failure_of(band.GetOverview(3).ReadAsArray),
        ]

    for message in local.call(child, path):
        assert tutorial.granules[1] in message, message


def test_real_damaged_file(local, link_list, samples):
    """A COG that went through a hook for text files, as published; and the same file repaired."""
    granule = "HLS.L30.T19LBJ.2020239T144556.v2.0"
    file = f"{granule}.B01.tif"
    repaired = samples / "s3" / "lp-prod-protected" / "HLSL30.020" / granule / file

    def child(path):
        dataset = gdal.Open(path)
        if dataset is None:
            return []
        band = dataset.GetRasterBand(1)
        rng = np.random.default_rng(1)
        failures = [failure_of(band.ReadAsArray), failure_of(band.GetOverview(0).ReadAsArray), failure_of(band.GetOverview(3).ReadAsArray)]
        return failures + [failure_of(band.ReadAsArray, int(x), int(y), 1, 1) for x, y in rng.integers(0, 3660, (50, 2))]

    assert set(local.call(child, link_list([os.fspath(repaired)], "good.txt"))) == {""}
    # As the only (hence first) file the damage shows at open.
    done = local.run("gdalinfo", link_list([os.fspath(samples / "damaged" / file)], "bad.txt"), check=False)
    assert done.returncode != 0 and granule in done.stderr and "damaged" in done.stderr


def test_missing_file_is_named(local, link_list, tutorial, objects, tmp_path):
    missing = tmp_path / f"{tutorial.granules[1]}.B04.tif"
    path = link_list([tutorial.files(objects)[0], os.fspath(missing)])
    message = read_error(local, path)
    assert tutorial.granules[1] in message and os.fspath(missing) in message
    assert not read_error(local, path, 1)


def test_of_several_failures_the_first_is_reported(local, link_list, tutorial, objects, tmp_path):
    files = tutorial.files(objects)[:12]
    for number in (3, 5, 7, 11):
        files[number] = os.fspath(tmp_path / Path(files[number]).name)
    path = link_list(files)

    def child(path):
        def message(threads):
            dataset = gdal.OpenEx(path, gdal.OF_RASTER, open_options=[f"NUM_THREADS={threads}"])
            return failure_of(dataset.ReadAsArray, 0, 0, 600, 600)

        return [message(threads) for threads in (1, 2, 7, 64) for _ in range(5)]

    messages = set(local.call(child, path))
    assert len(messages) == 1 and tutorial.granules[3] in messages.pop()


# --- progress, threads, processes ---------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 64])
def test_progress_stops_a_read(local, local_list, threads):
    """After the callback has said no, the read ends within a few granules and is an error; the next one is right."""

    def child(path, threads):
        dataset = gdal.OpenEx(path, gdal.OF_RASTER, open_options=[f"NUM_THREADS={threads}"])
        shares = []

        def progress(share, text, data):
            shares.append(share)
            return 0 if share > 0.2 else 1

        gdal.ErrorReset()
        message = failure_of(dataset.ReadRaster, 0, 0, 3660, 1000, callback=progress)
        after = [share for share in shares if share > 0.2]
        whole = []
        dataset.ReadRaster(0, 0, 600, 600, callback=lambda share, text, data: whole.append(share) or 1)
        return [message, len(after), shares == sorted(shares), whole[-1], whole == sorted(whole)]

    message, calls_after_no, ascending, last, whole_ascending = local.call(child, local_list, threads)
    assert message and calls_after_no == 1
    assert ascending and whole_ascending and last == 1


def test_number_of_threads_does_not_change_the_pixels(local, local_list):
    def child(path):
        import hashlib

        sums = set()
        for threads in ("1", "2", "3", "64", "ALL_CPUS"):
            data = gdal.OpenEx(path, gdal.OF_RASTER, open_options=[f"NUM_THREADS={threads}"]).ReadRaster(1000, 1000, 800, 300)
            sums.add(hashlib.sha256(data).hexdigest())
        return len(sums)

    assert local.call(child, local_list) == 1


def test_64_threads_on_one_dataset(local, local_list, tutorial):
    def child(path, granules):
        import threading

        dataset = gdal.Open(path)
        rng = np.random.default_rng(7)
        windows = [(int(x), int(y), 60, 50) for x, y in rng.integers(0, 3600, (64, 2))]
        wrong = []

        def read(number):
            window = windows[number]
            bands = [number % 32 + 1, (number * 7) % 32 + 1, (number * 5 + 3) % 32 + 1]
            pixels = np.frombuffer(dataset.ReadRaster(*window, band_list=bands), np.int16).reshape(3, 50, 60)
            one = dataset.GetRasterBand(bands[0]).ReadAsArray(*window)
            for place, band in enumerate(bands):
                wanted = hls_pixels.expected_window(granules[band - 1], "B04", *window)
                if not np.array_equal(pixels[place], wanted):
                    wrong.append((number, band))
            if not np.array_equal(one, pixels[0]):
                wrong.append((number, "band"))

        threads = [threading.Thread(target=read, args=(number,)) for number in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return wrong

    assert local.call(child, local_list, tutorial.granules) == []


def test_thread_safe_flag(local, local_list, tutorial):
    """GDAL_OF_THREAD_SAFE (3.10 and newer)."""

    def child(path, granules):
        if not hasattr(gdal, "OF_THREAD_SAFE"):
            return None
        from concurrent.futures import ThreadPoolExecutor

        dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_THREAD_SAFE)

        def read(number):
            pixels = dataset.GetRasterBand(number + 1).ReadAsArray(2000, 100 * number, 40, 30)
            return np.array_equal(pixels, hls_pixels.expected_window(granules[number], "B04", 2000, 100 * number, 40, 30))

        with ThreadPoolExecutor(16) as pool:
            return all(pool.map(read, range(32)))

    outcome = local.call(child, local_list, tutorial.granules)
    if outcome is None:
        pytest.skip("this GDAL has no GDAL_OF_THREAD_SAFE")
    assert outcome


@pytest.mark.parametrize("read_before", [False, True])
def test_fork_after_open(local, local_list, tutorial, read_before):
    """Parent and children read after a fork, as gunicorn and multiprocessing do it; nobody hangs."""

    def child(path, granules, read_before):
        import multiprocessing

        dataset = gdal.Open(path)

        def is_right():
            pixels = dataset.ReadAsArray(1900, 1000, 70, 60)
            return all(np.array_equal(pixels[i], hls_pixels.expected_window(g, "B04", 1900, 1000, 70, 60)) for i, g in enumerate(granules))

        if read_before:
            assert is_right()
        context = multiprocessing.get_context("fork")
        queue = context.Queue()
        children = [context.Process(target=lambda: queue.put(is_right())) for _ in range(3)]
        for process in children:
            process.start()
        mine = is_right()
        theirs = [queue.get(timeout=60) for _ in children]
        for process in children:
            process.join(60)
        return [mine, *theirs, [process.exitcode for process in children]]

    assert local.call(child, local_list, tutorial.granules, read_before) == [True] * 4 + [[0, 0, 0]]


def test_more_granules_than_file_descriptors(local, tmp_path, tutorial):
    """1100 files with 256 descriptors, by the classic view with 64 threads."""
    if not shutil.which("prlimit"):
        pytest.skip("needs prlimit")
    hls_generator.write(tmp_path / f"{tutorial.granules[0]}.B04.tif", Recipe(window=(1800, 1000, 20, 10)))
    names = [f"HLS.L30.T13TGF.{2013 + number // 300}{1 + number % 300:03d}T172406.v2.0.B04.tif" for number in range(1100)]
    for name in names:
        os.link(tmp_path / f"{tutorial.granules[0]}.B04.tif", tmp_path / name)
    (tmp_path / "links.txt").write_text("".join(name + "\n" for name in names))

    def child(path, granule):
        import resource

        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 256
        wanted = hls_pixels.expected_window(granule, "B04", 1800, 1000, 20, 10)
        dataset = gdal.Open(path)
        for _ in range(2):
            assert (dataset.ReadAsArray() == wanted).all()
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        assert (array.ReadAsArray() == wanted).all()
        return dataset.RasterCount

    count, _ = local.call_and_output(child, os.fspath(tmp_path / "links.txt"), tutorial.granules[0], prefix=["prlimit", "--nofile=256:256"])
    assert count == 1100


@pytest.mark.parametrize("ending", ["nothing closed", "DestroyDriverManager", "os._exit"])
def test_end_of_the_process_with_everything_open(local, local_list, ending):
    """Datasets, bands and arrays alive at the end, in any order: no crash, no hang."""

    script = f"""
import ctypes, os
from osgeo import gdal
gdal.UseExceptions()
dataset = gdal.Open({local_list!r})
band = dataset.GetRasterBand(3)
overview = band.GetOverview(2)
array = gdal.OpenEx({local_list!r}, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
view = array.GetView("[::3,0:100,0:100]")
classic = array.AsClassicDataset(2, 1)
dataset.ReadAsArray(0, 0, 300, 300); overview.ReadAsArray(); view.ReadAsArray(); classic.ReadAsArray(0, 0, 10, 10)
ending = {ending!r}
print("READ", flush=True)
if ending == "DestroyDriverManager":
    # What GDAL itself closes then must not be closed again by Python.
    del overview, band, dataset, classic
    # Not by GDAL's bindings: theirs crashes on 3.13 without any plugin.
    libgdal = next(line.split()[-1] for line in open("/proc/self/maps") if "libgdal" in line)
    ctypes.CDLL(libgdal).GDALDestroyDriverManager()
elif ending == "os._exit":
    os._exit(0)
"""
    done = local.run(sys.executable, "-c", script)
    assert "READ" in done.stdout and not done.stderr


@pytest.mark.parametrize("delay", [0, 0.02, 0.1, 0.3])
def test_end_of_the_process_during_a_read(local, local_list, delay):
    """exit() while another thread reads an array: destructors of libraries run under its feet. (The interpreter's own end
    would stop that thread inside GDAL's bindings, which aborts for every driver.)"""

    script = f"""
import ctypes, threading, time
from osgeo import gdal
gdal.UseExceptions()
array = gdal.OpenEx({local_list!r}, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
begun = threading.Event()

def read():
    begun.set()
    array.Read()

threading.Thread(target=read, daemon=True).start()
begun.wait()
time.sleep({delay})
ctypes.CDLL(None).exit(7)
"""
    assert local.run(sys.executable, "-c", script, check=False).returncode == 7


def test_open_and_close_leave_no_threads_and_no_files(local, local_list):
    def child(path):
        def use():
            dataset = gdal.Open(path)
            dataset.ReadAsArray(2000, 1000, 3, 3)
            array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")  # noqa: F841 (held while we count)
            return len(os.listdir("/proc/self/task"))

        def held():
            return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))

        use()  # PROJ keeps its database open
        before = held()
        during = [use() for _ in range(5)]
        return [before, during, held()]

    before, during, after = local.call(child, local_list)
    assert after == before and min(during) > before[0]
