// SPDX-License-Identifier: Apache-2.0
#include "input.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

namespace almoner::program {

Input::Input(const std::string& file) : file_{file}, name_{file} {
  if (file == "-") {
    file_.clear();
    name_ = "standard input";
    return;
  }
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    throw StorageError{fmt::format("cannot read {}: it is a directory", file)};
  errno = 0;
  stream_.open(file, std::ios::binary);
  if (!stream_) throw StorageError{fmt::format("cannot read {}: {}", file, std::strerror(errno))};
  if (std::filesystem::is_regular_file(file, error))
    size_bytes_ = std::filesystem::file_size(file, error);
}

std::istream& Input::stream() {
  return file_.empty() ? std::cin : stream_;
}

std::uint64_t Input::read_bytes() {
  if (size_bytes_ == 0) return 0;
  auto at = stream_.tellg();
  return at < 0 ? 0 : static_cast<std::uint64_t>(at);
}

Place Input::place(int line, const std::string& excerpt) const {
  if (!excerpt.empty() || file_.empty()) return {name_, line, excerpt};
  return {name_, line, line_of_file(file_, line)};
}

InputError Input::error(const ParseError& error) const {
  std::string what = error.what();
  // The place is said once, in front.
  std::string again = fmt::format("line {}: ", error.line());
  if (what.starts_with(again)) what.erase(0, again.size());
  return {place(error.line()), what};
}

std::string read_small_file(const std::string& file, std::size_t size_bytes_max) {
  Input input{file};
  std::string text(size_bytes_max, '\0');
  input.stream().read(text.data(), static_cast<std::streamsize>(size_bytes_max));
  if (input.stream().bad()) throw StorageError{fmt::format("cannot read {}", input.name())};
  text.resize(static_cast<std::size_t>(input.stream().gcount()));
  return text;
}

}  // namespace almoner::program
