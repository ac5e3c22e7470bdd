# SPDX-License-Identifier: Apache-2.0
"""What pyarrow, polars, duckdb and current pandas make of a table; where one is not installed, its
tests say so. `make test-wheel` has them all."""

import datetime
from decimal import Decimal

import pytest

from conftest import gift


@pytest.fixture
def pyarrow():
    return pytest.importorskip("pyarrow")


def addresses(column):
    return [buffer.address for chunk in column.chunks for buffer in chunk.buffers() if buffer is not None]


def tables_of(year):
    yield from (year.balances(), year.register(), year.postings(), year.funds(), year.stock(), year.parties(),
                year.fund_terms(), year.accounts(), year.trace("G-0002"), year.activities().released,
                year.postings(minor=True), year.trace_back("V-0011", minor=True))  # fmt: skip


def test_pyarrow_takes_every_table_and_finds_it_valid(pyarrow, year):
    for table in tables_of(year):
        taken = pyarrow.table(table)
        taken.validate(full=True)
        assert taken.to_pylist() == table.to_dicts()
        assert pyarrow.schema(table) == taken.schema
        empty = taken.schema.empty_table()
        assert empty.column_names == table.columns


def test_pyarrow_sees_the_types_that_the_documentation_names(pyarrow, year):
    schema = pyarrow.table(year.register()).schema
    assert schema.field("value").type == pyarrow.decimal128(19, 2)
    assert schema.field("date").type == pyarrow.date32()
    assert schema.field("fund").type == pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    assert schema.field("narration").nullable and not schema.field("value").nullable


def test_pyarrow_copies_nothing(pyarrow, year):
    for table in (year.register(), year.balances()):
        one, other = pyarrow.table(table), pyarrow.table(table)
        for name in table.columns:
            assert addresses(one[name]) == addresses(other[name]) != []


def test_buffers_outlive_table_and_book(pyarrow, book):
    book.post_all(gift(f"G-{number}", 1) for number in range(40_000))
    taken = [pyarrow.table(book.balances()), pyarrow.table(book.postings())]
    book.close()
    assert taken[0].num_rows == 2
    assert sum(taken[1].column("value").to_pylist()) == 0


def test_a_reader_streams_in_batches_and_a_closed_book_ends_it(pyarrow, book):
    book.post_all(gift(f"G-{number}", 1) for number in range(80_000))
    reader = pyarrow.RecordBatchReader.from_stream(book.postings())
    assert reader.read_next_batch().num_rows == 65_536
    book.close()
    with pytest.raises(OSError, match="closed"):
        reader.read_all()


def test_polars_takes_amounts_days_and_names(year):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(year.register())
    assert frame.height == len(year.register())
    assert frame["value"].dtype.is_decimal() and frame["date"].dtype == polars.Date
    med = frame.filter(polars.col("fund").cast(polars.String) == "MED")
    paid = med.filter(polars.col("account").cast(polars.String).str.starts_with("费用"))
    assert paid["value"].sum() == Decimal("184300.00")
    assert frame["purpose"].null_count() == sum(row["purpose"] is None for row in year.register().to_dicts())
    assert polars.DataFrame(year.postings())["quantity"].to_list() == [row["quantity"] for row in year.postings().to_dicts()]


def test_duckdb_queries_tables_in_place(year):
    duckdb = pytest.importorskip("duckdb")
    rows, accounts = year.postings(), year.accounts()
    spent = duckdb.sql("""
        select p.fund, sum(p.value) from rows p join accounts a on a.name = p.account
        where a.type = 'expense' and p.date >= date '2021-01-01' group by p.fund order by p.fund
    """).fetchall()
    assert dict(spent) == {"DIS": 75_750, "EDU": 15_000, "LAMP": 134_000, "MED": 184_300, "U": 14_170, "VIL": 200_000}
    assert duckdb.sql("select count(*) from rows").fetchall() == [(72,)]
    assert duckdb.sql("select count(*) from rows").fetchall() == [(72,)]
    del rows, accounts


def test_pandas_takes_a_stream_where_it_can(pyarrow, year):
    pandas = pytest.importorskip("pandas")
    if not hasattr(pandas.DataFrame, "from_arrow"):
        pytest.skip(f"pandas {pandas.__version__} takes no Arrow stream yet: to_pandas() is tested elsewhere")
    frame = pandas.DataFrame.from_arrow(year.funds())
    assert frame["closing"].sum() == Decimal("351480.00")
    assert frame["fund"].dtype == "category"


def test_values_of_far_days_and_none_survive(pyarrow, book):
    book.post(gift("G-1", "0.01", day=datetime.date(2999, 12, 31)))
    taken = pyarrow.table(book.register())
    assert taken["date"].to_pylist() == [datetime.date(2999, 12, 31)] * 2
    assert taken["party"].null_count == 2
