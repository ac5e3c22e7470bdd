// SPDX-License-Identifier: Apache-2.0
// Enumerators are the library's words in Python: "restricted", "net-assets", "donor-consent".
#pragma once

#include <almoner/error.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace almoner::python {

/// The enumerator of a word. Throws UsageError where it is none.
template <typename Enum>
Enum enumerator_of(const std::string& word, std::optional<Enum> (*parse)(std::string_view), const char* what) {
  if (const auto found = parse(word)) return *found;
  std::string known;
  for (int number = 0; number < 64; ++number) {
    const std::string_view name = to_string(static_cast<Enum>(number));
    if (!parse(name)) break;
    known += (known.empty() ? "" : ", ") + std::string{name};
  }
  throw UsageError{std::string{what} + " cannot be '" + word + "': it is one of " + known};
}

}  // namespace almoner::python
