// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/lot_page.hpp"

namespace almoner::sqlite {

namespace {

enum What : std::uint64_t { has_value = 1, has_value_before = 2, has_label = 4, has_expiry = 8 };

/// Wraps where the book is damaged; a lot that follows then says so itself.
Units sum(Units a, Units b) {
  return static_cast<Units>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

}  // namespace

void append_to_page(std::string& page, const LotRow& row, const LotRow* before) {
  const Units expected = before ? sum(before->value_before, before->value) : row.start;
  std::uint64_t what = 0;
  if (row.value != row.quantity) what |= has_value;
  if (row.value_before != expected) what |= has_value_before;
  if (!row.label.empty()) what |= has_label;
  if (row.expires) what |= has_expiry;
  PackedWriter out{page};
  out.number(before ? static_cast<std::uint64_t>(row.start - (before->start + before->quantity)) : 0);
  out.number(static_cast<std::uint64_t>(row.quantity));
  out.integer(static_cast<std::int64_t>(row.seq - (before ? before->seq : 0)));
  out.number(what);
  if ((what & has_value) != 0) out.integer(row.value);
  if ((what & has_value_before) != 0) out.integer(row.value_before);
  if ((what & has_label) != 0) out.text(row.label);
  if ((what & has_expiry) != 0) out.integer(row.expires->time_since_epoch().count());
}

LotPage::LotPage(const LineKey& line, Units first_start, std::string_view bytes)
    : in_{bytes}, line_{line}, start_{first_start}, value_before_{first_start} {}

bool LotPage::next(LotRow& row) {
  if (in_.at_end() || damaged()) return false;
  constexpr auto units_max = static_cast<std::uint64_t>(std::numeric_limits<Units>::max());
  row.line = line_;
  row.start = start_ + static_cast<Units>(in_.number(units_max - static_cast<std::uint64_t>(start_)));
  row.quantity = static_cast<Units>(in_.number(units_max - static_cast<std::uint64_t>(row.start)));
  seq_ += static_cast<std::uint64_t>(in_.integer());
  row.seq = seq_;
  const std::uint64_t what = in_.number(15);
  row.value = (what & has_value) != 0 ? in_.integer() : row.quantity;
  row.value_before = (what & has_value_before) != 0 ? in_.integer() : value_before_;
  row.label = (what & has_label) != 0 ? in_.text() : std::string_view{};
  row.expires.reset();
  if ((what & has_expiry) != 0) {
    const std::int64_t day = in_.integer();
    // As far as std::chrono goes, which is further than any book.
    if (day < -4'000'000 || day > 4'000'000) in_.damage();
    row.expires = Date{std::chrono::days{day}};
  }
  if (row.seq > packed_id_max) in_.damage();
  if (damaged()) return false;
  start_ = row.start + row.quantity;
  value_before_ = sum(row.value_before, row.value);
  return true;
}

}  // namespace almoner::sqlite
