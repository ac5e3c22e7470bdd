// SPDX-License-Identifier: Apache-2.0
// Memory that runs out at an allocation of the caller's choice: operator new throws, SQLite's malloc
// gives nothing. The standard library's own malloc calls are not reached.
#pragma once

#include <cstdint>

namespace almoner::test {

/// Before the first use of SQLite in the process.
void put_in_charge_of_memory();

/// From here on allocations are counted. That of this number fails, counted from 1 (0: none), and
/// with `for_good` all after it.
void fail_allocation(std::uint64_t number, bool for_good = false);
/// Ends it; returns how many there were.
std::uint64_t stop_failing();
/// Whether one has failed since fail_allocation.
bool has_failed();

}  // namespace almoner::test
