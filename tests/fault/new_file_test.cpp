// SPDX-License-Identifier: Apache-2.0
// Files that an operation makes (a book, an imported log, a snapshot) are whole or absent, whatever
// call fails; and a disk that lies is at worst found out.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <sstream>

#include "fault_book.hpp"
#include "faulty_vfs.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {

namespace {

namespace fs = std::filesystem;

/// Makes `target`, beside a book.
struct Making {
  std::string name;
  std::function<void(const std::string& book, const std::string& target)> run;
};

std::vector<Making> makings() {
  return {
      {"a book",
       [](const std::string&, const std::string& target) {
         static_cast<void>(Ledger::create(target, {"new society", "CNY", 2, "Asia/Shanghai"}));
       }},
      {"a book from a log",
       [](const std::string& book, const std::string& target) {
         std::stringstream log, bodies;
         {
           const Ledger ledger = Ledger::open(book);
           ledger.export_log(log);
           ledger.export_private(bodies);
         }
         static_cast<void>(Ledger::import_log(target, log, &bodies));
       }},
      {"a snapshot", [](const std::string& book, const std::string& target) { Ledger::open(book).snapshot(target); }},
  };
}

void PrintTo(const Making& making, std::ostream* out) { *out << making.name; }

std::string sound(const std::string& book) {
  try {
    const AuditReport report = Ledger::open(book).audit();
    return report.findings.empty() ? "" : report.findings.front().what;
  } catch (const Error& error) {
    return error.what();
  }
}

class NewFile : public testing::TestWithParam<Making> {};

TEST_P(NewFile, IsWholeOrAbsentWhateverCallFails) {
  const FaultBook base;
  const TemporaryFolder folder;
  const std::string book = folder / "book", target = folder / "target";
  FaultyVfs vfs{folder.path()};
  write_image(folder.path(), base.files);
  vfs.count();
  GetParam().run(book, target);
  const std::uint64_t calls = vfs.calls();
  int reported = 0, made = 0;
  for (std::uint64_t call = 1; call <= calls && !testing::Test::HasFailure(); ++call)
    for (const Fault fault : {Fault::fail, Fault::tear, Fault::full})
      for (const bool for_good : {false, true}) {
        if (!is_soak() && call % 2 != (for_good ? 1U : 0U)) continue;
        SCOPED_TRACE(GetParam().name + ", call " + std::to_string(call) + ": " + to_string(fault) + (for_good ? " for good" : ""));
        write_image(folder.path(), base.files);
        vfs.fail_at(call, fault, for_good);
        bool acknowledged = false;
        try {
          GetParam().run(book, target);
          acknowledged = true;
          ++made;
        } catch (const Error&) {
          ++reported;
        }
        vfs.count();
        EXPECT_EQ(unsound(book, base.size, base.root, base.size), "");
        if (!acknowledged) {
          std::string left;
          for (const auto& entry : fs::directory_iterator{folder.path()})
            if (const std::string name = entry.path().filename().string();
                name.starts_with("target") && name != "target.lock")
              left += name + " ";
          EXPECT_EQ(left, "") << "left of what failed";
          GetParam().run(book, target);
        }
        EXPECT_EQ(sound(target), "");
      }
  std::cout << GetParam().name << ": " << calls << " calls, " << reported << " reported, " << made << " made all the same\n";
  EXPECT_GT(reported, 50);
}

INSTANTIATE_TEST_SUITE_P(Of, NewFile, testing::ValuesIn(makings()), [](const auto& making) {
  std::string name = making.param.name;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

TEST(NewBook, SurvivesALossOfPowerOnceItIsMade) {
  const TemporaryFolder folder, after;
  FaultyVfs vfs{folder.path()};
  vfs.record();
  const Ledger ledger = Ledger::create(folder / "book", {"new society", "CNY", 2, "Asia/Shanghai"});
  write_image(after.path(), vfs.disk().durable());
  EXPECT_EQ(sound(after / "book"), "");
}

/// A write, sync or truncation that says ok and does nothing, or a read of zeros.
class Lie : public testing::TestWithParam<Operation> {};

TEST_P(Lie, IsHarmlessOrFoundByAudit) {
  const FaultBook base;
  const TemporaryFolder folder;
  FaultyVfs vfs{folder.path()};
  write_image(folder.path(), base.files);
  vfs.count();
  std::uint64_t later_size = 0;
  {
    Ledger ledger = Ledger::open(folder / "book");
    GetParam().run(ledger);
    later_size = ledger.size();
  }
  const std::uint64_t calls = vfs.calls();
  int reported = 0, found = 0, sound_still = 0;
  for (std::uint64_t call = 1; call <= calls; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    write_image(folder.path(), base.files);
    vfs.fail_at(call, Fault::drop);
    bool threw = false;
    try {
      Ledger ledger = Ledger::open(folder / "book");
      GetParam().run(ledger);
    } catch (const Error&) {
      threw = true;
      ++reported;
    }
    vfs.count();
    const std::string what = unsound(folder / "book", base.size, base.root, later_size);
    if (what.empty()) ++sound_still;
    if (!what.empty() && !threw) ++found;
  }
  std::cout << GetParam().name << ": " << calls << " calls, " << reported << " reported at once, " << sound_still
            << " books sound after it, " << found << " found later\n";
  EXPECT_GT(reported + found, 0);
}

INSTANTIATE_TEST_SUITE_P(Of, Lie, testing::ValuesIn(operations()), [](const auto& operation) {
  std::string name = operation.param.name;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

}  // namespace

}  // namespace almoner::test
