// SPDX-License-Identifier: Apache-2.0
// What the library throws. A rule of the books that says no is a value (see Violation);
// these classes are for what is not a rule: text that cannot be read, a store that fails.
// Every message says what was wrong and, where we know, how to mend it.
#pragma once

#include <almoner/export.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace almoner {

/// Root of everything that the library throws on purpose. Catch it to show `what()` to a person.
class ALMONER_EXPORT Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Text that is not what it should be: a date, an amount, a journal, a table.
/// Promises that nothing was written on its account.
class ALMONER_EXPORT ParseError : public Error {
 public:
  /// `line` and `column` count from 1 (columns in characters); 0 is "unknown".
  explicit ParseError(const std::string& what, int line = 0, int column = 0)
      : Error{what}, line_{line}, column_{column} {}
  int line() const noexcept { return line_; }
  int column() const noexcept { return column_; }

 private:
  int line_;
  int column_;
};

/// Text that is not an exact amount: a bound ("5万余元"), too many decimals, out of range.
class ALMONER_EXPORT InvalidAmount : public ParseError {
 public:
  using ParseError::ParseError;
};

/// The book's lock was not had in time. Promises that nothing was written: try again.
class ALMONER_EXPORT Conflict : public Error {
 public:
  using Error::Error;
};

/// The disk, the database or a stream failed. Whether the last write is kept is unknown:
/// post again with the same reference, which writes nothing if it is there already.
class ALMONER_EXPORT StorageError : public Error {
 public:
  using Error::Error;
};

/// Stored bytes are not what was hashed, or not what this version may have written.
/// The book is left as it is; `event` is the first event concerned, absent where none is known.
class ALMONER_EXPORT Corrupt : public Error {
 public:
  explicit Corrupt(const std::string& what, std::optional<std::uint64_t> event = std::nullopt)
      : Error{what}, event_{event} {}
  std::optional<std::uint64_t> event() const noexcept { return event_; }

 private:
  std::optional<std::uint64_t> event_;
};

/// The book has no account, fund, entry or event of that name. Nothing was written.
class ALMONER_EXPORT NotFound : public Error {
 public:
  using Error::Error;
};

/// A call or command that cannot mean anything: an option that contradicts another, a scale
/// of 40 decimals. Nothing was read or written.
class ALMONER_EXPORT UsageError : public Error {
 public:
  using Error::Error;
};

}  // namespace almoner
