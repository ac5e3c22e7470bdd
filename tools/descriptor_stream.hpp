// SPDX-License-Identifier: Apache-2.0
// An output stream over a file descriptor that remembers why a write failed: std::ofstream
// forgets, and "No space left on device" is what the reader needs to know.
#pragma once

#include <array>
#include <ostream>
#include <streambuf>

namespace almoner::program {

class DescriptorBuffer final : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor);  ///< stays the caller's to close
  /// errno of the first write that failed; 0 where none did.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type) override;
  int sync() override;

 private:
  bool drain();

  int descriptor_;
  int error_ = 0;
  std::array<char, 65'536> buffer_{};
};

}  // namespace almoner::program
