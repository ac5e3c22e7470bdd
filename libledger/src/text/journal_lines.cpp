// SPDX-License-Identifier: Apache-2.0
// Cuts a stream into lines without copying them. A line is handed out only when all of its
// bytes are text: valid UTF-8, no control character but the tab, no bidi override.

#include "text/journal_lines.hpp"

#include <cstdint>
#include <cstring>

#include <almoner/error.hpp>

#include "value/utf8.hpp"

namespace almoner {

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 16U;
constexpr std::size_t line_bytes_max = std::size_t{1} << 20U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

int characters_in(std::string_view text) {
  int count = 0;
  for (std::size_t i = 0; i < text.size(); i += code_point_at(text, i).size_bytes) ++count;
  return count;
}

/// Only 0x20 to 0x7E. Nearly every line of a journal in English, eight bytes at a time.
bool is_plain_ascii(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t highs = 0x8080808080808080U;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + i, sizeof eight);
    const std::uint64_t below_blank = (eight - 0x20 * ones) & ~eight;
    if (((eight | (eight + ones) | below_blank) & highs) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (text[i] < 0x20 || text[i] >= 0x7F) return false;
  }
  return true;
}

}  // namespace

void refuse(const JournalLine& line, std::string_view at, const std::string& what) {
  int column = 0;
  const char* const begin = line.text.data();
  if (at.data() >= begin && at.data() <= begin + line.text.size()) {
    column = 1 + characters_in(line.text.substr(0, static_cast<std::size_t>(at.data() - begin)));
  }
  throw ParseError{what, line.number, column};
}

std::string in_quotes(std::string_view text) {
  return "\"" + quote_for_message(text) + "\"";
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

JournalLines::JournalLines(std::istream& stream) : stream_{stream}, buffer_(block_bytes, boost::container::default_init) {}

/// Makes room by moving what is left to the front, and reads on. False at the end of the stream.
bool JournalLines::fill() {
  if (at_end_) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ == buffer_.size()) {
    if (buffer_.size() > line_bytes_max) {
      throw ParseError{"a line of over 1 MiB is no line of a journal; is this the right file?",
                       line_.number + 1};
    }
    buffer_.resize(buffer_.size() * 2, boost::container::default_init);
  }
  stream_.read(buffer_.data() + end_, static_cast<std::streamsize>(buffer_.size() - end_));
  if (stream_.bad()) throw StorageError{"the journal cannot be read on: reading failed"};
  const auto got = static_cast<std::size_t>(stream_.gcount());
  end_ += got;
  at_end_ = !stream_.good();
  return got > 0;
}

bool JournalLines::next() {
  std::size_t searched = 0;
  const char* newline = nullptr;
  while (true) {
    const std::size_t from = begin_ + searched;
    if (from < end_) {
      newline = static_cast<const char*>(std::memchr(buffer_.data() + from, '\n', end_ - from));
    }
    if (newline != nullptr) break;
    searched = end_ - begin_;
    if (!fill()) break;
  }
  if (newline == nullptr && begin_ == end_) return false;

  const char* const first = buffer_.data() + begin_;
  const std::size_t size =
      newline != nullptr ? static_cast<std::size_t>(newline - first) : end_ - begin_;
  const std::size_t taken = newline != nullptr ? size + 1 : size;
  begin_ += taken;
  read_bytes_ += taken;
  line_.text = {first, size};
  ++line_.number;
  if (line_.number == 1 && line_.text.starts_with(byte_order_mark)) {
    line_.text.remove_prefix(byte_order_mark.size());
  }
  if (line_.text.ends_with('\r')) line_.text.remove_suffix(1);
  check();
  return true;
}

void JournalLines::check() const {
  if (is_plain_ascii(line_.text)) return;
  std::size_t begin = 0;
  while (begin <= line_.text.size()) {
    const std::size_t tab = std::min(line_.text.find('\t', begin), line_.text.size());
    try {
      check_text(line_.text.substr(begin, tab - begin));
    } catch (const ParseError& error) {
      const int column = characters_in(line_.text.substr(0, begin)) + error.column();
      throw ParseError{error.what(), line_.number, column};
    }
    begin = tab + 1;
  }
}

}  // namespace almoner
