# SPDX-License-Identifier: Apache-2.0
"""What each side does, once: the command, the check of its answer, then its figures. A figure is
kept only where the answer was right."""

import json
import os
import pathlib
import shutil
import sqlite3

from side_by_side import answers
from side_by_side.answers import must_equal
from side_by_side.programs import Failed

HOT_ACCOUNT = "Assets:Bank:CCB"
PAGE = 50  # rows that the last page has at least
AUDITS = 5  # a round, and as often its bound, which takes some tens of milliseconds
RUNS_OF_MILLISECONDS = 10  # a round, of commands that take so long


class Workload:
    """The generated files of one size, and the books made of them."""

    def __init__(self, programs, folder, gifts, seed):
        self.programs = programs
        self.folder = pathlib.Path(folder)
        self.gifts = gifts
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        programs.run(programs.generate, gifts, seed, self.folder)
        self.summary = json.loads((self.folder / "summary.json").read_text())
        balances = (self.folder / "balances.csv").read_text()
        self.expected = answers.by_fund(balances)
        self.expected_values = answers.by_fund(balances, "value")
        self.book = self.folder / "almoner.book"
        self.rows = self.folder / "rows.sqlite"
        self.packed = self.folder / "packed.sqlite"
        self.page_begin = None

    def file(self, name):
        return self.folder / name

    @property
    def entries(self):
        return self.summary["entries"]

    def remove(self, path):
        for name in self.folder.glob(pathlib.Path(path).name + "*"):
            name.unlink()


