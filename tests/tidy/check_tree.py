#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the source tree to its own rules; each is a name in RULES below.

    check_tree.py ROOT         prints FILE:LINE: rule: what, exits 1 when a rule is broken
    check_tree.py --self-test  proves that every rule can fail, and that sound code passes

A layer may include itself and the layers before it. Decisions do no I/O: the pure layers may not
reach for a clock, files, the environment, threads or randomness; those arrive as arguments.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

LAYERS = ["value", "book", "log", "report", "text", "store", "ledger", "import"]
PURE = {"value", "book", "log", "report", "text"}
LINES_MAX = 400
MICRO_BENCHES = ("bench", "micro")  # they time inner functions, as unit tests test them

RULES = {
    "spdx": "a source file begins with its SPDX line",
    "file_name": "utils, common, helpers, manager and impl say nothing",
    "layer_folder": "libledger/src holds the layers' folders and the facade, nothing else",
    "layer_order": "a layer includes only itself and the layers before it",
    "include_form": "internal headers as \"layer/name.hpp\", public ones as <almoner/name.hpp>",
    "facade": "only the facade includes <almoner/ledger.hpp>",
    "engine": "SQLite stays inside store/sqlite; the facade knows the port",
    "public_only": "tools, examples, bench (but bench/micro) and bindings use public headers only",
    "public_header": "a public header includes only the standard library and <almoner/...>",
    "pure_clock": "a pure layer reads no clock",
    "pure_files": "a pure layer touches no files",
    "pure_environment": "a pure layer reads no environment",
    "pure_threads": "a pure layer starts no threads and takes no locks",
    "pure_random": "a pure layer draws no random numbers",
    "pure_console": "a pure layer prints nothing",
    "floating_point": "no double or float in the library (durations of std::chrono excepted)",
    "sql_constant": "SQL is literals and constants made of them, never of data: data is bound",
    "machine_path": "no file names a path of the machine it was written on",
}

PURE_HEADERS = {
    "ctime": "pure_clock",
    "time.h": "pure_clock",
    "sys/time.h": "pure_clock",
    "filesystem": "pure_files",
    "fstream": "pure_files",
    "fcntl.h": "pure_files",
    "unistd.h": "pure_files",
    "sys/stat.h": "pure_files",
    "sys/file.h": "pure_files",
    "thread": "pure_threads",
    "mutex": "pure_threads",
    "shared_mutex": "pure_threads",
    "future": "pure_threads",
    "condition_variable": "pure_threads",
    "pthread.h": "pure_threads",
    "random": "pure_random",
    "sodium/randombytes.h": "pure_random",
    "iostream": "pure_console",
}

PURE_CALLS = [
    ("pure_clock", r"\w*_clock\s*::\s*now\b"),
    ("pure_clock", r"\bstd\s*::\s*(?:time|clock|localtime|gmtime|mktime)\s*\("),
    ("pure_clock", r"\b(?:gettimeofday|clock_gettime|localtime_r|gmtime_r)\b"),
    ("pure_clock", r"\btime\s*\(\s*(?:NULL|nullptr|0)\s*\)"),
    ("pure_files", r"\bfilesystem\s*::"),
    ("pure_files", r"\bstd\s*::\s*(?:[io]?fstream|fopen|FILE|remove\s*\(\s*\"|tmpfile)\b"),
    ("pure_files", r"\b(?:fopen|freopen|fdopen|mkstemp|openat)\s*\("),
    ("pure_files", r"(?<![\w:])::\s*(?:open|read|write|unlink|rename|stat|mmap)\s*\("),
    ("pure_environment", r"\b(?:secure_)?getenv\b|\b(?:set|put|unset)env\b|\benviron\b"),
    ("pure_threads", r"\bstd\s*::\s*(?:j?thread|async|\w*mutex|condition_variable\w*)\b"),
    ("pure_threads", r"\bstd\s*::\s*this_thread\b"),
    ("pure_random", r"\b(?:random_device|mt19937(?:_64)?|default_random_engine)\b"),
    ("pure_random", r"\b(?:randombytes\w*|getrandom|getentropy|arc4random\w*)\b"),
    ("pure_random", r"(?<![\w.>])s?rand\s*\("),
    ("pure_console", r"\bstd\s*::\s*(?:cout|cerr|clog|cin)\b"),
    ("pure_console", r"(?<![\w.>])(?:printf|puts|fprintf|fputs|putchar)\s*\("),
]
PURE_CALLS = [(rule, re.compile(pattern)) for rule, pattern in PURE_CALLS]

