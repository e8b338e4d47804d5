# SPDX-License-Identifier: MIT
"""Checks that the table of rooms in docs/design.md is that of the folders: the same rooms, the same purposes.

python3 tests/check_design_page.py
"""

import re
import sys
from pathlib import Path

from check_includes import ALLOWED

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"\| `([\w/]+)/` \| (.+?) \|")


def purpose_of(folder):
    """The first line of a folder's CMakeLists.txt, without "# Purpose: "."""
    path = ROOT / folder / "CMakeLists.txt"
    first = path.read_text(encoding="utf-8").splitlines()[0] if path.exists() else ""
    return first.removeprefix("# Purpose: ") if first.startswith("# Purpose: ") else f"(no purpose in {folder}/CMakeLists.txt)"


if __name__ == "__main__":
    said = dict(ROW.findall((ROOT / "docs/design.md").read_text(encoding="utf-8")))
    true = {folder: purpose_of(folder) for folder in ALLOWED}
    for folder in sorted(said.keys() | true.keys()):
        if said.get(folder) != true.get(folder):
            print(f"docs/design.md: {folder}: says {said.get(folder)!r}, its folder says {true.get(folder)!r}")
    sys.exit(said != true)
