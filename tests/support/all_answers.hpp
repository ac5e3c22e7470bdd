// SPDX-License-Identifier: Apache-2.0
// Everything that a book answers, as one text: two books that answer alike give equal texts.
#pragma once

#include <string>

#include <almoner/ledger.hpp>

namespace almoner::test {

/// One line a fact: the log and its proofs, declarations, entries asked one by one and in order,
/// balances, postings, reports, traces both ways. Throws what the book throws.
std::string all_answers(Ledger&);

}  // namespace almoner::test
