"""QGIS on a list: its own library without a window, as its own GDAL provider opens it."""

from __future__ import annotations

import importlib.util

import pytest

pytestmark = pytest.mark.skipif(importlib.util.find_spec("qgis") is None, reason="needs python3-qgis")

# What every program here needs around it. The layer must be gone before QGIS ends.
HEADLESS = {"QT_QPA_PLATFORM": "offscreen"}

# A point of column 1000 and row 2000.
X, Y = 699960 + 30 * 1000.5, 4600020 - 30 * 2000.5


def expected_series(tutorial, column: int = 1000, row: int = 2000) -> list[int]:
    from earthdata.hls import pixels as hls_pixels

    return [int(hls_pixels.expected_window(granule, "B04", column, row, 1, 1)[0, 0]) for granule in tutorial.granules]


def in_qgis(programs, function, *arguments, **variables):
    return programs.call(function, *arguments, **HEADLESS, **variables)


def test_layer_of_a_list(local, local_list, tutorial):
    """QGIS applies the scale: it shows reflectance."""

    def child(path, x, y):
        from qgis.core import QgsApplication, QgsPointXY, QgsRaster, QgsRasterLayer

        application = QgsApplication([], False)
        application.initQgis()
        layer = QgsRasterLayer(path, "cube", "gdal")
        provider = layer.dataProvider()
        values = provider.identify(QgsPointXY(x, y), QgsRaster.IdentifyFormatValue).results()
        found = {
            "valid": layer.isValid(),
            "names": [layer.bandName(band) for band in range(1, layer.bandCount() + 1)],
            "crs": layer.crs().authid(),
            "extent": [layer.extent().xMinimum(), layer.extent().yMinimum(), layer.extent().xMaximum(), layer.extent().yMaximum()],
            "nodata": provider.sourceNoDataValue(1),
            "pyramids": provider.hasPyramids(),
            "values": [values[band] for band in sorted(values)],
        }
        del provider, layer
        application.exitQgis()
        return found

    found = in_qgis(local, child, local_list, X, Y)
    assert found["valid"] and found["crs"] == "EPSG:32613" and found["nodata"] == -9999 and found["pyramids"]
    assert found["extent"] == [699960, 4490220, 809760, 4600020]
    assert [name.split(": ", 1)[1] for name in found["names"]] == [f"{time:%Y-%m-%dT%H:%M:%SZ}" for time in tutorial.times]
    wanted = [None if value == -9999 else pytest.approx(value / 10000, rel=1e-5) for value in expected_series(tutorial)]
    assert found["values"] == wanted


def test_map_of_a_date_over_s3(remote, earthdata, remote_list, tutorial):
    """A map of the whole tile comes from an overview, whose pixels are every 16th; keys by the plugin."""

    def child(path, band):
        from qgis.core import (
            QgsApplication,
            QgsContrastEnhancement,
            QgsMapRendererSequentialJob,
            QgsMapSettings,
            QgsRasterLayer,
            QgsSingleBandGrayRenderer,
        )
        from qgis.PyQt.QtCore import QSize
        from qgis.PyQt.QtGui import QColor

        application = QgsApplication([], False)
        application.initQgis()
        layer = QgsRasterLayer(path, "cube", "gdal")
        renderer = QgsSingleBandGrayRenderer(layer.dataProvider(), band)
        stretch = QgsContrastEnhancement(layer.dataProvider().dataType(band))
        stretch.setContrastEnhancementAlgorithm(QgsContrastEnhancement.StretchToMinimumMaximum)
        stretch.setMinimumValue(0)
        stretch.setMaximumValue(3)
        renderer.setContrastEnhancement(stretch)
        layer.setRenderer(renderer)
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setExtent(layer.extent())
        settings.setOutputSize(QSize(229, 229))
        settings.setBackgroundColor(QColor(255, 0, 0))
        settings.setDestinationCrs(layer.crs())
        job = QgsMapRendererSequentialJob(settings)
        job.start()
        job.waitForFinished()
        image = job.renderedImage()
        pixels = [[image.pixelColor(x, y).getRgb()[:3] for x in range(0, 229, 4)] for y in range(0, 229, 4)]
        del job, settings, renderer, layer
        application.exitQgis()
        return pixels

    from earthdata.hls import pixels as hls_pixels

    pixels = in_qgis(remote, child, remote_list, 5)
    wanted = hls_pixels.expected_overview(tutorial.granules[4], "B04", 3)
    is_same = []
    for y, row in enumerate(pixels):
        for x, (red, green, blue) in enumerate(row):
            value = int(wanted[4 * y, 4 * x])
            gray = (255, 0, 0) if value == -9999 else (min(max(round(value / 30000 * 255), 0), 255),) * 3
            is_same.append(all(abs(a - b) <= 2 for a, b in zip((red, green, blue), gray)))
    assert sum(is_same) > 0.99 * len(is_same)
    # QGIS takes the limits of its first choice of colours from the first three bands.
    asked = {entry["key"].split("/")[1] for entry in earthdata.log().of("s3")}
    assert not earthdata.log().violations
    assert tutorial.granules[4] in asked and asked <= {tutorial.granules[band] for band in (0, 1, 2, 4)}


