// SPDX-License-Identifier: Apache-2.0
// Names and figures as a refusal shows them.
#pragma once

#include <string>

#include "book/chart.hpp"

namespace almoner {

class Wording {
 public:
  explicit Wording(const Chart& chart) : chart_(chart) {}

  std::string name(Id id) const { return chart_.name_of(id); }
  std::string commodity(Id id) const;                  ///< its code, also of the base currency
  std::string money(Units value) const;                ///< "2000.00 CNY"
  std::string amount(Id commodity, Units quantity) const;
  std::string place(const PostingRecord&) const;       ///< "Assets:Stock (fund LAMP)"
  std::string line(const LineKey&) const;              ///< "fund LAMP, LAMP in Assets:Stock"
  std::string purposes(const Fund&) const;             ///< "solar-lamps, village/roads" or "any purpose"
  std::string window(const Fund&) const;               ///< "from 2021-01-01 until 2021-12-31"
  /// Why value may not move freely from giver to receiver; empty where it may.
  std::string why_not_down(const Fund& giver, const Fund& receiver) const;

 private:
  const Chart& chart_;
};

}  // namespace almoner
