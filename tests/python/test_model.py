# SPDX-License-Identifier: Apache-2.0
"""Random steps on a book and on the reference of reference.py, compared after each: what is refused
and by which rule, every balance, what each expense is attributed to and where each gift went."""

from collections import Counter
from decimal import Decimal

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import almoner
from almoner import Draft, Posting
from conftest import DAY
from reference import AID, BANK, CASH, GIFTS, LAMP, PURPOSES, STORE, TRANSFERS, Reference

funds = st.sampled_from(sorted(PURPOSES))
purposes = st.sampled_from(["education", "health"])
fen = st.integers(1, 5000)
pieces = st.integers(1, 40)


def yuan(amount):
    return Decimal(amount).scaleb(-2)


class Ledgers(RuleBasedStateMachine):
    @initialize()
    def open(self):
        self.book = almoner.create_in_memory(almoner.BookTerms("b"))
        self.reference = Reference()
        self.number = 0
        self.last = None
        self.book.declare(almoner.CommodityTerms(LAMP))
        for name, type_ in ((BANK, "cash"), (STORE, "asset"), (GIFTS, "income"), (AID, "expense"), (TRANSFERS, "transfer")):
            self.book.declare(almoner.AccountTerms(name, type_))
        for purpose in ("education", "health"):
            self.book.declare(almoner.PurposeTerms(purpose))
        self.book.declare(almoner.FundTerms("U"))
        self.book.declare(almoner.FundTerms("EDU", "restricted", ["education"], "donor"))
        self.book.declare(almoner.FundTerms("MED", "restricted", ["health"], "donor"))

    def step(self, draft, broken):
        """The book must say what the reference said, by check and by post alike."""
        found = {one.code for one in self.book.check(draft)}
        if "line_must_not_go_below_zero" in broken:
            broken = {"line_must_not_go_below_zero"}  # without units to move, not every other rule can be asked
        assert bool(found) == bool(broken) and broken <= found, (broken, found)
        before = self.book.root()
        try:
            assert not self.book.post(draft).already_there
            assert not broken
            self.last = draft
        except almoner.Refused as refused:
            assert {one.code for one in refused.violations} == found
            assert self.book.root() == before

    def next_reference(self, letter):
        self.number += 1
        return f"{letter}-{self.number}"

    @rule(fund=funds, amount=fen)
    def give_cash(self, fund, amount):
        name = self.next_reference("G")
        draft = Draft(DAY, name, [Posting(BANK, yuan(amount), fund=fund), Posting(GIFTS, fund=fund)])
        self.step(draft, self.reference.give(name, fund, CASH, amount, amount))

    @rule(fund=funds, quantity=pieces, value=fen)
    def give_goods(self, fund, quantity, value):
        name = self.next_reference("G")
        draft = Draft(DAY, name, [Posting(STORE, quantity, LAMP, fund, value=yuan(value)), Posting(GIFTS, -quantity, LAMP, fund)])
        self.step(draft, self.reference.give(name, fund, LAMP, quantity, value))

    @rule(fund=funds, purpose=purposes, amount=fen)
    def spend_cash(self, fund, purpose, amount):
        name = self.next_reference("V")
        draft = Draft(DAY, name, [Posting(AID, yuan(amount), fund=fund, purpose=purpose), Posting(BANK, fund=fund)])
        self.step(draft, self.reference.spend(name, fund, purpose, CASH, amount))

    @rule(fund=funds, purpose=purposes, quantity=pieces)
    def hand_out(self, fund, purpose, quantity):
        name = self.next_reference("V")
        draft = Draft(DAY, name, [Posting(AID, quantity, LAMP, fund, purpose), Posting(STORE, -quantity, LAMP, fund)])
        self.step(draft, self.reference.spend(name, fund, purpose, LAMP, quantity))

    @rule(fund=funds, quantity=pieces, price=fen)
    def buy(self, fund, quantity, price):
        name = self.next_reference("B")
        draft = Draft(DAY, name, [Posting(STORE, quantity, LAMP, fund, value=yuan(price)), Posting(BANK, -yuan(price), fund=fund)])
        self.step(draft, self.reference.buy(name, fund, quantity, price))

    @rule(both=st.permutations(sorted(PURPOSES)), amount=fen)
    def transfer(self, both, amount):
        giving, taking = both[:2]
        name = self.next_reference("T")
        draft = Draft(DAY, name, [Posting(BANK, -yuan(amount), fund=giving), Posting(TRANSFERS, yuan(amount), fund=giving),
                                  Posting(BANK, yuan(amount), fund=taking), Posting(TRANSFERS, -yuan(amount), fund=taking)])  # fmt: skip
        self.step(draft, self.reference.transfer(name, giving, taking, amount))

    @precondition(lambda self: self.reference.entries)
    @rule(data=st.data())
    def reverse(self, data):
        entries = self.reference.entries
        original = data.draw(st.sampled_from(sorted(one for one in entries if not entries[one].is_reversal)))
        name = self.next_reference("R")
        self.step(Draft(DAY, name, reverses=original), self.reference.reverse(name, original))

    @precondition(lambda self: self.last)
    @rule()
    def post_again(self):
        size = self.book.size()
        assert self.book.post(self.last).already_there
        assert self.book.size() == size

    @rule(amount=fen)
    def fail_in_a_batch(self, amount):
        root = self.book.root()
        try:
            with self.book.batch():
                self.book.post(Draft(DAY, "never", [Posting(BANK, yuan(amount), fund="U"), Posting(GIFTS, fund="U")]))
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        assert self.book.root() == root

    @invariant()
    def balances_agree(self):
        if not hasattr(self, "book"):
            return
        found = Counter()
        values = Counter()
        for row in self.book.balances(minor=True).to_dicts():
            found[row["account"], row["fund"], row["commodity"]] += row["quantity"]
            values[row["account"], row["fund"], row["commodity"]] += row["value"]
        both = {key: (found[key], values[key]) for key in found if (found[key], values[key]) != (0, 0)}
        assert both == self.reference.balances()

    def teardown(self):
        """Every trace, both ways; then the book audits itself."""
        if not hasattr(self, "book"):
            return
        for name, entry in self.reference.entries.items():
            if entry.is_expense and not entry.reversed:
                assert self.sums(self.book.trace_back(name, minor=True)) == self.reference.attributed(name)
            if entry.is_gift and not entry.reversed:
                self.trace_of_gift(name)
        assert self.book.audit().sound
        self.book.close()

    def trace_of_gift(self, name):
        parts = self.book.trace(name, minor=True).to_dicts()
        value = self.reference.entries[name].postings[0][4]
        assert sum(part["value"] for part in parts) == value
        spent = Counter()
        for part in parts:
            if part["state"] == "spent":
                spent[part["reference"]] += part["value"]
        assert +spent == self.reference.spent_of(name)

    @staticmethod
    def sums(table):
        out = Counter()
        for row in table.to_dicts():
            out[row["reference"]] += row["value"]
        return +out


Ledgers.TestCase.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))  # fmt: skip
TestLedgers = Ledgers.TestCase
