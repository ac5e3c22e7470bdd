# SPDX-License-Identifier: Apache-2.0
"""The analyst's hour runs as a script and as a notebook, and finds the worked year's figures."""

import json
import os
import subprocess
import sys

import pytest

from conftest import SOURCE

EXAMPLES = SOURCE / "bindings/python/examples"
JOURNAL = SOURCE / "tools/demo/county.journal"


def test_the_script_answers_its_six_questions(tmp_path):
    done = subprocess.run(
        [sys.executable, EXAMPLES / "analyst_hour.py", JOURNAL, tmp_path],
        capture_output=True, text=True, timeout=300, env=os.environ | {"PYTHONUTF8": "1"})  # fmt: skip
    assert done.returncode == 0, done.stderr
    out = " ".join(done.stdout.split())
    for figure in (
        "medical-aid MED 97300.00",  # 1: what is left
        "unspent (none yet) 80000.00",  # 2: where the gift went
        "2021-07-24 G-0006 NaN 75750.00",  # 3: which gifts it is attributed to
        "2021-06 0 140700.00",  # 4: cash against goods
        "largest 43.0%, three largest 91.7%",  # 5: concentration
        "of gifts of 2021: 569050.00; of earlier years: 40000.00",  # 6: release
    ):
        assert figure in out, (figure, done.stdout)
    assert "attributed" in out and "paid by" not in out
    for picture in ("fund_flow.png", "fund_balances.png"):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")


def test_the_notebook_is_the_script():
    subprocess.run([sys.executable, EXAMPLES / "make_notebook.py", "--check"], check=True)
    cells = json.loads((EXAMPLES / "analyst_hour.ipynb").read_text(encoding="utf-8"))["cells"]
    assert sum(cell["cell_type"] == "code" for cell in cells) >= 8


def test_the_notebook_runs_in_jupyter(tmp_path, monkeypatch):
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("ALMONER_JOURNAL", str(JOURNAL))
    monkeypatch.setenv("ALMONER_PICTURES", str(tmp_path))
    notebook = nbformat.read(EXAMPLES / "analyst_hour.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [out for cell in notebook.cells for out in cell.get("outputs", []) if "text/html" in out.get("data", {})]
    assert any("97300.00" in out["data"]["text/html"] for out in shown)
    assert (tmp_path / "fund_flow.png").exists()
