// SPDX-License-Identifier: Apache-2.0
// Questions whose answers are small: each becomes a table held whole.
#include "filters.hpp"

#include "book.hpp"
#include "table.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

Table balances(Handle& self, const Filter& filter, bool zero_rows, bool minor) {
  const auto [rows, scales] = self.use([&](Ledger& ledger) {
    return std::pair{ledger.balances(filter, zero_rows), Scales{ledger}};
  });
  Money money{scales, minor};
  Schema schema{{"account", ColumnType::names}, {"fund", ColumnType::names}, {"purpose", ColumnType::names, true},
                {"commodity", ColumnType::names}};
  money.add_columns(schema);
  RowsBuilder out{std::move(schema)};
  for (const BalanceRow& row : rows) {
    out << row.account << row.fund << row.purpose << row.commodity;
    money.put(out, row.commodity, row.quantity, row.value);
  }
  return Table{out.finish()};
}

}  // namespace

void add_tables(BookClass& book, py::module_&) {
  def_filtered(book, "balances", balances, py::arg("zero_rows") = false, py::arg("minor") = false);
}

}  // namespace almoner::python
