// SPDX-License-Identifier: Apache-2.0
// Verifies receipts and checkpoints without a book. Hash first, parse second; nothing is believed
// before it is proven, and what is shown comes from proven bytes alone.
#include <almoner/receipt.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "log/checkpoint.hpp"
#include "log/event_codec.hpp"
#include "log/merkle.hpp"
#include "log/private_part.hpp"
#include "log/proof.hpp"
#include "proven_events.hpp"
#include "value/wide.hpp"
#include "views.hpp"

namespace almoner {

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[noreturn]] void fail(Id seq, const std::string& what) { throw Corrupt("event " + std::to_string(seq) + " " + what, seq); }

/// What a commitment of the event at `number` is; nothing where it has none there.
std::optional<Hash> commitment_of(const Event& event, std::uint32_t number) {
  std::vector<Hash> all;
  const auto of_party = [&](const PartyRecord& party) {
    if (party.commitment) all.push_back(*party.commitment);
  };
  if (const auto* entry = std::get_if<EntryRecord>(&event.what)) all = entry->commitments;
  if (const auto* party = std::get_if<PartyRecord>(&event.what)) of_party(*party);
  if (const auto* amendment = std::get_if<AmendmentRecord>(&event.what)) {
    all = amendment->commitments;
    if (const auto* party = std::get_if<PartyRecord>(&amendment->terms)) of_party(*party);
  }
  return number < all.size() ? std::optional{all[number]} : std::nullopt;
}

class Verifier {
 public:
  Verifier(const LogProof& proof, Checkpoint checkpoint) : proof_(proof) { result_.checkpoint = std::move(checkpoint); }

  VerifiedReceipt verify();

 private:
  Event prove(Id index, std::string_view bytes, const std::vector<Hash>& path) const;
  void take_declarations();
  void take_entries();
  void open_bodies();
  void show_book();
  void show_entry();
  void show_parties(const EntryRecord&);
  void show_uses();
  void add_use(const Event&, const LotRecord&, const Interval& units, bool since_returned);
  void show_trace();

  std::string reference_of(Id id) const;

  const LogProof& proof_;
  ReceiptExtra extra_;
  std::array<std::uint8_t, 8> origin_{};
  std::map<Id, Event> declarations_;
  std::map<std::pair<Id, std::uint32_t>, PrivatePart> bodies_;
  ProvenEvents proven_;
  VerifiedReceipt result_;
};

Event Verifier::prove(Id index, std::string_view bytes, const std::vector<Hash>& path) const {
  const Checkpoint& checkpoint = result_.checkpoint;
  if (!verify_inclusion(leaf_hash(bytes_of(bytes)), index, checkpoint.size, path, checkpoint.root))
    fail(index, "is not in the log that the checkpoint signs, or was changed");
  Event event = decode_event(bytes);
  if (event.seq != index) fail(index, "says that it is event " + std::to_string(event.seq));
  if (index != 0 && event.origin != origin_) fail(index, "belongs to another book");
  return event;
}

void Verifier::take_declarations() {
  for (const CarriedEvent& one : extra_.declarations) {
    const bool first = declarations_.empty();
    if (first != (one.index == 0)) throw Corrupt("the receipt does not begin with event 0, the book");
    if (first) {
      const Hash leaf = leaf_hash(bytes_of(one.bytes));
      std::copy_n(leaf.begin(), origin_.size(), origin_.begin());
    }
    Event event = prove(one.index, one.bytes, one.path);
    if (std::holds_alternative<EntryRecord>(event.what) || std::holds_alternative<CloseRecord>(event.what) ||
        std::holds_alternative<KeyRecord>(event.what))
      fail(one.index, "is no declaration");
    if (const auto* amendment = std::get_if<AmendmentRecord>(&event.what))
      if (amendment->target != proof_.index && !declarations_.contains(amendment->target))
        fail(one.index, "amends what the receipt does not carry");
    proven_.declare(event);
    declarations_.emplace(one.index, std::move(event));
  }
}

void Verifier::take_entries() {
  std::map<Id, Event> entries;
  const auto take = [&](Id index, std::string_view bytes, const std::vector<Hash>& path) {
    Event event = prove(index, bytes, path);
    if (!std::holds_alternative<EntryRecord>(event.what)) fail(index, "is no entry");
    if (!entries.emplace(index, std::move(event)).second) fail(index, "is carried twice");
  };
  take(proof_.index, extra_.event, proof_.path);
  if (extra_.trace)
    for (const CarriedEvent& one : *extra_.trace) take(one.index, one.bytes, one.path);
  for (const auto& [index, event] : entries) proven_.add(event);
}

