"""Writes HLS files as NASA lays them out: tiled COGs whose header, tags and tile index fit one range of 16 KiB.

What the files hold is computed by pixels.py, so a test can compare every pixel with its origin.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np
from osgeo import gdal, osr

from . import damage, layout, pixels
from .grid import PIXEL, SIZE, Grid, grid_of_tile
from .names import HlsFile, parse
from .tags import tags_of

_GDAL_TYPES = {"int16": gdal.GDT_Int16, "uint16": gdal.GDT_UInt16, "uint8": gdal.GDT_Byte, "float64": gdal.GDT_Float64}

# Until 2022 the producer wrote no EPSG code and no named datum.
_UNNAMED_CRS = (
    'PROJCS["UTM Zone {zone}, Northern Hemisphere",GEOGCS["Unknown datum based upon the WGS 84 ellipsoid",'
    'DATUM["Not specified (based on WGS 84 spheroid)",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{meridian}],PARAMETER["scale_factor",0.9996],'
    'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],'
    'AXIS["Easting",EAST],AXIS["Northing",NORTH]]'
)


@dataclasses.dataclass(frozen=True)
class Recipe:
    """How a file is made. ``window`` (xoff, yoff, xsize, ysize) makes a local subset, as users cut them: no overviews.

    ``grid`` and ``dtype`` make files that contradict their name."""

    profile: str = "ramp"
    compress: str = "DEFLATE"
    vintage: str = "auto"
    window: tuple[int, int, int, int] | None = None
    grid: Grid | None = None
    dtype: str | None = None
    damage: str | None = None


def _spatial_reference(file: HlsFile, grid: Grid, vintage: str) -> osr.SpatialReference:
    if vintage == "auto":
        vintage = "unnamed" if file.time.year < 2023 else "epsg"
    reference = osr.SpatialReference()
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    if vintage == "epsg":
        reference.ImportFromEPSG(grid.epsg)
    else:
        zone = grid.epsg - 32600
        reference.ImportFromWkt(_UNNAMED_CRS.format(zone=zone, meridian=6 * zone - 183))
    return reference


def _in_memory(file: HlsFile, recipe: Recipe) -> gdal.Dataset:
    """The whole file as GDAL will write it, overviews included."""
    xoff, yoff, xsize, ysize = recipe.window or (0, 0, SIZE, SIZE)
    kind, grid = file.kind, recipe.grid or grid_of_tile(file.tile)
    values = pixels.expected_window(file.granule, file.band, xoff, yoff, xsize, ysize, recipe.profile)
    coverage = round(100 * np.count_nonzero(values[::16, ::16] != kind.fill) / values[::16, ::16].size)
    dataset = gdal.GetDriverByName("MEM").Create("", xsize, ysize, 1, _GDAL_TYPES[recipe.dtype or kind.dtype])
    dataset.SetSpatialRef(_spatial_reference(file, grid, recipe.vintage))
    dataset.SetGeoTransform((grid.ulx + xoff * PIXEL, PIXEL, 0.0, grid.uly - yoff * PIXEL, 0.0, -PIXEL))
    dataset.SetMetadata(tags_of(file, grid, coverage))
    band = dataset.GetRasterBand(1)
    band.SetNoDataValue(kind.fill)
    if kind.scale is not None:
        band.SetScale(kind.scale)
        band.SetOffset(0)
        band.SetDescription(kind.long_name)
    band.WriteArray(values)
    if recipe.window is None:
        # GDAL makes all levels from the full resolution here, and NASA each from the one before: set the pixels.
        dataset.BuildOverviews("NONE", [2, 4, 8, 16])
        for level in range(band.GetOverviewCount()):
            overview = pixels.expected_overview(file.granule, file.band, level, recipe.profile)
            band.GetOverview(level).WriteArray(overview)
    return dataset


def write(path: Path, recipe: Recipe = Recipe(), name: str | None = None) -> None:
    """Write one file. Its name says what it holds; ``name`` overrules the path's own (for files that lie)."""
    gdal.UseExceptions()
    path.parent.mkdir(parents=True, exist_ok=True)
    options = ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", f"COMPRESS={recipe.compress}", "COPY_SRC_OVERVIEWS=YES"]
    if recipe.compress != "NONE":
        options.append("PREDICTOR=2")
    # CreateCopy() has no option for this one; it is thread-local and taken back.
    gdal.SetThreadLocalConfigOption("GDAL_TIFF_OVR_BLOCKSIZE", "128")
    try:
        gdal.GetDriverByName("GTiff").CreateCopy(os.fspath(path), _in_memory(parse(name or path.name), recipe), options=options)
    finally:
        gdal.SetThreadLocalConfigOption("GDAL_TIFF_OVR_BLOCKSIZE", None)
    if recipe.window is None:
        path.write_bytes(layout.repack(path.read_bytes()))
    if recipe.damage:
        path.write_bytes(damage.KINDS[recipe.damage](path.read_bytes()))


def place_of(link: str, root: Path) -> Path:
    """Where the object of an ``s3://bucket/key`` link lies in a folder laid out as bucket/key."""
    scheme, _, rest = link.partition("://")
    if scheme != "s3" or ".." in PurePosixPath(rest).parts:
        raise ValueError(f"{link!r} is no s3:// link")
    return root / rest


def links_in(text: str) -> Iterator[str]:
    """The links of a list: one a line; blank lines and comments are skipped."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def write_all(links: Iterator[str] | list[str], root: Path, recipe: Recipe = Recipe()) -> list[Path]:
    """Write the objects of s3:// links; files that exist are left alone, so a folder can be used again."""
    paths = [place_of(link, root) for link in links]
    for path in paths:
        if not path.exists():
            aside = path.with_name(path.name + ".part")
            write(aside, recipe, name=path.name)
            aside.replace(path)
    return paths


def add_command(commands: argparse._SubParsersAction) -> None:
    generate = commands.add_parser("generate", help="write HLS files for a list of s3:// links", description=__doc__)
    generate.add_argument("list", type=Path, help="file with s3:// links, one a line")
    generate.add_argument("root", type=Path, help="output folder; files go to root/bucket/key")
    generate.add_argument(
        "--profile", choices=pixels.PROFILES, default="ramp", help="what pixels hold; noise: as large as real files, for benchmarks"
    )
    generate.add_argument("--compress", choices=("DEFLATE", "NONE"), default="DEFLATE")
    generate.add_argument("--vintage", choices=("auto", "unnamed", "epsg"), default="auto", help="text of the CRS; auto: by the year")
    generate.add_argument("--window", type=int, nargs=4, metavar=("XOFF", "YOFF", "XSIZE", "YSIZE"), help="write a subset")
    generate.add_argument("--damage", choices=tuple(damage.KINDS))
    generate.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> None:
    recipe = Recipe(
        profile=arguments.profile,
        compress=arguments.compress,
        vintage=arguments.vintage,
        window=tuple(arguments.window) if arguments.window else None,
        damage=arguments.damage,
    )
    paths = write_all(list(links_in(arguments.list.read_text())), arguments.root, recipe)
    print(f"{len(paths)} files in {arguments.root}")
