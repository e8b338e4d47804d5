"""The multidimensional view: dimensions, coordinates, attributes, and reads of any shape."""

from __future__ import annotations

import os
import shutil

import earthdata_emulator
import pytest

from earthdata.hls import generator as hls_generator
from earthdata.hls.generator import Recipe


@pytest.fixture
def subset_list(tmp_path, link_list, tutorial) -> str:
    """Small local subsets of the first eight granules: 60 rows, 50 columns."""
    names = []
    for granule in tutorial.granules[:8]:
        names.append(f"{granule}.B04.tif")
        hls_generator.write(tmp_path / names[-1], Recipe(window=(1900, 1000, 50, 60)))
    return link_list(names)


# --- structure ----------------------------------------------------------------


def test_coordinates(local, local_list, tutorial):
    def child(path):
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        answer = {}
        for name in ("time", "y", "x"):
            array = root.OpenMDArray(name)
            values = array.ReadAsArray()
            attributes = {attribute.GetName(): attribute.Read() for attribute in array.GetAttributes()}
            answer[name] = [values[0], values[-1], bool((np.diff(values) > 0).all()), attributes, array.GetUnit()]
        dimension = root.GetDimensions()[0]
        answer["type"] = dimension.GetType()
        answer["indexing"] = dimension.GetIndexingVariable().GetName()
        for name in ("granule", "sensor", "link"):
            array = root.OpenMDArray(name)
            assert [d.GetName() for d in array.GetDimensions()] == ["time"]
            answer[name] = list(array.Read())
        return answer

    found = local.call(child, local_list)
    times = [time.timestamp() for time in tutorial.times]
    assert found["time"][:3] == [times[0], times[-1], True]
    assert found["time"][3]["standard_name"] == "time" and "calendar" in found["time"][3]
    assert found["time"][4] == "seconds since 1970-01-01 00:00:00"
    assert (found["type"], found["indexing"]) == ("TEMPORAL", "time")
    assert found["x"][:3] == [699975, 699975 + 3659 * 30, True]
    assert found["y"][:3] == [4600005, 4600005 - 3659 * 30, False]
    assert found["x"][3]["standard_name"] == "projection_x_coordinate" and found["y"][3]["standard_name"] == "projection_y_coordinate"
    assert found["granule"] == tutorial.granules
    assert found["sensor"] == [granule.split(".")[1] for granule in tutorial.granules]
    assert [os.path.basename(link) for link in found["link"]] == [f"{granule}.B04.tif" for granule in tutorial.granules]


@pytest.mark.parametrize(
    ("epsg", "names", "units", "mapping"),
    [
        (4326, ["longitude", "latitude"], ["degrees_east", "degrees_north"], [2, 1]),
        (32613, ["projection_x_coordinate", "projection_y_coordinate"], ["m", "m"], [1, 2]),
        (2263, ["projection_x_coordinate", "projection_y_coordinate"], ["US_survey_foot", "US_survey_foot"], [1, 2]),
        (3067, ["projection_x_coordinate", "projection_y_coordinate"], ["m", "m"], [1, 2]),
        (2193, ["projection_x_coordinate", "projection_y_coordinate"], ["m", "m"], [2, 1]),
        (0, [None, None], ["", ""], None),
    ],
)
def test_coordinates_are_described_as_the_crs_has_them(local, tmp_path, link_list, epsg, names, units, mapping):
    """Local files may have been warped."""
    name = "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"

    def child(file, path, epsg):
        made = gdal.GetDriverByName("GTiff").Create(file, 5, 4, 1, gdal.GDT_Int16)
        made.SetGeoTransform([-105, 0.01, 0, 40, 0, -0.01])
        if epsg:
            crs = osr.SpatialReference()
            crs.ImportFromEPSG(epsg)
            made.SetSpatialRef(crs)
        made = None
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        axes = [root.OpenMDArray(axis) for axis in "xy"]
        attributes = [{attribute.GetName(): attribute.Read() for attribute in axis.GetAttributes()} for axis in axes]
        crs = root.OpenMDArray("red").AsClassicDataset(2, 1).GetSpatialRef()
        return [
            [attribute.get("standard_name") for attribute in attributes],
            [attribute.get("units", "") for attribute in attributes],
            [attribute["axis"] for attribute in attributes],
            crs and list(crs.GetDataAxisToSRSAxisMapping()),
        ]

    found = local.call(child, os.fspath(tmp_path / name), link_list([name]), epsg)
    assert found == [names, units, ["X", "Y"], mapping]


