#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lines and branches reached, by group of files, from gcovr's JSON; --missing lists the rest.

Branches that only an exception takes are left out; so are the asserts, which no test may reach.
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


def group_of(file):
    for group, files in GROUPS.items():
        if any(file == mutate.SOURCE + one for one in files):
            return group
    return "elsewhere"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report")
    parser.add_argument("--missing", action="store_true")
    arguments = parser.parse_args()
    sums = collections.defaultdict(lambda: [0, 0, 0, 0])
    for file in json.loads(pathlib.Path(arguments.report).read_text())["files"]:
        text = (ROOT / file["file"]).read_text().splitlines()
        group = group_of(file["file"])
        sum_ = sums[group]
        for line in file["lines"]:
            says = text[line["line_number"] - 1]
            if line.get("gcovr/noncode") or "ALMONER_ASSERT" in says:
                continue
            branches = [one["count"] > 0 for one in line.get("branches", []) if not one.get("throw")]
            sum_[0] += line["count"] > 0
            sum_[1] += 1
            sum_[2] += sum(branches)
            sum_[3] += len(branches)
            if arguments.missing and group != "elsewhere" and (line["count"] == 0 or not all(branches)):
                print(f"{file['file']}:{line['line_number']}: {says.strip()}")
    print("| group | lines | | branches | |\n|---|---|---|---|---|")
    for group in [*GROUPS, "elsewhere"]:
        lines, of_lines, branches, of_branches = sums[group]
        print(f"| {group} | {lines}/{of_lines} | {100 * lines / max(1, of_lines):.1f} % | "
              f"{branches}/{of_branches} | {100 * branches / max(1, of_branches):.1f} % |")


if __name__ == "__main__":
    main()
