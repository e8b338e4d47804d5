"""rasterio and rioxarray on a list, in whatever versions the machine has; no credential code, no code of ours."""

from __future__ import annotations

import os

import pytest

pytest.importorskip("rasterio", reason="needs python3-rasterio")


@pytest.fixture
def rioxarray():
    return pytest.importorskip("rioxarray", reason="needs python3-rioxarray")


TIMES = "%Y-%m-%dT%H:%M:%S"


def test_rasterio_profile_and_sample(local, local_list, tutorial):
    def child(path):
        import rasterio

        with rasterio.open(path) as dataset:
            x, y = dataset.xy(1000, 2000)
            profile = dataset.profile
            return {
                "driver": profile["driver"],
                "count": dataset.count,
                "dtype": profile["dtype"],
                "nodata": profile["nodata"],
                "epsg": dataset.crs.to_epsg(),
                "scales": sorted(set(dataset.scales)),
                "descriptions": list(dataset.descriptions),
                "blocks": sorted(set(dataset.block_shapes)),
                "overviews": dataset.overviews(1),
                "sample": next(dataset.sample([(x, y)])).tolist(),
                "window": dataset.read([5, 1], window=rasterio.windows.Window(2000, 1000, 2, 2))[:, 0, 0].tolist(),
            }

    from earthdata.hls import pixels as hls_pixels

    found = local.call(child, local_list)
    wanted = [int(hls_pixels.expected_window(granule, "B04", 2000, 1000, 1, 1)[0, 0]) for granule in tutorial.granules]
    assert found["sample"] == wanted and found["window"] == [wanted[4], wanted[0]]
    assert (found["driver"], found["count"], found["dtype"], found["nodata"], found["epsg"]) == ("HLSTS", 32, "int16", -9999, 32613)
    assert found["scales"] == [0.0001] and found["blocks"] == [[256, 256]] and found["overviews"] == [2, 4, 8, 16]
    assert found["descriptions"] == [f"{time:{TIMES}Z}" for time in tutorial.times]


def test_tutorial_as_a_time_cube(rioxarray, remote, earthdata, remote_list, tutorial):
    """The list is one array with the dimensions time, y and x and the band's attributes. Opening costs no request."""

    def child(path):
        import rioxarray

        cube = rioxarray.open_rasterio(path)
        return [
            cube.sizes,
            [str(time) for time in cube.time.values],
            {key: repr(value) for key, value in cube.attrs.items()},
            str(cube.dtype),
            cube.name,
            cube.rio.crs.to_epsg(),
        ]

    sizes, times, attributes, dtype, name, epsg = remote.call(child, remote_list)
    assert sizes == {"time": 32, "y": 3660, "x": 3660} and list(sizes) == ["time", "y", "x"]
    assert [time[:19] for time in times] == [f"{time:{TIMES}}" for time in tutorial.times]
    assert float(attributes["_FillValue"].strip("np.float64int16()")) == -9999.0  # noqa: B005 (a set of characters)
    assert "0.0001" in attributes["scale_factor"] and "0.0" in attributes["add_offset"]
    assert dtype == "int16" and name == "red" and epsg == 32613
    assert not [key for key in attributes if key.startswith("NETCDF_DIM")]
    assert len(earthdata.log()) == 0


def test_attributes_are_the_exact_numbers(rioxarray, local, remote_list):
    def child(path):
        import rioxarray

        attributes = rioxarray.open_rasterio(path).attrs
        return [attributes["_FillValue"] == -9999.0, attributes["scale_factor"] == 0.0001, attributes["add_offset"] == 0.0]

    assert local.call(child, remote_list) == [True, True, True]


@pytest.mark.parametrize("way", ["load", "chunks"])
def test_all_pixels_equal_the_files(rioxarray, remote, earthdata, remote_list, tutorial, objects, way):
    """All 32 granules, by .load() and by dask chunks of 512, against the files read one by one."""
    if way == "chunks":
        pytest.importorskip("dask")

    def child(path, files, way):
        import rioxarray

        if way == "load":
            pixels = rioxarray.open_rasterio(path).load().values
        else:
            pixels = rioxarray.open_rasterio(path, chunks={"x": 512, "y": 512}).load().values
        return [
            list(pixels.shape),
            str(pixels.dtype),
            [file for i, file in enumerate(files) if not np.array_equal(pixels[i], gdal.Open(file).ReadAsArray())],
        ]

    assert remote.call(child, remote_list, tutorial.files(objects), way) == [[32, 3660, 3660], "int16", []]
    assert not earthdata.log().violations


