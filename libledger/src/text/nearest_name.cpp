// SPDX-License-Identifier: Apache-2.0
// "Did you mean": edit distance over code points, a swap of two neighbours counting as one edit.

#include <almoner/text.hpp>

#include "value/utf8.hpp"

#include <algorithm>
#include <cstddef>

namespace almoner {

namespace {

/// Longer names are not compared: the cost is quadratic and nobody mistypes them whole.
constexpr std::size_t characters_max = 200;

std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (std::size_t position = 0; position < text.size();) {
    const CodePoint point = code_point_at(text, position);
    points.push_back(point.value);
    position += point.size_bytes;
  }
  return points;
}

std::size_t edit_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace

std::string nearest_name(std::string_view wanted, const std::vector<std::string>& known) {
  const std::u32string points = code_points(wanted);
  if (points.empty() || points.size() > characters_max) return {};
  // One edit in three characters, never so many that nothing of the name need be left.
  const std::size_t near = std::max<std::size_t>(1, points.size() / 3);
  std::size_t least = std::min(near, points.size() - 1) + 1;
  std::string nearest;
  for (const std::string& name : known) {
    const std::u32string candidate = code_points(name);
    if (candidate.size() > characters_max) continue;
    const std::size_t distance = edit_distance(points, candidate);
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

}  // namespace almoner
