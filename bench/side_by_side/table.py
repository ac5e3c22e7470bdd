# SPDX-License-Identifier: Apache-2.0
"""The ratios that are aimed at: how each is made from the samples, its floor and its aim."""


class Ratio:
    """One figure of a row. `at_least`: the larger the better; else the smaller. `names`: what must
    have been measured; where it was not, `missing` says why. `other_size`: how many gifts floor and
    aim are of, where this run has another number of them."""

    def __init__(self, row, what, at_least, floor, aim, value, names, note, other_size):
        self.row = row
        self.what = what
        self.at_least = at_least
        self.floor = floor
        self.aim = aim
        self.value = value
        self.names = names
        self.note = note
        self.other_size = other_size

    def measured(self, samples):
        return all(name in samples for name in self.names)

    def reaches(self, value, target):
        return value >= target if self.at_least else value <= target

    def verdict(self, value):
        if self.reaches(value, self.aim):
            return "aim"
        if self.reaches(value, self.floor):
            return "floor"
        return f"no; it is of {self.other_size:,} gifts" if self.other_size else "**no**"

    def target(self, target):
        return f"{'≥' if self.at_least else '≤'} {target:,g}"


def over(numerator, denominator):
    return lambda m: m(numerator) / m(denominator)


def both(side, *pairs):
    """The worst of several ratios."""
    return lambda m: side(m(a) / m(b) for a, b in pairs)


def ratios(big, small, tenth):
    """All rows. Sizes are names of sample groups: "100000" in "100000: almoner post"."""

    def of(size, *names):
        return [f"{size}: {name}" for name in names]

    book, = of(big, "almoner init + post + register")
    rows = []

    def add(row, what, at_least, floor, aim, value, names, note="", gifts=100_000):
        rows.append(Ratio(row, what, at_least, floor, aim, value, names, note,
                          gifts if gifts != big else None))

    def times(row, what, slow, fast, floor, aim, note="", gifts=100_000):
        add(row, what, True, floor, aim, over(slow, fast), [slow, fast], note, gifts)

    times(1, "journal → durable, checked, hashed, queryable book : `hledger check`",
          *of(big, "hledger check"), book, 10, 25)
    times(2, "the same : `ledger --strict --pedantic source`",
          *of(big, "ledger source"), book, 1, 4)
    times(3, "the same : `bean-check`", *of(big, "bean-check"), book, 20, 50)
    times(4, "checked bulk posting from memory : raw rows, entries/s",
          *of(big, "bulk rows", "bulk post"), 1, 2, gifts=1_000_000)
    times(5, "whole-book balance, process start to end : `hledger balance`",
          *of(big, "hledger balance", "almoner balance"), 200, 1000)
    times(5, "the same : `ledger balance`",
          *of(big, "ledger balance", "almoner balance"), 800, 4000)

    def flat(row, what, floor, aim, *names):
        pairs = [(*of(big, name), *of(small, name)) for name in names]
        add(row, what, False, floor, aim, both(max, *pairs), [n for pair in pairs for n in pair],
            f"{big} : {small}" + ("; the worst of " + str(len(names)) if len(names) > 1 else ""), 1_000_000)

    flat(6, "balance now, p50", 1.5, 1.1, "now, account, p50", "now, account_and_fund, p50")
    flat(7, "balance as of a date, p50", 5, 1.5,
         "then, account, p50", "then, account_and_fund, p50")
    times(7, "covering-index SUM : balance as of a date, one account",
          *of(big, "covering index, p50", "then, account, p50"), 20, 500, gifts=1_000_000)
    single, raw_single = of(big, "durable single, ours", "durable single, rows")
    add(8, "durable single entry p50 : raw SQLite FULL p50", False, 1.5, 1.0,
        over(single, raw_single), [single, raw_single])
    times(9, "groups of 1,000 : single, entries/s", single,
          *of(big, "group of 1000, ours, an entry"), 15, 45)
    audit, bound = of(big, "almoner audit", "hash bound")
    times(10, "full audit : `bean-check`", *of(big, "bean-check"), audit, 25, 60)
    times(10, "hash bound : full audit", bound, audit, 0.15, 0.4)
    ours, raw = of(big, "bytes, almoner", "bytes, rows")
    add(11, "bytes an entry on disk : raw rows", False, 2, 1.3, over(ours, raw), [ours, raw])
    posts, imports = (of(big, name) + of(tenth, name)
                      for name in ("almoner post, memory", "almoner import, memory"))
    add(12, "peak memory of import", False, 1.5, 1.1, both(max, posts, imports), posts + imports,
        f"{big} : {tenth}; the worst of a journal and a list", 1_000_000)
    posted, hledger = of(big, "almoner post, memory", "hledger check, memory")
    times(12, "peak memory of `hledger check` : of import", hledger, posted, 20, 100, gifts=1_000_000)
    flat(13, "trace of a random gift and of a random disbursement, p50 and p99", 3, 1.5,
         "trace, gift, p50", "trace, gift, p99",
         "trace, disbursement, p50", "trace, disbursement, p99")
    times(14, "register of one hot account, last page : `hledger register`",
          *of(big, "hledger register", "almoner register"), 100, 1000)
    return rows
