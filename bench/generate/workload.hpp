// SPDX-License-Identifier: Apache-2.0
// A society's three years, made up from a seed: the entries that every side of the comparison
// reads. Each is one that Almoner's rules accept: cash and stock of each fund are followed here.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "random.hpp"

namespace almoner::bench {

inline constexpr int fund_count = 200;
inline constexpr int unrestricted_fund_count = 10;  ///< the last ones
inline constexpr int purpose_count = 40;
inline constexpr int kinds_per_fund = 3;  ///< kinds of goods that one fund deals in
inline constexpr int money = -1;          ///< in place of a kind of goods: CNY

struct Kind {
  std::string_view code;
  std::string_view unit;
  std::int64_t price;  ///< fen, of one
};
inline constexpr std::array<Kind, 20> kinds{{
    {"LAMP", "盏", 26800}, {"KIT", "套", 25000},  {"RICE", "袋", 6500},   {"FLOUR", "袋", 5200},
    {"OIL", "桶", 7800},   {"COAT", "件", 15000}, {"QUILT", "床", 12000}, {"TENT", "顶", 48000},
    {"MASK", "盒", 2900},  {"GLOVE", "盒", 3400}, {"PILL", "盒", 4500},   {"BED", "张", 39000},
    {"DESK", "张", 31000}, {"BOOK", "册", 2300},  {"BAG", "个", 8900},    {"STOVE", "台", 27500},
    {"BIKE", "辆", 43000}, {"SEED", "袋", 3700},  {"SOAP", "箱", 5600},   {"SHOES", "双", 9900},
}};

enum class AccountKind : std::uint8_t { cash, stock, income, expense };
struct Account {
  std::string_view name;
  AccountKind kind;
};
inline constexpr std::array<Account, 13> accounts{{
    {"Assets:Bank:CCB", AccountKind::cash},
    {"Assets:Bank:ICBC", AccountKind::cash},
    {"Assets:Bank:Alipay", AccountKind::cash},
    {"Assets:Bank:WeChat", AccountKind::cash},
    {"Assets:Stock:East", AccountKind::stock},
    {"Assets:Stock:West", AccountKind::stock},
    {"Assets:Stock:North", AccountKind::stock},
    {"Assets:Stock:South", AccountKind::stock},
    {"Income:Gifts", AccountKind::income},
    {"Income:Gifts-in-kind", AccountKind::income},
    {"Expenses:Aid:Money", AccountKind::expense},
    {"Expenses:Aid:Goods", AccountKind::expense},
    {"Expenses:Fees", AccountKind::expense},
}};
inline constexpr int first_stock = 4, income_gifts = 8, income_in_kind = 9, aid_money = 10,
                     aid_goods = 11, fees = 12;

inline constexpr std::string_view fee_purpose = "fundraising";

std::string fund_code(int fund);     ///< "F007"
std::string purpose_path(int fund);  ///< of a fund's aid: "aid-07"
std::string donor_id(std::int64_t donor);
std::string donor_name(std::int64_t donor);
bool is_unrestricted(int fund);

struct Posting {
  int account = 0;
  int fund = 0;
  int kind = money;
  std::int64_t quantity = 0;  ///< fen or pieces; debit > 0
  std::int64_t value = 0;     ///< of goods: fen that they are carried at, > 0; else 0
  std::string purpose;        ///< where it must be said
};
struct Entry {
  int day = 0;  ///< since the first
  std::string reference;
  std::string narration;
  std::int64_t donor = -1;  ///< of a gift
  std::vector<Posting> postings;

  /// All its postings are of one fund.
  bool one_fund() const;
  /// What a gift of money gave, fee and all; 0 for any other entry.
  std::int64_t money_given() const;
};

/// "2021-01-01" for 0.
std::string date_text(int day);

/// Goods of one kind that one fund holds, first in, first out: what is taken out is carried at what
/// it came in at. Part [x, y) of a lot of Q pieces and value V is worth ⌊V·y/Q⌋ − ⌊V·x/Q⌋.
class Stock {
 public:
  std::int64_t held() const { return held_; }
  void put(std::int64_t quantity, std::int64_t value);
  std::int64_t take(std::int64_t quantity);  ///< the value; no more than is held

 private:
  struct Lot {
    std::int64_t quantity, value, taken;
  };
  std::deque<Lot> lots_;
  std::int64_t held_ = 0;
};

class Workload {
 public:
  Workload(std::int64_t gifts, std::uint64_t seed);

  std::int64_t gift_count() const { return gift_count_; }
  std::int64_t entry_count() const { return gift_count_ + gift_count_ / 10 + gift_count_ / 4; }
  std::int64_t donor_count() const { return gift_count_ < 5 ? 1 : gift_count_ / 5; }

  /// False after the last.
  bool next(Entry&);

 private:
  struct Fund {
    std::int64_t cash = 0;
    std::array<Stock, kinds_per_fund> stock{};
  };
  void gift(Entry&);
  void gift_of_money(Entry&);
  void gift_of_goods(Entry&);
  void purchase(Entry&);
  void disbursement(Entry&);
  bool hand_out_goods(Entry&);
  void pay_out_money(Entry&);
  int day_of_next();
  int fund_with_cash(std::int64_t at_least);
  std::int64_t pay_in(Entry&, int fund, std::int64_t amount, bool with_fee);

  std::int64_t gift_count_;
  Random random_;
  Zipf donors_, funds_zipf_;
  std::array<Fund, fund_count> funds_{};
  std::int64_t made_ = 0, gifts_ = 0, purchases_ = 0, disbursements_ = 0;
};

}  // namespace almoner::bench
