"""The vegetation indices of HLS-VI as NASA's program computes them: what a test compares the plugin's with.

Written from NASA-IMPACT/hls-vi 1.20.1 (``generate_indices.py``) with the same masked arrays of NumPy, whose division
masks what is divided by zero. NASA's program masks by Fmask, too; here a test does that where it wants to.
"""

from __future__ import annotations

import numpy as np

INPUTS = ("blue", "green", "red", "nir", "swir1", "swir2")
INPUT_FILL = -9999
FILL = -19999


def _difference(a, b):
    return (a - b) / (a + b)


def _msavi(red, nir):
    root = np.ma.sqrt((2 * nir + 1) ** 2 - 8 * (nir - red))
    return (2 * nir + 1 - root) / 2


# Each takes the reflectances by the names of its parameters.
FORMULAS = {
    "evi": lambda blue, red, nir: 2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1),
    "msavi": _msavi,
    "nbr": lambda nir, swir2: _difference(nir, swir2),
    "nbr2": lambda swir1, swir2: _difference(swir1, swir2),
    "ndmi": lambda nir, swir1: _difference(nir, swir1),
    "ndvi": lambda red, nir: _difference(nir, red),
    "ndwi": lambda green, nir: _difference(green, nir),
    "savi": lambda red, nir: 1.5 * (nir - red) / (nir + red + 0.5),
    "tvi": lambda green, red, nir: (120 * (nir - green) - 200 * (red - green)) / 2,
}


def scale(name: str) -> float:
    return 0.01 if name == "tvi" else 0.0001


def expected_index(name: str, stored: dict[str, np.ndarray]) -> np.ndarray:
    """The stored values of an index, Int16, from the stored values of all six INPUTS (Int16 arrays of one shape).

    All six decide whether a pixel is valid, whichever the formula takes.
    """
    assert all(stored[role].dtype == np.int16 for role in INPUTS)
    invalid = np.any([(stored[role] == INPUT_FILL) | (stored[role] <= 0) for role in INPUTS], axis=0)
    formula = FORMULAS[name]
    roles = formula.__code__.co_varnames[: formula.__code__.co_argcount]
    reflectances = {role: np.ma.masked_array(stored[role] / 10_000, invalid) for role in roles}
    scaled = np.ma.clip(formula(**reflectances) / scale(name), -32768, 32767)
    return np.ma.round(scaled).filled(FILL).astype(np.int16)
