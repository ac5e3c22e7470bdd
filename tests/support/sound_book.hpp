// SPDX-License-Identifier: Apache-2.0
// A small book that has something in every table, and a judge of what became of its file.
// Without GoogleTest, so that the fuzzers have it too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <almoner/ledger.hpp>

namespace almoner::test {

/// A clock that stands and salts that are numbered: two books with one history are equal files.
Environment fixed_environment();

/// The worked year with corrections, returns and an amendment, at a path that does not exist yet.
/// Equal bytes each time. Many small gifts make tables of several pages and a tile of the tree. No
/// party is restricted: that mark stands beside the log and is not hashed, so nobody can tell that one
/// was lost.
void make_sound_book(const std::string& path, int small_gifts = 230);

std::string file_bytes(const std::string& path);
/// Replaces the file; whatever else stands under its name (-wal, -shm) is removed.
void write_book_file(const std::string& path, std::string_view bytes);

enum class Verdict : std::uint8_t {
  refused,   ///< opening says no
  found,     ///< audit says what is wrong, or counts what is missing
  unharmed,  ///< audit is content, and every answer is that of the sound book
  wrong,     ///< audit is content, and an answer differs: what must never be
};

struct Judgement {
  Verdict verdict;
  std::string said;  ///< the refusal, the first finding, or the first answer that differs
};

/// Opens read-only, audits, asks everything. Whatever is thrown must be an Error of ours.
Judgement judge(const std::string& path, const std::string& answers_of_sound_book);

}  // namespace almoner::test
