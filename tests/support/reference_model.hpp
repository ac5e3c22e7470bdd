// SPDX-License-Identifier: Apache-2.0
// A small book kept the slow way, written from the model's text and not from the library: every
// unit of every line stands in a vector and remembers the lot that brought it. Base currency is in
// smallest units; goods have no decimals.
#pragma once

#include <almoner/violation.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace almoner::test {

enum class Act : std::uint8_t {
  gift,      ///< units come in: income, an opening balance, a loan, what is held for another
  purchase,  ///< goods for money, or on credit
  disburse,  ///< units go out: an expense, a fixed asset, a debt that stands outside the lines
  move,      ///< goods between stores
  transfer,
  reverse,
  give_back,
  advance,  ///< money between traced accounts: an advance, a debt paid, a receivable that comes in
  refund,
  sale,     ///< goods for money, or one currency for another, at a gain or a loss
  lend,     ///< an advance from one fund to another
  repay,    ///< of a `lend`, or part of it
};

/// What a random book does, in the few words that the model knows.
struct Operation {
  Act act{};
  std::string reference;
  std::string fund;
  std::string to_fund;     ///< transfer, lend, repay
  std::string account;     ///< where the units are: Bank or a store
  std::string to_account;  ///< purchase, move, advance, sale
  std::string against;     ///< gift, disburse, refund: the account on the other side, where not the usual one;
                           ///< sale: what bears the difference
  std::string commodity;   ///< of the units received, drawn or given back
  std::int64_t quantity = 0;
  std::int64_t value = 0;  ///< gift of goods; for a purchase or sale `quantity` counts goods, `value` the money
  std::int64_t carried = 0;  ///< sale, when posted: what the goods carried
  int day = 0;             ///< its date, counted from the first
  int expires = 0;         ///< gift of goods: last day on which they are usable; 0: no such day
  std::string of;          ///< reverse, give_back, repay: the entry concerned
  bool error_correction = false;
  std::string purpose = "aid";  ///< of what is spent, advanced or given back
  std::string label;  ///< gift or purchase of goods: of the lot that it makes
  std::string lot;    ///< goods: only of the lots that bear this label, or that this entry made
  std::string gift;   ///< refund, transfer under a donor's consent: only units of this gift
  bool loss = false;  ///< disburse: charged to a purpose whose function is other
  std::vector<Operation> also;  ///< disburse: what other funds, each once, bear of the same entry, as a payroll
};

/// The operation without what other funds bear, then each of those under its reference and on its day.
std::vector<Operation> parts_of(const Operation&);

/// The account on the other side of a gift, a refund (Gifts) or a disbursement (Aid).
std::string other_side(const Operation&);

struct Balance {
  std::int64_t quantity = 0;
  std::int64_t value = 0;
  bool operator==(const Balance&) const = default;
};

class ReferenceModel {
 public:
  inline static const std::string base = "CNY";
  inline static const std::string fefo = "BOX";  ///< goods drawn by expiry; all others by address

  /// The rule broken, in which case nothing changed; absent where the operation is accepted.
  std::optional<Rule> post(const Operation&);

  using BalanceKey = std::tuple<std::string, std::string, std::string>;  ///< account, fund, commodity
  std::map<BalanceKey, Balance> balances() const;  ///< zero rows left out
  /// Free units of goods by account, fund, commodity and the entry that made their lot.
  using StockKey = std::tuple<std::string, std::string, std::string, std::string>;
  std::map<StockKey, Balance> stock() const;
  std::int64_t free_units(const std::string& fund, const std::string& commodity,
                          const std::string& account) const;
  /// Without those whose last day is past.
  std::int64_t usable_units(const std::string& fund, const std::string& commodity,
                            const std::string& account, int day) const;

  /// Value of each gift in a disbursement's live draws; the quantity too where `by_quantity`.
  std::map<std::string, std::int64_t> attribution(const std::string& disbursement) const;
  /// The same of what was lost in a sale; empty where there was a gain.
  std::map<std::string, std::int64_t> lost(const std::string& sale) const;
  std::map<std::string, std::int64_t> attribution_by_quantity(const std::string& disbursement) const;
  /// Value of each gift in what is not used.
  std::map<std::string, std::int64_t> unspent() const;

  struct Slot {
    int line = 0;
    std::int64_t at = 0;
    bool live = true;
  };
  struct Posted {
    Operation operation;
    std::vector<Slot> draws;                 ///< one for each unit, in the order drawn
    std::vector<std::pair<int, int>> lots;   ///< line, index of the lot
    bool reversed = false;
    bool returned = false;                   ///< part of it came back
    bool took_expired = false;               ///< units past their day
    std::int64_t live_units() const;
  };
  /// Of the entry's draws those that stand and that the part, one fund's, made.
  std::int64_t live_units(const Posted&, const Operation& part) const;
  /// Among the entry's draws are units without value: neighbours that together carry nothing.
  bool draws_unvalued(const Posted&) const;
  const std::vector<Posted>& entries() const { return entries_; }
  const Posted* find(const std::string& reference) const;
  /// What was repaid of an advance between funds, by repayments that stand.
  std::int64_t repaid(const std::string& advance) const;

 private:
  struct Lot {
    int entry = 0;
    std::int64_t start = 0, quantity = 0, value = 0;
    int first_slot = -1;  ///< of the entry's draws, whose value it carries on; -1: a gift
    int slots = 0;
    int expires = 0;
    std::string label;
    std::int64_t own = 0;  ///< of its value: the entry's own, before what it carries on
  };
  struct Unit {
    int lot = 0;
    int used_by = -1;
    int slot = 0;
  };
  struct Line {
    std::string fund, commodity, account;
    std::vector<Lot> lots;
    std::vector<Unit> units;
  };

  int line(const std::string& fund, const std::string& commodity, const std::string& account);
  const Line* known(const std::string& fund, const std::string& commodity, const std::string& account) const;
  static std::int64_t before(const Lot& lot, std::int64_t offset) { return lot.value * offset / lot.quantity; }
  std::int64_t value_at(int line, std::int64_t at) const;
  bool may_draw(const Line&, const Unit&, const Operation&) const;
  std::optional<Rule> shortage(const Operation&, std::int64_t quantity) const;
  std::int64_t draw(int line, std::int64_t quantity, Posted& by);
  bool is_expired(const Slot&, int day) const;
  void add_lot(int line, Lot lot, Posted& by);
  void carry(int line, int first_slot, Posted& by);
  void take(int line, std::int64_t at, Posted& by);
  std::optional<Rule> disburse_several(const Operation&);
  bool is_of(const Slot&, const Operation& part) const;
  void book(const std::string& account, const std::string& fund, const std::string& commodity,
            std::int64_t quantity, std::int64_t value);
  void mirror(const Operation&, std::int64_t quantity, std::int64_t value, int sign);
  std::optional<Rule> reverse(const Operation&);
  bool may_replace(const Line&, const Unit&, int reversed, int user) const;
  std::optional<Rule> give_back(const Operation&);
  int gift_of(int line, int lot, std::int64_t fen) const;
  void count_fen(int line, int lot, std::int64_t fen, std::map<std::string, std::int64_t>& into) const;
  void count_fens(int line, std::int64_t at, std::map<std::string, std::int64_t>& into) const;
  int next() const { return static_cast<int>(entries_.size()); }

  std::vector<Line> lines_;
  std::vector<Posted> entries_;
  std::map<std::string, int> by_reference_;
  std::map<BalanceKey, Balance> balances_;
};

}  // namespace almoner::test
