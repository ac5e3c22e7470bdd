// SPDX-License-Identifier: Apache-2.0
// Fixed texts of the site with {{names}} in them.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace almoner::program {

/// The text with each {{name}} replaced by its value, which is HTML. A value is not looked into
/// again. A name that has none is a mistake of ours.
inline std::string fill(std::string_view text, const std::map<std::string, std::string, std::less<>>& values) {
  std::string filled;
  for (;;) {
    const std::size_t from = text.find("{{");
    if (from == std::string_view::npos) return filled.append(text);
    const std::size_t to = text.find("}}", from);
    const auto value = values.find(text.substr(from + 2, to - from - 2));
    if (value == values.end()) throw std::logic_error{"a text of the site lacks a value"};
    filled.append(text.substr(0, from)).append(value->second);
    text.remove_prefix(to + 2);
  }
}

}  // namespace almoner::program
