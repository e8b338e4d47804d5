# SPDX-License-Identifier: MIT
"""That check_includes.py is red for each kind of wrong include, with file and line."""

import tempfile
import unittest
from pathlib import Path

import check_includes


def problems(**files):
    """What the check says of a tree of these files: vsi__names__path_h='...' is vsi/names/path.h."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = Path(root, name.replace("__", "/")[::-1].replace("_", ".", 1)[::-1])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return list(check_includes.problems_of(Path(root)))


class CheckIncludes(unittest.TestCase):
    def assert_one(self, found, *parts):
        self.assertEqual(len(found), 1, found)
        for part in parts:
            self.assertIn(part, found[0])

    def test_downward_is_fine(self):
        self.assertEqual(problems(vsi__keys__bearer_cpp='#include "vsi/base/result.h"\n#include <mutex>\n'), [])

    def test_every_pure_folder_that_includes_one_above_it(self):
        for pure in check_includes.PURE:
            for above, below in check_includes.ALLOWED.items():
                if pure in below:
                    name = pure.replace("/", "__") + "__a_h"
                    found = problems(**{name: f'\n#include "{above}/b.h"\n'})
                    self.assert_one(found, f"{pure}/a.h:2: ", f"may not include {above}")

    def test_vsi_never_includes_the_driver(self):
        for folder in (name for name in check_includes.ALLOWED if name.startswith("vsi")):
            found = problems(**{folder.replace("/", "__") + "__a_cpp": '#include "driver/hls/grid.h"\n'})
            self.assert_one(found, f"{folder}/a.cpp:1: ")

    def test_pure_folders_do_no_io(self):
        for header in ("cpl_vsi.h", "gdal_priv.h", "curl/curl.h", "fstream", "thread"):
            found = problems(driver__hls__grid_cpp=f"#include <{header}>\n")
            self.assert_one(found, "driver/hls/grid.cpp:1: ", header)

    def test_only_the_file_that_may_includes_libcurl(self):
        self.assertEqual(problems(vsi__names__url_cpp="#include <curl/curl.h>\n"), [])
        self.assert_one(problems(vsi__names__path_cpp="#include <curl/curl.h>\n"), "vsi/names/path.cpp:1: ")

    def test_detours(self):
        found = problems(vsi__names__path_cpp='#include "../keys/bearer.h"\n')
        self.assert_one(found, "vsi/names/path.cpp:1: ", "begin at the top")

    def test_folders_that_nobody_has_listed(self):
        self.assert_one(problems(vsi__attic__a_h=""), "vsi/attic/a.h:1: ")

    def test_circles_within_a_folder(self):
        found = problems(vsi__base__a_h='#include "vsi/base/b.h"\n', vsi__base__b_h='#include "vsi/base/a.h"\n')
        self.assert_one(found, "includes itself by way of")


if __name__ == "__main__":
    unittest.main()