def test_array_properties(local, local_list):
    def child(path):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        reference = array.GetSpatialRef()
        return {
            "name": array.GetFullName(),
            "nodata": array.GetNoDataValueAsDouble(),
            "scale": array.GetScale(),
            "offset": array.GetOffset(),
            "unit": array.GetUnit(),
            "block": array.GetBlockSize(),
            "attributes": {attribute.GetName(): attribute.Read() for attribute in array.GetAttributes()},
            "epsg": reference.GetAuthorityCode(None),
            "mapping": reference.GetDataAxisToSRSAxisMapping(),
            "dimensions": [dimension.GetFullName() for dimension in array.GetDimensions()],
        }

    found = local.call(child, local_list)
    assert found["attributes"]["long_name"] == "Red" and found["attributes"]["standard_name"]
    assert (found["nodata"], found["scale"], found["offset"]) == (-9999, 0.0001, 0)
    assert found["block"] == [1, 256, 256] and found["epsg"] == "32613" and found["mapping"] == [3, 2]
    assert found["dimensions"] == ["/time", "/y", "/x"] and found["name"] == "/red"


def test_unknown_names(local, local_list):
    def child(path):
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        gdal.DontUseExceptions()
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        return [root.OpenMDArray("purple") is None, root.OpenGroup("13TGF") is None]

    assert local.call(child, local_list) == [True, True]


