"""QGIS on composites, indices and options, by names as the manual has them."""

from __future__ import annotations

import cube_oracle
import numpy as np
import pytest
from cloudy_archive import L30_EAST, L30_WEST, S30_EAST, SAME_PASS
from cube_oracle import Mask
from test_qgis import in_qgis, pytestmark  # noqa: F401 (skips where there is no QGIS)

# A window of the mosaic of both tiles, read as QGIS reads a map.
WINDOW = (3200, 1400, 300, 250)


def seen(name, window):
    """Child: how QGIS shows a layer, and the pixels of its first band."""
    from qgis.core import QgsApplication, QgsRasterLayer, QgsRectangle

    application = QgsApplication([], False)
    application.initQgis()
    layer = QgsRasterLayer(name, "cube", "gdal")
    assert layer.isValid(), layer.error().message()
    x, y, width, height = window
    left, top = 600000 + 30 * x, 4600020 - 30 * y
    block = layer.dataProvider().block(1, QgsRectangle(left, top - 30 * height, left + 30 * width, top), width, height)
    pixels = [[None if block.isNoData(i, j) else round(block.value(i, j) * 10000) for j in range(width)] for i in range(height)]
    names = [layer.bandName(number + 1).split(": ")[1] for number in range(layer.bandCount())]
    found = [layer.renderer().type(), layer.renderer().usesBands(), names, pixels]
    del block, layer
    application.exitQgis()
    return found


def as_qgis(pixels: np.ndarray, fill: int) -> list:
    return np.where(pixels == fill, None, pixels.astype(object)).tolist()


def test_composite_is_in_colours(local, cloudy, link_list):
    path = link_list(cloudy.files((L30_WEST, L30_EAST), ["red", "green", "blue"]))
    kind, bands, names, pixels = in_qgis(local, seen, f'HLSTS:"{path}":2021-05-13T17:24:06Z', WINDOW)
    assert (kind, bands, names) == ("multibandcolor", [1, 2, 3], ["red", "green", "blue"])
    assert pixels == as_qgis(cube_oracle.array_cube([(L30_WEST, L30_EAST)], "red", WINDOW)[0], -9999)


@pytest.mark.parametrize("array", ["red", "ndvi"])
def test_open_options_stand_in_the_name(local, cloudy, link_list, array):
    path = link_list(cloudy.files((L30_WEST, L30_EAST, S30_EAST), ["red", "nir", "fmask"]))
    name = f'HLSTS:"{path}":{array}|option:GROUP_BY=DAY|option:MASK=CLOUD,CLOUD_SHADOW'
    kind, _, names, pixels = in_qgis(local, seen, name, WINDOW)
    assert (kind, names) == ("singlebandgray", ["2021-05-13T17:24:06Z"])
    assert any(value is None for line in pixels for value in line) and any(value is not None for line in pixels for value in line)
    if array == "red":
        wanted = cube_oracle.array_cube([SAME_PASS], "red", WINDOW, Mask(("CLOUD", "CLOUD_SHADOW")))
        assert pixels == as_qgis(wanted[0], -9999)
