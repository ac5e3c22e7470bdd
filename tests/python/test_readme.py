# SPDX-License-Identifier: Apache-2.0
"""The README's Python runs as it stands."""

import re
import subprocess
import sys

import pytest

from conftest import SOURCE


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_example_in_the_readme_runs(tmp_path, readme):
    blocks = re.findall(r"```python\n(.*?)```", (SOURCE / readme).read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 1
    done = subprocess.run([sys.executable, "-c", blocks[0]], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "[('line_must_not_go_below_zero', '1000.00 CNY')" in done.stdout
    assert "attributed to" in done.stdout
