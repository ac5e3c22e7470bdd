# SPDX-License-Identifier: Apache-2.0
"""gift, spend, transfer, reverse, declare, amend, close: a year without writing a journal."""

import datetime
import json
import re
import zoneinfo

import pytest

from conftest import Book


@pytest.fixture
def society(tmp_path):
    book = Book(tmp_path / "s.book")
    book.out("init", "County Society", "--base", "CNY")
    book.out("declare", "account", "Assets:Bank", "--type", "cash")
    book.out("declare", "account", "Assets:Stock", "--type", "A")
    book.out("declare", "account", "Income:Gifts", "--type", "income")
    book.out("declare", "account", "Expenses:Aid", "--type", "expense")
    book.out("declare", "account", "Transfers", "--type", "transfer")
    book.out("declare", "commodity", "LAMP", "--unit", "台")
    book.out("declare", "purpose", "aid")
    book.out("declare", "purpose", "aid/medical")
    book.out("declare", "fund", "GENERAL", "--class", "unrestricted")
    book.out("declare", "fund", "MED", "--class", "restricted", "--purpose", "aid/medical",
             "--set-by", "donor", "--management-cap", "1万")
    book.out("declare", "party", "d-1", "--name", "王某", "--kind", "person")
    return book


def test_an_equal_declaration_is_no_news(society):
    before = society.root()
    out = society.out("declare", "fund", "GENERAL", "--class", "unrestricted")
    assert out.startswith("already declared: fund GENERAL as event ")
    assert society.root() == before


def test_a_gift_finds_its_accounts_and_makes_a_reference(society):
    size = society.root()[0]
    out = society.out("gift", "--fund", "MED", "--amount", "200", "--party", "d-1",
                      "--date", "2021-03-01")
    assert re.match(rf"posted gift-2021-03-01-{size:04} as event {size}; log {size + 1} events, "
                    r"root [0-9a-f]{64}\n", out)
    assert society.rows("balance")[1:] == [
        ["Assets:Bank", "MED", "CNY", "200.00", "200.00"],
        ["Income:Gifts", "MED", "CNY", "-200.00", "-200.00"]]


def test_today_is_the_books_own(society):
    zone = zoneinfo.ZoneInfo("Asia/Shanghai")
    days = {datetime.datetime.now(zone).date().isoformat()}
    out = society.out("gift", "--fund", "MED", "--amount", "1")
    days.add(datetime.datetime.now(zone).date().isoformat())
    assert re.match(r"posted gift-(\d{4}-\d\d-\d\d)-", out)[1] in days


def test_goods_come_in_at_their_total_value(society):
    society.run("gift", "--fund", "GENERAL", "--amount", "525", "--commodity", "LAMP",
                "--date", "2021-06-01", check=2)
    society.out("gift", "--fund", "GENERAL", "--amount", "525", "--commodity", "LAMP", "--value",
                "14.07万", "--lot", "A", "--date", "2021-06-01")
    society.out("spend", "--fund", "GENERAL", "--amount", "500", "--commodity", "LAMP",
                "--purpose", "aid/medical", "--date", "2021-08-01", "--ref", "V-1")
    assert society.rows("stock")[1:] == [
        ["Assets:Stock", "GENERAL", "LAMP", "台", "A", "", "25", "6700.00"]]


def test_candidates_are_listed_where_several_accounts_would_do(society):
    society.out("declare", "account", "Assets:Till", "--type", "C")
    done = society.run("gift", "--fund", "MED", "--amount", "1", "--date", "2021-03-01", check=2)
    assert "--to" in done.stderr and "Assets:Bank, Assets:Till" in done.stderr
    society.out("gift", "--fund", "MED", "--amount", "1", "--date", "2021-03-01", "--to", "Assets:Till")


def test_the_same_command_with_a_reference_posts_once(society):
    flags = ["gift", "--fund", "MED", "--amount", "200", "--date", "2021-03-01", "--ref", "R-1"]
    society.out(*flags)
    before = society.root()
    assert society.out(*flags).startswith("R-1 is already there as event ")
    assert society.root() == before


