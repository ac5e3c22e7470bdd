// SPDX-License-Identifier: Apache-2.0
// Everything a book has declared, by event index and by name, as amended so far.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/unordered_map.hpp>

#include "book/record.hpp"

namespace almoner {

struct Account {
  Id id = no_id;
  std::string name;
  AccountType type{};
  bool traced = false;
  bool leaf = true;  ///< has no declared account below it
};
struct Commodity {
  Id id = base_commodity;
  CommodityTerms terms;
};
struct Purpose {
  Id id = no_id;
  Id parent = no_id;
  std::string path;
  PurposeFunction function{};
};
struct Fund {
  Id id = no_id;
  FundRecord terms;
};
struct PublicParty {
  Id id = no_id;
  PartyRecord terms;
};

/// What was declared of one kind: in the order of declaration, and at once by its index.
template <class Row>
class Declared {
 public:
  Declared() = default;
  Declared(Declared&&) noexcept = default;  // nodes of a map stay where they are
  Declared& operator=(Declared&&) noexcept = default;
  Row& operator[](Id id) {
    Row& row = rows_[id];
    if (id < early_max) {
      if (early_.size() <= id) early_.resize(id + 1);
      early_[id] = &row;
    } else {
      later_[id] = &row;
    }
    return row;
  }
  const Row* find(Id id) const {
    if (id < early_.size()) return early_[id];
    if (later_.empty()) return nullptr;
    const auto found = later_.find(id);
    return found == later_.end() ? nullptr : found->second;
  }
  Row* find(Id id) { return const_cast<Row*>(std::as_const(*this).find(id)); }
  const std::map<Id, Row>& rows() const { return rows_; }
  std::map<Id, Row>& rows() { return rows_; }

 private:
  static constexpr Id early_max = 4'096;

  std::map<Id, Row> rows_;
  // Asked dozens of times an entry. A chart is mostly declared before its book has many events.
  std::vector<Row*> early_;
  boost::unordered_map<Id, Row*> later_;  ///< std's divides at each
};

class Chart {
 public:
  /// Takes up a declaration, an amendment of one, or event 0; anything else changes nothing.
  void apply(const Event&);
  /// Whether a chart is read from this event: not from entries, nor from persons kept private, of
  /// whom a book may have as many as gifts.
  static bool holds(const Event&);

  const BookTerms& book() const { return book_; }
  std::optional<Date> closed() const { return closed_; }

  // By index: null where the event declared no such thing.
  const Account* account(Id) const;
  const Commodity* commodity(Id) const;
  const Purpose* purpose(Id) const;
  const Fund* fund(Id) const;
  const PublicParty* public_party(Id) const;

  // By name: null where none is declared.
  const Account* account(std::string_view name) const;
  const Commodity* commodity(std::string_view code) const;
  const Purpose* purpose(std::string_view path) const;
  const Fund* fund(std::string_view code) const;

  const std::map<Id, Account>& accounts() const { return accounts_.rows(); }
  const std::map<Id, Commodity>& commodities() const { return commodities_.rows(); }
  const std::map<Id, Purpose>& purposes() const { return purposes_.rows(); }
  const std::map<Id, Fund>& funds() const { return funds_.rows(); }
  const std::map<Id, PublicParty>& public_parties() const { return public_parties_.rows(); }
  const std::map<Id, KeyRecord>& keys() const { return keys_.rows(); }

  /// `purpose` is `root` or lies below it.
  bool lies_under(Id purpose, Id root) const;
  /// The fund's own purpose where it has exactly one leaf; else absent (no_id).
  Id only_leaf(const Fund&) const;
  /// Whether units of this commodity have addresses in this account (model: traced).
  bool traced(const Account&, Id commodity) const;
  /// The name by which people know the thing declared by this event; empty for no_id and for none.
  std::string name_of(Id) const;
  int scale(Id commodity) const;
  int base_scale() const { return book_.base_scale; }

  /// Of the names of that kind the one nearest to what was written; empty if none is near.
  std::string nearest_account(std::string_view) const;
  std::string nearest_commodity(std::string_view) const;
  std::string nearest_purpose(std::string_view) const;
  std::string nearest_fund(std::string_view) const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using NameIndex = std::unordered_map<std::string, Id, TextHash, std::equal_to<>>;

  void apply(Id, const AccountRecord&);
  void apply(Id, const PurposeRecord&);
  void apply(Id, const AmendmentRecord&);
  Id find_only_leaf(const Fund&) const;
  void move_purpose(Purpose&, const PurposeRecord&);

  BookTerms book_;
  std::optional<Date> closed_;
  Declared<Account> accounts_;
  Declared<Commodity> commodities_;
  Declared<Purpose> purposes_;
  Declared<Fund> funds_;
  Declared<PublicParty> public_parties_;
  Declared<KeyRecord> keys_;
  mutable std::unordered_map<Id, Id> only_leaves_;  ///< by fund; emptied when a fund or purpose changes
  NameIndex account_names_, commodity_names_, purpose_names_, fund_names_;
};

}  // namespace almoner
