// SPDX-License-Identifier: Apache-2.0
// How wide a text stands on a terminal, counted by what a reader sees as one character
// (a grapheme cluster of UAX #29), which is also where a text may be cut.

#include <almoner/text.hpp>

#include "value/utf8.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>

namespace almoner {

namespace {

constexpr char32_t emoji_presentation = 0xFE0F;

bool is_regional_indicator(char32_t code_point) {
  return code_point >= 0x1F1E6 && code_point <= 0x1F1FF;
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

struct Cluster {
  std::size_t size_bytes = 0;
  int width = 0;
};

/// The cluster that begins at `position`, which lies within the text.
Cluster cluster_at(std::string_view text, std::size_t position) {
  CodePoint point = code_point_at(text, position);
  const char32_t first = point.value;
  Cluster cluster;
  utf8proc_int32_t state = 0;
  for (;;) {
    const auto code_point = static_cast<utf8proc_int32_t>(point.value);
    const bool as_emoji = point.value == emoji_presentation && cluster.width > 0;
    const int width = is_control(point.value) ? 0 : utf8proc_charwidth(code_point);
    cluster.width = as_emoji ? 2 : std::max(cluster.width, width);
    cluster.size_bytes += point.size_bytes;
    if (position + cluster.size_bytes == text.size()) break;
    const CodePoint next = code_point_at(text, position + cluster.size_bytes);
    if (utf8proc_grapheme_break_stateful(code_point, static_cast<utf8proc_int32_t>(next.value),
                                         &state))
      break;
    if (is_regional_indicator(first) && is_regional_indicator(next.value))
      cluster.width = 2;  // two letters are one flag
    point = next;
  }
  cluster.width = std::clamp(cluster.width, 0, 2);
  return cluster;
}

std::string blanks(int count) {
  return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

}  // namespace

int display_width(std::string_view text) {
  if (is_plain(text)) return static_cast<int>(text.size());
  int width = 0;
  for (std::size_t position = 0; position < text.size();) {
    const Cluster cluster = cluster_at(text, position);
    width += cluster.width;
    position += cluster.size_bytes;
  }
  return width;
}

std::string truncate_to_width(std::string_view text, int width) {
  if (width <= 0) return {};
  std::size_t kept_bytes = 0;  // the longest beginning that leaves room for "…"
  int used = 0;
  for (std::size_t position = 0; position < text.size();) {
    const Cluster cluster = cluster_at(text, position);
    used += cluster.width;
    position += cluster.size_bytes;
    if (used <= width - 1) kept_bytes = position;
    if (used > width) return std::string{text.substr(0, kept_bytes)} + "…";
  }
  return std::string{text};
}

std::string pad_right(std::string_view text, int width) {
  return std::string{text} + blanks(width - display_width(text));
}

std::string pad_left(std::string_view text, int width) {
  return blanks(width - display_width(text)) + std::string{text};
}

}  // namespace almoner
