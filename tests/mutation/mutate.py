#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants one fault at a time in the library and asks whether the tests find it.

  tests/mutation/mutate.py build/release --seed 1 --sample 300

A mutated file is compiled alone and linked before the archive, whose own copy is then left out.
Tests run likeliest killer first and stop at the first failure. Survivors that change nothing that
can be asked stand in equivalent.txt with the reason. Ends with 1 where fewer than --goal percent
of the others are killed.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import mutants

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = "libledger/src/"
GROUPS = {
    "rules": ["book/rules.cpp", "book/rules_terms.cpp", "book/refusals.cpp", "book/resolve.cpp",
              "book/plan.cpp", "book/plan_return.cpp", "book/plan_reversal.cpp"],
    "flow": ["book/flow.cpp", "book/choose.cpp", "book/line.cpp", "book/carry.cpp"],
    "codec": ["log/event_codec.cpp", "log/event_entry_codec.cpp", "log/event_terms_codec.cpp",
              "log/event_fields.cpp", "log/cbor.cpp"],
    "tree": ["log/merkle.cpp", "log_tree.cpp", "log/proof.cpp"],
    "decimal": ["value/decimal_text.cpp", "value/amount.cpp"],
}  # fmt: skip
SECONDS_MAX = 120  # of one test program; a fault may make it run for ever
MEMORY_MAX = 4 << 30
SLOW = "*BitFlipped*:*ChangedInOneBit*:Extension.*:Persons.*"
BOOKS = "Operation.*:EntryRules.*:Declaration.*:*County*"
LIKELY = {"rules": BOOKS, "flow": BOOKS, "codec": "Event*:Cbor*", "tree": "*Merkle*:*Proof*:*Tree*", "decimal": "*Amount*:*Decimal*:*Wide*"}
# Program, its tests, the groups that it is run for; in this order.
STAGES = [
    ("unit", LIKELY, GROUPS),
    ("simulation", "*Agree*", {"rules", "flow"}),
    ("unit", "-" + SLOW, GROUPS),
    ("property", "*", GROUPS),
    ("unit", SLOW, {"codec", "tree"}),
]
SIMULATIONS = "60"


class Build:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.slot = shlex.split(os.environ.get("ALMONER_COMPILE_WITH", ""))  # a limiter of compilations, or none
        commands = json.loads((self.folder / "compile_commands.json").read_text())
        self.compile = {os.path.relpath(one["file"], ROOT): shlex.split(one["command"]) for one in commands}
        # Copies, so that the tree may be built again meanwhile.
        self.copies = tempfile.TemporaryDirectory(prefix="almoner-mutants-")
        self.link = {}
        for test in {stage[0] for stage in STAGES}:
            program = f"bin/almoner_{test}_tests"
            listed = subprocess.run(["ninja", "-t", "commands", program], cwd=self.folder, check=True,
                                    capture_output=True, text=True).stdout.splitlines()[-1]
            self.link[test] = [self.copy(one) for one in shlex.split(listed.removeprefix(": && ").removesuffix(" && :"))]

    def copy(self, word):
        if word.startswith("/") or not word.endswith((".o", ".a")):
            return word
        to = pathlib.Path(self.copies.name) / word.replace("/", "!")
        if not to.exists():
            shutil.copyfile(self.folder / word, to)
        return str(to)

    def run(self, command):
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True)

    def object_of(self, file, text, where):
        command = list(self.compile[file])
        while not command[0].endswith(("c++", "g++")):  # a cache would only fill up
            command.pop(0)
        source, made = where / pathlib.Path(file).name, where / "mutant.o"
        source.write_text(text)
        command[command.index("-c") + 1] = str(source)
        command[command.index("-o") + 1] = str(made)
        # With the library's assertions, so that to read beyond an end is seen.
        return made if self.run(self.slot + command + ["-w", "-D_GLIBCXX_ASSERTIONS"]).returncode == 0 else None

    def program(self, test, made, where):
        command = list(self.link[test])
        at = command.index("-o")
        program = where / test
        command[at + 1] = str(program)
        command[at:at] = [str(made)]
        linked = self.run(command)
        if linked.returncode:
            raise RuntimeError(linked.stderr)
        return program


