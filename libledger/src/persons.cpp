// SPDX-License-Identifier: Apache-2.0
// Persons' rights over their data: erasure and restriction. The log is never touched; what names a
// person stands beside it.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "log/event_codec.hpp"
#include "log/private_part.hpp"
#include "replay.hpp"
#include "state.hpp"

namespace almoner {

namespace {

/// Shorter texts stand in others by chance.
constexpr std::size_t telling_size_min = 4;

void require_private(const Bookkeeper& keeper, const std::string& id, const char* what) {
  const auto party = keeper.find_party(id);
  if (party && party->is_public)
    throw UsageError(id + " is a public party: its name stands in the log for ever, as it agreed when it was declared, and cannot be " +
                     what + ". Amend it to the name that it should have from now on, and declare a private party for what follows");
}

class Eraser {
 public:
  Eraser(Bookkeeper& keeper, Store& store, const std::string& id) : keeper_(keeper), store_(store), id_(id) {}

  Erasure run(const ErasureOptions& options) {
    const auto party = keeper_.find_party(id_);
    erasure_.was_known = party.has_value();
    for (const std::string& reference : options.narrations) {
      const auto seq = keeper_.find_reference(reference);
      if (!seq) throw UsageError("no entry has the reference " + reference);
      narrations_of_.insert(*seq);
    }
    find_bodies();
    add_amendments_of_entries();
    erase_bodies();
    if (party) store_.erase_party(id_);
    look_for_what_is_left();
    return std::move(erasure_);
  }

 private:
  void find_bodies() {
    store_.events(0, keeper_.head().size, [&](const LogRow& row) {
      for (const PrivateView& body : row.bodies) {
        const PrivatePart part = decode_private(body.body);
        if (part.party != id_) continue;
        named_in_.insert(body.seq);
        for (const std::string& text : {part.party, part.name, part.contact})
          if (text.size() >= telling_size_min) telling_.insert(text);
      }
      return true;
    });
  }

  /// The narration of an entry that names the person may name them too; so may its amendments, and
  /// the entry that such an amendment is about.
  void add_amendments_of_entries() {
    std::set<Id> entries = narrations_of_;
    for (Id seq : named_in_) {
      const Event event = keeper_.event(seq);
      const auto* amendment = std::get_if<AmendmentRecord>(&event.what);
      entries.insert(amendment ? amendment->target : seq);
    }
    for (Id seq : entries) {
      narrations_of_.insert(seq);
      for (const MarkRow& mark : store_.marks(seq))
        if (mark.kind == MarkKind::amended) narrations_of_.insert(mark.by);
    }
  }

  void erase_bodies() {
    std::set<Id> places = named_in_;
    places.insert(narrations_of_.begin(), narrations_of_.end());
    for (Id seq : places)
      for (const PrivateRow& row : store_.privates(seq)) {
        const std::string party = decode_private(row.body).party;
        if (party != id_ && !(party.empty() && narrations_of_.contains(seq))) continue;
        store_.erase_private(row.seq, row.number);
        ++erasure_.bodies;
      }
  }

  bool tells(std::string_view bytes) const {
    return std::any_of(telling_.begin(), telling_.end(), [&](const std::string& text) { return bytes.find(text) != std::string_view::npos; });
  }

  void look_for_what_is_left() {
    if (telling_.empty()) return;
    std::set<Id> bodies;
    for_each_event(store_, 0, keeper_.head().size, [&](const LogRow& row) {
      if (tells(row.event.bytes)) erasure_.events_left.push_back(row.event.seq);
      for (const PrivateView& body : row.bodies)
        if (tells(body.body)) bodies.insert(body.seq);
    });
    for (Id seq : bodies) {
      Event event = keeper_.event(seq);
      if (const auto* amendment = std::get_if<AmendmentRecord>(&event.what)) event = keeper_.event(amendment->target);
      const auto* entry = std::get_if<EntryRecord>(&event.what);
      erasure_.narrations_left.push_back(entry ? entry->reference : "event " + std::to_string(seq));
    }
  }

  Bookkeeper& keeper_;
  Store& store_;
  const std::string& id_;
  std::set<Id> named_in_;
  std::set<Id> narrations_of_;
  std::set<std::string> telling_;  ///< texts by which the person would be known
  Erasure erasure_;
};

}  // namespace

Erasure Ledger::erase_party(const std::string& id, const ErasureOptions& options) {
  if (state_->in_batch) throw UsageError("end the batch before erasing a party");
  if (id.empty()) throw UsageError("name the party to erase");
  Erasure erasure = state_->write([&] {
    require_private(state_->keeper, id, "erased");
    return Eraser(state_->keeper, *state_->store, id).run(options);
  });
  state_->keeper.forget_parties();
  state_->store->scrub();
  return erasure;
}

void Ledger::restrict_party(const std::string& id, bool restricted) {
  if (state_->in_batch) throw UsageError("end the batch before restricting a party");
  state_->write([&] {
    if (!state_->keeper.find_party(id)) throw NotFound("the book has no party " + id);
    require_private(state_->keeper, id, "restricted");
    state_->store->set_restricted(id, restricted);
    return 0;
  });
  state_->keeper.forget_parties();
}

}  // namespace almoner
