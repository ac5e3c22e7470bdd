// SPDX-License-Identifier: Apache-2.0
// The fuzzers' entry points over their corpus and seeded mutations of it, where no clang is.
#include "../fuzz/entry_points.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "journal_book.hpp"

namespace almoner::test {
namespace {

std::vector<std::string> corpus(const std::string& of) {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator{source_file("tests/fuzz/corpus/" + of)}) files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> texts;
  for (const auto& file : files) {
    std::ifstream stream{file, std::ios::binary};
    std::stringstream text;
    text << stream.rdbuf();
    texts.push_back(text.str());
  }
  return texts;
}

std::string mutated(std::string text, const std::string& other, std::mt19937_64& random) {
  for (std::uint64_t change = 1 + random() % 4; change > 0 && !text.empty(); --change) {
    const std::size_t at = random() % text.size();
    switch (random() % 6) {
      case 0: text[at] ^= static_cast<char>(1U << random() % 8); break;
      case 1: text[at] = static_cast<char>(random()); break;
      case 2: text.erase(at, 1 + random() % 40); break;
      case 3: text.insert(at, other.substr(random() % (other.size() + 1), random() % 80)); break;
      case 4: text.insert(at, 1, "\n +=A0/"[random() % 7]); break;
      default: text = text.substr(0, at) + other.substr(std::min(at, other.size())); break;
    }
  }
  return text;
}

void run(const std::string& of, void (*entry)(std::string_view), int turns) {
  const std::vector<std::string> texts = corpus(of);
  ASSERT_FALSE(texts.empty());
  std::mt19937_64 random{1};
  entry({});
  for (const std::string& text : texts) entry(text);
  for (int turn = 0; turn < turns; ++turn) entry(mutated(texts[random() % texts.size()], texts[random() % texts.size()], random));
}

TEST(Fuzz, Keys) { run("key", fuzz::key, 20'000); }
TEST(Fuzz, Notes) { run("note", fuzz::note, 20'000); }
TEST(Fuzz, Receipts) { run("receipt", fuzz::receipt, 5'000); }
TEST(Fuzz, Amounts) { run("amount", fuzz::amount, 20'000); }
TEST(Fuzz, Dates) { run("date", fuzz::date, 20'000); }
TEST(Fuzz, Events) { run("event", fuzz::event, 20'000); }
TEST(Fuzz, Journals) { run("journal", fuzz::journal, 500); }
TEST(Fuzz, ListsAndTheirRules) { run("import", fuzz::import, 500); }
TEST(Fuzz, ExportedLogs) { run("log", fuzz::log, 1'000); }
TEST(Fuzz, FilesOfBooks) { run("book", fuzz::book, 50); }

}  // namespace
}  // namespace almoner::test
