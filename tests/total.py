# SPDX-License-Identifier: MIT
"""Adds up JUnit files: prints "N passed, N failed, N skipped", and fails if anything did.

python3 tests/total.py FILE...
"""

import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter


def outcome(case):
    if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
        return "failed"
    return "skipped" if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled") else "passed"


total = Counter()
for path in sys.argv[1:]:
    try:
        total.update(outcome(case) for case in ElementTree.parse(path).iter("testcase"))
    except (OSError, ElementTree.ParseError) as problem:
        print(f"{path}: {problem}: this suite did not end by itself")
        total["failed"] += 1
skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
print(f"{total['passed']} passed, {total['failed']} failed{skipped}")
sys.exit(1 if total["failed"] or not total["passed"] else 0)
