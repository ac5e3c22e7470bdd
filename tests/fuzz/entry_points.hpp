// SPDX-License-Identifier: Apache-2.0
// What is fuzzed: each takes any bytes, and stops the program where an invariant does not hold.
// libFuzzer runs them (driver.cpp); so does a plain test over the corpus and its mutations.
#pragma once

#include <string_view>

namespace almoner::fuzz {

// receipt_entries.cpp
/// Keys: what is read is written again as it was.
void key(std::string_view bytes);
/// Signed notes, checkpoints and extensions: the same.
void note(std::string_view bytes);
/// Receipts: what is read is written again as it was, and judging it does no harm. What a receipt
/// carries is also put into a log of its own and signed, so that all the checks are reached.
void receipt(std::string_view bytes);

// text_entries.cpp
/// An amount, its scale in the first byte: what is read is written and read again the same.
void amount(std::string_view bytes);
/// Dates, instants and periods: the same.
void date(std::string_view bytes);
/// A journal, posted to a new book: post agrees with check, each item is written and read back, and
/// the book audits and is exported.
void journal(std::string_view bytes);
/// Rules, a NUL and a list, imported into a book that has a chart; the book audits.
void import(std::string_view bytes);

// book_entries.cpp
/// An event's bytes, or a private body's: what is read is encoded again as it was.
void event(std::string_view bytes);
/// Two bytes that say how long the private bodies are, an exported log and these, imported into a
/// new book: it audits, answers all questions, and is exported again as it was.
void log(std::string_view bytes);
/// Changes to the file of a sound book: it is refused, or audit finds it, or all answers stay.
void book(std::string_view bytes);

}  // namespace almoner::fuzz
