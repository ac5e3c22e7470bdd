// SPDX-License-Identifier: Apache-2.0
// A reversal mirrors its original's postings under its own date, draws the original's own lots and
// gives its draws back. Where a lot was spent, the authority error correction exchanges the units
// for the line's next free ones (substitution; base currency only).
#include <algorithm>
#include <set>

#include <almoner/error.hpp>

#include "book/choose.hpp"
#include "book/plan.hpp"
#include "book/rules.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

/// Interval minus the free parts of its line: what others hold now.
Units spent_of(const Line& line, const Interval& units) {
  Units free = 0;
  for (const Interval& part : line.free_within(units)) free += part.quantity();
  return units.quantity() - free;
}

std::vector<PostingRecord> mirrored(const EntryRecord& original) {
  std::vector<PostingRecord> postings = original.postings;
  for (PostingRecord& posting : postings) {
    posting.quantity = checked_negate(posting.quantity);
    posting.value = checked_negate(posting.value);
    posting.expires.reset();
  }
  return postings;
}

bool mirrors(const Proposal& proposal, const std::vector<PostingRecord>& expected) {
  const auto& stated = proposal.entry.postings;
  if (stated.size() != expected.size()) return false;
  for (std::size_t i = 0; i < stated.size(); ++i) {
    const Proposal::Stated says = proposal.stated[i];
    if (stated[i].account != expected[i].account || stated[i].fund != expected[i].fund ||
        stated[i].commodity != expected[i].commodity ||
        (says.quantity && stated[i].quantity != expected[i].quantity) ||
        (says.value && stated[i].value != expected[i].value) ||
        (says.purpose && stated[i].purpose != expected[i].purpose))
      return false;
  }
  return true;
}

/// Gives the holders of spent units the line's lowest free ones outside the reversed lots, but none that
/// may have come of their own.
void substitute(const Precedent& reversed, const Books& books, const LineKey& key, EntryRecord& entry,
                std::vector<Violation>& violations) {
  const Line* line = books.fund(key.fund).line(key);
  std::vector<Interval> taken;  // by this reversal: its own lots, and what it has handed out so far
  for (const LotRecord& lot : reversed.entry.lots)
    if (lot.line == key) taken.push_back({lot.start, lot.start + lot.quantity});
  for (const Precedent::Use& use : reversed.uses) {
    if (use.line != key) continue;
    Wanted wanted;
    wanted.quantity = use.now.quantity();
    std::vector<Interval> barred = taken;
    for (const Precedent::Derived& one : reversed.derived)
      if (one.line == key && one.maker >= use.seq) barred.push_back(one.units);
    const Choice choice = choose_draws(line, wanted, barred);
    if (choice.found < wanted.quantity) {
      violations.push_back(refuse_no_substitute(*books.chart, key, use, choice.found));
      return;
    }
    Units from = use.now.start;
    for (const Interval& units : choice.draws) {
      entry.substitutions.push_back({key, use.seq, from, units.start, units.quantity()});
      from += units.quantity();
      taken.push_back(units);
    }
  }
}

void undo_lots(const Precedent& reversed, const Books& books, EntryRecord& entry, std::vector<Violation>& violations) {
  const bool may_substitute = entry.authority && entry.authority->kind == AuthorityKind::error_correction;
  std::set<LineKey> money;
  for (const LotRecord& lot : reversed.entry.lots) {
    const Line* line = books.fund(lot.line.fund).line(lot.line);
    if (!line) throw Corrupt("table line lacks a line that has lots; `rebuild` makes it anew");
    const Interval units{lot.start, lot.start + lot.quantity};
    const Units spent = spent_of(*line, units);
    if (spent > 0 && (!may_substitute || lot.line.commodity != base_commodity)) {
      violations.push_back(refuse_spent(*books.chart, lot, spent, reversed));
      continue;
    }
    if (lot.line.commodity == base_commodity) money.insert(lot.line);
    entry.draws.push_back({lot.line, units.start, units.quantity(), line->value_of(units)});
  }
  for (const LineKey& key : money) substitute(reversed, books, key, entry, violations);
}

}  // namespace

void plan_reversal(Proposal& proposal, const Books& books, const Precedent& reversed, std::vector<Violation>& violations) {
  EntryRecord& entry = proposal.entry;
  const std::vector<PostingRecord> postings = mirrored(reversed.entry);
  if (!proposal.entry.postings.empty() && !mirrors(proposal, postings))
    violations.push_back(refuse_not_mirror(reversed));
  if (const auto refusal = refuse_unreversible(reversed)) {
    violations.push_back(*refusal);
    return;
  }
  std::vector<PartyRef> parties;  // a replayed reversal names its own commitments
  for (const PostingRecord& posting : entry.postings) parties.push_back(posting.party);
  entry.postings = postings;
  for (std::size_t i = 0; i < entry.postings.size(); ++i)
    entry.postings[i].party = i < parties.size() ? parties[i] : 0;
  proposal.stated.assign(postings.size(), {true, true, true});
  proposal.party_ids.resize(postings.size());
  undo_lots(reversed, books, entry, violations);
  for (const LiveDraw& draw : reversed.draws)
    entry.give_backs.push_back({draw.line, draw.now.start, draw.now.quantity(), reversed.seq});
}

}  // namespace almoner
