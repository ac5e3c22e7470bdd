// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/reference_page.hpp"

#include <limits>

namespace almoner::sqlite {

std::string reference_page(std::uint64_t low, std::span<const ReferenceRow> rows) {
  std::string page;
  PackedWriter out{page};
  std::uint64_t hash = low;
  for (const ReferenceRow& row : rows) {
    out.number(row.hash - hash);
    out.number(row.seq);
    hash = row.hash;
  }
  return page;
}

bool ReferencePage::next(ReferenceRow& row) {
  if (in_.at_end() && !begun_) in_.damage();
  if (in_.at_end() || damaged()) return false;
  const std::uint64_t step = in_.number(std::numeric_limits<std::uint64_t>::max() - last_.hash);
  const std::uint64_t seq = in_.number(packed_id_max);
  if (begun_ && step == 0 && seq <= last_.seq) in_.damage();
  begun_ = true;
  if (damaged()) return false;
  last_ = {last_.hash + step, seq};
  row = last_;
  return true;
}

}  // namespace almoner::sqlite
