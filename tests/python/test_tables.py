# SPDX-License-Identifier: Apache-2.0
"""Tables: the same rows whichever way they are read, on Debian's pandas 1.5 and without pyarrow."""

import datetime
from decimal import Decimal

import pandas
import pytest

import almoner
import arrow_c
from almoner import Draft, Posting
from conftest import DAY, gift

QUESTIONS = ["balances", "postings", "register", "funds", "stock", "parties", "fund_terms", "accounts", "purposes",
             "commodities"]  # fmt: skip


def tables_of(year):
    for question in QUESTIONS:
        yield getattr(year, question)()
        if question not in ("accounts", "purposes", "commodities"):
            yield getattr(year, question)(minor=True)
    for minor in (False, True):
        yield year.trace("G-0002", minor=minor)
        yield year.trace_back("V-0011", minor=minor)
        yield from (year.activities(minor=minor).rows, year.activities(minor=minor).released)


def as_read(value):
    """A cell of to_dicts() as the Arrow reader gives it."""
    if isinstance(value, Decimal):
        return int(value.scaleb(-value.as_tuple().exponent)), -value.as_tuple().exponent
    return value


def test_arrow_dicts_and_pandas_say_the_same(year):
    for table in tables_of(year):
        dicts, (read, _), frame = table.to_dicts(), arrow_c.read(table), table.to_pandas()
        assert len(table) == len(dicts) == len(read) == len(frame) > 0
        assert list(frame.columns) == table.columns == list(dicts[0])
        assert [{name: as_read(cell) for name, cell in row.items()} for row in dicts] == read
        for name in table.columns:
            for cell, shown in zip((row[name] for row in dicts), frame[name], strict=True):
                if cell is None:
                    assert pandas.isna(shown)
                elif isinstance(cell, datetime.date):
                    assert shown.date() == cell
                else:
                    assert shown == cell


def test_columns_have_the_types_that_the_documentation_names(year):
    stream = arrow_c.Stream(year.register())
    assert stream.formats() == {
        "date": "tdD", "seq": "l", "line": "i", "reference": "u", "account": "i", "fund": "i", "purpose": "i",
        "party": "i", "commodity": "i", "quantity": "d:21,2", "value": "d:19,2", "narration": "u"}  # fmt: skip
    stream.close()
    stream = arrow_c.Stream(year.postings(minor=True))
    assert {"quantity": "l", "scale": "i", "value": "l"}.items() <= stream.formats().items()
    stream.close()
    frame = year.postings().to_pandas()
    assert str(frame.dtypes["date"]).startswith("datetime64[")
    assert frame.dtypes["fund"] == "category" and frame.dtypes["seq"] == "int64"
    assert type(frame["value"][0]) is Decimal
    assert year.postings(minor=True).to_pandas().dtypes["value"] == "int64"


def test_a_frame_may_be_written_to_and_leaves_the_table_alone(year):
    table = year.register()
    frame = table.to_pandas()
    frame.loc[0, "seq"] = 7
    frame.loc[0, "value"] = Decimal(1)
    frame.loc[0, "date"] = pandas.Timestamp(2020, 1, 1)
    assert table.to_pandas()["seq"][0] != 7
    assert table.to_dicts()[0]["value"] != 1


def test_a_table_held_whole_is_given_without_copying_any_number_of_times(year):
    for table in (year.balances(), year.register(), year.trace("G-0003")):
        rows, addresses = arrow_c.read(table)
        again, same = arrow_c.read(table)
        assert rows == again and addresses == same


def test_schemas_are_told_without_reading(year):
    capsule = year.postings().__arrow_c_schema__()
    at = arrow_c._pointer(capsule, b"arrow_schema")
    schema = arrow_c.ctypes.cast(at, arrow_c.POINTER(arrow_c.ArrowSchema))[0]
    assert schema.format == b"+s" and schema.n_children == len(year.postings().columns)


def test_values_are_exact_where_commodities_differ_in_scale(book):
    book.declare(almoner.CommodityTerms("GOLD", 6, "克"))
    book.post(Draft(DAY, "G-1", [Posting("资产:存货", "0.000001", "GOLD", "EDU", value="0.01"),
                                 Posting("资产:存货", 3, "LAMP", "EDU", value=30),
                                 Posting("收入:捐赠", "-30.01", fund="EDU")]))  # fmt: skip
    rows = {row["commodity"]: row for row in book.stock().to_dicts()}
    assert rows["GOLD"]["quantity"] == Decimal("0.000001") and rows["LAMP"]["quantity"] == 3
    minor = {row["commodity"]: (row["quantity"], row["scale"], row["value"]) for row in book.stock(minor=True).to_dicts()}
    assert minor == {"GOLD": (1, 6, 1), "LAMP": (3, 0, 3000)}
    assert arrow_c.read(book.postings())[0][0]["quantity"][1] == 6


