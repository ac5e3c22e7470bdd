# SPDX-License-Identifier: Apache-2.0
"""hledger reads the exported book, accepts it and comes to the same balances, to the last unit."""

import collections
import csv
import io
import os
import pathlib
import shutil
import subprocess
from decimal import Decimal

import pytest

PROGRAM = os.environ["ALMONER_PROGRAM"]
SOURCE = pathlib.Path(os.environ.get("ALMONER_SOURCE", pathlib.Path(__file__).parents[2]))
HLEDGER = shutil.which("hledger")

pytestmark = pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed")

CORRECTIONS = """
2021-12-01 * (T-1) aid  ; fund: VIL
    费用:5101-业务活动成本  500.01 CNY  ; purpose: village/works
    资产:1002-银行存款:基本户
2021-12-02 * (T-2) some comes back  ; fund: VIL, returns: T-1
    资产:1002-银行存款:基本户  100.07 CNY
    费用:5101-业务活动成本  -100.07 CNY  ; purpose: village/works
2021-12-03 * (T-3) counted in error  ; fund: U
    资产:1002-银行存款:基本户  33.33 CNY
    收入:4101-捐赠收入
2021-12-04 * (T-4) taken back  ; reverses: T-3
"""


def run(*words, input=None):
    done = subprocess.run([*map(str, words)], input=input, capture_output=True, text=True,
                          timeout=120, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hledger")
    book, journal = folder / "county.book", folder / "county.hledger"
    run(PROGRAM, "-f", book, "init", "county", "--base", "CNY")
    run(PROGRAM, "-f", book, "post", SOURCE / "tools" / "demo" / "county.journal")
    run(PROGRAM, "-f", book, "post", "-", input=CORRECTIONS)
    journal.write_text(run(PROGRAM, "-f", book, "print", "--hledger"), encoding="utf-8")
    return book, journal


def of_almoner(book, column="quantity"):
    """Sums per account and commodity."""
    sums = collections.Counter()
    for row in csv.DictReader(io.StringIO(run(PROGRAM, "-f", book, "balance", "-O", "csv"))):
        commodity = row["commodity"] if column == "quantity" else "CNY"
        sums[row["account"], commodity] += Decimal(row[column].replace(",", ""))
    return {key: amount for key, amount in sums.items() if amount}


def of_hledger(journal, *options):
    table = run(HLEDGER, "-f", journal, "balance", "--flat", "--layout=bare", "-N", "-O", "csv",
                *options)
    sums = {}
    for row in csv.DictReader(io.StringIO(table)):
        amount = Decimal(row["balance"].replace(",", ""))
        if amount:
            sums[row["account"], row["commodity"].strip('"')] = amount
    return sums


def test_hledger_accepts_the_exported_book(county):
    run(HLEDGER, "-f", county[1], "check", "balancednoautoconversion", "commodities", "accounts")


def test_every_balance_is_the_same_in_quantity(county):
    ours, theirs = of_almoner(county[0]), of_hledger(county[1])
    assert ours == theirs
    assert len(ours) > 15
    print(f"{len(ours)} balances of an account in a commodity compared")


def test_every_balance_is_the_same_in_carrying_value(county):
    ours, theirs = of_almoner(county[0], "value"), of_hledger(county[1], "--cost")
    assert ours == theirs
    print(f"{len(ours)} balances of an account in carrying value compared")


def test_hledger_refuses_a_book_with_one_fen_changed(county, tmp_path):
    text = county[1].read_text(encoding="utf-8")
    assert "500.01" in text
    changed = tmp_path / "changed.hledger"
    changed.write_text(text.replace("500.01", "500.02", 1), encoding="utf-8")
    done = subprocess.run([HLEDGER, "-f", changed, "check", "balancednoautoconversion"],
                          capture_output=True, text=True, timeout=60,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode != 0
