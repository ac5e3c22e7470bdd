# SPDX-License-Identifier: Apache-2.0
"""No command writes over what is not its own: books, keys, links, folders, devices."""

import os
import pathlib
import subprocess

import pytest

from conftest import PROGRAM, Book

NAME = "example.org/county-2021"


@pytest.fixture
def signed(book, tmp_path):
    book.key = tmp_path / "ORG.key"
    book.out("key", "new", "--name", NAME, "-o", book.key)
    book.out("checkpoint", "--key", book.key)
    return book


def contents(folder):
    """Every file under it but a book's own memory map, with what it holds and where links lead."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.name.endswith("-shm"):
            continue
        if path.is_symlink():
            found[path.name] = os.readlink(path)
        elif path.is_file():
            found[path.name] = path.read_bytes()
    return found


WRITERS = {
    "balance": ["balance", "-O", "csv"], "register": ["register", "-O", "json"], "print": ["print", "-O", "table"], "hledger": ["print", "--hledger", "-O", "table"],
    "log export": ["log", "export"], "checkpoint": None, "receipt": ["receipt", "G-1"], "key new": ["key", "new", "--name", NAME],
}


def command(book, name, target):
    words = WRITERS[name] or ["checkpoint", "--key", str(book.key)]
    return [*words, "-o", target]


@pytest.mark.parametrize("name", WRITERS)
def test_no_result_takes_the_place_of_a_book_or_a_key(signed, tmp_path, name):
    other = Book(tmp_path / "other.book")
    other.run("init", "other", "--base", "CNY", check=0)
    before = contents(tmp_path)
    for target in (signed.path, other.path, signed.key, str(signed.key) + ".signed", str(signed.path) + ".lock",
                   str(other.path) + ".lock", str(signed.path) + "-wal", f"{tmp_path}/./t.book", f"{tmp_path}/../{tmp_path.name}/t.book"):
        done = signed.run(*command(signed, name, target))
        assert done.returncode == 2 and ("is left as it is" in done.stderr or "exists already" in done.stderr), (target, done)
        after = contents(tmp_path)
        # Signing is remembered beside the key before the checkpoint is written anywhere.
        assert {**after, "ORG.key.signed": before["ORG.key.signed"]} == before, target
    assert (tmp_path / "ORG.key.signed").read_text().startswith(NAME)
    assert signed.run("audit").returncode == 0


@pytest.mark.parametrize("name", ["balance", "print", "log export", "receipt"])
def test_a_link_is_replaced_and_not_followed(signed, tmp_path, name):
    victim = tmp_path / "victim"
    victim.write_text("not ours\n")
    link = tmp_path / "link.csv"
    link.symlink_to(victim)
    signed.run(*command(signed, name, link), check=0)
    assert victim.read_text() == "not ours\n" and not link.is_symlink()
    # One that leads nowhere makes no file where it points.
    nowhere = tmp_path / "nowhere.csv"
    nowhere.symlink_to(tmp_path / "made")
    signed.run(*command(signed, name, nowhere), check=0)
    assert not (tmp_path / "made").exists()


def test_a_planted_temporary_file_is_not_written_through(signed, tmp_path):
    """Others may write to the folder: they guess the temporary name, and link it elsewhere."""
    victim = tmp_path / "victim"
    victim.write_text("not ours\n")
    # The shell execs the program, which then has the shell's number.
    script = f'ln -s "$PWD/victim" ".out.csv.$$.part"; exec "{PROGRAM}" -f t.book balance -o out.csv'
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert victim.read_text() == "not ours\n", done.stderr
    assert done.returncode == 0 and (tmp_path / "out.csv").read_text().startswith("account,"), done.stderr


@pytest.mark.parametrize("name", ["balance", "print", "log export", "receipt"])
def test_devices_pipes_and_folders_stay_what_they_are(signed, tmp_path, name):
    signed.run(*command(signed, name, "/dev/null"), check=0)
    assert pathlib.Path("/dev/null").is_char_device()
    done = signed.run(*command(signed, name, "/dev/full"))
    assert done.returncode == 1 and "/dev/full" in done.stderr
    folder = tmp_path / "folder"
    folder.mkdir()
    assert signed.run(*command(signed, name, folder)).returncode == 1
    assert folder.is_dir() and list(folder.iterdir()) == []


def test_init_import_snapshot_and_keys_never_write_over_anything(signed, tmp_path):
    log = tmp_path / "log.cbor"
    signed.out("log", "export", "-o", log)
    victim = tmp_path / "victim"
    victim.write_text("not ours\n")
    for make in (lambda path: path.write_text("there\n"), lambda path: path.symlink_to(victim),
                 lambda path: path.symlink_to(tmp_path / "made"), lambda path: path.mkdir(), lambda path: os.mkfifo(path)):
        target = tmp_path / "target"
        make(target)
        there = Book(target)
        for done in (there.run("init", "x", "--base", "CNY"), there.run("log", "import", log), signed.run("snapshot", target),
                     signed.run("key", "new", "--name", NAME, "-o", target)):
            assert done.returncode in (1, 2), done
            assert done.stderr != ""
        assert victim.read_text() == "not ours\n" and not (tmp_path / "made").exists()
        assert target.is_symlink() or target.exists()
        target.rmdir() if target.is_dir() and not target.is_symlink() else target.unlink()
    # Beside a new key stand two files more: none of them takes the place of another.
    for ending in ("new.key.signed", "new.vkey"):
        (tmp_path / ending).symlink_to(victim)
        assert signed.run("key", "new", "--name", NAME, "-o", tmp_path / "new.key").returncode == 2
        assert victim.read_text() == "not ours\n" and not (tmp_path / "new.key").exists()
        (tmp_path / ending).unlink()


def test_a_site_replaces_only_a_site(signed, tmp_path):
    before = contents(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine\n")
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    for target in (tmp_path, tmp_path / "folder", tmp_path / "link", tmp_path / "folder" / "..", signed.path, "/dev/null", ""):
        done = signed.run("publish", target, "--key", signed.key)
        assert done.returncode in (1, 2), (target, done)
    assert (tmp_path / "folder" / "mine.txt").read_text() == "mine\n" and (tmp_path / "link").is_symlink()
    after = contents(tmp_path)
    assert {k: v for k, v in after.items() if k in before and k != "ORG.key.signed"} == \
        {k: v for k, v in before.items() if k != "ORG.key.signed"}
    # What stands where the new site is made before it takes its place.
    (tmp_path / "site.publishing").symlink_to(tmp_path / "folder")
    done = signed.run("publish", tmp_path / "site", "--key", signed.key)
    assert (tmp_path / "folder" / "mine.txt").read_text() == "mine\n", done
