// SPDX-License-Identifier: Apache-2.0
// The lines of a journal, one at a time, each checked to be text that a book may hold; and how
// a refusal points into one.
#pragma once

#include <cstddef>
#include <istream>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/container/vector.hpp>

namespace almoner {

/// One line without its end. The text is valid until the next line is read.
struct JournalLine {
  std::string_view text;
  int number = 0;  ///< from 1
};

/// Throws ParseError with the line, and the column where `at` points into the line's text.
[[noreturn]] void refuse(const JournalLine& line, std::string_view at, const std::string& what);

/// The text in double quotes, shortened, as messages show it.
std::string in_quotes(std::string_view text);

/// Without blanks and tabs at either end.
std::string_view trimmed(std::string_view text) noexcept;

inline bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}
inline bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Reads in blocks; memory does not grow with the journal.
class JournalLines {
 public:
  /// Reads `stream`, which the caller keeps alive and does not touch meanwhile.
  explicit JournalLines(std::istream& stream);

  /// Moves to the next line; false at the end. Takes LF and CRLF, and a UTF-8 byte order mark.
  /// Throws ParseError for text that no book takes and for lines over 1 MiB, StorageError where
  /// the stream fails.
  bool next();

  const JournalLine& line() const noexcept { return line_; }
  /// Bytes of the stream up to the end of that line.
  std::uint64_t read_bytes() const noexcept { return read_bytes_; }

 private:
  bool fill();
  void check() const;

  std::istream& stream_;
  boost::container::vector<char> buffer_;  // one that can be had without being filled first
  std::size_t begin_ = 0;  // of what was not handed out yet
  std::size_t end_ = 0;
  bool at_end_ = false;
  std::uint64_t read_bytes_ = 0;
  JournalLine line_;
};

}  // namespace almoner
