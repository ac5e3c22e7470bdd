// SPDX-License-Identifier: Apache-2.0
// Lays balances out. Quantities stay apart by commodity down to the totals; values add up.
#include "balance_table.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace almoner::program {

namespace {

using Segments = std::vector<std::string>;

Segments split(const std::string& name) {
  Segments segments;
  std::size_t begin = 0;
  for (std::size_t at = name.find(':'); at != std::string::npos; at = name.find(':', begin)) {
    segments.push_back(name.substr(begin, at - begin));
    begin = at + 1;
  }
  segments.push_back(name.substr(begin));
  return segments;
}

/// A line's place in the table: the values of its keys, in order. In segments, so that a parent
/// stands before all its children whatever characters names hold.
using LineKey = std::vector<Segments>;
using Lines = std::map<LineKey, std::vector<Balance>>;

/// Which accounts of the tree are shown, and how: a parent with nothing of its own and one child
/// is shown as part of that child's name.
class Tree {
 public:
  void add(const Segments& account) {
    own_.insert(account);
    for (std::size_t n = 1; n < account.size(); ++n)
      children_[Segments(account.begin(), account.begin() + static_cast<std::ptrdiff_t>(n))].insert(
          account[n]);
  }
  bool is_shown(const Segments& account) const {
    auto found = children_.find(account);
    return own_.contains(account) || found == children_.end() || found->second.size() != 1;
  }
  std::string name(const Segments& account) const {
    std::string indent;
    std::string joined;
    Segments parent;
    for (const std::string& segment : account) {
      joined += (joined.empty() ? "" : ":") + segment;
      parent.push_back(segment);
      if (parent.size() < account.size() && is_shown(parent)) {
        indent += "  ";
        joined.clear();
      }
    }
    return indent + joined;
  }

 private:
  std::set<Segments> own_;
  std::map<Segments, std::set<std::string>> children_;
};

std::string join(const Segments& segments) {
  return fmt::format("{}", fmt::join(segments, ":"));
}

class Layout {
 public:
  Layout(const BalanceLayout& layout, const std::vector<BalanceColumn>& columns,
         const Scales& scales)
      : layout_{layout}, columns_{columns}, scales_{scales} {
    for (const BalanceColumn& column : columns)
      for (const auto& [key, balance] : column.balances)
        if (balance.commodity != scales.base()) only_base_ = false;
    has_quantity_ = !layout.periods && (!only_base_ || layout.show_commodity);
  }

  TextTable table() {
    for (std::size_t i = 0; i < columns_.size(); ++i) add_column(i);
    TextTable table;
    add_titles(table);
    const Segments* last = nullptr;
    for (const auto& [key, amounts] : lines_) {
      if (layout_.tree && !tree_.is_shown(key.front())) continue;
      std::vector<std::string> cells;
      for (std::size_t i = 0; i < key.size(); ++i) {
        if (!is_column(i)) continue;
        // What a run of lines shares is said on its first, where other columns tell them apart.
        bool again = i == 0 && last != nullptr && *last == key.front();
        std::string name = layout_.tree && i == 0 ? tree_.name(key[i]) : join(key[i]);
        cells.push_back(again ? "" : name);
      }
      last = &key.front();
      add_amounts(cells, amounts);
      table.rows.push_back(std::move(cells));
    }
    add_totals(table);
    return table;
  }

 private:
  bool is_column(std::size_t key) const {
    return layout_.keys[key] != "commodity" || layout_.show_commodity;
  }

  void add_column(std::size_t number) {
    for (const auto& [key, balance] : columns_[number].balances) {
      LineKey line;
      for (std::size_t i = 0; i < key.size(); ++i) {
        // Values of several commodities share a line of periods; quantities never share one.
        bool shared = layout_.periods && !is_column(i);
        line.push_back(shared                         ? Segments{}
                       : layout_.keys[i] == "account" ? split(key[i])
                                                      : Segments{key[i]});
      }
      if (!layout_.tree) {
        add(line, number, balance);
        continue;
      }
      tree_.add(line.front());
      for (LineKey parent = line; !parent.front().empty(); parent.front().pop_back())
        add(parent, number, balance);
    }
  }

  void add(const LineKey& line, std::size_t number, const Balance& balance) {
    std::vector<Balance>& amounts = lines_[line];
    amounts.resize(columns_.size());
    amounts[number].commodity = balance.commodity;
    amounts[number].add(balance.quantity, balance.value);
  }

  void add_titles(TextTable& table) const {
    for (std::size_t i = 0; i < layout_.keys.size(); ++i) {
      if (!is_column(i)) continue;
      std::string title = layout_.keys[i];
      title[0] = static_cast<char>(title[0] - 'a' + 'A');
      table.columns.push_back({title});
    }
    if (has_quantity_) table.columns.push_back({"Quantity", Align::right});
    for (const BalanceColumn& column : columns_)
      table.columns.push_back(
          {layout_.periods ? column.label : "Value " + scales_.base(), Align::right});
  }

  void add_amounts(std::vector<std::string>& cells, const std::vector<Balance>& amounts) const {
    if (has_quantity_)
      cells.push_back(scales_.quantity(amounts[0].quantity, amounts[0].commodity).shown);
    for (const Balance& amount : amounts) cells.push_back(scales_.value(amount.value).shown);
  }

  void add_totals(TextTable& table) const {
    if (lines_.empty()) return;
    std::size_t figures = columns_.size() + (has_quantity_ ? 1 : 0);
    std::vector<std::string> label(table.columns.size() - figures);
    if (!label.empty()) label[0] = "Total";
    std::vector<Units> values;
    std::map<std::string, Balance> commodities;
    for (const BalanceColumn& column : columns_) {
      values.push_back(0);
      for (const auto& [key, balance] : column.balances) {
        values.back() = plus(values.back(), balance.value);
        commodities[balance.commodity].add(balance.quantity, balance.value);
      }
    }
    if (has_quantity_) {
      for (const auto& [commodity, total] : commodities) {
        std::vector<std::string> cells = label;
        cells.push_back(scales_.quantity(total.quantity, commodity).shown);
        cells.push_back(scales_.value(total.value).shown);
        table.rows.push_back(std::move(cells));
        if (!label.empty()) label[0] = "";
      }
      if (commodities.size() == 1) return;
      if (!label.empty()) label[0] = "Total value";
      label.emplace_back("");
    }
    for (Units value : values) label.push_back(scales_.value(value).shown);
    table.rows.push_back(std::move(label));
  }

  const BalanceLayout& layout_;
  const std::vector<BalanceColumn>& columns_;
  const Scales& scales_;
  Lines lines_;
  Tree tree_;
  bool only_base_ = true;
  bool has_quantity_ = false;
};

}  // namespace

std::string to_depth(const std::string& account, int depth) {
  if (depth <= 0) return account;
  std::size_t end = 0;
  for (int n = 0; n < depth; ++n) {
    end = account.find(':', end + (n > 0 ? 1 : 0));
    if (end == std::string::npos) return account;
  }
  return account.substr(0, end);
}

TextTable balance_table(const BalanceLayout& layout, const std::vector<BalanceColumn>& columns,
                        const Scales& scales) {
  return Layout{layout, columns, scales}.table();
}

}  // namespace almoner::program
