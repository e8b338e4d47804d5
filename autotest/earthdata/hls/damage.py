"""Damage to a good file: bytes in, bytes out."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from .layout import directories

_WIDTH = 256


def _full_resolution_tiles(data: bytes) -> list[tuple[int, int]]:
    return directories(data)[0].tile_places


def truncated(data: bytes) -> bytes:
    """An upload that broke off in the middle of the full resolution: header and overviews are there."""
    offsets = sorted(offset for offset, _ in _full_resolution_tiles(data))
    return data[: offsets[len(offsets) // 2] + 10]


def text_mode(data: bytes) -> bytes:
    """White space before line feeds stripped after the header, and a line feed added at the end, as hooks for text files do.

    The header of a real damaged file came through whole; so it does here."""
    start = min(offset for image in directories(data) for offset, _ in image.tile_places)
    stripped = re.sub(rb"[ \t\v\f\r]+\n", b"\n", data[start:])
    if len(stripped) == len(data) - start:
        # Small files may have no such place: what a checkout with line-end conversion does to CR then.
        stripped = data[start:].replace(b"\r", b"", 3)
    return data[:start] + stripped + b"\n"


def bad_header(data: bytes) -> bytes:
    """A width that no memory could hold: what a driver must not believe."""
    (start,) = struct.unpack_from("<I", data, 4)
    place = next(place for place in range(start + 2, len(data), 12) if struct.unpack_from("<H", data, place)[0] == _WIDTH)
    return data[:place] + struct.pack("<HHII", _WIDTH, 4, 1, 2**31 - 1) + data[place + 12 :]


def bad_magic(data: bytes) -> bytes:
    """No TIFF at all: the error page of some server, kept under the file's name."""
    return b"<html><body>Bad Gateway</body></html>\n" + data[38:]


def bad_tiles(data: bytes) -> bytes:
    """Flipped bits in every compressed tile of the full resolution, so that a read of any window meets one."""
    damaged = bytearray(data)
    for offset, count in _full_resolution_tiles(data):
        for place in range(offset + count // 2, min(offset + count // 2 + 16, offset + count)):
            damaged[place] ^= 0xA5
    return bytes(damaged)


KINDS: dict[str, Callable[[bytes], bytes]] = {
    "truncated": truncated,
    "text-mode": text_mode,
    "bad-header": bad_header,
    "bad-magic": bad_magic,
    "bad-tiles": bad_tiles,
}
