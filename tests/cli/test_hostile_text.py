# SPDX-License-Identifier: Apache-2.0
"""Names that would do harm where they are shown: refused where they come in, or harmless in every
format. ESC sequences, bidi overrides, markup, line ends, spreadsheet formulas, what is no UTF-8."""

import csv
import html.parser
import io
import json
import shutil
import subprocess
import unicodedata

import pytest

from conftest import PROGRAM, Book

# No book takes these: they come back in the refusal as \u{1b}, and nothing is written.
REFUSED = {
    "escape sequence": "a\x1b[2Jb", "title of the window": "a\x1b]0;owned\x07b", "C1 control": "a\u009b31mb",
    "bell": "a\x07b", "backspace": "ab\x08c", "carriage return": "a\rb", "line feed": "a\nb", "tab": "a\tb",
    "delete": "a\x7fb", "right-to-left override": "a\u202eb", "left-to-right isolate": "a\u2066b",
}
NOT_UTF8 = {"lone surrogate": b"a\xed\xa0\x80b", "stray continuation": b"a\x80b", "overlong slash": b"a\xc0\xafb",
            "cut short": b"a\xe7\x8e", "beyond Unicode": b"a\xf4\x90\x80\x80b", "NUL": b"a\0b"}
# A book may hold these.
TAKEN = {
    "script": "<script>alert(1)</script>", "attribute": "x\" onmouseover=\"alert(1)", "entity": "&lt;b&gt;&#x0a;",
    "end of comment": "--><img src=x onerror=alert(1)>", "end of script": "</script><script>alert(1)",
    "formula": "=HYPERLINK(\"http://x\",\"y\")", "plus": "+1+1", "minus": "-1+1", "at": "@SUM(A1)",
    "full-width equals": "＝1+1", "full-width plus": "＋1", "full-width minus": "－1", "full-width at": "＠x",
    "quotes": "a\"b'c", "commas": "a,b，c", "journal comment": "a  ; fund: X", "template": "{{7*7}}${x}`id`",
    "direction mark": "a\u200fb", "zero width": "a\u200bb", "combining": "e" + "\u0301" * 30,
    "beyond the first plane": "𠮷野家😀", "parent folder": "../../../x", "percent": "%s%n%x",
    "line separator": "a\u2028b", "paragraph separator": "a\u2029b",
}
FORMULA = tuple("=+-@＝＋－＠\t\r")
REPORTS = [["balance"], ["balance", "--tree"], ["register"], ["print"], ["funds"], ["position"], ["activities"], ["stock"],
           ["trace", "G-2"], ["parties"], ["stats"]]
VISIBLE = {"\n", "\u200d"}


