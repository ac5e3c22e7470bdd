// SPDX-License-Identifier: Apache-2.0
// RFC 4180, strictly: what the grammar in the header does not allow is refused with its line,
// because a guess about where a field ends is a guess about money.

#include "text/csv.hpp"

#include <almoner/error.hpp>

#include <string_view>

namespace almoner {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{64} << 10U;
constexpr int end_of_stream = -1;

}  // namespace

CsvReader::CsvReader(std::istream& stream, char separator, CsvLimits limits)
    : stream_{stream}, separator_{separator}, limits_{limits}, buffer_(buffer_bytes) {
  if (separator == '"' || separator == '\r' || separator == '\n' || separator == '\0')
    throw UsageError{
        "fields are separated by a comma, a semicolon or a tab, "
        "not by a quote, a line end or NUL"};
}

std::optional<CsvRecord> CsvReader::next() {
  if (ended_) return std::nullopt;
  ended_ = true;  // unless this record is read to its end
  if (!begun_) {
    begun_ = true;
    skip_byte_order_mark();
  }
  if (peek() == end_of_stream) return std::nullopt;
  CsvRecord record = read_record();
  ended_ = false;
  return record;
}

void CsvReader::refuse(const std::string& what, int line) const {
  throw ParseError{"line " + std::to_string(line) + ": " + what, line};
}

/// False at the end of the stream; else there is at least one byte at position_.
bool CsvReader::fill() {
  if (position_ < filled_) return true;
  stream_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  position_ = 0;
  filled_ = static_cast<std::size_t>(stream_.gcount());
  if (stream_.bad())
    throw StorageError{"the table could not be read beyond line " + std::to_string(line_)};
  return filled_ > 0;
}

int CsvReader::peek() {
  return fill() ? static_cast<unsigned char>(buffer_[position_]) : end_of_stream;
}

void CsvReader::skip_byte_order_mark() {
  // The first fill holds the whole mark: a stream gives fewer bytes only at its end.
  if (!fill()) return;
  const std::string_view head{buffer_.data(), filled_};
  if (head.starts_with("\xEF\xBB\xBF"))
    position_ = 3;
  else if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF"))
    refuse("the table is in UTF-16; save it as UTF-8", 1);
}

CsvRecord CsvReader::read_record() {
  CsvRecord record;
  record.line = line_;
  record_bytes_ = 0;
  for (;;) {
    if (record.fields.size() == limits_.fields_max)
      refuse("a record has more than " + std::to_string(limits_.fields_max) + " fields",
             record.line);
    std::string& field = record.fields.emplace_back();
    if (peek() == '"')
      read_quoted(field);
    else
      read_plain(field);

    const int c = peek();
    if (c == end_of_stream) return record;
    ++position_;
    if (c == separator_byte()) continue;
    if (c == '\r') {
      if (peek() != '\n')
        refuse("a carriage return stands alone; save the table with LF or CRLF line ends", line_);
      ++position_;
    }
    ++line_;
    return record;
  }
}

int CsvReader::separator_byte() const {
  return static_cast<unsigned char>(separator_);
}

/// Reads up to a separator, CR, LF or the end.
void CsvReader::read_plain(std::string& field) {
  while (fill()) {
    const char* const begin = buffer_.data() + position_;
    const char* const end = buffer_.data() + filled_;
    const char* at = begin;
    while (at != end && *at != separator_ && *at != '\n' && *at != '\r' && *at != '"' &&
           *at != '\0')
      ++at;
    append(field, begin, at);
    position_ += static_cast<std::size_t>(at - begin);
    if (at == end) continue;
    if (*at == '\0') refuse("there is a NUL byte; the file is not a text", line_);
    if (*at == '"')
      refuse("a quote stands within a field; put the field in quotes and write the quote twice",
             line_);
    return;
  }
}

/// Reads from the opening quote to what follows the closing one.
void CsvReader::read_quoted(std::string& field) {
  const int line_opened = line_;
  ++position_;
  while (fill()) {
    const char* const begin = buffer_.data() + position_;
    const char* const end = buffer_.data() + filled_;
    const char* at = begin;
    while (at != end && *at != '"' && *at != '\0') {
      line_ += *at == '\n' ? 1 : 0;
      ++at;
    }
    append(field, begin, at);
    position_ += static_cast<std::size_t>(at - begin);
    if (at == end) continue;
    if (*at == '\0') refuse("there is a NUL byte; the file is not a text", line_);
    ++position_;
    const int next = peek();
    if (next == '"') {
      const char quote = '"';
      append(field, &quote, &quote + 1);
      ++position_;
    } else if (next == separator_byte() || next == '\r' || next == '\n' || next == end_of_stream) {
      return;
    } else {
      refuse("text follows a closing quote; a quote within a quoted field is written twice", line_);
    }
  }
  refuse("the quote that opens here is never closed", line_opened);
}

void CsvReader::append(std::string& field, const char* begin, const char* end) {
  const auto added = static_cast<std::size_t>(end - begin);
  if (added > limits_.field_bytes_max - field.size())
    refuse("a field has more than " + std::to_string(limits_.field_bytes_max) + " bytes", line_);
  if (added > limits_.record_bytes_max - record_bytes_)
    refuse("a record has more than " + std::to_string(limits_.record_bytes_max) + " bytes", line_);
  record_bytes_ += added;
  field.append(begin, end);
}

}  // namespace almoner
