// SPDX-License-Identifier: Apache-2.0
// Text for people: widths on a terminal, escapes for each place it may be shown, plain tables.
#pragma once

#include <almoner/export.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace almoner {

/// Columns that the text takes on a terminal: 2 for a wide East Asian character or an emoji,
/// 1 for other visible ones, 0 for control characters and what combines. A byte that is not
/// UTF-8 counts 1.
ALMONER_EXPORT int display_width(std::string_view text);

/// The text where it fits in `width` columns, else its beginning and "…", never cutting a
/// character that a reader sees as one. Nothing where `width` is 0 or less.
ALMONER_EXPORT std::string truncate_to_width(std::string_view text, int width);

/// The text with blanks after it (pad_right) or before it (pad_left) up to `width` columns;
/// as it is where it is wider.
ALMONER_EXPORT std::string pad_right(std::string_view text, int width);
ALMONER_EXPORT std::string pad_left(std::string_view text, int width);

/// Safe to print on a terminal: control characters (line ends and tabs too), line separators
/// and bidi marks, overrides and isolates become \u{1b}; a byte that is not UTF-8 becomes \x{ff}.
ALMONER_EXPORT std::string escape_terminal(std::string_view text);

/// Safe in HTML text and in a quoted attribute: & < > " ' become character references.
ALMONER_EXPORT std::string escape_html(std::string_view text);

/// One field of a CSV row (RFC 4180), quoted where it must be. `text` is true for what people
/// wrote: a beginning that a spreadsheet would take for a formula (= + - @, their full-width
/// forms, tab, CR, LF) then gets an apostrophe before it. False for figures of our own.
ALMONER_EXPORT std::string csv_field(std::string_view field, bool text);

/// One field of a TSV row, with the same apostrophe: tab, line end, CR and backslash become
/// \t \n \r \\.
ALMONER_EXPORT std::string tsv_field(std::string_view field, bool text);

/// The known name that `wanted` was probably meant to be (few changed, missing, added or
/// swapped characters), the first of equals; empty where none is near.
ALMONER_EXPORT std::string nearest_name(std::string_view wanted,
                                        const std::vector<std::string>& known);

enum class Align { left, right };

struct TextColumn {
  std::string title;
  Align align = Align::left;
};

/// A table of plain text: a title row, a rule, the rows; two blanks between columns.
struct ALMONER_EXPORT TextTable {
  std::vector<TextColumn> columns;
  /// A row may be shorter than `columns` (empty cells follow); more cells throw UsageError.
  std::vector<std::vector<std::string>> rows;

  /// The table, each line ended by "\n" and without blanks before that. Cells are shown through
  /// escape_terminal. Where it is wider than `max_width` columns (0: no limit), the widest
  /// left-aligned columns are cut with "…" but not below 4; figures, which stand right, are
  /// never cut, so the result may still be wider.
  std::string to_text(int max_width) const;
};

}  // namespace almoner
