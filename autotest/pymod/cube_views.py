"""Ways in which programs read a cube, each as a function for Programs.call: opens an array, reads a window, keeps the pixels.

All take the same arguments: the name to open, open options, the array, a window (xoff, yoff, xsize, ysize) at full resolution,
a factor (1, or 2 for the first overview), and a file for the pixels (.npy: step, row, column). They return times and coordinates
of what they read. The child that runs one has gdal and np; see conftest.py.
"""

from __future__ import annotations


def classic(name, options, array, window, factor, file):
    level = ["OVERVIEW_LEVEL=0"] if factor == 2 else []
    dataset = gdal.OpenEx(name, gdal.OF_RASTER, open_options=[*options, f"BANDS={array}", *level])
    assert dataset.RasterCount, "no bands: several grids or arrays"
    x, y, width, height = (number // factor for number in window)
    pixels = dataset.ReadAsArray(x, y, width, height)
    np.save(file, pixels.reshape(dataset.RasterCount, height, width))
    left, dx, _, top, _, dy = dataset.GetGeoTransform()
    return {
        "times": [time + "Z" for time in dataset.GetMetadataItem("NETCDF_DIM_time_VALUES").split()],
        "size": [dataset.RasterXSize, dataset.RasterYSize],
        "corner": [left + x * dx, top + y * dy],
    }


def multidim(name, options, array, window, factor, file):
    root = gdal.OpenEx(name, gdal.OF_MULTIDIM_RASTER, open_options=[*options, f"BANDS={array}"]).GetRootGroup()
    x, y, width, height = window
    times, xs, ys = (root.OpenMDArray(axis).ReadAsArray() for axis in ("time", "x", "y"))
    start, count = [0, y, x], [len(times), height // factor, width // factor]
    pixels = root.OpenMDArray(array).ReadAsArray(start, count, [1, factor, factor])
    np.save(file, pixels.reshape(count))
    return {
        "times": [f"{np.datetime64(int(time), 's')}Z" for time in times],
        "size": [len(xs) // factor, len(ys) // factor],
        "corner": [xs[x] - 15, ys[y] + 15],
    }


def with_rasterio(name, options, array, window, factor, file):
    import rasterio

    words = dict(option.split("=", 1) for option in [*options, f"BANDS={array}"])
    if factor == 2:
        words["overview_level"] = 0
    with rasterio.open(name, **words) as dataset:
        part = rasterio.windows.Window(*(number // factor for number in window))
        np.save(file, dataset.read(window=part))
        return {
            "times": [time + "Z" for time in dataset.tags()["NETCDF_DIM_time_VALUES"].split()],
            "size": [dataset.width, dataset.height],
            "corner": list(dataset.transform * (part.col_off, part.row_off)),
        }


def with_rioxarray(name, options, array, window, factor, file):
    import rioxarray

    words = dict(option.split("=", 1) for option in [*options, f"BANDS={array}"])
    if factor == 2:
        words["overview_level"] = 0
    whole = rioxarray.open_rasterio(name, **words)
    x, y, width, height = (number // factor for number in window)
    part = whole.isel(x=slice(x, x + width), y=slice(y, y + height)).compute()
    np.save(file, part.transpose("time", "y", "x").values)
    half = 15 * factor
    return {
        "times": [str(time)[:19] + "Z" for time in part.time.values],
        "size": [whole.sizes["x"], whole.sizes["y"]],
        "corner": [float(part.x[0]) - half, float(part.y[0]) + half],
    }


def with_dask(name, options, array, window, factor, file):
    import xarray

    words = dict(option.split("=", 1) for option in [*options, f"BANDS={array}"])
    if factor == 2:
        words["overview_level"] = 0
    whole = xarray.open_dataarray(name, engine="rasterio", mask_and_scale=False, chunks={"x": 140, "y": 100}, open_kwargs=words)
    x, y, width, height = (number // factor for number in window)
    part = whole.isel(x=slice(x, x + width), y=slice(y, y + height))
    assert len(part.chunks[-1]) > 1
    part = part.compute()
    np.save(file, part.transpose("time", "y", "x").values)
    half = 15 * factor
    return {
        "times": [str(time)[:19] + "Z" for time in part.time.values],
        "size": [whole.sizes["x"], whole.sizes["y"]],
        "corner": [float(part.x[0]) - half, float(part.y[0]) + half],
    }


VIEWS = {"classic": classic, "multidim": multidim, "rasterio": with_rasterio, "rioxarray": with_rioxarray, "dask": with_dask}
