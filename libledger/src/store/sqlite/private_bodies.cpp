// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/private_bodies.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "store/sqlite/packed.hpp"

namespace almoner::sqlite {

void append_body(std::string& bodies, const PrivateView& row) {
  PackedWriter out{bodies};
  out.number(row.number);
  bodies.append(reinterpret_cast<const char*>(row.salt.data()), row.salt.size());
  out.text(row.body);
}

void read_bodies(const Connection& connection, Id seq, std::string_view bytes, std::vector<PrivateView>& into) {
  into.clear();
  std::uint64_t least_number = 0;
  for (PackedReader in{bytes}; !in.at_end();) {
    const std::uint64_t number = in.number(std::numeric_limits<std::uint32_t>::max());
    const std::string_view salt = in.bytes(std::tuple_size_v<decltype(PrivateView::salt)>);
    const std::string_view body = in.text();
    if (in.damaged() || number < least_number)
      connection.damaged("the private bodies of event " + std::to_string(seq) + " are none");
    least_number = number + 1;
    PrivateView& row = into.emplace_back();
    row.seq = seq;
    row.number = static_cast<std::uint32_t>(number);
    std::copy(salt.begin(), salt.end(), row.salt.begin());
    row.body = body;
  }
}

}  // namespace almoner::sqlite
