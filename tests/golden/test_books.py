# SPDX-License-Identifier: Apache-2.0
"""Books and exports of every schema version that was ever published: the newest program reads all
of them and says the same. An older program refuses a newer book and names both versions.

Under tests/golden/books/vN lie a book's file and what the program of that version said of it. They
are made once, when a schema version is new (UPDATE_GOLDEN=1 makes the folder that is missing), and
never again.
"""

import gzip
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess

import pytest

PROGRAM = os.environ["ALMONER_PROGRAM"]
SOURCE = pathlib.Path(os.environ["ALMONER_SOURCE"])
BOOKS = SOURCE / "tests" / "golden" / "books"
NEWEST = int(re.search(r"schema_version = (\d+);", (SOURCE / "libledger/src/store/sqlite/schema.hpp").read_text())[1])
VERSIONS = range(1, NEWEST + 1)

MORE = """
2021-12-05 * (U-1) aid  ; fund: VIL
    费用:5101-业务活动成本  500.00 CNY  ; purpose: village/works
    资产:1002-银行存款:基本户

2021-12-06 * (U-2) some comes back  ; fund: VIL, returns: U-1
    资产:1002-银行存款:基本户  100.00 CNY
    费用:5101-业务活动成本  -100.00 CNY  ; purpose: village/works

2021-12-07 * (U-3) booked twice  ; fund: VIL
    资产:1002-银行存款:基本户  7.00 CNY
    收入:4101-捐赠收入

2021-12-08 * (U-4) undone  ; reverses: U-3
"""

# What is kept, and the command that says it. Formats for programs, which do not change.
SAYINGS = {
    "balances.csv": ["balance", "-O", "csv"], "postings.csv": ["register", "-O", "csv"], "funds.csv": ["funds", "-O", "csv"],
    "stock.csv": ["stock", "-O", "csv"], "parties.csv": ["parties", "-O", "csv"], "events.ndjson": ["log", "show"],
    "journal.hledger": ["print", "--hledger"], "trace.csv": ["trace", "G-0016", "-O", "csv"], "log.cbor": ["log", "export"],
}


def almoner(book, *words, check=0):
    done = subprocess.run([PROGRAM, "-f", str(book), *map(str, words)], capture_output=True, timeout=120)
    assert done.returncode == check, (words, done)
    return done.stdout


def sayings(book):
    said = {name: almoner(book, *words) for name, words in SAYINGS.items()}
    said["root.txt"] = almoner(book, "audit", "-v")
    return said


def private_bodies(book, tmp_path):
    file = tmp_path / "bodies.cbor"
    almoner(book, "log", "export", "-o", tmp_path / "log-again.cbor", "--private", file)
    return file.read_bytes()


def make(folder, tmp_path):
    book = tmp_path / "new.book"
    almoner(book, "init", "county", "--base", "CNY")
    more = tmp_path / "more.journal"
    more.write_text(MORE, encoding="utf-8")
    for journal in (SOURCE / "tools/demo/county.journal", more):
        almoner(book, "post", journal)
    almoner(book, "close", "2021-03-31")
    said = sayings(book)
    said["bodies.cbor"] = private_bodies(book, tmp_path)
    with sqlite3.connect(book) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folder.mkdir(parents=True)
    (folder / "book.gz").write_bytes(gzip.compress(book.read_bytes(), mtime=0))
    for name, text in said.items():
        (folder / name).write_bytes(text)


@pytest.fixture(params=VERSIONS, ids=lambda version: f"v{version}")
def golden(request, tmp_path):
    folder = BOOKS / f"v{request.param}"
    if not folder.is_dir() and os.environ.get("UPDATE_GOLDEN") == "1" and request.param == NEWEST:
        make(folder, tmp_path)
    assert folder.is_dir(), f"schema version {request.param} has no golden book: UPDATE_GOLDEN=1 makes the newest"
    return folder


@pytest.fixture
def book(golden, tmp_path):
    path = tmp_path / "county.book"
    path.write_bytes(gzip.decompress((golden / "book.gz").read_bytes()))
    return path


def expected(golden):
    return {name: (golden / name).read_bytes() for name in [*SAYINGS, "root.txt"]}


def test_the_newest_program_reads_the_book_and_says_the_same(golden, book, tmp_path):
    # Where reading alone cannot bring it up, writing does first.
    almoner(book, "declare", "purpose", "medical-aid")
    assert sayings(book) == expected(golden)
    assert private_bodies(book, tmp_path) == (golden / "bodies.cbor").read_bytes()


def test_bringing_it_up_leaves_nothing_beside_the_book(book):
    almoner(book, "audit")  # writes nothing of its own
    beside = book.with_name(book.name + "-wal")
    assert not beside.exists() or beside.stat().st_size == 0


def test_it_is_written_on_and_rebuilt(golden, book):
    before = almoner(book, "audit", "-v")
    almoner(book, "rebuild")
    assert sayings(book) == expected(golden)
    almoner(book, "gift", "--fund", "U", "--amount", "1", "--date", "2021-12-31", "--to", "资产:1002-银行存款:基本户",
            "--income", "收入:4101-捐赠收入", "--ref", "NEW-1")
    assert almoner(book, "audit", "-v") != before
    assert b"NEW-1" in almoner(book, "register", "-O", "csv")


ANOTHER_EVENT = "page = CAST(x'01' || substr(page, 2) AS BLOB)"  # than the page's key; of version 1 it is another number


@pytest.mark.parametrize("damage", ["page = substr(page, 1, length(page) - 1)", "page = x''", "seq = seq + 1000000",
                                    "page = CAST(page || page AS BLOB)", ANOTHER_EVENT])
def test_a_book_that_cannot_be_brought_up_is_left_as_it_was(book, damage):
    with sqlite3.connect(book) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == NEWEST:
            pytest.skip("the newest needs no bringing up")
        if version == 1 and damage == ANOTHER_EVENT:
            pytest.skip("its pages name no event")
        db.execute(f"UPDATE private SET {damage} WHERE seq = (SELECT max(seq) FROM private)")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = book.read_bytes()
    done = subprocess.run([PROGRAM, "-f", str(book), "declare", "purpose", "medical-aid"], capture_output=True, timeout=120)
    assert done.returncode == 5 and b"the private bodies of event" in done.stderr, done
    assert book.read_bytes() == before


def test_its_exported_log_makes_the_same_book(golden, tmp_path):
    book = tmp_path / "again.book"
    almoner(book, "log", "import", golden / "log.cbor", "--private", golden / "bodies.cbor")
    assert sayings(book) == expected(golden)


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
def test_its_journal_is_still_one_for_hledger(golden):
    subprocess.run(["hledger", "-f", golden / "journal.hledger", "check", "balancednoautoconversion"], check=True, timeout=60)


def test_a_book_of_a_newer_program_is_refused_and_both_versions_are_named(book):
    before = sqlite3.connect(book)
    before.execute(f"PRAGMA user_version = {NEWEST + 1}")
    before.commit()
    before.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before.close()
    held = book.read_bytes()
    for words in (["balance"], ["audit"], ["declare", "purpose", "x"], ["rebuild"], ["log", "export"]):
        done = subprocess.run([PROGRAM, "-f", book, *words], capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and done.stdout == "", done
        assert f"made by a newer almoner (schema {NEWEST + 1}; this one reads up to {NEWEST})" in done.stderr, done
    assert book.read_bytes() == held
