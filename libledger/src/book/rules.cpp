// SPDX-License-Identifier: Apache-2.0
// Every rule of an entry, read top to bottom in the order of Rule. `judge` names them all; each
// function below it is one rule or one family, and adds a violation for each breach it finds.
// Sentences for what plan could not complete stand in refusals.cpp, rules of declarations in
// rules_terms.cpp.
#include "book/rules.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include <boost/container/flat_map.hpp>
#include <boost/container/small_vector.hpp>

#include "book/flow.hpp"
#include "book/wording.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

/// One balance's movement by this entry.
struct Movement {
  Id fund = no_id;
  FundBalanceKey key;
  Units quantity = 0;
  Units value = 0;

  auto place() const { return std::tie(fund, key); }
};
/// Sums by some Id, in its order: an entry has few, and most have one.
template <class Sum>
using SumsById = boost::container::small_flat_map<Id, Sum, 4>;

class Judge {
 public:
  Judge(const Proposal& proposal, const Books& books, const Named& named)
      : proposal_(proposal), entry_(proposal.entry), books_(books), chart_(*books.chart), named_(named),
        words_(chart_) {
    for (const PostingRecord& one : entry_.postings) {
      accounts_.push_back(chart_.account(one.account));
      movements_.push_back({one.fund, {one.account, one.purpose, one.commodity}, one.quantity, one.value});
    }
    join_movements();
  }

  std::vector<Violation> all() {
    fund_must_balance();
    value_must_agree_with_quantity();
    if (!is_reversal()) {
      purposes_must_be_named_and_allowed();
      refund_must_give_back();
      management_cap_must_hold();
      date_must_lie_in_window();
      income_must_not_be_debited();
      net_assets_must_be_opening();
      endowment_must_not_be_spent();
      agency_rules();
      expired_goods_must_serve_no_purpose();
      unvalued_goods_must_meet_their_like();
      return_must_hold_only_what_comes_back();
    }
    transfers();
    interfund();
    authority_and_approver();
    cash_must_not_go_below_zero();
    balance_must_keep_its_sign();
    entry_must_postdate_close();
    gift_must_be_the_consenting_donors();
    sort_violations(violations_);
    return std::move(violations_);
  }

 private:
  using Movements = boost::container::small_vector<Movement, 4>;

  /// One for each balance, by fund and key.
  void join_movements() {
    std::sort(movements_.begin(), movements_.end(), [](const Movement& a, const Movement& b) { return a.place() < b.place(); });
    auto last = movements_.begin();
    for (auto next = movements_.begin(); next != movements_.end(); ++next) {
      if (next == last) continue;
      if (next->place() == last->place()) {
        last->quantity = checked_add(last->quantity, next->quantity);
        last->value = checked_add(last->value, next->value);
      } else {
        *++last = *next;
      }
    }
    if (last != movements_.end()) movements_.erase(last + 1, movements_.end());
  }
  /// Calls each(fund, its movements).
  template <class Each>
  void for_each_fund(Each&& each) const {
    for (auto first = movements_.begin(); first != movements_.end();) {
      const auto end = std::find_if(first, movements_.end(), [&](const Movement& one) { return one.fund != first->fund; });
      each(first->fund, std::span<const Movement>(&*first, static_cast<std::size_t>(end - first)));
      first = end;
    }
  }
  bool has(AccountType type) const {
    return std::any_of(accounts_.begin(), accounts_.end(), [&](const Account* one) { return one->type == type; });
  }
  bool is_reversal() const { return entry_.reverses != no_id; }
  /// An adjustment of foreign cash to its rate is cash by type and not traced: it holds no units.
  bool is_cash(Id id) const {
    const Account& account = *chart_.account(id);
    return account.type == AccountType::cash && account.traced;
  }
  bool is_refund() const { return entry_.gift != no_id && !entry_.authority; }
  const PostingRecord& posting(std::size_t i) const { return entry_.postings[i]; }
  AccountType type(std::size_t i) const { return accounts_[i]->type; }
  /// Of a debit.
  bool is_ordinary_expense(std::size_t i) const { return type(i) == AccountType::expense && !is_other(chart_, posting(i)); }
  /// The flow of an entry that does not balance means nothing.
  bool balances() const {
    return std::none_of(violations_.begin(), violations_.end(),
                        [](const Violation& one) { return one.rule <= Rule::amount_must_be_in_range; });
  }
  std::size_t count() const { return entry_.postings.size(); }
  /// Of a line that the entry draws from.
  const Line& line(const LineKey& key) const { return *books_.fund(key.fund).line(key); }
  Flow flow() const {
    return flow_of(entry_, chart_, [this](const LineKey& key, const Interval& units) { return line(key).value_of(units); });
  }
  void add(Rule rule, std::string message, std::vector<std::pair<std::string, std::string>> figures = {},
           int at = -1) {
    violations_.push_back({rule, std::move(message), std::move(figures), at});
  }

