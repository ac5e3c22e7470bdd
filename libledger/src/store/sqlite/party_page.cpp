// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/party_page.hpp"

namespace almoner::sqlite {

void append_to_page(std::string& page, const PartyPostingRow& row, const PartyPostingRow* before) {
  PackedWriter out{page};
  out.number(before ? row.seq - before->seq : 0);
  out.number(row.line);
}

bool PartyPage::next(PartyPostingRow& row) {
  if (in_.at_end() && !begun_) in_.damage();
  if (in_.at_end() || damaged()) return false;
  const std::uint64_t seqs_on = in_.number(packed_id_max - last_.seq);
  last_.seq += seqs_on;
  last_.line = static_cast<std::uint32_t>(in_.number(std::numeric_limits<std::uint32_t>::max()));
  if (!begun_ && (seqs_on != 0 || last_.line != first_line_)) in_.damage();
  begun_ = true;
  if (damaged()) return false;
  row = last_;
  return true;
}

}  // namespace almoner::sqlite
