# SPDX-License-Identifier: Apache-2.0
"""Pictures that analysts ask for, on matplotlib (pip install almoner[plot]).

Each function draws on `ax`, or on a new figure, and returns the axes. Amounts become floats here,
at the last step, for their places on the paper only.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import Any

from ._almoner import Book

# A family is asked for only where it is installed; the last is what Debian's fonts-noto-cjk shows.
_CHINESE = [
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP",
]  # fmt: skip
_UNNAMED = "no giver named"
_OPENING = "brought forward"
_TRANSFERRED = "from other funds"
_UNSPENT = "unspent"
_MOVED = "to other funds"

_Flows = dict[tuple[str, str], Decimal]


def _axes(ax: Any, size: tuple[float, float]) -> Any:
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=size, layout="constrained")[1]


def _show_chinese(ax: Any) -> Any:
    from matplotlib import font_manager
    from matplotlib.text import Text

    known = {font.name for font in font_manager.fontManager.ttflist}
    families = ["DejaVu Sans", *[family for family in _CHINESE if family in known]]
    for text in ax.figure.findobj(Text):
        text.set_fontfamily(families)
    return ax


def _account_types(book: Book) -> dict[str, str]:
    return {row["name"]: row["type"] for row in book.accounts().to_dicts()}


def _givers(book: Book, by: str) -> dict[str, str]:
    """The label of each party."""
    if by == "donor":
        return {row["id"]: row["name"] or row["id"] for row in book.parties().to_dicts()}
    if by == "class":
        return {row["id"]: row["kind"] for row in book.parties().to_dicts()}
    raise ValueError(f"by is 'donor' or 'class', not {by!r}")


def _flows(book: Book, begin: datetime.date | None, end: datetime.date | None, by: str) -> tuple[_Flows, _Flows]:
    """What came into each fund and from whom; what went out of it and for what."""
    types, givers = _account_types(book), _givers(book, by)
    into: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    out_of: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in book.register(begin=begin, end=end).to_dicts():
        kind = types[row["account"]]
        if kind == "income":
            into[givers.get(row["party"], _UNNAMED), row["fund"]] -= row["value"]
        elif kind == "expense":
            out_of[row["fund"], row["purpose"]] += row["value"]
    for row in book.funds(begin=begin, end=end).to_dicts():
        into[_OPENING, row["fund"]] += row["opening"]
        if row["transfers"] > 0:
            into[_TRANSFERRED, row["fund"]] += row["transfers"]
        else:
            out_of[row["fund"], _MOVED] -= row["transfers"]
        out_of[row["fund"], _UNSPENT] += row["closing"]
    return ({flow: value for flow, value in into.items() if value > 0},
            {flow: value for flow, value in out_of.items() if value > 0})  # fmt: skip


class _Node:
    """A bar of the flow picture: where it stands, and how far its bands fill either side."""

    def __init__(self, bottom: float, height: float):
        self.bottom, self.height = bottom, height
        self.filled_left = self.filled_right = 0.0


def _stack(sizes: dict[str, float], slot_min: float) -> dict[str, _Node]:
    """From the top down; the slot of a thin bar still has room for its label."""
    nodes, top = {}, 0.0
    for label, size in sizes.items():
        slot = max(size, slot_min)
        nodes[label] = _Node(top - (slot + size) / 2, size)
        top -= slot + slot_min / 3
    return nodes


def _band(ax: Any, left: float, right: float, from_: tuple[float, float], to: tuple[float, float], color: Any) -> None:
    """A ribbon from one vertical stretch to another, level at both ends."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = (left + right) / 2
    points = [
        (left, from_[0]), (middle, from_[0]), (middle, to[0]), (right, to[0]),
        (right, to[1]), (middle, to[1]), (middle, from_[1]), (left, from_[1]), (left, from_[0]),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    ax.add_patch(PathPatch(Path(points, codes), facecolor=color, alpha=0.45, linewidth=0))


def _sums(flows: _Flows, side: int) -> dict[str, float]:
    """The size of each label on one side, the largest first."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for flow, value in flows.items():
        totals[flow[side]] += value
    return {label: float(totals[label]) for label in sorted(totals, key=lambda label: (-totals[label], label))}


def fund_flow(
    book: Book,
    *,
    begin: datetime.date | None = None,
    end: datetime.date | None = None,
    by: str = "donor",
    ax: Any = None,
) -> Any:
    """From givers (by="donor", or "class": person, organisation) through funds to purposes."""
    into, out_of = _flows(book, begin, end, by)
    funds = {**_sums(out_of, 0), **_sums(into, 1)}
    slot_min = 0.03 * max(sum(funds.values()), 1.0)
    columns = [_stack(_sums(into, 0), slot_min),
               _stack(dict(sorted(funds.items(), key=lambda one: -one[1])), slot_min),
               _stack(_sums(out_of, 1), slot_min)]  # fmt: skip
    ax = _axes(ax, (12, 7))
    colors = {fund: f"C{number % 10}" for number, fund in enumerate(columns[1])}
    width = 0.04
    for place, flows, fund_side in ((0, into, 1), (1, out_of, 0)):
        for flow, value in sorted(flows.items(), key=lambda one: [list(columns[place]).index(one[0][0]),
                                                                  list(columns[place + 1]).index(one[0][1])]):  # fmt: skip
            size, left, right = float(value), columns[place][flow[0]], columns[place + 1][flow[1]]
            start = left.bottom + left.height - left.filled_right
            stop = right.bottom + right.height - right.filled_left
            _band(ax, place + width, place + 1, (start - size, start), (stop - size, stop), colors[flow[fund_side]])
            left.filled_right += size
            right.filled_left += size
    for place, nodes in enumerate(columns):
        for label, node in nodes.items():
            color = colors[label] if place == 1 else "0.4"
            ax.bar(place + width / 2, node.height, width, bottom=node.bottom, color=color)
            at = place - 0.02 if place == 0 else place + width + 0.02
            ax.text(at, node.bottom + node.height / 2, f"{label}  {node.height:,.0f}",
                    ha="right" if place == 0 else "left", va="center", fontsize=9)  # fmt: skip
    ax.set_xlim(-0.6, 2.7)
    ax.set_axis_off()
    ax.set_title(f"From givers through funds to purposes, in {book.terms().base_currency}")
    return _show_chinese(ax)


def fund_balances(
    book: Book,
    *,
    begin: datetime.date | None = None,
    end: datetime.date | None = None,
    funds: list[str] | None = None,
    ax: Any = None,
) -> Any:
    """What each fund held, day by day: assets less liabilities at carrying value."""
    types = _account_types(book)
    moves: dict[str, dict[datetime.date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in book.postings(end=end).to_dicts():
        if types[row["account"]] in ("asset", "cash", "liability", "interfund"):
            day = max(row["date"], begin) if begin else row["date"]
            moves[row["fund"]][day] += row["value"]
    ax = _axes(ax, (10, 5))
    last = max((day for days in moves.values() for day in days), default=None)
    for fund in funds if funds is not None else sorted(moves):
        days = sorted(moves[fund])
        held, balance = [], Decimal(0)
        for day in days:
            balance += moves[fund][day]
            held.append(float(balance))
        if days and last is not None:
            ax.step([*days, last], [*held, held[-1]], where="post", label=fund)
    ax.set_ylabel(book.terms().base_currency)
    ax.set_title("Fund balances")
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.tick_params(axis="x", rotation=30)
    ax.grid(alpha=0.3)
    if ax.get_lines():
        ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return _show_chinese(ax)


def stock_expiry(book: Book, on: datetime.date, *, ax: Any = None) -> Any:
    """What is left of each lot of goods, from the day it came to the day it expires."""
    from matplotlib.dates import date2num

    currencies = {row["code"] for row in book.commodities().to_dicts() if row["unit"] is None}
    lots = [row for row in book.stock().to_dicts() if row["commodity"] not in currencies]
    lots.sort(key=lambda row: (row["expires"] or datetime.date.max, row["commodity"]), reverse=True)
    ax = _axes(ax, (10, 1.5 + 0.5 * len(lots)))
    for place, row in enumerate(lots):
        expires = row["expires"]
        end = max(expires or on, row["received"])
        color = "0.6" if expires is None else "C3" if expires < on else "C2"
        left = date2num(row["received"])
        ax.barh(place, date2num(end) - left, left=left, color=color, height=0.6)
        note = "no date" if expires is None else f"expired {expires}" if expires < on else f"to {expires}"
        ax.annotate(f" {row['quantity'].normalize():f} {row['unit']}, {row['value']:,}; {note}", (date2num(end), place), va="center", fontsize=9)
    ax.xaxis_date()
    ax.set_yticks(range(len(lots)), [f"{row['commodity']} {row['lot'] or row['reference']} ({row['fund']})" for row in lots])
    ax.axvline(date2num(on), color="black", linewidth=1)
    ax.margins(x=0.4)
    ax.set_title(f"Goods in hand and their dates, seen on {on}")
    ax.tick_params(axis="x", rotation=30)
    return _show_chinese(ax)
