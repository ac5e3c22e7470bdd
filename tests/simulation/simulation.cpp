// SPDX-License-Identifier: Apache-2.0
// The book, its writers, and how one step is taken and compared.
#include "simulation.hpp"

#include <almoner/journal.hpp>
#include <gtest/gtest.h>

#include <iostream>

#include "random_books.hpp"

namespace almoner::test {

namespace fs = std::filesystem;

namespace {

/// What a hundred seeds must meet.
constexpr const char* met_by_many[] = {
    "posted", "refused", "posted again", "batch committed", "batch given up", "import", "close", "amend fund",
    "amend fund, authorised", "amendment refused", "amend entry", "amend entry's party", "amend person",
    "amend fund's class", "move purpose", "declare person", "restrict person",
    "erase person", "rebuild", "audit", "sign", "copy", "reopen",
    // What was posted, in the words of kind_of.
    "gift", "gift against Opening", "gift against Opening, authorised", "gift against Owed", "gift in Receivables",
    "purchase", "purchase in Payables", "disburse", "disburse as a loss", "disburse against Equipment",
    "disburse against Owed", "disburse in Advances", "disburse in Payables", "disburse in Receivables as a loss",
    "advance into Advances", "advance into Bank", "advance into Payables", "advance into Till", "move",
    "sale against Aid", "sale against Gifts", "transfer", "transfer, authorised", "transfer, consented to", "lend",
    "lend, authorised", "repay", "refund", "give back", "give back against Equipment", "give back in Payables",
    "agency: gift against Owed", "agency: disburse against Owed", "agency: refund against Owed",
    "agency: give back against Owed", "endowment: gift", "endowment: gift against Opening",
    "endowment: disburse as a loss", "endowment: lend, authorised", "endowment: repay", "endowment: refund",
    "endowment: transfer, authorised", "reverse gift", "reverse purchase", "reverse disburse", "reverse advance",
    "reverse move", "reverse transfer", "reverse refund", "reverse lend", "reverse repay", "reverse sale",
    "disburse of several funds", "give back to one of several funds", "reverse disburse of several funds",
    "rule agency_must_hold_value_for_its_party", "rule agency_must_pay_its_party",
    "rule agency_must_take_no_income_or_expense", "rule amendment_must_be_authorised",
    "rule approver_must_be_named", "rule approver_must_not_be_author", "rule authority_must_be_complete",
    "rule authority_must_not_postdate_entry", "rule balance_must_keep_its_sign", "rule cash_must_not_go_below_zero",
    "rule close_must_advance", "rule name_must_be_unused", "rule declaration_must_be_complete", "rule consent_must_come_from_the_donor", "rule date_must_lie_in_window",
    "rule document_must_be_named", "rule endowment_must_not_be_spent", "rule entry_must_be_reversed_once",
    "rule entry_must_have_reference", "rule text_must_be_clean",
    "rule entry_must_postdate_close", "rule expired_goods_must_leave_by_name", "rule fund_must_balance",
    "rule gift_must_be_named", "rule gift_must_have_unspent_units", "rule income_must_not_be_debited",
    "rule interfund_must_be_authorised", "rule line_must_not_go_below_zero", "rule lot_must_exist",
    "rule management_cap_must_hold", "rule name_must_be_declared", "rule net_assets_must_be_opening",
    "rule party_must_not_be_restricted", "rule purpose_must_be_allowed", "rule purpose_must_be_named",
    "rule reference_must_be_unused", "rule repayment_must_name_its_advance",
    "rule repayment_must_not_exceed_advance", "rule return_must_not_exceed_what_is_left",
    "rule reversal_must_find_units_unspent", "rule reversal_must_name_an_entry", "rule transfer_must_be_authorised",
    "rule unvalued_goods_must_meet_their_like", "rule value_must_be_carrying_value"};

/// "agency: disburse against Owed", "reverse lend", ...: in the words of the tally.
std::string kind_of(const Step& step, const RuleModel& model) {
  if (step.act == Act::reverse) {
    const Operation& undone = model.units.find(step.of)->operation;
    return std::string("reverse ") + word(undone.act) + (undone.also.empty() ? "" : " of several funds");
  }
  const FundClass held = model.funds.at(step.fund).fund_class;
  std::string text = held == FundClass::endowment ? "endowment: " : held == FundClass::agency ? "agency: " : "";
  text += word(step.act);
  if (!step.against.empty()) text += " against " + step.against;
  if (step.act == Act::advance) text += " into " + step.to_account;
  else if (step.account == "Receivables" || step.account == "Payables" || step.account == "Advances") text += " in " + step.account;
  if (step.loss) text += " as a loss";
  if (!step.also.empty()) text = "disburse of several funds";
  if (step.act == Act::give_back && !model.units.find(step.of)->operation.also.empty()) text = "give back to one of several funds";
  if (step.authority) text += !step.gift.empty() ? ", consented to" : ", authorised";
  return text;
}

}  // namespace

Simulation::Simulation(std::uint64_t seed, const fs::path& folder, Faults& faults, Tally& tally)
    : path_((folder / "simulated.book").string()), folder_(folder.string()), faults_(faults), tally_(tally),
      steps_(seed, model_), clock_(std::make_shared<Instant>(std::chrono::seconds{1'620'000'000})), seed_(seed) {
  model_.funds["U"] = {};
  model_.funds["R"] = {FundClass::restricted, {"aid"}, 20, 50, 60};
  model_.funds["S"] = {FundClass::restricted, {"medical"}, std::nullopt, std::nullopt, std::nullopt};
  model_.funds["E"] = {FundClass::endowment, {"medical"}, std::nullopt, std::nullopt, std::nullopt};
  model_.funds["A"] = {FundClass::agency, {}, std::nullopt, std::nullopt, std::nullopt};
  const BookTerms terms{"simulated", ReferenceModel::base, 2, "Asia/Shanghai"};
  OpenOptions options;
  options.environment = numbered(seed);
  { const Ledger made = Ledger::create(path_, terms, options); }
  for (std::uint64_t writers = 1 + steps_.pick(3); writers > 0; --writers) writers_.push_back(open());
  declare_all();
  size_ = writers_.front().size();
}

Ledger Simulation::open() const {
  OpenOptions options;
  options.environment = numbered(seed_ + size_);
  options.environment.clock = [clock = clock_] { return *clock; };
  return Ledger::open(path_, std::move(options));
}

Ledger& Simulation::writer() { return writers_[steps_.pick(writers_.size())]; }

void Simulation::declare_all() {
  for (const char* goods : {"LAMP", "COAT", "BOX", "USD"})
    writer().declare(CommodityTerms{goods, 0, {}, goods == ReferenceModel::fefo ? DrawPolicy::fefo : DrawPolicy::fifo});
  for (const char* cash : {"Bank", "Till"}) writer().declare(AccountTerms{cash, AccountType::cash, {}});
  for (const char* place : {"Town", "Hill", "Advances", "Receivables"}) writer().declare(AccountTerms{place, AccountType::asset, {}});
  writer().declare(AccountTerms{"Equipment", AccountType::asset, false});
  writer().declare(AccountTerms{"Payables", AccountType::liability, {}});
  writer().declare(AccountTerms{"Owed", AccountType::liability, false});
  writer().declare(AccountTerms{"Opening", AccountType::net_assets, {}});
  writer().declare(AccountTerms{"Gifts", AccountType::income, {}});
  writer().declare(AccountTerms{"Aid", AccountType::expense, {}});
  writer().declare(AccountTerms{"Transfers", AccountType::transfer, {}});
  writer().declare(AccountTerms{"Interfund", AccountType::interfund, {}});
  for (const char* path : {"aid", "aid/goods", "aid/cash", "medical"}) writer().declare(PurposeTerms{.path = path});
  writer().declare(PurposeTerms{"office", PurposeFunction::management});
  writer().declare(PurposeTerms{"losses", PurposeFunction::other});
  writer().declare(PartyTerms{hospital, "County hospital", PartyKind::organisation, true, {}});
  for (const auto& [code, rules] : model_.funds) writer().declare(terms_of(code, rules));
}

Draft Simulation::draft_of(const Step& step) const {
  Draft draft = test::draft_of(step);
  for (DraftPosting& one : draft.postings)
    if (!one.purpose.empty()) one.purpose = model_.paths.at(one.purpose);
  return draft;
}

FundTerms Simulation::terms_of(const std::string& code, const FundRules& rules) const {
  FundTerms terms;
  terms.code = code;
  terms.fund_class = rules.fund_class;
  if (rules.serves_all()) return terms;
  if (rules.fund_class == FundClass::agency) terms.owed_to = hospital;
  else terms.set_by = RestrictionSource::donor;
  for (const std::string& purpose : rules.purposes) terms.purposes.push_back(model_.paths.at(purpose));
  if (rules.from) terms.from = date_of(*rules.from);
  if (rules.until) terms.until = date_of(*rules.until);
  terms.management_cap = rules.management_cap;
  return terms;
}

void Simulation::told(const Draft& draft) {
  const auto scale = [](const std::string& commodity) { return commodity == ReferenceModel::base ? 2 : 0; };
  try {
    JournalItem item;
    item.what = draft;
    script_ += to_journal(item, ReferenceModel::base, scale) + "\n";
  } catch (const Error& error) {
    told("a draft without notation: " + std::string(error.what()));
  }
}

void Simulation::expect(const RuleModel::Rules& found, const RuleModel::Rules& expected, const std::string& what) {
  const auto names = [](const RuleModel::Rules& rules) {
    std::string text;
    for (const Rule rule : rules) text += " " + std::string(to_string(rule));
    return text.empty() ? " none" : text;
  };
  for (const Rule rule : expected) ++tally_["rule " + std::string(to_string(rule))];
  if (found != expected)
    ADD_FAILURE() << what << ": the book's rules broken:" << names(found) << "; the model's:" << names(expected);
}

/// A write that the store may fail: it was then done wholly (`events` more, a number that the write
/// itself may set) or not at all.
Simulation::Outcome Simulation::attempt(const Write& write, const std::uint64_t& events) {
  Outcome outcome;
  const std::uint64_t before = size_;
  try {
    Ledger& chosen = writer();
    faults_.before_write();
    const Posted posted = write(chosen);
    faults_.mend();
    outcome.already_there = posted.already_there;
    if (!posted.already_there) size_ = before + events;
  } catch (const Refused& refusal) {
    faults_.mend();
    for (const Violation& one : refusal.violations()) outcome.rules.insert(one.rule);
  } catch (const Conflict&) {  // a lock that could not be had; nothing was written
    faults_.mend();
    recover(before, 0, outcome);
  } catch (const StorageError&) {
    faults_.mend();
    recover(before, events, outcome);
  }
  if (const std::uint64_t size = writer().size(); size != size_) ADD_FAILURE() << "the book has " << size << " events, not " << size_;
  return outcome;
}

/// The book itself says what is there: to the connections that met the failure, or to new ones.
void Simulation::recover(std::uint64_t before, std::uint64_t events, Outcome& outcome) {
  ++tally_["store failed"];
  outcome.failed = true;
  if (steps_.luck(2)) {
    const std::size_t writers = writers_.size();
    writers_.clear();
    for (std::size_t i = 0; i < writers; ++i) writers_.push_back(open());
  }
  size_ = writers_.front().size();
  outcome.undone = size_ == before;
  told(outcome.undone ? "the store failed; nothing was written" : "the store failed; it was written");
  if (size_ != before && size_ != before + events) ADD_FAILURE() << "a write was done in part: " << size_ - before << " of " << events;
}

void Simulation::post(const Step& step) {
  const RuleModel::Rules expected = model_.judge(step);
  const Draft draft = draft_of(step);
  told(draft);
  if (steps_.luck(4)) {  // on another connection, and nothing is written
    RuleModel::Rules found;
    for (const Violation& one : writer().check(draft)) found.insert(one.rule);
    expect(found, expected, "check of " + show(step));
  }
  const Outcome outcome = attempt([&](Ledger& ledger) { return ledger.post(draft); }, 1);
  if (outcome.undone) return;
  expect(outcome.rules, expected, show(step));
  ++tally_[expected.empty() ? "posted" : "refused"];
  if (!expected.empty() || !outcome.rules.empty()) return;
  accept(step);
}

void Simulation::accept(const Step& step) {
  ++tally_[kind_of(step, model_)];
  model_.accept(step);
  accepted_.push_back(step);
}

void Simulation::step() {
  steps_.today += static_cast<int>(steps_.pick(3)) / 2;
  // A clock may also go back: what it says is recorded and rules nothing.
  *clock_ += std::chrono::seconds{static_cast<std::int64_t>(steps_.pick(9000)) - 3000};
  const std::uint64_t kind = steps_.pick(100);
  if (kind < 68) post(steps_.next());
  else if (kind < 73) post_again();
  else if (kind < 77) post_batch();
  else if (kind < 80) import_list();
  else if (kind < 85) of_person();
  else if (kind < 88) amend_fund();
  else if (kind < 90) steps_.luck(4) ? move_purpose() : amend_entry();
  else if (kind < 91) close_period();
  else if (kind < 94) reopen();
  else if (kind < 95) erase_person();
  else if (kind < 96) rebuild();
  else if (kind < 97) audit();
  else if (kind < 98) sign();
  else if (kind < 99) compare();
  else copy();
}

void Simulation::run(int steps) {
  for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) step();
  if (!testing::Test::HasFailure()) compare();
  if (!testing::Test::HasFailure()) audit();
}

void simulate(std::uint64_t first_seed, int seeds, int steps, const MakeFaults& make_faults) {
  // Nothing here is about a disk; memory is faster.
  std::error_code none;
  const fs::path memory = fs::is_directory("/dev/shm", none) ? "/dev/shm" : fs::temp_directory_path();
  std::string name = (memory / "almoner-simulation-XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  Tally tally;
  for (int i = 0; i < seeds && !testing::Test::HasFailure(); ++i) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(i);
    SCOPED_TRACE("ALMONER_SEED=" + std::to_string(seed));
    const fs::path folder = fs::path(name) / std::to_string(seed);
    fs::create_directory(folder);
    const auto faults = make_faults ? make_faults(folder.string(), seed) : std::make_unique<Faults>();
    Simulation simulation(seed, folder, *faults, tally);
    try {
      simulation.run(steps);
    } catch (const Error& error) {
      ADD_FAILURE() << "unexpected: " << error.what();
    }
    if (testing::Test::HasFailure()) std::cout << "; ALMONER_SEED=" << seed << "\n" << simulation.script();
    fs::remove_all(folder);
  }
  fs::remove_all(name);
  if (seeds >= 100) {
    for (const char* what : met_by_many) EXPECT_GT(tally[what], 0) << "the simulation is no longer varied: " << what;
  }
  std::cout << seeds << " seeds from " << first_seed << ":";
  for (const auto& [what, count] : tally) std::cout << " " << what << " " << count << ";";
  std::cout << "\n";
}

}  // namespace almoner::test
