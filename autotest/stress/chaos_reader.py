"""One reading process of chaos.py: many threads, each byte and pixel compared with its origin. Prints one JSON object.

By ctypes where GDAL's Python bindings would keep the interpreter's lock during a request.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

_AUTOTEST = Path(__file__).resolve().parents[1]
if os.fspath(_AUTOTEST) not in sys.path:
    sys.path.insert(0, os.fspath(_AUTOTEST))

from earthdata.hls import pixels as hls_pixels  # noqa: E402

_SIZE = 3660
_SHOWN = 20


class ReadFailed(Exception):
    """GDAL says that a read failed."""


def _libgdal() -> ctypes.CDLL:
    """The very library that the bindings use."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        if "libgdal" in line:
            return ctypes.CDLL(line.split(maxsplit=5)[5])
    raise RuntimeError("libgdal isn't loaded")


class Vsi:
    """GDAL's file functions."""

    def __init__(self) -> None:
        lib = self._lib = _libgdal()
        lib.VSIFOpenL.restype = ctypes.c_void_p
        lib.VSIFOpenL.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        lib.VSIFSeekL.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_int]
        lib.VSIFTellL.restype = ctypes.c_uint64
        lib.VSIFTellL.argtypes = [ctypes.c_void_p]
        lib.VSIFReadL.restype = ctypes.c_size_t
        lib.VSIFReadL.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p]
        lib.VSIFReadMultiRangeL.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
        lib.VSIFCloseL.argtypes = [ctypes.c_void_p]
        lib.CPLGetLastErrorMsg.restype = ctypes.c_char_p
        lib.CPLPushErrorHandler.argtypes = [ctypes.c_void_p]

    def be_quiet(self) -> None:
        """For this thread, for ever: what fails is told by the caller."""
        self._lib.CPLPushErrorHandler(ctypes.cast(self._lib.CPLQuietErrorHandler, ctypes.c_void_p))

    def _fail(self, what: str) -> None:
        raise ReadFailed(f"{what}: {self._lib.CPLGetLastErrorMsg().decode('utf-8', 'replace') or 'no message'}")

    def open(self, path: str) -> int:
        self._lib.CPLErrorReset()
        handle = self._lib.VSIFOpenL(path.encode(), b"rb")
        if not handle:
            self._fail("open")
        return handle

    def close(self, handle: int) -> None:
        self._lib.VSIFCloseL(handle)

    def size(self, handle: int) -> int:
        self._lib.VSIFSeekL(handle, 0, 2)
        return self._lib.VSIFTellL(handle)

    def read(self, handle: int, offset: int, size: int) -> bytes:
        self._lib.CPLErrorReset()
        buffer = ctypes.create_string_buffer(size)
        self._lib.VSIFSeekL(handle, offset, 0)
        if self._lib.VSIFReadL(buffer, 1, size, handle) != size:
            self._fail("read")
        return buffer.raw

    def read_ranges(self, handle: int, ranges: list[tuple[int, int]]) -> list[bytes]:
        self._lib.CPLErrorReset()
        buffers = [ctypes.create_string_buffer(size) for _, size in ranges]
        pointers = (ctypes.c_void_p * len(ranges))(*[ctypes.addressof(buffer) for buffer in buffers])
        offsets = (ctypes.c_uint64 * len(ranges))(*[offset for offset, _ in ranges])
        sizes = (ctypes.c_size_t * len(ranges))(*[size for _, size in ranges])
        if self._lib.VSIFReadMultiRangeL(len(ranges), pointers, offsets, sizes, handle) != 0:
            self._fail("ranges")
        return [buffer.raw for buffer in buffers]


