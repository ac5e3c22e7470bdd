# SPDX-License-Identifier: Apache-2.0
"""Writes RESULTS.md. Every figure in it comes from the samples, the machine or the programs."""

import statistics


def quantity(name, value):
    if "memory" in name:
        return f"{value / 2**20:,.1f} MiB"
    if "bytes" in name:
        return f"{value:,.0f} B"
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:,.3g} {unit}" if value < 1000 else f"{value:,.0f} s"
    return f"{value / 1e-9:,.3g} ns"


def ratio_text(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def ratio_table(ratios, samples, missing):
    lines = ["| # | ratio | measured | floor | aim | holds |", "|---|---|---|---|---|---|"]
    for ratio in ratios:
        what = ratio.what + (f" ({ratio.note})" if ratio.note else "")
        if ratio.measured(samples):
            value = ratio.value(samples.median)
            measured, holds = ratio_text(value), ratio.verdict(value)
        else:
            absent = next(name for name in ratio.names if name not in samples)
            measured, holds = "–", "not measured: " + missing.get(absent, "was not run")
        lines.append(f"| {ratio.row} | {what} | {measured} | {ratio.target(ratio.floor)} | "
                     f"{ratio.target(ratio.aim)} | {holds} |")
    return lines


def sample_table(samples):
    lines = ["| gifts: what | median | min | max | runs |", "|---|---|---|---|---|"]
    for name, values in samples.values.items():
        shown = [quantity(name, value)
                 for value in (statistics.median(values), min(values), max(values))]
        lines.append(f"| {name} | {' | '.join(shown)} | {len(values)} |")
    return lines


def rate_table(samples, entries):
    lines = ["| side | entries/s, median |", "|---|---|"]
    for name in samples.values:
        size, _, what = name.partition(": ")
        if what in ("bulk post", "bulk rows", "bulk packed rows"):
            lines.append(f"| {name} | {entries[size] / samples.median(name):,.0f} |")
    return lines


def size_table(sizes, entries):
    lines = ["| side | table or index | bytes | bytes an entry |", "|---|---|---|---|"]
    for side, tables in sizes.items():
        for name, size in sorted(tables.items(), key=lambda pair: -pair[1]):
            lines.append(f"| {side} | {name} | {size:,} | {size / entries:,.1f} |")
    return lines


def micro_table(benchmarks):
    lines = ["| bench | time | items/s |", "|---|---|---|"]
    units = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
    for one in benchmarks:
        rate = f"{one['items_per_second']:,.0f}" if "items_per_second" in one else ""
        seconds = one["real_time"] * units[one["time_unit"]]
        lines.append(f"| {one['name']} | {quantity('', seconds)} | {rate} |")
    return lines


def write(path, *, facts, ratios, samples, missing, entries, big, sizes, checks, micro):
    text = ["# Results", "",
            "Written by `make bench`; no figure is written by hand. Only the ratios travel: they are",
            "of medians taken in one run on one machine. How each is measured: [README](README.md).",
            ""]
    text += [f"- {name}: {value}" for name, value in facts]
    text += ["", "## Ratios", "",
             f"At {big} gifts ({entries[big]:,} entries) unless the row says otherwise.", ""]
    text += ratio_table(ratios, samples, missing)
    text += ["", "## Answers", "",
             "Compared before any time was kept; a difference ends the run:", ""]
    text += [f"- {check}" for check in checks]
    text += ["", "## Measured", ""] + sample_table(samples)
    text += ["", "## Bulk", ""] + rate_table(samples, entries)
    text += ["", "## Bytes on disk", ""] + size_table(sizes, entries[big])
    text += ["", "## Micro-benches", ""] + micro_table(micro)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
