# SPDX-License-Identifier: Apache-2.0
"""Small faults in C++ source: an operator exchanged, a condition negated, a statement left out.

The source's own style makes a reader of lines good enough: operators have blanks around them,
templates do not, and a statement that can be left out stands on a line of its own.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int  # from 1
    column: int  # from 0
    old: str
    new: str
    kind: str

    def name(self):
        return f"{self.file}:{self.line}:{self.column + 1} {self.kind}: {self.old.strip()} -> {self.new.strip() or 'nothing'}"

    def apply(self, text):
        lines = text.split("\n")
        line = lines[self.line - 1]
        assert line.startswith(self.old, self.column), self.name()
        lines[self.line - 1] = line[: self.column] + self.new + line[self.column + len(self.old) :]
        return "\n".join(lines)


EXCHANGES = [
    ("relation", " < ", " <= "),
    ("relation", " <= ", " < "),
    ("relation", " > ", " >= "),
    ("relation", " >= ", " > "),
    ("equality", " == ", " != "),
    ("equality", " != ", " == "),
    ("sum", " + ", " - "),
    ("sum", " - ", " + "),
    ("sum", " += ", " -= "),
    ("sum", " -= ", " += "),
    ("product", " * ", " / "),
    ("product", " / ", " * "),
    ("logic", " && ", " || "),
    ("logic", " || ", " && "),
]
STATEMENT = re.compile(r"^(\s+)((?!return\b|throw\b|if\b|for\b|while\b|case\b|using\b|const\b|auto\b|else\b)[A-Za-z_+*(][^{}]*;)\s*$")
ASSIGNMENT = re.compile(r"^\s*[\w.\->\[\]()*]+\s(?:[-+|&*]?=)\s.*;\s*$|^\s*(?:\+\+|--)[\w.\->]+;\s*$")
CALL = re.compile(r"^\s*[\w.:\->\[\]]+\(.*\);\s*$")


def blank(line):
    """The line with what stands in quotes, and a comment, made blank; of equal length."""
    out, i = [], 0
    while i < len(line):
        if line.startswith("//", i):
            return "".join(out) + " " * (len(line) - i)
        if line[i] in "\"'" and not (line[i] == "'" and i and line[i - 1].isalnum()):
            quote, start = line[i], i
            i += 1
            while i < len(line) and line[i] != quote:
                i += 2 if line[i] == "\\" else 1
            i += 1
            out.append("\x00" * (min(i, len(line)) - start))
        else:
            out.append(line[i])
            i += 1
    return "".join(out)[: len(line)]


def closing(text, opening):
    depth = 0
    for at in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return None


def of_line(file, number, line):
    code = blank(line)
    if not code.strip() or code.lstrip().startswith(("#", "static_assert", "ALMONER_ASSERT", "template")):
        return
    says = "\x00" in code  # part of a sentence: its figures are not judged by tests
    for kind, old, new in EXCHANGES:
        at = code.find(old)
        while at >= 0:
            if not (says and kind in ("sum", "product")):
                yield Mutant(file, number, at, old, new, kind)
            at = code.find(old, at + 1)
    for found in re.finditer(r"(?<![\w.{<:'])\d+(?![\w.'>])", code):
        if not says:
            yield Mutant(file, number, found.start(), found.group(), "1" if found.group() == "0" else str(int(found.group()) + 1), "constant")
    for found in re.finditer(r"\b(true|false)\b", code):
        yield Mutant(file, number, found.start(), found.group(), "false" if found.group() == "true" else "true", "truth")
    for found in re.finditer(r"(?<=[\s(])!(?=[\w(])", code):
        yield Mutant(file, number, found.start(), "!", "", "negation")
    for found in re.finditer(r"\b(?:if|while) \(", code):
        end = closing(code, found.end() - 1)
        if end is not None and ";" not in code[found.end() : end]:
            inside = line[found.end() : end]
            yield Mutant(file, number, found.end(), inside, f"!({inside})", "condition")
    if STATEMENT.match(code) and (CALL.match(code) or ASSIGNMENT.match(code)) and code.count("(") == code.count(")"):
        start = len(code) - len(code.lstrip())
        yield Mutant(file, number, start, line[start:].rstrip(), ";", "statement")


def mutants_of(file, text):
    for number, line in enumerate(text.split("\n"), 1):
        yield from of_line(file, number, line)


def self_test():
    sample = '\n  if (a < b && !c) n += 2;  // a < b\n  call(x);\n  add("a < b", 1 + 2);\n  std::array<int, 3> x;\n'
    found = sorted((m.kind, m.line, m.old.strip(), m.new.strip()) for m in mutants_of("f.cpp", sample))
    expected = sorted([
        ("relation", 2, "<", "<="), ("logic", 2, "&&", "||"), ("negation", 2, "!", ""), ("sum", 2, "+=", "-="),
        ("constant", 2, "2", "3"), ("condition", 2, "a < b && !c", "!(a < b && !c)"),
        ("statement", 3, "call(x);", ";"), ("statement", 4, 'add("a < b", 1 + 2);', ";"),
    ])  # fmt: skip
    assert found == expected, found
    for mutant in mutants_of("f.cpp", sample):
        assert mutant.apply(sample) != sample
