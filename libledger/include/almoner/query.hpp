// SPDX-License-Identifier: Apache-2.0
// Questions that a book answers, and the rows it answers with. All are values by name.
// Amounts are smallest units: quantity of the row's commodity, value of the base currency.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <almoner/entry.hpp>
#include <almoner/terms.hpp>

namespace almoner {

/// Which postings a question is about. Empty members do not restrict.
struct Filter {
  std::string account{};  ///< this account and all below it
  std::string fund{};
  std::string purpose{};  ///< this purpose and all below it
  std::string party{};    ///< register only
  std::optional<Date> begin{};  ///< inclusive
  std::optional<Date> end{};    ///< exclusive
};

struct BalanceRow {
  std::string account{};
  std::string fund{};
  std::string purpose{};  ///< empty where the posting had none
  std::string commodity{};
  Units quantity = 0;
  Units value = 0;

  bool operator==(const BalanceRow&) const = default;
};

struct RegisterRow {
  Seq seq = 0;
  int line = 0;  ///< position of the posting in its entry, from 0
  Date date{};
  std::string reference{};
  std::string account{};
  std::string fund{};
  std::string purpose{};
  std::string party{};
  std::string commodity{};
  Units quantity = 0;
  Units value = 0;
  std::string narration{};

  bool operator==(const RegisterRow&) const = default;
};

/// Roll-forward of one fund, base currency. opening + received + transfers - spent = closing.
struct FundRow {
  std::string fund{};
  FundClass fund_class = FundClass::unrestricted;
  Units opening = 0;    ///< before the period, with opening entries made in it
  Units received = 0;   ///< income, net of what was returned out of income
  Units transfers = 0;  ///< in from other funds less out to them
  Units spent = 0;      ///< expenses
  Units closing = 0;

  bool operator==(const FundRow&) const = default;
};

/// What is left of one lot of goods or foreign currency.
struct StockRow {
  std::string account{};
  std::string fund{};
  std::string commodity{};
  std::string unit{};
  std::string lot{};
  std::optional<Date> received{};
  std::optional<Date> expires{};
  std::string reference{};  ///< of the entry that made the lot
  Units quantity = 0;
  Units value = 0;

  bool operator==(const StockRow&) const = default;
};

enum class Direction : std::uint8_t { forward, back };
enum class PartState : std::uint8_t {
  spent,     ///< charged as an expense, or passed on by an agency fund
  unspent,   ///< still in a traced account
  held,      ///< in an account that is not traced: the trace ends there
  returned,  ///< given back to the donor, or the entry was reversed
};
ALMONER_EXPORT std::string_view to_string(Direction);
ALMONER_EXPORT std::string_view to_string(PartState);

/// Where part of a gift is (forward), or a gift that part of an entry is attributed to (back).
struct TracePart {
  std::string reference{};  ///< of the entry at the far end; where unspent, of the one that last received it
  Seq seq = 0;
  Date date{};
  std::string account{};
  std::string fund{};
  std::string purpose{};
  std::string party{};
  std::string commodity{};
  std::optional<Units> quantity{};  ///< absent where a conversion lies between
  Units value = 0;
  PartState state = PartState::unspent;

  bool operator==(const TracePart&) const = default;
};

/// Attribution of one entry's units by a stated convention. The parts sum to value exactly.
struct Trace {
  std::string reference{};
  Direction direction = Direction::forward;
  std::string policy{};  ///< the convention: "fifo/1"
  Units value = 0;     ///< base currency
  std::vector<TracePart> parts{};
};

/// Income and expense of a period by class of fund, with what was released from restriction.
/// Derived, never posted. Base currency; income and released > 0, expense > 0.
struct ActivityRow {
  std::string account{};
  AccountType type = AccountType::income;
  FundClass fund_class = FundClass::unrestricted;
  Units value = 0;
};
struct ReleaseRow {
  std::string fund{};
  std::string income_account{};  ///< account of the gifts released; net assets for opening balances
  Units this_period = 0;  ///< of gifts dated in the period
  Units earlier = 0;      ///< of gifts dated before it, and of opening balances
};
struct Activities {
  std::vector<ActivityRow> rows{};
  std::vector<ReleaseRow> released{};
};

struct PartyRow {
  std::string id{};
  std::string name{};
  PartyKind kind = PartyKind::person;
  bool is_public = false;
  bool erased = false;
  bool restricted = false;  ///< kept and not used: the name is left out here
  std::uint64_t postings = 0;
  Units given = 0;     ///< base currency: income credited with this party
  Units received = 0;  ///< base currency: expenses charged with this party
};

struct Stats {
  std::uint64_t events = 0;
  std::uint64_t entries = 0;
  std::uint64_t postings = 0;
  std::uint64_t lots = 0;
  std::uint64_t draws = 0;
  std::optional<Date> first, last;
  std::optional<Date> closed{};
};

/// One finding of an audit. The first is the one to mend first.
struct Finding {
  std::string where{};  ///< "event 17", "table lot", ...
  std::string what{};
  std::optional<Seq> event{};
};
struct AuditReport {
  std::uint64_t size = 0;
  DocumentHash root{};
  std::uint64_t private_bodies = 0;
  std::uint64_t private_bodies_missing = 0;  ///< erased: counted, not wrong
  std::vector<Finding> findings{};             ///< empty: the book is sound
};

}  // namespace almoner
