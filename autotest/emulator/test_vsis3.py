"""GDAL's own /vsis3/ against the emulator: a program that knows nothing of it."""

from __future__ import annotations

import json
import subprocess

from conftest import BUCKET, GRANULES, key_of

from earthdata.hls import pixels as hls_pixels

PATH = f"/vsis3/{BUCKET}/{key_of(GRANULES[0], 'B04')}"


def test_header_is_read_by_a_range(earthdata):
    """GDAL 3.13's gdalinfo asks for more by itself."""
    environment = earthdata.vsis3_environment(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR")
    text = subprocess.run(["gdalinfo", "-json", PATH], env=environment, capture_output=True, text=True, check=True).stdout
    assert json.loads(text)["size"] == [3660, 3660]
    log = earthdata.log()
    assert (log.of("s3")[0]["method"], log.of("s3")[0]["range"]) == ("GET", "bytes=0-16383")
    assert not log.violations


def test_pixels_arrive_unharmed(earthdata):
    script = (
        "import sys; from osgeo import gdal; gdal.UseExceptions();"
        "sys.stdout.buffer.write(gdal.Open(sys.argv[1]).ReadRaster(1000, 2000, 300, 200))"
    )
    environment = earthdata.vsis3_environment()
    data = subprocess.run(["/usr/bin/python3", "-c", script, PATH], env=environment, capture_output=True, check=True).stdout
    assert data == hls_pixels.expected_window(GRANULES[0], "B04", 1000, 2000, 300, 200).tobytes()
    assert not earthdata.log().violations


def test_listing(earthdata):
    script = "import sys; from osgeo import gdal; print('\\n'.join(gdal.ReadDirRecursive(sys.argv[1])))"
    command = ["/usr/bin/python3", "-c", script, f"/vsis3/{BUCKET}"]
    text = subprocess.run(command, env=earthdata.vsis3_environment(), capture_output=True, text=True, check=True).stdout
    assert key_of(GRANULES[1], "B04") in text.splitlines()
