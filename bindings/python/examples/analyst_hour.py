# SPDX-License-Identifier: Apache-2.0
# %% [markdown]
# # An analyst's hour with a county society's year
#
# Everything in this book is fictional. Six questions, with pandas; the same tables with duckdb's
# SQL where duckdb is installed; two pictures. Amounts are exact (`Decimal`) all the way.
#
# Run it as a script: `python3 analyst_hour.py [JOURNAL] [FOLDER FOR PICTURES]`.

# %%
import datetime
import os
import pathlib
import sys

import matplotlib

if "ipykernel" not in sys.modules:
    matplotlib.use("Agg")
import pandas as pd

import almoner
from almoner import plot

try:
    import duckdb
except ImportError:
    duckdb = None

arguments = [] if "ipykernel" in sys.modules else sys.argv[1:]
journal = arguments[0] if arguments else os.environ.get("ALMONER_JOURNAL", "../../../tools/demo/county.journal")
pictures = pathlib.Path(arguments[1] if len(arguments) > 1 else os.environ.get("ALMONER_PICTURES", "."))

book = almoner.create_in_memory(almoner.BookTerms("某县红十字会（虚构）"))
book.post_journal(journal)
year = {"begin": datetime.date(2021, 1, 1), "end": datetime.date(2022, 1, 1)}
book.funds(**year)

# %% [markdown]
# ## 1. What is left of each purpose, and when does it lapse?
#
# A restricted fund is money for its purposes until its window ends; a fund without `until` does
# not lapse. Goods lapse by lot.

# %%
terms = book.fund_terms().to_pandas()
left = book.funds(**year).to_pandas().merge(terms[["code", "purposes", "until"]], left_on="fund", right_on="code")
left = left[left["fund_class"] == "restricted"][["purposes", "fund", "closing", "until"]]
print(left.to_string(index=False))
stock = book.stock().to_pandas()
print(stock.dropna(subset=["expires"])[["commodity", "lot", "quantity", "value", "expires"]].to_string(index=False))

# %% [markdown]
# ## 2. Where did this donor's gift go?
#
# A trace attributes units by a stated convention; its parts sum to the gift.

# %%
donor = "renxin-foundation"
given = book.register(party=donor, account="收入").to_pandas()
for reference in given["reference"]:
    trace = book.trace(reference)
    went = trace.to_pandas()
    print(f"{book.party(donor).name}, {reference}:")
    went["purpose"] = went["purpose"].astype(object).fillna("(none yet)")
    parts = went.groupby(["state", "purpose"], observed=True)["value"].sum()
    print(parts.to_string())
    print(trace.caption)
    assert parts.sum() == -given.loc[given["reference"] == reference, "value"].sum()

# %% [markdown]
# ## 3. Which gifts is this delivery attributed to?

# %%
back = book.trace_back("V-0010")  # 300 family kits, bought with money from an appeal
print(back.to_pandas()[["date", "reference", "party", "value"]].to_string(index=False))
print(back.caption)

# %% [markdown]
# ## 4. Cash against goods, by month

# %%
types = book.accounts().to_pandas().set_index("name")["type"]
postings = book.postings(**year).to_pandas()
income = postings[postings["account"].map(types) == "income"].copy()
income["kind"] = income["commodity"].map(lambda code: "cash" if code in ("CNY", "USD") else "goods")
income["month"] = income["date"].dt.strftime("%Y-%m")
by_month = -income.pivot_table(index="month", columns="kind", values="value", aggfunc="sum", observed=True).fillna(0)
print(by_month.to_string())

# %% [markdown]
# ## 5. How concentrated are the donors?
#
# The share of the largest giver and of the largest three, among givers named. Shares are ratios,
# so here, at the last step, they become floats.

# %%
givers = book.parties().to_pandas().sort_values("given", ascending=False)
total = givers["given"].sum()
print(givers[givers["given"] > 0][["name", "given"]].to_string(index=False))
print(f"largest {float(givers['given'].iloc[0] / total):.1%}, three largest {float(givers['given'].iloc[:3].sum() / total):.1%}")

# %% [markdown]
# ## 6. Release from restriction, by the year of the gift
#
# Derived from the traces, never typed in. Opening balances count as earlier years.

# %%
released = book.activities(**year).released.to_pandas()
by_year = released[["this_period", "earlier"]].sum()
print(released.to_string(index=False))
print(f"of gifts of 2021: {by_year['this_period']}; of earlier years: {by_year['earlier']}")

# %% [markdown]
# ## The same in SQL
#
# duckdb reads the tables in place, by Arrow's C stream.

# %%
if duckdb is None:
    print("duckdb is not installed: no SQL today")
else:
    rows, accounts = book.postings(**year), book.accounts()
    months = duckdb.sql("""
        select strftime(p.date, '%Y-%m') as month,
               -sum(p.value) filter (where p.commodity in ('CNY', 'USD')) as cash,
               -sum(p.value) filter (where p.commodity not in ('CNY', 'USD')) as goods
        from rows p join accounts a on a.name = p.account
        where a.type = 'income' group by month order by month
    """).fetchall()
    for month, cash, goods in months:
        print(month, cash, goods)
        assert (cash or 0, goods or 0) == tuple(by_month.loc[month, ["cash", "goods"]])

# %% [markdown]
# ## Two pictures

# %%
flow = plot.fund_flow(book, **year)
flow.figure.savefig(pictures / "fund_flow.png", dpi=120)
balances = plot.fund_balances(book, **year)
balances.figure.savefig(pictures / "fund_balances.png", dpi=120)
