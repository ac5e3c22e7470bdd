// SPDX-License-Identifier: Apache-2.0
// UTF-8: is it valid, may it enter a book, and how to quote it in a message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace almoner {

/// One code point of a text. Where the bytes are not valid UTF-8, `valid` is false, the code
/// point is U+FFFD and the size is 1.
struct CodePoint {
  char32_t value = 0;
  std::size_t size_bytes = 0;
  bool valid = false;
};

/// The code point that begins at `position`, which lies within the text.
CodePoint code_point_at(std::string_view text, std::size_t position) noexcept;

/// Appends the UTF-8 of a code point; U+FFFD for a surrogate or a value past U+10FFFF.
void append_utf8(std::string& text, char32_t code_point);

/// Valid by RFC 3629: no overlong form, no surrogate, nothing past U+10FFFF.
bool valid_utf8(std::string_view text) noexcept;

/// C0 (tab and line ends included), DEL and C1.
bool is_control(char32_t code_point) noexcept;

/// U+202A–202E and U+2066–2069, which make text read otherwise than it is stored.
bool is_bidi_override(char32_t code_point) noexcept;

/// Throws ParseError, with the column in characters from 1, naming the first thing in the text
/// that no book takes: invalid UTF-8, a control character, a bidi override or isolate.
void check_text(std::string_view text);

/// The text as a message may show it: at most 60 characters, then …; what check_text refuses
/// becomes U+FFFD.
std::string quote_for_message(std::string_view text);

}  // namespace almoner