def test_chunks_without_a_lock(rioxarray, local, local_list, tutorial):
    """lock=False: every thread of dask opens the list for itself."""
    pytest.importorskip("dask")

    def child(path, granules):
        import rioxarray

        cube = rioxarray.open_rasterio(path, chunks={"x": 512, "y": 512}, lock=False).isel(y=slice(900, 1500), x=slice(1700, 2300))
        pixels = cube.load().values
        return all(np.array_equal(pixels[i], hls_pixels.expected_window(g, "B04", 1700, 900, 600, 600)) for i, g in enumerate(granules))

    assert local.call(child, local_list, tutorial.granules)


def test_distributed_workers(rioxarray, remote, earthdata, remote_list, tutorial):
    """Processes of their own; each finds the credentials by itself."""
    pytest.importorskip("distributed")

    def child(path, granules):
        import rioxarray
        from distributed import Client, LocalCluster

        with LocalCluster(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None) as cluster, Client(cluster):
            cube = rioxarray.open_rasterio(path, chunks={"x": 256, "y": 256}, lock=False).isel(y=slice(1024, 1280), x=slice(1792, 2304))
            pixels = cube.compute().values
        return all(np.array_equal(pixels[i], hls_pixels.expected_window(g, "B04", 1792, 1024, 512, 256)) for i, g in enumerate(granules))

    # The workers import the main module's source, which "-c" has none of; spawn needs no more.
    assert remote.call(child, remote_list, tutorial.granules, DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD="fork")
    assert not earthdata.log().violations


def test_point_series(rioxarray, remote, earthdata, remote_list, tutorial):
    """The task of the tutorial: a pixel through time, two requests per granule."""

    def child(path, granules):
        import rioxarray

        cube = rioxarray.open_rasterio(path)
        series = cube.sel(x=cube.x[2000], y=cube.y[1000]).values
        return series.tolist() == [int(hls_pixels.expected_window(granule, "B04", 2000, 1000, 1, 1)[0, 0]) for granule in granules]

    assert remote.call(child, remote_list, tutorial.granules)
    assert len(earthdata.log().of("s3")) == 64


def test_masked(rioxarray, local, local_list, tutorial):
    def child(path, granules):
        import rioxarray

        for options, scale in (({"masked": True}, 1.0), ({"mask_and_scale": True}, 0.0001)):
            pixels = rioxarray.open_rasterio(path, **options).isel(time=slice(0, 2), y=slice(1000, 1010), x=slice(600, 2000)).values
            for number in (0, 1):
                stored = hls_pixels.expected_window(granules[number], "B04", 600, 1000, 1400, 10)
                assert np.array_equal(np.isnan(pixels[number]), stored == -9999), options
                there = stored != -9999
                assert there.any() and np.allclose(pixels[number][there], stored[there] * scale, rtol=1e-6), options
        return True

    assert local.call(child, local_list, tutorial.granules)


def test_times_become_datetimes_in_one_line(rioxarray, local, remote_list, tutorial):
    def child(path):
        import pandas
        import rioxarray

        cube = rioxarray.open_rasterio(path)
        cube = cube.assign_coords(time=pandas.to_datetime(cube.time.values))
        return [str(cube.time.dtype)[:10], [str(time)[:19] for time in cube.sel(time="2021-05").time.values]]

    kind, may = local.call(child, remote_list)
    assert kind == "datetime64"
    assert may == [f"{time:{TIMES}}" for time in tutorial.times if time.month == 5]


def test_cf_times(rioxarray, local, remote_list, tutorial):
    """TIME_FORMAT=CF gives numbers with units: decoded where cftime is installed."""
    pytest.importorskip("cftime")

    def child(path):
        import rioxarray

        cube = rioxarray.open_rasterio(path, TIME_FORMAT="CF")
        return [time.strftime("%Y-%m-%dT%H:%M:%S") for time in cube.time.values]

    assert local.call(child, remote_list) == [f"{time:{TIMES}}" for time in tutorial.times]


def test_cf_numbers_without_cftime(rioxarray, local, remote_list, tutorial):
    def child(path):
        import rioxarray

        return rioxarray.open_rasterio(path, decode_times=False, TIME_FORMAT="CF").time.values.tolist()

    assert local.call(child, remote_list) == [time.timestamp() for time in tutorial.times]


