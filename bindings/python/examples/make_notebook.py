# SPDX-License-Identifier: Apache-2.0
"""Writes analyst_hour.ipynb from analyst_hour.py: each "# %%" begins a cell.

    python3 make_notebook.py         writes it
    python3 make_notebook.py --check fails where it is not what would be written
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def cells(source):
    for block in source.split("# %%")[1:]:
        mark, _, text = block.partition("\n")
        lines = text.strip("\n").splitlines(keepends=True)
        if mark.strip() == "[markdown]":
            yield "markdown", [line.removeprefix("# ").removeprefix("#") for line in lines]
        else:
            yield "code", lines


def notebook(source):
    made = []
    for number, (kind, lines) in enumerate(cells(source)):
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": lines}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        made.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def main():
    source = (HERE / "analyst_hour.py").read_text(encoding="utf-8")
    text = json.dumps(notebook(source), ensure_ascii=False, indent=1) + "\n"
    target = HERE / "analyst_hour.ipynb"
    if "--check" in sys.argv:
        if target.read_text(encoding="utf-8") != text:
            sys.exit("analyst_hour.ipynb is not what make_notebook.py writes: run it")
    else:
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
