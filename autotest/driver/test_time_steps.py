"""Which granules make a step, when it is, and in which order its granules count. Names tell all of this: no pixel is read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import cube_oracle
import pytest
from cloudy_archive import L30_EAST, L30_WEST, LATER_S30_EAST, S30_EAST, SAME_PASS, TWO_DAYS, link
from opened import multidim_times, refusal, times

GROUPINGS = ("NONE", "OVERPASS", "DAY")
TWO_TILES = (L30_WEST, LATER_S30_EAST)
ONE_TILE = (L30_EAST, S30_EAST, LATER_S30_EAST)


def granule(sensor: str, tile: str, time: datetime) -> str:
    return f"HLS.{sensor}.T{tile}.{time:%Y%jT%H%M%S}.v2.0"


@pytest.fixture
def red_list(link_list):
    return lambda *granules: link_list([link(name, "B04") for name in granules])


@pytest.mark.parametrize(
    ("granules", "group_by", "steps"),
    [
        (TWO_TILES, "", 2),
        (TWO_TILES, "NONE", 2),
        (TWO_TILES, "OVERPASS", 2),
        (TWO_TILES, "DAY", 2),
        (SAME_PASS, "", 2),
        (SAME_PASS, "NONE", 3),
        (SAME_PASS, "OVERPASS", 2),
        (SAME_PASS, "DAY", 1),
        (ONE_TILE, "", 3),
        (ONE_TILE, "NONE", 3),
        (ONE_TILE, "OVERPASS", 3),
        (ONE_TILE, "DAY", 2),
        (TWO_DAYS, "", 4),
        (TWO_DAYS, "DAY", 2),
    ],
)
def test_number_and_times_of_steps(local, red_list, granules, group_by, steps):
    """Of one tile each granule is a step; of a mosaic each overpass. A step's time is that of its earliest granule."""
    options = [f"GROUP_BY={group_by}"] if group_by else []
    default = "OVERPASS" if len({name.split(".")[2] for name in granules}) > 1 else "NONE"
    wanted = cube_oracle.times_of(cube_oracle.grouped(granules, group_by or default))
    assert len(wanted) == steps
    path = red_list(*granules)
    assert times(local, path, *options) == wanted
    assert local.call(multidim_times, path, options) == wanted


@pytest.mark.parametrize("group_by", ["day", "Day", "overpass"])
def test_case_of_values_does_not_matter(local, red_list, group_by):
    assert len(times(local, red_list(*SAME_PASS), f"group_by={group_by}")) == {"day": 1, "overpass": 2}[group_by.lower()]


@pytest.mark.parametrize(
    ("sensors", "seconds", "steps"),
    [(("L30", "L30"), 24, 1), (("L30", "L30"), 599, 1), (("S30", "S30"), 599, 1), (("S30", "S30"), 601, 2), (("L30", "S30"), 60, 2)],
)
@pytest.mark.parametrize("tiles", [("13TGF", "13TGF"), ("13TFF", "13TGF")])
def test_overpass(local, red_list, tiles, sensors, seconds, steps):
    """Granules of one sensor within ten minutes, of one tile or of several."""
    first = datetime(2021, 5, 13, 17, 24, 6, tzinfo=UTC)
    path = red_list(granule(sensors[0], tiles[0], first), granule(sensors[1], tiles[1], first + timedelta(seconds=seconds)))
    assert len(times(local, path, "GROUP_BY=OVERPASS")) == steps


# In the west, near Greenwich, in the middle, and where it is another day than in UTC.
@pytest.mark.parametrize("tile", ["13TGF", "31UDQ", "01LCH", "60HWE", "60WWV"])
def test_day_begins_at_solar_midnight_of_the_tile(local, red_list, tile):
    """Solar time is UTC plus the longitude of the tile's centre by 15 degrees an hour, for both sensors."""
    midnight = datetime(2021, 5, 13, tzinfo=UTC) - timedelta(hours=cube_oracle.longitude_of(tile) / 15)
    before, after, evening = (midnight + delta for delta in (timedelta(seconds=-60), timedelta(seconds=60), timedelta(hours=23.9)))
    path = red_list(granule("L30", tile, before), granule("L30", tile, after), granule("S30", tile, evening))
    wanted = [f"{time:%Y-%m-%dT%H:%M:%SZ}" for time in (before, after)]
    assert times(local, path, "GROUP_BY=DAY") == wanted


