# SPDX-License-Identifier: Apache-2.0
"""A book from Python: what is written, refused, kept and copied."""

import datetime
import os
from decimal import Decimal

import pytest

import almoner
from almoner import Draft, Posting
from conftest import DAY, SOURCE, gift, spend


def left(book, fund="EDU"):
    return {row["fund"]: row["closing"] for row in book.funds().to_dicts()}[fund]


def test_a_gift_posted_is_there_when_the_book_is_opened_again(path):
    with almoner.open(path) as book:
        posted = book.post(gift("G-1", "20000"))
        assert not posted.already_there
        again = book.post(gift("G-1", "20000"))
        assert (again.seq, again.already_there) == (posted.seq, True)
    with almoner.open(path, read_only=True) as book:
        assert left(book) == Decimal("20000.00")
        assert book.stats().entries == 1
        with pytest.raises(almoner.Error):
            book.post(gift("G-2", 1))


def test_a_refusal_carries_the_rule_and_the_figures(book):
    book.post(gift("G-1", 8000))
    with pytest.raises(almoner.Refused) as refused:
        book.post(spend("V-1", 9000))
    assert isinstance(refused.value, ValueError)
    codes = [one.code for one in refused.value.violations]
    assert "line_must_not_go_below_zero" in codes
    broken = refused.value.violations[codes.index("line_must_not_go_below_zero")]
    assert broken.figures["short_by"] == "1000.00 CNY"
    assert broken.posting == 1
    assert broken.message in str(refused.value)
    assert book.check(spend("V-1", 9000)) == refused.value.violations
    assert book.check(spend("V-1", 8000)) == []


def test_a_batch_is_kept_whole_or_not_at_all(book):
    with book.batch():
        book.post(gift("G-1", 100))
        book.post(spend("V-1", 40))
    assert left(book) == 60
    with pytest.raises(RuntimeError, match="changed my mind"), book.batch():
        book.post(gift("G-2", 100))
        assert left(book) == 160
        raise RuntimeError("changed my mind")
    assert left(book) == 60
    with book.batch():
        with pytest.raises(almoner.Refused):
            book.post(spend("V-2", 61))
        book.post(spend("V-2", 60))
    assert left(book) == 0


def test_batches_do_not_nest_and_end_once(book):
    with book.batch(), pytest.raises(almoner.UsageError, match="in a batch already"):
        book.batch().__enter__()
    with pytest.raises(almoner.UsageError, match="ended already"):
        book.batch().__exit__(None, None, None)


def test_a_scale_declared_in_a_batch_that_was_dropped_is_forgotten(book):
    def boxes(quantity):
        return Draft(DAY, "G-1", [Posting("资产:存货", quantity, "BOX", "EDU", value=10),
                                  Posting("收入:捐赠", -10, fund="EDU")])  # fmt: skip

    with pytest.raises(RuntimeError), book.batch():
        book.declare(almoner.CommodityTerms("BOX", 0))
        book.post(boxes(5))
        raise RuntimeError
    book.declare(almoner.CommodityTerms("BOX", 3))
    book.post(boxes("0.005"))
    assert book.stock().to_dicts()[0]["quantity"] == Decimal("0.005")


def test_post_all_is_all_or_nothing_alone_and_part_of_a_batch_within_one(book):
    drafts = [gift(f"G-{number}", 1) for number in range(5000)]
    assert [one.already_there for one in book.post_all(iter(drafts))] == [False] * 5000
    with pytest.raises(almoner.Refused):
        book.post_all([gift("G-x", 1), spend("V-1", 10_000)])
    assert left(book) == 5000
    with pytest.raises(almoner.Refused), book.batch():
        book.post_all([gift("G-x", 1)])
        book.post_all([spend("V-1", 10_000)])
    assert left(book) == 5000
    assert book.post_all([]) == []


def test_a_reversal_restores_every_balance(book):
    book.post(gift("G-1", 100))
    before = book.balances().to_dicts()
    book.post(spend("V-1", 30))
    book.reverse("V-1", DAY, "R-1", narration="typed twice")
    assert book.balances().to_dicts() == before
    assert book.entry("V-1").reversed_by == "R-1"
    assert book.entry("R-1").reverses == "V-1"
    with pytest.raises(almoner.Refused):
        book.reverse("V-1", DAY, "R-2")


