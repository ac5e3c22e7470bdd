// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/month_page.hpp"

#include "store/sqlite/packed.hpp"

namespace almoner::sqlite {

std::string month_page(const std::vector<MonthRow>& rows) {
  std::string page;
  PackedWriter out{page};
  std::int32_t month = 0;
  for (const MonthRow& row : rows) {
    const bool other_value = row.value != row.quantity;
    out.integer(row.month - month);
    out.integer(row.quantity);
    out.number(other_value ? 1 : 0);
    if (other_value) out.integer(row.value);
    month = row.month;
  }
  return page;
}

bool read_month_page(const BalanceKey& key, std::string_view page, std::vector<MonthRow>& rows) {
  constexpr std::int64_t month_max = 130'000;  // as far as std::chrono goes
  PackedReader in{page};
  std::int64_t month = 0;
  for (bool first = true; !in.at_end(); first = false) {
    const std::int64_t step = in.integer();
    if (step < (first ? -month_max : 1) || step > 2 * month_max) return false;
    month += step;
    MonthRow row{key, static_cast<std::int32_t>(month), in.integer(), 0};
    row.value = in.number(1) == 1 ? in.integer() : row.quantity;
    if (in.damaged() || month > month_max) return false;
    rows.push_back(row);
  }
  return !rows.empty();
}

}  // namespace almoner::sqlite
