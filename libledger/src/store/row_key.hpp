// SPDX-License-Identifier: Apache-2.0
// The key of each row, which is unique in its table. "In key order" means ascending by it, in
// every engine.
#pragma once

#include <compare>

#include "store/port.hpp"

namespace almoner {

/// An address on a line.
struct PlaceKey {
  LineKey line;
  Units start = 0;
  auto operator<=>(const PlaceKey&) const = default;
};
struct ReturnedDrawKey {
  PlaceKey place;
  Id by = no_id;
  auto operator<=>(const ReturnedDrawKey&) const = default;
};
/// By account first: as of a date people ask for an account, over all its funds.
struct MonthKey {
  Id account = no_id;
  BalanceKey balance;
  std::int32_t month = 0;
  auto operator<=>(const MonthKey&) const = default;
};
/// A row found by the event that it is about and a number within it.
struct NumberKey {
  Id seq = no_id;
  std::uint32_t number = 0;
  auto operator<=>(const NumberKey&) const = default;
};
struct TileKey {
  std::uint32_t level = 0;
  std::uint64_t number = 0;
  auto operator<=>(const TileKey&) const = default;
};
struct ReferenceKey {
  std::uint64_t hash = 0;
  Id seq = no_id;
  auto operator<=>(const ReferenceKey&) const = default;
};
struct MarkKey {
  Id seq = no_id;
  Id by = no_id;
  MarkKind kind{};
  auto operator<=>(const MarkKey&) const = default;
};
struct SubstitutionKey {
  Id seq = no_id;
  Id by = no_id;
  PlaceKey place;
  auto operator<=>(const SubstitutionKey&) const = default;
};
struct PostingKey {
  Id account = no_id;
  Date date{};
  Id seq = no_id;
  std::uint32_t line = 0;
  auto operator<=>(const PostingKey&) const = default;
};
struct PartyPostingKey {
  Id party = no_id;
  NumberKey posting;
  auto operator<=>(const PartyPostingKey&) const = default;
};

inline Id key_of(Id declaration) {
  return declaration;
}
inline Id key_of(const EventRow& row) {
  return row.seq;
}
inline Id key_of(const EventView& row) {
  return row.seq;
}
inline NumberKey key_of(const PrivateRow& row) {
  return {row.seq, row.number};
}
inline NumberKey key_of(const PrivateView& row) {
  return {row.seq, row.number};
}
inline TileKey key_of(const TileRow& row) {
  return {row.level, row.number};
}
inline PlaceKey key_of(const LotRow& row) {
  return {row.line, row.start};
}
inline PlaceKey key_of(const DrawRow& row) {
  return {row.line, row.start};
}
inline PlaceKey key_of(const FreeRow& row) {
  return {row.line, row.start};
}
inline ReturnedDrawKey key_of(const ReturnedDrawRow& row) {
  return {{row.line, row.start}, row.by};
}
inline LineKey key_of(const LineRow& row) {
  return row.line;
}
inline BalanceKey key_of(const BalanceTotal& row) {
  return row.key;
}
inline MonthKey key_of(const MonthRow& row) {
  return {row.key.account, row.key, row.month};
}
inline ReferenceKey key_of(const ReferenceRow& row) {
  return {row.hash, row.seq};
}
inline MarkKey key_of(const MarkRow& row) {
  return {row.seq, row.by, row.kind};
}
inline SubstitutionKey key_of(const SubstitutionRow& row) {
  return {row.seq, row.by, {row.line, row.start}};
}
/// Parties stand in the order of their declarations; their ids are unique as well.
inline Id key_of(const PartyIndexRow& row) {
  return row.seq;
}
inline PostingKey key_of(const PostingRow& row) {
  return {row.account, row.date, row.seq, row.line};
}
inline PartyPostingKey key_of(const PartyPostingRow& row) {
  return {row.party, {row.seq, row.line}};
}

}  // namespace almoner
