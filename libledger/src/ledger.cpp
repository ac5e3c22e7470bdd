// SPDX-License-Identifier: Apache-2.0
// The facade's life: making, opening, batches. Knows the store port, no engine (open.hpp does).
#include <almoner/ledger.hpp>

#include <sys/random.h>

#include <chrono>

#include "book/rules.hpp"
#include "open.hpp"
#include "replay.hpp"
#include "state.hpp"

namespace almoner {

Environment complete(Environment environment) {
  if (!environment.clock)
    environment.clock = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
  if (!environment.random)
    environment.random = [](std::span<std::byte> bytes) {
      for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t got = getrandom(bytes.data() + done, bytes.size() - done, 0);
        if (got < 0) throw StorageError("the system gives no randomness for salts");
        done += static_cast<std::size_t>(got);
      }
    };
  return environment;
}

namespace {

void check_terms(const BookTerms& terms) {
  if (const std::string wrong = what_is_wrong(terms); !wrong.empty()) throw UsageError(wrong);
}

}  // namespace

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;

Ledger::~Ledger() {
  if (state_ && state_->keeper.writing()) state_->keeper.rollback();
}

Ledger begin_book(std::unique_ptr<Store> store, const BookTerms& terms, Environment environment) {
  auto state = std::make_unique<Ledger::State>(std::move(store), complete(std::move(environment)));
  state->write([&] {
    BookRecord book;
    book.nonce = state->salts.next();
    book.terms = terms;
    return state->append("", std::move(book));
  });
  return Ledger(std::move(state));
}

Ledger Ledger::create(const std::string& path, const BookTerms& terms, OpenOptions options) {
  check_terms(terms);
  auto store = create_store(path, options);
  try {
    return begin_book(std::move(store), terms, options.environment);
  } catch (...) {
    store.reset();
    remove_store(path);
    throw;
  }
}

Ledger Ledger::create_in_memory(const BookTerms& terms, Environment environment) {
  check_terms(terms);
  return begin_book(create_memory_store(), terms, std::move(environment));
}

Ledger Ledger::open(const std::string& path, OpenOptions options) {
  auto state = std::make_unique<State>(open_store(path, options), complete(options.environment));
  state->read([] { return 0; });  // a book that cannot be read is refused now, not at the first question
  if (state->keeper.head().size == 0) throw StorageError(path + " holds no book: it has no event 0");
  return Ledger(std::move(state));
}

Ledger::Batch::Batch(Ledger* ledger) : ledger_(ledger) {}
Ledger::Batch::Batch(Batch&& other) noexcept : ledger_(std::exchange(other.ledger_, nullptr)) {}

Ledger::Batch::~Batch() {
  if (!ledger_) return;
  ledger_->state_->keeper.rollback();
  ledger_->state_->in_batch = false;
}

void Ledger::Batch::commit() {
  if (!ledger_) throw UsageError("the batch has ended");
  State& state = *ledger_->state_;
  if (state.batch_broken) throw StorageError("a write of this batch failed; nothing of it is kept");
  Ledger* ledger = std::exchange(ledger_, nullptr);
  ledger->state_->in_batch = false;
  state.keeper.commit();
}

Ledger::Batch Ledger::batch() {
  if (state_->in_batch) throw UsageError("one batch at a time: end the open one first");
  state_->keeper.begin();
  state_->in_batch = true;
  state_->batch_broken = false;
  state_->batch_began = state_->keeper.head().size;
  return Batch(this);
}

std::uint64_t Ledger::size() const {
  return state_->read([&] { return state_->keeper.head().size; });
}

DocumentHash Ledger::root() const {
  return state_->read([&] { return state_->keeper.frontier().root(); });
}

}  // namespace almoner
