// SPDX-License-Identifier: Apache-2.0
// One book on disk with several writers, led through random steps beside the rule model. Whatever
// differs from the model fails the test, with the seed and what was done in journal notation.
#pragma once

#include <almoner/import.hpp>
#include <almoner/ledger.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "random_steps.hpp"
#include "rule_model.hpp"

namespace almoner::test {

/// The outside world that may fail. This one never does.
class Faults {
 public:
  virtual ~Faults() = default;
  virtual void before_write() {}  ///< from here on the disk may fail
  virtual void mend() {}          ///< until this
};
/// Faults for the files of a folder, made before there are any.
using MakeFaults = std::function<std::unique_ptr<Faults>(const std::string& folder, std::uint64_t seed)>;

/// What a run did, by kind: "posted", "refused", the names of rules, "rebuild", ...
using Tally = std::map<std::string, int>;

class Simulation {
 public:
  Simulation(std::uint64_t seed, const std::filesystem::path& folder, Faults& faults, Tally& tally);

  /// Stops at the first difference.
  void run(int steps);
  /// What was done, as a journal whose comments say what is no entry.
  std::string script() const { return script_; }

 private:
  struct Outcome {
    RuleModel::Rules rules;      ///< refused, with these
    bool already_there = false;
    bool failed = false;         ///< the store failed ...
    bool undone = false;         ///< ... and nothing of it is there
  };
  using Write = std::function<Posted(Ledger&)>;

  void declare_all();
  void step();
  Ledger& writer();
  Ledger open() const;
  Outcome attempt(const Write&, const std::uint64_t& events);
  void recover(std::uint64_t before, std::uint64_t events, Outcome&);

  // One for each kind of step.
  void post(const Step&);
  void accept(const Step&);
  void post_again();
  void post_batch();
  void import_list();
  void close_period();
  void amend_fund();
  void amend_entry();
  void amend_person(const std::string& id);
  void move_purpose();
  Draft draft_of(const Step&) const;       ///< with the purposes where they lie by now
  FundTerms terms_of(const std::string& code, const FundRules&) const;
  void of_person();
  void erase_person();
  void sign();
  void copy();
  void rebuild();
  void audit();
  void reopen();
  void compare();
  void compare_funds(const Ledger&);
  void compare_persons(const Ledger&);
  void compare_traces(const Ledger&);

  void expect(const RuleModel::Rules& found, const RuleModel::Rules& expected, const std::string& what);
  void told(const std::string& comment) { script_ += "; " + comment + "\n"; }
  void told(const Draft&);

  std::string path_, folder_;
  Faults& faults_;
  Tally& tally_;
  RuleModel model_;
  RandomSteps steps_;
  std::shared_ptr<Instant> clock_;
  std::uint64_t seed_;
  std::vector<Ledger> writers_;
  std::vector<Step> accepted_;
  std::string script_, key_, checkpoint_;
  std::uint64_t size_ = 0;  ///< events that the book must hold
};

/// Runs that many seeds, each with a book of its own.
void simulate(std::uint64_t first_seed, int seeds, int steps, const MakeFaults& = {});

}  // namespace almoner::test
