"""The environment of programs under test: no real secret and no setting of the user in reach."""

from __future__ import annotations

import os
from pathlib import Path

_REMOVED_PREFIXES = ("EARTHDATA_", "DEFAULT_EARTHDATA_", "VSIEARTHDATA_", "VSIS3_", "AWS_", "GDAL_", "CPL_", "VSI_", "HLSTS_")
_KEPT = ("GDAL_DATA",)
_REMOVED = (
    "NETRC",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "CURL_HOME",
    "CURL_CA_BUNDLE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
)


def child_environment(home: Path, ca_file: str | None = None, **extra: str) -> dict[str, str]:
    """Variables for a child process, with ``home`` (an empty folder) as HOME.

    The plugin is found in the folder that HLSTS_PLUGIN_DIR names in our own environment."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or (name not in _REMOVED and not name.startswith(_REMOVED_PREFIXES))
    }
    environment.update(HOME=os.fspath(home), no_proxy="127.0.0.1,localhost")
    if "HLSTS_PLUGIN_DIR" in os.environ:
        environment["GDAL_DRIVER_PATH"] = os.environ["HLSTS_PLUGIN_DIR"]
    if ca_file:
        environment.update(SSL_CERT_FILE=ca_file, CURL_CA_BUNDLE=ca_file)
    environment.update(extra)
    return environment


def planted_in(captured: str | bytes, markers: list[str]) -> list[str]:
    """The planted secrets (by their markers) that captured output contains; expected to be none."""
    text = captured.decode("utf-8", "replace") if isinstance(captured, bytes) else captured
    return [marker for marker in markers if marker in text]


def planted_in_folder(folder: Path, markers: list[str]) -> dict[str, list[str]]:
    """The same for all files below a folder: path → markers found."""
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {os.fspath(path.relative_to(folder)): planted_in(path.read_bytes(), markers) for path in files}
    return {path: here for path, here in found.items() if here}
