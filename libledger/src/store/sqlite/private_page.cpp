// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/private_page.hpp"

#include <algorithm>

#include "store/sqlite/packed.hpp"

namespace almoner::sqlite {

std::string private_page(std::span<const PrivateRow> rows) {
  std::string page;
  std::size_t size = 0;
  for (const PrivateRow& row : rows) size += row.salt.size() + row.body.size() + 8;
  page.reserve(size);
  PackedWriter out{page};
  for (const PrivateRow& row : rows) {
    out.number(row.number);
    page.append(reinterpret_cast<const char*>(row.salt.data()), row.salt.size());
    out.text(row.body);
  }
  return page;
}

bool read_private_page(Id seq, std::string_view page, std::vector<PrivateRow>& rows) {
  PackedReader in{page};
  std::uint64_t least = 0;
  while (!in.at_end()) {
    PrivateRow row;
    row.seq = seq;
    const std::uint64_t number = in.number(std::numeric_limits<std::uint32_t>::max());
    row.number = static_cast<std::uint32_t>(number);
    const std::string_view salt = in.bytes(row.salt.size());
    const std::string_view body = in.text();
    if (in.damaged() || number < least) return false;
    std::copy(salt.begin(), salt.end(), row.salt.begin());
    row.body = body;
    rows.push_back(std::move(row));
    least = number + 1;
  }
  return least > 0;
}

}  // namespace almoner::sqlite
