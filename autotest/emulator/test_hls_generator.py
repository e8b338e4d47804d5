"""The generator against GDAL, against what real files hold, and against itself."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from conftest import BUCKET, GRANULES, key_of
from osgeo import gdal, osr

from earthdata.hls import damage as hls_damage
from earthdata.hls import generator as hls_generator
from earthdata.hls import layout as hls_layout
from earthdata.hls import names as hls_names
from earthdata.hls import pixels as hls_pixels
from earthdata.hls.generator import Recipe
from earthdata.hls.grid import Grid, grid_of_tile

gdal.UseExceptions()


@pytest.mark.parametrize(
    "tile, epsg, ulx, uly",
    [
        ("15UWP", 32615, 499980, 5400000),
        ("15UXP", 32615, 600000, 5400000),
        ("06WVS", 32606, 399960, 7200000),
        ("35VLJ", 32635, 300000, 6900000),
        ("19LBJ", 32619, 199980, -1099980),
        ("19LDD", 32619, 399960, -1599960),
        ("01LAH", 32601, 99960, -1200000),
        ("39TVF", 32639, 399960, 4600020),
        ("48UXF", 32648, 600000, 6100020),
        ("13RCN", 32613, 300000, 3300000),
    ],
)
def test_grid_of_tile(tile, epsg, ulx, uly):
    """Tiles whose grid was read from real files."""
    assert grid_of_tile(tile) == Grid(epsg, ulx, uly)


@pytest.mark.parametrize("tile", ["", "13TG", "13TGFX", "00TGF", "61TGF", "13IGF", "13TIF", "13TGW", "1ATGF", "13tgf"])
def test_no_tile(tile):
    with pytest.raises(ValueError):
        grid_of_tile(tile)


@pytest.fixture(scope="session")
def band_file(objects):
    return objects / BUCKET / key_of(GRANULES[0], "B04")


def test_pixels_and_overviews(objects):
    for granule, band in ((GRANULES[0], "B04"), (GRANULES[1], "B04"), (GRANULES[0], "Fmask")):
        dataset = gdal.Open(str(objects / BUCKET / key_of(granule, band)))
        raster = dataset.GetRasterBand(1)
        expected = hls_pixels.expected_pixels(granule, band)
        assert np.array_equal(raster.ReadAsArray(), expected)
        assert raster.GetNoDataValue() in expected and np.count_nonzero(expected != raster.GetNoDataValue()) > 3e6
        assert [raster.GetOverview(i).XSize for i in range(raster.GetOverviewCount())] == [1830, 915, 458, 229]
        for level in range(4):
            overview = raster.GetOverview(level)
            assert np.array_equal(overview.ReadAsArray(), hls_pixels.expected_overview(granule, band, level))
            assert overview.GetBlockSize() == [128, 128]


def test_mixed_up_pixels_differ():
    """Whatever is confused (granule, band, row, column, tile of the file, transposition), the result differs."""
    window = hls_pixels.expected_window(GRANULES[0], "B04", 1000, 1800, 64, 64)
    assert -9999 not in window
    others = [
        hls_pixels.expected_window(GRANULES[1], "B04", 1000, 1800, 64, 64),
        hls_pixels.expected_window(GRANULES[0], "B03", 1000, 1800, 64, 64),
        window.T,
        window[::-1],
        window[:, ::-1],
    ]
    for x, y in ((1, 0), (0, 1), (1, 1), (-1, 1), (256, 0), (0, 256), (256, 256), (-256, 256), (128, 0), (0, 128)):
        others.append(hls_pixels.expected_window(GRANULES[0], "B04", 1000 + x, 1800 + y, 64, 64))
    for other in others:
        assert np.mean(window == other) < 0.02


def test_bands_have_their_types():
    types = {"B04": ("int16", -9999, 0.0001), "B10": ("int16", -9999, 0.01), "Fmask": ("uint8", 255, None), "SZA": ("uint16", 40000, 0.01)}
    for band, (dtype, fill, scale) in types.items():
        kind = hls_names.parse(f"{GRANULES[0]}.{band}.tif").kind
        assert (kind.dtype, kind.fill, kind.scale) == (dtype, fill, scale)
        pixels = hls_pixels.expected_window(GRANULES[0], band, 0, 0, 3660, 64)
        assert pixels.dtype == dtype and fill in pixels
    for name in ("HLS.L30.T13TGF.2021133T172406.v1.5.B04.tif", f"{GRANULES[0]}.B8A.tif", "x.tif"):
        with pytest.raises(ValueError):
            hls_names.parse(name)


def test_layout_is_that_of_the_real_files(band_file):
    data = band_file.read_bytes()
    images = hls_layout.directories(data)
    places = [image.tile_places for image in images]
    first_pixel = min(offset for tiles in places for offset, _ in tiles)
    assert first_pixel == 8 + sum(image.size for image in images) < 16384
    assert data[4:8] == (8).to_bytes(4, "little") and b"GDAL_STRUCTURAL_METADATA" not in data[:first_pixel]
    assert len(data) == first_pixel + sum(length for tiles in places for _, length in tiles), "no gaps"
    for larger, smaller in zip(places, places[1:]):
        assert max(offset for offset, _ in smaller) < min(offset for offset, _ in larger), "overviews first, smallest first"
    order = [offset for offset, _ in places[0]]
    assert order != sorted(order), "full resolution not row-major"
    assert len(data) < 500_000


@pytest.mark.parametrize("granule, named", [(GRANULES[0], False), (GRANULES[1], True)])
def test_reference_system_and_tags(objects, granule, named):
    dataset = gdal.Open(str(objects / BUCKET / key_of(granule, "B04")))
    reference, expected = dataset.GetSpatialRef(), osr.SpatialReference()
    expected.ImportFromEPSG(32613)
    assert dataset.GetGeoTransform() == grid_of_tile("13TGF").geotransform
    assert (reference.GetAuthorityCode(None) == "32613") == named
    assert named or reference.GetName() == "UTM Zone 13, Northern Hemisphere"
    # The same map, whatever the text says.
    same = osr.CoordinateTransformation(reference, expected).TransformPoint(700000, 4600000)
    assert same[:2] == pytest.approx((700000, 4600000), abs=1e-6)
    tags, band = dataset.GetMetadata(), dataset.GetRasterBand(1)
    assert (band.GetDescription(), band.GetScale(), band.GetOffset(), band.GetNoDataValue()) == ("Red", 0.0001, 0, -9999)
    common = {"SENSING_TIME", "HORIZONTAL_CS_NAME", "ULX", "ULY", "spatial_coverage", "cloud_coverage", "scale_factor", "add_offset"}
    own = {"PRODUCT_URI", "HORIZONTAL_CS_CODE"} if granule.startswith("HLS.S30") else {"LANDSAT_PRODUCT_ID", "SENTINEL2_TILEID"}
    assert common | own <= set(tags)
    assert tags["long_name"] == "Red" and tags["_FillValue"] == "-9999"


def test_subset(tmp_path):
    path = tmp_path / f"{GRANULES[0]}.B04.tif"
    hls_generator.write(path, Recipe(window=(1000, 512, 512, 256)))
    dataset = gdal.Open(str(path))
    assert np.array_equal(dataset.ReadAsArray(), hls_pixels.expected_window(GRANULES[0], "B04", 1000, 512, 512, 256))
    assert dataset.GetGeoTransform()[0] == grid_of_tile("13TGF").ulx + 30000
    assert dataset.GetRasterBand(1).GetOverviewCount() == 0


def test_files_that_contradict_their_name(tmp_path):
    path = tmp_path / f"{GRANULES[0]}.B04.tif"
    hls_generator.write(path, Recipe(window=(0, 0, 256, 256), grid=grid_of_tile("38PMB"), dtype="float64"))
    dataset = gdal.Open(str(path))
    assert dataset.GetSpatialRef().GetUTMZone() == 38
    assert dataset.GetRasterBand(1).DataType == gdal.GDT_Float64


def test_noise_profile_is_windowed_and_large(tmp_path):
    whole = hls_pixels.expected_window(GRANULES[1], "B04", 0, 0, 512, 512, "noise")
    part = hls_pixels.expected_window(GRANULES[1], "B04", 100, 200, 50, 60, "noise")
    assert np.array_equal(whole[200:260, 100:150], part) and -9999 not in whole
    path = tmp_path / f"{GRANULES[1]}.B04.tif"
    hls_generator.write(path, Recipe(profile="noise", window=(0, 0, 512, 512)))
    assert 1.2 < path.stat().st_size / 512**2 < 2.0, "bytes per pixel, as in real files"


def test_uncompressed(tmp_path):
    path = tmp_path / f"{GRANULES[1]}.Fmask.tif"
    hls_generator.write(path, Recipe(compress="NONE"))
    dataset = gdal.Open(str(path))
    assert dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") is None
    assert np.array_equal(dataset.ReadAsArray(), hls_pixels.expected_pixels(GRANULES[1], "Fmask"))


@pytest.mark.parametrize("kind", hls_damage.KINDS)
def test_damage_is_an_error_in_gdal(band_file, tmp_path, kind):
    path = tmp_path / band_file.name
    path.write_bytes(hls_damage.KINDS[kind](band_file.read_bytes()))
    with pytest.raises(RuntimeError):
        dataset = gdal.Open(str(path))
        if dataset.RasterXSize != 3660:
            raise RuntimeError("the header lies")
        dataset.ReadAsArray()


def test_damage_behind_the_header_keeps_the_file_openable(band_file, tmp_path):
    for kind in ("truncated", "text-mode", "bad-tiles"):
        path = tmp_path / f"{kind}.tif"
        path.write_bytes(hls_damage.KINDS[kind](band_file.read_bytes()))
        assert gdal.Open(str(path)).RasterXSize == 3660


def test_command_line(tmp_path):
    links = tmp_path / "links.txt"
    name = f"{GRANULES[0]}.B04.tif"
    links.write_text(f"# one file\n\ns3://bucket/folder/{name}\r\n")
    command = [sys.executable, "-m", "earthdata", "generate", "--window", "0", "0", "256", "256", str(links), str(tmp_path / "out")]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(hls_generator.__file__).rpartition("/earthdata/")[0]})
    assert gdal.Open(str(tmp_path / "out" / "bucket" / "folder" / name)).RasterXSize == 256
    with pytest.raises(ValueError):
        hls_generator.place_of("s3://bucket/../../etc/passwd", tmp_path)


@pytest.mark.parametrize("granule", ["HLS.L30.T13TGF.2021133T172430.v2.0", "HLS.S30.T13TFF.2021145T172901.v2.0"])
def test_cloudy_scenes(tmp_path, granule):
    """Small files of the same layout, with every bit of Fmask and all that scenes.py promises."""
    pixels = {}
    for band in ("B04", "Fmask"):
        path = tmp_path / f"{granule}.{band}.tif"
        hls_generator.write(path, Recipe("scene"))
        assert path.stat().st_size < 1_000_000
        raster = gdal.Open(str(path))
        pixels[band] = raster.ReadAsArray()
        assert np.array_equal(pixels[band], hls_pixels.expected_pixels(granule, band, "scene"))
        window = (3000, 1000, 77, 55)
        assert np.array_equal(raster.ReadAsArray(*window), hls_pixels.expected_window(granule, band, *window, "scene"))
        for level in range(4):
            overview = raster.GetRasterBand(1).GetOverview(level).ReadAsArray()
            assert np.array_equal(overview, hls_pixels.expected_overview(granule, band, level, "scene"))
    red, fmask = pixels["B04"], pixels["Fmask"]
    inside = fmask != 255
    assert 0.3 < inside.mean() < 1
    for bit in range(6):
        assert 0.001 < (fmask[inside] >> bit & 1).mean() < 0.5
    assert set(fmask[inside] >> 6) == {0, 1, 2, 3}
    assert ((red > 0) & ~inside).any() and ((red == -9999) & inside).any() and ((red <= 0) & (red != -9999)).any()
