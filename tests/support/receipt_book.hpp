// SPDX-License-Identifier: Apache-2.0
// A society's year whose gifts are spent, bought with, returned, corrected and moved, with a key of
// fixed bytes: so that its receipts are the same on every machine.
#pragma once

#include <string>
#include <vector>

#include <almoner/signing.hpp>

#include "journal_book.hpp"
#include "log/note.hpp"

namespace almoner::test {

/// A key of fixed bytes, for tests only.
SignerKey test_key(const std::string& name = "example.org/county-2021", std::uint8_t seed = 7);

/// A checkpoint of the book as it stands, without any file.
std::string sign_now(const Ledger&, const SignerKey&);
/// The same for any checkpoint.
std::string sign(const Checkpoint&, const SignerKey&);

class ReceiptBook : public JournalBook {
 public:
  ReceiptBook();

  SignerKey key = test_key();
  std::string vkey() const { return to_text(key.verifier); }
  std::string checkpoint() const { return sign_now(ledger, key); }
  std::string receipt(const std::string& reference, bool trace = false, const std::string& donor = {}) const {
    return ledger.receipt(reference, checkpoint(), {donor, trace});
  }
  /// References of all entries, in order.
  std::vector<std::string> references() const;
};

}  // namespace almoner::test
