# SPDX-License-Identifier: Apache-2.0
"""The program under test, and a small book of a society with lamps, patients and a general fund."""

import csv
import io
import os
import pathlib
import re
import subprocess

import pytest

PROGRAM = os.environ.get("ALMONER_PROGRAM", "almoner")
SOURCE = pathlib.Path(os.environ.get("ALMONER_SOURCE", pathlib.Path(__file__).parents[2]))

CHART = """\
commodity 1,000.00 CNY
commodity 1. LAMP
  unit: 台
account Assets:Bank             ; type: C
account Assets:Stock            ; type: A
account Income:Gifts            ; type: R
account Expenses:Programme      ; type: X
account Transfers               ; type: T
purpose solar-lamps
  function: programme
purpose medical-aid
  function: programme
fund LAMPS
  class: restricted
  purposes: solar-lamps
  set-by: donor
fund MED
  class: restricted
  purposes: medical-aid
  set-by: donor
fund GENERAL
  class: unrestricted
party example-co
  name: 某企业
  kind: organisation
  public: yes
party donor-1
  name: 王某
  kind: person
"""

YEAR = """\

2021-03-01 * (G-1) cash for patients  ; fund: MED, party: donor-1
    Assets:Bank              1,000.00 CNY
    Income:Gifts            -1,000.00 CNY

2021-06-01 * (G-2) lamps from a company  ; fund: LAMPS, party: example-co
    Assets:Stock                  100 LAMP @@ 25000.00 CNY
    Income:Gifts                 -100 LAMP

2021-07-05 * (G-3) for whatever is needed  ; fund: GENERAL
    Assets:Bank                300.00 CNY
    Income:Gifts              -300.00 CNY

2021-08-20 * (V-1) lamps handed to three villages  ; fund: LAMPS
    Expenses:Programme             80 LAMP
    Assets:Stock                  -80 LAMP

2021-09-01 * (V-2) aid to patients  ; fund: MED
    Expenses:Programme         400.00 CNY
    Assets:Bank               -400.00 CNY
"""


class Book:
    """A book's file and the program that works on it."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    def run(self, *args, input=None, check=None, env=None, timeout=120):
        """Runs a verb; with `check`, the exit code must be that. Text in, text out."""
        environment = {key: value for key, value in os.environ.items() if key != "ALMONER_FILE"}
        environment.update(env or {})
        done = subprocess.run([PROGRAM, "-f", str(self.path), *map(str, args)], input=input,
                              capture_output=True, text=True, env=environment, timeout=timeout)
        if check is not None:
            assert done.returncode == check, (args, done.returncode, done.stdout, done.stderr)
        return done

    def out(self, *args, **kwargs):
        """Standard output of a verb that must succeed, and say nothing else."""
        done = self.run(*args, check=0, **kwargs)
        assert done.stderr == ""
        return done.stdout

    def rows(self, *args):
        """A report as CSV: a list of lists, the header first."""
        return list(csv.reader(io.StringIO(self.out(*args, "-O", "csv"))))

    def root(self):
        """Size and root, as the audit has them."""
        match = re.search(r"size (\d+), root ([0-9a-f]{64})", self.out("audit", "-v"))
        return int(match[1]), match[2]

    def post(self, text, check=0, *flags):
        return self.run("post", "-", *flags, input=text, check=check)


@pytest.fixture
def empty(tmp_path):
    """A book that declares its chart and holds no entry."""
    book = Book(tmp_path / "t.book")
    book.run("init", "某县红十字会", "--base", "CNY", check=0)
    book.post(CHART)
    return book


@pytest.fixture
def book(empty):
    """The book with its year."""
    empty.post(YEAR)
    return empty
