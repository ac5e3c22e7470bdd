// SPDX-License-Identifier: Apache-2.0
// Balances as people read them: flat or as a tree, in one column or in one for each period.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <almoner/text.hpp>

#include "book.hpp"

namespace almoner::program {

struct Balance {
  std::string commodity;
  Units quantity = 0;  ///< of that commodity
  Units value = 0;     ///< base currency

  void add(Units more_quantity, Units more_value) {
    quantity = plus(quantity, more_quantity);
    value = plus(value, more_value);
  }
  bool is_zero() const { return quantity == 0 && value == 0; }
};

/// By the values of the report's keys, in their order.
using Balances = std::map<std::vector<std::string>, Balance>;

struct BalanceColumn {
  std::string label;  ///< the period; empty where there is one column
  Balances balances;
};

/// The account's first `depth` segments; all of it where depth is 0.
std::string to_depth(const std::string& account, int depth);

struct BalanceLayout {
  /// Of each row's key, in order; "commodity" is among them.
  std::vector<std::string> keys;
  bool show_commodity = false;  ///< as a column of its own: it was asked for
  bool tree = false;            ///< accounts, which are then the first key, with their parents
  bool periods = false;  ///< a column of values for each period in place of quantity and value
};

TextTable balance_table(const BalanceLayout&, const std::vector<BalanceColumn>&, const Scales&);

}  // namespace almoner::program