  void fund_must_balance();
  void value_must_agree_with_quantity();
  void purposes_must_be_named_and_allowed();
  bool purpose_needed(std::size_t i) const;
  bool purpose_allowed(const Fund&, const PostingRecord&) const;
  void refund_must_give_back();
  void management_cap_must_hold();
  void date_must_lie_in_window();
  void transfers();
  void transfer_between(Id giver, Id receiver, std::set<std::pair<Id, Id>>& told);
  void interfund();
  void repayment();
  void authority_and_approver();
  void income_must_not_be_debited();
  void net_assets_must_be_opening();
  void endowment_must_not_be_spent();
  void agency_rules();
  void agency_pays(const Fund&, std::size_t i);
  void cash_must_not_go_below_zero();
  void balance_must_keep_its_sign();
  bool past_their_date(const LineKey&, const Interval&) const;
  void expired_goods_must_serve_no_purpose();
  void unvalued_goods_must_meet_their_like();
  void return_must_hold_only_what_comes_back();
  void entry_must_postdate_close();
  void gift_must_be_the_consenting_donors();

  const Proposal& proposal_;
  const EntryRecord& entry_;
  const Books& books_;
  const Chart& chart_;
  const Named& named_;
  Wording words_;
  boost::container::small_vector<const Account*, 4> accounts_;
  Movements movements_;
  std::vector<Violation> violations_;
};

// --- Balance -------------------------------------------------------------------------------------

void Judge::fund_must_balance() {
  for_each_fund([&](Id fund, std::span<const Movement> moved) {
    Wide sum = 0;
    for (const Movement& one : moved) sum += one.value;
    if (sum != 0)
      add(Rule::fund_must_balance,
          "in fund " + words_.name(fund) + " debits and credits differ by " + words_.money(narrow(sum)) +
              "; each fund balances by itself, so value that moves between funds goes through transfer accounts",
          {{"difference", words_.money(narrow(sum))}});
  });
}

void Judge::value_must_agree_with_quantity() {
  for (std::size_t i = 0; i < count(); ++i) {
    const PostingRecord& one = posting(i);
    const int at = static_cast<int>(i);
    if (one.commodity == base_commodity) continue;  // plan saw to it
    if (one.quantity == 0) {
      add(Rule::value_must_have_quantity,
          words_.place(one) + " has a value and no quantity; post a change of value to an adjustment account that "
                              "is not traced, in the base currency",
          {{"value", words_.money(one.value)}}, at);
    } else if (one.value != 0 && (one.value < 0) != (one.quantity < 0)) {
      add(Rule::value_must_follow_quantity_sign,
          words_.place(one) + ": quantity and value have different signs",
          {{"quantity", words_.amount(one.commodity, one.quantity)}, {"value", words_.money(one.value)}}, at);
    }
  }
}

// --- Restriction ---------------------------------------------------------------------------------

bool Judge::purpose_needed(std::size_t i) const {
  if (!may_bear_purpose(*accounts_[i], posting(i))) return false;
  if (type(i) == AccountType::expense) return true;
  if (posting(i).quantity <= 0) return false;
  // A receivable or an opening balance arises; only what is paid out of a fund serves a purpose.
  for (std::size_t k = 0; k < count(); ++k)
    if (posting(k).fund == posting(i).fund && posting(k).quantity < 0 && type(k) != AccountType::income &&
        type(k) != AccountType::net_assets)
      return true;
  return false;
}

bool Judge::purpose_allowed(const Fund& fund, const PostingRecord& one) const {
  if (fund.terms.fund_class == FundClass::unrestricted) return true;
  return std::any_of(fund.terms.purposes.begin(), fund.terms.purposes.end(),
                     [&](Id root) { return chart_.lies_under(one.purpose, root); });
}

