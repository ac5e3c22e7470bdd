// SPDX-License-Identifier: Apache-2.0
// Tables of plain text. Figures are never cut: a cut figure is a wrong one.

#include <almoner/error.hpp>
#include <almoner/text.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace almoner {

namespace {

constexpr int gap = 2;
constexpr int cut_width_min = 4;

using Row = std::vector<std::string>;

/// Every cell escaped, every row as long as the title row, which comes first.
std::vector<Row> cells_of(const TextTable& table) {
  std::vector<Row> cells;
  cells.reserve(table.rows.size() + 1);
  cells.emplace_back();
  for (const TextColumn& column : table.columns)
    cells.back().push_back(escape_terminal(column.title));
  for (const Row& row : table.rows) {
    if (row.size() > table.columns.size())
      throw UsageError{"a row of the table has " + std::to_string(row.size()) +
                       " cells, its title row " + std::to_string(table.columns.size())};
    cells.emplace_back();
    for (const std::string& cell : row) cells.back().push_back(escape_terminal(cell));
    cells.back().resize(table.columns.size());
  }
  return cells;
}

/// Takes one column at a time from the widest left-aligned one, until the table fits or none may
/// shrink.
void shrink(std::vector<int>& widths, const std::vector<TextColumn>& columns, int max_width) {
  const int gaps = gap * (static_cast<int>(columns.size()) - 1);
  int excess = std::accumulate(widths.begin(), widths.end(), gaps) - max_width;
  for (; excess > 0; --excess) {
    int* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const bool may_shrink = columns[i].align == Align::left && widths[i] > cut_width_min;
      if (may_shrink && (widest == nullptr || widths[i] > *widest)) widest = &widths[i];
    }
    if (widest == nullptr) return;
    --*widest;
  }
}

void end_line(std::string& text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
}

}  // namespace

std::string TextTable::to_text(int max_width) const {
  if (columns.empty()) return {};
  const std::vector<Row> cells = cells_of(*this);
  std::vector<int> widths(columns.size(), 0);
  for (const Row& row : cells) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  }
  if (max_width > 0) shrink(widths, columns, max_width);

  std::string text;
  bool title = true;
  for (const Row& row : cells) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line.append(gap, ' ');
      line += columns[i].align == Align::left
                  ? pad_right(truncate_to_width(row[i], widths[i]), widths[i])
                  : pad_left(row[i], widths[i]);
    }
    end_line(line);
    text += line;
    if (title) {
      line.clear();
      for (std::size_t i = 0; i < widths.size(); ++i) {
        line.append(i > 0 ? gap : 0, ' ');
        line.append(static_cast<std::size_t>(widths[i]), '-');
      }
      end_line(line);
      text += line;
      title = false;
    }
  }
  return text;
}

}  // namespace almoner