def test_open_options_through_rasterio(rioxarray, local, remote_list):
    def child(path):
        import rasterio
        import rioxarray

        with rasterio.open(path, SENSORS="L30", BAND_DESCRIPTION="NAME") as dataset:
            count, descriptions = dataset.count, sorted(set(dataset.descriptions))
        return [count, descriptions, rioxarray.open_rasterio(path, BAND_DESCRIPTION="NAME").attrs.get("long_name")]

    assert local.call(child, remote_list) == [8, ["red"], "red"]


def test_iso_times_through_a_copy(rioxarray, local, local_list, tutorial, tmp_path):
    local.run("gdal_translate", "-q", "-srcwin", "1900", "1000", "30", "20", local_list, tmp_path / "copy.tif")

    def child(path):
        import rioxarray

        return [str(time) for time in rioxarray.open_rasterio(path).time.values]

    assert local.call(child, os.fspath(tmp_path / "copy.tif")) == [f"{time:{TIMES}}" for time in tutorial.times]


@pytest.mark.parametrize("way", ["options", "item", "wrong"])
def test_copy_of_one_date(rioxarray, local, local_list, tutorial, tmp_path, way):
    """As the manual says: dates are chosen by options, not by bands, for gdal_translate copies the times of all of them."""
    options = {
        "options": ["-oo", "START=2021-05-13", "-oo", "END=2021-05-13T17:30:00Z"],
        "item": ["-mo", "NETCDF_DIM_EXTRA=", "-b", "1"],
        "wrong": ["-b", "1"],
    }
    local.run("gdal_translate", "-q", "-srcwin", "1900", "1000", "30", "20", *options[way], local_list, tmp_path / "first.tif")

    def child(path):
        import rioxarray

        found = []

        def open_it():
            copy = rioxarray.open_rasterio(path)
            found.extend([list(copy.dims), copy.shape, [str(time) for time in copy[copy.dims[0]].values]])

        return [failure_of(open_it), *found]

    failure, *found = local.call(child, os.fspath(tmp_path / "first.tif"))
    wanted = {
        "options": [["time", "y", "x"], [1, 20, 30], [f"{tutorial.times[0]:{TIMES}}"]],
        "item": [["band", "y", "x"], [1, 20, 30], ["1"]],
        "wrong": [],
    }
    assert found == wanted[way]
    assert ("conflicting sizes for dimension" in failure) == (way == "wrong"), failure


def test_one_time_as_a_file(rioxarray, local, local_list, tutorial, tmp_path):
    """As the manual says: the names of 32 bands don't fit one, BAND_DESCRIPTION=NAME does."""

    def child(path, target):
        import rioxarray

        cube = rioxarray.open_rasterio(path, BAND_DESCRIPTION="NAME").isel(y=slice(1000, 1020), x=slice(1900, 1930))
        cube.isel(time=0).rio.to_raster(target)
        cube.isel(time=[3, 4]).rio.to_raster(target + ".2.tif")
        one = gdal.Open(target)
        return [one.ReadAsArray().tolist(), one.GetRasterBand(1).GetDescription(), gdal.Open(target + ".2.tif").RasterCount]

    def failing(path, target):
        import rioxarray

        cube = rioxarray.open_rasterio(path).isel(y=slice(1000, 1020), x=slice(1900, 1930))
        return failure_of(cube.isel(time=0).rio.to_raster, target)

    from earthdata.hls import pixels as hls_pixels

    pixels, description, count = local.call(child, local_list, os.fspath(tmp_path / "first.tif"))
    assert pixels == hls_pixels.expected_window(tutorial.granules[0], "B04", 1900, 1000, 30, 20).tolist()
    assert (description, count) == ("red", 2)
    # The text that the manual quotes, should rioxarray still have it.
    assert local.call(failing, local_list, os.fspath(tmp_path / "x.tif")) in ("", NAMES_DO_NOT_FIT)