def test_solar_days_are_not_those_of_utc(local, red_list):
    """At 178 degrees east 10:30 in the morning is 22:38 UTC of the day before; half an hour later a new UTC day may have begun."""
    tile = "60WWV"
    evening = datetime(2021, 5, 13, 23, 50, 0, tzinfo=UTC)
    path = red_list(granule("L30", tile, evening), granule("S30", tile, evening + timedelta(minutes=30)))
    assert times(local, path, "GROUP_BY=DAY") == ["2021-05-13T23:50:00Z"]
    noon = datetime(2021, 5, 13, 11, 0, 0, tzinfo=UTC)
    path = red_list(granule("L30", tile, noon), granule("S30", tile, noon + timedelta(hours=2)))
    assert times(local, path, "GROUP_BY=DAY") == ["2021-05-13T11:00:00Z", "2021-05-13T13:00:00Z"]


def test_options_that_choose_come_before_the_grouping(local, red_list):
    path = red_list(*SAME_PASS)
    assert times(local, path, "GROUP_BY=DAY", "SENSORS=S30") == ["2021-05-13T17:38:59Z"]
    assert times(local, path, "GROUP_BY=DAY", "START=2021-05-13T17:24:10Z") == ["2021-05-13T17:24:30Z"]
    assert times(local, path, "TILES=13TGF") == ["2021-05-13T17:24:30Z", "2021-05-13T17:38:59Z"]


@pytest.mark.parametrize("group_by", GROUPINGS)
def test_bands_never_choose_times(local, link_list, group_by):
    """A step without the band is nodata."""
    files = [(L30_WEST, "B04"), (L30_WEST, "B05"), (L30_EAST, "B05"), (S30_EAST, "B04"), (LATER_S30_EAST, "B8A")]
    path = link_list([link(granule, band) for granule, band in files])
    wanted = cube_oracle.times_of(cube_oracle.grouped((L30_WEST, L30_EAST, S30_EAST, LATER_S30_EAST), group_by))
    for array in ("red", "nir"):
        assert times(local, path, f"GROUP_BY={group_by}", f"BANDS={array}") == wanted
        assert times(local, f'HLSTS:"{path}":{array}', f"GROUP_BY={group_by}") == wanted


@pytest.mark.parametrize(
    "option",
    ["GROUP_BY=WEEK", "ORDER=RANDOM", "MOSAIC=MAYBE", "ZONE=61", "ZONE=14", "ZONE=north", "MASK=FOG", "MASK=CLOUD,FOG", "MASK_DILATE=-1",
     "MASK_DILATE=wide", "ON_ERROR=IGNORE"],
)  # fmt: skip
def test_wrong_values_are_errors(local, red_list, option):
    message = refusal(local, red_list(*SAME_PASS), option)
    name, _, value = option.partition("=")
    assert "HLSTS" in message and name in message and value.rpartition(",")[2] in message, message


def test_documented_options_are_the_drivers(local):
    def child():
        return gdal.GetDriverByName("HLSTS").GetMetadataItem("DMD_OPENOPTIONLIST")

    listed = local.call(child)
    for name in ("ZONE", "GROUP_BY", "ORDER", "MOSAIC", "MASK", "MASK_DILATE", "ON_ERROR"):
        assert f"name='{name}'" in listed.replace('"', "'"), name


def test_cloud_cover_along_time(local, link_list):
    """What the input tells of each scene is an array beside the times."""
    covers = {"HLS.L30.T13TGF.2021133T172406.v2.0": 12, S30_EAST: 3}
    features = [
        {"type": "Feature", "id": name, "properties": {"eo:cloud_cover": cover}, "assets": {"B04": {"href": link(name, "B04")}}}
        for name, cover in covers.items()
    ]
    manifest = {"type": "FeatureCollection", "hlsts": {"version": 1, "open_options": {"BANDS": "red"}}, "features": features}

    def child(path):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("cloud_cover")
        return [[dimension.GetName() for dimension in array.GetDimensions()], array.ReadAsArray().tolist()]

    assert local.call(child, link_list(json.dumps(manifest), "manifest.json")) == [["time"], [12, 3]]
