// SPDX-License-Identifier: Apache-2.0
// A store that keeps its rows in sorted vectors: the model that the other engines are tested
// against, the store of books in memory, and the one into which an audit replays a log.
#pragma once

#include <memory>

#include "store/port.hpp"

namespace almoner {

struct MemoryOptions {
  bool keep_events =
      true;  ///< false: events and private bodies are dropped as they come, for audits
  /// False: rollback() leaves the store empty, no undo is kept, rows wait unordered until one is looked for,
  /// and whole tables (all_...) are shown in no order. For audits.
  bool can_roll_back = true;
};

/// A new, empty store. It has one user, so begin() never waits; snapshot() throws UsageError.
std::unique_ptr<Store> make_memory_store(MemoryOptions = {});

}  // namespace almoner
