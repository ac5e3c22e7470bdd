# SPDX-License-Identifier: Apache-2.0
"""Whatever is changed in a book's file, audit finds it and exits with 5.

Every column of every table is changed in several rows, one at a time, by a plain SQLite
connection: figures by one, bytes by one bit, texts by one letter.
"""
import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

PROGRAM = os.environ["ALMONER_PROGRAM"]
SOURCE = Path(os.environ["ALMONER_SOURCE"])
ROWS_A_TABLE = 3

# What no table shares: how far the posting projection reaches is not hashed. It may trail the log;
# a projection that does not reach as far as it says is found all the same.
CORRECTIONS = """
2021-12-01 * (T-1) aid  ; fund: VIL
    费用:5101-业务活动成本  500.00 CNY  ; purpose: village/works
    资产:1002-银行存款:基本户
2021-12-02 * (T-2) some comes back  ; fund: VIL, returns: T-1
    资产:1002-银行存款:基本户  100.00 CNY
    费用:5101-业务活动成本  -100.00 CNY  ; purpose: village/works
2021-12-03 * (T-3) more  ; fund: VIL
    资产:1002-银行存款:基本户  9000.00 CNY
    收入:4101-捐赠收入
2021-12-04 * (T-4) bounced  ; reverses: G-0015, authority: error-correction, document: b-1, dated: 2021-12-04, sha256: ab00000000000000000000000000000000000000000000000000000000000000, by: clerk, approved-by: director
"""


