"""A cold point series over the 32 granules of the HLS tutorial: the plugin against what people write today.

Every contender runs in a new process against the local Earthdata with a delay per request, and is asked for the same
pixel; only the reading is timed, not the start of Python. Contenders on /vsis3/ are given valid keys for free.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

_AUTOTEST = Path(__file__).resolve().parents[1]
sys.path[:0] = [os.fspath(_AUTOTEST), os.fspath(_AUTOTEST / "pymod")]

import earthdata_emulator  # noqa: E402
from tutorial_series import generated_data_dir, tutorial_series  # noqa: E402

from earthdata.hls import generator as hls_generator  # noqa: E402
from earthdata.hls import pixels as hls_pixels  # noqa: E402

X, Y = 2000, 1000

_BEGIN = "import json, sys, time\npath, links = sys.argv[1], json.loads(sys.argv[2])\n"
_END = "\nprint(json.dumps([time.perf_counter() - begin, [int(value) for value in values]]))"

CONTENDERS = {
    "HLSTS, classic view": f"""
from osgeo import gdal
gdal.UseExceptions(); gdal.AllRegister()
begin = time.perf_counter()
values = gdal.Open(path).ReadAsArray({X}, {Y}, 1, 1).ravel()""",
    "HLSTS, multidim view": f"""
from osgeo import gdal
gdal.UseExceptions(); gdal.AllRegister()
begin = time.perf_counter()
values = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red").GetView("[:,{Y},{X}]").ReadAsArray()""",
    "HLSTS, rioxarray": f"""
import rioxarray
begin = time.perf_counter()
values = rioxarray.open_rasterio(path).isel(x={X}, y={Y}).values""",
    "GDALOpen in 32 threads, /vsis3/": f"""
from concurrent.futures import ThreadPoolExecutor
from osgeo import gdal
gdal.UseExceptions(); gdal.AllRegister()
begin = time.perf_counter()
with ThreadPoolExecutor(32) as pool:
    values = list(pool.map(lambda link: gdal.Open(link).ReadAsArray({X}, {Y}, 1, 1)[0, 0], links))""",
    "the tutorial's rioxarray and dask, /vsis3/": f"""
import xarray as xr, rioxarray
from datetime import datetime
begin = time.perf_counter()
chunks = dict(band=1, x=512, y=512)
time_index = xr.Variable("time", [datetime.strptime(f.split(".")[-5], "%Y%jT%H%M%S") for f in links])
cube = xr.concat([rioxarray.open_rasterio(f, chunks=chunks).squeeze("band", drop=True) for f in links], dim=time_index)
values = cube.isel(x={X}, y={Y}).load().values""",
}


def measure(earthdata: earthdata_emulator.EarthdataEmulator, name: str, path: str, links: list[str]) -> tuple[float, list[int], int]:
    ours = name.startswith("HLSTS")
    environment = earthdata.environment() if ours else earthdata.vsis3_environment(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR")
    earthdata.clear_log()
    code = _BEGIN + CONTENDERS[name] + _END
    done = subprocess.run([sys.executable, "-c", code, path, json.dumps(links)], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{name}: {done.stderr[-1500:]}")
    seconds, values = json.loads(done.stdout.splitlines()[-1])
    return seconds, values, len(earthdata.log())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=50, help="delay of every request, in milliseconds (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=5, help="runs per contender, in turns (default: %(default)s)")
    parser.add_argument("--tls", action="store_true", help="S3 by TLS, as AWS does: connections then cost round trips too")
    arguments = parser.parse_args()
    tutorial = tutorial_series()
    root = generated_data_dir() / "objects"
    hls_generator.write_all(tutorial.links, root)
    wanted = [int(hls_pixels.expected_window(granule, "B04", X, Y, 1, 1)[0, 0]) for granule in tutorial.granules]
    runs: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    requests: dict[str, int] = {}
    options = {"tls": "s3"} if arguments.tls else {}
    with tempfile.TemporaryDirectory() as folder, earthdata_emulator.running([root], latency_ms=arguments.latency, **options) as earthdata:
        path = Path(folder) / "links.txt"
        path.write_text("".join(link + "\n" for link in tutorial.links))
        links = [f"/vsis3/{key}" for key in tutorial.keys]
        for _ in range(arguments.repeat):
            for name in CONTENDERS:
                seconds, values, requests[name] = measure(earthdata, name, os.fspath(path), links)
                assert values == wanted, name
                runs[name].append(seconds)
    best = statistics.median(runs["HLSTS, classic view"])
    print(
        f"{'point series of 32 granules, cold':44} {'median s':>9} {'min s':>7} {'requests':>8} {'ratio':>6}   ({arguments.latency:g} ms a request)"
    )
    for name, seconds in runs.items():
        print(
            f"{name:44} {statistics.median(seconds):9.3f} {min(seconds):7.3f} {requests[name]:8} {statistics.median(seconds) / best:6.2f}"
        )


if __name__ == "__main__":
    main()
