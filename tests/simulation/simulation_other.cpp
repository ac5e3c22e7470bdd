// SPDX-License-Identifier: Apache-2.0
// Steps that are no single entry: lists, persons, terms, keys, copies.
#include <almoner/signing.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "random_books.hpp"
#include "simulation.hpp"

namespace almoner::test {

namespace fs = std::filesystem;

namespace {

/// Nobody's words hold it by chance; where it still stands after an erasure, it was not erased.
std::string name_of(const std::string& person, std::uint64_t seed) { return "Zhang-" + person + "-of-" + std::to_string(seed); }

bool stands_in(const fs::path& file, const std::string& text) {
  std::ifstream stream{file, std::ios::binary};
  std::stringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str().find(text) != std::string::npos;
}

}  // namespace

/// Through any connection: the same entry again writes nothing, another under its reference is refused.
void Simulation::post_again() {
  if (accepted_.empty()) return;
  Draft draft = draft_of(accepted_[steps_.pick(accepted_.size())]);
  const bool other = steps_.luck(2);
  if (other) draft.date += std::chrono::days{1};
  told("again, " + std::string(other ? "otherwise" : "the same"));
  told(draft);
  const Outcome outcome = attempt([&](Ledger& ledger) { return ledger.post(draft); }, 0);
  if (outcome.undone) return;
  expect(outcome.rules, other ? RuleModel::Rules{Rule::reference_must_be_unused} : RuleModel::Rules{}, "again: " + draft.reference);
  EXPECT_EQ(outcome.already_there, !other) << draft.reference;
  ++tally_["posted again"];
}

/// All or nothing; meanwhile nobody else writes.
void Simulation::post_batch() {
  const bool keep = !steps_.luck(3);
  const RuleModel model_before = model_;
  const std::size_t accepted_before = accepted_.size();
  std::uint64_t count = 0;
  told("batch begins");
  const Outcome outcome = attempt([&](Ledger& ledger) {
    Ledger::Batch batch = ledger.batch();
    for (std::uint64_t i = 1 + steps_.pick(6); i > 0; --i) {
      const Step step = steps_.next();
      const RuleModel::Rules expected = model_.judge(step);
      const Draft draft = draft_of(step);
      told(draft);
      RuleModel::Rules found;
      try {
        ledger.post(draft);
      } catch (const Refused& refusal) {
        for (const Violation& one : refusal.violations()) found.insert(one.rule);
      }
      expect(found, expected, "in a batch: " + show(step));
      if (!expected.empty() || !found.empty()) continue;
      accept(step);
      ++count;
    }
    if (keep) batch.commit();
    return Posted{0, !keep};
  }, count);
  told(keep ? "batch committed" : "batch given up");
  ++tally_[keep ? "batch committed" : "batch given up"];
  if (keep && !outcome.undone) return;
  model_ = model_before;
  accepted_.resize(accepted_before);
}

/// A list of gifts of money, some rows wrong: all of it or nothing, or all that is right.
void Simulation::import_list() {
  static const char* rules =
      "list gifts\nheader ^id\nfields id, day, sum\nreference %id\ndate %day\namount %sum\n"
      "account1 Bank\naccount2 Gifts\nfund U\nby clerk\n";
  std::string list = "id,day,sum\n";
  std::vector<Step> right;
  int wrong = 0;
  for (std::uint64_t i = 1 + steps_.pick(4); i > 0; --i) {
    Step step = steps_.gift();
    step.fund = "U";
    step.account = "Bank";
    step.against.clear();
    step.commodity = ReferenceModel::base;
    step.party.clear();
    step.expires = 0;
    step.value = 0;
    step.day = steps_.today - (steps_.luck(6) ? 40 : 0);
    const bool unreadable = steps_.luck(8);
    list += step.reference + "," + format_date(date_of(step.day)) + "," +
            (unreadable ? "1.999" : std::to_string(step.quantity / 100) + "." + (step.quantity % 100 < 10 ? "0" : "") + std::to_string(step.quantity % 100)) + "\n";
    step.reference = "gifts:" + step.reference;
    if (unreadable || (model_.closed && step.day <= *model_.closed)) ++wrong;
    else right.push_back(step);
  }
  ImportOptions options;
  options.keep_going = steps_.luck(2);
  const bool committed = wrong == 0 || options.keep_going;
  told("import" + std::string(options.keep_going ? ", keeping going" : "") + ":\n; " + list);
  ImportReport report;
  const Outcome outcome = attempt([&](Ledger& ledger) {
    std::istringstream rows{list}, how{rules};
    report = import_csv(ledger, rows, how, options);
    return Posted{0, !committed};
  }, right.size());
  ++tally_["import"];
  if (outcome.undone) return;
  if (!outcome.failed) {
    EXPECT_EQ(report.committed, committed) << list;
    EXPECT_EQ(report.problems.size(), static_cast<std::size_t>(wrong)) << list;
  }
  if (!committed) return;
  for (const Step& step : right) {
    EXPECT_TRUE(model_.judge(step).empty()) << show(step);
    model_.accept(step);
  }
}

void Simulation::close_period() {
  const int day = model_.closed && steps_.luck(3) ? *model_.closed - static_cast<int>(steps_.pick(2))
                                                  : steps_.today - 20 + static_cast<int>(steps_.pick(6));
  const RuleModel::Rules expected = model_.judge_close(day);
  told("close " + format_date(date_of(day)));
  const Outcome outcome = attempt([&](Ledger& ledger) { return ledger.close(date_of(day)); }, 1);
  if (outcome.undone) return;
  expect(outcome.rules, expected, "close");
  if (expected.empty()) model_.closed = day;
  ++tally_["close"];
}

void Simulation::amend_fund() {
  static const std::set<std::string> purposes[] = {{"aid"}, {"aid/goods"}, {"medical"}, {"aid/cash", "medical"}};
  const std::string code = steps_.luck(3) ? "R" : steps_.luck(2) ? "S" : "E";
  FundRules after = model_.funds.at(code);
  if (steps_.luck(2)) after.purposes = purposes[steps_.pick(4)];
  if (steps_.luck(2)) after.management_cap = static_cast<std::int64_t>(steps_.pick(120));
  if (steps_.luck(2)) after.until = 40 + static_cast<int>(steps_.pick(60));
  if (steps_.luck(4)) after.until.reset();
  if (steps_.luck(6)) {
    constexpr FundClass classes[] = {FundClass::unrestricted, FundClass::restricted, FundClass::endowment};
    after.fund_class = classes[steps_.pick(3)];
  }
  if (after.serves_all()) after = {};
  else if (after.purposes.empty()) after.purposes = purposes[steps_.pick(4)];
  const bool of_class = after.fund_class != model_.funds.at(code).fund_class;
  Step said;
  said.day = steps_.today;
  if (steps_.luck(2)) steps_.authorise(said);
  const RuleModel::Rules expected = model_.judge_amendment(code, after, said);
  Amendment amendment;
  amendment.fund = terms_of(code, after);
  amendment.date = date_of(said.day);
  amendment.by = said.by;
  amendment.approved_by = said.approved_by;
  amendment.authority = draft_of(said).authority;
  told("amend " + code + (expected.empty() ? "" : ", refused"));
  const Outcome outcome = attempt([&](Ledger& ledger) { return ledger.amend(amendment); }, 1);
  if (outcome.undone) return;
  expect(outcome.rules, expected, "amendment of " + code);
  if (expected.empty()) model_.funds[code] = after;
  ++tally_[!expected.empty() ? "amendment refused" : of_class ? "amend fund's class" : said.authority ? "amend fund, authorised" : "amend fund"];
}

/// Below another, or to the top; now and then to where something lies, or below itself.
void Simulation::move_purpose() {
  constexpr const char* movable[] = {"aid/goods", "aid/cash", "medical"};
  constexpr const char* names[] = {"goods", "cash", "medical"};
  const std::uint64_t which = steps_.pick(3);
  const std::string purpose = movable[which], name = names[steps_.luck(3) ? steps_.pick(3) : which];
  const std::string below = steps_.luck(8) ? "nowhere" : steps_.luck(3) ? "" : model_.paths.at(steps_.luck(2) ? "aid" : movable[steps_.pick(3)]);
  const std::string to = below.empty() ? name : below + "/" + name;
  Step said;
  said.day = steps_.today;
  if (!steps_.luck(3)) steps_.authorise(said);
  const RuleModel::Rules expected = model_.judge_move(purpose, to, said);
  Amendment amendment;
  amendment.purpose = PurposeTerms{.path = model_.paths.at(purpose)};
  amendment.purpose_moves_to = to;
  amendment.date = date_of(said.day);
  amendment.by = said.by;
  amendment.approved_by = said.approved_by;
  amendment.authority = draft_of(said).authority;
  told("move " + model_.paths.at(purpose) + " to " + to + (expected.empty() ? "" : ", refused"));
  const Outcome outcome = attempt([&](Ledger& ledger) { return ledger.amend(amendment); }, 1);
  if (outcome.undone) return;
  expect(outcome.rules, expected, "move of " + purpose + " to " + to);
  if (!expected.empty()) return;
  model_.move_purpose(purpose, to);
  ++tally_["move purpose"];
}

void Simulation::amend_entry() {
  if (accepted_.empty()) return;
  const std::string party = !steps_.luck(2) ? "" : steps_.luck(6) ? hospital : steps_.person();
  std::string reference;
  for (int i = 0; i < 6 && (i == 0 || (!party.empty() && !model_.names_party(reference))); ++i)
    reference = accepted_[steps_.pick(accepted_.size())].reference;
  Amendment amendment;
  amendment.entry = Amendment::OfEntry{reference, "said otherwise", std::nullopt};
  amendment.date = date_of(steps_.today);
  if (!party.empty()) amendment.entry->party = party;
  RuleModel::Rules expected;
  if (!party.empty()) expected = model_.judge_party(party);
  const bool moot = !party.empty() && expected.empty() && !model_.names_party(reference);
  told("amend " + reference + (party.empty() ? "" : ", with " + party));
  bool found_moot = false;
  const std::uint64_t events = moot ? 0 : 1;
  const Outcome outcome = attempt([&](Ledger& ledger) {
    try {
      return ledger.amend(amendment);
    } catch (const NotFound&) {
      found_moot = true;
      return Posted{0, true};
    }
  }, events);
  if (outcome.undone) return;
  expect(outcome.rules, expected, "amendment of " + reference);
  if (!outcome.failed) {
    EXPECT_EQ(found_moot, moot) << reference;
  }
  if (!expected.empty() || moot) return;
  if (!party.empty()) model_.correct_party(reference, party);
  ++tally_[party.empty() ? "amend entry" : "amend entry's party"];
}

void Simulation::of_person() {
  const std::string id = steps_.person();
  const auto known = model_.persons.find(id);
  if (known == model_.persons.end()) {
    told("declare " + id);
    const PartyTerms terms{id, name_of(id, seed_), PartyKind::person, false, {}};
    const Outcome outcome = attempt([&](Ledger& ledger) { return ledger.declare(terms); }, 1);
    if (outcome.undone) return;
    expect(outcome.rules, {}, "declaration of " + id);
    model_.persons[id] = {terms.name, false};
    ++tally_["declare person"];
  } else if (steps_.luck(3)) {
    amend_person(id);
  } else if (steps_.luck(2) || known->second.restricted) {
    const bool restricted = !known->second.restricted;
    told((restricted ? "restrict " : "lift the restriction of ") + id);
    // No event tells of it; it may be repeated until it is done.
    while (attempt([&](Ledger& ledger) { ledger.restrict_party(id, restricted); return Posted{0, true}; }, 0).undone) {}
    known->second.restricted = restricted;
    ++tally_["restrict person"];
  }
}

/// Restricted or not: what is wrong about somebody may always be put right.
void Simulation::amend_person(const std::string& id) {
  std::string& name = model_.persons.at(id).name;
  Amendment amendment;
  amendment.party = PartyTerms{id, name + "*", PartyKind::person, false, {}};
  amendment.date = date_of(steps_.today);
  told("amend " + id);
  const Outcome outcome = attempt([&](Ledger& ledger) { return ledger.amend(amendment); }, 1);
  if (outcome.undone) return;
  expect(outcome.rules, {}, "amendment of " + id);
  name += "*";
  ++tally_["amend person"];
}

/// The name is gone from every file of the book, the root stays, and the book still verifies.
void Simulation::erase_person() {
  if (model_.persons.empty()) return;
  auto known = model_.persons.begin();
  std::advance(known, static_cast<std::ptrdiff_t>(steps_.pick(model_.persons.size())));
  const std::string id = known->first;
  told("erase " + id);
  const DocumentHash root = writer().root();
  while (attempt([&](Ledger& ledger) { ledger.erase_party(id); return Posted{0, true}; }, 0).undone) {}
  model_.erase(id);
  EXPECT_EQ(writer().root(), root);
  EXPECT_FALSE(writer().party(id).has_value());
  for (const auto& file : fs::directory_iterator(folder_))
    EXPECT_FALSE(stands_in(file.path(), name_of(id, seed_))) << id << " still stands in " << file.path().filename();
  ++tally_["erase person"];
}

/// Checkpoints of one key extend one another, whoever signs.
void Simulation::sign() {
  told("sign a checkpoint");
  if (key_.empty()) {
    key_ = folder_ + "/society.key";
    write_key_files(key_, "example.org/simulated", numbered(seed_));
    const Outcome outcome = attempt([&](Ledger& ledger) { return ledger.log_key(verifier_key_of(key_)); }, 1);
    if (outcome.undone) {
      for (const auto& file : fs::directory_iterator(folder_))
        if (file.path().filename().string().starts_with("society")) fs::remove(file);
      key_.clear();
      return;
    }
  }
  const std::string signed_now = sign_checkpoint(writer(), {key_});
  if (!checkpoint_.empty()) {
    EXPECT_FALSE(extend_checkpoint(writer(), checkpoint_, signed_now).empty());
  }
  checkpoint_ = signed_now;
  ++tally_["sign"];
}

/// A snapshot is the same book, and so is what an exported log is imported to.
void Simulation::copy() {
  told("copy");
  const std::string snapshot = folder_ + "/copy.book", imported = folder_ + "/imported.book";
  writer().snapshot(snapshot);
  {
    const Ledger same = Ledger::open(snapshot);
    EXPECT_EQ(same.root(), writer().root());
    EXPECT_EQ(balances_of(same), model_.units.balances());
    EXPECT_EQ(stock_of(same), model_.units.stock());
    std::stringstream events, bodies;
    writer().export_log(events);
    writer().export_private(bodies);
    Ledger other = Ledger::import_log(imported, events, &bodies);
    EXPECT_EQ(other.root(), writer().root());
    EXPECT_EQ(balances_of(other), model_.units.balances());
    for (const Finding& finding : other.audit().findings) ADD_FAILURE() << "imported: " << finding.where << ": " << finding.what;
  }
  for (const auto& file : fs::directory_iterator(folder_)) {
    const std::string name = file.path().filename().string();
    if (name.starts_with("copy.") || name.starts_with("imported.")) fs::remove(file);
  }
  ++tally_["copy"];
}

void Simulation::rebuild() {
  told("rebuild");
  while (attempt([&](Ledger& ledger) { ledger.rebuild(); return Posted{0, true}; }, 0).undone) {}
  compare();
  ++tally_["rebuild"];
}

void Simulation::audit() {
  told("audit");
  const AuditReport report = writer().audit();
  for (const Finding& finding : report.findings) ADD_FAILURE() << finding.where << ": " << finding.what;
  EXPECT_EQ(report.size, size_);
  ++tally_["audit"];
}

void Simulation::reopen() {
  told("reopen");
  const std::size_t which = steps_.pick(writers_.size());
  writers_.erase(writers_.begin() + static_cast<std::ptrdiff_t>(which));
  writers_.push_back(open());
  ++tally_["reopen"];
}

}  // namespace almoner::test
