"""Byte layout of the real files: TIFF structure in front, then pixels of the smallest overview to the full resolution.

GDAL's own COG layout differs from NASA's files: a block of hidden strings before the first directory, and extra bytes around
each tile. Readers take short cuts by them that they can't take with HLS, so the tests' files must not have them.
"""

from __future__ import annotations

import dataclasses
import random
import struct

_TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_TILE_OFFSETS, _TILE_COUNTS = 324, 325


@dataclasses.dataclass
class Entry:
    """A tag of a directory with its values as bytes."""

    tag: int
    kind: int
    count: int
    values: bytes

    def numbers(self) -> list[int]:
        letter = {3: "H", 4: "I"}[self.kind]
        return list(struct.unpack(f"<{self.count}{letter}", self.values))


@dataclasses.dataclass
class Directory:
    """One image of the file. Tiles are pieces of the file's bytes."""

    entries: list[Entry]

    def entry(self, tag: int) -> Entry:
        return next(entry for entry in self.entries if entry.tag == tag)

    @property
    def tile_places(self) -> list[tuple[int, int]]:
        """Offset and length of each tile."""
        return list(zip(self.entry(_TILE_OFFSETS).numbers(), self.entry(_TILE_COUNTS).numbers()))

    @property
    def size(self) -> int:
        """Bytes of the directory and of its values that do not fit into it."""
        outside = sum(len(entry.values) + len(entry.values) % 2 for entry in self.entries if len(entry.values) > 4)
        return 2 + 12 * len(self.entries) + 4 + outside

    def at(self, start: int, following: int) -> bytes:
        """The bytes of the directory when it lies at ``start``; ``following`` is the place of the next one."""
        table, outside = struct.pack("<H", len(self.entries)), b""
        behind = start + 2 + 12 * len(self.entries) + 4
        for entry in self.entries:
            field = entry.values.ljust(4, b"\0")
            if len(entry.values) > 4:
                field = struct.pack("<I", behind + len(outside))
                outside += entry.values + b"\0" * (len(entry.values) % 2)
            table += struct.pack("<HHI", entry.tag, entry.kind, entry.count) + field
        return table + struct.pack("<I", following) + outside


def directories(data: bytes) -> list[Directory]:
    """The images of a classic little-endian TIFF."""
    if data[:4] != b"II*\0":
        raise ValueError("no classic little-endian TIFF")
    found = []
    (start,) = struct.unpack_from("<I", data, 4)
    while start:
        (number,) = struct.unpack_from("<H", data, start)
        entries = []
        for place in range(start + 2, start + 2 + 12 * number, 12):
            tag, kind, count = struct.unpack_from("<HHI", data, place)
            length, value_place = _TYPE_SIZES[kind] * count, place + 8
            if length > 4:
                (value_place,) = struct.unpack_from("<I", data, value_place)
            entries.append(Entry(tag, kind, count, data[value_place : value_place + length]))
        found.append(Directory(entries))
        (start,) = struct.unpack_from("<I", data, start + 2 + 12 * number)
    return found


def _full_resolution_order(tiles: int) -> list[int]:
    """The order of the full resolution's tiles in the file. In real files it is not row-major either: tiles were
    compressed by several threads and written as they got ready."""
    chance = random.Random(tiles)
    return sorted(range(tiles), key=lambda index: index + chance.uniform(0, 6))


def repack(data: bytes) -> bytes:
    """The same images in the layout of the real files."""
    images = directories(data)
    places = [image.tile_places for image in images]
    for image in images:
        for tag in (_TILE_OFFSETS, _TILE_COUNTS):
            entry = image.entry(tag)
            entry.kind, entry.values = 4, bytes(4 * entry.count)
    starts = [8]
    for image in images:
        starts.append(starts[-1] + image.size)
    position, pixels = starts[-1], []
    for index in reversed(range(len(images))):
        tiles = range(len(places[index])) if index else _full_resolution_order(len(places[index]))
        offsets = [0] * len(tiles)
        for tile in tiles:
            offset, length = places[index][tile]
            offsets[tile] = position
            pixels.append(data[offset : offset + length])
            position += length
        images[index].entry(_TILE_OFFSETS).values = struct.pack(f"<{len(offsets)}I", *offsets)
        images[index].entry(_TILE_COUNTS).values = struct.pack(f"<{len(offsets)}I", *(length for _, length in places[index]))
    head = b"II*\0" + struct.pack("<I", 8)
    for image, start, following in zip(images, starts, [*starts[1:-1], 0]):
        head += image.at(start, following)
    return b"".join([head, *pixels])
