// SPDX-License-Identifier: Apache-2.0
// A streaming reader of RFC 4180 tables. Memory does not grow with the table.
//
//   table  = [BOM] record *(end record) [end]         end   = CRLF | LF
//   record = field *(separator field)
//   field  = *(any but separator, quote, CR, LF, NUL) | quote *(any but quote, NUL | 2quote) quote
#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace almoner {

struct CsvRecord {
  std::vector<std::string> fields;
  /// The physical line on which it begins, from 1.
  int line = 0;
};

struct CsvLimits {
  std::size_t field_bytes_max = std::size_t{1} << 20U;
  std::size_t record_bytes_max = std::size_t{16} << 20U;
  std::size_t fields_max = 10'000;
};

class CsvReader {
 public:
  /// Reads `stream`, which the caller keeps alive and does not touch meanwhile.
  /// A separator that is a quote, CR, LF or NUL throws UsageError.
  explicit CsvReader(std::istream& stream, char separator = ',', CsvLimits limits = {});

  /// The next record, or nothing at the end. An empty line is a record of one empty field.
  /// The bytes are given as they are: what they must be is for the caller to check.
  /// Throws ParseError with the line (a quote never closed, text after a closing quote, a quote
  /// within an unquoted field, a lone CR, NUL, UTF-16, a limit passed), StorageError where the
  /// stream fails. After a throw the reader is at its end.
  std::optional<CsvRecord> next();

 private:
  bool fill();
  int peek();
  int separator_byte() const;
  void skip_byte_order_mark();
  CsvRecord read_record();
  void read_plain(std::string& field);
  void read_quoted(std::string& field);
  void append(std::string& field, const char* begin, const char* end);
  [[noreturn]] void refuse(const std::string& what, int line) const;

  std::istream& stream_;
  char separator_;
  CsvLimits limits_;
  std::vector<char> buffer_;
  std::size_t position_ = 0;
  std::size_t filled_ = 0;
  std::size_t record_bytes_ = 0;
  int line_ = 1;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace almoner
