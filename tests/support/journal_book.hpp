// SPDX-License-Identifier: Apache-2.0
// A book in memory that tests fill and question in journal notation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <almoner/journal.hpp>
#include <almoner/ledger.hpp>

namespace almoner::test {

class JournalBook {
 public:
  /// A book with a fixed clock and numbered salts, so that two of them with one history are equal.
  JournalBook();
  explicit JournalBook(Ledger ledger);

  Ledger ledger;

  /// Posts declarations and entries; a refusal fails the test with its sentence.
  void post(std::string_view journal);
  void post_file(const std::string& path);
  /// The names of the rules that the last entry of the journal breaks, each once (earlier items are
  /// posted).
  /// Fails the test unless check() says the same as post(), and nothing was written.
  std::vector<std::string> refused(std::string_view journal);
  std::vector<Violation> last_violations;

  /// "-101000.00": sum over accounts at and below `account`, in the commodity's decimals.
  std::string balance(const std::string& account, const std::string& fund, const std::string& commodity = "CNY");
  std::string value(const std::string& account, const std::string& fund, const std::string& commodity);
  /// "G-1 150.00 spent; V-2 50.00 unspent": reference, value, state of each part.
  std::string trace(const std::string& reference, Direction = Direction::forward);
  /// First finding, or "sound".
  std::string audit();
};

/// Path of a file of the source tree.
std::string source_file(const std::string& relative);

}  // namespace almoner::test
