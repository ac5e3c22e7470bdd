# SPDX-License-Identifier: Apache-2.0
"""What each side answers, read into one form, so that answers are compared before times."""

import csv
import io
import re
from decimal import Decimal

from side_by_side.programs import Failed


def amount(text):
    return Decimal(text.replace(",", ""))


def summed(pairs):
    sums = {}
    for key, value in pairs:
        sums[key] = sums.get(key, 0) + value
    return {key: value for key, value in sums.items() if value}


def by_fund(text, column="quantity"):
    """(account, fund, commodity) -> quantity or value, of our balance or the generator's."""
    rows = csv.DictReader(io.StringIO(text))
    return summed(((row["account"], row["fund"], row["commodity"]), amount(row[column]))
                  for row in rows)


def by_account(balances):
    """(account, commodity) -> the same without the fund, as peers give it."""
    return summed(((account, commodity), quantity)
                  for (account, _, commodity), quantity in balances.items())


def in_money(values):
    """(account, CNY) -> carrying value, all commodities together."""
    return summed(((account, "CNY"), value) for (account, _, _), value in values.items())


def by_fund_of_assets(balances):
    """(fund, commodity) -> what the fund holds."""
    return summed(((fund, commodity), quantity)
                  for (account, fund, commodity), quantity in balances.items()
                  if account.startswith("Assets:"))


def of_hledger(text):
    """hledger balance --flat --layout=bare -N -O csv"""
    rows = csv.DictReader(io.StringIO(text))
    return summed(((row["account"], row["commodity"]), amount(row["balance"])) for row in rows)


LEDGER_LINE = re.compile(r"^ *(-?[\d,.]+) ([A-Z]+)(?:  +(\S.*))?$")


def of_ledger(text):
    """ledger balance --flat --no-total: amounts of an account stand above its name."""
    found, waiting = [], []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = LEDGER_LINE.match(line)
        if not match:
            raise Failed(f"a line of ledger's balance is not understood: {line!r}")
        waiting.append((match.group(2), amount(match.group(1))))
        if match.group(3):
            found += [((match.group(3), code), value) for code, value in waiting]
            waiting = []
    return summed(found)


def of_beancount(text):
    """bean-query -f csv "select account, currency, sum(position) group by account, currency" """
    rows = csv.reader(io.StringIO(text))
    next(rows)
    return summed(((row[0].strip(), row[1].strip()), amount(row[2].split()[0]))
                  for row in rows if row)


def register_of_almoner(text):
    return [(row["date"], row["reference"], amount(row["quantity"]), amount(row["total"]))
            for row in csv.DictReader(io.StringIO(text))]


def register_of_hledger(text):
    def number(cell):
        return amount(cell.split(" ")[0])

    return [(row["date"], row["code"], number(row["amount"]), number(row["total"]))
            for row in csv.DictReader(io.StringIO(text))]


def must_equal(ours, theirs, what):
    """Raises Failed and names the first differences."""
    if ours == theirs:
        if not ours:
            raise Failed(f"{what}: both sides are empty")
        return
    if isinstance(ours, dict):
        differ = sorted(key for key in ours.keys() | theirs.keys()
                        if ours.get(key) != theirs.get(key))
        shown = "; ".join(f"{key}: {ours.get(key)} and {theirs.get(key)}" for key in differ[:5])
        raise Failed(f"{what}: answers differ in {len(differ)} places: {shown}")
    raise Failed(f"{what}: the answers differ: {ours[:3]}… and {theirs[:3]}…")