def test_amendments_close_and_stay(book):
    book.declare(almoner.PartyTerms("p-1", "周某"))
    book.post(gift("G-1", 100).replace(postings=[Posting("资产:银行", 100, fund="EDU"),
                                                 Posting("收入:捐赠", fund="EDU", party="p-1")]))  # fmt: skip
    book.amend(almoner.Amendment(DAY, entry=almoner.EntryAmendment("G-1", narration="by hand")))
    book.amend(almoner.Amendment(DAY, party=almoner.PartyTerms("p-1", "周某某")))
    assert book.entry("G-1").narration == "by hand"
    assert book.party("p-1").name == "周某某"
    assert book.party("nobody") is None
    capped = almoner.FundTerms("EDU", "restricted", ["education"], "donor", management_cap="500")
    with pytest.raises(almoner.Refused):
        book.amend(almoner.Amendment(DAY, fund=capped))
    book.close_through(DAY)
    assert [one.code for one in book.check(gift("G-2", 1))] == ["entry_must_postdate_close"]
    assert book.stats().closed == DAY


def test_an_entry_is_a_value_with_its_lots_and_draws(year):
    entry = year.entry("V-0012")
    assert [(one.quantity, one.commodity, one.value) for one in entry.postings] == [
        (750, "BOX", 22_800), (-550, "BOX", -16_500), (-200, "BOX", -6_300)]  # fmt: skip
    assert [(one.start, one.quantity, one.value) for one in entry.draws] == [(0, 550, 16_500), (600, 200, 6_300)]
    assert [(one.start, one.quantity, one.lot, one.expires) for one in year.entry("G-0004").lots] == [
        (0, 600, "A", datetime.date(2021, 3, 31)), (600, 400, "B", datetime.date(2021, 9, 30))]  # fmt: skip
    assert year.entry("no such") is None
    assert [one.reference for one in year.entries(fund="LAMP")] == ["G-0003", "V-0009"]
    assert year.terms() == almoner.BookTerms("某县红十字会（虚构）")


def test_the_log_travels_and_gives_the_same_root(path, tmp_path):
    with almoner.open(path) as book:
        book.post_all([gift("G-1", 100, narration="谢谢"), spend("V-1", 40)])
        book.export_log(tmp_path / "log")
        book.export_private(tmp_path / "private")
        book.snapshot(tmp_path / "copy")
        book.write_hledger(tmp_path / "book.hledger")
        book.rebuild()
        report = book.audit()
        assert report.sound and report.root == book.root() and report.size == book.size()
        with almoner.import_log(tmp_path / "again", tmp_path / "log", tmp_path / "private") as again:
            assert again.root() == book.root()
            assert again.entry("G-1").narration == "谢谢"
        with almoner.open(tmp_path / "copy") as copy:
            assert copy.root() == book.root()
        assert '"ref":"V-1"' in book.event_json(book.size() - 1)
        assert len(book.event_bytes(0)) > 20
        with pytest.raises(almoner.NotFound):
            book.event_json(10_000)
    assert "资产:银行" in (tmp_path / "book.hledger").read_text(encoding="utf-8")
    (tmp_path / "log").write_bytes((tmp_path / "log").read_bytes()[:-3])
    with pytest.raises((almoner.Corrupt, almoner.ParseError)):
        almoner.import_log(tmp_path / "third", tmp_path / "log")
    assert not (tmp_path / "third").exists()


def test_a_journal_is_posted_whole_or_not_at_all(book):
    report = book.post("2021-09-01 * (G-1) gift  ; fund: EDU\n    资产:银行  100 CNY\n    收入:捐赠\n")
    assert (report.posted, report.declared, report.already_there) == (1, 0, 0)
    with pytest.raises(almoner.Refused, match="line 4: .*holds") as refused:
        book.post("2021-09-02 * (G-2) gift  ; fund: EDU\n    资产:银行  100 CNY\n    收入:捐赠\n"
                  "2021-09-02 * (V-1) too much  ; fund: EDU\n    费用:业务  900 CNY\n    资产:银行\n")  # fmt: skip
    assert refused.value.violations
    assert book.entry("G-2") is None
    with pytest.raises(almoner.ParseError) as failed:
        book.post("2021-09-02 * (G-2) gift\n    资产:银行  ten CNY\n")
    assert failed.value.line == 2
    with pytest.raises(FileNotFoundError):
        book.post_journal("no such.journal")
    with pytest.raises(OSError):
        book.post_journal(os.curdir)


