# SPDX-License-Identifier: MIT
"""Checks that includes go downward only: which folder may include which.

    python3 tests/check_includes.py [ROOT]

Prints every include that the tables below don't allow, as file:line, and fails if there is one. A new folder needs a row
in a table. Files of a folder may include each other as long as that makes no circle.
"""

import re
import sys
from pathlib import Path

# A folder may include itself and these. A name with a final slash stands for a folder's own files, not for its sub-folders.
BASE = ["vsi/base"]
NAMES = [*BASE, "vsi/names"]
TRANSPORT = [*NAMES, "vsi/transport"]
LOGIN = [*TRANSPORT, "vsi/login"]
SHARING = [*LOGIN, "vsi/sharing"]
KEYS = [*SHARING, "vsi/keys"]
ACCESS = [*KEYS, "vsi/access"]
OBJECT = [*ACCESS, "vsi/object"]
HLS = [*BASE, "driver/hls"]
FILES = [*HLS, "driver/files"]
# The path of an object is what the two halves have in common: a link is read by the same rules as a path.
INPUTS = [*FILES, "driver/inputs", "vsi/names"]
SERIES = [*INPUTS, "driver/series"]
CUBE = [*SERIES, "driver/cube"]
VIEWS = [*CUBE, "driver/views"]
ALLOWED = {
    "vsi/base": [],
    "vsi/names": BASE,
    "vsi/transport": NAMES,
    "vsi/login": TRANSPORT,
    "vsi/sharing": LOGIN,
    "vsi/keys": SHARING,
    "vsi/access": KEYS,
    "vsi/object": ACCESS,
    "vsi": OBJECT,
    "driver/hls": BASE,
    "driver/files": HLS,
    "driver/inputs": FILES + ["vsi/names"],
    "driver/series": INPUTS,
    "driver/cube": SERIES,
    "driver/views": CUBE,
    "driver": VIEWS,
}
# Single files that may include more: the plugin's entry point joins the halves.
EXCEPTIONS = {("driver/plugin.cpp", "vsi/install_filesystem.h")}

# Pure folders compute from what they are given: no file, no network, no thread, no dataset of GDAL's. (gdal.h is allowed for
# its enumerations.)
PURE = ["vsi/names", "driver/hls"]
# libcurl's functions on URLs and percent escapes compute too: they make no transfer and need no initialisation.
PURE_EXCEPTIONS = {("vsi/names/url.cpp", "curl/curl.h")}
IMPURE = re.compile(r"(cpl_vsi|cpl_http|gdal_|ogr|curl/|fstream|iostream|filesystem|thread|mutex|condition_variable|future|unistd|sys/).*")

INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def includes_of(path):
    """(line number, included name) of each include."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if found := INCLUDE.match(line):
            yield number, found[1] or found[2]


def problem_of(file, included):
    """What is wrong with an include, or nothing."""
    folder, target = (str(Path(name).parent) for name in (file, included))
    if "../" in included or "./" in included:
        return "includes begin at the top of the repository"
    if not included.startswith(("vsi/", "driver/", "tests/")):
        if folder in PURE and IMPURE.match(included) and (file, included) not in PURE_EXCEPTIONS:
            return f"{folder} is pure, {included} is not"
        return None
    if folder == target or (file, included) in EXCEPTIONS or target in ALLOWED[folder]:
        return None
    return f"{folder} may not include {target}"


def circle_of(graph):
    """The files of one circle of includes, or nothing."""
    done, way = set(), []

    def walk(file):
        if file in way:
            return way[way.index(file) :]
        if file in done:
            return None
        way.append(file)
        circle = next(filter(None, (walk(target) for target in graph.get(file, []))), None)
        way.pop()
        done.add(file)
        return circle

    return next(filter(None, map(walk, list(graph))), None)


def problems_of(root):
    """Every problem of a source tree, as text."""
    graph = {}
    for path in sorted([*root.glob("vsi/**/*"), *root.glob("driver/**/*")]):
        if path.suffix not in (".h", ".cpp"):
            continue
        file = path.relative_to(root).as_posix()
        if str(Path(file).parent) not in ALLOWED:
            yield f"{file}:1: its folder isn't in the table of tests/check_includes.py"
            continue
        for number, included in includes_of(path):
            if problem := problem_of(file, included):
                yield f"{file}:{number}: {problem}: {included}"
            graph.setdefault(file, []).append(included)
    if circle := circle_of(graph):
        yield f"{circle[0]}:1: includes itself by way of {' -> '.join(circle[1:] + circle[:1])}"


if __name__ == "__main__":
    problems = list(problems_of(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1])))
    print("\n".join(problems) or "Includes go downward only.")
    sys.exit(1 if problems else 0)
