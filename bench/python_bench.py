#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How fast the Python binding is, beside C++. One JSON line for each figure: name, rows, rows_per_s
and, where there is something to compare with, ratio (higher is better) and what it is over.

    PYTHONPATH=build/release/python /usr/bin/python3 bench/python_bench.py [PROGRAM]

PROGRAM is almoner_bench: its post_a_book posts such drafts in C++, also to a book in memory. pyarrow
is measured where it is installed; python_scan is the same pass over the book without it.
"""

import argparse
import datetime
import json
import subprocess
import tempfile
import time

import almoner
from almoner import Draft, Posting

DAY = datetime.date(2021, 6, 1)


def best_of(runs, work):
    seconds = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def say(name, rows, seconds, over=None, reference=None):
    line = {"name": name, "rows": rows, "rows_per_s": round(rows / seconds)}
    if reference:
        line["ratio"] = round(rows / seconds / reference, 3)
        line["over"] = over
    print(json.dumps(line), flush=True)


def new_book(path=None):
    terms = almoner.BookTerms("bench", "CNY")
    book = almoner.create(path, terms) if path else almoner.create_in_memory(terms)
    book.declare(almoner.AccountTerms("Bank", "cash"))
    book.declare(almoner.AccountTerms("Gifts", "income"))
    book.declare(almoner.AccountTerms("Aid", "expense"))
    book.declare(almoner.PurposeTerms("aid"))
    book.declare(almoner.FundTerms("AID", "restricted", ["aid"], "donor"))
    return book


def drafts(gifts, day=lambda number: DAY):
    """What post_a_book posts, built from scratch: that is part of the work."""
    for number in range(gifts):
        yield Draft(day(number), f"G-{number}", [Posting("Bank", 100, fund="AID"), Posting("Gifts", fund="AID")])
        if number % 4 == 3:
            yield Draft(day(number), f"V-{number}", [Posting("Aid", 250, fund="AID"), Posting("Bank", fund="AID")])


def rate_in_cpp(program):
    """Entries a second of the C++ bench that posts the same drafts, its largest size."""
    out = subprocess.run(
        [program, "--benchmark_filter=post_a_book", "--benchmark_format=json"],
        check=True, capture_output=True, text=True).stdout
    return max(run["items_per_second"] for run in json.loads(out)["benchmarks"])


def measure_posting(program, gifts):
    reference = rate_in_cpp(program) if program else None
    count = gifts + gifts // 4

    def post_all():
        new_book().post_all(drafts(gifts))

    def post_each():
        book = new_book()
        with book.batch():
            for draft in drafts(gifts):
                book.post(draft)

    say("python_post_all", count, best_of(3, post_all), "C++", reference)
    say("python_post_each", count, best_of(3, post_each), "C++", reference)


def measure_reading(folder, gifts):
    book = new_book(f"{folder}/bench.almoner")
    # Days and amounts differ, as in a real book.
    day = lambda number: DAY + datetime.timedelta(days=number % 365)  # noqa: E731
    book.post_all(
        Draft(day(number), f"G-{number}", [Posting("Bank", f"{number % 99_991 + 1}.5", fund="AID"),
                                           Posting("Gifts", fund="AID")])
        for number in range(gifts))
    rows = len(book.postings())
    table = book.postings()
    say("python_scan", rows, best_of(3, lambda: len(table)))
    try:
        import pyarrow
    except ImportError:
        pass
    else:
        say("python_to_arrow", rows, best_of(3, lambda: pyarrow.table(table)))
    say("python_to_pandas", rows, best_of(3, table.to_pandas))
    minor = book.postings(minor=True)
    say("python_to_pandas_minor", rows, best_of(3, minor.to_pandas))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", help="almoner_bench")
    parser.add_argument("--gifts", type=int, default=100_000,
                        help="drafts posted; five times as many gifts, two postings each, are read (default 100,000)")  # fmt: skip
    arguments = parser.parse_args()
    measure_posting(arguments.program, arguments.gifts * 4 // 5)
    with tempfile.TemporaryDirectory() as folder:
        measure_reading(folder, arguments.gifts * 5)


if __name__ == "__main__":
    main()
