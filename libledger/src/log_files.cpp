// SPDX-License-Identifier: Apache-2.0
// The log in and out of a book: export, import, rebuild, single events, copies.
#include <istream>
#include <ostream>

#include "log/event_codec.hpp"
#include "log/event_json.hpp"
#include "log/private_part.hpp"
#include "log/sequence.hpp"
#include "log_files.hpp"
#include "open.hpp"
#include "replay.hpp"
#include "state.hpp"

namespace almoner {

namespace {

class BookNames : public Names {
 public:
  explicit BookNames(const Bookkeeper& keeper) : keeper_(keeper) {}

  std::string name_of(Id id) const override {
    if (id == base_commodity) return keeper_.chart().book().base_currency;
    if (std::string name = keeper_.chart().name_of(id); !name.empty()) return name;
    const Event event = keeper_.event(id);
    if (const auto* entry = std::get_if<EntryRecord>(&event.what)) return entry->reference;
    return std::to_string(id);  // a private party's declaration: its name is not in the log
  }
  int scale_of(Id commodity) const override { return keeper_.chart().scale(commodity); }

 private:
  const Bookkeeper& keeper_;
};

void write_or_throw(std::ostream& out, std::string_view bytes) {
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out) throw StorageError("the export could not be written");
}

/// Private bodies of an export, in order, an event's worth at a time.
class BodySource {
 public:
  explicit BodySource(std::istream* in) {
    if (in) reader_.emplace(*in, private_item_size_max);
    advance();
  }

  Bodies of(Id seq) {
    Bodies rows;
    while (next_ && next_->seq == seq) {
      rows.push_back({next_->seq, next_->number, next_->salt, std::move(next_->body)});
      advance();
    }
    if (next_ && next_->seq < seq) throw Corrupt("the private bodies are not in the order of the log", next_->seq);
    return rows;
  }
  void must_be_done() const {
    if (next_) throw Corrupt("private bodies are left that belong to no event of the log", next_->seq);
  }

 private:
  void advance() {
    next_.reset();
    if (!reader_) return;
    if (const auto item = reader_->next_item()) next_ = decode_private_item(*item);
  }

  std::optional<CborSequenceReader> reader_;
  std::optional<PrivateItem> next_;
};

}  // namespace

std::string Ledger::event_bytes(Seq seq) const {
  return state_->read([&] { return state_->keeper.event_bytes(seq); });
}

std::string Ledger::event_json(Seq seq) const {
  return state_->read([&] { return almoner::event_json(state_->keeper.event(seq), BookNames(state_->keeper)); });
}

void Ledger::export_log(std::ostream& out, Seq from) const {
  state_->read([&] {
    for_each_event(*state_->store, from, state_->keeper.head().size, [&](const LogRow& row) { write_or_throw(out, row.event.bytes); });
    return 0;
  });
}

std::uint64_t Ledger::export_private(std::ostream& out) const {
  return state_->read([&] {
    std::uint64_t left_out = 0;
    std::string item;
    state_->store->events(0, state_->keeper.head().size, [&](const LogRow& row) {
      for (const PrivateView& body : row.bodies) {
        if (const std::string party = decode_private(body.body).party; !party.empty() && state_->keeper.is_restricted(party)) {
          ++left_out;
          continue;
        }
        item.clear();
        write_private_item(item, body.seq, body.number, body.salt, body.body);
        write_or_throw(out, item);
      }
      return true;
    });
    return left_out;
  });
}

Ledger import_into(std::unique_ptr<Store> store, Environment environment, std::istream& events, std::istream* private_bodies) {
  auto state = std::make_unique<Ledger::State>(std::move(store), complete(std::move(environment)));
  state->write([&] {
    state->keeper.forget();
    state->keeper.project_as_posted();
    CborSequenceReader reader(events);
    BodySource bodies(private_bodies);
    while (auto bytes = reader.next_item()) {
      const Hash leaf = leaf_hash({reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()});
      replay_event(state->keeper, *bytes, leaf, bodies.of(state->keeper.head().size));
    }
    bodies.must_be_done();
    if (state->keeper.head().size == 0) throw Corrupt("the log is empty: it has no event 0");
    return 0;
  });
  return Ledger(std::move(state));
}

Ledger Ledger::import_log(const std::string& path, std::istream& events, std::istream* private_bodies, OpenOptions options) {
  std::unique_ptr<Store> store = create_store(path, options);
  try {
    return import_into(std::move(store), options.environment, events, private_bodies);
  } catch (...) {
    remove_store(path);
    throw;
  }
}

void Ledger::rebuild() {
  if (state_->in_batch) throw UsageError("end the batch before rebuilding");
  state_->write([&] {
    Store& store = *state_->store;
    Bookkeeper& keeper = state_->keeper;
    const std::uint64_t size = keeper.head().size;
    store.clear_projections();
    keeper.forget();
    keeper.set_replaying(true);
    keeper.project_as_posted();
    for_each_checked_event(store, LogReader::caller, 0, size, [&](CheckedEvent& checked) { replay_checked(keeper, checked); });
    keeper.flush();
    keeper.set_replaying(false);
    return 0;
  });
}

void Ledger::snapshot(const std::string& path) {
  if (state_->in_batch) throw UsageError("end the batch before taking a snapshot");
  if (!state_->store->read_only()) {
    state_->write([&] {
      catch_up_postings(state_->keeper, *state_->store);
      return 0;
    });
  }
  state_->store->snapshot(path);
}

}  // namespace almoner
