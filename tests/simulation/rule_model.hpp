// SPDX-License-Identifier: Apache-2.0
// Which rules an operation breaks, told from the model's text and not from the library. Units, lots
// and draws are the reference model's; here stand the funds' terms, who approves, dates and persons.
#pragma once

#include <almoner/draft.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "reference_model.hpp"

namespace almoner::test {

/// How a draft is spoilt so that it breaks one rule more.
enum class Spoil : std::uint8_t { none, unknown_account, unclean_text, no_reference, unbalanced, wrong_value };

/// An operation with everything else that a draft says.
struct Step : Operation {
  std::string party;  ///< gift: the donor; disbursement or refund: who is paid
  std::string by = "clerk";
  std::string approved_by;
  bool document = false;
  std::optional<AuthorityKind> authority;
  int authority_day = 0;
  bool authority_hash = true;
  Spoil spoil = Spoil::none;
};

struct FundRules {
  FundClass fund_class = FundClass::unrestricted;  ///< agency: held for the hospital
  std::set<std::string> purposes;                  ///< roots
  std::optional<int> from, until;
  std::optional<std::int64_t> management_cap;
  bool serves_all() const { return fund_class == FundClass::unrestricted; }
};

/// The public party to which what an agency fund holds is owed.
inline const std::string hospital = "hospital";

class RuleModel {
 public:
  ReferenceModel units;
  std::map<std::string, FundRules> funds;
  /// Where each purpose lies by now. Steps, funds and all else here name it as it was declared.
  std::map<std::string, std::string> paths{{"aid", "aid"}, {"aid/goods", "aid/goods"}, {"aid/cash", "aid/cash"},
                                           {"medical", "medical"}, {"office", "office"}, {"losses", "losses"}};
  struct Person {
    std::string name;
    bool restricted = false;
  };
  std::map<std::string, Person> persons;
  std::optional<int> closed;
  /// The purpose that an entry's part of a fund was posted with, if any.
  std::map<std::pair<std::string, std::string>, std::string> charged;

  using Rules = std::set<Rule>;
  /// All rules that it breaks; where none, `accept` with the same step makes it a fact.
  Rules judge(const Step&);
  /// Must follow a judge of the same step that found nothing.
  void accept(const Step&);
  Rules judge_amendment(const std::string& fund, const FundRules& after, const Step& authority) const;
  Rules judge_close(int day) const;
  Rules judge_move(const std::string& purpose, const std::string& to, const Step& authority) const;
  void move_purpose(const std::string& purpose, const std::string& to);
  bool lies_under(const std::string& purpose, const std::string& root) const;
  /// May what is bound by `after` be seen as bound by `before` too?
  bool no_wider(const FundRules& before, const FundRules& after) const;
  /// Of naming another party on an entry that names one.
  Rules judge_party(const std::string& party) const;
  /// Whether it was posted with a party, erased or not.
  bool names_party(const std::string& reference) const { return parties_.contains(reference); }
  void correct_party(const std::string& reference, const std::string& party);
  void erase(const std::string& person);

 private:
  void said(const Step&, Rules&) const;
  void restriction(const Step&, Rules&) const;
  void spending(const Step&, Rules&) const;
  void transfers(const Step&, Rules&) const;
  void interfund(const Step&, Rules&) const;
  void opening(const Step&, Rules&) const;
  void agency(const Step&, Rules&) const;
  void approval(const Step&, Rules&) const;
  void holding(Rules&) const;
  void consent(const Step&, Rules&) const;
  void begin(const Step&);
  bool lies_down(const FundRules& giver, const FundRules& receiver) const;
  std::string only_purpose(const FundRules&) const;  ///< where it has exactly one leaf
  std::int64_t change(const char* account, const std::string& fund) const;
  bool counts_as_management(const std::string& fund, const std::string& purpose) const;
  std::string purpose_of(const Step&) const;  ///< as it is posted

  ReferenceModel after_;  ///< the units, were the step last judged accepted
  std::map<std::string, std::string> donors_;         ///< of a gift; erased: empty
  std::set<std::string> parties_;                     ///< entries with one
  std::map<std::string, std::int64_t> management_;    ///< charged, by fund
  std::set<std::string> begun_;                       ///< funds that opening entries come too late for
};

/// The step without what other funds bear, then each of those with all that the draft says of both.
std::vector<Step> steps_of(const Step&);
/// A loss, or what is returned.
bool is_other(const std::string& purpose);
bool is_expense(const Step&);
/// An expense, or money put into an asset that is not cash.
bool bears_purpose(const Step&);

}  // namespace almoner::test