def limit():
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def passes(program, tests, where):
    environment = dict(os.environ, TMPDIR=str(where), ALMONER_SEED="1", ALMONER_SIMULATIONS=SIMULATIONS)
    run = subprocess.Popen([program, "--gtest_fail_fast", "--gtest_brief=1", "--gtest_filter=" + tests], cwd=where, env=environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit)
    try:
        return run.wait(SECONDS_MAX) == 0
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        return False


def judge(build, mutant, group, text):
    """"survived", "not compiled", or the tests that killed it."""
    with tempfile.TemporaryDirectory(prefix="almoner-mutant-") as folder:
        where = pathlib.Path(folder)
        made = build.object_of(mutant.file, mutant.apply(text), where)
        if not made:
            return "not compiled"
        programs = {}
        for test, tests, groups in STAGES:
            if group not in groups:
                continue
            if test not in programs:
                programs[test] = build.program(test, made, where)
            if not passes(programs[test], tests if isinstance(tests, str) else tests[group], where):
                return test
        return "survived"


def equivalents():
    """Reason by "file: line's text | change"."""
    found = {}
    for line in (ROOT / "tests/mutation/equivalent.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            what, reason = line.split(" :: ")
            found[what] = reason
    return found


def key(mutant, text):
    return (f"{mutant.file.removeprefix(SOURCE)}: {text.splitlines()[mutant.line - 1].strip()}"
            f" | {mutant.old.strip()} -> {mutant.new.strip() or 'nothing'}")


def chosen(arguments, texts):
    all_of_them = []
    for group, files in GROUPS.items():
        for file in files:
            if arguments.only and arguments.only not in file:
                continue
            texts[SOURCE + file] = (ROOT / SOURCE / file).read_text()
            all_of_them += [(group, one) for one in mutants.mutants_of(SOURCE + file, texts[SOURCE + file])]
    order = list(range(len(all_of_them)))
    random.Random(arguments.seed).shuffle(order)
    print(f"{len(all_of_them)} mutants; seed {arguments.seed}, {min(arguments.sample, len(order))} of them from {arguments.skip}", flush=True)
    return [all_of_them[i] for i in order[arguments.skip : arguments.skip + arguments.sample]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--skip", type=int, default=0, help="of the sample, to go on where a run was cut")
    parser.add_argument("--only", help="files whose name has this in it")
    parser.add_argument("--goal", type=float, default=90, help="percent that must be killed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--minutes", type=float, help="stop after so long")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        return mutants.self_test()
    texts, known = {}, equivalents()
    sample, build = chosen(arguments, texts), Build(arguments.build)
    counts, survivors, lock = collections.Counter(), [], threading.Lock()
    end = time.monotonic() + 60 * arguments.minutes if arguments.minutes else None

    def one(item):
        if end and time.monotonic() > end:
            return
        group, mutant = item
        text = texts[mutant.file]
        verdict = judge(build, mutant, group, text)
        if verdict == "survived" and key(mutant, text) in known:
            verdict = "equivalent"
        with lock:
            counts[group, verdict if verdict in ("survived", "not compiled", "equivalent") else "killed"] += 1
            print(f"{verdict:12} {mutant.name()}", flush=True)
            if verdict == "survived":
                survivors.append(key(mutant, text))

    with ThreadPoolExecutor(arguments.jobs) as pool:
        list(pool.map(one, sample))
    return report(counts, survivors, arguments.goal)


def report(counts, survivors, goal):
    print("\n| group | killed | survived | equivalent | not compiled |\n|---|---|---|---|---|")
    for group in GROUPS:
        print(f"| {group} | " + " | ".join(str(counts[group, what]) for what in ("killed", "survived", "equivalent", "not compiled")) + " |")
    killed = sum(count for (_, what), count in counts.items() if what == "killed")
    for survivor in survivors:
        print("survived:", survivor)
    if killed + len(survivors) == 0:
        return 1
    percent = 100 * killed / (killed + len(survivors))
    print(f"{percent:.1f} % killed of {killed + len(survivors)}")
    return 0 if percent >= goal else 1


if __name__ == "__main__":
    sys.exit(main())
