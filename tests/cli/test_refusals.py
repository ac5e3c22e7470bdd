# SPDX-License-Identifier: Apache-2.0
"""What is refused says why, with its place and figures, and leaves the book as it was."""

import pytest

from conftest import CHART, YEAR, Book


@pytest.fixture(autouse=True)
def unchanged(book):
    """Every test of this file ends with the size and root that it began with."""
    before = book.root()
    yield
    assert book.root() == before


TOO_MANY = """\
2021-10-01 * (V-9) more lamps than there are  ; fund: LAMPS
    Expenses:Programme  26 LAMP
    Assets:Stock       -26 LAMP
"""
UNBALANCED = """\
2021-10-01 * (V-8) does not balance  ; fund: MED
    Expenses:Programme  10.00 CNY
    Assets:Bank        -11.00 CNY
"""


def test_a_refusal_names_the_rule_its_figures_and_its_place(book):
    done = book.post("\n\n" + TOO_MANY, check=3)
    assert done.stdout == ""
    assert "almoner: standard input:3: refused by 1 rule" in done.stderr
    assert "line_must_not_go_below_zero" in done.stderr
    assert "26" in done.stderr and "20" in done.stderr
    assert "nothing was written" in done.stderr


def test_a_file_is_refused_whole_and_every_refusal_is_told(book, tmp_path):
    journal = tmp_path / "j.journal"
    journal.write_text(TOO_MANY + "\n" + UNBALANCED + """
2021-10-02 * (G-7) a lawful gift  ; fund: MED
    Assets:Bank    5.00 CNY
    Income:Gifts  -5.00 CNY
""")
    done = book.run("post", journal, check=3)
    assert f"{journal}:1: refused" in done.stderr
    assert f"{journal}:5: refused" in done.stderr
    assert "2 were refused; nothing was written" in done.stderr
    assert "  | 2021-10-01 * (V-9)" in done.stderr


def test_a_dry_run_does_the_real_work_and_writes_nothing(book):
    done = book.post("2021-10-02 * (G-7) a gift  ; fund: MED\n    Assets:Bank  5.00 CNY\n"
                     "    Income:Gifts  -5.00 CNY\n", 0, "--dry-run")
    assert done.stdout.startswith("would post 1 entry; dry run, nothing was written; ")
    assert book.post(TOO_MANY, 3, "--dry-run").stdout == ""


def test_the_same_reference_with_another_amount(book):
    done = book.post(YEAR.replace("400.00", "401.00"), check=3)
    assert "reference_must_be_unused" in done.stderr


@pytest.mark.parametrize("text, word", [
    ("2024-02-30 * (X-1) no such day  ; fund: MED\n    Assets:Bank  1 CNY\n    Income:Gifts  -1 CNY\n", ":1: "),
    ("\n2021-10-01 * (X-1) too precise  ; fund: MED\n    Assets:Bank  1.001 CNY\n    Income:Gifts\n", ":3: "),
    ("\n2021-10-01 * (X-1) a bound  ; fund: MED\n    Assets:Bank  5万余 CNY\n    Income:Gifts\n", ":3: "),
    ("\n2021-10-01 * (X-1) too large  ; fund: MED\n    Assets:Bank  99999999999999999999 CNY\n"
     "    Income:Gifts\n", ":3: "),
    ("nonsense\n", ":1: "),
])
def test_text_that_cannot_be_read_is_named_with_its_line(book, text, word):
    done = book.post(text, check=2)
    assert done.stdout == ""
    assert "almoner: standard input" + word in done.stderr


def test_bytes_that_are_not_utf8(book, tmp_path):
    journal = tmp_path / "gbk.journal"
    journal.write_bytes("2021-10-01 * (X-1) 捐款  ; fund: MED\n".encode("gbk"))
    done = book.run("post", journal, check=2)
    assert f"{journal}:1: " in done.stderr
    assert "UTF-8" in done.stderr


def test_a_name_like_no_other_brings_no_nearest(book):
    done = book.post(UNBALANCED.replace("MED", "银杏树计划"), check=3)
    assert "name 银杏树计划; posting 1" in done.stderr and "nearest" not in done.stderr


def test_an_unknown_name_brings_the_nearest(book):
    done = book.post("2021-10-01 * (X-1) typing error  ; fund: MDE\n    Assets:Bank  1 CNY\n"
                     "    Income:Gifts  -1 CNY\n", check=3)
    assert "name_must_be_declared" in done.stderr and "MED" in done.stderr


def test_keep_going_posts_the_rest(book, tmp_path):
    # On a copy: this one writes.
    book.out("snapshot", tmp_path / "copy.book")
    copy = Book(tmp_path / "copy.book")
    size = copy.root()[0]
    done = copy.run("post", "-", "--keep-going", input=TOO_MANY + """
2021-10-02 * (G-7) a lawful gift  ; fund: MED
    Assets:Bank    5.00 CNY
    Income:Gifts  -5.00 CNY
""", check=3)
    assert done.stdout.startswith("posted 1 entry, 1 refused; ")
    assert copy.root()[0] == size + 1


def test_after_twenty_refusals_reading_stops(book):
    done = book.post("\n".join(UNBALANCED.replace("V-8", f"V-{n}") for n in range(100, 150)), check=3)
    assert done.stderr.count("fund_must_balance") == 20
    assert "20 or more were refused" in done.stderr


def test_a_declaration_that_differs_is_refused(book):
    done = book.post(CHART.replace("unit: 台", "unit: 盏"), check=3)
    assert "name_must_be_unused" in done.stderr


def test_short_forms_are_refused_by_the_same_rules(book):
    done = book.run("spend", "--fund", "MED", "--amount", "600.01", "--date", "2021-10-01", check=3)
    assert "line_must_not_go_below_zero" in done.stderr


def test_an_amount_is_not_negative_in_a_short_form(book):
    book.run("gift", "--fund", "MED", "--amount=-5", "--date", "2021-10-01", check=2)
    book.run("gift", "--fund", "MED", "--amount", "5万余", "--date", "2021-10-01", check=2)
