# SPDX-License-Identifier: Apache-2.0
"""Runs programs and takes their time and peak memory; keeps the figures of all runs."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ENVIRONMENT = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC",
               "BEANCOUNT_DISABLE_LOAD_CACHE": "1"}
# An almoner of the caller's must not be read in place of the one that is measured.
ENVIRONMENT.pop("ALMONER_FILE", None)


class Failed(Exception):
    """A program failed or an answer is not what it must be: the run is worth nothing."""


class Ran:
    def __init__(self, output, seconds, peak_bytes):
        self.output = output
        self.seconds = seconds
        self.peak_bytes = peak_bytes


class Programs:
    """Where the programs are that take part."""

    def __init__(self, almoner, folder):
        self.almoner = pathlib.Path(almoner).resolve()
        bin_folder = self.almoner.parent
        self.generate = bin_folder / "almoner_bench_generate"
        self.measure = bin_folder / "almoner_bench_measure"
        self.micro = bin_folder / "almoner_bench"
        self.process = bin_folder / "almoner_bench_process"
        self.figures = pathlib.Path(folder) / "figures.json"
        for program in (self.almoner, self.generate, self.measure, self.micro, self.process):
            if not program.exists():
                raise Failed(f"{program} is not built: make bench builds it")

    def run(self, *words):
        """The program's output, seconds and peak memory. Raises Failed unless it ends with 0."""
        words = [str(word) for word in words]
        done = subprocess.run([str(self.process), str(self.figures), *words], env=ENVIRONMENT,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise Failed(f"{' '.join(words)}: exit {done.returncode}\n"
                         + done.stderr.decode(errors="replace")[-2000:])
        figures = json.loads(self.figures.read_text())
        return Ran(done.stdout.decode(), figures["seconds"], figures["peak_kib"] * 1024)

    def ask(self, *words):
        """The JSON that almoner_bench_measure gives."""
        return json.loads(self.run(self.measure, *words).output)


class Samples:
    """All values measured under one name."""

    def __init__(self):
        self.values = {}

    def add(self, name, value):
        self.values.setdefault(name, []).append(value)

    def __contains__(self, name):
        return name in self.values

    def median(self, name):
        return statistics.median(self.values[name])

    def total(self, name):
        return sum(self.values.get(name, []))


class Progress:
    """One line a step on stderr, with the time since the beginning."""

    def __init__(self):
        self.begun = time.monotonic()

    def elapsed(self):
        return time.monotonic() - self.begun

    def say(self, text):
        print(f"bench [{self.elapsed():7.1f} s] {text}", file=sys.stderr, flush=True)