void Judge::purposes_must_be_named_and_allowed() {
  for (std::size_t i = 0; i < count(); ++i) {
    const PostingRecord& one = posting(i);
    const int at = static_cast<int>(i);
    const Fund& fund = *chart_.fund(one.fund);
    if (one.purpose == no_id) {
      if (purpose_needed(i))
        add(Rule::purpose_must_be_named,
            words_.place(one) + " names no purpose, and fund " + fund.terms.code +
                " has not exactly one; add `purpose: ...`",
            {{"allowed", words_.purposes(fund)}}, at);
      continue;
    }
    if (!may_bear_purpose(*accounts_[i], one) || one.quantity <= 0) continue;
    switch (purpose_allowed(fund, one) ? PurposeFunction::programme : chart_.purpose(one.purpose)->function) {
      case PurposeFunction::other:
        break;
      case PurposeFunction::management:
      case PurposeFunction::fundraising:
        if (fund.terms.fund_class == FundClass::restricted) break;  // within its cap: management_cap_must_hold
        [[fallthrough]];
      case PurposeFunction::programme:
        if (!purpose_allowed(fund, one))
          add(Rule::purpose_must_be_allowed,
              "fund " + fund.terms.code + " is for " + words_.purposes(fund) + ", not for " + words_.name(one.purpose) +
                  "; use a fund that allows it, or transfer under an authority",
              {{"amount", words_.money(one.value)}, {"purpose", words_.name(one.purpose)}, {"allowed", words_.purposes(fund)}},
              at);
    }
    if (is_other(chart_, one) && entry_.document.empty() && !entry_.authority && entry_.evidence.empty())
      add(Rule::document_must_be_named,
          "a loss or return (" + words_.name(one.purpose) + ") names the document that supports it; add `document: ...`",
          {}, at);
  }
}

/// Spending, buying and moving draw no gift by name: only a refund does, or a transfer under its donor's
/// authority.
void Judge::refund_must_give_back() {
  if (!is_refund()) return;
  for (std::size_t i = 0; i < count(); ++i) {
    if (posting(i).quantity <= 0) continue;
    const AccountType to = type(i);
    if (to != AccountType::cash && to != AccountType::asset && !is_ordinary_expense(i)) return;
  }
  add(Rule::purpose_must_be_allowed,
      "this names a gift (`gift:`), as a refund does, and gives nothing back; leave `gift:` out to spend, buy or move, or "
      "charge what goes back to income, to what is owed or to a purpose whose function is other",
      {{"gift", named_.gift->entry.reference}});
}

void Judge::management_cap_must_hold() {
  if (!has(AccountType::expense)) return;
  const auto counts = [&](const Fund& fund, Id account, Id purpose_id) {
    const Purpose* purpose = chart_.purpose(purpose_id);
    if (chart_.account(account)->type != AccountType::expense || !purpose) return false;
    if (purpose->function != PurposeFunction::management && purpose->function != PurposeFunction::fundraising) return false;
    // A gift made for management is spent on its own purpose there, not on the cost of another.
    PostingRecord probe;
    probe.purpose = purpose_id;
    return fund.terms.fund_class == FundClass::unrestricted || !purpose_allowed(fund, probe);
  };
  for_each_fund([&](Id fund_id, std::span<const Movement> moved) {
    const Fund& fund = *chart_.fund(fund_id);
    const bool capped = fund.terms.fund_class == FundClass::restricted || fund.terms.management_cap;
    if (!capped) return;
    Wide added = 0;
    for (const Movement& one : moved)
      if (counts(fund, one.key.account, one.key.purpose)) added += one.value;
    if (added <= 0) return;
    Wide charged = added;
    for (const auto& [key, total] : books_.fund(fund_id).balances)
      if (counts(fund, key.account, key.purpose)) charged += total.value;
    const Units cap = fund.terms.management_cap.value_or(0);
    if (charged > cap)
      add(Rule::management_cap_must_hold,
          "fund " + fund.terms.code + " may bear " + words_.money(cap) +
              " of management and fundraising in all, and would bear " + words_.money(narrow(charged)) +
              "; charge the rest to unrestricted funds",
          {{"cap", words_.money(cap)}, {"needed", words_.money(narrow(charged))}, {"over_by", words_.money(narrow(charged - cap))}});
  });
}

void Judge::date_must_lie_in_window() {
  for (std::size_t i = 0; i < count(); ++i) {
    const PostingRecord& one = posting(i);
    if (type(i) != AccountType::expense || one.quantity <= 0 || is_other(chart_, one)) continue;
    const Fund& fund = *chart_.fund(one.fund);
    const bool early = fund.terms.from && entry_.date < *fund.terms.from;
    const bool late = fund.terms.until && entry_.date > *fund.terms.until;
    if (early || late)
      add(Rule::date_must_lie_in_window,
          "fund " + fund.terms.code + " may be spent " + words_.window(fund) + "; " + format_date(entry_.date) +
              " lies outside",
          {{"date", format_date(entry_.date)}, {"window", words_.window(fund)}}, static_cast<int>(i));
  }
}

