// SPDX-License-Identifier: Apache-2.0
// What is fuzzed: each takes any bytes, and stops the program where an invariant does not hold.
// libFuzzer runs them (driver.cpp); so does a plain test over the corpus and its mutations.
#pragma once

#include <string_view>

namespace almoner::fuzz {

/// Keys: what is read is written again as it was.
void key(std::string_view bytes);
/// Signed notes, checkpoints and extensions: the same.
void note(std::string_view bytes);
/// Receipts: what is read is written again as it was, and judging it does no harm. What a receipt
/// carries is also put into a log of its own and signed, so that all the checks are reached.
void receipt(std::string_view bytes);

}  // namespace almoner::fuzz
