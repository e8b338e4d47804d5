"""Opening lists of 32 to 100,000 remote links. No server: opening asks no one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

_AUTOTEST = Path(__file__).resolve().parents[1]
sys.path[:0] = [os.fspath(_AUTOTEST), os.fspath(_AUTOTEST / "pymod")]

from child_environment import child_environment  # noqa: E402

_SCRIPT = """
import json, sys, time
from osgeo import gdal
gdal.UseExceptions(); gdal.AllRegister()
def best(flags):
    seconds = []
    for _ in range(5):
        begin = time.perf_counter()
        try:
            dataset = gdal.OpenEx(sys.argv[1], flags)
            if flags == gdal.OF_MULTIDIM_RASTER:
                dataset.GetRootGroup()
        except RuntimeError:
            return None
        seconds.append(time.perf_counter() - begin)
    return min(seconds)
print(json.dumps([best(gdal.OF_RASTER), best(gdal.OF_MULTIDIM_RASTER)]))
"""


def links(count: int) -> str:
    """One granule every quarter of an hour."""
    begin = datetime(2013, 5, 1)
    granules = (f"HLS.L30.T13TGF.{begin + timedelta(minutes=15 * number):%Y%jT%H%M%S}.v2.0" for number in range(count))
    return "".join(f"s3://lp-prod-protected/HLSL30.020/{granule}/{granule}.B04.tif\n" for granule in granules)


def main() -> None:
    print(f"{'links':>8} {'classic ms':>11} {'multidim ms':>12}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "links.txt"
        for count in (32, 1_000, 10_000, 60_000, 100_000):
            path.write_text(links(count))
            done = subprocess.run(
                [sys.executable, "-c", _SCRIPT, path], env=child_environment(Path(folder)), capture_output=True, text=True, check=True
            )
            classic, multidim = json.loads(done.stdout)
            shown = "too many" if classic is None else f"{classic * 1000:.1f}"
            print(f"{count:8} {shown:>11} {multidim * 1000:12.1f}")


if __name__ == "__main__":
    main()
