// SPDX-License-Identifier: Apache-2.0
// Tags in comments: `name: value`, separated by commas.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "text/journal_lines.hpp"

namespace almoner {

/// A tag that we know. The views point into the line.
struct FoundTag {
  std::size_t tag = 0;  ///< its place in the list of known names
  std::string_view name;
  std::string_view value;  ///< as written, with its quotes

  /// The value: without blanks at its ends, or what the double quotes hold ("" is a quote).
  std::string text() const;
};

/// Size of the text in double quotes that begins here, with its quotes ("" within is a quote);
/// npos where it is never closed.
std::size_t quoted_size(std::string_view text) noexcept;

/// What a text in double quotes holds; any other text as it is.
std::string without_quotes(std::string_view value);

/// Splits a list at its commas; each part trimmed and without its quotes, which begin a part.
std::vector<std::string> split_list(std::string_view list);

/// Finds known tags in comments.
class JournalTags {
 public:
  explicit JournalTags(std::vector<std::string> known);

  /// The known tags of the comment, in order; valid until the next call. Other text is passed
  /// over. Throws ParseError for what was probably meant as one of ours: a name that is nearly
  /// known, a full-width mark in place of : or , or ; and a tag within the value of another.
  const std::vector<FoundTag>& read(const JournalLine&, std::string_view comment);

  /// Throws ParseError where the text holds `；fund: X`, `fund：X` and the like: full-width marks
  /// begin no comment and make no tag, so it would be lost.
  void check_full_width(const JournalLine&, std::string_view text) const;

  const std::vector<std::string>& known() const noexcept { return known_; }

 private:
  std::size_t find(std::string_view name) const noexcept;
  bool is_known(std::string_view name) const noexcept { return find(name) < known_.size(); }
  std::string_view find_tag_within(std::string_view text) const;
  void check_unknown(const JournalLine&, std::string_view name, std::string_view after);
  std::string_view take_value(const JournalLine&, const FoundTag&, std::string_view& rest) const;

  std::vector<std::string> known_;
  std::vector<FoundTag> found_;
  std::unordered_set<std::string> harmless_;  // names seen that are near none of ours
};

}  // namespace almoner
