// SPDX-License-Identifier: Apache-2.0
// Dates of lists that are not written year, month, day: strptime's notation, as far as dates go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <almoner/date.hpp>

namespace almoner::csv_rules {

class DateFormat {
 public:
  /// %Y %y %m %d %e %b %B %h, read for the date; %H %I %k %l %M %S %p %T %R, read and dropped; %%;
  /// a - after the % makes a leading zero optional (it always is). All else stands for itself.
  /// Throws ParseError for any other code and where year, month or day is missing.
  explicit DateFormat(std::string_view format);

  /// The whole text must be used up. Throws ParseError.
  Date parse(std::string_view text) const;

 private:
  struct Part {
    char code = '\0';  ///< '\0': the character itself
    char character = '\0';
  };
  void add_code(char code);

  std::vector<Part> parts_;
  std::string format_;
};

}  // namespace almoner::csv_rules
