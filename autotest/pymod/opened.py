"""What gdalinfo and gdalmdiminfo tell of a list, or how they refuse it."""

from __future__ import annotations

from typing import Any


def option_words(options: tuple[str, ...]) -> list[str]:
    return [word for option in options for word in ("-oo", option)]


def information(programs: Any, name: str, *options: str) -> dict[str, Any]:
    return programs.json("gdalinfo", "-json", *option_words(options), name)


def structure(programs: Any, name: str, *options: str) -> dict[str, Any]:
    """The multidimensional view's root group."""
    return programs.json("gdalmdiminfo", *option_words(options), name)


def refusal(programs: Any, name: str, *options: str) -> str:
    """The message of a list that doesn't open."""
    done = programs.run("gdalinfo", *option_words(options), name, check=False)
    assert done.returncode != 0, done.stdout[:500]
    return done.stderr


def times(programs: Any, name: str, *options: str) -> list[str]:
    """The steps of the classic view."""
    return [band["description"] for band in information(programs, name, *options)["bands"]]


def subdatasets(programs: Any, name: str, *options: str) -> list[str]:
    """The names that are handed out."""
    items = information(programs, name, *options)["metadata"].get("SUBDATASETS", {})
    return [value for key, value in items.items() if key.endswith("_NAME")]


def multidim_times(path: str, options: list[str]) -> list[str]:
    """Child: the steps of the multidimensional view."""
    root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, open_options=options).GetRootGroup()
    return [f"{np.datetime64(int(time), 's')}Z" for time in root.OpenMDArray("time").ReadAsArray()]