FLOATING = re.compile(r"\b(?:double|float)\b")
FLOATING_DURATION = re.compile(r"\bduration\s*<\s*(?:double|float)\b")
INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"]+)[>\"]", re.M)
# Spelled in pieces, or this file would break the rule itself.
MACHINE_PATH = re.compile(r"(?<![\w./*-])/(?:work|root)" + r"/(?=\w|\.)")
# A rule that a file breaks on purpose, and why.
EXEMPT = {
    ("libledger/src/value/assert.hpp", "pure_console"),  # the last words before abort()
}
VAGUE = {"util", "utils", "common", "helper", "helpers", "manager", "impl"}
SPDX = "// SPDX-License-Identifier: Apache-2.0"

TOKEN = re.compile(
    r"""
    (?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)
  | (?P<include>^[ \t]*\#[ \t]*include[^\n]*)
  | (?P<raw>(?:u8|[uUL])?R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)")
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<digits>\b\d[\w']*)
  | (?P<character>'(?:\\.|[^'\\\n])*')
    """,
    re.X | re.S | re.M,
)


# Where SQL goes in, and what it may be there: a literal, or one of the file's constants.
SQL_CALL = re.compile(r"(?:\.|->|\)\.)\s*(?:prepare|execute)\s*\(|\bsqlite3_(?:exec|prepare\w*|mprintf|str_append\w*)\s*\(")
SQL_CONSTANT = re.compile(r"\bstatic\s+const\s+std::(?:string|array)\s+(\w+)\s*=([^;]*);")
SQL_NAME = re.compile(
    r"\b(?:constexpr\s+std::string_view|for\s*\(\s*const\s+(?:char\s*\*|std::string_view))\s+(\w+)"
    r"|[(,]\s*(?:std::string_view|const\s+std::string\s*&)\s+(sql)\b")
SQL_WORDS = {"std", "string", "string_view", "array", "to_string", "application_id", "schema_version", "to", "Table", "name",
             "select", "select_overlapping", "insertion", "rows_of_a_run", "nullptr"}


def argument_at(code, start):
    """What stands from there to the bracket that closes."""
    depth, end = 1, start
    while depth > 0 and end < len(code):
        depth += {"(": 1, ")": -1}.get(code[end], 0)
        end += 1
    return code[start:end - 1]


def words_of(code):
    """Names in it that begin like a variable's or function's; types begin with a capital."""
    return set(re.findall(r"(?<![\w])[a-z_]\w*", code))


def blank(text):
    """The same number of lines with nothing on them."""
    return "\n" * text.count("\n")


