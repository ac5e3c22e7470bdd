# SPDX-License-Identifier: Apache-2.0
"""Python's own sqlite3 on the book's file, in the process that has it open.

Whoever closes a file gives up all POSIX locks that the process has on it, also those of another
copy of SQLite: those of the library. FILE.lock, which flock guards, keeps other processes out.
"""

import os
import pathlib
import sqlite3
import subprocess

import almoner
import pytest
from conftest import SOURCE, gift

# The wheel brings no program: `make test` builds it.
PROGRAM = pathlib.Path(os.environ.get("ALMONER_PROGRAM", SOURCE / "build" / "release" / "bin" / "almoner"))
pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason=f"{PROGRAM} is not built")


def look_with_pythons_sqlite(path):
    """Opens, reads and closes: with it the POSIX locks of this process on the file are gone."""
    db = sqlite3.connect(path)
    assert db.execute("SELECT size FROM head").fetchone()[0] > 0
    db.close()
    with open(path, "rb") as file:
        file.read(16)


def post_elsewhere(path, reference, timeout):
    journal = f"2021-09-02 * ({reference}) x  ; fund: EDU\n    资产:银行  1.00 CNY\n    收入:捐赠\n"
    return subprocess.run([PROGRAM, "-f", path, "--busy-timeout", str(timeout), "post", "-"], input=journal, text=True,
                          capture_output=True, timeout=60)


def test_it_lets_no_second_process_in_while_a_batch_is_open(path):
    with almoner.open(path) as book:
        with book.batch():
            book.post(gift("G-1", 1))
            look_with_pythons_sqlite(path)
            for _ in range(3):
                refused = post_elsewhere(path, "X-1", 0)
                assert refused.returncode == 4, refused
                look_with_pythons_sqlite(path)
            book.post(gift("G-2", 1))
        done = post_elsewhere(path, "X-1", 10)
        assert done.returncode == 0, done.stderr
        assert [entry.reference for entry in book.entries()] == ["G-1", "G-2", "X-1"]
        assert book.audit().sound


def test_nothing_is_lost_when_both_write_in_turn(path):
    """Each of the two processes appends to the write-ahead log and checkpoints while this one's locks are gone."""
    with almoner.open(path) as book:
        for number in range(25):
            book.post(gift(f"G-{number}", 1))
            look_with_pythons_sqlite(path)
            done = post_elsewhere(path, f"X-{number}", 10)
            assert done.returncode == 0, done.stderr
        references = [entry.reference for entry in book.entries()]
        assert references == [f"{kind}-{number}" for number in range(25) for kind in "GX"]
        assert book.audit().sound
    with almoner.open(path, read_only=True) as book:
        assert book.audit().sound and book.stats().entries == 50
    assert subprocess.run([PROGRAM, "-f", path, "audit"], capture_output=True, timeout=60).returncode == 0


def test_pythons_sqlite_cannot_write_between(path):
    """It knows nothing of FILE.lock; SQLite's own lock keeps it out of an open batch."""
    with almoner.open(path) as book:
        with book.batch():
            book.post(gift("G-1", 1))
            db = sqlite3.connect(path, timeout=0)
            try:
                db.execute("BEGIN IMMEDIATE")
                db.execute("UPDATE head SET size = size")
                written = True
            except sqlite3.OperationalError as error:
                assert "locked" in str(error)
                written = False
            finally:
                db.close()
        assert not written
        assert book.audit().sound