def shows_only_text(out):
    """Nothing in it moves a cursor or turns the line about."""
    bad = {c for c in out if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") and c not in VISIBLE}
    bad |= {c for c in out if c in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
    return not bad


class Markup(html.parser.HTMLParser):
    """The elements and attributes of a page must be those of a page without hostile names."""

    ELEMENTS = {"html", "head", "meta", "title", "style", "body", "h2", "table", "tr", "th", "td", "p"}

    def handle_starttag(self, tag, attributes):
        assert tag in self.ELEMENTS, tag
        assert {name for name, _ in attributes} <= {"class", "charset"}, attributes


def check_table(out):
    assert shows_only_text(out)


def check_json(out):
    json.loads(out)


def check_ndjson(out):
    for line in out.split("\n")[:-1]:
        json.loads(line)


def check_separated(out, rows):
    width = len(rows[0])
    for row in rows[1:]:
        assert len(row) == width, row
        for cell in row:
            # A figure of ours may be negative; what begins like a formula and is none is quoted.
            assert not cell.startswith(FORMULA) or cell.lstrip("-").replace(".", "").isdigit(), cell


def check_csv(out):
    check_separated(out, list(csv.reader(io.StringIO(out, newline=""))))


def check_tsv(out):
    check_separated(out, [line.split("\t") for line in out.split("\n")[:-1]])


def check_html(out):
    markup = Markup()
    markup.feed(out)


FORMATS = {"table": check_table, "json": check_json, "ndjson": check_ndjson, "csv": check_csv, "tsv": check_tsv, "html": check_html}


def call_everything_so(book, number, text):
    """Uses the text as name, narration and whatever else a command takes it for; returns the exit codes."""
    gift = ["gift", "--amount", "1", "--date", "2021-10-01"]
    party, donor, goods = f"p-{number}", f"q-{number}", f"GOODS{number}"
    must = [
        book.run("declare", "party", party, f"--name={text}", "--kind", "organisation", "--public"),
        book.run("declare", "party", donor, f"--name={text}", "--kind", "person"),
        book.run("declare", "commodity", goods, "--scale", "0", f"--unit={text}"),
        book.run(*gift, "--fund", "MED", "--ref", f"X-{number}", f"--narration={text}", "--party", party),
    ]
    may = [
        book.run("declare", "party", f"--name={text}", "--kind", "person", "--", text),
        book.run("declare", "purpose", "--", text),
        book.run("declare", "fund", "--class", "unrestricted", "--", text),
        book.run("declare", "account", "--type", "X", "--", text),
        book.run(*gift, "--fund", "MED", f"--ref={text}", "--narration", "x", "--party", donor),
        book.run(*gift, f"--fund={text}", "--ref", f"Y-{number}", "--narration", "x"),
        book.run(*gift, "--fund", "GENERAL", "--commodity", goods, "--value", "1", f"--lot={text}", "--ref", f"Z-{number}",
                 f"--bank-reference={text}", f"--document={text}", f"--by={text}"),
    ]
    assert [done.returncode for done in must] == [0] * 4, must
    assert {done.returncode for done in may} <= {0, 1, 2, 3}, may
    return sum(done.returncode == 0 for done in may)


@pytest.mark.parametrize("name", REFUSED)
def test_controls_and_overrides_are_refused_and_shown_escaped(book, name):
    before = book.root()
    for args in (["declare", "party", "p-1", "--name", REFUSED[name]], ["declare", "fund", REFUSED[name], "--class", "unrestricted"],
                 ["gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01", "--ref", "X-1", f"--narration={REFUSED[name]}"],
                 ["gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01", f"--ref={REFUSED[name]}"],
                 ["gift", "--fund", REFUSED[name], "--amount", "1", "--date", "2021-10-01", "--ref", "X-1"],
                 ["register", REFUSED[name]], ["trace", REFUSED[name]], [REFUSED[name]]):
        done = book.run(*args)
        assert done.returncode in (1, 2, 3), (args, done)
        assert shows_only_text(done.stderr) and done.stdout == "", (args, done.stderr)
    assert book.root() == before


@pytest.mark.parametrize("name", NOT_UTF8)
def test_what_is_no_utf8_is_refused(book, name, tmp_path):
    before = book.root()
    text = NOT_UTF8[name]
    journal = b"2021-10-01 * (X-1) " + text + b"  ; fund: MED\n    Assets:Bank  1.00 CNY\n    Income:Gifts\n"
    rules = b"date 2021-10-01\nreference X-1\namount %1\nnarration %2\naccount1 Assets:Bank\naccount2 Income:Gifts\nfund MED\n"
    (tmp_path / "x.rules").write_bytes(rules)
    (tmp_path / "x.csv").write_bytes(b"1," + text + b"\n")
    calls = [([PROGRAM, "-f", book.path, "post", "-"], journal),
             ([PROGRAM, "-f", book.path, "import", tmp_path / "x.csv", "--rules", tmp_path / "x.rules"], b"")]
    if b"\0" not in text:
        calls.append(([PROGRAM, "-f", book.path, "gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01", "--ref", "X-1",
                       b"--narration=" + text], b""))
    for args, given in calls:
        done = subprocess.run(args, input=given, capture_output=True, timeout=60)
        assert done.returncode in (2, 3), (args, done)
        assert shows_only_text(done.stderr.decode("utf-8")), done.stderr
    assert book.root() == before


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A book in which everything that may be is called so."""
    import conftest
    book = Book(tmp_path_factory.mktemp("hostile") / "t.book")
    book.run("init", "--base", "CNY", "--", TAKEN["script"], check=0)
    book.post(conftest.CHART + conftest.YEAR)
    taken = sum(call_everything_so(book, number, text) for number, text in enumerate(TAKEN.values()))
    print(f"{len(TAKEN)} texts, taken in {taken} of {7 * len(TAKEN)} places besides names, units and narrations")
    assert taken > 3 * len(TAKEN)
    return book


def test_every_report_is_harmless_in_every_format(hostile):
    for report in REPORTS:
        for form, check in FORMATS.items():
            if report == ["print"] and form == "table":
                continue  # a journal, which is a program's; below
            done = hostile.run(*report, "-O", form)
            assert done.returncode == 0, (report, form, done.stderr)
            try:
                check(done.stdout)
            except Exception as error:
                raise AssertionError(f"{report} -O {form}: {error!r}\n{done.stdout}") from error


def test_a_printed_journal_is_read_back_as_the_same_entries(hostile):
    """Or, where a name holds what the notation takes for its own, refused with that entry's name."""
    printed = refused = 0
    for number in range(len(TAKEN)):
        for reference in (f"X-{number}", f"Y-{number}", f"Z-{number}"):
            done = hostile.run("print", reference)
            if done.returncode == 1:
                continue  # there is none of that name
            if done.returncode == 2:
                refused += 1
                assert "the notation takes for its own" in done.stderr, done
                continue
            printed += 1
            again = hostile.run("post", "-", input=done.stdout, check=0)
            assert "posted 0 entries" in again.stdout, (done.stdout, again.stdout)
    print(f"{printed} entries printed and read back, {refused} refused")
    assert printed > len(TAKEN) and refused < printed


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
def test_hledger_accepts_the_exported_journal(hostile, tmp_path):
    journal = tmp_path / "all.journal"
    hostile.out("print", "--hledger", "-o", journal)
    done = subprocess.run(["hledger", "-f", journal, "check", "balancednoautoconversion"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_receipts_and_their_verdicts_are_harmless(hostile, tmp_path):
    key, vkey = tmp_path / "k.key", tmp_path / "k.vkey"
    hostile.out("key", "new", "--name", "example.org/x", "-o", key)
    hostile.out("checkpoint", "--key", key, "-o", tmp_path / "c.checkpoint")
    for number in range(len(TAKEN)):
        receipt = hostile.out("receipt", f"X-{number}", "--trace", "--checkpoint", tmp_path / "c.checkpoint")
        for form, check in (("table", check_table), ("json", check_json)):
            done = subprocess.run([PROGRAM, "verify", "-", "--key", vkey, "-O", form], input=receipt, capture_output=True, text=True,
                                  timeout=60)
            assert done.returncode == 0, done
            check(done.stdout)
    hostile.run("publish", tmp_path / "site", "--key", key, check=0)
    for page in (tmp_path / "site").glob("**/*.html"):
        text = page.read_text(encoding="utf-8")
        for live in ("<script>alert", "<img src=x", "onmouseover=\"alert"):
            assert live not in text, page
