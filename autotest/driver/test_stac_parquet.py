"""STAC-geoparquet behind HLSTS:, through GDAL's own Parquet driver where this GDAL has it."""

from __future__ import annotations

import pytest
from test_json_inputs import L30, S30, arrays, numbers, url


@pytest.fixture
def has_driver(local) -> bool:
    def child():
        return gdal.GetDriverByName("Parquet") is not None

    return local.call(child)


def write_table(path, rows):
    """A table with the columns as GDAL names those of STAC-geoparquet."""
    from osgeo import ogr

    dataset = ogr.GetDriverByName("Parquet").CreateDataSource(path)
    layer = dataset.CreateLayer("items", geom_type=ogr.wkbNone)
    kinds = {"datetime": ogr.OFTDateTime, "eo:cloud_cover": ogr.OFTInteger64}
    for name in {name: None for row in rows for name in row}:
        layer.CreateField(ogr.FieldDefn(name, kinds.get(name, ogr.OFTString)))
    for row in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, value in row.items():
            feature.SetField(name, value)
        layer.CreateFeature(feature)


def row(granule: str, nir: str) -> dict:
    hrefs = {"red": "B04.tif", nir: f"{nir}.tif", "thumbnail": "jpg"}
    assets = {f"assets.{key}.href": url(granule, file) for key, file in hrefs.items()}
    return {"id": granule, "datetime": "2021-05-13T17:24:06Z", "eo:cloud_cover": 12, "assets.red.title": "Red", **assets}


def test_rows_are_items(local, has_driver, tmp_path):
    if not has_driver:
        pytest.skip("this GDAL has no Parquet driver")
    path = tmp_path / "items.parquet"
    local.call(write_table, str(path), [row(L30, "B05"), row(S30, "B8A")])
    found = local.json("gdalinfo", "-json", "-mdd", "HLSTS", f"HLSTS:{path}")
    assert arrays(found) == ["nir", "red"]
    assert numbers(found) == (4, 2, 2)
    # Without the prefix it stays a vector file, as every other Parquet file.
    assert "using driver `Parquet' successful" in local.run("ogrinfo", path).stdout


def test_file_that_gdal_cannot_read_is_one_line(local, has_driver, tmp_path):
    path = tmp_path / "items.parquet"
    path.write_bytes(b"PAR1" + bytes(100))
    error = local.run("gdalinfo", f"HLSTS:{path}", check=False).stderr
    if has_driver:
        assert "items.parquet: GDAL's Parquet driver can't open it: " in error
    else:
        assert "items.parquet: it is a Parquet file, and this GDAL has no driver for those. Use a GDAL that has it" in error


def test_parquet_is_not_taken_from_gdal(local, has_driver, tmp_path):
    path = tmp_path / "items.parquet"
    path.write_bytes(b"PAR1" + bytes(100) + url(L30, "B04.tif").encode())
    assert "HLSTS" not in local.run("gdalinfo", path, check=False).stderr