/// A and B meet in order, like for like, as the flow does it; each pair is judged once.
void Judge::transfers() {
  if (!has(AccountType::transfer)) return;
  std::map<Id, std::pair<Wide, Wide>> sums;
  struct Side {
    Id fund, commodity;
    Units left;
  };
  std::vector<Side> out, in;
  for (std::size_t i = 0; i < count(); ++i) {
    if (type(i) != AccountType::transfer) continue;
    const PostingRecord& one = posting(i);
    sums[one.commodity].first += one.quantity;
    sums[one.commodity].second += one.value;
    if (one.quantity > 0) out.push_back({one.fund, one.commodity, one.quantity});
    if (one.quantity < 0) in.push_back({one.fund, one.commodity, checked_negate(one.quantity)});
  }
  for (const auto& [commodity, sum] : sums)
    if (sum.first != 0 || sum.second != 0)
      add(Rule::transfer_must_net_to_zero,
          "what leaves through transfer accounts differs from what comes in by " +
              words_.amount(commodity, narrow(sum.first)),
          {{"difference", words_.amount(commodity, narrow(sum.first))}, {"value", words_.money(narrow(sum.second))}});
  if (is_reversal()) return;  // value goes back the way it came
  std::set<std::pair<Id, Id>> told;
  for (Side& giver : out)
    for (Side& receiver : in) {
      if (giver.left == 0) break;
      if (receiver.commodity != giver.commodity || receiver.left == 0) continue;
      const Units met = std::min(giver.left, receiver.left);
      giver.left -= met;
      receiver.left -= met;
      transfer_between(giver.fund, receiver.fund, told);
    }
}

void Judge::transfer_between(Id giver_id, Id receiver_id, std::set<std::pair<Id, Id>>& told) {
  if (giver_id == receiver_id || entry_.authority || !told.insert({giver_id, receiver_id}).second) return;
  const Fund& giver = *chart_.fund(giver_id);
  const Fund& receiver = *chart_.fund(receiver_id);
  if (giver.terms.fund_class == FundClass::agency || receiver.terms.fund_class == FundClass::agency) return;  // refused below
  const std::string obstacle = words_.why_not_down(giver, receiver);
  if (!obstacle.empty())
    add(Rule::transfer_must_be_authorised,
        "value in fund " + giver.terms.code + " may not move to fund " + receiver.terms.code + ": " + obstacle +
            "; name an authority (`authority:`, `document:`, `dated:`, `sha256:`, `approved-by:`)",
        {{"from", giver.terms.code}, {"to", receiver.terms.code}});
}

void Judge::interfund() {
  if (!has(AccountType::interfund)) {
    if (named_.repaid)
      add(Rule::repayment_must_name_its_advance,
          "this names an advance (`repays:`) and moves nothing through interfund accounts; leave the tag out");
    return;
  }
  std::map<Id, Units> by_fund;
  std::map<Id, Wide> sums;
  for (std::size_t i = 0; i < count(); ++i) {
    if (type(i) != AccountType::interfund) continue;
    by_fund[posting(i).fund] = checked_add(by_fund[posting(i).fund], posting(i).value);
    sums[posting(i).commodity] += posting(i).quantity;
  }
  for (const auto& [commodity, sum] : sums)
    if (sum != 0)
      add(Rule::interfund_must_net_to_zero,
          "interfund accounts of an entry net to zero; they differ by " + words_.amount(commodity, narrow(sum)),
          {{"difference", words_.amount(commodity, narrow(sum))}});
  if (is_reversal()) return;
  if (named_.repaid) return repayment();
  for (const auto& [fund_id, lent] : by_fund) {
    const Fund& lender = *chart_.fund(fund_id);
    if (lent > 0 && lender.terms.fund_class != FundClass::unrestricted && !entry_.authority)
      add(Rule::interfund_must_be_authorised,
          "fund " + lender.terms.code + " is " + std::string(to_string(lender.terms.fund_class)) +
              " and may not lend without an authority; if this repays an advance, name it with `repays:`",
          {{"lent", words_.money(lent)}});
  }
}

