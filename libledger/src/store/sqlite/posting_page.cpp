// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/posting_page.hpp"

#include <array>
#include <limits>

namespace almoner::sqlite {

namespace {

std::uint64_t zigzag(Units value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}
Units unzigzag(std::uint64_t bits) {
  return static_cast<Units>((bits >> 1U) ^ (~(bits & 1U) + 1U));
}

struct Numbers {
  std::array<char, 80> bytes;  // eight numbers of at most ten bytes
  std::size_t size = 0;

  void add(std::uint64_t value) {
    for (; value >= 0x80U; value >>= 7U) bytes[size++] = static_cast<char>(value | 0x80U);
    bytes[size++] = static_cast<char>(value);
  }
};

}  // namespace

void append_to_page(std::string& page, const PostingRow& row, const PostingRow* before) {
  const bool other_value = row.value != row.quantity;
  Numbers out;
  out.add(before ? row.seq - before->seq : 0);
  out.add(row.line);
  out.add(row.fund);
  out.add(row.purpose);
  out.add(row.commodity << 1U | (other_value ? 1U : 0U));
  out.add(zigzag(row.quantity));
  if (other_value) out.add(zigzag(row.value));
  page.append(out.bytes.data(), out.size);
}

PostingPage::PostingPage(Id account, Date date, Id first_seq, std::string_view bytes)
    : bytes_{bytes} {
  last_.account = account;
  last_.date = date;
  last_.seq = first_seq;
}

std::optional<std::uint64_t> PostingPage::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; at_ < bytes_.size() && shift < 64; shift += 7) {
    const std::uint64_t byte = static_cast<unsigned char>(bytes_[at_++]);
    value |= (byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  damaged_ = true;
  return std::nullopt;
}

bool PostingPage::next(PostingRow& row) {
  if (at_ == bytes_.size() || damaged_) return false;
  const auto seq = number(), line = number(), fund = number(), purpose = number(), kind = number(), quantity = number();
  if (damaged_) return false;
  constexpr std::uint64_t id_max = std::numeric_limits<std::int64_t>::max();
  if (*seq > id_max - last_.seq || *line > std::numeric_limits<std::uint32_t>::max() || *fund > id_max || *purpose > id_max) {
    damaged_ = true;
    return false;
  }
  last_.seq += *seq;
  last_.line = static_cast<std::uint32_t>(*line);
  last_.fund = *fund;
  last_.purpose = *purpose;
  last_.commodity = *kind >> 1U;
  last_.quantity = unzigzag(*quantity);
  last_.value = last_.quantity;
  if ((*kind & 1U) != 0) {
    const auto value = number();
    if (damaged_) return false;
    last_.value = unzigzag(*value);
  }
  row = last_;
  return true;
}

}  // namespace almoner::sqlite
