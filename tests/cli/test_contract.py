# SPDX-License-Identifier: Apache-2.0
"""Outputs that scripts rely on: their headers, keys and figures do not change."""

import json
import re
import shutil
import subprocess

import pytest

from conftest import CHART, YEAR, Book


def test_init_prints_size_and_root(tmp_path):
    out = Book(tmp_path / "b").out("init", "NAME", "--base", "CNY")
    assert re.search(r"log 1 events, root [0-9a-f]{64}\n$", out)


def test_post_prints_what_was_posted_and_the_new_root(empty):
    out = empty.post(YEAR).stdout
    assert re.fullmatch(r"posted 5 entries; log \d+ events, root [0-9a-f]{64}\n", out)
    assert out.split("root ")[1].strip() == empty.root()[1]


def test_posting_twice_adds_nothing(book):
    before = book.root()
    out = book.post(CHART + YEAR).stdout
    assert out.startswith("posted 0 entries, 5 already there; ")
    assert book.root() == before


def test_audit_is_silent_when_fine(book):
    assert book.out("audit") == ""


def test_audit_tells_size_and_root_when_asked(book):
    assert re.search(r"^sound: size \d+, root [0-9a-f]{64}$", book.out("audit", "-v"), re.M)
    report = json.loads(book.out("audit", "-O", "json"))
    assert report["schema"] == "almoner/audit/1"
    assert report["rows"][0]["findings"] == 0


def test_balance_csv(book):
    assert book.rows("balance") == [
        ["account", "fund", "commodity", "quantity", "value"],
        ["Assets:Bank", "GENERAL", "CNY", "300.00", "300.00"],
        ["Assets:Bank", "MED", "CNY", "600.00", "600.00"],
        ["Assets:Stock", "LAMPS", "LAMP", "20", "5000.00"],
        ["Expenses:Programme", "LAMPS", "LAMP", "80", "20000.00"],
        ["Expenses:Programme", "MED", "CNY", "400.00", "400.00"],
        ["Income:Gifts", "GENERAL", "CNY", "-300.00", "-300.00"],
        ["Income:Gifts", "LAMPS", "LAMP", "-100", "-25000.00"],
        ["Income:Gifts", "MED", "CNY", "-1000.00", "-1000.00"],
    ]
    assert book.out("balance", "-O", "csv").startswith("account,fund,commodity,quantity,value\n")


def test_balance_keys_follow_by(book):
    assert book.rows("balance", "Assets", "--by", "fund,purpose")[0] == [
        "fund", "purpose", "commodity", "quantity", "value"]
    assert book.rows("balance", "Assets", "--by", "commodity,fund") == [
        ["commodity", "fund", "quantity", "value"],
        ["CNY", "GENERAL", "300.00", "300.00"],
        ["CNY", "MED", "600.00", "600.00"],
        ["LAMP", "LAMPS", "20", "5000.00"],
    ]


def test_balance_of_days(book):
    assert book.rows("balance", "Assets:Bank", "-p", "2021-09")[1:] == [
        ["Assets:Bank", "MED", "CNY", "-400.00", "-400.00"]]
    assert book.rows("balance", "Assets:Bank", "-e", "2021-07")[1:] == [
        ["Assets:Bank", "MED", "CNY", "1000.00", "1000.00"]]


def test_zero_rows_only_when_asked(book):
    book.post("\n2021-10-01 * (V-3) the rest of the lamps  ; fund: LAMPS\n"
              "    Expenses:Programme  20 LAMP\n    Assets:Stock  -20 LAMP\n")
    row = ["Assets:Stock", "LAMPS", "LAMP", "0", "0.00"]
    assert row not in book.rows("balance")
    assert row in book.rows("balance", "-E")


def test_balance_columns_by_quarter(book):
    rows = book.rows("balance", "Assets:Bank", "--by", "account", "-Q", "-p", "2021")
    assert rows == [
        ["period", "account", "commodity", "quantity", "value"],
        ["2021Q1", "Assets:Bank", "CNY", "1000.00", "1000.00"],
        ["2021Q3", "Assets:Bank", "CNY", "-100.00", "-100.00"],
    ]


def test_balance_table_sums_values_and_never_quantities(book):
    lines = [line.split() for line in book.out("balance", "Assets", "--tree").splitlines()]
    assert ["Bank", "900.00", "CNY", "900.00"] in lines
    assert ["Stock", "20", "LAMP", "5,000.00"] in lines
    assert ["Total", "value", "5,900.00"] in lines