def test_the_largest_amounts_survive_the_widest_spread_of_scales():
    with almoner.create_in_memory(almoner.BookTerms("b", base_scale=0)) as book:
        book.declare(almoner.CommodityTerms("TINY", 18))
        book.declare(almoner.AccountTerms("银行", "cash"))
        book.declare(almoner.AccountTerms("收入", "income"))
        book.declare(almoner.FundTerms("U"))
        most = 2**62
        book.post(Draft(DAY, "G-1", [Posting("银行", most, fund="U"), Posting("收入", fund="U")]))
        row = book.balances(account="银行").to_dicts()[0]
        assert row["quantity"] == row["value"] == most
        assert arrow_c.read(book.postings(account="银行"))[0][0]["quantity"] == (most * 10**18, 18)
        assert book.postings(account="银行").to_pandas()["quantity"][0] == most


def test_days_that_nanoseconds_cannot_say_are_not_wrapped(book):
    far = datetime.date(2999, 12, 31)
    book.post(gift("G-1", 1, day=far))
    shown = book.postings().to_pandas()["date"][0]
    assert (shown.date() if hasattr(shown, "date") else shown) == far


def test_long_answers_come_in_batches_with_one_dictionary(book):
    book.post_all(gift(f"G-{number}", number + 1, narration=f"第{number}笔") for number in range(40_000))
    for table in (book.register(), book.postings()):
        stream, sizes, dictionaries = arrow_c.Stream(table), [], set()
        while (array := stream.next()) is not None:
            sizes.append(array.length)
            dictionaries.add(array.children[table.columns.index("account")][0].dictionary[0].buffers[2])
            array.release(arrow_c.ctypes.byref(array))
        stream.close()
        assert len(sizes) > 1 and sum(sizes) == 80_000 and len(dictionaries) == 1
        frame = table.to_pandas()
        assert len(frame) == 80_000 and frame["value"].sum() == 0
        assert frame[frame["account"] == "资产:银行"]["value"].sum() == Decimal("800020000.00")
    assert book.register().to_pandas()["narration"][39_999] == "第39999笔"


def test_a_stream_stays_readable_after_its_table_and_fails_after_its_book(book):
    book.post_all(gift(f"G-{number}", 1) for number in range(40_000))
    held = arrow_c.Stream(book.balances())
    scan = arrow_c.Stream(book.postings())
    unread = book.postings().__arrow_c_stream__()
    first = scan.next()
    first.release(arrow_c.ctypes.byref(first))
    book.close()
    array = held.next()
    assert array.length == 2
    array.release(arrow_c.ctypes.byref(array))
    with pytest.raises(OSError, match="closed"):
        scan.next()
    held.close()
    scan.close()
    del unread


def test_a_scan_is_of_the_moment_at_which_it_began(book):
    book.post(gift("G-1", 1))
    table, stream = book.postings(), arrow_c.Stream(book.postings())
    book.post(gift("G-2", 1))
    array = stream.next()
    assert array.length == 2
    array.release(arrow_c.ctypes.byref(array))
    stream.close()
    assert len(table) == 4


def test_tables_are_shown_aligned_by_width_and_escaped_in_html(book):
    book.declare(almoner.PartyTerms("p", "<b>周某</b> & 子"))
    book.post(gift("G-1", "1234.50"))
    lines = repr(book.balances()).splitlines()
    assert lines == [
        "account    fund  purpose  commodity  quantity     value",
        "---------  ----  -------  ---------  --------  --------",
        "收入:捐赠  EDU            CNY        -1234.50  -1234.50",
        "资产:银行  EDU            CNY         1234.50   1234.50",
    ]
    html = book.parties()._repr_html_()
    assert "&lt;b&gt;周某&lt;/b&gt; &amp; 子" in html and "<b>" not in html
    assert '<td style="text-align:right">1234.50</td>' in book.balances()._repr_html_()
    assert "(no rows)" in repr(book.stock()) and book.stock().to_pandas().empty
    assert bool(book.stock())


def test_long_tables_show_their_beginning(book):
    book.post_all(gift(f"G-{number}", 1) for number in range(60))
    assert repr(book.register()).splitlines()[-1] == "… the first 40 of 120 rows"
    assert repr(book.postings()).splitlines()[-1] == "… the first 40 rows"
    assert "… the first 40 rows" in book.postings()._repr_html_()


def test_every_trace_says_its_convention(year):
    assert "Attributed by fifo/1, a convention" in repr(year.trace("G-0002"))
    assert "attributed to" in year.trace_back("V-0011").caption
    assert "Attributed by fefo/1" in year.trace_back("V-0012")._repr_html_()
    total = sum(row["value"] for row in year.trace("G-0002").to_dicts())
    assert total == 200_000


def test_filters_choose_accounts_purposes_funds_parties_and_days(year):
    rows = year.register(account="费用", fund="MED", begin=datetime.date(2021, 4, 1), end=datetime.date(2021, 5, 20))
    assert [row["reference"] for row in rows.to_dicts()] == ["V-0013"]
    assert {row["purpose"] for row in year.postings(purpose="management").to_dicts()} == {
        "management/office", "management/bank-charges", "management/fund-administration"}  # fmt: skip
    assert {row["reference"] for row in year.register(party="renxin-foundation").to_dicts()} == {"G-0002"}
    with pytest.raises(TypeError):
        year.register("费用")
