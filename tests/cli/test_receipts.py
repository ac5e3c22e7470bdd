# SPDX-License-Identifier: Apache-2.0
"""Keys, checkpoints, receipts and their verification, and persons' rights, on the command line."""

import json
import os
import shutil
import subprocess

import pytest

from conftest import PROGRAM, Book

NAME = "example.org/county-2021"


@pytest.fixture
def signed(book, tmp_path):
    """The book with a key and a checkpoint."""
    book.key = tmp_path / "ORG.key"
    book.vkey = tmp_path / "ORG.vkey"
    book.out("key", "new", "--name", NAME, "-o", book.key)
    book.out("checkpoint", "--key", book.key)
    return book


def verify(*args, check, input=None):
    """Without a book: the folder is empty and no file is named."""
    done = subprocess.run([PROGRAM, "verify", *map(str, args)], capture_output=True, text=True, input=input,
                          env={k: v for k, v in os.environ.items() if k != "ALMONER_FILE"}, timeout=60)
    assert done.returncode == check, (args, done.stdout, done.stderr)
    return done


def test_a_donor_takes_a_receipt_home_and_verifies_it_without_the_book(signed, tmp_path):
    receipt = tmp_path / "gift.receipt"
    signed.out("receipt", "G-1", "--trace", "-o", receipt)
    signed.path.unlink()
    done = verify(receipt, "--key", signed.vkey, check=0)
    assert "Verified      G-1 is event 14 of example.org/county-2021" in done.stdout
    assert "王某 (donor-1)" in done.stdout
    assert "MED: restricted, purposes medical-aid" in done.stdout
    assert "400.00 CNY" in done.stdout and "600.00 CNY" in done.stdout
    assert "Not proven: that the money arrived" in done.stdout
    assert done.stderr == ""


def test_the_receipt_as_json(signed, tmp_path):
    text = signed.out("receipt", "G-1", "--trace")
    assert text.startswith("c2sp.org/tlog-proof@v1\nextra ")
    done = verify("-", "--key", signed.vkey, "-O", "json", check=0, input=text)
    document = json.loads(done.stdout)
    assert document["schema"] == "almoner/receipt/1"
    assert document["bearer"] == {"id": "donor-1", "name": "王某", "kind": "person"}
    assert document["uses"] == [{
        "reference": "V-2", "seq": 18, "date": "2021-09-01", "fund": "MED", "commodity": "CNY", "account": "",
        "start": "0.00", "quantity": "400.00", "value": "400.00", "purposes": ["medical-aid"], "since_returned": False}]
    assert [(part["reference"], part["value"], part["state"]) for part in document["parts"]] == [
        ("V-2", "400.00", "spent"), ("G-1", "600.00", "unspent")]


def test_what_does_not_verify_says_so_and_exits_with_5(signed, tmp_path):
    text = signed.out("receipt", "G-1")
    for spoilt in (text.replace("index 14", "index 15"), text[:-2], "", text.replace("@v1", "@v9"), text + "\n"):
        done = verify("-", "--key", signed.vkey, check=5, input=spoilt)
        assert "does NOT verify" in done.stderr and done.stdout == ""
    other = tmp_path / "other.key"
    signed.out("key", "new", "--name", NAME, "-o", other)
    done = verify("-", "--key", tmp_path / "other.vkey", check=5, input=text)
    assert "not signed by the key" in done.stderr


def test_usage_errors_exit_with_2(signed, tmp_path):
    text = signed.out("receipt", "G-1")
    done = verify("-", "--key", signed.key, check=2, input=text)
    assert "this is a private key" in done.stderr and signed.key.read_text()[-20:-1] not in done.stderr
    verify("--key", signed.vkey, check=2)
    assert signed.run("checkpoint", check=2).stderr.count("--key ORG.key") == 1
    signed.run("key", "new", "--name", "a b", "-o", tmp_path / "x.key", check=2)
    signed.run("key", "new", "--name", NAME, check=2)
    assert "never overwritten" in signed.run("key", "new", "--name", NAME, "-o", signed.key, check=2).stderr
    signed.run("receipt", "NONE", check=1)


def test_a_receipt_needs_a_checkpoint_that_has_its_entry(book, tmp_path):
    assert "almoner checkpoint --key" in book.run("receipt", "G-1", check=2).stderr
    key = tmp_path / "ORG.key"
    book.out("key", "new", "--name", NAME, "-o", key)
    book.out("checkpoint", "--key", key)
    book.run("gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01", "--ref", "G-9", check=0)
    assert "sign a new one" in book.run("receipt", "G-9", check=2).stderr
    book.out("receipt", "G-1")
    assert "has grown" in book.run("receipt", "G-1", "--trace", check=2).stderr


