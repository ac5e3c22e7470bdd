// SPDX-License-Identifier: Apache-2.0
// A regular expression of a rules file. RE2 matches in time linear in the text and never runs
// out of stack, whatever a published list holds, and takes 、 or 院 for one character.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace almoner::csv_rules {

class Pattern {
 public:
  /// Case is ignored; hledger's \< and \> are taken as \b. Throws ParseError with RE2's reason.
  explicit Pattern(std::string_view regex);

  /// Matches anywhere in the text. A text that is not UTF-8 matches nothing.
  bool matches(std::string_view text) const;
  /// Appends what each group holds (nothing: empty) where it matches.
  bool matches(std::string_view text, std::vector<std::string>& groups) const;
  int group_count() const;

 private:
  std::shared_ptr<const re2::RE2> regex_;  // never changes, so copies share it
};

}  // namespace almoner::csv_rules
