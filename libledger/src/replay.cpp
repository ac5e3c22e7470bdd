// SPDX-License-Identifier: Apache-2.0
#include "replay.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <future>
#include <span>
#include <utility>

#include <almoner/error.hpp>
#include <almoner/violation.hpp>

#include "log/event_codec.hpp"
#include "log/private_part.hpp"
#include "proposals.hpp"
#include "store/second_thread.hpp"
#include "value/utf8.hpp"

namespace almoner {

namespace {

/// Few enough to stay in a core's second cache on their way from one thread to the other.
constexpr std::size_t run_events_max = 256;

/// One that is being read and one that waits: runs take unlike times, and with one alone both sides waited.
constexpr std::size_t runs_ahead_max = 2;

[[noreturn]] void fail(Id seq, const std::string& what) {
  throw Corrupt("event " + std::to_string(seq) + ": " + what, seq);
}

std::span<const Hash> commitments_of(const Event& event) {
  const auto of_party = [](const PartyRecord& party) {
    return party.commitment ? std::span<const Hash>(&*party.commitment, 1) : std::span<const Hash>{};
  };
  if (const auto* entry = std::get_if<EntryRecord>(&event.what)) return entry->commitments;
  if (const auto* party = std::get_if<PartyRecord>(&event.what)) return of_party(*party);
  if (const auto* amendment = std::get_if<AmendmentRecord>(&event.what)) {
    if (const auto* party = std::get_if<PartyRecord>(&amendment->terms)) return of_party(*party);
    return amendment->commitments;
  }
  return {};
}

PrivatePart checked_part(const PrivateView& row) {
  PrivatePart part = decode_private(row.body);
  for (const std::string* text : {&part.party, &part.name, &part.contact, &part.narration, &part.bank_reference}) check_text(*text);
  return part;
}

/// A missing body is lawful (erased); one that does not open its commitment is not. Gives the parties
/// that they name, by number.
void check_bodies(const Event& event, std::span<const PrivateView> bodies, PartyNames& parties) {
  const std::span<const Hash> commitments = commitments_of(event);
  parties.assign(commitments.size(), {});
  for (const PrivateView& row : bodies) {
    const std::string which = "private body " + std::to_string(row.number);
    if (row.number >= commitments.size() || commitment(row.salt, row.body) != commitments[row.number])
      fail(event.seq, which + " does not open its commitment");
    try {
      parties[row.number] = checked_part(row).party;
    } catch (const Error& error) {
      fail(event.seq, which + ": " + error.what());
    }
  }
}

void check_place(const Event& event, Id expected) {
  if (event.seq != expected) fail(expected, "its record says it is event " + std::to_string(event.seq));
  if (expected == 0 && !std::holds_alternative<BookRecord>(event.what)) fail(0, "it does not begin a book");
}

void decode_at(Id seq, std::string_view bytes, Event& event) {
  try {
    decode_event(bytes, event);
  } catch (const Corrupt& error) {
    fail(seq, error.what());
  }
}

void judge_and_apply(Bookkeeper& keeper, Event& event, std::string_view bytes, const Hash& leaf, const Bodies& bodies,
                     const PartyNames& parties) {
  if (event.seq != 0 && event.origin != keeper.origin()) fail(event.seq, "it belongs to another book");
  Replayed again;
  try {
    again = judge_again(event, bodies, parties, keeper);
  } catch (const NotFound& error) {
    fail(event.seq, error.what());
  }
  if (!again.violations.empty())
    fail(event.seq, std::string(to_string(again.violations.front().rule)) + ": " + again.violations.front().message);
  if (!again.difference.empty()) fail(event.seq, "not lawful as recorded: " + again.difference);
  keeper.apply(event, bytes, leaf, bodies, parties);
}

/// A run of the log and what was found of it: up to its first event that is not as it must be.
struct CheckedRun {
  std::vector<CheckedEvent> events;  ///< the first `count`; others lend their memory
  std::size_t count = 0;
  std::exception_ptr failure;
};

struct LogRun {
  Texts texts;
  std::vector<EventView> events;
  std::vector<PrivateView> bodies;  ///< of these events, in their order
};

LogRun read_run(Store& store, Id from, Id until) {
  LogRun run;
  run.events.reserve(until - from);
  store.events(from, until, [&](const LogRow& row) {
    run.events.push_back({row.event.seq, run.texts.keep(row.event.bytes), row.event.leaf});
    for (const PrivateView& body : row.bodies) run.bodies.push_back({body.seq, body.number, body.salt, run.texts.keep(body.body)});
    return true;
  });
  for (std::size_t i = 0; i < run.events.size(); ++i)
    if (run.events[i].seq != from + i) fail(from + i, "it is missing");
  if (run.events.size() != until - from) fail(from + run.events.size(), "it is missing");
  return run;
}

/// The events of a run, each with its bodies.
template <class Take>
void for_each_of(const LogRun& run, const Take& take) {
  auto body = run.bodies.begin();
  for (const EventView& event : run.events) {
    const auto first = body;
    while (body != run.bodies.end() && body->seq == event.seq) ++body;
    if (!take(LogRow{event, {first, body}})) return;
  }
}

/// `run` is one that was taken, if any, for its memory.
CheckedRun check_run(const LogRun& read, CheckedRun run, const std::function<void(const CheckedEvent&)>& meanwhile) {
  if (run.events.size() < read.events.size()) run.events.resize(read.events.size());
  run.count = 0;
  for_each_of(read, [&](const LogRow& row) {
    CheckedEvent& checked = run.events[run.count];
    try {
      check_leaf(row.event);
      decode_at(row.event.seq, row.event.bytes, checked.event);
      check_place(checked.event, row.event.seq);
      checked.leaf = row.event.leaf;
      check_bodies(checked.event, row.bodies, checked.parties);
      checked.body_count = row.bodies.size();
      checked.bodies.clear();
      if (!std::holds_alternative<EntryRecord>(checked.event.what))
        for (const PrivateView& body : row.bodies) checked.bodies.push_back(owned(body));
      if (meanwhile) meanwhile(checked);
      ++run.count;
    } catch (...) {
      run.failure = std::current_exception();
    }
    return !run.failure;
  });
  return run;
}

}  // namespace

void replay_event(Bookkeeper& keeper, std::string_view bytes, const Hash& leaf, const Bodies& bodies) {
  const Id expected = keeper.head().size;
  Event event;
  decode_at(expected, bytes, event);
  check_place(event, expected);
  std::vector<PrivateView> views;
  for (const PrivateRow& row : bodies) views.push_back(view_of(row));
  PartyNames parties;
  check_bodies(event, views, parties);
  judge_and_apply(keeper, event, bytes, leaf, bodies, parties);
}

void replay_checked(Bookkeeper& keeper, CheckedEvent& checked) {
  judge_and_apply(keeper, checked.event, {}, checked.leaf, checked.bodies, checked.parties);
}

void for_each_checked_event(Store& store, LogReader reader, Id from, Id to, const std::function<void(CheckedEvent&)>& take,
                            const std::function<void(const CheckedEvent&)>& meanwhile) {
  const auto take_all = [&](CheckedRun& run) {
    for (std::size_t i = 0; i < run.count; ++i) take(run.events[i]);
    if (run.failure) std::rethrow_exception(run.failure);
  };
  if (from >= to) return;
  if (to - from <= run_events_max) {  // nothing to do beside it
    CheckedRun run = check_run(read_run(store, from, to), {}, meanwhile);
    return take_all(run);
  }
  SecondThread second;
  CheckedRun taken;
  const auto check_from = [&](Id first) {
    const Id until = std::min<Id>(to, first + run_events_max);
    if (reader == LogReader::second_thread)
      return second.run([&store, &meanwhile, first, until, again = std::exchange(taken, {})]() mutable {
        return check_run(read_run(store, first, until), std::move(again), meanwhile);
      });
    return second.run([&meanwhile, read = read_run(store, first, until), again = std::exchange(taken, {})]() mutable {
      return check_run(read, std::move(again), meanwhile);
    });
  };
  std::deque<std::future<CheckedRun>> ahead;
  std::exception_ptr missing;  // further on: told after what is wrong before it
  const auto read_on = [&] {
    try {
      for (; ahead.size() < runs_ahead_max && from < to && !missing; from = std::min<Id>(to, from + run_events_max))
        ahead.push_back(check_from(from));
    } catch (...) {
      missing = std::current_exception();
    }
  };
  for (read_on(); !ahead.empty();) {
    CheckedRun run = ahead.front().get();
    ahead.pop_front();
    if (!run.failure) read_on();
    take_all(run);
    taken = std::move(run);
  }
  if (missing) std::rethrow_exception(missing);
}

void for_each_event(Store& store, Id from, Id to, const std::function<void(const LogRow&)>& take) {
  while (from < to) {
    const Id until = std::min<Id>(to, from + run_events_max);
    for_each_of(read_run(store, from, until), [&](const LogRow& row) {
      check_leaf(row.event);
      take(row);
      return true;
    });
    from = until;
  }
}

void catch_up_postings(Bookkeeper& keeper, Store& store) {
  const Id through = keeper.events_stored();
  RowBatch rows;
  const auto put = [&] { rows = store.append(std::move(rows)); };
  for_each_checked_event(store, LogReader::caller, keeper.head().postings_through, through, [&](CheckedEvent& checked) {
    keeper.project(checked.event, checked.parties, rows);
    if (rows.postings.size() >= 2 * staged_events_max) put();
  });
  if (!rows.postings.empty()) put();  // of no entries nothing is appended: it would count as a change
  keeper.set_postings_through(through);
}

}  // namespace almoner
