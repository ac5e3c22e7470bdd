// SPDX-License-Identifier: Apache-2.0
// Numbers in as few bytes as they need: LEB128, signed ones zigzag. What pages of rows are made of. Nothing of it is hashed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace almoner::sqlite {

/// Small enough that SQLite keeps a page within one of its own (a quarter of 4,096 bytes).
inline constexpr std::size_t page_bytes_max = 900;

class PackedWriter {
 public:
  explicit PackedWriter(std::string& out) : out_{out} {}

  void number(std::uint64_t value) {
    std::array<char, 10> bytes;
    std::size_t size = 0;
    for (; value >= 0x80U; value >>= 7U) bytes[size++] = static_cast<char>(value | 0x80U);
    bytes[size++] = static_cast<char>(value);
    out_.append(bytes.data(), size);
  }
  void integer(std::int64_t value) {
    number((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void text(std::string_view value) {
    number(value.size());
    out_.append(value);
  }

 private:
  std::string& out_;
};

/// After the first thing that is not there as asked, damaged() is true and all else is 0.
class PackedReader {
 public:
  explicit PackedReader(std::string_view bytes) : bytes_{bytes} {}

  bool at_end() const { return at_ == bytes_.size(); }
  bool damaged() const { return damaged_; }
  void damage() { damaged_ = true; }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; at_ < bytes_.size() && shift < 64; shift += 7) {
      const std::uint64_t byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= (byte & 0x7fU) << shift;
      if ((byte & 0x80U) == 0) return value;
    }
    damaged_ = true;
    return 0;
  }
  std::uint64_t number(std::uint64_t max) {
    const std::uint64_t value = number();
    if (value <= max) return value;
    damaged_ = true;
    return 0;
  }
  std::int64_t integer() {
    const std::uint64_t bits = number();
    return static_cast<std::int64_t>((bits >> 1U) ^ (~(bits & 1U) + 1U));
  }
  std::string_view text() { return bytes(number(bytes_.size() - at_)); }
  std::string_view bytes(std::size_t size) {
    if (size > bytes_.size() - at_) damaged_ = true;
    if (damaged_) return {};
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool damaged_ = false;
};

inline constexpr std::uint64_t packed_id_max = std::numeric_limits<std::int64_t>::max();

}  // namespace almoner::sqlite
