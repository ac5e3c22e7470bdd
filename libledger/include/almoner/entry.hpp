// SPDX-License-Identifier: Apache-2.0
// An entry is a posted fact: never edited, only reversed. Everything here is a value by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <almoner/draft.hpp>

namespace almoner {

/// Position of an event in the log, from 0. Also its leaf index in the tree.
using Seq = std::uint64_t;

struct Posting {
  std::string account;
  std::string fund;
  std::string commodity;
  Units quantity = 0;  ///< debit > 0
  Units value = 0;     ///< carrying value in the base currency
  std::string purpose;
  std::string party;       ///< id; empty where none, or where it was erased
  bool party_erased = false;
  std::string lot;
  std::optional<Date> expires;

  bool operator==(const Posting&) const = default;
};

/// An interval of units on a line: received (lot), used (draw) or given back.
struct UnitsInterval {
  std::string fund;
  std::string commodity;
  std::string account;  ///< empty on a base-currency line
  Units start = 0;      ///< address on the line
  Units quantity = 0;
  Units value = 0;      ///< base currency
  std::string lot;      ///< label
  std::optional<Date> expires;

  bool operator==(const UnitsInterval&) const = default;
};

struct Entry {
  Seq seq = 0;
  Date date{};
  Instant recorded{};
  std::string reference;
  std::string narration;  ///< empty where none, or where it was erased
  std::string bank_reference;
  std::string by;
  std::string approved_by;
  std::vector<Posting> postings;
  std::optional<Authority> authority;
  std::string document;
  std::string gift;
  std::string reverses;
  std::string returns;
  std::string repays;
  std::string counterpart;
  std::vector<DocumentHash> evidence;
  std::string policy;  ///< how its draws were chosen: "fifo/1"
  std::vector<UnitsInterval> lots;
  std::vector<UnitsInterval> draws;
  std::string reversed_by;  ///< reference of the reversal, if there is one

  bool operator==(const Entry&) const = default;
};

}  // namespace almoner
