"""Objects of S3 as files of one or several folders laid out as bucket/key."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

_MAX_OPEN_FILES = 512


class OpenFile:
    """A descriptor that is closed when nobody needs it any more: an answer may still be reading a replaced file."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)

    def read(self, offset: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, offset)

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)


@dataclasses.dataclass(frozen=True)
class Stored:
    """An object: an open file and what S3 tells about it."""

    file: OpenFile
    size: int
    modified: float
    etag: str

    @property
    def last_modified(self) -> str:
        return formatdate(self.modified, usegmt=True)


class ObjectStore:
    """Finds objects by bucket and key; the first root that has one wins. Open files are kept for reuse."""

    def __init__(self, roots: list[Path]) -> None:
        self._roots = roots
        self._open: OrderedDict[Path, tuple[tuple[int, int, int], Stored]] = OrderedDict()

    def has_bucket(self, bucket: str) -> bool:
        return self._is_name(bucket) and any((root / bucket).is_dir() for root in self._roots)

    def get(self, bucket: str, key: str) -> Stored | None:
        if not self._is_name(bucket) or not all(self._is_name(part) for part in key.split("/")):
            return None
        for root in self._roots:
            stored = self._stored(root / bucket / key)
            if stored:
                return stored
        return None

    def keys(self, bucket: str) -> list[str]:
        """All keys of a bucket in S3's order, that of their UTF-8 bytes."""
        found: set[str] = set()
        for root in self._roots:
            found.update(self._files(root / bucket))
        return sorted(found, key=lambda key: key.encode())

    @staticmethod
    def _is_name(part: str) -> bool:
        return part not in ("", ".", "..") and "\0" not in part and "/" not in part

    @staticmethod
    def _files(folder: Path) -> Iterator[str]:
        for path, _, names in os.walk(folder):
            for name in names:
                yield os.path.relpath(os.path.join(path, name), folder)

    def _stored(self, path: Path) -> Stored | None:
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            return None
        if not os.path.isfile(path):
            return None
        identity = (status.st_ino, status.st_size, status.st_mtime_ns)
        known = self._open.get(path)
        if known and known[0] == identity:
            self._open.move_to_end(path)
            return known[1]
        if len(self._open) >= _MAX_OPEN_FILES:
            self._open.popitem(last=False)
        etag = hashlib.md5(f"{path}:{identity}".encode(), usedforsecurity=False).hexdigest()
        stored = Stored(OpenFile(path), status.st_size, status.st_mtime, f'"{etag}"')
        self._open[path] = (identity, stored)
        return stored