class Source:
    """What an object should hold."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.path = "/vsiearthdata/" + value["key"]
        self.granule, self.band, self.profile = value["granule"], value["band"], value["profile"]
        self._file = os.open(value["file"], os.O_RDONLY)
        self.size = os.fstat(self._file).st_size

    def bytes(self, offset: int, size: int) -> bytes:
        return os.pread(self._file, size, offset)

    def pixels(self, x: int, y: int, width: int, height: int) -> np.ndarray:
        return hls_pixels.expected_window(self.granule, self.band, x, y, width, height, self.profile)


class Ledger:
    """What all threads have to tell."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reads: Counter[str] = Counter()
        self.bytes = 0
        self.wrong: list[str] = []
        self.wrong_bytes = 0
        self.failed: list[dict[str, Any]] = []
        self.slowest = 0.0

    def right(self, kind: str, size: int, seconds: float) -> None:
        with self._lock:
            self.reads[kind] += 1
            self.bytes += size
            self.slowest = max(self.slowest, seconds)

    def is_wrong(self, what: str, count: int) -> None:
        with self._lock:
            self.wrong_bytes += count
            self.wrong.append(f"{time.time():.3f} {what}")

    def has_failed(self, kind: str, path: str, begin: float, reason: str) -> None:
        with self._lock:
            self.failed.append({"kind": kind, "path": path, "begin": begin, "end": time.time(), "reason": reason})

    def described(self) -> dict[str, Any]:
        return {
            "reads": dict(self.reads),
            "bytes": self.bytes,
            "wrong": self.wrong[:_SHOWN],
            "wrong_bytes": self.wrong_bytes,
            "failed": self.failed,
            "slowest": self.slowest,
        }


def _size(chance: random.Random) -> int:
    """Mostly within a region of GDAL's cache or some; now and then more than the cache takes at once."""
    return chance.choice(
        (chance.randint(1, 500), chance.randint(1, 30_000), chance.randint(1, 200_000), chance.randint(1_000_000, 1_500_000))
    )