def almoner(*words):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tamper")
    path = folder / "county.book"
    journal = folder / "more.journal"
    text = CORRECTIONS.replace("9000.00", "400000.00")
    journal.write_text(text, encoding="utf-8")
    assert almoner("-f", path, "init", "county", "--base", "CNY").returncode == 0
    for one in (SOURCE / "tools/demo/county.journal", journal):
        done = almoner("-f", path, "post", one)
        assert done.returncode == 0, done.stderr
    almoner("-f", path, "register")  # the posting projection catches up
    # Three hundred events more, so that the tree has a tile.
    many = folder / "many.journal"
    many.write_text("".join(
        f"2021-12-05 * (N-{i})  ; fund: U\n    资产:1002-银行存款:基本户  1.00 CNY\n    收入:4101-捐赠收入\n\n"
        for i in range(300)), encoding="utf-8")
    assert almoner("-f", path, "post", many).returncode == 0
    almoner("-f", path, "register")
    sound = almoner("-f", path, "audit")
    assert (sound.returncode, sound.stdout, sound.stderr) == (0, "", "")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def changed(value):
    if value is None:
        return 1
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    data = bytearray(value)
    if not data:
        return b"\x01"
    data[len(data) // 2] ^= 1
    return bytes(data)


def copies(book, tmp_path):
    target = tmp_path / "changed.book"
    for old in tmp_path.iterdir():
        old.unlink()
    shutil.copy(book, target)
    return target


def alter(path, table, where, values, column, value):
    """Changes one cell, past the triggers that keep the log from being changed."""
    db = sqlite3.connect(path)
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type='trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    try:
        db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {where}', [value, *values])
        for _, sql in triggers:
            db.execute(sql)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True
    except sqlite3.IntegrityError:
        return False  # the schema itself refuses the change
    finally:
        db.close()


def cells(book):
    db = sqlite3.connect(book)
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type='table' ORDER BY name")]
    for table in tables:
        columns = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]
        keys = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")') if row[5]] or columns[:1]
        count = db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        for place in sorted({0, count // 2, count - 1} if count else set())[:ROWS_A_TABLE]:
            row = db.execute(f'SELECT * FROM "{table}" LIMIT 1 OFFSET {place}').fetchone()
            known = dict(zip(columns, row))
            where = " AND ".join(f'"{key}" IS ?' for key in keys)
            for column in columns:
                yield table, column, where, [known[key] for key in keys], known[column]
    db.close()


def test_every_changed_cell_is_found(book, tmp_path):
    tried = 0
    missed = []
    seen = set()
    for table, column, where, values, value in cells(book):
        path = copies(book, tmp_path)
        if not alter(path, table, where, values, column, changed(value)):
            continue
        tried += 1
        seen.add(table)
        done = almoner("-f", path, "audit")
        if done.returncode != 5 or not done.stderr:
            missed.append((table, column, values, value, done.returncode, done.stderr))
    print(f"{tried} changed cells in {len(seen)} tables")
    assert not missed
    assert tried > 100
    assert {"event", "lot", "draw", "balance", "balance_month", "line", "free_interval", "reference", "tile",
            "posting", "party_posting", "mark", "substitution", "returned_draw", "declaration", "head"} <= seen


def test_every_removed_row_is_found(book, tmp_path):
    missed = []
    for table, _, where, values, _ in {(c[0], c[2]): c for c in cells(book)}.values():
        path = copies(book, tmp_path)
        db = sqlite3.connect(path)
        triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type='trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(f'DELETE FROM "{table}" WHERE {where}', values)
        for _, sql in triggers:
            db.execute(sql)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        done = almoner("-f", path, "audit", "-v")
        if done.returncode != 5:
            missed.append((table, values, done.returncode, done.stderr))
    assert not missed


def private_bodies(book):
    with contextlib.closing(sqlite3.connect(book)) as db:
        return db.execute("SELECT seq, private FROM event WHERE private IS NOT NULL ORDER BY seq").fetchall()


def test_private_bodies_that_are_gone_are_counted(book, tmp_path):
    # Erasure leaves no body, and is lawful; but then no table names whom they named.
    bodies = int(re.search("private bodies ([0-9]+), missing 0", almoner("-f", book, "audit", "-v").stdout)[1])
    path = copies(book, tmp_path)
    assert alter(path, "event", "private IS NOT NULL", [], "private", None)
    done = almoner("-f", path, "audit")
    assert done.returncode == 5 and "table party" in done.stderr, done
    assert almoner("-f", path, "rebuild").returncode == 0
    done = almoner("-f", path, "audit", "-v")
    assert done.returncode == 0 and f"private bodies 0, missing {bodies}" in done.stdout, done


def test_private_bodies_that_are_not_those_of_their_event_are_found(book, tmp_path):
    bodies = private_bodies(book)
    with contextlib.closing(sqlite3.connect(book)) as db:
        public = db.execute("SELECT max(seq) FROM event WHERE private IS NULL").fetchone()[0]
    first, last = bodies[0], bodies[-1]
    for seq, private in [(first[0], last[1]), (last[0], first[1]), (public, first[1]), (first[0], changed(first[1]))]:
        path = copies(book, tmp_path)
        assert alter(path, "event", "seq = ?", [seq], "private", private)
        done = almoner("-f", path, "audit")
        assert done.returncode == 5 and f"event {seq}: private body" in done.stderr, done


def test_a_log_that_was_altered_is_not_imported(book, tmp_path):
    log = tmp_path / "log.cbor"
    assert almoner("-f", book, "log", "export", "-o", log).returncode == 0
    data = log.read_bytes()
    for place in range(50, len(data), max(1, len(data) // 40)):
        bad = tmp_path / "bad.cbor"
        flipped = bytearray(data)
        flipped[place] ^= 0x40
        bad.write_bytes(flipped)
        target = tmp_path / "new.book"
        done = almoner("-f", target, "log", "import", bad)
        if done.returncode == 0:
            # Still a lawful log, of another book: its root says so.
            assert done.stdout.split("root ")[1][:64] not in almoner("-f", book, "audit", "-v").stdout
            target.unlink()
        else:
            assert done.returncode in (3, 5), done.stderr
            assert not target.exists()


def test_an_exported_log_gives_the_same_root(book, tmp_path):
    log, bodies, target = tmp_path / "log.cbor", tmp_path / "bodies.cbor", tmp_path / "again.book"
    assert almoner("-f", book, "log", "export", "-o", log, "--private", bodies).returncode == 0
    done = almoner("-f", target, "log", "import", log, "--private", bodies)
    assert done.returncode == 0, done.stderr
    first, second = (almoner("-f", path, "audit", "-v").stdout for path in (book, target))
    assert first == second and "root" in first
    assert almoner("-f", target, "balance", "-O", "csv").stdout == almoner("-f", book, "balance", "-O", "csv").stdout
