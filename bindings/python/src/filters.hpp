// SPDX-License-Identifier: Apache-2.0
// What questions share: their filter as keywords, and how their amounts become columns.
#pragma once

#include <almoner/ledger.hpp>

#include <string>
#include <unordered_map>

#include "book.hpp"
#include "columns.hpp"
#include "values.hpp"

namespace almoner::python {

/// Decimals by commodity, as of now.
class Scales {
 public:
  explicit Scales(const Ledger& ledger) : Scales{ledger.commodities()} {}
  explicit Scales(const std::vector<CommodityTerms>&);  ///< base currency first
  int of(const std::string& commodity) const { return by_commodity_.at(commodity); }
  int base() const { return base_; }
  int min() const { return min_; }
  int max() const { return max_; }

 private:
  std::unordered_map<std::string, int> by_commodity_{};
  int base_ = 0;
  int min_ = 0;
  int max_ = 0;
};

/// The columns quantity and value of a table: decimal128, or (`minor`) int64 smallest units with
/// the scale of each row's commodity beside the quantity.
class Money {
 public:
  Money(const Scales& scales, bool minor) : scales_{scales}, minor_{minor} {}

  void add_columns(Schema&, bool quantity_nullable = false) const;
  void put(RowsBuilder&, const std::string& commodity, std::optional<Units> quantity, Units value) const;

  /// A column of base currency alone, and its cell.
  void add_value(Schema&, const char* name) const;

 private:
  const Scales& scales_;
  bool minor_;
};

Filter make_filter(Text account, Text fund, Text purpose, Text party, std::optional<Date> begin, std::optional<Date> end);

/// Binds a question: its filter as keywords, then `extra` of its own.
template <typename Answer, typename... Own, typename... Extra>
void def_filtered(BookClass& book, const char* name, Answer (*ask)(Handle&, const Filter&, Own...), const Extra&... extra) {
  book.def(
      name,
      [ask](Handle& self, Text account, Text fund, Text purpose, Text party, std::optional<Date> begin,
            std::optional<Date> end, Own... own) {
        return ask(self,
                   make_filter(std::move(account), std::move(fund), std::move(purpose), std::move(party), begin, end),
                   own...);
      },
      py::kw_only(), py::arg("account") = "", py::arg("fund") = "", py::arg("purpose") = "", py::arg("party") = "",
      py::arg("begin") = std::nullopt, py::arg("end") = std::nullopt, extra...);
}

}  // namespace almoner::python