class Sides:
    """Everything that is run on one workload. Figures go into `samples` under the names here."""

    def __init__(self, workload, samples):
        self.workload = workload
        self.programs = workload.programs
        self.samples = samples

    def almoner(self, *words):
        return self.programs.run(self.programs.almoner, *words)

    def ours(self, *words):
        return self.almoner("-f", self.workload.book, *words)

    def timed(self, name, ran):
        self.samples.add(name, ran.seconds)
        self.samples.add(name + ", memory", ran.peak_bytes)

    def must_be_expected(self, balances):
        must_equal(answers.by_fund(balances), self.workload.expected, "almoner and the generator")
        must_equal(answers.by_fund(balances, "value"), self.workload.expected_values,
                   "carrying values by almoner and the generator")

    # --- almoner ---

    def make_book(self):
        """journal → durable, checked, hashed, queryable: the first page catches up what queries
        read."""
        workload = self.workload
        workload.remove(workload.book)
        made = self.ours("init", "bench", "--base", "CNY")
        posted = self.ours("post", workload.file("almoner.journal"))
        page = self.ours("register", HOT_ACCOUNT, "-b", self.page_begin(), "-O", "csv")
        if not page.output.count("\n") > 1:
            raise Failed("the first page of the new book is empty")
        self.must_be_expected(self.ours("balance", "-O", "csv").output)
        self.samples.add("almoner init + post + register",
                         made.seconds + posted.seconds + page.seconds)
        self.timed("almoner post", posted)

    def page_begin(self):
        """A day from which the hot account has a page of postings to the last day, as the list of
        gifts shows them."""
        workload = self.workload
        if workload.page_begin is None:
            days = []
            with open(workload.file("plain.journal"), encoding="utf-8") as journal:
                day = ""
                for line in journal:
                    if line[:2] == "20":
                        day = line[:10]
                    elif line.startswith(f"    {HOT_ACCOUNT} "):
                        days.append(day)
            workload.page_begin = sorted(days)[-PAGE] if len(days) >= PAGE else min(days)
        return workload.page_begin

    def balance_of_almoner(self):
        for _ in range(RUNS_OF_MILLISECONDS):
            ran = self.ours("balance", "-O", "csv")
            self.must_be_expected(ran.output)
            self.timed("almoner balance", ran)

    def register_of_almoner(self):
        for _ in range(RUNS_OF_MILLISECONDS):
            ran = self.ours("register", HOT_ACCOUNT, "-b", self.page_begin(), "-H", "-O", "csv")
            self.page = answers.register_of_almoner(ran.output)
            self.timed("almoner register", ran)

    def audit(self):
        """And the least that it could do, in turns."""
        for _ in range(AUDITS):
            self.timed("almoner audit", self.ours("audit"))
            self.samples.add("hash bound", self.programs.ask("hashes", self.workload.book)["seconds"])

    def import_list(self):
        workload = self.workload
        book = workload.file("imported.book")
        workload.remove(book)
        self.almoner("-f", book, "init", "bench", "--base", "CNY")
        self.almoner("-f", book, "post", workload.file("chart.journal"))
        ran = self.almoner("-f", book, "import", workload.file("gifts.csv"),
                           "--rules", workload.file("gifts.rules"), "-O", "json")
        report = json.loads(ran.output)
        report = report.get("rows", [report])[0] if isinstance(report, dict) else report[0]
        found = (int(report["posted"]), answers.amount(report["total"]))
        expected = (workload.summary["listed"], answers.amount(workload.summary["listed_total"]))
        if found != expected:
            raise Failed(f"import posted {found}, the generator listed {expected}")
        self.almoner("-f", book, "audit")
        self.timed("almoner import", ran)
        workload.remove(book)

    # --- peers ---

    def plain(self):
        return self.workload.file("plain.journal")

    def hledger_check(self):
        self.timed("hledger check", self.programs.run("hledger", "-f", self.plain(), "check"))

    def ledger_source(self):
        self.timed("ledger source", self.programs.run(
            "ledger", "-f", self.plain(), "--strict", "--pedantic", "source"))

    def bean_check(self):
        self.timed("bean-check", self.programs.run(
            "bean-check", "--no-cache", self.workload.file("plain.beancount")))

    def balance_of_hledger(self):
        ran = self.programs.run("hledger", "-f", self.plain(), "balance", "--flat", "-N",
                                "--layout=bare", "-O", "csv")
        must_equal(answers.by_account(self.workload.expected), answers.of_hledger(ran.output),
                   "almoner's and hledger's balances")
        self.timed("hledger balance", ran)

    def balance_of_ledger(self):
        ran = self.programs.run("ledger", "-f", self.plain(), "balance", "--flat", "--no-total")
        must_equal(answers.by_account(self.workload.expected), answers.of_ledger(ran.output),
                   "almoner's and ledger's balances")
        self.timed("ledger balance", ran)

    def register_of_hledger(self):
        ran = self.programs.run("hledger", "-f", self.plain(), "register", HOT_ACCOUNT, "-b",
                                self.page_begin(), "-H", "-O", "csv")
        must_equal(self.page, answers.register_of_hledger(ran.output),
                   "almoner's and hledger's register")
        self.timed("hledger register", ran)

    # --- within a process ---

    def bulk(self):
        """Posting from memory, then the same entries as rows."""
        workload = self.workload
        book = workload.file("bulk.book")
        for path in (book, workload.rows, workload.packed):
            workload.remove(path)
        for name, words in (("bulk post", ("post", workload.file("almoner.journal"), book)),
                            ("bulk rows", ("rows", workload.file("almoner.journal"), book, workload.rows)),
                            ("bulk packed rows", ("packed", book, workload.packed))):
            self.samples.add(name, self.programs.ask(*words)["seconds"])
        self.must_be_expected(self.almoner("-f", book, "balance", "-O", "csv").output)
        self.almoner("-f", book, "audit")
        workload.remove(book)

    def questions(self, seed):
        workload = self.workload
        copy = workload.file("covering.sqlite")
        shutil.copyfile(workload.rows, copy)
        os.sync()  # else the system writes the copy out while it is asked
        told = self.programs.ask("questions", workload.book, copy, seed)
        workload.remove(copy)
        for group, names in (("now", ("account", "account_and_fund", "whole_book")),
                             ("then", ("account", "account_and_fund")),
                             ("trace", ("gift", "disbursement"))):
            for name in names:
                for point in ("p50", "p99"):
                    self.samples.add(f"{group}, {name}, {point}", told[group][name][point])
        self.samples.add("covering index, p50", told["covering_index"]["p50"])

    def durable(self, count):
        workload = self.workload
        book, rows = workload.file("durable.book"), workload.file("durable.sqlite")
        workload.remove(book)
        self.ours("snapshot", book)
        shutil.copyfile(workload.rows, rows)
        told = self.programs.ask("durable", workload.file("almoner.journal"), book, rows, count)
        for side in ("ours", "rows"):
            self.samples.add(f"durable single, {side}", told["single"][side]["p50"])
            self.samples.add(f"durable single, {side}, of the first 600",
                             told["single_of_the_first"][side]["p50"])
            self.samples.add(f"group of 1000, {side}, an entry",
                             told["group_of_1000_per_entry"][side]["p50"])
        self.almoner("-f", book, "audit")
        for path in (book, rows):
            workload.remove(path)

    # --- once ---

    def sizes(self):
        """Bytes on disk with nothing left in the logs, and what the tables take of them."""
        found = {"almoner": {}, "rows": {}}
        for side, path in (("almoner", self.workload.book), ("rows", self.workload.rows)):
            connection = sqlite3.connect(path)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            pages = "SELECT name, SUM(pgsize) FROM dbstat GROUP BY name"
            found[side] = dict(connection.execute(pages))
            connection.close()
            log = path.with_name(path.name + "-wal")
            left = log.stat().st_size if log.exists() else 0
            found[side]["(whole file)"] = path.stat().st_size + left
        return found

    def same_bytes_again(self, seed):
        again = Workload(self.programs, self.workload.folder.with_name("again"),
                         self.workload.gifts, seed)
        for path in sorted(again.folder.iterdir()):
            if path.read_bytes() != self.workload.file(path.name).read_bytes():
                raise Failed(f"the same seed gave another {path.name}")
        shutil.rmtree(again.folder)

    def funds_agree(self):
        """What each fund holds, by hledger's own reading of the fund's tag."""
        ran = self.programs.run("hledger", "-f", self.plain(), "balance", "^Assets:",
                                "--pivot=fund", "--flat", "-N", "--layout=bare", "-O", "csv")
        must_equal(answers.by_fund_of_assets(self.workload.expected),
                   answers.of_hledger(ran.output), "what each fund holds, by almoner and hledger")

    def carrying_values_agree(self):
        ran = self.programs.run("hledger", "-f", self.plain(), "balance", "--flat", "-N", "--cost",
                                "--layout=bare", "-O", "csv")
        must_equal(answers.in_money(self.workload.expected_values), answers.of_hledger(ran.output),
                   "carrying values by almoner and hledger")

    def beancount_agrees(self):
        sums = "select account, currency, sum(position) group by account, currency"
        ran = self.programs.run("bean-query", "-f", "csv", self.workload.file("plain.beancount"), sums)
        must_equal(answers.by_account(self.workload.expected), answers.of_beancount(ran.output),
                   "almoner's and beancount's balances")