void Judge::repayment() {
  const Precedent& advance = *named_.repaid;
  std::map<Id, Units> advanced, repaid;
  Units outstanding = 0;
  for (const PostingRecord& one : advance.entry.postings)
    if (chart_.account(one.account)->type == AccountType::interfund) {
      advanced[one.fund] = checked_add(advanced[one.fund], one.value);
      if (one.value > 0) outstanding = checked_add(outstanding, one.value);
    }
  Units paying = 0;
  bool mirrored = !advanced.empty() && !advance.reversed_by && advance.entry.repays == no_id;
  for (std::size_t i = 0; i < count(); ++i) {
    if (type(i) != AccountType::interfund) continue;
    repaid[posting(i).fund] = checked_add(repaid[posting(i).fund], posting(i).value);
    if (posting(i).value > 0) paying = checked_add(paying, posting(i).value);
  }
  for (const auto& [fund, value] : repaid) {
    const auto found = advanced.find(fund);
    mirrored = mirrored && found != advanced.end() && (value == 0 || (found->second > 0) == (value < 0));
  }
  if (!mirrored) {
    add(Rule::repayment_must_name_its_advance,
        "entry " + advance.entry.reference + " is no standing advance between these funds in this direction");
    return;
  }
  const Units left = checked_sub(outstanding, advance.repaid);
  if (paying > left)
    add(Rule::repayment_must_not_exceed_advance,
        "of advance " + advance.entry.reference + " " + words_.money(left) + " is still owed; this repays " +
            words_.money(paying),
        {{"owed", words_.money(left)}, {"repaid", words_.money(paying)}, {"over_by", words_.money(paying - left)}});
}

void Judge::authority_and_approver() {
  if (entry_.authority) {
    const AuthorityRecord& authority = *entry_.authority;
    if (authority.document.empty() || authority.sha256 == Hash{})
      add(Rule::authority_must_be_complete, "an authority names its document and the document's SHA-256; add `document:` and `sha256:`");
    if (authority.dated > entry_.date)
      add(Rule::authority_must_not_postdate_entry,
          "the authority is dated " + format_date(authority.dated) + ", after the entry's " + format_date(entry_.date),
          {{"dated", format_date(authority.dated)}, {"date", format_date(entry_.date)}});
  }
  const bool loss = !is_reversal() && std::any_of(entry_.postings.begin(), entry_.postings.end(), [&](const PostingRecord& one) {
    return one.quantity > 0 && is_other(chart_, one);
  });
  if (!entry_.authority && !loss && !is_refund()) return;
  const char* what = entry_.authority ? "an entry under an authority" : is_refund() ? "a refund" : "a loss or return";
  if (entry_.approved_by.empty())
    add(Rule::approver_must_be_named, std::string(what) + " names its approver; add `approved-by: ROLE`");
  else if (entry_.approved_by == proposal_.by)
    add(Rule::approver_must_not_be_author,
        std::string(what) + " is approved by another than its author; both are " + entry_.approved_by,
        {{"by", proposal_.by}, {"approved_by", entry_.approved_by}});
}

void Judge::income_must_not_be_debited() {
  for (std::size_t i = 0; i < count(); ++i)
    if (type(i) == AccountType::income && posting(i).quantity > 0 && !is_refund() && !entry_.authority)
      add(Rule::income_must_not_be_debited,
          words_.place(posting(i)) + ": income is debited only by a reversal (`reverses:`), a refund (`gift:`) or under an authority",
          {{"amount", words_.money(posting(i).value)}}, static_cast<int>(i));
}

void Judge::net_assets_must_be_opening() {
  if (entry_.authority) return;
  for (std::size_t i = 0; i < count(); ++i) {
    if (type(i) != AccountType::net_assets) continue;
    const auto& balances = books_.fund(posting(i).fund).balances;
    const bool begun = std::any_of(balances.begin(), balances.end(), [&](const auto& one) {
      const AccountType of = chart_.account(one.first.account)->type;
      return of == AccountType::income || of == AccountType::expense || of == AccountType::transfer ||
             of == AccountType::interfund;
    });
    if (begun)
      add(Rule::net_assets_must_be_opening,
          words_.place(posting(i)) + ": fund " + words_.name(posting(i).fund) +
              " has activity already; net assets are posted by opening entries, before it, or under an authority",
          {{"amount", words_.money(posting(i).value)}}, static_cast<int>(i));
  }
}

