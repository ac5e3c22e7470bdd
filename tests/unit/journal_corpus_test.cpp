// SPDX-License-Identifier: Apache-2.0
// Journals written for other programs: each is read, or refused with a line, whatever it holds.
// They lie outside the repository, in the folder that the environment variable ALMONER_SHARED or
// the build names; without it these tests say so and are skipped.
#include <almoner/journal.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <almoner/error.hpp>

namespace almoner {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> journals() {
  const char* folder = std::getenv("ALMONER_SHARED");
#ifdef ALMONER_TEST_SHARED_DIR
  if (folder == nullptr) folder = ALMONER_TEST_SHARED_DIR;
#endif
  std::vector<fs::path> found;
  if (folder == nullptr || *folder == '\0') return found;
  for (const char* name : {"hledger-examples", "ledger-corpus", "ledger-inputs"}) {
    const fs::path path = fs::path{folder} / "data" / name;
    if (!fs::is_directory(path)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator{path}) {
      const fs::path extension = entry.path().extension();
      if (extension == ".journal" || extension == ".dat") found.push_back(entry.path());
    }
  }
  return found;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// 0 where it is read to its end, else the line of the refusal.
int line_refused(const std::string& journal) {
  std::istringstream stream{journal};
  try {
    read_journal(stream, "CNY", [](const std::string&) { return 2; }, [](JournalItem&&) {});
    return 0;
  } catch (const ParseError& error) {
    EXPECT_GE(error.line(), 1) << error.what();
    EXPECT_STRNE(error.what(), "");
    return error.line();
  }
}

/// With a reference in every entry, so that reading goes on past its first line.
std::string with_references(const std::string& journal) {
  std::istringstream lines{journal};
  std::string text;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find_first_not_of("0123456789-/.");
    if (!line.empty() && end != 0 && end != line.npos && line.find('(') == line.npos) {
      std::size_t at = line.find_first_not_of(" *!", end);
      if (at == line.npos) at = line.size();
      line.insert(at, "(R" + std::to_string(++number) + ") ");
    }
    text += line + "\n";
  }
  return text;
}

std::string without_line(const std::string& journal, int number) {
  std::size_t begin = 0;
  for (int i = 1; i < number; ++i) begin = journal.find('\n', begin) + 1;
  std::string rest = journal;
  rest.erase(begin, rest.find('\n', begin) - begin);
  rest.insert(begin, ";");
  return rest;
}

class JournalCorpus : public ::testing::Test {
 protected:
  void SetUp() override {
    files_ = journals();
    if (!files_.empty()) return;
    std::cerr << "\n*** NOT TESTED: no journals of other programs; set ALMONER_SHARED to the "
                 "folder of shared data ***\n\n";
    GTEST_SKIP() << "no journals of other programs";
  }
  std::vector<fs::path> files_;
};

TEST_F(JournalCorpus, IsReadOrRefusedWithALine) {
  for (const fs::path& path : files_) {
    SCOPED_TRACE(path);
    line_refused(bytes_of(path));
  }
}

TEST_F(JournalCorpus, IsReadToItsEndOnceEveryLineRefusedIsOut) {
  constexpr int refusals_max = 400;
  for (const fs::path& path : files_) {
    SCOPED_TRACE(path);
    std::string journal = with_references(bytes_of(path));
    int refusals = 0;
    for (int line = line_refused(journal); line != 0 && refusals < refusals_max;
         line = line_refused(journal)) {
      journal = without_line(journal, line);
      ++refusals;
    }
    EXPECT_LT(refusals, refusals_max);
  }
}

TEST_F(JournalCorpus, WithBytesChangedIsStillReadOrRefused) {
  std::mt19937 random{20210905};
  const std::string marks = " \t\n\r;:,\"@={}()[]-+.0 9*!~\xEF\xBC\x9A\xFF";
  for (const fs::path& path : files_) {
    SCOPED_TRACE(path);
    const std::string journal = with_references(bytes_of(path)).substr(0, 4096);
    if (journal.empty()) continue;
    for (int round = 0; round < 50; ++round) {
      std::string changed = journal;
      for (int i = 0; i < 4; ++i)
        changed[random() % changed.size()] = marks[random() % marks.size()];
      line_refused(changed);
    }
  }
}

}  // namespace
}  // namespace almoner
