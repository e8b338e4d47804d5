"""What reading costs: expected before, counted after (metadata domain HLSTS_COST)."""

from __future__ import annotations

import pytest
from cloudy_archive import L30_EAST, S30_EAST, link

OVERCAST = "HLS.L30.T13TGF.2021149T172430.v2.0"


def costs(path, options, window):
    """Child: the domain before and after reading a window."""
    dataset = gdal.OpenEx(path, open_options=options)
    before = dataset.GetMetadata("HLSTS_COST")
    dataset.ReadAsArray(*window)
    after = dataset.GetMetadata("HLSTS_COST")
    root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, open_options=options).GetRootGroup()
    text = root.GetAttribute("HLSTS_COST").ReadAsString()
    return [before, after, dict(line.split("=") for line in text.split("\n"))]


def test_expected_without_a_request(cloudy_remote, cloudy_earthdata, link_list):
    path = link_list([link(granule, band) for granule in (L30_EAST, S30_EAST) for band in ("B04", "Fmask")])

    def child(path):
        return [gdal.Open(name).GetMetadata("HLSTS_COST") for name in (path, f'HLSTS:"{path}":red')]

    both, red = cloudy_remote.call(child, path)
    assert (both["GRANULES"], both["FILES"], both["REQUESTS"]) == ("2", "4", "64")
    assert (red["GRANULES"], red["FILES"], red["REQUESTS"]) == ("2", "2", "32")
    assert int(red["BYTES"]) == 2 * 3660 * 3660 * 2 and int(both["BYTES"]) > int(red["BYTES"])
    assert not cloudy_earthdata.log()


def test_a_mask_needs_its_files(local, cloudy, link_list):
    path = link_list(cloudy.files([L30_EAST], ["red", "fmask"])[:1])
    before, _, attribute = local.call(costs, path, ["MASK=CLOUD"], (0, 0, 1, 1))
    assert before["FILES"] == attribute["FILES"] == "2"


def test_skipped_blocks_are_counted(local, cloudy, link_list):
    path = link_list(cloudy.files([OVERCAST], ["red", "fmask"], "overcast")[:1])
    before, after, _ = local.call(costs, path, ["MASK=CLOUD"], (0, 0, 3660, 3660))
    assert before["BLOCKS_SKIPPED"] == "0" and 0 < int(after["BLOCKS_SKIPPED"]) <= 225
    _, after, _ = local.call(costs, path, [], (0, 0, 3660, 3660))
    assert after["BLOCKS_SKIPPED"] == "0"


@pytest.mark.parametrize("access", ["S3", "HTTPS"])
def test_credentials_are_counted(cloudy_remote, cloudy, link_list, access):
    cloudy.links([L30_EAST], ["red"])
    path = link_list([link(L30_EAST, "B04")])
    before, after, _ = cloudy_remote.call(costs, path, [f"ACCESS={access}"], (0, 0, 1, 1))
    assert (before["CREDENTIALS_FETCHED"], after["CREDENTIALS_FETCHED"]) == ("0", "1")
