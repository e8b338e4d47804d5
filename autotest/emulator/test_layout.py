"""Which parts of the Local Earthdata may import which: the order that its README.md states, and no circles."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import pytest

import earthdata

ROOT = Path(earthdata.__file__).parent

# Folder: the folders that its modules may import from, besides itself. "" is the top, with the command line.
MAY_IMPORT = {
    "hls": set(),
    "state": set(),
    "wire": {"state"},
    "faults": {"state", "wire"},
    "servers": {"state", "wire", "faults"},
    "": {"hls", "state", "wire", "faults", "servers"},
}


def name_of(path: Path) -> tuple[str, ...]:
    """The dotted name below ``earthdata``, in parts; a folder's ``__init__.py`` has the folder's name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


MODULES = {name_of(path): path for path in sorted(ROOT.rglob("*.py"))}


def imported_by(name: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The modules of the package that a module imports anywhere in its text, in functions too."""
    path = MODULES[name]
    folder = name if path.name == "__init__.py" else name[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            targets = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            words = tuple(node.module.split(".")) if node.module else ()
            base = ("earthdata", *folder[: len(folder) + 1 - node.level], *words) if node.level else words
            targets = [(*base, alias.name) for alias in node.names]
        else:
            continue
        for target in targets:
            if target[0] == "earthdata":
                # What follows the module is a name in it.
                below = target[1:]
                found.add(below if below in MODULES else below[:-1])
    return found


def folder_of(name: tuple[str, ...]) -> str:
    return name[0] if name and (ROOT / name[0]).is_dir() else ""


def test_every_folder_has_a_place_in_the_order():
    assert {folder_of(name) for name in MODULES} == set(MAY_IMPORT)


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_folders_import_only_from_below(folder):
    modules = [name for name in MODULES if folder_of(name) == folder]
    upward = {
        ".".join(name): sorted(map(".".join, wrong))
        for name in modules
        if (wrong := {other for other in imported_by(name) if folder_of(other) not in {folder} | MAY_IMPORT[folder]})
    }
    assert upward == {}


def test_no_modules_import_each_other_in_a_circle():
    graph = {name: imported_by(name) for name in MODULES}
    assert sum(map(len, graph.values())) > 50
    assert all(other in MODULES for others in graph.values() for other in others)
    graphlib.TopologicalSorter(graph).prepare()
