// SPDX-License-Identifier: Apache-2.0
// Reads tags as hledger does (name up to the colon, value up to the comma) and refuses what
// would silently lose a restriction: `fnud: MED`, `fund：MED`, `fund: MED party: x`.

#include "text/journal_tags.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <almoner/text.hpp>

namespace almoner {

namespace {

constexpr std::string_view wide_colon = "：";
constexpr std::array<std::string_view, 2> wide_separators{"，", "；"};
constexpr std::size_t harmless_max = 256;

/// hledger reads these as other dates of the posting; to lose them silently would be wrong.
bool is_date_tag(std::string_view name) {
  return name == "date" || name == "date2";
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/// The run of ASCII letters and hyphens that ends where the text does.
std::string_view last_word(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && is_name_character(text[begin - 1])) --begin;
  return text.substr(begin);
}

std::string lower_case(std::string_view text) {
  std::string lower{text};
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  return lower;
}

}  // namespace

std::size_t quoted_size(std::string_view text) noexcept {
  for (std::size_t end = text.find('"', 1); end != text.npos; end = text.find('"', end + 2)) {
    if (!text.substr(end).starts_with("\"\"")) return end + 1;
  }
  return text.npos;
}

std::string without_quotes(std::string_view value) {
  if (!value.starts_with('"') || quoted_size(value) != value.size()) return std::string{value};
  std::string text;
  text.reserve(value.size());
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    text.push_back(value[i]);
    if (value[i] == '"' && i + 2 < value.size() && value[i + 1] == '"') ++i;
  }
  return text;
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> parts;
  while (true) {
    list = trimmed(list);
    const std::size_t quoted = list.starts_with('"') ? quoted_size(list) : 0;
    const std::size_t end = std::min(list.find(',', quoted == list.npos ? 0 : quoted), list.size());
    parts.push_back(without_quotes(trimmed(list.substr(0, end))));
    if (end == list.size()) return parts;
    list.remove_prefix(end + 1);
  }
}

std::string FoundTag::text() const {
  return without_quotes(value);
}

JournalTags::JournalTags(std::vector<std::string> known) : known_{std::move(known)} {}

std::size_t JournalTags::find(std::string_view name) const noexcept {
  std::size_t i = 0;
  while (i < known_.size() && known_[i] != name) ++i;
  return i;
}

/// The first known name in the text that is followed by a colon, after a blank; empty if none.
std::string_view JournalTags::find_tag_within(std::string_view text) const {
  for (std::size_t colon = text.find(':'); colon != text.npos; colon = text.find(':', colon + 1)) {
    const std::string_view word = last_word(text.substr(0, colon));
    const bool begins = word.data() == text.data() || is_blank(*(word.data() - 1));
    if (!word.empty() && begins && (is_known(word) || is_date_tag(word))) return word;
  }
  return {};
}

void JournalTags::check_full_width(const JournalLine& line, std::string_view text) const {
  if (text.find('\xEF') == text.npos) return;
  for (std::size_t at = text.find(wide_colon); at != text.npos;
       at = text.find(wide_colon, at + wide_colon.size())) {
    const std::string_view word = last_word(text.substr(0, at));
    if (word.empty() || !is_known(word)) continue;
    refuse(line, word,
           in_quotes(text.substr(static_cast<std::size_t>(word.data() - text.data()))) +
               " has a full-width colon, which makes no tag; write \"" + std::string{word} +
               ": \" with an ASCII colon");
  }
  for (std::size_t colon = text.find(':'); colon != text.npos; colon = text.find(':', colon + 1)) {
    const std::string_view word = last_word(text.substr(0, colon));
    if (word.empty() || !is_known(word)) continue;
    std::string_view before = text.substr(0, static_cast<std::size_t>(word.data() - text.data()));
    before = trimmed(before);
    for (const std::string_view separator : wide_separators) {
      if (!before.ends_with(separator)) continue;
      refuse(line, word,
             "a full-width \"" + std::string{separator} + "\" before " + in_quotes(word) +
                 " hides the tag; write \"; \" to begin a comment and \", \" between tags");
    }
  }
}

void JournalTags::check_unknown(const JournalLine& line, std::string_view name,
                                std::string_view after) {
  constexpr std::size_t length_min = 3;  // anything is near a word of two letters
  if (is_date_tag(name)) {
    refuse(line, name,
           "dates of single postings, \"" + std::string{name} +
               ":\", are not supported; all postings have the entry's date (the day of "
               "a document is \"dated:\")");
  }
  if (name.size() < length_min || after.starts_with("//")) return;
  if (!std::all_of(name.begin(), name.end(), is_name_character)) return;
  std::string text{name};
  if (harmless_.contains(text)) return;
  std::string near = lower_case(name);
  if (!is_known(near)) near = nearest_name(text, known_);
  if (!near.empty()) {
    refuse(line, name,
           "the tag \"" + text + ":\" is not known; did you mean \"" + near +
               ":\"? (Text that is no tag needs no colon.)");
  }
  if (harmless_.size() < harmless_max) harmless_.insert(std::move(text));
}

/// Cuts the value off the front of `rest`, which then begins after the comma.
std::string_view JournalTags::take_value(const JournalLine& line, const FoundTag& tag,
                                         std::string_view& rest) const {
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  const bool known = tag.tag < known_.size();
  std::size_t end = 0;
  if (known && rest.starts_with('"')) {
    end = quoted_size(rest);
    if (end == rest.npos) {
      refuse(line, rest,
             "the value " + in_quotes(rest) + " of \"" + std::string{tag.name} +
                 ":\" begins with a double quote and has none at its end");
    }
    const std::string_view value = rest.substr(0, end);
    rest = trimmed(rest.substr(end));
    if (!rest.empty() && rest.front() != ',') {
      refuse(line, rest, in_quotes(rest) + " follows a quoted value; write a comma between tags");
    }
    if (!rest.empty()) rest.remove_prefix(1);
    return value;
  }
  end = std::min(rest.find(','), rest.size());
  const std::string_view value = trimmed(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  check_full_width(line, value);
  if (const std::string_view inner = find_tag_within(value); !inner.empty()) {
    refuse(line, inner,
           "the tag \"" + std::string{inner} + ":\" stands within the value of \"" +
               std::string{tag.name} + ":\"; write a comma between tags");
  }
  return value;
}

const std::vector<FoundTag>& JournalTags::read(const JournalLine& line, std::string_view comment) {
  found_.clear();
  std::string_view rest = comment;
  while (true) {
    const std::size_t colon = rest.find(':');
    check_full_width(line, rest.substr(0, colon == rest.npos ? colon : colon + 1));
    if (colon == rest.npos) return found_;
    std::size_t begin = colon;
    while (begin > 0 && !is_blank(rest[begin - 1]) && rest[begin - 1] != ',') --begin;
    FoundTag tag;
    tag.name = rest.substr(begin, colon - begin);
    rest.remove_prefix(colon + 1);
    if (tag.name.empty()) continue;
    tag.tag = find(tag.name);
    if (tag.tag == known_.size()) check_unknown(line, tag.name, rest);
    tag.value = take_value(line, tag, rest);
    if (tag.tag < known_.size()) found_.push_back(tag);
  }
}

}  // namespace almoner
