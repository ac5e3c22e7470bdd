// SPDX-License-Identifier: Apache-2.0
// Files of input, or standard input under the name "-".
#pragma once

#include <cstdint>
#include <fstream>
#include <istream>
#include <string>

#include <almoner/error.hpp>

#include "errors.hpp"

namespace almoner::program {

class Input {
 public:
  /// Throws StorageError where the file cannot be opened.
  explicit Input(const std::string& file);

  const std::string& name() const { return name_; }  ///< the file's, or "standard input"
  std::istream& stream();
  std::uint64_t size_bytes() const { return size_bytes_; }  ///< 0: unknown
  std::uint64_t read_bytes();                               ///< 0: unknown

  /// Line `line` of this file with its text; the excerpt given, or read again from the file.
  Place place(int line, const std::string& excerpt = {}) const;
  /// The same error with this file's name, line and excerpt.
  InputError error(const ParseError&) const;

 private:
  std::string file_;
  std::string name_;
  std::ifstream stream_;
  std::uint64_t size_bytes_ = 0;
};

/// The whole of a small file. Throws StorageError where it cannot be read, and one of more than
/// `size_bytes_max` is cut there: what parses it says that it is too large.
std::string read_small_file(const std::string& file, std::size_t size_bytes_max);

}  // namespace almoner::program
