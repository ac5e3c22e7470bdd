// SPDX-License-Identifier: Apache-2.0
// Steps chosen at random: lawful ones, ones at the edge of what is held, and spoilt ones.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "rule_model.hpp"

namespace almoner::test {

class RandomSteps {
 public:
  RandomSteps(std::uint64_t seed, const RuleModel& model) : random_(seed), model_(model) {}

  int today = 30;  ///< entries are dated then, some days before, now and then after

  Step next();
  Step gift();
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  bool luck(std::uint64_t one_in) { return pick(one_in) == 0; }
  std::string new_reference(const char* kind) { return std::string(kind) + "-" + std::to_string(++count_); }
  std::string fund() { return one_of({"U", "U", "R", "R", "S", "S", "E", "A"}); }
  std::string person();
  /// Authority, or what is nearly one.
  void authorise(Step&);

 private:
  std::string one_of(const std::vector<std::string>& words) { return words[pick(words.size())]; }
  std::int64_t amount(std::int64_t held);
  void approve(Step&);
  void choose_place(Step&, bool money_too);
  void choose_source(Step&, bool money_too);
  std::string fund_with_money();
  std::string other_fund(const std::string& than);
  std::string purpose_for(const std::string& fund);
  std::int64_t balance(const std::string& account, const std::string& fund) const;
  void pay_debt(Step&);
  void name_gift(Step&);
  Step lose(Step);
  Step opening();
  Step purchase();
  Step spend();
  Step spend_of_several();
  Step loss();
  Step move();
  Step sale();
  Step transfer();
  Step advance();
  Step settle();
  Step lend();
  Step repay();
  Step refund();
  Step reverse();
  Step give_back();
  void spoil(Step&);

  std::mt19937_64 random_;
  const RuleModel& model_;
  int count_ = 0;
};

Draft draft_of(const Step&);

}  // namespace almoner::test
