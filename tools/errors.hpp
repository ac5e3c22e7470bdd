// SPDX-License-Identifier: Apache-2.0
// What goes to standard error, and the exit codes that scripts rely on.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include <almoner/error.hpp>
#include <almoner/violation.hpp>

namespace almoner::program {

/// The program's exit codes: a contract.
enum ExitCode : int {
  exit_fine = 0,
  exit_failed = 1,     ///< disk, database, or nothing of that name
  exit_usage = 2,      ///< the command, or a file of input, cannot be read
  exit_refused = 3,    ///< a rule of the books, or a stated total, says no
  exit_conflict = 4,   ///< another writer has the book: a retry may help
  exit_integrity = 5,  ///< stored bytes are not what was hashed
};

/// Where in a file of input something was said. `line` 0: the whole file.
struct Place {
  std::string source;  ///< the file's name, or "standard input"
  int line = 0;
  std::string excerpt;  ///< that line; may be empty
};

/// A file of input that cannot be read as what it should be, with its name.
class InputError : public std::exception {
 public:
  InputError(Place place, std::string what) : place_{std::move(place)}, what_{std::move(what)} {}
  const char* what() const noexcept override { return what_.c_str(); }
  const Place& place() const noexcept { return place_; }

 private:
  Place place_;
  std::string what_;
};

/// Takes "auto", "always" or "never": whether standard error is coloured. NO_COLOR is honoured
/// under auto.
void set_error_color(const std::string& when);

/// "almoner: what".
void complain(std::string_view what);
/// "almoner: FILE:LINE: what" and the excerpt below it.
void complain_at(const Place&, std::string_view what);
/// Every rule broken, with its figures. An empty source leaves the place out.
void complain_refused(const Place&, const std::vector<Violation>&);

/// The first `limit` characters at most of line `line` (from 1) of a file; empty where there is
/// no such line or the file cannot be read again.
std::string line_of_file(const std::string& path, int line);

/// Says on standard error what the exception says, and returns the exit code that stands for it.
int report_exception(const std::exception_ptr&);

}  // namespace almoner::program