void Verifier::open_bodies() {
  for (const PrivateItem& item : extra_.opened) {
    const auto declared = declarations_.find(item.seq);
    if (item.seq != proof_.index && declared == declarations_.end())
      fail(item.seq, "is not the receipt's, and a body of it is opened");
    const Event& event = item.seq == proof_.index ? proven_.event(item.seq) : declared->second;
    const auto expected = commitment_of(event, item.number);
    if (!expected || commitment(item.salt, item.body) != *expected)
      fail(item.seq, "holds no commitment to the private body that the receipt opens");
    PrivatePart part = decode_private(item.body);
    if (part.party.empty() || (result_.donor && result_.donor->id != part.party))
      throw Corrupt("the receipt opens private bodies of others than its bearer");
    if (!result_.donor) result_.donor.emplace().id = part.party;
    if (!std::holds_alternative<EntryRecord>(event.what) && !part.name.empty()) {
      result_.donor->name = part.name;
      result_.donor->kind = part.kind.value_or(PartyKind::person);
      result_.donor->contact = part.contact;
    }
    bodies_[{item.seq, item.number}] = std::move(part);
  }
}

std::string Verifier::reference_of(Id id) const {
  if (id == no_id) return {};
  const auto found = proven_.entries().find(id);
  return found == proven_.entries().end() ? "event " + std::to_string(id) : std::get<EntryRecord>(found->second.what).reference;
}

void Verifier::show_book() {
  const Chart& chart = proven_.names();
  result_.book = chart.book();
  for (const auto& [id, commodity] : chart.commodities()) result_.commodities.push_back(commodity.terms);
  for (const auto& [id, event] : declarations_) {
    const auto* amendment = std::get_if<AmendmentRecord>(&event.what);
    if (!amendment) continue;
    ReceiptAmendment shown{id, {}, amendment->date, std::nullopt};
    shown.name = amendment->target == proof_.index ? reference_of(amendment->target) : chart.name_of(amendment->target);
    if (amendment->authority)
      shown.authority = Authority{amendment->authority->kind, amendment->authority->document, amendment->authority->sha256,
                                  amendment->authority->dated};
    result_.amendments.push_back(std::move(shown));
  }
  std::set<Id> funds;
  for (const PostingRecord& one : proven_.entry(proof_.index).postings) funds.insert(one.fund);
  for (Id id : funds) {
    const FundRecord& fund = chart.fund(id)->terms;
    FundTerms terms{fund.code, fund.fund_class, {}, fund.set_by, fund.from, fund.until, fund.management_cap, fund.agreement,
                    chart.name_of(fund.owed_to)};
    for (Id purpose : fund.purposes) {
      if (!chart.purpose(purpose)) fail(id, "allows a purpose that the receipt does not carry");
      terms.purposes.push_back(chart.name_of(purpose));
    }
    if (fund.owed_to != no_id && !chart.public_party(fund.owed_to)) fail(id, "is owed to a party that the receipt does not carry");
    result_.funds.push_back(std::move(terms));
  }
}

/// The bearer by id, public parties by name, others as withheld; as amended.
void Verifier::show_parties(const EntryRecord& record) {
  const auto show = [&](Id seq, PartyRef party, Posting& posting) {
    if (party == 0) return;
    posting.party.clear();
    posting.party_erased = false;
    if (party > 0) {
      if (!proven_.names().public_party(static_cast<Id>(party))) fail(seq, "names a party that the receipt does not carry");
      posting.party = proven_.names().name_of(static_cast<Id>(party));
      return;
    }
    const auto body = bodies_.find({seq, static_cast<std::uint32_t>(-1 - party)});
    posting.party_erased = body == bodies_.end();
    if (body != bodies_.end()) posting.party = body->second.party;
  };
  std::vector<Posting>& postings = result_.entry.postings;
  for (std::size_t i = 0; i < postings.size(); ++i) show(proof_.index, record.postings[i].party, postings[i]);
  for (const auto& [id, event] : declarations_) {
    const auto* amendment = std::get_if<AmendmentRecord>(&event.what);
    if (!amendment || amendment->target != proof_.index || !std::holds_alternative<std::monostate>(amendment->terms)) continue;
    for (std::size_t i = 0; i < std::min(postings.size(), amendment->parties.size()); ++i) show(id, amendment->parties[i], postings[i]);
  }
}

void Verifier::show_entry() {
  const EntryRecord& record = proven_.entry(proof_.index);
  Entry& entry = result_.entry;
  entry = name_entry(proven_.event(proof_.index), proven_.names(), [&](Id id) { return reference_of(id); });
  show_parties(record);
  for (const auto& [seq, other] : proven_.entries())
    if (std::get<EntryRecord>(other.what).reverses == proof_.index) entry.reversed_by = reference_of(seq);
}

void Verifier::add_use(const Event& event, const LotRecord& lot, const Interval& units, bool since_returned) {
  const Chart& chart = proven_.names();
  const auto& record = std::get<EntryRecord>(event.what);
  const Lot whole{lot.start, lot.quantity, lot.value, 0, proof_.index, {}, std::nullopt};
  ReceiptUse use{event.seq, record.reference, record.date, chart.name_of(lot.line.fund), chart.commodity(lot.line.commodity)->terms.code,
                 chart.name_of(lot.line.account), units.start, units.quantity(),
                 whole.value_up_to(units.end) - whole.value_up_to(units.start), {}, since_returned};
  for (const PostingRecord& one : record.postings) {
    const std::string purpose = chart.name_of(one.purpose);
    if (one.fund == lot.line.fund && chart.account(one.account)->type == AccountType::expense && !purpose.empty() &&
        std::find(use.purposes.begin(), use.purposes.end(), purpose) == use.purposes.end())
      use.purposes.push_back(purpose);
  }
  result_.uses.push_back(std::move(use));
}

