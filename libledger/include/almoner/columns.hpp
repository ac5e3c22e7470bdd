// SPDX-License-Identifier: Apache-2.0
// Postings in columns, for those who compute over many: analysts' tables, exports, other engines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <almoner/entry.hpp>
#include <almoner/export.hpp>

namespace almoner {

/// A run of postings; all vectors have the same length. Names are indexes into those of the scan.
struct PostingColumns {
  std::vector<std::int32_t> date{};    ///< days since 1970-01-01
  std::vector<Seq> seq{};
  std::vector<std::int32_t> line{};    ///< position of the posting in its entry, from 0
  std::vector<std::int32_t> account{};
  std::vector<std::int32_t> fund{};
  std::vector<std::int32_t> purpose{}; ///< -1: none
  std::vector<std::int32_t> commodity{};
  std::vector<Units> quantity{};       ///< smallest units of the commodity, debit > 0
  std::vector<Units> value{};          ///< smallest units of the base currency

  std::size_t size() const { return seq.size(); }
};

/// Postings of a filter by account name, then date, then order of posting, as of the moment the
/// scan was made; what is posted later is not in it. Reads from the Ledger that made it, which it
/// must not outlive, a run at a time: memory does not grow with the book.
class ALMONER_EXPORT PostingScan {
 public:
  class State;  ///< of the library
  explicit PostingScan(std::unique_ptr<State>);
  PostingScan(PostingScan&&) noexcept;
  PostingScan& operator=(PostingScan&&) noexcept;
  ~PostingScan();

  const std::vector<std::string>& accounts() const;
  const std::vector<std::string>& funds() const;
  const std::vector<std::string>& purposes() const;
  const std::vector<std::string>& commodities() const;  ///< codes; the base currency first
  const std::vector<int>& scales() const;               ///< decimals, by commodity

  /// Replaces the run by the next `rows` postings (fewer at the end). False: there are no more.
  bool next(PostingColumns&, std::size_t rows = 65'536);

 private:
  std::unique_ptr<State> state_;
};

}  // namespace almoner
