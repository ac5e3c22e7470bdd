# SPDX-License-Identifier: Apache-2.0
"""A small reference of the rules and the flow, written from the model and not from the library:
funds with one purpose each, cash, one kind of goods; FIFO over addresses, floor rule for values,
attribution back through purchases and transfers. Amounts are whole numbers (fen, pieces)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

PURPOSES = {"U": {"education", "health"}, "EDU": {"education"}, "MED": {"health"}}
BANK, STORE, GIFTS, AID, TRANSFERS = "银行", "存货", "捐赠", "业务", "划转"
CASH, LAMP = "CNY", "LAMP"

Interval = tuple[int, int]


@dataclass
class Lot:
    start: int
    quantity: int
    value: int
    reference: str
    sources: list[tuple[Line, Interval]] | None  # cash drawn for it; None: it was given

    def value_of(self, begin: int, end: int) -> Interval:
        """Offsets in value of the units [begin, end) of the lot."""
        return self.value * begin // self.quantity, self.value * end // self.quantity


@dataclass
class Line:
    lots: list[Lot] = field(default_factory=list)
    free: list[Interval] = field(default_factory=list)
    tail: int = 0

    def held(self) -> int:
        return sum(end - begin for begin, end in self.free)

    def add(self, quantity: int, value: int, reference: str, sources=None) -> Interval:
        lot = Lot(self.tail, quantity, value, reference, sources)
        self.lots.append(lot)
        self.give_back((self.tail, self.tail + quantity))
        self.tail += quantity
        return lot.start, self.tail

    def take(self, quantity: int) -> list[Interval]:
        """The lowest free units."""
        taken = []
        while quantity:
            begin, end = self.free.pop(0)
            cut = min(end, begin + quantity)
            taken.append((begin, cut))
            quantity -= cut - begin
            if cut < end:
                self.free.insert(0, (cut, end))
        return taken

    def take_exactly(self, interval: Interval) -> bool:
        for place, (begin, end) in enumerate(self.free):
            if begin <= interval[0] and interval[1] <= end:
                rest = [(begin, interval[0]), (interval[1], end)]
                self.free[place : place + 1] = [(low, high) for low, high in rest if low < high]
                return True
        return False

    def give_back(self, interval: Interval) -> None:
        merged: list[Interval] = []
        for begin, end in sorted([*self.free, interval]):
            if merged and merged[-1][1] == begin:
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((begin, end))
        self.free = merged

    def parts(self, interval: Interval):
        """(lot, offsets in it) of an interval, in order."""
        for lot in self.lots:
            begin, end = max(interval[0], lot.start), min(interval[1], lot.start + lot.quantity)
            if begin < end:
                yield lot, begin - lot.start, end - lot.start

    def value(self, interval: Interval) -> int:
        return sum(high - low for low, high in (lot.value_of(x, y) for lot, x, y in self.parts(interval)))

    def attributed(self, interval: Interval, out: Counter) -> Counter:
        """Adds the value of the interval to the gifts that it is attributed to."""
        for lot, begin, end in self.parts(interval):
            low, high = lot.value_of(begin, end)
            if lot.sources is None:
                out[lot.reference] += high - low
                continue
            at = 0
            for line, (start, stop) in lot.sources:  # cash: units are value
                size = stop - start
                x, y = max(low - at, 0), min(high - at, size)
                if x < y:
                    line.attributed((start + x, start + y), out)
                at += size
        return out


@dataclass
class Posted:
    postings: list[tuple[str, str, str, int, int]]  # account, fund, commodity, quantity, value
    draws: list[tuple[Line, Interval]]
    lots: list[tuple[Line, Interval]]
    is_expense: bool = False
    is_gift: bool = False
    reversed: bool = False
    is_reversal: bool = False


class Reference:
    """Says which rules a step breaks, or does it."""

    def __init__(self) -> None:
        self.lines = {(fund, commodity): Line() for fund in PURPOSES for commodity in (CASH, LAMP)}
        self.entries: dict[str, Posted] = {}

    def give(self, reference: str, fund: str, commodity: str, quantity: int, value: int) -> set[str]:
        line = self.lines[fund, commodity]
        account = BANK if commodity == CASH else STORE
        lot = line.add(quantity, value, reference)
        self.entries[reference] = Posted(
            [(account, fund, commodity, quantity, value), (GIFTS, fund, commodity, -quantity, -value)],
            [], [(line, lot)], is_gift=True)  # fmt: skip
        return set()

    def spend(self, reference: str, fund: str, purpose: str, commodity: str, quantity: int) -> set[str]:
        line, broken = self.lines[fund, commodity], set()
        if purpose not in PURPOSES[fund]:
            broken.add("purpose_must_be_allowed")
        if line.held() < quantity:
            broken.add("line_must_not_go_below_zero")
        if broken:
            return broken
        draws = line.take(quantity)
        value = sum(line.value(one) for one in draws)
        account = BANK if commodity == CASH else STORE
        self.entries[reference] = Posted(
            [(AID, fund, commodity, quantity, value), (account, fund, commodity, -quantity, -value)],
            [(line, one) for one in draws], [], is_expense=True)  # fmt: skip
        return set()

    def buy(self, reference: str, fund: str, quantity: int, price: int) -> set[str]:
        cash, goods = self.lines[fund, CASH], self.lines[fund, LAMP]
        if cash.held() < price:
            return {"line_must_not_go_below_zero"}
        draws = [(cash, one) for one in cash.take(price)]
        lot = goods.add(quantity, price, reference, draws)
        self.entries[reference] = Posted(
            [(STORE, fund, LAMP, quantity, price), (BANK, fund, CASH, -price, -price)], draws, [(goods, lot)])  # fmt: skip
        return set()

    def transfer(self, reference: str, giving: str, taking: str, amount: int) -> set[str]:
        if self.lines[giving, CASH].held() < amount:  # which units would move is then not known
            return {"line_must_not_go_below_zero"}
        if giving != "U":  # the other's purposes are no subset of its own
            return {"transfer_must_be_authorised"}
        draws = [(self.lines[giving, CASH], one) for one in self.lines[giving, CASH].take(amount)]
        lot = self.lines[taking, CASH].add(amount, amount, reference, draws)
        self.entries[reference] = Posted(
            [(BANK, giving, CASH, -amount, -amount), (TRANSFERS, giving, CASH, amount, amount),
             (BANK, taking, CASH, amount, amount), (TRANSFERS, taking, CASH, -amount, -amount)],
            draws, [(self.lines[taking, CASH], lot)])  # fmt: skip
        return set()

    def reverse(self, reference: str, original: str) -> set[str]:
        entry = self.entries[original]
        if entry.reversed:
            return {"entry_must_be_reversed_once"}
        taken = [one for one in entry.lots if one[0].take_exactly(one[1])]
        if len(taken) < len(entry.lots):
            for line, lot in taken:
                line.give_back(lot)
            return {"reversal_must_find_units_unspent"}
        for line, draw in entry.draws:
            line.give_back(draw)
        entry.reversed = True
        self.entries[reference] = Posted(
            [(account, fund, commodity, -quantity, -value) for account, fund, commodity, quantity, value in entry.postings],
            [], [], is_reversal=True)  # fmt: skip
        return set()

    def balances(self) -> dict[tuple[str, str, str], tuple[int, int]]:
        sums: dict[tuple[str, str, str], tuple[int, int]] = {}
        for entry in self.entries.values():
            for account, fund, commodity, quantity, value in entry.postings:
                was = sums.get((account, fund, commodity), (0, 0))
                sums[account, fund, commodity] = (was[0] + quantity, was[1] + value)
        return {key: both for key, both in sums.items() if both != (0, 0)}

    def attributed(self, reference: str) -> Counter:
        out: Counter = Counter()
        for line, draw in self.entries[reference].draws:
            line.attributed(draw, out)
        return +out

    def spent_of(self, gift: str) -> Counter:
        """What of a gift each expense that stands is attributed."""
        return +Counter({reference: self.attributed(reference)[gift] for reference, entry in self.entries.items()
                         if entry.is_expense and not entry.reversed})  # fmt: skip
