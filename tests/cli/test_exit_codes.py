# SPDX-License-Identifier: Apache-2.0
"""Exit codes: 1 failed, 2 usage, 3 refused, 4 busy, 5 integrity; and what each says."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import time

import pytest

from conftest import CHART, PROGRAM, YEAR, Book


def program(*args, **kwargs):
    return subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True, timeout=60,
                          **kwargs)


def test_help_and_version():
    assert program("--version").stdout.startswith("almoner ")
    done = program("--help")
    assert done.returncode == 0 and "Exit codes" in done.stdout


@pytest.mark.parametrize("verb", [
    "init", "declare", "amend", "close", "post", "import", "gift", "spend", "transfer", "reverse",
    "balance", "register", "print", "funds", "position", "activities", "stock", "trace", "parties",
    "stats", "audit", "rebuild", "log", "snapshot"])
def test_every_verb_explains_itself_with_an_example(verb):
    done = program(verb, "--help")
    assert done.returncode == 0
    assert "Examples:" in done.stdout and "almoner -f B" in done.stdout or verb == "init"


def test_a_wrong_verb_brings_the_nearest(book):
    done = book.run("blance", check=2)
    assert "did you mean balance?" in done.stderr
    assert done.stdout == ""


def test_usage(book):
    book.run(check=2)
    book.run("balance", "--no-such-flag", check=2)
    book.run("balance", "-O", "yaml", check=2)
    book.run("balance", "-o", "x.yaml", check=2)
    book.run("balance", "-p", "2021-13", check=2)
    book.run("balance", "-p", "2021", "-b", "2021-02-01", check=2)
    book.run("balance", "-b", "2022", "-e", "2021", check=2)
    book.run("balance", "-M", "-Y", check=2)
    book.run("balance", "--by", "colour", check=2)
    book.run("log", "show", "x", check=2)
    assert program("balance", env={**os.environ, "ALMONER_FILE": ""}).returncode == 2


def test_the_book_may_be_named_in_the_environment(book):
    done = program("balance", "-O", "csv", env={**os.environ, "ALMONER_FILE": str(book.path)})
    assert done.returncode == 0 and "Assets:Bank" in done.stdout


def test_a_missing_book_says_how_to_make_one(tmp_path):
    done = Book(tmp_path / "none.book").run("balance", check=1)
    assert "there is no book at" in done.stderr and " init " in done.stderr
    assert not (tmp_path / "none.book").exists()


def test_a_file_that_is_no_book(tmp_path):
    path = tmp_path / "text.book"
    path.write_text("this is no book, only a text\n" * 100)
    done = Book(path).run("balance")
    assert done.returncode in (1, 5) and done.stderr.startswith("almoner: ")


def test_init_never_overwrites(book):
    before = book.root()
    assert "exists already" in book.run("init", "AGAIN", "--base", "CNY", check=2).stderr
    assert book.root() == before


def test_init_refuses_terms_that_it_could_not_use(tmp_path):
    for number, args in enumerate((["X", "--base", "CNY", "--zone", "Mars/Base"],
                                   ["X", "--base", ""], ["", "--base", "CNY"],
                                   ["X", "--base", "CNY", "--scale", "19"], ["X"])):
        book = Book(tmp_path / f"{number}.book")
        book.run("init", *args, check=2)
        assert not book.path.exists()


def test_a_log_that_is_cut_or_altered_makes_no_book(book, tmp_path):
    log = tmp_path / "book.log"
    book.out("log", "export", "-o", log)
    data = log.read_bytes()
    for name, bad in (("cut", data[:-5]), ("more", data + b"\x00"), ("not-canonical", b"\x18\x01" + data)):
        log.write_bytes(bad)
        copy = Book(tmp_path / f"{name}.book")
        assert copy.run("log", "import", log, check=5).stderr.startswith("almoner: ")
        assert not copy.path.exists()


def test_unknown_names_are_no_empty_answers(book):
    assert "did you mean MED?" in book.run("balance", "--fund", "MDE", check=1).stderr
    assert book.run("balance", "Assets:Bnak", check=1).stderr
    assert book.run("trace", "G-404", check=1).stderr
    assert book.run("print", "G-404", check=1).stderr
    assert book.run("register", "--party", "nobody", check=1).stderr
    assert book.run("log", "show", "100000", check=1).stderr
    assert book.run("post", "no-such.journal", check=1).stderr


def test_a_full_disk_is_not_a_success(book):
    for args in (["balance"], ["balance", "-O", "csv"], ["log", "show"], ["--help"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, "-f", str(book.path), *args], stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=60)
        assert done.returncode == 1, args
        assert "cannot write standard output" in done.stderr
    done = book.run("balance", "-O", "csv", "-o", "/dev/full", check=1)
    assert "/dev/full" in done.stderr


def test_a_reader_that_goes_away_is_no_error_to_shout_about(book):
    done = subprocess.run(f"'{PROGRAM}' -f '{book.path}' log show | head -n 1", shell=True,
                          capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


def test_a_second_writer_waits_and_then_says_that_it_is_busy(book):
    before = book.root()
    with open(str(book.path) + ".lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = time.monotonic()
        done = book.run("--busy-timeout", "0.3", "gift", "--fund", "MED", "--amount", "5",
                        "--date", "2021-10-01", check=4)
        assert 0.25 < time.monotonic() - started < 10
        assert done.stderr.startswith("almoner: ")
        # Readers never wait for writers.
        assert book.run("--busy-timeout", "0.3", "balance", check=0).stdout
    assert book.root() == before
    book.run("gift", "--fund", "MED", "--amount", "5", "--date", "2021-10-01", check=0)


def test_a_file_that_may_not_be_written(book):
    os.chmod(book.path, 0o444)
    rows = book.rows("balance")
    assert len(rows) > 1
    if os.geteuid() != 0:  # root writes where modes say no
        done = book.run("gift", "--fund", "MED", "--amount", "5", "--date", "2021-10-01")
        assert done.returncode == 1 and done.stderr


def test_an_altered_book_fails_its_audit(book):
    """The bytes of one event are changed behind the program's back."""
    connection = sqlite3.connect(book.path)
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    seq, data = connection.execute("SELECT seq, bytes FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    changed = data[:-1] + bytes([data[-1] ^ 1])
    connection.execute("UPDATE event SET bytes = ? WHERE seq = ?", (changed, seq))
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()
    done = book.run("audit", check=5)
    assert done.stdout == ""
    assert f"event {seq}" in done.stderr.splitlines()[0]
    book.run("audit", "-v", check=5)


def test_a_truncated_book(book, tmp_path):
    copy = Book(tmp_path / "copy.book")
    book.out("snapshot", copy.path)
    data = copy.path.read_bytes()
    copy.path.write_bytes(data[: len(data) // 2])
    done = copy.run("audit", check=5)
    assert done.stderr.startswith("almoner: ")


def large_journal(count):
    yield "\n"
    for number in range(count):
        yield (f"2021-03-02 * (B-{number}) gift  ; fund: MED\n    Assets:Bank  1.00 CNY\n"
               "    Income:Gifts  -1.00 CNY\n\n")


def test_kill_9_in_the_middle_of_a_post(empty, tmp_path):
    journal = tmp_path / "large.journal"
    with open(journal, "w") as file:
        file.writelines(large_journal(200_000))
    before = empty.root()
    for delay in (0.05, 0.3, 0.7):
        process = subprocess.Popen([PROGRAM, "-f", str(empty.path), "post", str(journal)],
                                   stdout=subprocess.PIPE, text=True)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        said = process.communicate(timeout=60)[0]
        size, root = empty.root()
        assert empty.out("audit") == ""
        # All of it or nothing; and what was acknowledged is there.
        assert (size, root) == before or size == before[0] + 200_000
        if "posted" in said:
            assert size == before[0] + 200_000
            return


def test_ctrl_c_leaves_the_book_as_it_was(empty, tmp_path):
    before = empty.root()
    process = subprocess.Popen([PROGRAM, "-f", str(empty.path), "post", "-"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdin.write(YEAR)
    process.stdin.flush()
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert empty.root() == before
    assert empty.post(CHART + YEAR).stdout.startswith("posted 5 entries; ")
