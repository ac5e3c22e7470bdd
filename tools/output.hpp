// SPDX-License-Identifier: Apache-2.0
// The one place that writes a result: as a table for people (table, html) or in a small, flat,
// exact form for programs (json, ndjson, csv, tsv). Amounts are text everywhere.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <almoner/amount.hpp>
#include <almoner/text.hpp>

#include "descriptor_stream.hpp"

namespace almoner::program {

enum class Format : std::uint8_t { table, json, ndjson, csv, tsv, html };

/// What -O says or, without it, what the ending of -o FILE implies; else absent.
/// Throws UsageError for a format or an ending that we do not write.
std::optional<Format> stated_format(const std::string& name, const std::string& file);

/// What a column holds, which decides its side in a table and its type in JSON.
enum class Kind : std::uint8_t {
  text,    ///< what people wrote: neutralised in CSV and TSV
  word,    ///< our own words and dates
  amount,  ///< exact decimal text
  count,   ///< a number in JSON
  flag,    ///< true or false in JSON
};

struct Column {
  std::string name;  ///< in machine formats
  Kind kind = Kind::text;
  std::string title{};  ///< in tables; empty: the name
};

/// One value: exact for programs and, where that differs, as people read it.
struct Cell {
  std::string exact;
  std::string shown;

  Cell(std::string text) : exact{text}, shown{std::move(text)} {}  // NOLINT: a cell is a text
  Cell(const char* text) : Cell{std::string{text}} {}              // NOLINT: as above
  Cell(std::string exact_text, std::string shown_text)
      : exact{std::move(exact_text)}, shown{std::move(shown_text)} {}
};

Cell amount_cell(Units units, int scale);  ///< -101000.00, shown as -101,000.00
Cell count_cell(std::uint64_t count);
Cell flag_cell(bool flag);  ///< true or false, shown as yes or nothing

/// Standard output, or a file that appears whole under its name or not at all.
class Destination {
 public:
  /// Empty or "-": standard output. Throws StorageError if the file cannot be made.
  explicit Destination(const std::string& file);
  Destination(const Destination&) = delete;
  Destination& operator=(const Destination&) = delete;
  ~Destination();  ///< without finish() the file is gone

  std::ostream& stream();
  bool is_terminal() const { return is_terminal_; }
  /// Throws StorageError where not all of it was written.
  void finish();

 private:
  std::string file_;
  std::string temporary_;
  int descriptor_ = -1;
  std::unique_ptr<DescriptorBuffer> buffer_;
  std::unique_ptr<std::ostream> out_;
  bool is_terminal_ = false;
};

/// Standard output by way of std::cout, from here to the end of the program, whatever library
/// writes there: so that a failure is known, and why.
class StandardOutput {
 public:
  StandardOutput();
  StandardOutput(const StandardOutput&) = delete;
  StandardOutput& operator=(const StandardOutput&) = delete;
  ~StandardOutput();

 private:
  std::streambuf* before_;
};

/// Throws StorageError if anything written to standard output was lost.
void flush_standard_output();

/// What a result is, before its rows.
struct Shape {
  std::string schema;  ///< "almoner/trace/1"
  std::vector<Column> columns;
  std::string rows_name = "rows";                ///< key of the list of rows in JSON
  std::vector<std::pair<Column, Cell>> facts{};  ///< JSON only: said once, beside the rows
};

/// Writes rows as they come (all formats but the table, whose widths need every row).
class Report {
 public:
  Report(Destination&, Format, Shape);

  /// Whether people read this format: the caller may then show a table of its own by show().
  bool for_people() const { return format_ == Format::table || format_ == Format::html; }
  bool is_html() const { return format_ == Format::html; }

  /// As many cells as there are columns.
  void row(const std::vector<Cell>&);
  /// For people only: a heading, a table and lines below it, any of them empty.
  void show(const std::string& heading, const TextTable&,
            const std::vector<std::string>& notes = {});
  /// A line for people after the rows.
  void note(std::string line) { notes_.push_back(std::move(line)); }
  /// Writes what is left. Call once, then Destination::finish.
  void finish();

 private:
  void begin();
  void separated_row(const std::vector<Cell>&, char separator);
  void json_row(const std::vector<Cell>&);
  void html_table(const std::string& heading, const TextTable&, const std::vector<std::string>&);

  Destination& destination_;
  std::ostream& out_;
  Format format_;
  Shape shape_;
  TextTable gathered_;
  std::vector<std::string> notes_;
  bool first_row_ = true;
  bool shown_ = false;
};

/// Columns of the terminal on standard output; 0 where it is none.
int terminal_width();

}  // namespace almoner::program
