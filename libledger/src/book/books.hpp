// SPDX-License-Identifier: Apache-2.0
// What a decision reads: the state of the funds that a draft touches, and the earlier entries
// that it names. Gathered before the rules run; the rules do no I/O.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/container/flat_map.hpp>
#include <boost/unordered_map.hpp>

#include "book/chart.hpp"
#include "book/line.hpp"
#include "book/record.hpp"

namespace almoner {

struct Total {
  Units quantity = 0;
  Units value = 0;
};

/// Which balance of a fund.
struct FundBalanceKey {
  Id account = no_id;
  Id purpose = no_id;
  Id commodity = base_commodity;
  auto operator<=>(const FundBalanceKey&) const = default;
};

/// A balance as it stands, which rules read, and what the bookkeeper did to it in its open transaction.
struct Balance : Total {
  Total moved;              ///< where it projects as it posts: in this month, others' being staged already
  std::int32_t month = 0;   ///< since 1970-01
  bool is_changing = false;
};

/// One fund's books: balances and lines, in order. A fund has a few dozen of each; its balances lie side
/// by side, as each posting moves one and rules add some of them up.
struct FundState {
  boost::container::flat_map<FundBalanceKey, Balance> balances;
  std::map<std::pair<Id, Id>, Line> lines;  ///< by commodity, account (absent for the base line)

  const Line* line(const LineKey&) const;
  Line& line_for(const LineKey&);  ///< made empty where there is none
};

/// Part of an entry's draw that it still has, and the address it has in the entry's own event.
struct LiveDraw {
  LineKey line;
  Interval now;
  Units origin = 0;
};

/// An earlier entry that a draft names, with what became of it.
struct Precedent {
  Id seq = no_id;
  EntryRecord entry;
  std::vector<LiveDraw> draws;           ///< those it still has, in the order of its event
  std::vector<std::string> party_ids;    ///< of its postings; empty where none or erased
  std::optional<std::string> reversed_by;
  Units repaid = 0;                      ///< base currency: of an interfund advance
  /// Value given back, by what it was charged to.
  struct Returned {
    Id fund = no_id;
    FundBalanceKey key;
    Units value = 0;
  };
  std::vector<Returned> returned;
  /// Who has units of its lots now (reversal only): live draws on its lots' intervals, by entry.
  struct Use {
    LineKey line;
    Interval now;
    Id seq = no_id;
    std::string reference;
  };
  std::vector<Use> uses;
  /// Free units on those lines whose makers drew units themselves. They may rest on whoever was posted
  /// before their maker, so no such entry is given them in exchange: its trace would never end
  /// (docs/decisions/0028-no-entry-rests-on-itself.md). Only as far up the line as an exchange can come.
  struct Derived {
    LineKey line;
    Interval units;
    Id maker = no_id;
  };
  std::vector<Derived> derived;
};

struct Books {
  const Chart* chart = nullptr;
  boost::unordered_map<Id, FundState> funds;

  const FundState& fund(Id) const;  ///< asserts that it was loaded
};

/// What one draft names beyond its funds.
struct Named {
  std::optional<Precedent> gift, reversed, returned, repaid;
  std::map<std::string, Id, std::less<>> lot_entries;  ///< lot labels that are entries' references
};

}  // namespace almoner
