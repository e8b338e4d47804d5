"""What several tests let a child do (Programs.call): the child gets a function's source alone, and has gdal, np and hls_pixels."""

from __future__ import annotations


def read_object(path, granule, window):
    """Tells "right", "WRONG" or the error's text."""
    try:
        pixels = gdal.Open(path).ReadAsArray(*window)  # noqa: F821
    except RuntimeError as problem:
        return str(problem)
    return "right" if np.array_equal(pixels, hls_pixels.expected_window(granule, "B04", *window)) else "WRONG"  # noqa: F821
