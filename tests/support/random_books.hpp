// SPDX-License-Identifier: Apache-2.0
// Random small books, kept by the library and by the reference model side by side.
#pragma once

#include <almoner/ledger.hpp>

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "reference_model.hpp"

namespace almoner::test {

/// The seed of the first book: environment variable SEED, else a fixed one.
std::uint64_t first_seed();

class RandomBook {
 public:
  explicit RandomBook(std::uint64_t seed);

  Ledger ledger;
  ReferenceModel model;
  std::vector<Operation> accepted;
  int refusals = 0;

  /// One of everything that the model knows, lawful or one step beyond.
  Operation next();
  Draft draft(const Operation&) const;
  /// Posts to both; a difference in what they accept fails the test.
  bool post(const Operation&);
  void grow(int operations);
  /// What was posted, to repeat it by hand.
  std::string history() const;

  std::string new_reference(const char* kind);
  std::uint64_t pick(std::uint64_t below);
  /// Live gifts (not reversed) and disbursements.
  std::vector<std::string> live(Act) const;

 private:
  Operation purchase_or_use(Act);
  Operation correction();
  std::string goods();

  std::mt19937_64 random_;
  int count_ = 0;
};

/// Calls `test` with each of that many books of 60 operations; a failure names the seed.
void for_random_books(int books, const std::function<void(RandomBook&)>& test, int operations = 60);

std::map<ReferenceModel::BalanceKey, Balance> balances_of(const Ledger&);
std::map<ReferenceModel::StockKey, Balance> stock_of(const Ledger&);
const char* word(Act);
std::string show(const Operation&);
/// Days are counted from the first of 2021.
Date date_of(int day);
Draft draft_of(const Operation&, int day);
/// The clock stands still, and "random" bytes follow from the seed.
Environment numbered(std::uint64_t seed);

}  // namespace almoner::test
