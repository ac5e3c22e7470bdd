// SPDX-License-Identifier: Apache-2.0
// An audit's readers tell of one state of the book, whatever is written meanwhile.
#include <string>

#include <gtest/gtest.h>

#include "journal_book.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {
namespace {

constexpr const char* chart =
    "account Bank\n  type: cash\naccount Gifts\n  type: income\nfund U\n  class: unrestricted\n"
    "2021-02-01 * (G-1) gift  ; fund: U\n    Bank  5.00 CNY\n    Gifts\n";

TEST(AuditBesideWriters, WithinAQuestionIsOfTheStateThatTheQuestionSees) {
  const TemporaryFolder folder;
  const std::string path = folder / "book";
  JournalBook asking{Ledger::create(path, {"county", "CNY"})};
  asking.post(chart);
  const auto size = asking.ledger.size();
  const auto root = asking.ledger.root();
  JournalBook writing{Ledger::open(path)};
  int rows = 0;
  AuditReport report;
  asking.ledger.for_each_posting({}, [&](const RegisterRow&) {
    if (rows++ > 0) return true;
    writing.post("2021-02-02 * (G-2) gift  ; fund: U\n    Bank  7.00 CNY\n    Gifts\n");
    report = asking.ledger.audit();
    return true;
  });
  EXPECT_EQ(rows, 2);
  EXPECT_EQ(report.size, size);
  EXPECT_EQ(report.root, root);
  for (const auto& finding : report.findings) ADD_FAILURE() << finding.where << ": " << finding.what;
  EXPECT_EQ(writing.ledger.audit().size, size + 1);
}

}  // namespace
}  // namespace almoner::test
