# SPDX-License-Identifier: Apache-2.0
"""Lists, journals and logs of any length pass through a bounded memory; what is absurd in one piece
is refused at its limit and not read to its end.

ALMONER_CSV_MB=n  megabytes of the list that is streamed (60; 5,000 in `make soak`)
"""

import os
import subprocess
import threading

import pytest

from conftest import PROGRAM

MEGABYTES = int(os.environ.get("ALMONER_CSV_MB", "60"))
RSS_MAX_KB = 200 * 1024

RULES = """\
skip 1
fields id, day, donor, sum, note, rest
reference  %id
date       %day
party-name %donor
amount     %sum
narration  %note
account1   Assets:Bank
account2   Income:Gifts
fund       GENERAL
list       large
"""


def stream(args, write):
    """Runs the program with what `write(pipe)` writes as its input; returns it done and its peak of memory."""
    process = subprocess.Popen([PROGRAM, *map(str, args)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def feed():
        try:
            write(process.stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has read enough

    feeder = threading.Thread(target=feed)
    feeder.start()
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    feeder.join(60)
    reader.join(60)
    return process.returncode, out.decode(), errors[0].decode(), usage.ru_maxrss


def list_of(rows, rest):
    header = b"id,day,donor,sum,note,rest\n"
    block = 1000

    def write(pipe):
        pipe.write(header)
        for first in range(0, rows, block):
            pipe.write(b"".join(b"%d,2021-05-01,donor %d,1.00,note %d,%s\n" % (i, i % 50_000, i, rest)
                                for i in range(first, min(rows, first + block))))

    return write


@pytest.mark.parametrize("name", ["wide rows", "narrow rows"])
def test_a_long_list_is_streamed(empty, tmp_path, name):
    rules = tmp_path / "large.rules"
    rules.write_text(RULES, encoding="utf-8")
    rest = b"x" * 4000 if name == "wide rows" else b""
    rows = MEGABYTES * 1_000_000 // 4050 if rest else 2_500 * MEGABYTES
    code, out, errors, peak = stream(["-f", empty.path, "import", "-", "--rules", rules], list_of(rows, rest))
    assert code == 0, (out, errors)
    assert f"{rows:,}" in out or str(rows) in out, out
    print(f"{name}: {rows} rows, {rows * (50 + len(rest)) / 1e6:.0f} MB, peak {peak / 1024:.0f} MB")
    assert peak < RSS_MAX_KB
    assert empty.run("audit", timeout=120 + MEGABYTES).returncode == 0


def endless(piece):
    def write(pipe):
        for _ in range(400):  # of a megabyte: far beyond any limit
            pipe.write(piece)
    return write


@pytest.mark.parametrize("piece", [b"x", b"\"", b"x,"], ids=["a field", "a quoted field", "fields"])
def test_a_record_without_end_is_refused(empty, tmp_path, piece):
    rules = tmp_path / "large.rules"
    rules.write_text(RULES, encoding="utf-8")
    begin = b"id,day,donor,sum,note,rest\n1,2021-05-01,d,1,n,"

    def write(pipe):
        pipe.write(begin)
        endless(piece * (1_000_000 // len(piece)))(pipe)

    code, out, errors, peak = stream(["-f", empty.path, "import", "-", "--rules", rules], write)
    assert code == 2 and ("line 2" in errors or ":2:" in errors), (out, errors)
    assert peak < RSS_MAX_KB, peak


@pytest.mark.parametrize("begin", [b"", b"2021-05-01 * (G-1) ", b"; ", b"comment\n", b"2021-05-01 * (G-1)\n    Assets:Bank  "],
                         ids=["text", "narration", "comment", "comment block", "amount"])
def test_a_journal_line_without_end_is_refused(empty, begin):
    def write(pipe):
        pipe.write(begin)
        endless(b"1" * 1_000_000)(pipe)

    before = empty.root()
    code, out, errors, peak = stream(["-f", empty.path, "post", "-"], write)
    assert code == 2, (out, errors)
    assert peak < RSS_MAX_KB, peak
    assert len(errors) < 2_000
    assert empty.root() == before


@pytest.mark.parametrize("piece", [b"\x81", b"\xa1\x00", b"\x9f", b"\xc0", b"\x7b\x7f\xff\xff\xff\xff\xff\xff\xff",
                                   b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", b"\x00"],
                         ids=["nested arrays", "nested maps", "indefinite", "tags", "a huge text", "a huge array", "zeros"])
def test_an_absurd_log_is_refused(empty, tmp_path, piece):
    target = tmp_path / "new.book"
    code, out, errors, peak = stream(["-f", target, "log", "import", "-"], endless(piece * (1_000_000 // len(piece))))
    assert code == 5, (out, errors)
    assert peak < RSS_MAX_KB, peak
    assert not target.exists()
