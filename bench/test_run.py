#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""bench/run ends with 1 where an answer is wrong, and its workload is the same on every machine.

    test_run.py PROGRAM
"""

import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BENCH = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path()

# SHA-256 of the files of 500 gifts, seed 7, one after another by name. A change of the workload
# changes it, and makes figures from before and after differ: say so where they are compared.
BYTES_OF_500 = "eb524857814933f66a30fcbb2164695610632b773bf9a5e296298d9e4b30bb65"

# Stands in for almoner: hands everything on, but for one verb.
STAND_IN = """#!/bin/sh
for word in "$@"; do
  if [ "$word" = {verb} ]; then
    {instead}
  fi
done
exec {program} "$@"
"""


class BenchRun(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name)

    def tearDown(self):
        self.scratch.cleanup()

    def run_with(self, verb, instead):
        """bench/run on a tiny workload with one verb of almoner replaced."""
        for program in PROGRAM.parent.glob("almoner_bench*"):
            os.symlink(program, self.folder / program.name)
        stand_in = self.folder / "almoner"
        stand_in.write_text(STAND_IN.format(verb=verb, instead=instead, program=PROGRAM))
        stand_in.chmod(0o755)
        results = self.folder / "RESULTS.md"
        done = subprocess.run([BENCH / "run", stand_in, "--gifts", "100", "--rounds", "1",
                               "--folder", self.folder / "work", "--results", results],
                              capture_output=True, text=True, check=False)
        return done, results

    def generate(self, seed):
        subprocess.run([PROGRAM.parent / "almoner_bench_generate", "500", seed, self.folder],
                       check=True)

    def test_one_fen_more_in_a_balance_ends_the_run(self):
        other_fen = r"2s/,CNY,\([0-9]*\)\.[0-9][0-9],/,CNY,\1.99,/"
        done, results = self.run_with("balance", f'{PROGRAM} "$@" | sed "{other_fen}"; exit 0')
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("answers differ in 1 places", done.stderr)
        self.assertFalse(results.exists())

    def test_a_book_that_does_not_audit_ends_the_run(self):
        done, results = self.run_with("audit", "echo 'event 3: not what was hashed' >&2; exit 5")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("event 3: not what was hashed", done.stderr)
        self.assertFalse(results.exists())

    def test_a_posting_left_out_of_the_last_page_ends_the_run(self):
        done, results = self.run_with("-H", f'{PROGRAM} "$@" | sed 2d; exit 0')
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("register", done.stderr)
        self.assertFalse(results.exists())

    def test_the_same_seed_gives_the_same_bytes_on_every_machine(self):
        self.generate("7")
        digest = hashlib.sha256()
        for path in sorted(self.folder.iterdir()):
            digest.update(path.read_bytes())
        self.assertEqual(digest.hexdigest(), BYTES_OF_500)

    def test_another_seed_gives_other_bytes(self):
        journals = []
        for seed in ("7", "8"):
            self.generate(seed)
            journals.append((self.folder / "almoner.journal").read_bytes())
        self.assertNotEqual(*journals)


if __name__ == "__main__":
    PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
