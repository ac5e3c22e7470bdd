// SPDX-License-Identifier: Apache-2.0
// Makes the entries one by one, in order of posting. Of each twenty gifts: two purchases of goods
// and five disbursements follow them; a few per cent of the entries are dated back by days.
#include "workload.hpp"

#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace almoner::bench {

namespace {

constexpr int days = 1095;  // 2021, 2022 and 2023
constexpr std::array<std::string_view, 6> given = {"爱心捐款", "微信捐款", "月捐",
                                                   "企业捐赠", "义卖所得", "助学捐款"};
constexpr std::array<std::string_view, 4> spent = {"发放救助金", "助学金", "医疗救助", "困难补助"};

template <std::size_t count>
std::string narrate(const std::array<std::string_view, count>& texts, Random& random) {
  return std::string{texts[random.below(count)]} + " " + std::to_string(random.below(1'000'000));
}

/// "G-0000042"
std::string numbered(const char* prefix, std::size_t digits, std::int64_t number) {
  const std::string text = std::to_string(number);
  return prefix + std::string(digits > text.size() ? digits - text.size() : 0, '0') + text;
}

int bank_of(int fund) {
  return fund % 4;
}
int store_of(int fund) {
  return first_stock + fund % 4;
}
int kind_of(int fund, int nth) {
  return (fund * 7 + nth) % static_cast<int>(kinds.size());
}
/// Prices move, and freight is part of the cost: within 15 % of the usual.
std::int64_t cost_of(int kind, std::int64_t quantity, Random& random) {
  const std::int64_t usual = quantity * kinds[static_cast<std::size_t>(kind)].price;
  return usual * (850 + static_cast<std::int64_t>(random.below(301))) / 1000;
}
std::string aid_purpose(int fund) {
  // A restricted fund serves one purpose, which goes without saying.
  return is_unrestricted(fund) ? purpose_path(fund) : std::string{};
}

}  // namespace

std::string fund_code(int fund) {
  return numbered("F", 3, fund + 1);
}
std::string purpose_path(int fund) {
  return numbered("aid-", 2, fund % purpose_count + 1);
}
std::string donor_id(std::int64_t donor) {
  return numbered("d-", 7, donor + 1);
}
std::string donor_name(std::int64_t donor) {
  constexpr std::array<std::string_view, 8> names = {"王", "李", "张", "刘",
                                                     "陈", "杨", "赵", "周"};
  return std::string{names[static_cast<std::size_t>(donor) % names.size()]} + "某" +
         std::to_string(donor + 1);
}
bool is_unrestricted(int fund) {
  return fund >= fund_count - unrestricted_fund_count;
}

std::string date_text(int day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::year{2021} / 1 / 1} +
                                         std::chrono::days{day}};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

bool Entry::one_fund() const {
  return std::all_of(postings.begin(), postings.end(),
                     [this](const Posting& one) { return one.fund == postings.front().fund; });
}

std::int64_t Entry::money_given() const {
  std::int64_t sum = 0;
  for (const Posting& posting : postings)
    if (posting.account == income_gifts) sum -= posting.quantity;
  return sum;
}

void Stock::put(std::int64_t quantity, std::int64_t value) {
  lots_.push_back({quantity, value, 0});
  held_ += quantity;
}

std::int64_t Stock::take(std::int64_t quantity) {
  std::int64_t value = 0;
  held_ -= quantity;
  while (quantity > 0) {
    Lot& lot = lots_.front();
    const std::int64_t upto = lot.taken + std::min(quantity, lot.quantity - lot.taken);
    value += lot.value * upto / lot.quantity - lot.value * lot.taken / lot.quantity;
    quantity -= upto - lot.taken;
    lot.taken = upto;
    if (lot.taken == lot.quantity) lots_.pop_front();
  }
  return value;
}

Workload::Workload(std::int64_t gifts, std::uint64_t seed)
    : gift_count_{gifts},
      random_{seed},
      donors_(gifts < 5 ? 1 : static_cast<std::uint64_t>(gifts) / 5, 1),
      funds_zipf_(fund_count, 8) {}

bool Workload::next(Entry& entry) {
  if (made_ == entry_count()) return false;
  entry = {};
  entry.day = day_of_next();
  ++made_;
  if (purchases_ < gifts_ / 10)
    purchase(entry);
  else if (disbursements_ < gifts_ / 4)
    disbursement(entry);
  else
    gift(entry);
  return true;
}

int Workload::day_of_next() {
  const int day = static_cast<int>(made_ * days / entry_count());
  const int back = random_.percent(3) ? 1 + static_cast<int>(random_.below(10)) : 0;
  return std::max(0, day - back);
}

void Workload::gift(Entry& entry) {
  entry.reference = numbered("G-", 7, ++gifts_);
  entry.narration = narrate(given, random_);
  entry.donor = static_cast<std::int64_t>(donors_.draw(random_));
  // The first ones are money, or there might be nothing to spend.
  if (gifts_ > 10 && random_.percent(15))
    gift_of_goods(entry);
  else
    gift_of_money(entry);
}

