# SPDX-License-Identifier: Apache-2.0
"""A writer killed at any moment loses nothing that it had acknowledged, and leaves a sound book.

SEED=n ... begins with other moments.
"""

import os
import random
import signal
import subprocess
import sys
import time

PROGRAM = os.environ["ALMONER_PROGRAM"]
CYCLES = int(os.environ.get("ALMONER_KILL_CYCLES", "20"))
SEED = int(os.environ.get("SEED", "20211205"))

CHART = """\
commodity 1,000.00 CNY
account Bank   ; type: C
account Gifts  ; type: R
fund U
  class: unrestricted
"""

# One command after another; a reference is acknowledged only after its command ended with 0.
# The killed group takes the running command with it, wherever it is.
WRITER = r"""
import os, subprocess, sys
program, book, acknowledged, cycle = sys.argv[1:]
out = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
for number in range(100000):
    reference = f"G-{cycle}-{number}"
    journal = f"2021-03-01 * ({reference}) gift  ; fund: U\n    Bank  1.0{number % 10} CNY\n    Gifts\n"
    done = subprocess.run([program, "-f", book, "post", "-"], input=journal, text=True,
                          capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{reference}: {done.returncode}: {done.stderr}")
    os.write(out, (reference + "\n").encode())
"""


def almoner(book, *words, input=None):
    return subprocess.run([PROGRAM, "-f", str(book), *words], input=input, capture_output=True,
                          text=True, timeout=120)


def entries(book):
    done = almoner(book, "register", "Bank", "-O", "csv")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_twenty_killed_writers_lose_nothing_that_they_acknowledged(tmp_path):
    moments = random.Random(SEED)
    book, acknowledged = tmp_path / "t.book", tmp_path / "acknowledged"
    writer = tmp_path / "writer.py"
    writer.write_text(WRITER, encoding="utf-8")
    assert almoner(book, "init", "society", "--base", "CNY").returncode == 0
    assert almoner(book, "post", "-", input=CHART).returncode == 0
    for cycle in range(CYCLES):
        process = subprocess.Popen([sys.executable, str(writer), PROGRAM, str(book),
                                    str(acknowledged), str(cycle)], stderr=subprocess.PIPE,
                                   text=True, start_new_session=True)
        time.sleep(0.1 + moments.uniform(0.0, 0.35))
        ended = process.poll()
        os.killpg(process.pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=30)
        assert ended is None, f"SEED={SEED}, cycle {cycle}: the writer ended by itself: {errors}"
        sound = almoner(book, "audit")
        assert (sound.returncode, sound.stdout, sound.stderr) == (0, "", ""), f"SEED={SEED}, cycle {cycle}"
    kept = acknowledged.read_text(encoding="utf-8").split()
    there = set()
    for line in entries(book).splitlines():
        there.update(field.strip('"') for field in line.split(","))
    missing = [reference for reference in kept if reference not in there]
    assert not missing, f"SEED={SEED}: acknowledged and lost: {missing}"
    assert len(kept) == len(set(kept)) and len(kept) >= CYCLES
    # At most one entry a cycle is there without its acknowledgement: the one under way.
    extra = {one for one in there if one.startswith("G-")} - set(kept)
    assert len(extra) <= CYCLES, extra
    print(f"{CYCLES} kills, {len(kept)} acknowledged entries all there, "
          f"{len(extra)} written but not yet acknowledged")