def test_a_dry_run_of_a_short_form(society):
    before = society.root()
    out = society.out("gift", "--fund", "MED", "--amount", "200", "--date", "2021-03-01", "--dry-run")
    assert out.startswith("would post gift-2021-03-01-")
    assert society.root() == before


def test_transfer_down_is_free_and_up_needs_an_authority(society):
    society.out("gift", "--fund", "GENERAL", "--amount", "500", "--date", "2021-03-01")
    society.out("transfer", "--from-fund", "GENERAL", "--to-fund", "MED", "--amount", "300",
                "--date", "2021-03-02")
    done = society.run("transfer", "--from-fund", "MED", "--to-fund", "GENERAL", "--amount", "100",
                       "--date", "2021-03-03", check=3)
    assert "transfer_must_be_authorised" in done.stderr
    society.out("transfer", "--from-fund", "MED", "--to-fund", "GENERAL", "--amount", "100",
                "--date", "2021-03-03", "--authority", "law", "--document", "law-1",
                "--dated", "2021-03-01", "--sha256", "ab" * 32, "--by", "cashier",
                "--approved-by", "director")
    held = {row[1]: row[3] for row in society.rows("balance", "Assets")[1:]}
    assert held == {"GENERAL": "300.00", "MED": "200.00"}


def test_a_reversal_restores_every_balance(society):
    society.out("gift", "--fund", "MED", "--amount", "500", "--date", "2021-03-01", "--ref", "G-1")
    before = society.rows("balance")
    society.out("spend", "--fund", "MED", "--amount", "120", "--date", "2021-03-05", "--ref", "V-1")
    society.out("reverse", "V-1", "--date", "2021-03-06", "--ref", "R-1")
    assert society.rows("balance") == before
    assert "entry_must_be_reversed_once" in society.run(
        "reverse", "V-1", "--date", "2021-03-07", check=3).stderr


def test_amendments(society):
    society.out("amend", "fund", "MED", "--management-cap", "8000", "--date", "2021-02-01")
    event = json.loads(society.out("log", "show").splitlines()[-1])
    assert "amend" in event["type"]
    society.out("gift", "--fund", "MED", "--amount", "500", "--date", "2021-03-01", "--ref", "G-1",
                "--party", "d-1", "--narration", "wrong")
    balance = society.rows("balance")
    society.out("amend", "entry", "G-1", "--narration", "right", "--date", "2021-03-02")
    assert "right" in society.out("print", "G-1")
    assert society.rows("balance") == balance
    society.out("amend", "party", "d-1", "--name", "王某某", "--date", "2021-03-02")
    assert "王某某" in society.out("parties")
    society.run("amend", "entry", "G-1", check=2)
    for terms in (("fund", "MED"), ("fund", "MED", "--management-cap", "8000"), ("party", "d-1")):
        assert "nothing to amend" in society.run("amend", *terms, check=2).stderr
    assert "did you mean MED?" in society.run("amend", "fund", "MDE", check=1).stderr


def test_closed_days_stay_closed(society):
    society.out("close", "2021-03-31", "--by", "accountant")
    done = society.run("gift", "--fund", "MED", "--amount", "1", "--date", "2021-03-31", check=3)
    assert "entry_must_postdate_close" in done.stderr
    assert "close_must_advance" in society.run("close", "2021-01-31", check=3).stderr
    society.run("close", "2021-02-30", check=2)


def test_private_words_stay_out_of_the_log(society, tmp_path):
    society.out("gift", "--fund", "MED", "--amount", "1", "--date", "2021-03-01", "--party", "d-1",
                "--narration", "SECRET-NARRATION")
    society.out("log", "export", "-o", tmp_path / "log")
    data = (tmp_path / "log").read_bytes()
    assert b"SECRET-NARRATION" not in data and "王某".encode() not in data and b"d-1" not in data