def test_several_bands_are_a_choice(local, link_list, tutorial, objects):
    def child(path):
        from qgis.core import QgsApplication, QgsProviderRegistry, QgsRasterLayer

        application = QgsApplication([], False)
        application.initQgis()
        sublayers = [layer.uri() for layer in QgsProviderRegistry.instance().querySublayers(path)]
        counts = []
        for uri in sublayers:
            layer = QgsRasterLayer(uri, "array", "gdal")
            counts.append([layer.isValid(), layer.bandCount()])
            del layer
        application.exitQgis()
        return [sublayers, counts]

    lines = [f"{objects}/{key}" for key in tutorial.keys[:2]]
    lines += [line.replace(".B04.tif", ".Fmask.tif") for line in lines]
    sublayers, counts = in_qgis(local, child, link_list(lines))
    assert [uri.rsplit(":", 1)[1] for uri in sublayers] == ["red", "fmask"]
    assert counts == [[True, 2], [True, 2]]


def test_times_of_the_bands_as_the_manual_says(local, local_list, tutorial):
    """The expression of docs/qgis.md, and its lines for the console."""

    def child(path):
        from datetime import datetime, timedelta

        from qgis.core import (
            Qgis,
            QgsApplication,
            QgsDateTimeRange,
            QgsExpression,
            QgsExpressionContext,
            QgsExpressionContextScope,
            QgsRasterLayer,
        )

        if not hasattr(getattr(Qgis, "RasterTemporalMode", None), "FixedRangePerBand"):
            return None
        application = QgsApplication([], False)
        application.initQgis()
        layer = QgsRasterLayer(path, "cube", "gdal")
        expression = QgsExpression(r"to_datetime(regexp_substr(@band_name, '(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)'))")
        scope = QgsExpressionContextScope()
        scope.setVariable("band_name", layer.bandName(5))
        context = QgsExpressionContext()
        context.appendScope(scope)
        evaluated = expression.evaluate(context).toString("yyyy-MM-ddTHH:mm:ss")

        begins = [datetime.fromisoformat(layer.bandName(band)[-20:-1]) for band in range(1, layer.bandCount() + 1)]
        ends = begins[1:] + [begins[-1] + timedelta(days=5)]
        temporal = layer.temporalProperties()
        temporal.setMode(Qgis.RasterTemporalMode.FixedRangePerBand)
        temporal.setFixedRangePerBand({i + 1: QgsDateTimeRange(begin, end) for i, (begin, end) in enumerate(zip(begins, ends))})
        temporal.setIsActive(True)
        shown = [temporal.bandForTemporalRange(layer, QgsDateTimeRange(begin, begin + timedelta(seconds=1))) for begin in begins]
        found = [evaluated, shown]
        del temporal, layer
        application.exitQgis()
        return found

    found = in_qgis(local, child, local_list)
    if found is None:
        pytest.skip("this QGIS has no times per band")
    evaluated, shown = found
    assert evaluated == f"{tutorial.times[4]:%Y-%m-%dT%H:%M:%S}"
    assert shown == list(range(1, 33))