def code_of(text):
    """The text without comments and without what strings and characters hold."""

    def replace(match):
        if match.group("comment") is not None:
            return " " + blank(match.group())
        if match.group("include") is not None or match.group("digits") is not None:
            return match.group()
        return '""' + blank(match.group())

    return TOKEN.sub(replace, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.findings = []
        self.long_files = []

    def report(self, path, line, rule, what):
        assert rule in RULES, rule
        if (path.as_posix(), rule) in EXEMPT:
            return
        self.findings.append((str(path), line, rule, what))

    def files(self):
        """What git holds or would take; every file where there is no git."""
        try:
            listed = subprocess.run(
                ["git", "-c", "safe.directory=*", "-C", str(self.root), "ls-files", "-z",
                 "--cached", "--others", "--exclude-standard"],
                check=True, capture_output=True).stdout
            names = [os.fsdecode(name) for name in listed.split(b"\0") if name]
        except (OSError, subprocess.CalledProcessError):
            names = [str(path.relative_to(self.root)) for path in self.root.rglob("*")]
            names = [name for name in names if not name.startswith(("build/", ".git/"))]
        return sorted(pathlib.PurePath(name) for name in names
                      if (self.root / name).is_file() and not (self.root / name).is_symlink())

    def check(self):
        for path in self.files():
            data = (self.root / path).read_bytes()
            text = data.decode("utf-8", errors="replace")
            for match in MACHINE_PATH.finditer(text):
                self.report(path, line_of(text, match.start()), "machine_path", match.group())
            if path.suffix in (".hpp", ".cpp"):
                self.check_source(path, text)
        return self.findings

    def check_source(self, path, text):
        lines = text.count("\n")
        if lines > LINES_MAX:
            self.long_files.append((lines, path))
        if text.split("\n", 1)[0].rstrip() != SPDX:
            self.report(path, 1, "spdx", f"first line is not '{SPDX}'")
        for part in (*path.parts[:-1], path.stem):
            if part in VAGUE:
                self.report(path, 1, "file_name", f"'{part}' says nothing")

        code = code_of(text)
        top = path.parts[0]
        if top == "libledger":
            self.check_floating_point(path, code)
        if path.parts[:2] == ("libledger", "src"):
            self.check_internal(path, code)
        elif path.parts[:2] == ("libledger", "include"):
            self.check_public_header(path, code)
        elif top in ("tools", "examples", "bench", "bindings") and path.parts[:2] != MICRO_BENCHES:
            for line, _, name in self.includes(code):
                if name.split("/")[0] in LAYERS and "/" in name:
                    self.report(path, line, "public_only", f"includes {name}")

    def includes(self, code):
        for match in INCLUDE.finditer(code):
            yield line_of(code, match.start()), match.group(1), match.group(2)

    def check_floating_point(self, path, code):
        code = FLOATING_DURATION.sub("duration<", code)
        for match in FLOATING.finditer(code):
            self.report(path, line_of(code, match.start()), "floating_point", match.group())

    def check_internal(self, path, code):
        inner = path.parts[2:]
        layer = inner[0] if len(inner) > 1 else "ledger"
        if layer not in LAYERS or (layer == "ledger" and len(inner) > 1):
            self.report(path, 1, "layer_folder", f"'{layer}' is no layer's folder")
            return
        in_engine = inner[:2] == ("store", "sqlite")
        for line, form, name in self.includes(code):
            self.check_include(path, layer, in_engine, line, form, name)
        if in_engine:
            self.check_sql(path, code)
        if layer in PURE:
            for rule, pattern in PURE_CALLS:
                for match in pattern.finditer(code):
                    self.report(path, line_of(code, match.start()), rule, match.group())

    def check_sql(self, path, code):
        names = SQL_WORDS | {name for found in SQL_NAME.findall(code) for name in found if name}
        for match in SQL_CONSTANT.finditer(code):
            if not words_of(match.group(2)) <= names:
                self.report(path, line_of(code, match.start()), "sql_constant", match.group(1))
            names.add(match.group(1))
        for match in SQL_CALL.finditer(code):
            argument = argument_at(code, match.end())
            if match.group().startswith("sqlite3_"):
                # Its second; the wrapper's own takes what a call of the wrapper was given.
                parts = argument.split(",")
                if path.name == "sqlite.cpp" and "prepare" in match.group():
                    continue
                argument = parts[1] if len(parts) > 1 else argument
            for choice in argument.rsplit("?", 1)[-1].split(":"):
                if not words_of(re.sub(r"\[[^]]*\]", "", choice)) <= names:
                    self.report(path, line_of(code, match.start()), "sql_constant", argument.strip())

    def check_include(self, path, layer, in_engine, line, form, name):
        first = name.split("/")[0]
        if first == "almoner":
            if form != "<":
                self.report(path, line, "include_form", f'"{name}" should be <{name}>')
            if name == "almoner/ledger.hpp" and layer not in ("ledger", "import"):
                self.report(path, line, "facade", f"{layer} includes {name}")
            return
        if re.match(r"sqlite3|SQLiteCpp/", name) and not in_engine:
            self.report(path, line, "engine", f"includes {name}")
            return
        if layer in PURE and name in PURE_HEADERS:
            self.report(path, line, PURE_HEADERS[name], f"includes <{name}>")
        included = None
        if "/" in name and first in LAYERS:
            included = first
            if form != '"':
                self.report(path, line, "include_form", f'<{name}> should be "{name}"')
        elif form == '"':
            in_facade = (self.root / "libledger/src" / name).is_file() and "/" not in name
            if not in_facade:
                self.report(path, line, "include_form", f'"{name}" does not begin with a layer')
                return
            included = "ledger"
        if included and LAYERS.index(included) > LAYERS.index(layer):
            self.report(path, line, "layer_order", f"{layer} includes {name}")
        if layer == "ledger" and path.stem.startswith("ledger") and name.startswith("store/sqlite/"):
            self.report(path, line, "engine", f"the facade includes {name}")

    def check_public_header(self, path, code):
        for line, form, name in self.includes(code):
            standard = re.fullmatch(r"[a-z0-9_]+", name)
            ours = name.startswith("almoner/")
            if form != "<" or not (standard or ours):
                self.report(path, line, "public_header", f"includes {name}")


def self_test():
    """Each case: a file, its text, and the one rule that it breaks (None: sound)."""
    src = "libledger/src/"
    cases = [
        (src + "value/a.cpp", '#include "value/decimal.hpp"\n#include <vector>\n', None),
        (src + "value/a.cpp", "#include <utility>\n// double, getenv(\"X\")\n", None),
        (src + "value/a.cpp", 'const char* s = "float // std::thread"; int f;\n', None),
        (src + "value/a.cpp", 'const char* s = R"x(double " getenv)x"; int f;\n', None),
        (src + "value/a.cpp", "const long n = 1'000'000; /* double */ char c = '\"';\n", None),
        (src + "value/a.cpp", "std::chrono::sys_days d; time_of(0); lot.time(0, 1);\n", None),
        (src + "store/a.cpp", "std::chrono::duration<double> waited; std::mutex m;\n", None),
        (src + "ledger.cpp", '#include "store/port.hpp"\n#include <almoner/ledger.hpp>\n', None),
        (src + "store/sqlite/a.cpp", "#include <sqlite3.h>\n#include <mutex>\n", None),
        ("tools/a.cpp", '#include "print.hpp"\n#include <almoner/ledger.hpp>\n', None),
        ("libledger/include/almoner/a.hpp", "#include <cstdint>\n#include <almoner/b.hpp>\n", None),
        ("docs/a.md", "see the network/root/ folder, ./work/ and src/work/\n", None),
        (src + "value/assert.hpp", 'std::fprintf(stderr, "bug");\n', None),
        (src + "value/utils.cpp", "int f;\n", "file_name"),
        (src + "misc/a.cpp", "int f;\n", "layer_folder"),
        (src + "ledger/a.cpp", "int f;\n", "layer_folder"),
        (src + "value/a.cpp", '#include "book/chart.hpp"\n', "layer_order"),
        (src + "report/a.cpp", '#include "text/table.hpp"\n', "layer_order"),
        (src + "text/a.cpp", '# include "store/port.hpp"\n', "layer_order"),
        (src + "store/a.cpp", '#include "facade.hpp"\n', "layer_order"),
        (src + "book/a.cpp", '#include "chart.hpp"\n', "include_form"),
        (src + "book/a.cpp", '#include "../value/decimal.hpp"\n', "include_form"),
        (src + "book/a.cpp", "#include <value/decimal.hpp>\n", "include_form"),
        (src + "book/a.cpp", '#include "almoner/date.hpp"\n', "include_form"),
        (src + "report/a.cpp", "#include <almoner/ledger.hpp>\n", "facade"),
        (src + "store/memory/a.cpp", "#include <sqlite3.h>\n", "engine"),
        (src + "text/a.cpp", "#include <SQLiteCpp/Database.h>\n", "engine"),
        (src + "ledger.cpp", '#include "store/sqlite/sqlite_store.hpp"\n', "engine"),
        ("tools/a.cpp", '#include "value/decimal.hpp"\n', "public_only"),
        ("examples/a.cpp", "#include <store/port.hpp>\n", "public_only"),
        ("bench/measure/a.cpp", '#include "book/flow.hpp"\n', "public_only"),
        ("bench/micro/a.cpp", '#include "book/flow.hpp"\n', None),
        ("libledger/include/almoner/a.hpp", "#include <fmt/format.h>\n", "public_header"),
        ("libledger/include/almoner/a.hpp", "#include <sqlite3.h>\n", "public_header"),
        ("libledger/include/almoner/a.hpp", '#include "date.hpp"\n', "public_header"),
        (src + "log/a.cpp", "auto t = std::chrono::system_clock::now();\n", "pure_clock"),
        (src + "book/a.cpp", "auto t = std::time(nullptr);\n", "pure_clock"),
        (src + "book/a.cpp", "auto t = time(0);\n", "pure_clock"),
        (src + "book/a.cpp", "#include <ctime>\n", "pure_clock"),
        (src + "text/a.cpp", "#include <fstream>\n", "pure_files"),
        (src + "text/a.cpp", "std::filesystem::path p;\n", "pure_files"),
        (src + "text/a.cpp", 'auto* f = fopen("x", "r");\n', "pure_files"),
        (src + "text/a.cpp", "int f = ::open(name, 0);\n", "pure_files"),
        (src + "report/a.cpp", 'auto* home = std::getenv("HOME");\n', "pure_environment"),
        (src + "report/a.cpp", "std::jthread t;\n", "pure_threads"),
        (src + "report/a.cpp", "#include <mutex>\n", "pure_threads"),
        (src + "log/a.cpp", "std::random_device device;\n", "pure_random"),
        (src + "log/a.cpp", "randombytes_buf(salt, 16);\n", "pure_random"),
        (src + "log/a.cpp", "int r = rand();\n", "pure_random"),
        (src + "text/a.cpp", "std::cout << 1;\n", "pure_console"),
        (src + "text/a.cpp", 'printf("x");\n', "pure_console"),
        (src + "store/a.cpp", "double rate = 0;\n", "floating_point"),
        ("libledger/include/almoner/a.hpp", "\n\nlong double f();\n", "floating_point"),
        (src + "store/sqlite/a.cpp", 'static const std::string sql = select<Row>("WHERE a = ?1");\nc.prepare(sql);\n', None),
        (src + "store/sqlite/a.cpp", 'c.prepare(one ? "SELECT 1" : "SELECT 2"); sqlite3_exec(db, "ROLLBACK", f(id));\n', None),
        (src + "store/sqlite/a.cpp", 'c.prepare("SELECT 1 FROM party WHERE id = \'" + id + "\'");\n', "sql_constant"),
        (src + "store/sqlite/a.cpp", "connection().execute(text);\n", "sql_constant"),
        (src + "store/sqlite/a.cpp", 'static const std::string sql = "SELECT " + id;\nc.prepare(sql);\n', "sql_constant"),
        (src + "store/sqlite/a.cpp", 'std::string sql = "SELECT " + id;\nc.prepare(sql);\n', "sql_constant"),
        (src + "store/sqlite/a.cpp", "sqlite3_exec(db, sql.c_str(), 0, 0, 0);\n", "sql_constant"),
        ("docs/a.md", "run /" + "work/main/build/almoner\n", "machine_path"),
        ("docs/a.md", "log in /" + "root/x\n", "machine_path"),
    ]
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, (name, text, rule) in enumerate(cases):
            found = findings_of(scratch, number, name, text)
            expected = set() if rule is None else {rule}
            if found != expected:
                wrong.append(f"{name}: {text!r}: expected {expected or 'nothing'}, found {found}")
        if findings_of(scratch, "spdx", "tools/a.cpp", "int f;\n", spdx=False) != {"spdx"}:
            wrong.append("a missing SPDX line passes")
    untried = set(RULES) - {rule for _, _, rule in cases} - {"spdx"}
    if untried:
        wrong.append(f"rules that no case breaks: {sorted(untried)}")
    print("\n".join(wrong) if wrong else f"{len(cases) + 1} cases, as expected")
    return 1 if wrong else 0


def findings_of(scratch, number, name, text, spdx=True):
    """The rules that a tree holding this file breaks."""
    root = pathlib.Path(scratch) / str(number)
    path = root / name
    path.parent.mkdir(parents=True)
    path.write_text((SPDX + "\n" if spdx and path.suffix != ".md" else "") + text)
    if '"facade.hpp"' in text:
        (root / "libledger/src/facade.hpp").write_text(SPDX + "\n")
    return {rule for _, _, rule, _ in Tree(root).check()}


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    tree = Tree(arguments[0])
    for path, line, rule, what in tree.check():
        print(f"{path}:{line}: {rule}: {what} ({RULES[rule]})")
    for lines, path in sorted(tree.long_files, reverse=True):
        print(f"note: {path} has {lines} lines; over {LINES_MAX} it may have two reasons to change")
    return 1 if tree.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
