// SPDX-License-Identifier: Apache-2.0
// A log of several runs is checked by a thread of its own, ahead of whoever judges it: the first event
// that is wrong is named, wherever in its run it stands and whatever is wrong after it.
#include <gtest/gtest.h>

#include <string>

#include <almoner/error.hpp>

#include "journal_book.hpp"
#include "sound_book.hpp"
#include "store/sqlite/sqlite.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {
namespace {

constexpr Seq events = 700;

class LongLog : public testing::Test {
 protected:
  LongLog() {
    JournalBook book{Ledger::create(path, {"society", "CNY", 2, "Asia/Shanghai"}, {.environment = fixed_environment()})};
    book.post("account Bank\n  type: cash\naccount Gifts\n  type: income\nfund U\n  class: unrestricted\n");
    Ledger::Batch batch = book.ledger.batch();
    while (book.ledger.size() < events) {
      const std::string n = std::to_string(book.ledger.size());
      Draft gift{.date = parse_date("2021-06-01"), .reference = "G-" + n, .narration = "by letter " + n};
      gift.postings = {{.account = "Bank", .fund = "U", .quantity = 100}, {.account = "Gifts", .fund = "U"}};
      book.ledger.post(gift);
    }
    batch.commit();
  }
  /// Past the triggers that forbid it, which a writer would miss and refuse the file.
  void change(const std::string& trigger, const std::string& statement) {
    sqlite::Connection file{path, path, SQLITE_OPEN_READWRITE};
    const std::string guard = file.text("SELECT sql FROM sqlite_schema WHERE name = '" + trigger + "'");
    for (const std::string& one : {"DROP TRIGGER " + trigger, statement, guard}) file.execute(one);
  }
  void spoil(Seq seq) { change("event_is_not_updated", "UPDATE event SET bytes = x'a0' WHERE seq = " + std::to_string(seq)); }
  void remove(Seq seq) { change("event_is_not_deleted", "DELETE FROM event WHERE seq = " + std::to_string(seq)); }
  /// What an audit and a rebuild name; the rebuild leaves the tables as they are.
  void expect_named(Seq seq) {
    Ledger book = Ledger::open(path);
    const AuditReport report = book.audit();
    ASSERT_FALSE(report.findings.empty());
    EXPECT_EQ(report.findings.front().event, seq);
    EXPECT_EQ(report.findings.front().where, "event " + std::to_string(seq));
    try {
      book.rebuild();
      ADD_FAILURE() << "rebuilt from a log that is wrong";
    } catch (const Corrupt& error) {
      EXPECT_EQ(error.event(), seq) << error.what();
    }
    EXPECT_EQ(sqlite::Connection(path, path, SQLITE_OPEN_READONLY).integer("SELECT count(*) FROM line"), 1);
  }

  TemporaryFolder folder;
  std::string path = folder / "book";
};

class LongLogAt : public LongLog, public testing::WithParamInterface<Seq> {};

TEST_P(LongLogAt, NamesTheEventThatIsNotWhatWasHashed) {
  spoil(GetParam());
  expect_named(GetParam());
}

TEST_P(LongLogAt, NamesTheEventThatIsMissing) {
  remove(GetParam());
  expect_named(GetParam());
}

// A run is of 256 events.
INSTANTIATE_TEST_SUITE_P(Places, LongLogAt, testing::Values(5, 255, 256, 257, 511, 512, events - 1));

TEST_F(LongLog, NamesTheFirstOfSeveralThatAreWrong) {
  spoil(600);
  remove(520);
  expect_named(520);
  spoil(300);
  expect_named(300);
  remove(290);
  expect_named(290);
  spoil(200);
  expect_named(200);
}

TEST_F(LongLog, ThatIsSoundIsRebuiltToWhatItWas) {
  Ledger book = Ledger::open(path);
  const AuditReport before = book.audit();
  EXPECT_TRUE(before.findings.empty());
  EXPECT_EQ(before.private_bodies, events - 4);
  book.rebuild();
  EXPECT_EQ(book.audit().root, before.root);
  EXPECT_TRUE(book.audit().findings.empty());
}

}  // namespace
}  // namespace almoner::test
