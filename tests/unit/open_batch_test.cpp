// SPDX-License-Identifier: Apache-2.0
// What needs a whole book is refused while a batch is open, and the batch goes on.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <almoner/error.hpp>
#include <gtest/gtest.h>

#include "journal_book.hpp"

namespace almoner::test {
namespace {

TEST(OpenBatch, IsEndedBeforeTheBookIsTakenAsAWhole) {
  JournalBook book;
  book.post("account Bank\n  type: cash\naccount Gifts\n  type: income\nfund U\n  class: unrestricted\nparty wang\n  kind: person\n");
  const std::vector<std::pair<std::string, std::function<void()>>> operations = {
      {"audit", [&] { book.ledger.audit(); }},
      {"rebuild", [&] { book.ledger.rebuild(); }},
      {"restrict", [&] { book.ledger.restrict_party("wang"); }},
      {"erase", [&] { book.ledger.erase_party("wang"); }},
      {"batch", [&] { book.ledger.batch(); }},
  };
  {
    Ledger::Batch batch = book.ledger.batch();
    book.post("2021-02-01 * (G-1) gift  ; fund: U\n    Bank  5.00 CNY\n    Gifts  ; party: wang\n");
    for (const auto& [name, operation] : operations) EXPECT_THROW(operation(), UsageError) << name;
    batch.commit();
  }
  EXPECT_EQ(book.balance("Bank", "U"), "5.00");
  for (const auto& [name, operation] : operations) EXPECT_NO_THROW(operation()) << name;
  EXPECT_EQ(book.audit(), "sound");
}

}  // namespace
}  // namespace almoner::test
