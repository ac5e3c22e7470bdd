// SPDX-License-Identifier: Apache-2.0
// Regular expressions: the one file that knows RE2.
#include "import/pattern.hpp"

#include <re2/re2.h>

#include <almoner/error.hpp>

#include "value/utf8.hpp"

namespace almoner::csv_rules {

namespace {

/// hledger's manual promises GNU word boundaries, which RE2 lacks.
std::string without_gnu_boundaries(std::string_view regex) {
  std::string text;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] == '\\' && i + 1 < regex.size()) {
      char escaped = regex[++i];
      text += '\\';
      text += escaped == '<' || escaped == '>' ? 'b' : escaped;
    } else {
      text += regex[i];
    }
  }
  return text;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Pattern::Pattern(std::string_view regex) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  auto compiled = std::make_shared<re2::RE2>(without_gnu_boundaries(regex), options);
  if (!compiled->ok())
    throw ParseError("\"" + quote_for_message(regex) +
                     "\" is not a regular expression: " + compiled->error());
  regex_ = std::move(compiled);
}

bool Pattern::matches(std::string_view text) const {
  return re2::RE2::PartialMatch(piece(text), *regex_);
}

bool Pattern::matches(std::string_view text, std::vector<std::string>& groups) const {
  auto count = static_cast<std::size_t>(group_count());
  std::vector<re2::StringPiece> found(count + 1);
  if (!regex_->Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, found.data(),
                     static_cast<int>(found.size())))
    return false;
  for (std::size_t i = 1; i <= count; ++i) groups.emplace_back(found[i].data(), found[i].size());
  return true;
}

int Pattern::group_count() const { return regex_->NumberOfCapturingGroups(); }

}  // namespace almoner::csv_rules
