"""The indices of NumPy and the table by which the plugin's are tested are the same."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from earthdata import indices

TABLE = Path(__file__).parents[2] / "tests/driver/hls/vegetation_index_test.cpp"
ROW = re.compile(r"\{\{([-\d, ]+)\}, \{([-\d, ]+)\}\},")
ROWS = [[np.array(group.split(","), dtype=np.int16) for group in row] for row in ROW.findall(TABLE.read_text())]


@pytest.mark.parametrize("place, name", enumerate(indices.FORMULAS))
def test_table_of_the_plugins_test_is_numpys(place, name):
    assert len(ROWS) > 40
    inputs = np.array([inputs for inputs, _ in ROWS])
    computed = indices.expected_index(name, dict(zip(indices.INPUTS, inputs.T)))
    assert computed.dtype == np.int16
    assert computed.tolist() == [expected[place] for _, expected in ROWS]