void Judge::endowment_must_not_be_spent() {
  for (std::size_t i = 0; i < count(); ++i)
    if (type(i) == AccountType::expense && posting(i).quantity > 0 && !is_other(chart_, posting(i)) &&
        chart_.fund(posting(i).fund)->terms.fund_class == FundClass::endowment)
      add(Rule::endowment_must_not_be_spent,
          "fund " + words_.name(posting(i).fund) + " is an endowment and bears no expense but losses; transfer its yield to the fund that spends it",
          {{"amount", words_.money(posting(i).value)}}, static_cast<int>(i));
}

// --- Agency --------------------------------------------------------------------------------------

void Judge::agency_rules() {
  for (std::size_t i = 0; i < count(); ++i) {
    const PostingRecord& one = posting(i);
    const Fund& fund = *chart_.fund(one.fund);
    if (fund.terms.fund_class != FundClass::agency) continue;
    const bool advance = type(i) == AccountType::asset && one.commodity == base_commodity && one.quantity > 0;
    switch (type(i)) {
      case AccountType::income:
      case AccountType::expense:
      case AccountType::transfer:
      case AccountType::interfund:
        add(Rule::agency_must_take_no_income_or_expense,
            words_.place(one) + ": agency fund " + fund.terms.code + " holds what belongs to " + words_.name(fund.terms.owed_to) +
                " and takes no " + std::string(to_string(type(i))) + "; post it to an unrestricted fund",
            {{"amount", words_.money(one.value)}}, static_cast<int>(i));
        break;
      case AccountType::net_assets:
        add(Rule::agency_must_hold_value_for_its_party,
            words_.place(one) + ": what agency fund " + fund.terms.code + " holds is owed, not net assets; post it against its liability",
            {{"amount", words_.money(one.value)}}, static_cast<int>(i));
        break;
      case AccountType::liability:
        if (accounts_[i]->traced)
          add(Rule::agency_must_hold_value_for_its_party,
              words_.place(one) + ": what an agency fund owes its party stands in an account that is not traced (`traced: no`)",
              {}, static_cast<int>(i));
        if (one.quantity > 0) agency_pays(fund, i);
        break;
      default:
        if (advance)
          add(Rule::agency_must_take_no_income_or_expense,
              words_.place(one) + ": agency fund " + fund.terms.code + " makes no advances", {{"amount", words_.money(one.value)}},
              static_cast<int>(i));
    }
  }
}

void Judge::agency_pays(const Fund& fund, std::size_t debit) {
  if (named_.gift) {  // a refund: to the giver, judged with the gift
    return;
  }
  for (std::size_t i = 0; i < count(); ++i) {
    const std::string_view party = proposal_.party_ids[i];
    if (posting(i).fund != fund.id || party.empty() || posting(i).party == static_cast<PartyRef>(fund.terms.owed_to)) continue;
    add(Rule::agency_must_pay_its_party,
        "agency fund " + fund.terms.code + " pays " + words_.name(fund.terms.owed_to) + " alone or, as a refund (`gift:`), the giver; not " + std::string(party),
        {{"amount", words_.money(posting(debit).value)}, {"party", std::string(party)}, {"owed_to", words_.name(fund.terms.owed_to)}},
        static_cast<int>(i));
    return;
  }
}

// --- Holding -------------------------------------------------------------------------------------

void Judge::cash_must_not_go_below_zero() {
  for_each_fund([&](Id fund_id, std::span<const Movement> moved) {
    SumsById<Units> change;
    for (const Movement& one : moved)
      if (is_cash(one.key.account)) change[one.key.commodity] = checked_add(change[one.key.commodity], one.quantity);
    for (const auto& [commodity, by] : change) {
      if (by >= 0) continue;
      Wide held = 0;
      for (const auto& [key, total] : books_.fund(fund_id).balances)
        if (key.commodity == commodity && is_cash(key.account)) held += total.quantity;
      if (held + by < 0)
        add(Rule::cash_must_not_go_below_zero,
            "fund " + words_.name(fund_id) + " has " + words_.amount(commodity, narrow(held)) + " of cash and this takes " +
                words_.amount(commodity, checked_negate(by)),
            {{"needed", words_.amount(commodity, checked_negate(by))},
             {"held", words_.amount(commodity, narrow(held))},
             {"short_by", words_.amount(commodity, narrow(-(held + by)))}});
    }
  });
}

