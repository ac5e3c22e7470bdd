// SPDX-License-Identifier: Apache-2.0
// A disk that is full at any page of an operation: it says so, the book is sound and as it was, and
// once there is room the same again succeeds.
#include <gtest/gtest.h>

#include <iostream>

#include "fault_book.hpp"
#include "faulty_vfs.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {

namespace {

constexpr std::uint64_t page = 4096;

std::uint64_t largest(const Image& files) {
  std::uint64_t size = 0;
  for (const auto& [name, content] : files) size = std::max<std::uint64_t>(size, content.size());
  return size;
}

class FullDisk : public testing::TestWithParam<Operation> {};

TEST_P(FullDisk, AtAnyPageIsReportedAndLosesNothing) {
  const FaultBook base;
  const TemporaryFolder folder;
  FaultyVfs vfs{folder.path()};
  const std::string book = folder / "book";
  write_image(folder.path(), base.files);
  std::uint64_t later_size = 0;
  {
    Ledger ledger = Ledger::open(book);
    GetParam().run(ledger);
    later_size = ledger.size();
  }
  int reported = 0, fitted = 0;
  // From no room at all to enough, a quarter of a page at a time: headers of frames are small.
  for (std::uint64_t room = 0; fitted < 3 && !testing::Test::HasFailure(); room += page / 4) {
    SCOPED_TRACE(GetParam().name + " with files of at most " + std::to_string(room) + " bytes");
    ASSERT_LT(room, 64 * largest(base.files)) << "it never succeeded";
    write_image(folder.path(), base.files);
    vfs.limit_file_size(room);
    bool acknowledged = false;
    try {
      Ledger ledger = Ledger::open(book);
      GetParam().run(ledger);
      acknowledged = true;
    } catch (const StorageError& error) {
      EXPECT_NE(std::string_view{error.what()}.find("make room"), std::string_view::npos) << error.what();
      ++reported;
    }
    vfs.limit_file_size(std::nullopt);
    if (acknowledged) ++fitted;
    EXPECT_EQ(unsound(book, base.size, base.root, acknowledged ? later_size : base.size), "");
    Ledger again = Ledger::open(book);
    if (acknowledged) {
      EXPECT_EQ(again.size(), later_size);
    }
    GetParam().run(again);
    EXPECT_EQ(again.size(), later_size);
  }
  std::cout << GetParam().name << ": " << reported << " times full\n";
  EXPECT_GT(reported, 4);
}

std::vector<Operation> growing() {
  std::vector<Operation> all = operations();
  std::erase_if(all, [](const Operation& one) { return one.name == "ask" || one.name == "restrict a person"; });
  return all;
}

INSTANTIATE_TEST_SUITE_P(Of, FullDisk, testing::ValuesIn(growing()), [](const auto& operation) {
  std::string name = operation.param.name;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

}  // namespace

}  // namespace almoner::test
