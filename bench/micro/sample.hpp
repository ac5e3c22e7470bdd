// SPDX-License-Identifier: Apache-2.0
// Small books and their parts, for the benches to work on.
#pragma once

#include <cstdint>
#include <vector>

#include <almoner/ledger.hpp>

#include "book/books.hpp"
#include "book/record.hpp"

namespace almoner::bench {

/// A book in memory of one fund with that many gifts of 100.00, and after each four of them an aid
/// payment of 250.00.
Ledger book_of_gifts(std::int64_t gifts);

/// What the pure functions see of a society that has one fund, money and goods.
struct Sample {
  std::vector<Event> events;  ///< declarations, a gift, a purchase, aid in goods, aid in money
  Chart chart;
  Books books;  ///< the fund as it stands after all of them
  Draft aid;    ///< one more payment, lawful
  Event gift, purchase;
};
const Sample& sample();

}  // namespace almoner::bench