void Judge::balance_must_keep_its_sign() {
  for_each_fund([&](Id fund_id, std::span<const Movement> moved) {
    SumsById<Units> change;  // base currency, by account
    for (const Movement& one : moved)
      if (one.key.commodity == base_commodity) change[one.key.account] = checked_add(change[one.key.account], one.value);
    for (const auto& [account_id, by] : change) {
      const Account& account = *chart_.account(account_id);
      const bool asset = account.type == AccountType::asset && account.traced;
      const bool debt = account.type == AccountType::liability;
      if (!(asset && by < 0) && !(debt && by > 0)) continue;
      Wide held = 0;
      const auto& balances = books_.fund(fund_id).balances;
      for (auto at = balances.lower_bound({account_id, no_id, base_commodity});
           at != balances.end() && at->first.account == account_id; ++at)
        if (at->first.commodity == base_commodity) held += at->second.value;
      const Wide after = held + by;
      if ((asset && after < 0) || (debt && after > 0))
        add(Rule::balance_must_keep_its_sign,
            "in fund " + words_.name(fund_id) + " " + account.name + " stands at " + words_.money(std::abs(narrow(held))) +
                " and this takes " + words_.money(std::abs(by)) +
                (debt ? " off it: a debt is paid only as far as it stands" : " off it: an advance or receivable is settled only as far as it stands"),
            {{"needed", words_.money(std::abs(by))}, {"held", words_.money(std::abs(narrow(held)))},
             {"short_by", words_.money(std::abs(narrow(after)))}});
    }
  });
}

bool Judge::past_their_date(const LineKey& key, const Interval& units) const {
  for (Units at = units.start; at < units.end;) {
    const Lot& lot = *line(key).lot_at(at);
    if (lot.expires && *lot.expires < entry_.date) return true;
    at = lot.end();
  }
  return false;
}

/// A loss, or a return to supplier or giver, may take them; what it says beside that may not.
void Judge::expired_goods_must_serve_no_purpose() {
  if (!balances()) return;
  const auto expired = [&](const DrawRecord& one) {
    return one.line.commodity != base_commodity && past_their_date(one.line, {one.start, one.start + one.quantity});
  };
  if (std::none_of(entry_.draws.begin(), entry_.draws.end(), expired)) return;
  const Flow flow = this->flow();
  std::set<int> told;
  for (const Piece& piece : flow.pieces) {
    const FlowItem& source = flow.sources[static_cast<std::size_t>(piece.source)];
    const FlowItem& sink = flow.sinks[static_cast<std::size_t>(piece.sink)];
    if (source.kind != FlowItem::Kind::draw || sink.kind != FlowItem::Kind::posting) continue;
    const DrawRecord& draw = entry_.draws[static_cast<std::size_t>(source.index)];
    if (!is_ordinary_expense(static_cast<std::size_t>(sink.index)) || !expired(draw)) continue;
    const Units from = draw.start + piece.source_quantity_at;
    if (piece.quantity > 0 && !past_their_date(draw.line, {from, from + piece.quantity})) continue;
    if (told.insert(sink.index).second)
      add(Rule::expired_goods_must_leave_by_name,
          words_.place(posting(static_cast<std::size_t>(sink.index))) + ": goods past their date are handed out to nobody; "
              "they leave as a loss (a purpose whose function is other), to their supplier or giver, or by reversal",
          {{"quantity", words_.amount(source.commodity, piece.quantity > 0 ? piece.quantity : source.quantity)}}, sink.index);
  }
}

void Judge::unvalued_goods_must_meet_their_like() {
  if (!balances()) return;
  const bool unvalued = std::any_of(entry_.postings.begin(), entry_.postings.end(), [](const PostingRecord& one) {
    return one.commodity != base_commodity;
  });
  if (!unvalued) return;
  for (const FlowItem& item : flow().unmet)
    add(Rule::unvalued_goods_must_meet_their_like,
        words_.place(posting(static_cast<std::size_t>(item.posting))) + ": " + words_.amount(item.commodity, item.quantity) +
            " have no value, so the entry says where each comes from and goes to: post the other side in " +
            words_.name(item.commodity) + " too",
        {{"quantity", words_.amount(item.commodity, item.quantity)}}, item.posting);
}

