"""Tags of an HLS band file, spelt and shaped like NASA's, with values that follow from the name."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta

from .grid import SIZE, Grid
from .names import HlsFile

_FMASK_BITS = """Bits are listed from the MSB (bit 7) to the LSB (bit 0): 
7-6    aerosol:
       00 - climatology
       01 - low
       10 - average
       11 - high
5      water
4      snow/ice
3      cloud shadow
2      adjacent to cloud
1      cloud
0      cirrus cloud
"""

_BANDPASS = {
    "01": "0.995900, -0.000200",
    "02": "0.977800, -0.004000",
    "03": "1.007500, -0.000800",
    "04": "0.976100, 0.001000",
    "11": "1.000000, -0.000300",
    "12": "0.986700, 0.000400",
    "8a": "0.996600, 0.000000",
}


def _iso(time: datetime, fraction: str = "") -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"


def _twice(value: str, scenes: int, separator: str = "; ") -> str:
    return separator.join([value] * scenes)


def _angles(number: int) -> dict[str, str]:
    names = (
        "MEAN_SUN_AZIMUTH_ANGLE",
        "MEAN_SUN_ZENITH_ANGLE",
        "MEAN_VIEW_AZIMUTH_ANGLE",
        "MEAN_VIEW_ZENITH_ANGLE",
        "NBAR_SOLAR_ZENITH",
    )
    return {name: f"{10 + (number >> shift) % 60}.{number % 10**12:012d}" for shift, name in enumerate(names)}


def _landsat(file: HlsFile, number: int, scenes: int, early: bool) -> dict[str, str]:
    satellite = 8 if early or number % 2 else 9
    day, path, row = file.time.strftime("%Y%m%d"), 1 + number % 233, 1 + number % 120
    starts = [_iso(file.time, f".{number % 10**7:07d}"), _iso(file.time + timedelta(seconds=23), ".8910410")]
    products = [f"LC0{satellite}_L1TP_{path:03d}{row + i:03d}_{day}_{day}_02_T1" for i in range(scenes)]
    identifiers = [f"LC{satellite}0{path:03d}{row + i:03d}{file.time.strftime('%Y%j')}LGN00" for i in range(scenes)]
    return {
        "ACCODE": _twice("Lasrc", scenes),
        "HORIZONTAL_CS_NAME": _twice(f"UTM, WGS84, UTM ZONE {int(file.tile[:2])}", scenes),
        "L1_PROCESSING_TIME": _twice(_iso(file.time + timedelta(hours=9)), scenes),
        "LANDSAT_PRODUCT_ID": "; ".join(products),
        "LANDSAT_SCENE_ID": "; ".join(identifiers),
        "PROCESSING_LEVEL": _twice("L1TP", scenes),
        "SENSING_TIME": "; ".join(starts[:scenes]),
        "SENSOR": _twice("OLI_TIRS", scenes),
        "SENTINEL2_TILEID": file.tile,
        "TIRS_SSM_MODEL": _twice("FINAL", scenes),
        "TIRS_SSM_POSITION_STATUS": _twice("ESTIMATED", scenes),
        "USGS_SOFTWARE": "LPGS_15.3.1",
    }


def _sentinel(file: HlsFile, number: int, grid: Grid) -> dict[str, str]:
    satellite = "AB"[number % 2]
    datatake, made = file.time.strftime("%Y%m%dT%H%M%S"), (file.time + timedelta(hours=2)).strftime("%Y%m%dT%H%M%S")
    # The name has the time of the datatake; this tile was sensed minutes later.
    sensing = file.time + timedelta(minutes=7 + number % 10, seconds=number % 60)
    tags = {
        "ACCODE": "LaSRC",
        "DATASTRIP_ID": f"S2{satellite}_OPER_MSI_L1C_DS_VGS2_{made}_S{sensing.strftime('%Y%m%dT%H%M%S')}_N03.00",
        "HORIZONTAL_CS_CODE": f"EPSG:{grid.epsg}",
        "HORIZONTAL_CS_NAME": f"WGS84 / UTM zone {int(file.tile[:2])}N",
        "L1C_IMAGE_QUALITY": "NONE",
        "L1_PROCESSING_TIME": _iso(file.time + timedelta(hours=3), ".467986"),
        "PROCESSING_BASELINE": "03.00",
        "PRODUCT_URI": f"S2{satellite}_MSIL1C_{datatake}_N0300_R{1 + number % 143:03d}_T{file.tile}_{made}.SAFE",
        "SENSING_TIME": _iso(sensing, f".{number % 10**6:06d}"),
        "SPACECRAFT_NAME": f"Sentinel-2{satellite}",
        "TILE_ID": f"S2{satellite}_OPER_MSI_L1C_TL_VGS2_{made}_A{number % 10**6:06d}_T{file.tile}_N03.00",
    }
    tags.update({f"MSI band {band} bandpass adjustment slope and offset": value for band, value in _BANDPASS.items()})
    return tags


def tags_of(file: HlsFile, grid: Grid, spatial_coverage: int) -> dict[str, str]:
    """All tags of a band file. Landsat granules of an even second are joined from two scenes, as many real ones are."""
    number = zlib.crc32(file.granule.encode())
    landsat = file.sensor == "L30"
    scenes = 2 if landsat and file.time.second % 2 == 0 else 1
    tags = {
        "arop_ave_xshift(meters)": _twice("0", scenes, ", "),
        "arop_ave_yshift(meters)": _twice("0", scenes, ", "),
        "arop_ncp": _twice("0", scenes, ", "),
        "arop_rmse(meters)": _twice("0", scenes, ", "),
        "arop_s2_refimg": "NONE",
        "AREA_OR_POINT": "Area",
        "cloud_coverage": str(number % 101),
        "HLS_PROCESSING_TIME": _iso(file.time + timedelta(days=3)),
        "NCOLS": str(SIZE),
        "NROWS": str(SIZE),
        "OVR_RESAMPLING_ALG": "NEAREST",
        "spatial_coverage": str(spatial_coverage),
        "SPATIAL_RESOLUTION": "30",
        "ULX": str(grid.ulx),
        "ULY": str(grid.uly),
        "_FillValue": str(file.kind.fill),
        **_angles(number),
    }
    tags.update(_landsat(file, number, scenes, early=file.time.year < 2022) if landsat else _sentinel(file, number, grid))
    if file.band == "Fmask":
        tags["Fmask bit description" if landsat else "Fmask description"] = _FMASK_BITS
    elif file.kind.long_name:
        tags.update(add_offset="0.0", long_name=file.kind.long_name, scale_factor=str(file.kind.scale))
    return dict(sorted(tags.items(), key=lambda item: item[0].lower()))
