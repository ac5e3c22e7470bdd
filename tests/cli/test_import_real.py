# SPDX-License-Identifier: Apache-2.0
"""The published lists of two Red Cross societies come into a book to the last fen.

Needs ALMONER_PROGRAM (the program) and ALMONER_SHARED (a folder that holds data/EXPECTED-TOTALS.tsv
and the lists); without either every test here is skipped, and says so.
"""

import csv
import decimal
import io
import os
import pathlib
import re
import subprocess

import pytest

PROGRAM = os.environ.get("ALMONER_PROGRAM", "")
SHARED = os.environ.get("ALMONER_SHARED", "")
DATA = pathlib.Path(SHARED) / "data"
RULES = pathlib.Path(__file__).resolve().parents[2] / "tools" / "rules"

missing = None
if not SHARED or not (DATA / "EXPECTED-TOTALS.tsv").is_file():
    missing = f"SKIPPED, NOTHING PROVED: no published lists in ALMONER_SHARED='{SHARED}'"
elif not PROGRAM or not os.access(PROGRAM, os.X_OK):
    missing = f"SKIPPED, NOTHING PROVED: no program in ALMONER_PROGRAM='{PROGRAM}'"
if missing:
    print(missing)
pytestmark = pytest.mark.skipif(missing is not None, reason=str(missing))

REFUSED = 3

# list, rules, account that the money comes into
MONEY = [
    ("wuhan-redcross/qrpos-2020-02-01.csv", "wuhan-qrpos", "Assets:Bank:QRPOS"),
    ("wuhan-redcross/qrpos-2020-02-03.csv", "wuhan-qrpos", "Assets:Bank:QRPOS"),
    ("wuhan-redcross/unionpay-2020-02-02.csv", "wuhan-unionpay", "Assets:Bank:UnionPay"),
    ("wuhan-redcross/alipay-2020-02-03.csv", "wuhan-alipay", "Assets:Bank:Alipay"),
    ("wuhan-redcross/announcement-12.csv", "wuhan-announcement", "Assets:Bank:Announced"),
    ("hubei-redcross/donate01-names-masked.csv", "hubei-donate", "Assets:Bank"),
]
GOODS = [
    ("wuhan-redcross/goods-out-2020-02-04.csv", "wuhan-goods-out"),
    ("hubei-redcross/goods-outflow.csv", "hubei-goods-outflow"),
]
by_list = pytest.mark.parametrize("name,rules,account", MONEY, ids=[name for name, _, _ in MONEY])


def expected(name):
    """measure -> value, of one list."""
    with open(DATA / "EXPECTED-TOTALS.tsv", encoding="utf-8") as file:
        return {row["measure"]: row["value"]
                for row in csv.DictReader(file, delimiter="\t") if row["file"] == name}


class Book:
    def __init__(self, folder, society):
        self.file = folder / f"{society}.almoner"
        self.run("init", society, "--base", "CNY")
        self.run("post", RULES / f"{society}.journal")

    def run(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, "-f", self.file, *arguments], capture_output=True,
                              text=True, encoding="utf-8", timeout=300, check=False)
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def table(self, *arguments, code=0):
        return list(csv.DictReader(io.StringIO(self.run(*arguments, "-O", "csv", code=code).stdout)))

    def load(self, file, rules, *options, code=0):
        """Imports; the report is one row."""
        (report,) = self.table("import", DATA / file, "--rules", RULES / f"{rules}.rules", *options,
                               code=code)
        return report

    def head(self):
        (report,) = self.table("audit")
        return report["size"], report["root"]

    def balances(self):
        return [(row["account"], row["fund"], row["commodity"], decimal.Decimal(row["quantity"]),
                 decimal.Decimal(row["value"])) for row in self.table("balance")]

    def quantity(self, account, fund=None, commodity="CNY"):
        return sum(quantity for a, f, c, quantity, _ in self.balances()
                   if a == account and c == commodity and fund in (None, f))


@pytest.fixture(name="book")
def new_book(tmp_path, request):
    return Book(tmp_path, society_of(request.node.callspec.params["name"]))


def society_of(name):
    return name.split("-")[0]


