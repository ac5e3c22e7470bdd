// SPDX-License-Identifier: Apache-2.0
// Cleans the cells of a list. What is cleaned away is never a letter or a figure.
#include "import/record.hpp"

#include <algorithm>

#include "value/utf8.hpp"

namespace almoner::csv_rules {

namespace {

bool is_blank(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

bool is_line_end(char c) { return c >= 0x09 && c <= 0x0D; }

/// Where the last code point of the text begins.
std::size_t last_code_point(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && text.size() - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80)
    --at;
  return at;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty()) {
    CodePoint first = code_point_at(text, 0);
    if (!first.valid || !is_blank(first.value)) break;
    text.remove_prefix(first.size_bytes);
  }
  while (!text.empty()) {
    std::size_t at = last_code_point(text);
    CodePoint last = code_point_at(text, at);
    if (!last.valid || !is_blank(last.value)) break;
    text.remove_suffix(text.size() - at);
  }
  return text;
}

/// The text with each run of blanks that holds a line end or tab made one blank.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != ' ' && !is_line_end(text[at])) {
      line += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && (text[end] == ' ' || is_line_end(text[end]))) ++end;
    std::string_view run = text.substr(at, end - at);
    if (std::ranges::any_of(run, is_line_end)) run = " ";
    line += run;
    at = end;
  }
  return line;
}

}  // namespace

bool ListRecord::blank() const {
  return std::ranges::all_of(cells, [](const std::string& cell) { return cell.empty(); });
}

void ListRecord::join() {
  joined.clear();
  for (const std::string& cell : cells) {
    if (&cell != &cells.front()) joined += ',';
    joined += cell;
  }
}

void clean_cell(std::string& cell) {
  if (cell.empty()) return;
  std::string_view inner = trimmed(cell);
  if (std::ranges::any_of(inner, is_line_end)) {
    cell = on_one_line(inner);
  } else if (inner.size() != cell.size()) {
    auto before = static_cast<std::size_t>(inner.data() - cell.data());
    cell.erase(before + inner.size());
    cell.erase(0, before);
  }
}

std::string simplify_sign(std::string_view amount) {
  std::string_view rest = trimmed(amount);
  bool negative = false;
  while (!rest.empty()) {
    if (rest.front() == '-' || rest.front() == '+') {
      negative ^= rest.front() == '-';
      rest = trimmed(rest.substr(1));
    } else if (rest.front() == '(' && rest.back() == ')') {
      negative = !negative;
      rest = trimmed(rest.substr(1, rest.size() - 2));
    } else {
      break;
    }
  }
  if (rest.empty()) return {};
  return (negative ? "-" : "") + std::string{rest};
}

}  // namespace almoner::csv_rules
