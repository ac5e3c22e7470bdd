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

/// A line's place in the table. By segments, so that a parent stands before all its children
/// whatever characters names hold.
struct LineKey {
  Segments account;  ///< empty where the table has no accounts
  std::vector<std::string> others;

  auto operator<=>(const LineKey&) const = default;
};
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

std::string join(const Segments& segments) { return fmt::format("{}", fmt::join(segments, ":")); }

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
    const Segments* last_account = nullptr;
    for (const auto& [key, amounts] : lines_) {
      if (layout_.tree && !tree_.is_shown(key.account)) continue;
      std::vector<std::string> cells;
      if (has_account()) {
        bool same = last_account != nullptr && *last_account == key.account;
        std::string name = layout_.tree ? tree_.name(key.account) : join(key.account);
        cells.push_back(same ? "" : name);
        last_account = &key.account;
      }
      for (std::size_t i = 0; i < key.others.size(); ++i)
        if (is_column(other_names_[i])) cells.push_back(key.others[i]);
      add_amounts(cells, amounts);
      table.rows.push_back(std::move(cells));
    }
    add_totals(table);
    return table;
  }

 private:
  bool has_account() const {
    return std::find(layout_.keys.begin(), layout_.keys.end(), "account") != layout_.keys.end();
  }
  bool is_column(const std::string& key) const {
    return key != "commodity" || layout_.show_commodity;
  }

  void add_column(std::size_t number) {
    for (const auto& [key, balance] : columns_[number].balances) {
      LineKey line;
      other_names_.clear();
      for (std::size_t i = 0; i < key.size(); ++i) {
        const std::string& name = layout_.keys[i];
        if (name == "account") {
          line.account = split(key[i]);
        } else if (name != "commodity" || !layout_.periods || layout_.show_commodity) {
          // Values of several commodities share a line of periods; quantities never share one.
          line.others.push_back(key[i]);
          other_names_.push_back(name);
        }
      }
      if (!layout_.tree) {
        add(line, number, balance);
        continue;
      }
      tree_.add(line.account);
      for (LineKey parent = line; !parent.account.empty(); parent.account.pop_back())
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
    for (const std::string& key : layout_.keys) {
      if (key == "account" || !is_column(key)) continue;
      std::string title = key;
      title[0] = static_cast<char>(title[0] - 'a' + 'A');
      table.columns.push_back({title});
    }
    // The account stands first, wherever --by named it: it is what the eye follows.
    if (has_account()) table.columns.insert(table.columns.begin(), {"Account"});
    if (has_quantity_) table.columns.push_back({"Quantity", Align::right});
    for (const BalanceColumn& column : columns_)
      table.columns.push_back(
          {layout_.periods ? column.label : "Value " + scales_.base(), Align::right});
  }

  void add_amounts(std::vector<std::string>& cells, const std::vector<Balance>& amounts) const {
    if (has_quantity_)
      cells.push_back(scales_.quantity(amounts[0].quantity, amounts[0].commodity).shown);
    for (const Balance& amount : amounts)
      cells.push_back(scales_.value(amount.value).shown);
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
  std::vector<std::string> other_names_;
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