def goods_by_unit(book, account):
    """unit -> sum over the kinds of goods counted in it, each kind's last word being its unit."""
    sums = {}
    for found, _, commodity, quantity, _ in book.balances():
        if found == account and commodity != "CNY":
            unit = commodity.split(" ")[-1]
            sums[unit] = sums.get(unit, 0) + quantity
    return sums


def altered(folder, name, change):
    """A copy of a list with one line changed: change(line) gives the new line or None."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)
    for index, line in enumerate(lines):
        if (changed := change(line)) is not None:
            lines[index] = changed
            break
    else:
        raise AssertionError("nothing was altered")
    copy = folder / "altered.csv"
    copy.write_text("".join(lines), encoding="utf-8", newline="")
    return copy


@by_list
def test_balances_equal_the_expected_totals_to_the_fen(book, name, rules, account):
    facts = expected(name)
    total = decimal.Decimal(facts["sum_CNY"])
    report = book.load(name, rules, "--expect", facts["sum_CNY"])
    rows = facts.get("rows") or facts["rows_CNY"]
    assert (report["read"], report["posted"]) == (rows, rows)
    assert (report["already_there"], report["refused"]) == ("0", "0")
    assert decimal.Decimal(report["total"]) == total
    assert decimal.Decimal(report["stated_total"]) == total
    assert book.quantity(account) == total
    assert book.quantity("Income:Gifts") == -total
    book.run("audit")


@by_list
def test_the_same_list_twice_adds_nothing(book, name, rules, account):
    first = book.load(name, rules)
    before = book.head()
    report = book.load(name, rules)
    assert (report["posted"], report["already_there"]) == ("0", first["read"])
    assert report["refused"] == "0"
    assert book.head() == before


@by_list
def test_a_wrong_expected_total_refuses_and_writes_nothing(book, name, rules, account):
    before = book.head()
    wrong = decimal.Decimal(expected(name)["sum_CNY"]) + decimal.Decimal("0.01")
    report = book.load(name, rules, "--expect", str(wrong), code=REFUSED)
    assert (report["posted"], report["committed"]) == ("0", "false")
    # Nor does --keep-going post what does not add up.
    book.load(name, rules, "--expect", str(wrong), "--keep-going", code=REFUSED)
    assert book.head() == before
    assert book.balances() == []


@by_list
def test_one_altered_amount_is_found_by_the_stated_total(book, name, rules, account, tmp_path):
    facts = expected(name)
    before = book.head()

    def add_one_yuan(line):
        if "\u00a0" in line:  # "   6,000,000.00 "
            changed = re.sub(r"0(\.\d\d)", r"1\1", line, count=1)
        else:
            changed = re.sub(r",(\d+)(\.\d+)?,", lambda m: f",{int(m[1]) + 1}{m[2] or ''},", line, 1)
        is_row = re.match(r"\s*\d{28}|donor-|\d+,2020|.*\d{3}\.\d\d\u00a0", line)
        return changed if is_row and changed != line else None

    list_file = altered(tmp_path, name, add_one_yuan)
    options = [] if "stated_total_cell" in facts else ["--expect", facts["sum_CNY"]]
    done = book.run("import", list_file, "--rules", RULES / f"{rules}.rules", *options, code=REFUSED)
    assert "a total of" in done.stderr and "more" in done.stderr
    assert book.head() == before


@by_list
def test_a_dry_run_says_the_same_and_writes_nothing(book, name, rules, account):
    before = book.head()
    report = book.load(name, rules, "--dry-run")
    assert report["posted"] == report["read"] and report["committed"] == "false"
    assert book.head() == before


@pytest.mark.parametrize("name", ["hubei"])
def test_a_gift_with_a_note_is_restricted_to_the_hospitals_it_names(book, name):
    list_name = "hubei-redcross/donate01-names-masked.csv"
    facts = expected(list_name)
    book.load(list_name, "hubei-donate")
    noted = decimal.Decimal(facts["sum_CNY_with_note"])
    assert book.quantity("Assets:Bank", "HOSPITALS") == noted
    assert book.quantity("Assets:Bank", "GENERAL") == decimal.Decimal(facts["sum_CNY"]) - noted
    (fund,) = [row for row in book.table("funds") if row["fund"] == "HOSPITALS"]
    assert fund["class"] == "restricted" and decimal.Decimal(fund["closing"]) == noted


@pytest.mark.parametrize("name", ["hubei"])
def test_a_note_that_is_not_understood_is_left_to_a_person(book, name, tmp_path):
    before = book.head()
    list_file = altered(tmp_path, "hubei-redcross/donate01-names-masked.csv",
                        lambda line: line.replace(",100,", ",100,指定用途另函", 1)
                        if line.startswith("1,") else None)
    done = book.run("import", list_file, "--rules", RULES / "hubei-donate.rules", code=REFUSED)
    assert "altered.csv:4:" in done.stderr and "NOTE-NOT-UNDERSTOOD" in done.stderr
    assert book.head() == before


@pytest.mark.parametrize("name", ["wuhan"])
def test_lists_that_do_not_overlap_add_up_in_one_book(book, name):
    wanted = {}
    for list_name, rules, account in MONEY[:4]:
        book.load(list_name, rules)
        wanted[account] = wanted.get(account, 0) + decimal.Decimal(expected(list_name)["sum_CNY"])
    assert {account: book.quantity(account) for account in wanted} == wanted
    book.run("audit")


@pytest.mark.parametrize("name", ["wuhan"])
def test_a_blank_donor_is_a_gift_from_nobody_named(book, name):
    list_name = "wuhan-redcross/alipay-2020-02-03.csv"
    book.load(list_name, "wuhan-alipay")
    assert expected(list_name)["rows_blank_donor"] == "1"
    unnamed = {row["reference"] for row in book.table("register", "Income:Gifts")
               if row["party"] == ""}
    assert len(unnamed) == 1


@pytest.mark.parametrize("name", ["wuhan"])
def test_goods_are_handed_out_unit_by_unit(book, name):
    list_name, rules = GOODS[0]
    facts = expected(list_name)
    report = book.load(list_name, rules)
    assert report["read"] == report["posted"] == facts["rows_with_quantity"]
    wanted = {re.fullmatch(r"quantity\[(.+)\]", measure)[1]: int(value)
              for measure, value in facts.items() if measure.startswith("quantity[")}
    assert goods_by_unit(book, "Expenses:Programme") == wanted
    assert goods_by_unit(book, "Assets:Stock") == {}  # all that was received went out
    before = book.head()
    assert book.load(list_name, rules)["already_there"] == facts["rows_with_quantity"]
    assert book.head() == before
    book.run("audit")


@pytest.mark.parametrize("name", ["wuhan"])
def test_a_blank_recipient_is_the_one_above(book, name):
    book.load(*GOODS[0])
    hospital = "武汉火神山医院"
    parties = {row["name"]: row["id"] for row in book.table("parties")}
    assert hospital in parties and "" not in parties
    with open(DATA / GOODS[0][0], encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row[4].isdigit() and row[3]]
    districts, above = {}, ""
    for recipient, _, _, unit, quantity in rows:
        above = recipient or above
        if unit == "桶":
            districts[above] = districts.get(above, 0) + int(quantity)
    for district in ("东湖风景区", "江岸区"):
        handed = sum(int(row["quantity"]) for row in
                     book.table("register", "Expenses:Programme", "--party", parties[district])
                     if row["commodity"].endswith(" 桶"))
        assert handed == districts[district]


@pytest.mark.parametrize("name", ["hubei"])
def test_valued_consignments_pass_through_stock_at_their_stated_value(book, name):
    list_name, rules = GOODS[1]
    report = book.load(list_name, rules)
    with open(DATA / list_name, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    wanted = sum(decimal.Decimal(row[2] or 0) * 10000 for row in rows)
    assert report["posted"] == str(len(rows)) == "17"
    spent = [row for row in book.balances() if row[0] == "Expenses:Programme"]
    assert sum(quantity for _, _, _, quantity, _ in spent) == len(rows)
    assert sum(value for _, _, _, _, value in spent) == wanted
    assert goods_by_unit(book, "Assets:Stock") == {}
    before = book.head()
    assert book.load(list_name, rules)["posted"] == "0"
    assert book.head() == before
    book.run("audit")


@pytest.mark.parametrize("name", ["wuhan"])
def test_the_wrong_rules_for_a_list_are_refused(book, name):
    before = book.head()
    done = book.run("import", DATA / MONEY[2][0], "--rules", RULES / "wuhan-qrpos.rules", code=2)
    assert "header" in done.stderr
    assert book.head() == before