/// Draws of the entries carried that overlap the gift's own lots; and what of them was given back.
void Verifier::show_uses() {
  const auto overlap = [](const Interval& a, const Interval& b) { return Interval{std::max(a.start, b.start), std::min(a.end, b.end)}; };
  for (const auto& [seq, event] : proven_.entries()) {
    const std::vector<LiveDraw> live = proven_.live_draws(seq);
    for (const LotRecord& lot : proven_.entry(proof_.index).lots) {
      const Interval own{lot.start, lot.start + lot.quantity};
      for (const LiveDraw& one : live)
        if (const Interval units = overlap(one.now, own); one.line == lot.line && units.quantity() > 0) add_use(event, lot, units, false);
      for (const DrawRecord& drawn : std::get<EntryRecord>(event.what).draws) {
        if (drawn.line != lot.line) continue;
        const Interval whole = overlap({drawn.start, drawn.start + drawn.quantity}, own);
        Units at = whole.start;
        const auto gone_until = [&](Units to) {
          if (at < to) add_use(event, lot, {at, to}, true);
        };
        for (const LiveDraw& one : live) {
          if (one.line != lot.line || one.now.start != one.origin) continue;  // an exchanged draw is not where it was
          const Interval kept = overlap(one.now, whole);
          if (kept.quantity() <= 0) continue;
          gone_until(kept.start);
          at = kept.end;
        }
        gone_until(whole.end);
      }
    }
  }
}

void Verifier::show_trace() {
  const Chart& chart = proven_.names();
  Trace& trace = result_.trace.emplace();
  trace.reference = result_.entry.reference;
  trace.policy = "fifo/1";
  for (const TraceEnd& end : trace_forward(proven_, proof_.index)) {
    const EntryRecord& at = proven_.entry(end.seq);
    const PostingRecord& posting = at.postings[static_cast<std::size_t>(end.posting)];
    const Commodity& commodity = *chart.commodity(posting.commodity);
    if (commodity.terms.policy == DrawPolicy::fefo) trace.policy = "fefo/1";
    trace.value = checked_add(trace.value, end.value);
    const std::string party = posting.party > 0 ? chart.name_of(static_cast<Id>(posting.party)) : std::string{};
    trace.parts.push_back({at.reference, end.seq, at.date, chart.name_of(posting.account), chart.name_of(posting.fund),
                           chart.name_of(posting.purpose), party, commodity.terms.code, end.quantity, end.value, end.state});
  }
}

VerifiedReceipt Verifier::verify() {
  if (!proof_.extra) throw Corrupt("not a receipt: it carries no event");
  extra_ = decode_receipt_extra(*proof_.extra);
  take_declarations();
  take_entries();
  open_bodies();
  show_book();
  show_entry();
  result_.traced = extra_.trace.has_value();
  if (result_.traced) {
    show_uses();
    show_trace();
  }
  return std::move(result_);
}

}  // namespace

VerifiedReceipt verify(std::string_view receipt, std::string_view verifier_key) {
  const VerifierKey key = parse_verifier_key(verifier_key);
  const LogProof proof = parse_proof(receipt);
  Checkpoint checkpoint = open_checkpoint(proof.checkpoint, key);
  try {
    return Verifier(proof, std::move(checkpoint)).verify();
  } catch (const std::overflow_error&) {
    throw Corrupt("the receipt's amounts are out of range");
  }
}

Checkpoint verify_checkpoint(std::string_view checkpoint, std::string_view verifier_key) {
  return open_checkpoint(checkpoint, parse_verifier_key(verifier_key));
}

Extension verify_extends(std::string_view older, std::string_view newer, std::string_view verifier_key) {
  const VerifierKey key = parse_verifier_key(verifier_key);
  CheckpointExtension extension;
  Extension result;
  result.older = open_checkpoint(older, key);
  if (is_extension(newer)) {
    extension = parse_extension(newer);
    if (extension.old_size != result.older.size)
      throw Corrupt("the proof is from " + std::to_string(extension.old_size) + " events, and the older checkpoint has " +
                    std::to_string(result.older.size));
  } else {
    extension = {result.older.size, {}, std::string(newer)};
  }
  result.newer = open_checkpoint(extension.checkpoint, key);
  const auto& [from, to] = result;
  if (from.size > to.size) throw Corrupt("the newer checkpoint has fewer events than the older");
  if (from.size == 0 && extension.path.empty()) return result;
  if (!is_extension(newer) && from.size != to.size)
    throw Corrupt("nothing proves that the newer checkpoint extends the older: ask for the proof, which `almoner checkpoint "
                  "--since` writes");
  if (!verify_consistency(from.size, from.root, to.size, to.root, extension.path))
    throw Corrupt("the newer checkpoint does not extend the older: what was committed to was changed, or the proof is wrong");
  return result;
}

}  // namespace almoner
