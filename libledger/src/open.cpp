// SPDX-License-Identifier: Apache-2.0
#include "open.hpp"

#include "store/memory/memory_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace almoner {

std::unique_ptr<Store> create_store(const std::string& path, const OpenOptions& options) {
  return create_sqlite_store(path, {.read_only = options.read_only, .busy_timeout_ms = options.busy_timeout_ms});
}

std::unique_ptr<Store> open_store(const std::string& path, const OpenOptions& options) {
  return open_sqlite_store(path, {.read_only = options.read_only, .busy_timeout_ms = options.busy_timeout_ms});
}

std::unique_ptr<Store> create_memory_store() { return make_memory_store(); }

void remove_store(const std::string& path) noexcept { remove_sqlite_store(path); }

}  // namespace almoner
