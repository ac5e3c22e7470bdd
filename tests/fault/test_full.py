# SPDX-License-Identifier: Apache-2.0
"""No room for what a command writes: it exits with 1 and says so, and leaves nothing half-written as if whole.

Standard output and -o on /dev/full for every verb that prints; then files that may not grow beyond
a limit (RLIMIT_FSIZE) for every verb that writes one, at limits from nothing to enough.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

PROGRAM = os.environ["ALMONER_PROGRAM"]
SOURCE = Path(os.environ["ALMONER_SOURCE"])
SOAK = os.environ.get("ALMONER_SOAK", "0") not in ("", "0")

LIST = "id,day,donor,sum\n" + "".join(f"L-{i},2021-12-01,donor {i % 9},{i}.25\n" for i in range(1, 40))
RULES = """\
list gifts
header ^id
fields id, day, donor, sum
reference  %id
date       %day
party-name %donor
amount     %sum
account1   资产:1002-银行存款:基本户
account2   收入:4101-捐赠收入
fund       U
by         cashier
"""
JOURNAL = "2021-12-02 * (N-1) gift  ; fund: U\n    资产:1002-银行存款:基本户  5.00 CNY\n    收入:4101-捐赠收入\n"


def almoner(*words, limit=None, **more):
    limited = {} if limit is None else {
        "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))}
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([PROGRAM, *map(str, words)], stderr=subprocess.PIPE, encoding="utf-8",
                          errors="replace", timeout=120,
                          **limited, **more)


def sound(book):
    done = almoner("-f", book, "audit", "-v")
    assert done.returncode == 0, done.stderr
    return done.stdout


class Society:
    def __init__(self, folder):
        self.folder = folder
        self.book, self.key, self.vkey = folder / "county.book", folder / "ORG.key", folder / "ORG.vkey"
        self.checkpoint, self.receipt = folder / "checkpoint", folder / "gift.receipt"
        self.list, self.rules, self.journal, self.log = (folder / name for name in
                                                         ("list.csv", "list.rules", "n.journal", "log.cbor"))
        self.list.write_text(LIST, encoding="utf-8")
        self.rules.write_text(RULES, encoding="utf-8")
        self.journal.write_text(JOURNAL, encoding="utf-8")
        for words in (("-f", self.book, "init", "county", "--base", "CNY"),
                      ("-f", self.book, "post", SOURCE / "tools/demo/county.journal"),
                      ("key", "new", "--name", "example.org/county", "-o", self.key),
                      ("-f", self.book, "checkpoint", "--key", self.key, "-o", self.checkpoint),
                      ("-f", self.book, "receipt", "G-0003", "--trace", "--checkpoint", self.checkpoint,
                       "-o", self.receipt),
                      ("-f", self.book, "log", "export", "-o", self.log)):
            done = almoner(*words)
            assert done.returncode == 0, (words, done.stderr)


@pytest.fixture(scope="module")
def society(tmp_path_factory):
    return Society(tmp_path_factory.mktemp("society"))


PRINTING = [
    "balance", "balance -O json", "balance -O html", "register", "register -O ndjson", "print", "print -O json",
    "funds", "position", "activities", "stock", "trace G-0003", "trace V-0009 --back -O csv", "parties", "stats",
    "audit -v", "log show", "log export", "receipt G-0003 --checkpoint {checkpoint}", "checkpoint --key {key}",
    "verify {receipt} --key {vkey}", "key show {key}", "party restrict donor-nobody --help", "--help", "--version",
]
WRITING = [
    "post {journal}", "post --dry-run {journal}", "import {list} --rules {rules}", "close 2021-01-31", "rebuild",
    "snapshot {folder}/snapshot.book", "init again --base CNY",
]


def filled(command, society):
    return [word.format(**vars(society)) for word in command.split()]


def assert_says_no_room(done, words):
    assert done.returncode == 1, (words, done.returncode, done.stderr)
    assert done.stderr.startswith("almoner: "), (words, done.stderr)


@pytest.mark.parametrize("command", PRINTING)
def test_results_on_a_full_standard_output(society, command):
    words = filled(command, society)
    fine = almoner("-f", society.book, *words)
    assert (fine.returncode, fine.stderr) == (0, ""), fine.stderr
    assert fine.stdout
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = almoner("-f", society.book, *words, stdout=full)
    assert_says_no_room(done, words)
    assert "No space left" in done.stderr


@pytest.mark.parametrize("command", [one for one in PRINTING if "-" not in one.split()[0] and "--help" not in one])
def test_results_to_a_full_file(society, command):
    words = filled(command, society)
    if almoner("-f", society.book, *words, "-O", "json", "-o", "/dev/null").returncode == 0:
        words += ["-O", "json"]  # a device's name has no ending that says the format
    done = almoner("-f", society.book, *words, "-o", "/dev/full")
    if done.returncode == 0 and done.stdout:
        return  # prints one line and no report: -o is not for it
    assert_says_no_room(done, words)
    assert "No space left" in done.stderr


@pytest.mark.parametrize("command", WRITING)
def test_a_write_whose_summary_is_lost_is_kept_and_may_be_repeated(society, tmp_path, command):
    book = tmp_path / "copy.book"
    if not command.startswith("init"):
        shutil.copy(society.book, book)
    words = filled(command, society)
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = almoner("-f", book, *words, stdout=full)
    if done.returncode != 0:
        assert_says_no_room(done, words)
        assert "No space left" in done.stderr
    sound(book)
    if command.startswith(("post", "import", "rebuild")):
        assert almoner("-f", book, *words).returncode == 0
    Path(society.folder / "snapshot.book").unlink(missing_ok=True)


# verb, the file it makes, and how to see that it is whole
MAKING = {
    "log export -o {target}": lambda s, t: t.read_bytes() == s.log.read_bytes(),
    "balance -o {target}.csv": lambda s, t: t.with_name(t.name + ".csv").read_text(encoding="utf-8").endswith("\n"),
    "receipt G-0003 --trace --checkpoint {checkpoint} -o {target}":
        lambda s, t: almoner("verify", t, "--key", s.vkey).returncode == 0,
    "snapshot {target}": lambda s, t: sound(t) == sound(s.book),
    "-f {target} log import {log}": lambda s, t: sound(t).split("\n")[0] == sound(s.book).split("\n")[0],
    "-f {target} init new --base CNY": lambda s, t: bool(sound(t)),
    "key new --name example.org/new -o {target}.key": lambda s, t: t.with_name(t.name + ".vkey").stat().st_size > 40,
    "publish {target} --key {key}": lambda s, t: (t / "checkpoint").stat().st_size > 0,
}


@pytest.mark.parametrize("command", MAKING)
def test_a_file_that_may_not_grow_is_whole_or_absent(society, tmp_path, command):
    tried = refused = 0
    limits = [0, 1, 100, 511, 1000, 4096, 5000, 20_000, 65_536, 150_000, 400_000, 10_000_000]
    if SOAK:
        limits = sorted(set(limits) | set(range(0, 400_000, 2048)))
    for limit in limits:
        folder = tmp_path / str(limit)
        folder.mkdir()
        target = folder / "t"
        words = [word.format(target=target, **vars(society)) for word in command.split()]
        if words[0] != "-f" and words[0] != "key":
            words = ["-f", str(society.book), *words]
        done = almoner(*words, limit=limit)
        tried += 1
        if done.returncode != 0:
            refused += 1
            assert_says_no_room(done, [*words, limit])
            left = [one.name for one in folder.rglob("*") if one.is_file() and not one.name.endswith(".lock")]
            if words[2] != "publish":
                assert left == [], f"with {limit} bytes this is left: {left}"
            else:
                assert not (target / "checkpoint").exists() or limit > 4096, left
        else:
            assert MAKING[command](society, target), f"with {limit} bytes: not whole"
    print(f"{command}: {refused} of {tried} limits were too small")
    assert 0 < refused < tried


def test_what_a_key_signed_is_never_half_written(society):
    reader = sqlite3.connect(society.book)  # so that SQLite's shared memory is there, and needs no room
    assert reader.execute("SELECT size FROM head").fetchone()[0] > 0
    signed = society.key.with_name(society.key.name + ".signed")
    refused = 0
    for limit in (0, 1, 50, 100, 150, 10_000):
        before = signed.read_bytes()
        words = ("-f", society.book, "checkpoint", "--key", society.key)
        done = almoner(*words, limit=limit)
        if done.returncode != 0:
            refused += 1
            assert_says_no_room(done, [*words, limit])
            assert done.stdout == ""
            assert signed.read_bytes() == before
        assert almoner(*words).returncode == 0
    reader.close()
    assert 0 < refused < 6


@pytest.mark.parametrize("command", ["post {journal}", "import {list} --rules {rules}", "rebuild"])
def test_a_book_that_may_not_grow_is_as_it_was(society, tmp_path, command):
    before = sound(society.book)
    tried = refused = 0
    size = society.book.stat().st_size
    for limit in range(0, 2 * size, size // (200 if SOAK else 16)):
        book = tmp_path / f"{limit}.book"
        shutil.copy(society.book, book)
        done = almoner("-f", book, *filled(command, society), limit=limit)
        tried += 1
        if done.returncode != 0:
            refused += 1
            assert_says_no_room(done, [command, limit])
            assert sound(book) == before
        else:
            sound(book)
        again = almoner("-f", book, *filled(command, society))
        assert again.returncode == 0, again.stderr
        sound(book)
    print(f"{command}: {refused} of {tried} limits were too small")
    assert 0 < refused < tried
