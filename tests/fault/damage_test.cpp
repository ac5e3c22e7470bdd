// SPDX-License-Identifier: Apache-2.0
// A book's file that the disk or somebody changed: opening refuses it, or audit says what is wrong,
// or (unused bytes) every answer is that of the sound book. Never a crash, never a wrong answer
// that audit is content with.
//   ALMONER_SEED=n     begins with other damage
//   ALMONER_DAMAGES=n  this many of each kind (200; 10,000 in `make soak`)
#include <array>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "all_answers.hpp"
#include "sound_book.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {
namespace {

constexpr std::size_t page_bytes = 4096;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* given = std::getenv(variable);
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

std::uint64_t below(std::mt19937_64& random, std::uint64_t count) { return random() % count; }

void flip_a_bit(std::string& bytes, std::mt19937_64& random) {
  bytes[below(random, bytes.size())] ^= static_cast<char>(1U << below(random, 8));
}

/// The pointers of a page: its header and the offsets of its cells.
void spoil_a_page_header(std::string& bytes, std::mt19937_64& random) {
  const std::size_t page = below(random, bytes.size() / page_bytes) * page_bytes;
  for (auto left = 1 + below(random, 4); left > 0; --left)
    bytes[page + below(random, 64)] = static_cast<char>(random());
}

/// Sizes, formats, counts and versions stand in the file's first hundred bytes.
void spoil_the_file_header(std::string& bytes, std::mt19937_64& random) {
  for (auto left = 1 + below(random, 2); left > 0; --left) bytes[16 + below(random, 84)] = static_cast<char>(random());
}

void copy_a_page(std::string& bytes, std::mt19937_64& random) {
  const std::size_t pages = bytes.size() / page_bytes;
  const std::string page = bytes.substr(below(random, pages) * page_bytes, page_bytes);
  bytes.replace(below(random, pages) * page_bytes, page_bytes, page);
}

void swap_two_pages(std::string& bytes, std::mt19937_64& random) {
  const std::size_t pages = bytes.size() / page_bytes;
  const std::size_t a = below(random, pages) * page_bytes, b = below(random, pages) * page_bytes;
  const std::string kept = bytes.substr(a, page_bytes);
  bytes.replace(a, page_bytes, bytes.substr(b, page_bytes));
  bytes.replace(b, page_bytes, kept);
}

void clear_a_sector(std::string& bytes, std::mt19937_64& random) {
  const std::size_t sector = 512;
  bytes.replace(below(random, bytes.size() / sector) * sector, sector, sector, '\0');
}

/// Two cells of a page change places: each row is still there, and not where it is looked for.
void swap_two_cells(std::string& bytes, std::mt19937_64& random) {
  const std::size_t page = (1 + below(random, bytes.size() / page_bytes - 1)) * page_bytes;
  const auto at = [&](std::size_t place) { return static_cast<unsigned char>(bytes[page + place]); };
  const std::size_t cells = at(3) * 256U + at(4), header = at(0) == 2 || at(0) == 5 ? 12 : 8;
  if (cells < 2 || header + 2 * cells > page_bytes) return flip_a_bit(bytes, random);
  const std::size_t a = page + header + 2 * below(random, cells), b = page + header + 2 * below(random, cells);
  std::swap(bytes[a], bytes[b]);
  std::swap(bytes[a + 1], bytes[b + 1]);
}

void cut(std::string& bytes, std::mt19937_64& random) {
  bytes.resize(below(random, 2) == 0 ? below(random, bytes.size()) : below(random, bytes.size() / page_bytes) * page_bytes);
}

void write_over(std::string& bytes, std::mt19937_64& random) {
  const std::size_t at = below(random, bytes.size());
  for (std::size_t place = at; place < std::min(bytes.size(), at + 1 + below(random, 200)); ++place)
    bytes[place] = static_cast<char>(random());
}

class Damage : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::string path = folder / "county.book";
  std::string sound, answers;

  void SetUp() override {
    make_sound_book(path);
    sound = file_bytes(path);
    ASSERT_EQ(sound.size() % page_bytes, 0U);
    Ledger book = Ledger::open(path, {.read_only = true, .environment = {}});
    const AuditReport report = book.audit();
    ASSERT_TRUE(report.findings.empty()) << report.findings.front().where << ": " << report.findings.front().what;
    answers = all_answers(book);
  }

  void damage_often(void (*spoil)(std::string&, std::mt19937_64&)) {
    const std::uint64_t seed = number_from("ALMONER_SEED", std::random_device{}());
    const std::uint64_t rounds = number_from("ALMONER_DAMAGES", 200);
    std::cout << "ALMONER_SEED=" << seed << std::endl;  // a crash leaves it behind
    std::array<int, 4> verdicts{};
    for (std::uint64_t round = 0; round < rounds; ++round) {
      // A seed of its own, so that one round can be had again alone.
      std::mt19937_64 random{seed + round};
      std::string bytes = sound;
      spoil(bytes, random);
      write_book_file(path, bytes);
      const Judgement judgement = judge(path, answers);
      ++verdicts[static_cast<std::size_t>(judgement.verdict)];
      if (judgement.verdict == Verdict::wrong)
        ADD_FAILURE() << "ALMONER_SEED=" << seed + round << " ALMONER_DAMAGES=1: " << judgement.said;
    }
    std::cout << rounds << " damages: " << verdicts[0] << " refused, " << verdicts[1] << " found, "
              << verdicts[2] << " in bytes that say nothing" << std::endl;
  }
};

TEST_F(Damage, OfABitIsFoundOrHarmless) { damage_often(flip_a_bit); }
TEST_F(Damage, OfAPageHeaderIsFoundOrHarmless) { damage_often(spoil_a_page_header); }
TEST_F(Damage, OfTheFileHeaderIsFoundOrHarmless) { damage_often(spoil_the_file_header); }
TEST_F(Damage, ByAPageCopiedOverAnotherIsFoundOrHarmless) { damage_often(copy_a_page); }
TEST_F(Damage, ByTwoPagesSwappedIsFoundOrHarmless) { damage_often(swap_two_pages); }
TEST_F(Damage, ByASectorOfZerosIsFoundOrHarmless) { damage_often(clear_a_sector); }
TEST_F(Damage, ByTwoCellsSwappedIsFoundOrHarmless) { damage_often(swap_two_cells); }
TEST_F(Damage, ByAFileCutShortIsFoundOrHarmless) { damage_often(cut); }
TEST_F(Damage, ByBytesWrittenOverIsFoundOrHarmless) { damage_often(write_over); }

}  // namespace
}  // namespace almoner::test
