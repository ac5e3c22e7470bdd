// SPDX-License-Identifier: Apache-2.0
// Files by path, failing as Python's own open() does.
#include "callback.hpp"

#include <almoner/error.hpp>

#include <cerrno>

namespace almoner::python {

namespace {

[[noreturn]] void fail(const Path& path) {
  PyErr_SetFromErrnoWithFilename(PyExc_OSError, path.value.c_str());
  throw py::error_already_set();
}

}  // namespace

InputFile::InputFile(const Path& path) {
  errno = 0;
  stream_.open(path.value, std::ios::binary);
  // A folder opens; reading it is what fails.
  if (!stream_ || (stream_.peek() == std::char_traits<char>::eof() && errno != 0)) fail(path);
  stream_.clear();
}

OutputFile::OutputFile(const Path& path) : path_{path.value} {
  errno = 0;
  stream_.open(path.value, std::ios::binary | std::ios::trunc);
  if (!stream_) fail(path);
}

void OutputFile::finish() {
  stream_.close();
  if (!stream_) throw StorageError{"could not write all of " + path_};
}

}  // namespace almoner::python