def test_one_band_of_a_list(local, link_list, tutorial, objects):
    root = objects / "lp-prod-protected"
    lines = [os.fspath(root / tutorial.key(granule).replace("B04", band)) for granule in tutorial.granules[:2] for band in ("B04", "Fmask")]

    def child(path):
        root = gdal.OpenEx(f'HLSTS:"{path}":fmask', gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        return sorted(set(root.GetMDArrayNames()) & {"red", "fmask"})

    assert local.call(child, link_list(lines)) == ["fmask"]


# --- pixels -------------------------------------------------------------------


def test_whole_array_equals_the_files(local, local_list, tutorial, objects):
    def child(path, files):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        pixels = array.ReadAsArray()
        return [pixels.shape, [file for i, file in enumerate(files) if not np.array_equal(pixels[i], gdal.Open(file).ReadAsArray())]]

    assert local.call(child, local_list, tutorial.files(objects)) == [[32, 3660, 3660], []]


def test_views_with_steps(local, local_list, tutorial):
    """Slices as numpy means them: steps, negative steps, single indices, an ellipsis, a new axis."""

    def child(path, granules):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        whole = np.stack([hls_pixels.expected_window(granule, "B04", 1600, 1000, 600, 700) for granule in granules])  # noqa: F841 (eval below)
        inner = array.GetView("[:,1000:1700,1600:2200]")
        for text in (
            "[3,10:20,5:9]", "[::-1,0:5,0:5]", "[31:0:-7,699:0:-100,599:0:-99]", "[::5,::37,::41]", "[:,300,200]", "[7]", "[...,0]",
            "[0:1,650:700:3,0:600:7]", "[2,::-1,::-1]", "[np.newaxis,4,5:6,7:8]".replace("np.", ""), "[::31,0:700:699,0:600:599]",
        ):  # fmt: skip
            wanted = eval("whole" + text.replace("newaxis", "np.newaxis"))
            assert np.array_equal(inner.GetView(text).ReadAsArray(), wanted), text
        return True

    assert local.call(child, local_list, tutorial.granules)


def test_random_hyperslabs(local, subset_list, tutorial):
    """Start, count, step and stride at random, in several types, against numpy on the generated pixels."""

    def child(path, granules):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        whole = np.stack([hls_pixels.expected_window(granule, "B04", 1900, 1000, 50, 60) for granule in granules])
        rng = np.random.default_rng(20210513)
        kinds = [(gdal.GDT_Int16, np.int16), (gdal.GDT_Int32, np.int32), (gdal.GDT_Float32, np.float32), (gdal.GDT_Float64, np.float64)]
        for _ in range(400):
            start, count, step = [], [], []
            for size in whole.shape:
                n = int(rng.integers(1, min(size, 12) + 1))
                longest = max(1, (size - 1) // max(1, n - 1))
                s = int(rng.integers(1, longest + 1)) * int(rng.choice([-1, 1]))
                reach = (n - 1) * abs(s)
                first = int(rng.integers(0, size - reach)) + (reach if s < 0 else 0)
                start.append(first), count.append(n), step.append(s)
            index = np.ix_(*[np.arange(n) * s + f for f, n, s in zip(start, count, step)])
            kind, dtype = kinds[rng.integers(len(kinds))]
            order = rng.permutation(3)
            # Strides of a buffer whose axes lie in another order.
            sizes, stride = [count[axis] for axis in order], [0, 0, 0]
            for place, axis in enumerate(order):
                stride[axis] = int(np.prod(sizes[place + 1 :], dtype=int))
            data = array.Read(
                array_start_idx=start,
                count=count,
                array_step=step,
                buffer_stride=stride,
                buffer_datatype=gdal.ExtendedDataType.Create(kind),
            )
            pixels = np.frombuffer(data, dtype).reshape(sizes).transpose(np.argsort(order))
            assert np.array_equal(pixels, whole[index]), (start, count, step, stride)
        return True

    assert local.call(child, subset_list, tutorial.granules[:8])


def test_strides_of_zero_equal_those_of_an_array_in_memory(local, subset_list, tutorial):
    """Values that share a place: the last one stays, and nothing beside the buffer is written."""

    def child(path, granules):
        import itertools

        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        memory = gdal.GetDriverByName("MEM").CreateMultiDimensional("").GetRootGroup()
        sizes = [dimension.GetSize() for dimension in array.GetDimensions()]
        dimensions = [memory.CreateDimension(name, None, None, size) for name, size in zip("tyx", sizes)]
        copy = memory.CreateMDArray("red", dimensions, array.GetDataType())
        copy.WriteArray(array.ReadAsArray())
        tried = 0
        for count in ([1, 60, 50], [8, 60, 50], [8, 60, 1], [8, 1, 50], [1, 1, 50], [1, 60, 1], [8, 1, 1]):
            dense = [count[1] * count[2], count[2], 1]
            for zeros, kind, sign in itertools.product(itertools.product([0, 1], repeat=3), ("Int16", "Float64"), (1, -1)):
                request = {
                    "array_start_idx": [0 if sign > 0 else n - 1 for n in count],
                    "count": count,
                    "array_step": [sign] * 3,
                    "buffer_stride": [0 if zero else stride for zero, stride in zip(zeros, dense)],
                    "buffer_datatype": gdal.ExtendedDataType.Create(gdal.GetDataTypeByName(kind)),
                }
                assert array.Read(**request) == copy.Read(**request), (count, zeros, kind, sign)
                tried += 1
        return tried

    assert local.call(child, subset_list, tutorial.granules[:8]) == 7 * 8 * 2 * 2


def test_large_read_with_a_row_stride_of_zero(local, local_list, objects, tutorial):
    """All rows share one row of the buffer."""

    def child(path, file):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        data = array.Read([0, 0, 0], [1, 2000, 2000], buffer_stride=[0, 0, 1])
        return np.array_equal(np.frombuffer(data, np.int16), gdal.Open(file).ReadAsArray(0, 1999, 2000, 1)[0])

    assert local.call(child, local_list, tutorial.files(objects)[0])


def test_reads_outside_are_errors(local, subset_list):
    def child(path):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        requests = [
            ([0, 0, 50], [1, 1, 1], None),
            ([0, 0, 0], [9, 1, 1], None),
            ([0, 0, 0], [1, 61, 1], None),
            ([0, 0, 0], [2, 1, 1], [-1, 1, 1]),
            ([7, 0, 0], [2, 1, 1], [2**62, 1, 1]),
            ([0, 0, 0], [3, 1, 1], [2**63 - 1, 1, 1]),
            ([2**63, 0, 0], [1, 1, 1], None),
        ]
        silent = []
        for start, count, step in requests:
            try:
                if array.Read(array_start_idx=start, count=count, array_step=step) is not None:
                    silent.append([start, count])
            except Exception:
                pass
        return silent

    assert local.call(child, subset_list) == []


def test_transposed(local, subset_list, tutorial):
    def child(path, granules):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        whole = np.stack([hls_pixels.expected_window(granule, "B04", 1900, 1000, 50, 60) for granule in granules])
        for axes in ([0, 2, 1], [2, 0, 1], [1, 2, 0]):
            assert np.array_equal(array.Transpose(axes).ReadAsArray(), whole.transpose(axes))
            assert np.array_equal(array.Transpose(axes).GetView("[::2,::-3,5:6]").ReadAsArray(), whole.transpose(axes)[::2, ::-3, 5:6])
        return True

    assert local.call(child, subset_list, tutorial.granules[:8])


def test_unscaled_and_mask(local, local_list, tutorial):
    def child(path, granules):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        view = "[0:3,1000:1010,600:2000]"
        stored = np.stack([hls_pixels.expected_window(granule, "B04", 600, 1000, 1400, 10) for granule in granules[:3]])
        missing = stored == -9999
        assert missing.any() and not missing.all()
        values = array.GetUnscaled().GetView(view).ReadAsArray()
        assert np.isnan(values[missing]).all()
        assert np.allclose(values[~missing], stored[~missing] * 0.0001, rtol=0, atol=1e-12)
        mask = array.GetMask().GetView(view).ReadAsArray()
        assert np.array_equal(mask.astype(bool), ~missing)
        return True

    assert local.call(child, local_list, tutorial.granules)


def test_as_classic_dataset(local, local_list, tutorial):
    def child(path, granules):
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        dataset = root.OpenMDArray("red").AsClassicDataset(2, 1)
        pixels = dataset.ReadAsArray(1900, 1000, 70, 60)
        for band, granule in enumerate(granules):
            assert np.array_equal(pixels[band], hls_pixels.expected_window(granule, "B04", 1900, 1000, 70, 60)), granule
        band = dataset.GetRasterBand(32)
        return [
            dataset.RasterCount,
            dataset.GetGeoTransform(),
            dataset.GetSpatialRef().GetAuthorityCode(None),
            band.GetNoDataValue(),
            band.GetScale(),
        ]

    assert local.call(child, local_list, tutorial.granules) == [32, [699960, 30, 0, 4600020, 0, -30], "32613", -9999, 0.0001]


def test_pixels_of_a_file_in_strips(programs, link_list, tmp_path):
    """Vegetation indices: rows as blocks, remote, so that the layout is foretold."""
    granule = "HLS-VI.L30.T13TGF.2021133T172406.v2.0"
    key = f"lp-prod-protected/HLSL30_VI.020/{granule}/{granule}.NDVI.tif"
    file = tmp_path / "objects" / key
    file.parent.mkdir(parents=True)

    def make(file):
        made = gdal.GetDriverByName("GTiff").Create(file, 3660, 3660, 1, gdal.GDT_Int16, ["COMPRESS=DEFLATE"])
        made.SetGeoTransform([699960, 30, 0, 4600020, 0, -30])
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(32613)
        made.SetSpatialRef(crs)
        made.GetRasterBand(1).SetNoDataValue(-19999)
        rows, columns = np.ogrid[:3660, :3660]
        made.WriteArray(((rows * 7 + columns) % 10000).astype(np.int16))
        return made.GetRasterBand(1).GetBlockSize()

    def read(path):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("ndvi")
        dataset = gdal.Open(path)
        band = dataset.GetRasterBand(1)
        rows, columns = np.ogrid[:3660, :3660]
        wanted = (rows * 7 + columns) % 10000
        for view in ("[0,1000:1300,5:700]", "[0,1300:1000:-1,700:5:-1]", "[0,::-37,::41]", "[0,:,3659]", "[0,3659,:]", "[0,20:60:2,::-1]"):
            assert np.array_equal(array.GetView(view).ReadAsArray(), eval("wanted" + view.replace("0,", "", 1))), view
        assert np.array_equal(array.Transpose([0, 2, 1]).GetView("[0,100:110,:]").ReadAsArray(), wanted.T[100:110])
        assert np.array_equal(band.ReadAsArray(3000, 3500, 660, 160), wanted[3500:, 3000:])
        assert np.array_equal(np.frombuffer(band.ReadBlock(0, 3659), np.int16), wanted[3659])
        small = band.ReadAsArray(0, 0, 3660, 3660, 366, 366)
        return [band.GetBlockSize(), list(array.GetBlockSize()), band.GetOverviewCount(), small.shape]

    with earthdata_emulator.running([tmp_path / "objects"]) as emulator:
        runner = programs(emulator.environment())
        block = runner.call(make, os.fspath(file))
        assert block == [3660, 1]
        assert runner.call(read, link_list([f"s3://{key}"])) == [block, [1, 1, 3660], 0, [366, 366]]
        assert not emulator.log().violations


def test_pixels_as_text(local, subset_list, tutorial):
    """A buffer of strings, which only GDAL's own conversion can fill."""

    def child(path, granule):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red").GetView("[0,3:5,4:7]")
        try:
            texts = array.Read(buffer_datatype=gdal.ExtendedDataType.CreateString())
        except Exception as problem:
            return str(problem)
        return [int(text) for text in texts] == hls_pixels.expected_window(granule, "B04", 1904, 1003, 3, 2).ravel().tolist()

    outcome = local.call(child, subset_list, tutorial.granules[0])
    if isinstance(outcome, str):
        pytest.skip(f"GDAL's Python bindings can't: {outcome}")
    assert outcome


def test_missing_granule_is_named(local, link_list, tutorial, objects, tmp_path):
    missing = tmp_path / f"{tutorial.granules[1]}.B04.tif"
    path = link_list([tutorial.files(objects)[0], os.fspath(missing)])

    def child(path):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        return [failure_of(array.GetView("[:,0:5,0:5]").ReadAsArray), failure_of(array.GetView("[0,0:5,0:5]").ReadAsArray)]

    message, nothing = local.call(child, path)
    assert tutorial.granules[1] in message and "line 2" in message and nothing == ""


# --- lifetimes and threads ------------------------------------------------------


def test_array_outlives_group_and_dataset(local, local_list, tutorial):
    def child(path, granules):
        import gc

        dataset = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER)
        root = dataset.GetRootGroup()
        array, time, granule = (root.OpenMDArray(name) for name in ("red", "time", "granule"))
        view, unscaled = array.GetView("[::-1,1000:1003,2000:2004]"), array.GetUnscaled()
        del root, dataset
        gc.collect()
        assert time.ReadAsArray()[0] > 0 and granule.Read()[0] == granules[0]
        dimension = array.GetDimensions()[0]
        del array, time, granule
        gc.collect()
        assert dimension.GetIndexingVariable().ReadAsArray().size == 32
        assert unscaled.GetView("[0,1000,2000]").ReadAsArray() is not None
        del unscaled, dimension
        return np.array_equal(view.ReadAsArray()[0], hls_pixels.expected_window(granules[-1], "B04", 2000, 1000, 4, 3))

    assert local.call(child, local_list, tutorial.granules)


def test_64_threads_on_one_array(local, local_list, tutorial):
    def child(path, granules):
        from concurrent.futures import ThreadPoolExecutor

        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        rng = np.random.default_rng(11)
        points = [
            (int(t), int(y), int(x)) for t, y, x in zip(rng.integers(0, 30, 64), rng.integers(0, 3600, 64), rng.integers(0, 3600, 64))
        ]

        def read(point):
            t, y, x = point
            data = array.Read(array_start_idx=[t, y, x], count=[2, 20, 30])
            pixels = np.frombuffer(data, np.int16).reshape(2, 20, 30)
            return all(np.array_equal(pixels[i], hls_pixels.expected_window(granules[t + i], "B04", x, y, 30, 20)) for i in (0, 1))

        with ThreadPoolExecutor(64) as pool:
            return all(pool.map(read, points))

    assert local.call(child, local_list, tutorial.granules)


# --- programs -------------------------------------------------------------------


def test_gdalmdiminfo_detailed(local, subset_list, tutorial):
    information = local.json("gdalmdiminfo", "-detailed", "-limit", "3", subset_list)
    arrays = information["arrays"]
    assert arrays["granule"]["values"][0] == tutorial.granules[0]
    assert arrays["red"]["srs"]["wkt"] and arrays["red"]["attributes"]["long_name"]["value"] == "Red"


def has_driver(local, name: str) -> bool:
    return name in local.run("gdalinfo", "--formats").stdout


@pytest.mark.parametrize(("name", "extension"), [("netCDF", "nc"), ("Zarr", "zarr")])
def test_gdalmdimtranslate(local, subset_list, tutorial, tmp_path, name, extension):
    """The whole cube, coordinates and attributes in another format, and a slice of it."""
    if not shutil.which("gdalmdimtranslate") or f" {name} -" not in local.run("gdalinfo", "--formats").stdout:
        pytest.skip(f"no gdalmdimtranslate or no driver {name}")
    target = tmp_path / f"out.{extension}"
    local.run("gdalmdimtranslate", "-of", name, subset_list, target)

    def child(path, granules):
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        array = root.OpenMDArray("red")
        whole = np.stack([hls_pixels.expected_window(granule, "B04", 1900, 1000, 50, 60) for granule in granules])
        times = root.OpenMDArray("time")
        return [
            np.array_equal(array.ReadAsArray(), whole),
            array.GetScale(),
            array.GetNoDataValueAsDouble(),
            times.ReadAsArray().tolist(),
            times.GetUnit(),
        ]

    equal, scale, nodata, times, unit = local.call(child, os.fspath(target), tutorial.granules[:8])
    assert equal and scale == 0.0001 and nodata == -9999
    assert times == [time.timestamp() for time in tutorial.times[:8]] and unit == "seconds since 1970-01-01 00:00:00"
    part = tmp_path / f"part.{extension}"
    local.run("gdalmdimtranslate", "-of", name, "-array", "name=red,view=[::-2,10:20,::7]", subset_list, part)


def test_netcdf_is_understood_by_xarray(local, subset_list, tutorial, tmp_path):
    """What the attributes are for: xarray makes times of the times and NaN of the nodata, without further help."""
    pytest.importorskip("xarray")
    pytest.importorskip("netCDF4")
    if " netCDF -" not in local.run("gdalinfo", "--formats").stdout:
        pytest.skip("no driver netCDF")
    local.run("gdalmdimtranslate", "-of", "netCDF", subset_list, tmp_path / "out.nc")

    def child(path):
        import xarray

        dataset = xarray.open_dataset(path, engine="netcdf4")
        red = dataset["red"]
        return [list(red.dims), [str(value)[:19] for value in dataset["time"].values], float(red.max()), red.attrs.get("long_name")]

    dims, times, maximum, long_name = local.call(child, os.fspath(tmp_path / "out.nc"))
    assert dims == ["time", "y", "x"] and long_name == "Red" and 0.1 < maximum < 3.1
    assert times == [f"{time:%Y-%m-%dT%H:%M:%S}" for time in tutorial.times[:8]]