void Judge::return_must_hold_only_what_comes_back() {
  if (!named_.returned) return;
  std::map<std::pair<Id, FundBalanceKey>, Units> credited;  // by fund and charge
  bool only = entry_.draws.empty();
  for (std::size_t i = 0; i < count(); ++i) {
    const PostingRecord& one = posting(i);
    const bool traced = chart_.traced(*accounts_[i], one.commodity);
    only = only && (traced ? one.quantity > 0 : one.quantity < 0);
    if (!traced) {
      Units& sum = credited[{one.fund, {one.account, one.purpose, base_commodity}}];
      sum = checked_sub(sum, one.value);
    }
  }
  if (!only) {
    add(Rule::return_must_name_an_entry, "a return holds only what comes back and the account it was charged to; post fees and the rest apart");
    return;
  }
  const Precedent& returned = *named_.returned;
  for (const auto& [charge, value] : credited) {
    const auto& [fund, key] = charge;
    Units left = 0;
    for (const PostingRecord& one : returned.entry.postings)
      if (one.account == key.account && one.purpose == key.purpose && one.fund == fund && one.value > 0)
        left = checked_add(left, one.value);
    for (const Precedent::Returned& before : returned.returned)
      if (before.fund == fund && before.key == key) left = checked_sub(left, before.value);
    if (value > left)
      add(Rule::return_must_not_exceed_what_is_left,
          "of what " + returned.entry.reference + " charged to " + words_.name(key.account) + " " + words_.money(left) +
              " is left; this returns " + words_.money(value),
          {{"left", words_.money(left)}, {"returned", words_.money(value)}, {"over_by", words_.money(value - left)}});
  }
}

// --- Identity and time ---------------------------------------------------------------------------

void Judge::entry_must_postdate_close() {
  if (chart_.closed() && entry_.date <= *chart_.closed())
    add(Rule::entry_must_postdate_close,
        "the books are closed through " + format_date(*chart_.closed()) + "; date the entry after that",
        {{"date", format_date(entry_.date)}, {"closed", format_date(*chart_.closed())}});
}

void Judge::gift_must_be_the_consenting_donors() {
  const bool moves = std::any_of(accounts_.begin(), accounts_.end(), [](const Account* one) { return one->type == AccountType::transfer; });
  const bool consent = entry_.authority && (entry_.authority->kind == AuthorityKind::donor_consent ||
                                            entry_.authority->kind == AuthorityKind::donor_release);
  if (consent && moves && !named_.gift && !is_reversal())
    add(Rule::gift_must_be_named, "a donor's consent or release concerns that donor's gift; add `gift: REFERENCE`");
  if (!named_.gift) return;
  const auto& givers = named_.gift->party_ids;
  const bool known = std::any_of(givers.begin(), givers.end(), [](const std::string& one) { return !one.empty(); });
  for (std::size_t i = 0; known && i < count(); ++i) {
    const std::string_view party = proposal_.party_ids[i];
    if (party.empty() || std::find(givers.begin(), givers.end(), party) != givers.end()) continue;
    const bool agency = chart_.fund(posting(i).fund)->terms.fund_class == FundClass::agency;
    add(agency ? Rule::agency_must_pay_its_party : Rule::consent_must_come_from_the_donor,
        std::string(party) + " did not give " + named_.gift->entry.reference + "; " +
            (consent ? "its own donor's consent is needed" : "it goes back to its own giver"),
        {{"party", std::string(party)}, {"gift", named_.gift->entry.reference}}, static_cast<int>(i));
    return;
  }
}

}  // namespace

std::vector<Violation> judge(const Proposal& proposal, const Books& books, const Named& named) {
  try {
    return Judge(proposal, books, named).all();
  } catch (const std::overflow_error&) {
    return {refuse_out_of_range()};
  }
}

bool may_bear_purpose(const Account& account, const PostingRecord& posting) {
  return account.type == AccountType::expense ||
         (account.type == AccountType::asset && posting.commodity == base_commodity);
}

bool is_other(const Chart& chart, const PostingRecord& posting) {
  const Purpose* purpose = chart.purpose(posting.purpose);
  return purpose && may_bear_purpose(*chart.account(posting.account), posting) && purpose->function == PurposeFunction::other;
}

bool may_take_expired(const EntryRecord& entry, const Chart& chart, Id fund) {
  if (entry.gift != no_id) return true;
  return std::any_of(entry.postings.begin(), entry.postings.end(), [&](const PostingRecord& one) {
    return one.fund == fund && one.quantity > 0 && is_other(chart, one);
  });
}

void sort_violations(std::vector<Violation>& violations) {
  std::stable_sort(violations.begin(), violations.end(), [](const Violation& a, const Violation& b) {
    return a.rule != b.rule ? a.rule < b.rule : a.posting < b.posting;
  });
}

}  // namespace almoner