def test_an_old_backup_put_back_and_continued_is_refused(signed, tmp_path):
    signed.out("snapshot", tmp_path / "backup.book")
    signed.run("gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01", "--ref", "G-9", check=0)
    signed.out("checkpoint", "--key", signed.key)
    old = Book(tmp_path / "backup.book")
    done = old.run("checkpoint", "--key", signed.key, check=5)
    assert "an older copy of the book was put back" in done.stderr
    for reference in ("G-8", "G-7"):
        old.run("gift", "--fund", "MED", "--amount", "2", "--date", "2021-10-01", "--ref", reference, check=0)
    done = old.run("checkpoint", "--key", signed.key, check=5)
    assert "put back and continued" in done.stderr and "nothing was signed" in done.stderr
    assert not (tmp_path / "backup.book.checkpoint").exists()


def test_a_later_checkpoint_extends_an_earlier_one(signed, tmp_path):
    older, newer, proof = (tmp_path / name for name in ("older", "newer", "proof"))
    shutil.copy(f"{signed.path}.checkpoint", older)
    signed.run("gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01", "--ref", "G-9", check=0)
    signed.out("checkpoint", "--key", signed.key, "-o", newer, "--since", older, "--proof", proof)
    done = verify("--extends", older, proof, "--key", signed.vkey, check=0)
    assert "the first 19 events stand unchanged among 20" in done.stdout
    assert proof.read_text().endswith(newer.read_text())
    assert "nothing proves" in verify("--extends", older, newer, "--key", signed.vkey, check=5).stderr
    verify("--extends", newer, proof, "--key", signed.vkey, check=5)
    # Without the key, of a checkpoint signed before.
    signed.out("checkpoint", "-o", newer, "--since", older, "--proof", tmp_path / "again")
    assert (tmp_path / "again").read_text() == proof.read_text()


def test_a_key_is_rotated(signed, tmp_path):
    fresh = tmp_path / "ORG-2.key"
    signed.out("key", "new", "--name", NAME, "-o", fresh)
    out = signed.out("key", "rotate", "--old", signed.key, "--new", fresh, "--by", "director")
    assert "is signed by both" in out
    text = signed.out("receipt", "G-1")
    for vkey in (signed.vkey, tmp_path / "ORG-2.vkey"):
        verify("-", "--key", vkey, check=0, input=text)
    assert "rotated to the key" in signed.run("checkpoint", "--key", signed.key, check=2).stderr
    signed.out("checkpoint", "--key", fresh, "--key", signed.key)
    assert '"type":"key/1"' in signed.out("log", "show", "19")
    assert signed.out("audit") == ""


def test_a_person_is_erased(signed, tmp_path):
    receipt = tmp_path / "gift.receipt"
    signed.out("receipt", "G-1", "-o", receipt)
    before = signed.root()
    done = signed.run("party", "erase", "donor-1", check=0)
    assert "erased" in done.stdout and "copies made before" in done.stderr
    signed.out("log", "export", "-o", tmp_path / "x.log", "--private", tmp_path / "x.private")
    signed.out("snapshot", tmp_path / "x.book")
    for file in tmp_path.iterdir():
        if file != receipt:
            assert "王某".encode() not in file.read_bytes(), file
            assert b"donor-1" not in file.read_bytes(), file
    assert signed.root() == before
    assert signed.out("audit") == ""
    assert "王某" in verify(receipt, "--key", signed.vkey, check=0).stdout
    assert "nothing to erase" in signed.out("party", "erase", "donor-1")
    assert "public party" in signed.run("party", "erase", "example-co", check=2).stderr


def test_a_person_is_restricted(signed):
    signed.out("party", "restrict", "donor-1")
    gift = ["gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01", "--ref", "G-9", "--party", "donor-1"]
    assert "party_must_not_be_restricted" in signed.run(*gift, check=3).stderr
    assert "王某" not in signed.out("parties")
    signed.out("party", "restrict", "donor-1", "--lift")
    assert "王某" in signed.out("parties")
    signed.run(*gift, check=0)


def test_a_thousand_receipts_and_a_thousand_spoilt_ones_are_told_apart(tmp_path):
    """The generator judges all of them by the library; the program, which takes longer, one in twenty."""
    generator = os.environ.get("ALMONER_GENERATE_RECEIPTS")
    if not generator:
        pytest.skip("generate_receipts is not built")
    subprocess.run([generator, tmp_path / "receipts"], check=True)
    rows = [line.split("\t") for line in (tmp_path / "receipts" / "index.tsv").read_text().splitlines()]
    assert sorted(verdict for _, verdict, _ in rows) == ["bad"] * 1000 + ["good"] * 1000
    for name, verdict, what in rows[::20]:
        verify(tmp_path / "receipts" / name, "--key", tmp_path / "receipts" / "org.vkey", check=0 if verdict == "good" else 5)