def test_balance_table_groups_as_by_says(book):
    lines = book.out("balance", "Assets", "--by", "fund,account").splitlines()
    assert lines[0].split()[:2] == ["Fund", "Account"]
    assert [line.split()[:2] for line in lines[2:5]] == [
        ["GENERAL", "Assets:Bank"], ["LAMPS", "Assets:Stock"], ["MED", "Assets:Bank"]]
    book.run("balance", "--by", "fund,account", "--tree", check=2)


def test_funds_csv(book):
    rows = book.rows("funds", "-p", "2021")
    assert rows[0] == ["fund", "class", "opening", "received", "transfers", "spent", "closing"]
    assert sorted(rows[1:]) == [
        ["GENERAL", "unrestricted", "0.00", "300.00", "0.00", "0.00", "300.00"],
        ["LAMPS", "restricted", "0.00", "25000.00", "0.00", "20000.00", "5000.00"],
        ["MED", "restricted", "0.00", "1000.00", "0.00", "400.00", "600.00"],
    ]


PART_KEYS = ["reference", "seq", "date", "account", "fund", "purpose", "commodity", "quantity",
             "value", "state"]


def test_trace_forward_json(book):
    trace = json.loads(book.out("trace", "G-2", "-O", "json"))
    assert list(trace) == ["schema", "reference", "direction", "policy", "value", "parts"]
    assert trace["schema"] == "almoner/trace/1"
    assert trace["reference"] == "G-2"
    assert trace["direction"] == "forward"
    assert trace["policy"] == "fifo/1"
    assert trace["value"] == "25000.00"
    parts = {part["state"]: part for part in trace["parts"]}
    assert all(list(part) == PART_KEYS for part in trace["parts"])
    assert parts["spent"]["reference"] == "V-1"
    assert parts["spent"]["quantity"] == "80"
    assert parts["spent"]["value"] == "20000.00"
    assert parts["spent"]["purpose"] == "solar-lamps"
    assert isinstance(parts["spent"]["seq"], int)
    assert parts["unspent"]["quantity"] == "20"
    assert parts["unspent"]["value"] == "5000.00"


def test_trace_back_json(book):
    trace = json.loads(book.out("trace", "V-2", "--back", "-O", "json"))
    assert trace["direction"] == "back"
    assert trace["value"] == "400.00"
    assert [(part["reference"], part["value"]) for part in trace["parts"]] == [("G-1", "400.00")]


def test_quantity_is_empty_where_a_conversion_lies_between(book):
    book.post("\n2021-10-01 * (V-4) lamps bought  ; fund: LAMPS\n"
              "    Assets:Stock  10 LAMP @@ 2,000.00 CNY\n    Assets:Bank  -2,000.00 CNY\n", check=3)
    book.post("\n2021-09-20 * (G-9) money for lamps  ; fund: LAMPS\n"
              "    Assets:Bank  2,000.00 CNY\n    Income:Gifts  -2,000.00 CNY\n"
              "\n2021-10-01 * (V-4) lamps bought  ; fund: LAMPS\n"
              "    Assets:Stock  10 LAMP @@ 2,000.00 CNY\n    Assets:Bank  -2,000.00 CNY\n")
    trace = json.loads(book.out("trace", "G-9", "-O", "json"))
    assert [(part["quantity"], part["value"], part["state"]) for part in trace["parts"]] == [
        ("", "2000.00", "unspent")]


def test_trace_table_states_its_convention(book):
    out = book.out("trace", "G-1")
    assert "Attributed by fifo/1, a convention" in out
    assert "paid by" not in out


def test_print_is_a_journal_that_is_already_there(book):
    out = book.out("print")
    assert "2021-08-20" in out and "(V-1)" in out
    before = book.root()
    assert "5 already there" in book.post(out).stdout
    assert book.root() == before


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
def test_hledger_accepts_the_book(book, tmp_path):
    file = tmp_path / "book.journal"
    book.out("print", "--hledger", "-o", file)
    subprocess.run(["hledger", "-f", file, "check"], check=True, timeout=60)


def test_register_runs_a_total(book):
    rows = book.rows("register", "Assets:Bank", "--fund", "MED")
    assert rows[0] == ["date", "reference", "seq", "narration", "account", "fund", "purpose", "party",
                       "commodity", "quantity", "value", "total"]
    assert [(row[1], row[-3], row[-1]) for row in rows[1:]] == [
        ("G-1", "1000.00", "1000.00"), ("V-2", "-400.00", "600.00")]
    rows = book.rows("register", "Assets:Bank", "--fund", "MED", "-b", "2021-09", "-H")
    assert rows[1][-1] == "600.00"


