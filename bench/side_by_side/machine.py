# SPDX-License-Identifier: Apache-2.0
"""What the figures were measured on, asked of the machine and of the programs themselves."""

import datetime
import os
import pathlib
import platform
import re
import sqlite3
import subprocess


def first_line(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    lines = (done.stdout or done.stderr).splitlines()
    return lines[0].strip() if lines else "unknown"


def field_of(path, pattern):
    match = re.search(pattern, pathlib.Path(path).read_text(), re.M)
    return match.group(1).strip() if match else "unknown"


def memory_bytes(name="MemTotal"):
    return int(field_of("/proc/meminfo", rf"^{name}:\s+(\d+)")) * 1024


def file_system(folder):
    return first_line("stat", "-f", "-c", "%T", str(folder))


def commit(source):
    name = first_line("git", "-C", str(source), "rev-parse", "HEAD")
    changed = first_line("git", "-C", str(source), "status", "--porcelain", "--untracked-files=no")
    return name if changed == "unknown" else f"{name}, with changes that are not committed"


def facts(programs, source, folder):
    """Pairs of name and value, in the order in which they are shown."""
    system = field_of("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)')
    return [
        ("date", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")),
        ("commit", commit(source)),
        ("processor", field_of("/proc/cpuinfo", r"^model name\s*:\s*(.*)$")),
        ("cores", str(os.cpu_count())),
        ("memory", f"{memory_bytes() / 2**30:.1f} GiB"),
        ("system", f"{system}, Linux {platform.release()}"),
        ("file system", file_system(folder)),
        ("load before the run", " ".join(f"{load:.2f}" for load in os.getloadavg())),
        ("almoner", first_line(str(programs.almoner), "--version")),
        ("compiler", first_line("c++", "--version")),
        ("SQLite", sqlite3.sqlite_version),
        ("OpenSSL", first_line("openssl", "version")),
        ("hledger", first_line("hledger", "--version")),
        ("ledger", first_line("ledger", "--version")),
        ("beancount", first_line("bean-check", "--version")),
    ]
