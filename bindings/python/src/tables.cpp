// SPDX-License-Identifier: Apache-2.0
// Questions whose answers are small: each becomes a table held whole.
#include "book.hpp"
#include "filters.hpp"
#include "table.hpp"
#include "trace_table.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

/// What a Ledger answers, with the scales of that moment.
template <typename Ask>
auto asked(Handle& self, const Ask& ask) {
  return self.use([&](Ledger& ledger) { return std::pair{ask(ledger), Scales{ledger}}; });
}

Table balances(Handle& self, const Filter& filter, bool zero_rows, bool minor) {
  const auto [rows, scales] = asked(self, [&](Ledger& ledger) { return ledger.balances(filter, zero_rows); });
  const Money money{scales, minor};
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

Table funds(Handle& self, const Filter& filter, bool minor) {
  const auto [rows, scales] = asked(self, [&](Ledger& ledger) { return ledger.funds(filter); });
  const Money money{scales, minor};
  Schema schema{{"fund", ColumnType::names}, {"fund_class", ColumnType::names}};
  for (const char* name : {"opening", "received", "transfers", "spent", "closing"}) money.add_value(schema, name);
  RowsBuilder out{std::move(schema)};
  for (const FundRow& row : rows)
    out << row.fund << to_string(row.fund_class) << row.opening << row.received << row.transfers << row.spent << row.closing;
  return Table{out.finish()};
}

Table stock(Handle& self, const Filter& filter, bool minor) {
  const auto [rows, scales] = asked(self, [&](Ledger& ledger) { return ledger.stock(filter); });
  const Money money{scales, minor};
  Schema schema{{"account", ColumnType::names},    {"fund", ColumnType::names},
                {"commodity", ColumnType::names},  {"unit", ColumnType::names, true},
                {"lot", ColumnType::text, true},   {"received", ColumnType::date, true},
                {"expires", ColumnType::date, true}, {"reference", ColumnType::text}};
  money.add_columns(schema);
  RowsBuilder out{std::move(schema)};
  for (const StockRow& row : rows) {
    out << row.account << row.fund << row.commodity << row.unit << row.lot << row.received << row.expires << row.reference;
    money.put(out, row.commodity, row.quantity, row.value);
  }
  return Table{out.finish()};
}

std::string convention(const Trace& trace) {
  const bool by_expiry = trace.policy.starts_with("fefo");
  return (trace.direction == Direction::forward ? "Where " + trace.reference + " went"
                                                : "Gifts that " + trace.reference + " is attributed to") +
         ". Attributed by " + trace.policy + ", a convention: units are attributed to gifts in the order " +
         (by_expiry ? "in which they expire" : "received") + "; it does not say which coin paid.";
}

Table trace(Handle& self, const Text& reference, Direction direction, bool minor) {
  const auto [trace, scales] = asked(self, [&](Ledger& ledger) { return ledger.trace(reference.value, direction); });
  return table_of(trace, scales, minor);
}

struct ActivityTables {
  Table rows;
  Table released;
};

Table activity_rows(const Activities& activities, const Money& money) {
  Schema schema{{"account", ColumnType::names}, {"type", ColumnType::names}, {"fund_class", ColumnType::names}};
  money.add_value(schema, "value");
  RowsBuilder out{std::move(schema)};
  for (const ActivityRow& row : activities.rows) out << row.account << to_string(row.type) << to_string(row.fund_class) << row.value;
  return Table{out.finish()};
}

Table release_rows(const Activities& activities, const Money& money) {
  Schema schema{{"fund", ColumnType::names}, {"income_account", ColumnType::names}};
  money.add_value(schema, "this_period");
  money.add_value(schema, "earlier");
  RowsBuilder out{std::move(schema)};
  for (const ReleaseRow& row : activities.released) out << row.fund << row.income_account << row.this_period << row.earlier;
  return Table{out.finish(), "Released from restriction, split by the dates of the gifts that spending is attributed to."};
}

ActivityTables activities(Handle& self, const Filter& filter, bool minor) {
  const auto [answer, scales] = asked(self, [&](Ledger& ledger) { return ledger.activities(filter); });
  const Money money{scales, minor};
  return {activity_rows(answer, money), release_rows(answer, money)};
}

Table parties(Handle& self, bool minor) {
  const auto [rows, scales] = asked(self, [](Ledger& ledger) { return ledger.parties(); });
  const Money money{scales, minor};
  Schema schema{{"id", ColumnType::text},         {"name", ColumnType::text, true}, {"kind", ColumnType::names},
                {"is_public", ColumnType::truth}, {"erased", ColumnType::truth},    {"restricted", ColumnType::truth},
                {"postings", ColumnType::whole}};
  money.add_value(schema, "given");
  money.add_value(schema, "received");
  RowsBuilder out{std::move(schema)};
  for (const PartyRow& row : rows)
    out << row.id << row.name << to_string(row.kind) << row.is_public << row.erased << row.restricted << row.postings << row.given << row.received;
  return Table{out.finish()};
}

}  // namespace

Table table_of(const Trace& trace, const Scales& scales, bool minor) {
  const Money money{scales, minor};
  Schema schema{{"date", ColumnType::date},           {"seq", ColumnType::whole},
                {"reference", ColumnType::text},      {"state", ColumnType::names},
                {"account", ColumnType::names, true}, {"fund", ColumnType::names, true},
                {"purpose", ColumnType::names, true}, {"party", ColumnType::names, true},
                {"commodity", ColumnType::names}};
  money.add_columns(schema, true);
  RowsBuilder out{std::move(schema)};
  for (const TracePart& part : trace.parts) {
    out << part.date << part.seq << part.reference << to_string(part.state) << part.account << part.fund << part.purpose
        << part.party << part.commodity;
    money.put(out, part.commodity, part.quantity, part.value);
  }
  return Table{out.finish(), convention(trace)};
}

void add_tables(BookClass& book, py::module_& module) {
  py::class_<ActivityTables>(module, "Activities", "Income, expense and releases of a period.")
      .def_readonly("rows", &ActivityTables::rows)
      .def_readonly("released", &ActivityTables::released);
  def_filtered(book, "balances", balances, py::arg("zero_rows") = false, py::arg("minor") = false);
  def_filtered(book, "funds", funds, py::arg("minor") = false);
  def_filtered(book, "stock", stock, py::arg("minor") = false);
  def_filtered(book, "activities", activities, py::arg("minor") = false);
  book.def(
          "trace",
          [](Handle& self, const Text& reference, bool minor) { return trace(self, reference, Direction::forward, minor); },
          py::arg("reference"), py::kw_only(), py::arg("minor") = false)
      .def(
          "trace_back",
          [](Handle& self, const Text& reference, bool minor) { return trace(self, reference, Direction::back, minor); },
          py::arg("reference"), py::kw_only(), py::arg("minor") = false)
      .def("parties", parties, py::kw_only(), py::arg("minor") = false);
}

}  // namespace almoner::python
