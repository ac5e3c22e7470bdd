// SPDX-License-Identifier: Apache-2.0
#include "random_books.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace almoner::test {

namespace {

const std::vector<std::string> funds{"U", "R"};
const std::vector<std::string> stores{"Town", "Hill"};

}  // namespace

const char* word(Act act) {
  switch (act) {
    case Act::gift: return "gift";
    case Act::purchase: return "purchase";
    case Act::disburse: return "disburse";
    case Act::move: return "move";
    case Act::transfer: return "transfer";
    case Act::reverse: return "reverse";
    case Act::give_back: return "give back";
    case Act::advance: return "advance";
    case Act::refund: return "refund";
    case Act::sale: return "sale";
    case Act::lend: return "lend";
    case Act::repay: return "repay";
  }
  return "?";
}

namespace {

DraftPosting posting(const std::string& account, const std::string& fund, const std::string& commodity,
                     std::int64_t quantity, std::optional<Units> value = std::nullopt,
                     const std::string& purpose = {}) {
  DraftPosting made;
  made.account = account;
  made.fund = fund;
  made.commodity = commodity;
  made.quantity = quantity;
  made.value = value;
  made.purpose = purpose;
  return made;
}

}  // namespace

Environment numbered(std::uint64_t seed) {
  Environment environment;
  environment.clock = [] { return Instant{std::chrono::seconds{1'630'000'000}}; };
  environment.random = [next = seed](std::span<std::byte> bytes) mutable {
    for (std::byte& byte : bytes) {
      next = next * 6364136223846793005ULL + 1442695040888963407ULL;
      byte = static_cast<std::byte>(next >> 56U);
    }
  };
  return environment;
}

std::uint64_t first_seed() {
  const char* wanted = std::getenv("SEED");
  return wanted ? std::strtoull(wanted, nullptr, 10) : 20211205;
}

std::string show(const Operation& what) {
  std::string text = std::string(word(what.act)) + " " + what.reference;
  for (const std::string& one : {what.fund, what.to_fund, what.account, what.to_account, what.commodity})
    if (!one.empty()) text += " " + one;
  text += " quantity " + std::to_string(what.quantity);
  if (!what.against.empty()) text += " against " + what.against;
  if (what.value) text += " value " + std::to_string(what.value);
  if (what.expires) text += " expires on day " + std::to_string(what.expires);
  if (!what.of.empty()) text += " of " + what.of;
  if (what.error_correction) text += " error-correction";
  if (what.purpose != "aid") text += " for " + what.purpose;
  if (!what.label.empty()) text += " labelled " + what.label;
  if (!what.lot.empty()) text += " lot " + what.lot;
  if (!what.gift.empty()) text += " gift " + what.gift;
  return text;
}

RandomBook::RandomBook(std::uint64_t seed)
    : ledger(Ledger::create_in_memory({"random", ReferenceModel::base, 2, "Asia/Shanghai"}, numbered(seed))), random_(seed) {
  for (const char* goods : {"LAMP", "COAT", "BOX"}) {
    CommodityTerms terms;
    terms.code = goods;
    if (goods == ReferenceModel::fefo) terms.policy = DrawPolicy::fefo;
    ledger.declare(terms);
  }
  ledger.declare(AccountTerms{"Bank", AccountType::cash, {}});
  for (const std::string& store : stores) ledger.declare(AccountTerms{store, AccountType::asset, {}});
  ledger.declare(AccountTerms{"Gifts", AccountType::income, {}});
  ledger.declare(AccountTerms{"Aid", AccountType::expense, {}});
  ledger.declare(AccountTerms{"Transfers", AccountType::transfer, {}});
  ledger.declare(PurposeTerms{.path = "aid"});
  FundTerms fund;
  fund.code = "U";
  ledger.declare(fund);
  fund.code = "R";
  fund.fund_class = FundClass::restricted;
  fund.purposes = {"aid"};
  fund.set_by = RestrictionSource::donor;
  ledger.declare(fund);
}

std::uint64_t RandomBook::pick(std::uint64_t below) { return below == 0 ? 0 : random_() % below; }

std::string RandomBook::new_reference(const char* kind) { return std::string(kind) + "-" + std::to_string(++count_); }

std::vector<std::string> RandomBook::live(Act act) const {
  std::vector<std::string> found;
  for (const auto& entry : model.entries())
    if (entry.operation.act == act && !entry.reversed) found.push_back(entry.operation.reference);
  return found;
}

std::string RandomBook::goods() {
  static const std::vector<std::string> kinds{"LAMP", "COAT", "BOX"};
  return kinds[pick(kinds.size())];
}

Operation RandomBook::purchase_or_use(Act act) {
  Operation what;
  what.act = act;
  what.fund = act == Act::transfer ? "U" : funds[pick(2)];
  what.account = act == Act::purchase || (act != Act::move && pick(2) == 0) ? "Bank" : stores[pick(2)];
  what.commodity = what.account == "Bank" ? ReferenceModel::base : goods();
  // Mostly within what is held, now and then all of it, one more, or far more.
  const auto held = static_cast<std::uint64_t>(model.free_units(what.fund, what.commodity, what.account));
  std::uint64_t quantity = 1 + pick(std::max<std::uint64_t>(1, std::min<std::uint64_t>(held, 40)));
  if (const auto luck = pick(12); luck == 0) quantity = std::max<std::uint64_t>(held, 1);
  else if (luck == 1) quantity = held + 1 + pick(3);
  what.quantity = static_cast<std::int64_t>(quantity);
  if (act == Act::purchase) {
    what.value = what.quantity;
    what.to_account = stores[pick(2)];
    what.commodity = pick(3) ? "LAMP" : "BOX";
    what.quantity = 1 + static_cast<std::int64_t>(pick(12));
  } else if (act == Act::move) {
    what.to_account = what.account == "Town" ? "Hill" : "Town";
  } else if (act == Act::transfer) {
    what.to_fund = "R";
  }
  what.reference = new_reference(act == Act::purchase ? "P" : act == Act::disburse ? "V" : act == Act::move ? "M" : "T");
  return what;
}

Operation RandomBook::correction() {
  Operation what;
  std::vector<const ReferenceModel::Posted*> open;
  const bool part = pick(2) == 0;
  for (const auto& entry : model.entries()) {
    const Act act = entry.operation.act;
    if (act == Act::reverse || act == Act::give_back || (part && act != Act::disburse)) continue;
    if (!entry.reversed && (part || !entry.returned)) open.push_back(&entry);
  }
  if (open.empty()) return purchase_or_use(Act::disburse);
  const auto& chosen = *open[pick(open.size())];
  what.of = chosen.operation.reference;
  if (part) {
    what.act = Act::give_back;
    what.fund = chosen.operation.fund;
    what.account = chosen.operation.account;
    what.commodity = chosen.operation.commodity;
    what.quantity = 1 + static_cast<std::int64_t>(pick(static_cast<std::uint64_t>(chosen.live_units()) + 1));
    what.reference = new_reference("B");
  } else {
    what.act = Act::reverse;
    what.error_correction = pick(2) == 0;
    what.reference = new_reference("R");
  }
  return what;
}

Operation RandomBook::next() {
  const std::uint64_t luck = pick(20);
  if (luck < 6) {
    Operation what;
    what.act = Act::gift;
    what.fund = funds[pick(2)];
    const bool money = pick(2) == 0;
    what.account = money ? "Bank" : stores[pick(2)];
    what.commodity = money ? ReferenceModel::base : goods();
    what.quantity = 1 + static_cast<std::int64_t>(pick(money ? 60 : 15));
    if (what.commodity == "BOX" && pick(4)) what.expires = static_cast<int>(accepted.size() + 1 + pick(40));
    if (what.commodity != ReferenceModel::base && what.commodity != "COAT") what.value = pick(8) == 0 ? 0 : 1 + static_cast<std::int64_t>(pick(50));
    what.reference = new_reference("G");
    return what;
  }
  if (luck < 9) return purchase_or_use(Act::purchase);
  if (luck < 13) return purchase_or_use(Act::disburse);
  if (luck < 15) return purchase_or_use(Act::move);
  if (luck < 17) return purchase_or_use(Act::transfer);
  return correction();
}

Draft RandomBook::draft(const Operation& what) const { return draft_of(what, static_cast<int>(accepted.size())); }

Date date_of(int day) { return parse_date("2021-01-01") + std::chrono::days{day}; }

Draft draft_of(const Operation& what, int day) {
  Draft draft;
  draft.date = date_of(day);
  draft.reference = what.reference;
  draft.narration = word(what.act);
  auto& lines = draft.postings;
  const std::string& goods = what.commodity;
  const std::int64_t n = what.quantity;
  const bool money = goods == ReferenceModel::base;
  const std::optional<Units> given = money ? std::optional<Units>(n) : std::optional<Units>(what.value);
  switch (what.act) {
    case Act::gift:
      lines = {posting(what.account, what.fund, goods, n, given), posting(other_side(what), what.fund, goods, -n)};
      if (what.expires) lines.front().expires = date_of(what.expires);
      lines.front().lot = what.label;
      break;
    case Act::purchase:
      lines = {posting(what.to_account, what.fund, goods, n, what.value),
               posting(what.account, what.fund, ReferenceModel::base, -what.value)};
      lines.front().lot = what.label;
      break;
    case Act::disburse:
      lines = {posting(other_side(what), what.fund, goods, n, {}, what.purpose), posting(what.account, what.fund, goods, -n)};
      lines.back().lot = what.lot;
      break;
    case Act::move:
      lines = {posting(what.to_account, what.fund, goods, n), posting(what.account, what.fund, goods, -n)};
      lines.back().lot = what.lot;
      break;
    case Act::advance:
      lines = {posting(what.to_account, what.fund, goods, n, {}, what.purpose), posting(what.account, what.fund, goods, -n)};
      break;
    case Act::refund:
      lines = {posting(other_side(what), what.fund, goods, n), posting(what.account, what.fund, goods, -n)};
      break;
    case Act::transfer:
      lines = {posting("Transfers", what.fund, goods, n), posting(what.account, what.fund, goods, -n),
               posting(what.account, what.to_fund, goods, n), posting("Transfers", what.to_fund, goods, -n)};
      break;
    case Act::sale:
      lines = {posting(what.to_account, what.fund, ReferenceModel::base, what.value),
               posting(what.account, what.fund, goods, -n),
               posting(other_side(what), what.fund, ReferenceModel::base, 0, {}, what.purpose)};
      lines.back().quantity.reset();  // the difference follows
      break;
    case Act::lend:
    case Act::repay:
      if (what.act == Act::repay) draft.repays = what.of;
      lines = {posting("Interfund", what.fund, goods, n), posting("Bank", what.fund, goods, -n),
               posting("Bank", what.to_fund, goods, n), posting("Interfund", what.to_fund, goods, -n)};
      break;
    case Act::give_back:
      draft.returns = what.of;
      lines = {posting(what.account, what.fund, goods, n), posting(other_side(what), what.fund, goods, -n, {}, what.purpose)};
      if (what.account == "Advances" || what.account == "Receivables") lines.front().purpose = what.purpose;  // it is advanced again
      break;
    case Act::reverse:
      draft.reverses = what.of;
      break;
  }
  draft.gift = what.gift;
  if (what.error_correction) {
    draft.by = "clerk";
    draft.approved_by = "director";
    draft.authority = Authority{AuthorityKind::error_correction, "note-1", DocumentHash{0xab}, draft.date};
  }
  return draft;
}

bool RandomBook::post(const Operation& wanted) {
  Operation what = wanted;
  what.day = static_cast<int>(accepted.size());
  const Draft proposed = draft(what);
  std::vector<Violation> broken;
  try {
    ledger.post(proposed);
  } catch (const Refused& refusal) {
    broken = refusal.violations();
  }
  const std::optional<Rule> expected = model.post(what);
  EXPECT_EQ(broken.empty(), !expected) << show(what) << (broken.empty() ? "" : ": " + broken.front().message);
  if (expected && !broken.empty()) {
    EXPECT_TRUE(std::any_of(broken.begin(), broken.end(), [&](const Violation& one) { return one.rule == *expected; }))
        << show(what) << ": the model says " << to_string(*expected) << ", the library: " << broken.front().message;
  }
  if (!broken.empty() || expected) {
    ++refusals;
    return false;
  }
  accepted.push_back(what);
  return true;
}

void RandomBook::grow(int operations) {
  for (int i = 0; i < operations && !testing::Test::HasFailure(); ++i) post(next());
}

std::string RandomBook::history() const {
  std::string text;
  for (const Operation& one : accepted) text += "  " + show(one) + "\n";
  return text;
}

void for_random_books(int books, const std::function<void(RandomBook&)>& test, int operations) {
  const std::uint64_t seed = first_seed();
  std::cout << books << " books from SEED=" << seed << "\n";
  for (int i = 0; i < books && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE("SEED=" + std::to_string(seed + static_cast<std::uint64_t>(i)));
    RandomBook book(seed + static_cast<std::uint64_t>(i));
    book.grow(operations);
    if (!testing::Test::HasFailure()) test(book);
    if (testing::Test::HasFailure()) std::cout << "history of the failing book:\n" << book.history();
  }
}

std::map<ReferenceModel::BalanceKey, Balance> balances_of(const Ledger& ledger) {
  std::map<ReferenceModel::BalanceKey, Balance> found;
  for (const BalanceRow& row : ledger.balances()) {
    Balance& sum = found[{row.account, row.fund, row.commodity}];
    sum.quantity += row.quantity;
    sum.value += row.value;
  }
  std::erase_if(found, [](const auto& row) { return row.second == Balance{}; });
  return found;
}

std::map<ReferenceModel::StockKey, Balance> stock_of(const Ledger& ledger) {
  std::map<ReferenceModel::StockKey, Balance> found;
  for (const StockRow& row : ledger.stock()) {
    Balance& sum = found[{row.account, row.fund, row.commodity, row.reference}];
    sum.quantity += row.quantity;
    sum.value += row.value;
  }
  return found;
}

}  // namespace almoner::test