class Reader:
    """What one thread does. Some of its files stay open for the whole run, so that credentials end under them."""

    def __init__(self, task: dict[str, Any], number: int, vsi: Vsi, sources: list[Source], shared: dict[str, Any], ledger: Ledger) -> None:
        self._chance = random.Random(f"{task['seed']} {task['process']} {number}")
        self._pause = task["pause"]
        self._vsi, self._sources, self._shared, self._ledger = vsi, sources, shared, ledger
        self._kept: dict[str, int] = {}
        self._raster: dict[str, gdal.Dataset] = {}
        self._actions = [self._bytes, self._kept_bytes, self._ranges, self._window, self._kept_window, self._classic, self._array]

    def run(self, end: float) -> None:
        self._vsi.be_quiet()
        time.sleep(self._chance.random() * min(1.0, self._pause))
        while time.monotonic() < end:
            self._once()
            time.sleep(self._chance.expovariate(1 / self._pause) if self._pause else 0)
        for handle in self._kept.values():
            self._vsi.close(handle)
        self._raster.clear()

    def _once(self) -> None:
        source, action = self._chance.choice(self._sources), self._chance.choice(self._actions)
        kind = action.__name__.strip("_").replace("_", " ")
        begin, clock = time.time(), time.monotonic()
        try:
            size = action(source)
        except (ReadFailed, RuntimeError) as problem:
            self._ledger.has_failed(kind, source.path, begin, str(problem))
        else:
            self._ledger.right(kind, size, time.monotonic() - clock)

    def _compare(self, source: Source, offset: int, got: bytes) -> int:
        expected = source.bytes(offset, len(got))
        if got != expected:
            count = int(np.count_nonzero(np.frombuffer(got, np.uint8) != np.frombuffer(expected, np.uint8)))
            self._ledger.is_wrong(f"{source.path}: {count} of {len(got)} bytes at {offset}; they begin with {got[:40]!r}", count)
        return len(got)

    def _compare_pixels(self, source: Source, got: np.ndarray, x: int, y: int) -> int:
        expected = source.pixels(x, y, got.shape[1], got.shape[0])
        if not np.array_equal(got, expected):
            count = int(np.count_nonzero(got != expected))
            self._ledger.is_wrong(
                f"{sys._getframe(1).f_code.co_name} {source.path}: {count} of {got.size} pixels of {got.shape} at {x}, {y}; they begin with {got.ravel()[:5].tolist()}",
                2 * count,
            )
        return got.nbytes

    def _range(self, source: Source) -> tuple[int, int]:
        size = min(_size(self._chance), source.size)
        # The first region is special: opening reads it.
        offset = self._chance.choice((0, self._chance.randint(0, 20_000), *[self._chance.randint(0, source.size)] * 4))
        offset = min(offset, source.size - size)
        return offset, size

    def _check_size(self, source: Source, handle: int) -> None:
        size = self._vsi.size(handle)
        if size != source.size:
            self._ledger.is_wrong(f"{source.path}: opened with {size} bytes instead of {source.size}", abs(size - source.size))

    def _bytes(self, source: Source) -> int:
        handle = self._vsi.open(source.path)
        try:
            self._check_size(source, handle)
            return sum(
                self._compare(source, offset, self._vsi.read(handle, offset, size))
                for offset, size in [self._range(source) for _ in range(self._chance.randint(1, 3))]
            )
        finally:
            self._vsi.close(handle)

    def _kept_bytes(self, source: Source) -> int:
        if source.path not in self._kept:
            self._kept[source.path] = self._vsi.open(source.path)
        offset, size = self._range(source)
        return self._compare(source, offset, self._vsi.read(self._kept[source.path], offset, size))

    def _ranges(self, source: Source) -> int:
        if source.path not in self._kept:
            self._kept[source.path] = self._vsi.open(source.path)
        ranges = [self._range(source) for _ in range(self._chance.randint(1, 20))]
        # Without those that would take the whole machine.
        ranges = [(offset, min(size, 60_000)) for offset, size in ranges]
        got = self._vsi.read_ranges(self._kept[source.path], ranges)
        return sum(self._compare(source, offset, part) for (offset, _), part in zip(ranges, got))

    def _place(self) -> tuple[int, int, int, int]:
        width, height = self._chance.randint(1, 300), self._chance.randint(1, 60)
        return self._chance.randint(0, _SIZE - width), self._chance.randint(0, _SIZE - height), width, height

    def _window(self, source: Source) -> int:
        x, y, width, height = self._place()
        return self._compare_pixels(source, gdal.Open(source.path).ReadAsArray(x, y, width, height), x, y)

    def _kept_window(self, source: Source) -> int:
        if source.path not in self._raster:
            self._raster[source.path] = gdal.Open(source.path)
        x, y, width, height = self._place()
        return self._compare_pixels(source, self._raster[source.path].ReadAsArray(x, y, width, height), x, y)

    def _steps(self) -> tuple[int, int]:
        count = self._chance.randint(1, 4)
        return self._chance.randint(0, len(self._shared["series"]) - count), count

    def _classic(self, _: Source) -> int:
        x, y, width, height = self._place()
        first, count = self._steps()
        got = self._shared["classic"].ReadRaster(x, y, width, height, band_list=[first + 1 + step for step in range(count)])
        return self._compare_steps(got, first, count, x, y, width, height)

    def _array(self, _: Source) -> int:
        x, y, width, height = self._place()
        first, count = self._steps()
        got = self._shared["array"].Read(array_start_idx=[first, y, x], count=[count, height, width])
        return self._compare_steps(got, first, count, x, y, width, height)

    def _compare_steps(self, got: bytes, first: int, count: int, x: int, y: int, width: int, height: int) -> int:
        pixels = np.frombuffer(got, np.int16).reshape(count, height, width)
        for step in range(count):
            self._compare_pixels(self._shared["series"][first + step], pixels[step], x, y)
        return len(got)


def main() -> None:
    task = json.loads(sys.argv[1])
    gdal.UseExceptions()
    # What is decoded shall not be kept: the next read asks again.
    gdal.SetCacheMax(8 * 1024 * 1024)
    vsi, ledger = Vsi(), Ledger()
    sources = [Source(value) for value in task["sources"]]
    series = sorted(sources, key=lambda source: source.granule.split(".")[3])
    root = gdal.OpenEx(task["list"], gdal.OF_MULTIDIM_RASTER).GetRootGroup()
    shared = {"series": series, "classic": gdal.Open(task["list"]), "array": root.OpenMDArray("red")}
    end = time.monotonic() + task["seconds"]
    readers = [Reader(task, number, vsi, sources, shared, ledger) for number in range(task["threads"])]
    threads = [threading.Thread(target=reader.run, args=(end,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shared.clear()
    del root
    print(json.dumps(ledger.described()), flush=True)


if __name__ == "__main__":
    main()
