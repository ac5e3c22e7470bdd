# SPDX-License-Identifier: Apache-2.0
"""What `make demo` runs: the worked year to the fen, and assumptions that say that they are."""

import os
import re
import subprocess

from conftest import PROGRAM, SOURCE


def test_the_demo_shows_the_worked_year(tmp_path):
    done = subprocess.run([SOURCE / "tools" / "demo" / "run", PROGRAM], capture_output=True,
                          text=True, timeout=120, cwd=tmp_path,
                          env={**os.environ, "TMPDIR": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []
    worked, published = done.stdout.split("2021 figures of 汉滨区红十字会")
    for figure in ("97,300.00", "6,700.00", "44,250.00", "100,000.00", "103,230.00", "248,250.00",
                   "381,480.00", "626,150.00", "623,220.00", "609,050.00", "208,250.00"):
        assert figure in worked, figure
    assert re.search(r"sound: size \d+, root [0-9a-f]{64}", worked)
    for figure in ("3,920,000", "1,200,000", "515,000", "1,600,000", "140,700"):
        assert figure in published, figure
    entries = re.findall(r"^\d{4}-\d\d-\d\d .*$", published, re.M)
    assert len(entries) == 5
    assert all("ASSUMED" in entry for entry in entries)
    assert "5万余" not in done.stdout and "50,000" not in published
