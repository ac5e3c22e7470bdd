// SPDX-License-Identifier: Apache-2.0
// A file that is brought to a newer schema is of the old one or of the new one, with every row,
// whatever call fails. The steps are made up, from the newest version on: what is tried is the way there.
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <random>
#include <vector>

#include "fault_book.hpp"
#include "faulty_vfs.hpp"
#include "store/sqlite/schema.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {

namespace {

using sqlite::Connection;
using sqlite::Migration;

// A table made anew with a column more, as SQLite's manual has it (lang_altertable, section 7), and
// one that is rewritten row by row.
void make_lines_anew(Connection& connection) {
  for (const char* sql :
       {"CREATE TABLE new_line (fund INTEGER, commodity INTEGER, account INTEGER, tail INTEGER, value INTEGER, held INTEGER, "
        "PRIMARY KEY (fund, commodity, account)) STRICT, WITHOUT ROWID",
        "INSERT INTO new_line SELECT fund, commodity, account, tail, value, (SELECT coalesce(sum(quantity), 0) FROM free_interval "
        "WHERE (fund, commodity, account) = (line.fund, line.commodity, line.account)) FROM line",
        "DROP TABLE line", "ALTER TABLE new_line RENAME TO line"})
    connection.execute(sql);
}
void note_parties(Connection& connection) {
  connection.execute("ALTER TABLE party ADD COLUMN note TEXT");
  sqlite::Query query = connection.prepare("SELECT id FROM party");
  sqlite::Query update = connection.prepare("UPDATE party SET note = ?1 WHERE id = ?1");
  while (query.step()) {
    update.bind_text(1, query.text(0));
    update.run();
  }
}
constexpr std::int64_t before_it = sqlite::schema_version, newest = sqlite::schema_version + 2;
const std::array<Migration, 2> steps = {Migration{before_it, make_lines_anew}, Migration{before_it + 1, note_parties}};

void migrate(const std::string& book) {
  Connection connection{book, book, SQLITE_OPEN_READWRITE};
  connection.execute("PRAGMA synchronous = FULL");
  connection.execute("BEGIN IMMEDIATE");
  if (const std::int64_t version = connection.integer("PRAGMA user_version"); version < newest)
    sqlite::migrate(connection, version, newest, steps);
  connection.execute("COMMIT");
}

/// What the two tables hold in all, and the file's version.
struct Found {
  std::int64_t version, lines, tails, parties;
  bool operator==(const Found&) const = default;
};

void PrintTo(const Found& one, std::ostream* out) {
  *out << "version " << one.version << ", " << one.lines << " lines to " << one.tails << ", " << one.parties << " parties";
}

Found find(const std::string& book) {
  Connection connection{book, book, SQLITE_OPEN_READWRITE};
  EXPECT_EQ(connection.text("PRAGMA integrity_check"), "ok");
  const std::int64_t version = connection.integer("PRAGMA user_version");
  if (version == newest) {
    EXPECT_EQ(connection.integer("SELECT count(*) FROM party WHERE note IS NOT id"), 0);
    EXPECT_EQ(connection.integer("SELECT sum(held) FROM line"), connection.integer("SELECT sum(quantity) FROM free_interval"));
  }
  return {version, connection.integer("SELECT count(*) FROM line"), connection.integer("SELECT sum(tail) FROM line"),
          connection.integer("SELECT count(*) FROM party")};
}

class MigrationUnderFaults : public testing::Test {
 protected:
  void SetUp() override {
    fresh();
    before = find(book);
    after = before;
    after.version = newest;
    fresh();
    migrate(book);
    calls = vfs.calls();
    ASSERT_EQ(find(book), after);
  }
  void fresh() {
    vfs.count();
    write_image(folder.path(), base.files);
    vfs.record();
  }

  const FaultBook base;
  const TemporaryFolder folder, after_loss;
  const std::string book = folder / "book";
  FaultyVfs vfs{folder.path()};
  Found before{}, after{};
  std::uint64_t calls = 0;
};

TEST_F(MigrationUnderFaults, IsDoneWhollyOrNotAtAllWhateverCallFails) {
  int reported = 0, done = 0;
  for (std::uint64_t call = 1; call <= calls && !HasFailure(); ++call)
    for (const Fault fault : {Fault::fail, Fault::tear, Fault::full})
      for (const bool for_good : {false, true}) {
        SCOPED_TRACE("call " + std::to_string(call) + ": " + to_string(fault) + (for_good ? " for good" : ""));
        fresh();
        vfs.fail_at(call, fault, for_good);
        bool acknowledged = false;
        try {
          migrate(book);
          acknowledged = true;
          ++done;
        } catch (const Error&) {
          ++reported;
        }
        vfs.count();
        if (acknowledged) {
          write_image(after_loss.path(), vfs.disk().durable());
          EXPECT_EQ(find(after_loss / "book"), after) << "on the disk, not only in its cache";
        }
        const Found found = find(book);
        EXPECT_TRUE(found == after || (!acknowledged && found == before));
        if (found.version == before_it) {
          EXPECT_EQ(unsound(book, base.size, base.root, base.size), "");
        }
        migrate(book);
        EXPECT_EQ(find(book), after) << "done again";
      }
  std::cout << "migration: " << calls << " calls, " << reported << " faults reported, " << done << " without effect\n";
  EXPECT_GT(reported, 50);
}

TEST_F(MigrationUnderFaults, IsDoneWhollyOrNotAtAllWherePowerIsLost) {
  std::mt19937_64 random{seed()};
  std::vector<Image> before_the_answer, after_it;
  std::vector<Image>* left = &before_the_answer;
  const auto lose_power = [&](const Disk& disk) {
    for (int i = 0; i < (is_soak() ? 40 : 4); ++i) left->push_back(disk.after_power_loss(random));
  };
  fresh();
  vfs.at_each_moment(lose_power);
  migrate(book);
  left = &after_it;
  lose_power(vfs.disk());
  vfs.at_each_moment({});
  const auto found = [&](const Image& image) {
    write_image(after_loss.path(), image);
    return find(after_loss / "book");
  };
  for (const Image& image : before_the_answer) {
    const Found one = found(image);
    EXPECT_TRUE(one == before || one == after) << testing::PrintToString(one) << "; ALMONER_SEED=" << seed();
  }
  for (const Image& image : after_it) EXPECT_EQ(found(image), after) << "ALMONER_SEED=" << seed();
  std::cout << "migration: " << before_the_answer.size() + after_it.size() << " states after a loss of power; seed " << seed() << "\n";
  EXPECT_GT(before_the_answer.size(), 20U);
}

}  // namespace

}  // namespace almoner::test
