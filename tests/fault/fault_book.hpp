// SPDX-License-Identifier: Apache-2.0
// A small book with something of everything in it, fresh copies of its file, and the operations that
// the faults of a machine may cut.
#pragma once

#include <almoner/ledger.hpp>

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "disk.hpp"

namespace almoner::test {

/// Declarations and entries in journal notation, one call of the library for each.
void post_journal(Ledger&, std::string_view journal);
/// `count` gifts to fund U with references PREFIX-0, PREFIX-1, …
void post_gifts(Ledger&, const std::string& prefix, int count);

/// Replaces a folder's files by those of an image.
void write_image(const std::string& folder, const Image&);
Image read_image(const std::string& folder);

/// What is done to a book, whole or not at all. Done twice, it does nothing the second time.
struct Operation {
  std::string name;
  std::function<void(Ledger&)> run;
};

inline void PrintTo(const Operation& operation, std::ostream* out) { *out << operation.name; }

/// The file of a closed book, and what it holds; not filled: its declarations alone.
struct FaultBook {
  enum class Filled : bool { no, yes };
  explicit FaultBook(Filled = Filled::yes);

  Image files;
  std::uint64_t size = 0;
  DocumentHash root{};
};

/// post, batch, import, rebuild, erase, restrict, ask.
std::vector<Operation> operations();
/// One batch of so many gifts: from 4,096 on a second thread writes them.
Operation large_batch(int gifts);

/// Asks a book everything of a general kind; throws what the library throws.
void ask_everything(Ledger&);

/// Opens the book, which no fault touches any more. Empty where it is sound, begins with the first
/// `size` events that gave `root`, and has `size` or `later_size` events; else what is wrong.
std::string unsound(const std::string& book, std::uint64_t size, const DocumentHash& root, std::uint64_t later_size);

/// Environment variable ALMONER_SEED, else a fixed one.
std::uint64_t seed();
/// Environment variable ALMONER_SOAK: the long form was asked for.
bool is_soak();

}  // namespace almoner::test
