"""Tables of the manual whose every row a program can try."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cloudy_archive import L30_EAST, link
from opened import information, refusal

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "hlsts.md").read_text()
BANDS = {"blue": "B02", "green": "B03", "red": "B04", "nir": "B05", "swir1": "B06", "swir2": "B07"}


def documented_needs() -> dict[str, list[str]]:
    """The bands that each index needs."""
    section = PAGE.partition("### Computed indices")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+`) \| ([a-z0-9, ]+) \|$", section, re.MULTILINE)
    return {index: needs.split(", ") for names, needs in rows for index in re.findall(r"`(\w+)`", names)}


def test_all_indices_are_documented():
    assert sorted(documented_needs()) == ["evi", "msavi", "nbr", "nbr2", "ndmi", "ndvi", "ndwi", "savi", "tvi"]


@pytest.mark.parametrize(("index", "needs"), documented_needs().items())
def test_index_needs_these_bands_and_no_others(local, link_list, index, needs):
    path = link_list([link(L30_EAST, BANDS[name]) for name in needs])
    assert len(information(local, path, f"BANDS={index}")["bands"]) == 1
    for missing in needs:
        path = link_list([link(L30_EAST, band) for name, band in BANDS.items() if name != missing])
        assert missing in refusal(local, path, f"BANDS={index}")


def test_every_array_and_band_of_the_page_is_one(local, link_list):
    """Array names by product bands, for both sensors."""
    section = PAGE.partition("### Arrays")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|([^|]*)\|([^|]*)\| (\w+) \|", section, re.MULTILINE)
    tried = 0
    for names, *columns, kind in rows:
        arrays = re.findall(r"`(\w+)`", names)
        for sensor, column in zip(("L30", "S30"), columns):
            bands = re.findall(r"\w+", column)
            if len(bands) != len(arrays):
                continue  # "EVI …", "the same", or none
            product = "HLS-VI" if arrays == ["tvi"] else "HLS"
            granule = f"{product}.{sensor}.T13TGF.2021133T172406.v2.0"
            for array, band in zip(arrays, bands):
                found = information(local, link_list([link(granule, band)]), "BAND_DESCRIPTION=NAME")
                assert [(shown["description"], shown["type"]) for shown in found["bands"]] == [(array, kind)]
                tried += 1
    assert tried >= 27
