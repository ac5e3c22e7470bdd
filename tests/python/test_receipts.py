# SPDX-License-Identifier: Apache-2.0
"""Proof for others from Python: receipts judged as the library judges them, keys, erasure."""

import os
import pathlib
import subprocess

import pytest

import almoner
from almoner import Draft, Posting
from conftest import DAY, SOURCE

GOLDEN = SOURCE / "tests" / "golden" / "receipts"


def generate_receipts():
    """A program of the C++ tests; the wheel's own tests find it where `make test` left it."""
    programs = pathlib.Path(os.environ.get("ALMONER_GENERATE_EVENTS", SOURCE / "build" / "release" / "bin" / "generate_events"))
    program = programs.with_name("generate_receipts")
    if not program.exists():
        pytest.skip("no generate_receipts: build the C++ tests first (make test)")
    return program


def test_judges_a_thousand_good_and_a_thousand_spoilt_receipts_as_the_library_does(tmp_path):
    subprocess.run([generate_receipts(), tmp_path], check=True)
    key = next(tmp_path.glob("*.vkey")).read_text()
    judged = {"good": 0, "bad": 0}
    for line in (tmp_path / "index.tsv").read_text().splitlines():
        name, verdict, *what = line.split("\t")
        if verdict not in judged:
            continue  # the header
        try:
            almoner.verify((tmp_path / name).read_bytes(), key)
            found = "good"
        except almoner.Corrupt:
            found = "bad"
        assert found == verdict, (name, what)
        judged[verdict] += 1
    assert judged == {"good": 1000, "bad": 1000}


def test_a_receipt_says_what_was_given_and_where_it_went():
    key = (GOLDEN / "county.vkey").read_text()
    receipt = almoner.verify((GOLDEN / "cash-gift-traced.receipt").read_text(), key)
    assert receipt.traced and receipt.donor is not None
    assert receipt.checkpoint == almoner.verify_checkpoint((GOLDEN / "county.checkpoint").read_bytes(), key)
    given = -sum(row["value"] for row in receipt.postings.to_dicts() if row["value"] < 0)
    assert sum(row["value"] for row in receipt.parts.to_dicts()) == given
    assert len(receipt.funds) == 1
    assert all(row["value"] > 0 for row in receipt.uses.to_dicts())
    assert almoner.verify((GOLDEN / "cash-gift.receipt").read_text(), key).parts is None


def test_refuses_another_key_and_what_is_no_receipt(tmp_path):
    receipt = (GOLDEN / "cash-gift.receipt").read_text()
    other = pathlib.Path(almoner.new_key(tmp_path / "other.key", "example.org/other")).read_text()
    for spoilt in (receipt[:-2], receipt.replace("index ", "index 1"), "", b"\xff" * 100):
        with pytest.raises(almoner.Corrupt):
            almoner.verify(spoilt, (GOLDEN / "county.vkey").read_text())
    with pytest.raises(almoner.Corrupt):
        almoner.verify(receipt, other)
    with pytest.raises(almoner.ParseError):
        almoner.verify(receipt, "no key")
    for wrong in (None, 7, ["a"]):
        with pytest.raises(TypeError):
            almoner.verify(wrong, other)


def gift(party=None, reference="G-1"):
    return Draft(
        DAY,
        reference,
        postings=[
            Posting("资产:银行", "100.00", fund="EDU"),
            Posting("收入:捐赠", "-100.00", fund="EDU", party=party or ""),
        ],
    )


def test_signs_extends_and_refuses_an_old_copy(path, tmp_path):
    key_file = tmp_path / "county.key"
    key = pathlib.Path(almoner.new_key(key_file, "example.org/county")).read_text()
    copy = tmp_path / "old.almoner"
    with almoner.open(path) as book:
        book.declare(almoner.PartyTerms("donor-1", "张三", "person"))
        book.post(gift("donor-1"))
        older = book.sign_checkpoint(key_file)
        book.snapshot(copy)
        receipt = book.receipt("G-1", older, donor="donor-1")
        assert almoner.verify(receipt, key).donor.name == "张三"
        book.post(gift(reference="G-2"))
        newer = book.extend_checkpoint(older, book.sign_checkpoint(key_file))
        first, second = almoner.verify_extends(older, newer, key)
        assert (first.size, second.size) == (book.size() - 1, book.size())
    with almoner.open(copy) as book:
        book.post(gift(reference="G-3"))
        with pytest.raises(almoner.Corrupt):
            book.sign_checkpoint(key_file)


def test_erases_and_restricts_a_person(path, tmp_path):
    key_file = tmp_path / "county.key"
    key = pathlib.Path(almoner.new_key(key_file, "example.org/county")).read_text()
    with almoner.open(path) as book:
        book.declare(almoner.PartyTerms("donor-1", "张三丰", "person"))
        book.post(gift("donor-1"))
        receipt = book.receipt("G-1", book.sign_checkpoint(key_file))
        book.restrict_party("donor-1")
        with pytest.raises(almoner.Refused):
            book.post(gift("donor-1", "G-2"))
        assert [row["restricted"] for row in book.parties().to_dicts()] == [True]
        book.restrict_party("donor-1", False)
        root = book.root()
        erased = book.erase_party("donor-1")
        assert erased.was_known and erased.bodies == 2 and erased.narrations_left == []
        assert book.root() == root and book.audit().sound
    assert "张三丰".encode() not in path.read_bytes()
    assert almoner.verify(receipt, key).donor.name == "张三丰"