std::int64_t Workload::pay_in(Entry& entry, int fund, std::int64_t amount, bool with_fee) {
  const std::int64_t fee = with_fee ? amount * 6 / 1000 : 0;
  entry.postings.push_back({bank_of(fund), fund, money, amount - fee, 0, {}});
  if (fee > 0) entry.postings.push_back({fees, fund, money, fee, 0, std::string{fee_purpose}});
  entry.postings.push_back({income_gifts, fund, money, -amount, 0, {}});
  funds_[static_cast<std::size_t>(fund)].cash += amount - fee;
  return amount;
}

void Workload::gift_of_money(Entry& entry) {
  const int fund = static_cast<int>(funds_zipf_.draw(random_));
  const std::int64_t amount = random_.log_normal(100'00, 1.5);
  const unsigned way = static_cast<unsigned>(random_.below(100));
  if (way < 5 && amount >= 100) {  // split over two funds
    const int other = (fund + 1 + static_cast<int>(random_.below(fund_count - 1))) % fund_count;
    const std::int64_t first =
        1 + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(amount - 1)));
    pay_in(entry, fund, first, false);
    pay_in(entry, other, amount - first, false);
  } else {
    pay_in(entry, fund, amount, way >= 90);
  }
}

void Workload::gift_of_goods(Entry& entry) {
  const int fund = static_cast<int>(funds_zipf_.draw(random_));
  const int nth = static_cast<int>(random_.below(kinds_per_fund));
  const int kind = kind_of(fund, nth);
  const std::int64_t quantity = 1 + static_cast<std::int64_t>(random_.below(50));
  const std::int64_t value = cost_of(kind, quantity, random_);
  entry.postings = {{store_of(fund), fund, kind, quantity, value, {}},
                    {income_in_kind, fund, money, -value, 0, {}}};
  funds_[static_cast<std::size_t>(fund)].stock[static_cast<std::size_t>(nth)].put(quantity, value);
}

int Workload::fund_with_cash(std::int64_t at_least) {
  const int wanted = static_cast<int>(funds_zipf_.draw(random_));
  for (int i = 0; i < fund_count; ++i) {
    const int fund = (wanted + i) % fund_count;
    if (funds_[static_cast<std::size_t>(fund)].cash >= at_least) return fund;
  }
  return at_least > 1 ? fund_with_cash(1) : throw std::runtime_error{"no fund has any money left"};
}

void Workload::purchase(Entry& entry) {
  entry.reference = numbered("P-", 7, ++purchases_);
  const int fund = fund_with_cash(600'00);
  Fund& books = funds_[static_cast<std::size_t>(fund)];
  const int nth = static_cast<int>(random_.below(kinds_per_fund));
  const int kind = kind_of(fund, nth);
  const std::int64_t price = kinds[static_cast<std::size_t>(kind)].price;
  const std::int64_t affordable = std::max<std::int64_t>(1, books.cash / price);
  const std::int64_t quantity =
      std::min(affordable, 1 + static_cast<std::int64_t>(random_.below(12)));
  // No more than the money there is.
  const std::int64_t value = std::min(books.cash, cost_of(kind, quantity, random_));
  entry.narration = "采购 " + std::string{kinds[static_cast<std::size_t>(kind)].code} + " " +
                    std::to_string(random_.below(1'000'000));
  entry.postings = {{store_of(fund), fund, kind, quantity, value, {}},
                    {bank_of(fund), fund, money, -value, 0, {}}};
  books.cash -= value;
  books.stock[static_cast<std::size_t>(nth)].put(quantity, value);
}

void Workload::disbursement(Entry& entry) {
  entry.reference = numbered("V-", 7, ++disbursements_);
  entry.narration = narrate(spent, random_);
  if (!(random_.percent(40) && hand_out_goods(entry))) pay_out_money(entry);
}

bool Workload::hand_out_goods(Entry& entry) {
  const int wanted = static_cast<int>(funds_zipf_.draw(random_));
  for (int i = 0; i < 2 * kinds_per_fund; ++i) {
    const int fund = (wanted + i / kinds_per_fund) % fund_count;
    const int nth = i % kinds_per_fund;
    Stock& stock = funds_[static_cast<std::size_t>(fund)].stock[static_cast<std::size_t>(nth)];
    if (stock.held() == 0) continue;
    const std::int64_t quantity =
        1 + static_cast<std::int64_t>(random_.below(
                static_cast<std::uint64_t>(std::min<std::int64_t>(stock.held(), 80))));
    const std::int64_t value = stock.take(quantity);
    const int kind = kind_of(fund, nth);
    entry.postings = {{aid_goods, fund, kind, quantity, value, aid_purpose(fund)},
                      {store_of(fund), fund, kind, -quantity, value, {}}};
    return true;
  }
  return false;
}

void Workload::pay_out_money(Entry& entry) {
  const int fund = fund_with_cash(100'00);
  std::int64_t& cash = funds_[static_cast<std::size_t>(fund)].cash;
  const std::int64_t amount = std::min(cash, random_.log_normal(500'00, 1.2));
  entry.postings = {{aid_money, fund, money, amount, 0, aid_purpose(fund)},
                    {bank_of(fund), fund, money, -amount, 0, {}}};
  cash -= amount;
}

}  // namespace almoner::bench