def test_a_published_list_is_imported_by_rules(book, tmp_path):
    (tmp_path / "list.csv").write_text("日期,号,金额\n2021-09-01,1,100.00\n2021-09-02,2,250.50\n", encoding="utf-8")
    (tmp_path / "list.rules").write_text(
        "list gifts\nheader %1 ^日期$\nfields date, number, amount\nreference %number\n"
        "account1 资产:银行\naccount2 收入:捐赠\nfund EDU\n", encoding="utf-8")  # fmt: skip
    seen = []
    report = book.import_csv(tmp_path / "list.csv", tmp_path / "list.rules", expect="350.50", progress=seen.append)
    assert (report.read, report.posted, report.total, report.problems) == (2, 2, Decimal("350.50"), [])
    assert report.committed and left(book) == Decimal("350.50")
    with pytest.raises(ZeroDivisionError):
        book.import_csv(tmp_path / "list.csv", tmp_path / "list.rules", progress=lambda rows: 1 / 0)
    assert book.audit().sound


def test_what_a_callback_raises_comes_out_and_the_book_stays_usable(path):
    with almoner.open(path) as book:
        book.post_all(gift(f"G-{number}", 1) for number in range(3000))

        def stop(done, size):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            book.audit(progress=stop)
        with pytest.raises(almoner.UsageError, match="callback"):
            book.audit(progress=lambda done, size: book.balances())
        assert book.audit().sound


def test_a_closed_book_raises_and_never_crashes(path):
    book = almoner.open(path)
    table, batch = book.balances(), book.batch()
    batch.__enter__()
    book.post(gift("G-1", 1))
    scan = book.postings()
    assert not book.closed
    book.close()
    book.close()
    assert book.closed
    for use in (book.balances, book.size, book.batch().__enter__, book.__enter__().stats, scan.to_dicts, scan.__len__,
                scan.__arrow_c_stream__, scan.__arrow_c_schema__, lambda: repr(scan), lambda: book.post(gift("G", 1)),
                lambda: book.post_all([]), lambda: batch.__exit__(None, None, None)):  # fmt: skip
        with pytest.raises(ValueError, match="closed"):
            use()
    assert table.to_dicts() == []  # a table held whole outlives its book
    with almoner.open(path) as again:
        assert again.stats().entries == 0  # closed within a batch: none of it


def test_failures_have_the_classes_of_python(tmp_path, path):
    with pytest.raises(KeyError, match="no such") as missing:
        almoner.open(tmp_path / "no such")
    assert isinstance(missing.value, almoner.NotFound) and "'" not in str(missing.value)[:1]
    (tmp_path / "junk").write_bytes(b"not a book" * 100)
    with pytest.raises(OSError) as junk:
        almoner.open(tmp_path / "junk")
    assert isinstance(junk.value, almoner.StorageError)
    with pytest.raises(almoner.UsageError):
        almoner.create(path, almoner.BookTerms("again"))
    with almoner.open(path) as one, almoner.open(path, busy_timeout_ms=50) as other, one.batch():
        one.post(gift("G-1", 1))
        with pytest.raises(almoner.Conflict):
            other.post(gift("G-2", 1))
    for wrong in (None, 7, 1.5):
        with pytest.raises(TypeError):
            almoner.open(wrong)
    with pytest.raises(ValueError):
        almoner.open("nul\0l")


def test_unknown_names_are_said_at_once(book):
    for ask in (book.balances, book.postings, book.register, book.funds):
        with pytest.raises(almoner.NotFound):
            ask(account="资产:没有")
    with pytest.raises(almoner.NotFound):
        book.trace("G-none")
    with pytest.raises(almoner.Refused) as refused:
        book.post(Draft(DAY, "G-1", [Posting("资产:银行", 1, "EURO", "EDU"), Posting("收入:捐赠", fund="EDU")]))
    assert "name_must_be_declared" in [one.code for one in refused.value.violations]


def test_the_worked_year_closes_as_its_table_says(year):
    whole = year.funds(begin=datetime.date(2021, 1, 1), end=datetime.date(2022, 1, 1)).to_dicts()
    assert {row["fund"]: row["closing"] for row in whole} == {
        "MED": 97_300, "LAMP": 6_700, "DIS": 44_250, "VIL": 100_000, "EDU": 0, "U": 103_230, "AG": 0}  # fmt: skip
    assert SOURCE.joinpath("tools/demo/county.journal").exists()
