# SPDX-License-Identifier: Apache-2.0
"""One result in six formats: exact for programs, aligned for people, harmless for spreadsheets."""

import html.parser
import json
import os
import unicodedata

import pytest

from conftest import PROGRAM, Book


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_json_ndjson_csv_and_tsv_say_the_same(book):
    rows = book.rows("balance")
    as_dicts = [dict(zip(rows[0], row)) for row in rows[1:]]
    document = json.loads(book.out("balance", "-O", "json"))
    assert document == {"schema": "almoner/balance/1", "rows": as_dicts}
    lines = [json.loads(line) for line in book.out("balance", "-O", "ndjson").splitlines()]
    assert lines == [{"schema": "almoner/balance/1", **row} for row in as_dicts]
    tsv = [line.split("\t") for line in book.out("balance", "-O", "tsv").splitlines()]
    assert tsv == rows


def test_an_empty_result_is_still_a_document(empty):
    assert json.loads(empty.out("balance", "-O", "json")) == {"schema": "almoner/balance/1", "rows": []}
    assert empty.rows("balance") == [["account", "fund", "commodity", "quantity", "value"]]


@pytest.mark.parametrize("verb", [
    ["balance"], ["balance", "--tree", "-M"], ["register"], ["print"], ["funds"], ["position"],
    ["activities"], ["stock"], ["trace", "G-2"], ["parties"], ["stats"], ["audit"]])
@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv", "tsv", "html"])
def test_every_report_has_every_format(book, verb, form):
    out = book.out(*verb, "-O", form)
    assert out.endswith("\n")
    if form == "json":
        assert json.loads(out)["schema"].startswith("almoner/")
    if form == "html":
        html.parser.HTMLParser().feed(out)
        assert out.startswith("<!DOCTYPE html>") and out.endswith("</html>\n")


def test_the_ending_of_the_file_implies_the_format(book, tmp_path):
    for ending, start in {"csv": "account,", "tsv": "account\t", "json": "{", "ndjson": "{",
                          "html": "<!DOCTYPE", "txt": "Account"}.items():
        file = tmp_path / f"balance.{ending}"
        assert book.out("balance", "-o", file) == ""
        assert file.read_text().startswith(start)
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_a_file_is_replaced_whole_or_not_at_all(book, tmp_path):
    file = tmp_path / "balance.csv"
    file.write_text("what was there\n")
    book.run("balance", "--fund", "NONE", "-o", file, check=1)
    assert file.read_text() == "what was there\n"
    assert book.run("balance", "-o", tmp_path / "no" / "such.csv").returncode == 1


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x"]


def test_spreadsheets_run_nothing(book):
    for number, text in enumerate(DANGEROUS):
        book.run("gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01",
                 f"--narration={text}", "--ref", f"D-{number}", check=0)
    for form, separator in (("csv", ","), ("tsv", "\t")):
        out = book.out("register", "Assets:Bank", "--fund", "MED", "-b", "2021-10", "-O", form)
        for text in DANGEROUS:
            assert f"{separator}'{text}{separator}" in out
    # Figures of our own keep their sign.
    assert ["Income:Gifts", "MED", "CNY", "-1008.00", "-1008.00"] in book.rows("balance")


def test_html_escapes_what_people_wrote(book):
    book.run("gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01",
             "--narration", "<script>alert(1)</script>", check=0)
    out = book.out("register", "-O", "html")
    assert "<script>" not in out and "&lt;script&gt;" in out


def test_columns_align_by_display_width(book):
    lines = book.out("parties").splitlines()
    column = lines[0].index("Kind")
    for line in lines[2:]:
        cells, at = "", 0
        for c in line:
            if at >= column:
                break
            cells += c
            at += width(c)
        assert at == column
        assert line[len(cells):].startswith(("person", "organisation"))


def test_a_narration_cannot_move_the_cursor(book):
    done = book.run("gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01",
                    "--narration", "\x1b[2J", "--ref", "ESC")
    # Controls are refused at input; where they come back in a message they are shown, not sent.
    assert done.returncode == 3
    assert "\x1b" not in done.stderr


def test_colour_only_where_it_was_asked_for(book):
    assert "\x1b" not in book.run("blance").stderr
    assert "\x1b[" in book.run("--color", "always", "trace", "NONE").stderr
    assert "\x1b" not in book.run("--color", "auto", "trace", "NONE", env={"NO_COLOR": "1"}).stderr


def test_on_a_terminal_long_texts_end_in_an_ellipsis(book):
    long_text = "给山区学校的太阳能路灯" * 20
    book.run("gift", "--fund", "MED", "--amount", "1", "--date", "2021-10-01",
             "--narration", long_text, check=0)
    assert long_text in book.out("register")
    shown = on_terminal(80, [PROGRAM, "-f", str(book.path), "register"])
    assert "…" in shown and long_text not in shown
    assert all(width(line) <= 80 for line in shown.splitlines())


def on_terminal(columns, command):
    """What a command writes to a terminal of so many columns."""
    import fcntl
    import pty
    import struct
    import subprocess
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(command, stdout=child, stdin=subprocess.DEVNULL)
    os.close(child)
    data = b""
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:
            break
        if not chunk:
            break
        data += chunk
    process.wait(timeout=60)
    os.close(parent)
    return data.decode()
