// SPDX-License-Identifier: Apache-2.0
// Only a public party's name leaves this file: what is not known to be public is nobody.
#include "site_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace almoner::program {

namespace {

std::string last_segment(const std::string& account) { return account.substr(account.rfind(':') + 1); }

/// The entry's lots or draws in one fund where all of them are goods or foreign currency and the
/// posting is their value: then they are what was given or used.
std::vector<UnitsInterval> goods_behind(const Entry& entry, const Posting& posting, RowSide side, const std::string& base) {
  const std::vector<UnitsInterval>& all = side == RowSide::received ? entry.lots : entry.draws;
  std::vector<UnitsInterval> own;
  Units value = 0;
  for (const UnitsInterval& one : all) {
    if (one.fund != posting.fund) continue;
    if (one.commodity == base) return {};
    value = plus(value, one.value);
    own.push_back(one);
  }
  return value == (side == RowSide::received ? -posting.value : posting.value) ? own : std::vector<UnitsInterval>{};
}

std::string labels_of(const Entry& entry, const Posting& posting) {
  std::vector<std::string> labels;
  for (const Posting& one : entry.postings)
    if (one.fund == posting.fund && one.commodity == posting.commodity && !one.lot.empty() &&
        std::find(labels.begin(), labels.end(), one.lot) == labels.end())
      labels.push_back(one.lot);
  return fmt::format("{}", fmt::join(labels, ", "));
}

}  // namespace

SiteRows::SiteRows(const Ledger& ledger) : ledger_{ledger}, scales_{ledger} {
  for (AccountTerms& terms : ledger.accounts()) accounts_.emplace(terms.name, std::move(terms));
  for (const FundTerms& terms : ledger.fund_terms()) classes_.emplace(terms.code, terms.fund_class);
}

const std::string& SiteRows::public_name(const std::string& party) {
  static const std::string nobody;
  if (party.empty()) return nobody;
  if (const auto known = public_names_.find(party); known != public_names_.end()) return known->second;
  const std::optional<PartyTerms> terms = ledger_.party(party);
  if (!terms || !terms->is_public) return nobody;
  return public_names_.emplace(party, terms->name.empty() ? terms->id : terms->name).first->second;
}

void SiteRows::add(const Entry& entry, const Posting& posting, RowSide side, const std::string& party, RowNote note,
                   const TakeRow& take) {
  SiteRow row;
  row.reference = entry.reference;
  row.date = entry.date;
  row.party = party;
  row.purpose = posting.purpose;
  row.account = last_segment(posting.account);
  row.note = note;
  const auto noted = [&](RowNote kind, const std::string& reference) {
    if (reference.empty() || row.note != RowNote::none) return;
    row.note = kind;
    row.note_reference = reference;
  };
  noted(RowNote::reverses, entry.reverses);
  noted(RowNote::reversed_by, entry.reversed_by);
  noted(RowNote::returned, entry.returns);
  noted(RowNote::refund, entry.gift);
  const Units sign = side == RowSide::received ? -1 : 1;
  const auto goods = [&](const std::string& commodity, Units quantity, Units value) {
    SiteRow one = row;
    one.commodity = commodity;
    one.quantity = format_units_grouped(quantity, scales_.of(commodity));
    one.unit = scales_.unit(commodity);
    one.value = value;
    return one;
  };
  if (posting.commodity != scales_.base()) {
    SiteRow one = goods(posting.commodity, sign * posting.quantity, sign * posting.value);
    one.labels = labels_of(entry, posting);
    take(posting.fund, side, std::move(one));
    return;
  }
  const std::vector<UnitsInterval> behind = goods_behind(entry, posting, side, scales_.base());
  for (const UnitsInterval& one : behind) {
    SiteRow shown = goods(one.commodity, one.quantity, one.value);
    shown.labels = one.lot;
    take(posting.fund, side, std::move(shown));
  }
  if (!behind.empty()) return;
  row.value = sign * posting.value;
  take(posting.fund, side, std::move(row));
}

/// Who gave what is held for another stands on the money's posting, not on the debt's.
std::string SiteRows::donor_of_agency(const Entry& entry, const std::string& fund) {
  for (const Posting& one : entry.postings)
    if (one.fund == fund && accounts_.at(one.account).type != AccountType::liability && !one.party.empty())
      return public_name(one.party);
  return {};
}

void SiteRows::rows_of(const Entry& entry, const TakeRow& take) {
  for (const Posting& posting : entry.postings) {
    switch (accounts_.at(posting.account).type) {
      case AccountType::income:
        add(entry, posting, RowSide::received, public_name(posting.party), RowNote::none, take);
        break;
      case AccountType::expense:
        add(entry, posting, RowSide::used, public_name(posting.party), RowNote::none, take);
        break;
      case AccountType::transfer: {
        const bool into = posting.value < 0 || (posting.value == 0 && posting.quantity < 0);
        add(entry, posting, into ? RowSide::received : RowSide::used, {}, into ? RowNote::transfer_in : RowNote::transfer_out, take);
        break;
      }
      case AccountType::liability:
        if (classes_.at(posting.fund) != FundClass::agency) break;
        if (posting.value < 0)
          add(entry, posting, RowSide::received, donor_of_agency(entry, posting.fund), RowNote::none, take);
        else
          add(entry, posting, RowSide::used, public_name(posting.party), RowNote::none, take);
        break;
      default: break;
    }
  }
}

}  // namespace almoner::program
