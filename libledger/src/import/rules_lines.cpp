// SPDX-License-Identifier: Apache-2.0
// Cuts a rules file into lines and lines into words. Knows nothing of what they mean.
#include "import/rules_lines.hpp"

#include <algorithm>
#include <istream>

#include <almoner/error.hpp>

#include "value/utf8.hpp"

namespace almoner::csv_rules {

namespace {
constexpr std::size_t lines_max = 100'000;
}

std::vector<RuleLine> read_rule_lines(std::istream& stream) {
  std::vector<RuleLine> lines;
  std::string text;
  while (std::getline(stream, text)) {
    RuleLine line{.text = {}, .number = static_cast<int>(lines.size()) + 1, .indented = false};
    if (lines.size() == lines_max)
      throw ParseError("rules: the file is too long to be rules", line.number);
    if (lines.empty() && text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (!text.empty() && text.back() == '\r') text.pop_back();
    if (!valid_utf8(text))
      throw ParseError("rules: not UTF-8; convert with iconv -f GB18030 -t UTF-8", line.number);
    line.indented = text.starts_with(' ') || text.starts_with('\t');
    line.text = trimmed(text);
    lines.push_back(std::move(line));
  }
  if (stream.bad()) throw StorageError("rules: the file cannot be read");
  return lines;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    auto at = text.find(separator);
    parts.push_back(trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::pair<std::string_view, std::string_view> first_word(std::string_view text) {
  auto end = std::min(text.find_first_of(" \t:"), text.size());
  std::string_view word = text.substr(0, end);
  std::string_view rest = trimmed(text.substr(end));
  if (rest.starts_with(':')) rest = trimmed(rest.substr(1));
  return {word, rest};
}

}  // namespace almoner::csv_rules
