// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/posting_page.hpp"

namespace almoner::sqlite {

void append_to_page(std::string& page, const PostingRow& row, const PostingRow* before) {
  const bool other_value = row.value != row.quantity;
  PackedWriter out{page};
  out.number(before ? row.seq - before->seq : 0);
  out.number(row.line);
  out.number(row.fund);
  out.number(row.purpose);
  out.number(row.commodity << 1U | (other_value ? 1U : 0U));
  out.integer(row.quantity);
  if (other_value) out.integer(row.value);
}

PostingPage::PostingPage(Id account, Date date, Id first_seq, std::uint32_t first_line, std::string_view bytes)
    : in_{bytes}, first_line_{first_line} {
  last_.account = account;
  last_.date = date;
  last_.seq = first_seq;
}

bool PostingPage::next(PostingRow& row) {
  if (in_.at_end() || damaged()) return false;
  const std::uint64_t seqs_on = in_.number(packed_id_max - last_.seq);
  last_.seq += seqs_on;
  last_.line = static_cast<std::uint32_t>(in_.number(std::numeric_limits<std::uint32_t>::max()));
  if (!begun_ && (seqs_on != 0 || last_.line != first_line_)) in_.damage();
  begun_ = true;
  last_.fund = in_.number(packed_id_max);
  last_.purpose = in_.number(packed_id_max);
  const std::uint64_t kind = in_.number();
  last_.commodity = kind >> 1U;
  last_.quantity = in_.integer();
  last_.value = (kind & 1U) != 0 ? in_.integer() : last_.quantity;
  if (damaged()) return false;
  row = last_;
  return true;
}

}  // namespace almoner::sqlite