def test_a_historical_register_goes_on_from_what_stood_before(book):
    """As an account card does, whatever narrows it down: it ends where the whole one ends."""
    for filters in (["Assets"], ["Assets", "--depth", "1"], ["Expenses", "--purpose", "medical-aid"],
                    ["Income", "--party", "donor-1"], ["--fund", "LAMPS"]):
        whole = [row[1:] for row in book.rows("register", *filters)[1:]]
        for begin in ("2021-03-02", "2021-08-01", "2021-08-20", "2021-09-01"):
            late = [row[1:] for row in book.rows("register", *filters, "-b", begin, "-H")[1:]]
            days = [row[0] for row in book.rows("register", *filters)[1:]]
            assert late == [row for row, day in zip(whole, days) if day >= begin], (filters, begin)


def test_stock_csv(book):
    rows = book.rows("stock")
    assert rows[0] == ["account", "fund", "commodity", "unit", "lot", "expires", "quantity", "value"]
    assert rows[1:] == [["Assets:Stock", "LAMPS", "LAMP", "台", "", "", "20", "5000.00"]]


def test_position_balances(book):
    rows = book.rows("position", "-e", "2022")
    assert rows[0] == ["section", "account", "class", "value"]
    held = {(section, account, cls): value for section, account, cls, value in rows[1:]}
    assert held[("money", "Assets:Bank", "restricted")] == "600.00"
    assert held[("other-assets", "Assets:Stock", "restricted")] == "5000.00"
    assert held[("net-assets", "", "restricted")] == "5600.00"
    assert held[("net-assets", "", "unrestricted")] == "300.00"


def test_three_standards_agree_on_the_change(book):
    rows = book.rows("activities", "-p", "2021")
    assert rows[0] == ["standard", "line", "account", "class", "value"]
    change = {(standard, cls): value for standard, line, _, cls, value in rows[1:]
              if line == "change"}
    for standard in ("china", "us", "uk"):
        assert change[(standard, "restricted")] == "5600.00"
        assert change[(standard, "unrestricted")] == "300.00"
    released = {(standard, cls): value for standard, line, _, cls, value in rows[1:]
                if line == "released"}
    assert released[("us", "unrestricted")] == "20400.00"
    # China nets what this year's gifts were spent on at the income line.
    assert released[("china", "unrestricted")] == "0.00"
    assert ("uk", "unrestricted") not in released


def test_parties_and_stats(book):
    rows = book.rows("parties")
    assert rows[0][:3] == ["id", "name", "kind"]
    given = rows[0].index("given")
    assert {row[0]: row[given] for row in rows[1:]} == {"example-co": "25000.00", "donor-1": "1000.00"}
    stats = json.loads(book.out("stats", "-O", "json"))["rows"][0]
    assert stats["entries"] == 5
    assert stats["first"] == "2021-03-01"
    assert stats["root"] == book.root()[1]


def test_log_travels_with_the_same_root(book, tmp_path):
    log, private = tmp_path / "book.log", tmp_path / "book.private"
    book.out("log", "export", "-o", log, "--private", private)
    copy = Book(tmp_path / "copy.book")
    copy.out("log", "import", log, "--private", private)
    assert copy.root() == book.root()
    assert copy.out("balance", "-O", "csv") == book.out("balance", "-O", "csv")
    assert copy.out("print") == book.out("print")


def test_log_show_prints_one_event_a_line(book):
    lines = book.out("log", "show").splitlines()
    assert len(lines) == book.root()[0]
    assert [json.loads(line)["seq"] for line in lines] == list(range(len(lines)))
    assert [json.loads(line)["seq"] for line in book.out("log", "show", "2..4").splitlines()] == [2, 3, 4]
    assert json.loads(book.out("log", "show", "3", "-O", "json"))[0]["seq"] == 3


def test_snapshot_is_the_same_book(book, tmp_path):
    book.out("snapshot", tmp_path / "copy.book")
    assert Book(tmp_path / "copy.book").root() == book.root()


def test_rebuild_changes_no_answer(book):
    before = book.out("balance", "-O", "csv"), book.root()
    book.out("rebuild")
    assert (book.out("balance", "-O", "csv"), book.root()) == before
