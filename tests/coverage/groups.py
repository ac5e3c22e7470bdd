#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lines and branches reached, by group of files, from gcovr's JSON.

  tests/coverage/groups.py build/coverage/coverage.json [--missing] [--files]

Branches that only an exception takes are left out (tests/coverage/gcov); so are the asserts, which no
test may reach, and as many branches of a line as unreached.txt says that nothing can reach, and why.
Ends with 1 where a branch of the five groups is neither reached nor listed, where a line that is listed
is no longer there, or where less than 90 % of the lines elsewhere are reached.
"""

import argparse
import collections
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/mutation"))
import mutate  # noqa: E402  the same groups

GROUPS = mutate.GROUPS | {"decimal": mutate.GROUPS["decimal"] + ["value/wide.hpp"]}
ELSEWHERE_LINES_MIN = 90  # percent


class Sum:
    def __init__(self):
        self.lines = self.lines_reached = self.branches = self.branches_reached = self.left_out = 0

    def __iadd__(self, other):
        for name, count in vars(other).items():
            setattr(self, name, getattr(self, name) + count)
        return self

    def lines_percent(self):
        return 100 * self.lines_reached / max(1, self.lines)

    def row(self, name):
        percent = 100 * self.branches_reached / max(1, self.branches)
        return (f"| {name} | {self.lines_reached}/{self.lines} | {self.lines_percent():.1f} % | "
                f"{self.branches_reached}/{self.branches} | {percent:.1f} % | {self.left_out} |")


def group_of(file):
    for group, files in GROUPS.items():
        if any(file == mutate.SOURCE + one for one in files):
            return group
    return "elsewhere"


def unreachable():
    """Branches by file and line's text: how many of such a line no test can reach."""
    found = {}
    for entry in (ROOT / "tests/coverage/unreached.txt").read_text().splitlines():
        if entry and not entry.startswith("#"):
            what, _reason = entry.split(" :: ")
            place, count = what.rsplit(" | ", 1)
            file, text = place.split(": ", 1)
            found[mutate.SOURCE + file, text] = int(count)
    return found


def sum_of(file, listed, unmatched, missing):
    """What the tests reached of one file; lines with more unreached than is listed go to `missing`."""
    text = (ROOT / file["file"]).read_text().splitlines()
    sum_ = Sum()
    for line in file["lines"]:
        says = text[line["line_number"] - 1]
        if line.get("gcovr/noncode") or "ALMONER_ASSERT" in says:
            continue
        branches = [one["count"] > 0 for one in line.get("branches", []) if not one.get("throw")]
        unreached = branches.count(False)
        place = (file["file"], says.strip())
        unmatched.discard(place)
        left_out = min(unreached, listed.get(place, 0))
        sum_.lines += 1
        sum_.lines_reached += line["count"] > 0
        sum_.branches += len(branches) - left_out
        sum_.branches_reached += len(branches) - unreached
        sum_.left_out += left_out
        if unreached > left_out or line["count"] == 0:
            missing.append((unreached - left_out, f"{file['file']}:{line['line_number']}: {says.strip()}"))
    return sum_


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report")
    parser.add_argument("--missing", action="store_true", help="the lines of the five groups that are not reached whole")
    parser.add_argument("--files", action="store_true", help="a table of files, fewest lines reached first")
    arguments = parser.parse_args()
    listed, sums, by_file, missing = unreachable(), collections.defaultdict(Sum), {}, []
    unmatched = set(listed)
    for file in json.loads(pathlib.Path(arguments.report).read_text())["files"]:
        group, lines = group_of(file["file"]), []
        by_file[file["file"]] = sum_of(file, listed, unmatched, lines)
        sums[group] += by_file[file["file"]]
        if group != "elsewhere":
            missing += lines
    heads = "lines | | branches | | left out |\n|---|---|---|---|---|---|"
    if arguments.files:
        print(f"| file | {heads}")
        for name, sum_ in sorted(by_file.items(), key=lambda one: one[1].lines_percent()):
            print(sum_.row(name))
    print(f"| group | {heads}")
    for group in [*GROUPS, "elsewhere"]:
        print(sums[group].row(group))
    failures = [f"{place} ({count} branches)" for count, place in missing if count > 0]
    if arguments.missing:
        print(*(f"{place} ({count} branches)" for count, place in missing), sep="\n")
    elif failures:
        print("neither reached nor listed in unreached.txt:", *failures, sep="\n  ")
    for file, text in sorted(unmatched):
        failures.append(f"unreached.txt: no such line: {file}: {text}")
        print(failures[-1])
    if sums["elsewhere"].lines_percent() < ELSEWHERE_LINES_MIN:
        failures.append("elsewhere")
        print(f"less than {ELSEWHERE_LINES_MIN} % of the lines elsewhere are reached")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
