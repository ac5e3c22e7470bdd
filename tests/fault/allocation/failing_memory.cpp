// SPDX-License-Identifier: Apache-2.0
#include "failing_memory.hpp"

#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace almoner::test {

namespace {

std::atomic<bool> counting{false}, failed{false}, for_good_on{false};
std::atomic<std::uint64_t> count{0}, fail_at{0};

bool fails() noexcept {
  if (!counting.load(std::memory_order_relaxed)) return false;
  const std::uint64_t number = ++count;
  const std::uint64_t at = fail_at;
  if (at == 0 || number < at || (number > at && !for_good_on)) return false;
  failed = true;
  return true;
}

sqlite3_mem_methods system_memory;

void* sqlite_allocate(int size) { return fails() ? nullptr : system_memory.xMalloc(size); }
void* sqlite_reallocate(void* old, int size) { return fails() ? nullptr : system_memory.xRealloc(old, size); }

}  // namespace

void put_in_charge_of_memory() {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory);
  sqlite3_mem_methods methods = system_memory;
  methods.xMalloc = sqlite_allocate;
  methods.xRealloc = sqlite_reallocate;
  if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK) std::abort();
  // Without it SQLite takes a good part of its memory from one early allocation.
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}

void fail_allocation(std::uint64_t number, bool for_good) {
  count = 0;
  fail_at = number;
  for_good_on = for_good;
  failed = false;
  counting = true;
}

std::uint64_t stop_failing() {
  counting = false;
  return count;
}

bool has_failed() { return failed; }

void* allocate(std::size_t size) {
  if (fails()) throw std::bad_alloc{};
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc{};
}

void* allocate_or_null(std::size_t size) noexcept { return fails() ? nullptr : std::malloc(size == 0 ? 1 : size); }

}  // namespace almoner::test

void* operator new(std::size_t size) { return almoner::test::allocate(size); }
void* operator new[](std::size_t size) { return almoner::test::allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return almoner::test::allocate_or_null(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return almoner::test::allocate_or_null(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
