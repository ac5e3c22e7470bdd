// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/private_page.hpp"

#include <algorithm>

namespace almoner::sqlite {

void append_to_page(std::string& page, const PrivateView& row, const PrivateView* before) {
  PackedWriter out{page};
  out.number(before ? row.seq - before->seq : 0);
  out.number(row.number);
  page.append(reinterpret_cast<const char*>(row.salt.data()), row.salt.size());
  out.text(row.body);
}

bool PrivatePage::next(PrivateView& row) {
  if (in_.at_end() && !begun_) in_.damage();
  if (in_.at_end() || damaged()) return false;
  const std::uint64_t step = in_.number(packed_id_max - seq_);
  if (!begun_ && step != 0) in_.damage();
  begun_ = true;
  if (step > 0) least_number_ = 0;
  const std::uint64_t number = in_.number(std::numeric_limits<std::uint32_t>::max());
  const std::string_view salt = in_.bytes(row.salt.size());
  const std::string_view body = in_.text();
  if (number < least_number_) in_.damage();
  if (damaged()) return false;
  seq_ += step;
  least_number_ = number + 1;
  row.seq = seq_;
  row.number = static_cast<std::uint32_t>(number);
  std::copy(salt.begin(), salt.end(), row.salt.begin());
  row.body = body;
  return true;
}

}  // namespace almoner::sqlite
