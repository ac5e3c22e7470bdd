// SPDX-License-Identifier: Apache-2.0
// A book whose tables lost rows, at the questions that need them: refused with an exception of ours.
#include <gtest/gtest.h>

#include <almoner/error.hpp>

#include "bookkeeper.hpp"
#include "log/event_codec.hpp"
#include "log/merkle.hpp"
#include "society_book.hpp"
#include "sound_book.hpp"
#include "store/sqlite/sqlite.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {
namespace {

class DamagedTables : public testing::Test {
 protected:
  DamagedTables() {
    JournalBook book{Ledger::create(path, {"society", "CNY", 2, "Asia/Shanghai"}, {.environment = fixed_environment()})};
    book.post(society_chart);
    book.post(R"(
2021-01-01 * (G-1) own money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-01-01 * (L-1) lamps  ; fund: U
    Store:Town  10 LAMP @@ 50.00 CNY
    Gifts  -10 LAMP
2021-01-02 * (V-1) money spent  ; fund: U
    Office  10.00 CNY  ; purpose: office
    Bank
2021-01-02 * (V-2) lamps handed out  ; fund: U
    Aid  4 LAMP  ; purpose: aid
    Aid  6 LAMP  ; purpose: books
    Store:Town  -10 LAMP
)");
  }
  void execute(const std::vector<std::string>& statements) {
    sqlite::Connection file{path, path, SQLITE_OPEN_READWRITE};
    for (const std::string& one : statements) file.execute(one);
  }
  JournalBook open() { return JournalBook{Ledger::open(path)}; }

  TemporaryFolder folder;
  std::string path = folder / "book";
};

TEST_F(DamagedTables, AReversalMissesTheLineOfItsLots) {
  execute({"DELETE FROM line", "DELETE FROM free_interval"});
  EXPECT_THROW(open().post("2021-02-01 * (R-1) bounced  ; reverses: G-1\n"), Corrupt);
}

TEST_F(DamagedTables, AReturnMissesTheLotsOfWhatComesBack) {
  execute({"DELETE FROM lot"});
  EXPECT_THROW(open().post(R"(
2021-02-01 * (B-1) one comes back  ; fund: U, returns: V-2
    Store:Town  1 LAMP
    Aid  -1 LAMP  ; purpose: aid
)"), Corrupt);
}

TEST_F(DamagedTables, AReturnMissesTheLineOfWhatComesBack) {
  execute({"DELETE FROM line WHERE commodity = 0", "DELETE FROM free_interval WHERE commodity = 0"});
  EXPECT_THROW(open().post(R"(
2021-02-01 * (B-1) money comes back  ; fund: U, returns: V-1
    Bank  1.00 CNY
    Office  -1.00 CNY  ; purpose: office
)"), Corrupt);
}

/// An event that no rule has judged, put into the book's file with all that goes with it.
TEST_F(DamagedTables, APrecedentNamesWhatNobodyDeclared) {
  {
    const std::unique_ptr<Store> store = open_sqlite_store(path);
    Bookkeeper keeper{*store, *store};
    keeper.begin();
    EntryRecord entry = keeper.entry(*keeper.find_reference("V-1"));
    entry.reference = "F-1";
    entry.draws.clear();
    entry.commitments.clear();
    for (PostingRecord& one : entry.postings) one.account = 999;
    Event event;
    event.seq = keeper.head().size;
    event.origin = keeper.origin();
    event.what = entry;
    const std::string bytes = encode_event(event);
    keeper.apply(event, bytes, leaf_hash({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}), {}, {});
    keeper.commit();
  }
  execute({"DELETE FROM balance WHERE account = 999"});
  for (const char* tag : {"reverses", "returns", "repays", "gift"}) {
    JournalBook book = open();
    try {
      book.post("2021-02-01 * (X-1) of it  ; fund: U, " + std::string(tag) + ": F-1\n    Bank  1.00 CNY\n    Gifts  -1.00 CNY\n");
      ADD_FAILURE() << tag << " of an entry of nobody's accounts was taken";
    } catch (const Corrupt& error) {
      EXPECT_NE(std::string(error.what()).find("refers to what the book never declared"), std::string::npos) << error.what();
    }
  }
}

TEST_F(DamagedTables, ABalanceIsOfAnAccountThatNobodyDeclared) {
  execute({"UPDATE balance SET account = 999 WHERE account = 2"});
  EXPECT_THROW(open().post("2021-02-01 * (V-3) more  ; fund: U\n    Office  1.00 CNY  ; purpose: office\n    Bank\n"), Corrupt);
}

TEST_F(DamagedTables, AReversalFindsUnitsUsedAndNobodyWhoUsesThem) {
  execute({"DELETE FROM draw"});
  JournalBook book = open();
  EXPECT_EQ(book.refused("2021-02-01 * (R-1) bounced  ; reverses: G-1\n"), std::vector<std::string>{"reversal_must_find_units_unspent"});
  EXPECT_NE(book.last_violations.front().message.find("are used by others"), std::string::npos);
}

TEST_F(DamagedTables, AProofMissesAnEvent) {
  const std::uint64_t size = open().ledger.size();
  const std::string guard = sqlite::Connection{path, path, SQLITE_OPEN_READWRITE}.text(
      "SELECT sql FROM sqlite_master WHERE name = 'event_is_not_deleted'");
  execute({"DROP TRIGGER event_is_not_deleted", "DELETE FROM event WHERE seq = " + std::to_string(size - 2), guard});
  JournalBook book = open();
  EXPECT_THROW(book.ledger.inclusion_proof(2, size), Corrupt);
}

/// Lamps bought with the money that they brought in when they were sold: no rule lets it be, and a trace
/// would have no end.
TEST_F(DamagedTables, ATraceGoesInACircle) {
  open().post(R"(
2021-01-03 * (G-2) own money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-01-04 * (P-1) lamps  ; fund: U
    Store:Town  10 LAMP @@ 10.00 CNY
    Bank  -10.00 CNY
2021-01-05 * (S-1) sold again  ; fund: U
    Bank  10.00 CNY
    Store:Town  -10 LAMP
)");
  execute({"UPDATE draw SET start = 2000, origin = 1000 WHERE commodity = 0 AND start = 1000",
           "INSERT INTO substitution SELECT seq, seq + 1, fund, commodity, account, start, quantity FROM draw "
           "WHERE commodity = 0 AND start = 2000"});
  JournalBook book = open();
  for (const char* reference : {"P-1", "S-1"})
    for (const Direction direction : {Direction::forward, Direction::back})
      EXPECT_THROW(book.ledger.trace(reference, direction), Corrupt) << reference;
  EXPECT_NE(book.audit(), "sound");
}

/// Of more than 256 events the tree keeps its first tile's root in a row.
TEST(DamagedTree, AProofMissesHashesThatAreStored) {
  const TemporaryFolder folder;
  const std::string path = folder / "book";
  make_sound_book(path);
  Ledger sound = Ledger::open(path, {.read_only = true, .environment = {}});
  const std::uint64_t size = sound.size();
  ASSERT_GT(size, 256U);
  EXPECT_NO_THROW(sound.inclusion_proof(size - 1, size));
  sqlite::Connection{path, path, SQLITE_OPEN_READWRITE}.execute("DELETE FROM tile");
  Ledger book = Ledger::open(path, {.read_only = true, .environment = {}});
  EXPECT_THROW(book.inclusion_proof(size - 1, size), Corrupt);
}

}  // namespace
}  // namespace almoner::test