@pytest.mark.parametrize("arrays", [["red"], ["nir", "red"]])
def test_to_netcdf_and_back(rioxarray, local, link_list, tutorial, objects, tmp_path, arrays):
    """As the manual says, with whatever netCDF writer xarray has: attributes that are lists of texts are too much for some."""
    root = objects / "lp-prod-protected"
    granules = tutorial.granules[:4]
    bands = {"red": ["B04"] * 4, "nir": ["B05" if ".L30." in granule else "B8A" for granule in granules]}
    path = link_list(
        [os.fspath(root / tutorial.key(granule).replace("B04", band)) for array in arrays for granule, band in zip(granules, bands[array])]
    )

    def child(path, target):
        import rioxarray
        import xarray

        cube = rioxarray.open_rasterio(path, BAND_DESCRIPTION="NAME").isel(y=slice(1000, 1020), x=slice(1900, 1930))
        cube.to_netcdf(target)
        with xarray.open_dataset(target, mask_and_scale=False) as again:
            red = again["red"]
            return [
                sorted(name for name in again.data_vars if name != "spatial_ref"),
                [str(time) for time in again.time.values],
                red.values.tolist(),
                [red.attrs["long_name"], "units" in red.attrs],
                [float(red.attrs[name]) for name in ("scale_factor", "add_offset", "_FillValue")],
                float(red.x[0]),
            ]

    from earthdata.hls import pixels as hls_pixels

    names, times, pixels, texts, numbers, x = local.call(child, path, os.fspath(tmp_path / "corner.nc"))
    assert names == arrays
    assert times == [f"{time:{TIMES}}" for time in tutorial.times[:4]]
    assert pixels == [hls_pixels.expected_window(granule, "B04", 1900, 1000, 30, 20).tolist() for granule in granules]
    assert texts == ["red", False] and numbers == [0.0001, 0, -9999]
    assert x == 699960 + 1900 * 30 + 15


def test_unit_of_an_array_with_one_to_netcdf(rioxarray, local, link_list, tutorial, tmp_path):
    """Thermal bands have a unit; the manual says what to do with rioxarray's list of it."""
    names = [f"{granule}.B10.tif" for granule in ("HLS.L30.T13TGF.2021133T172406.v2.0", "HLS.L30.T13TGF.2021140T173021.v2.0")]

    def make(folder, names):
        for name in names:
            dataset = gdal.GetDriverByName("GTiff").Create(f"{folder}/{name}", 20, 20, 1, gdal.GDT_Int16)
            reference = osr.SpatialReference()
            reference.ImportFromEPSG(32613)
            dataset.SetSpatialRef(reference)
            dataset.SetGeoTransform((699960, 30, 0, 4600020, 0, -30))
            dataset = None

    def child(path, target):
        import rioxarray
        import xarray

        series = rioxarray.open_rasterio(path, BAND_DESCRIPTION="NAME")
        series.attrs["units"] = series.attrs["units"][0]
        series.to_netcdf(target)
        with xarray.open_dataset(target) as again:
            return [again["tir1"].attrs["units"], again["tir1"].shape]

    local.call(make, os.fspath(tmp_path), names)
    assert local.call(child, link_list(names), os.fspath(tmp_path / "warm.nc")) == ["degree_Celsius", [2, 20, 20]]


NAMES_DO_NOT_FIT = "Number of names in the 'long_name' attribute does not equal the number of bands."


def test_several_bands_are_a_dataset(rioxarray, local, link_list, tutorial, objects):
    """Subdatasets of one tile: one variable each."""
    root = objects / "lp-prod-protected"
    lines = [os.fspath(root / tutorial.key(granule).replace("B04", band)) for granule in tutorial.listed[:4] for band in ("B04", "Fmask")]

    def child(path, granules):
        import rioxarray

        dataset = rioxarray.open_rasterio(path)
        pixels = dataset["fmask"].isel(y=slice(1000, 1010), x=slice(1500, 1600)).values
        equal = all(np.array_equal(pixels[i], hls_pixels.expected_window(g, "Fmask", 1500, 1000, 100, 10)) for i, g in enumerate(granules))
        one = rioxarray.open_rasterio(path, variable="red")
        return [
            type(dataset).__name__,
            sorted(dataset.data_vars),
            dict(dataset.sizes),
            equal,
            list(one.data_vars) if hasattr(one, "data_vars") else [one.name],
        ]

    kind, names, sizes, equal, one = local.call(child, link_list(lines), sorted(tutorial.listed[:4], key=lambda g: g.split(".")[3]))
    assert (kind, names, equal, one) == ("Dataset", ["fmask", "red"], True, ["red"])
    assert sizes == {"time": 4, "y": 3660, "x": 3660}


def test_rasterio_env_is_enough_for_the_login(remote, programs, earthdata, remote_list, tutorial):
    """Options of rasterio.Env are thread-local; they reach the threads that read."""
    environment = earthdata.environment()
    options = {name: environment.pop(name) for name in list(environment) if name.startswith(("EARTHDATA_", "VSIEARTHDATA_"))}

    def child(path, options):
        import rasterio

        with rasterio.Env(**options), rasterio.open(path) as dataset:
            return list(dataset.read(window=rasterio.windows.Window(2000, 1000, 1, 1)).shape)

    assert programs(environment).call(child, remote_list, options) == [32, 1, 1]
    assert not earthdata.log().violations
