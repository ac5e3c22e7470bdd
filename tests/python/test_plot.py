# SPDX-License-Identifier: Apache-2.0
"""Pictures: their figures are the book's, and Chinese labels have glyphs."""

import datetime
import warnings

import pytest

pytest.importorskip("matplotlib")
from matplotlib import pyplot  # noqa: E402
from matplotlib.text import Text  # noqa: E402

import almoner  # noqa: E402
from almoner import plot  # noqa: E402

YEAR = {"begin": datetime.date(2021, 1, 1), "end": datetime.date(2022, 1, 1)}


@pytest.fixture(autouse=True)
def no_missing_glyphs():
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # "Glyph 32418 missing from current font"
        yield
    pyplot.close("all")


def labels(ax):
    ax.figure.canvas.draw()
    return {text.get_text() for text in ax.findobj(Text) if text.get_text()}


def test_fund_flow_shows_givers_funds_and_purposes(year):
    shown = labels(plot.fund_flow(year, **YEAR))
    assert {"清禾照明有限公司（虚构）  140,700", "LAMP  140,700", "solar-lamps  134,000", "unspent  351,480",
            "brought forward  100,000", "to other funds  5,000"} <= shown  # fmt: skip


def test_fund_flow_by_class_of_giver_adds_up(year):
    shown = labels(plot.fund_flow(year, by="class", **YEAR))
    assert {"organisation  671,300", "person  27,100", "no giver named  176,300"} <= shown
    with pytest.raises(ValueError, match="class"):
        plot.fund_flow(year, by="colour")


def test_fund_balances_end_where_the_year_ends(year):
    ax = plot.fund_balances(year, funds=["MED", "LAMP"])
    ends = {line.get_label(): line.get_ydata()[-1] for line in ax.get_lines()}
    assert ends == {"MED": 97_300.0, "LAMP": 6_700.0}
    assert set(labels(plot.fund_balances(year, **YEAR))) >= {"Fund balances", "CNY", "VIL"}


def test_stock_shows_what_has_expired(year):
    shown = labels(plot.stock_expiry(year, datetime.date(2021, 12, 31)))
    assert any("200 盒, 6,300.00; expired 2021-09-30" in text for text in shown)
    assert any("25 盏" in text and "no date" in text for text in shown)
    assert any("to 2021-09-30" in text for text in labels(plot.stock_expiry(year, datetime.date(2021, 8, 31))))


def test_pictures_of_an_empty_book_are_empty():
    with almoner.create_in_memory(almoner.BookTerms("b")) as book:
        plot.fund_flow(book)
        plot.stock_expiry(book, datetime.date(2021, 1, 1))
        plot.fund_balances(book)
