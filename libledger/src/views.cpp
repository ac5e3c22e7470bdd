// SPDX-License-Identifier: Apache-2.0
#include "views.hpp"

#include <algorithm>
#include <utility>

#include <almoner/error.hpp>

namespace almoner {

namespace {

UnitsInterval view_interval(const LineKey& line, Units start, Units quantity, Units value, const Chart& chart) {
  const Commodity* commodity = chart.commodity(line.commodity);
  return {chart.name_of(line.fund), commodity ? commodity->terms.code : std::string{}, chart.name_of(line.account),
          start, quantity, value, {}, std::nullopt};
}

}  // namespace

Entry name_entry(const Event& event, const Chart& chart, const std::function<std::string(Id)>& reference_of) {
  const auto& record = std::get<EntryRecord>(event.what);
  const auto reference = [&](Id id) { return id == no_id ? std::string{} : reference_of(id); };
  Entry entry;
  entry.seq = event.seq;
  entry.date = record.date;
  entry.recorded = event.recorded;
  entry.reference = record.reference;
  entry.by = event.by;
  entry.approved_by = record.approved_by;
  entry.document = record.document;
  entry.counterpart = record.counterpart;
  entry.evidence = record.evidence;
  entry.policy = "fifo/1";
  if (record.authority)
    entry.authority = Authority{record.authority->kind, record.authority->document, record.authority->sha256, record.authority->dated};
  entry.gift = reference(record.gift);
  entry.reverses = reference(record.reverses);
  entry.returns = reference(record.returns);
  entry.repays = reference(record.repays);
  for (const PostingRecord& one : record.postings) {
    const Commodity& commodity = *chart.commodity(one.commodity);
    entry.postings.push_back({chart.name_of(one.account), chart.name_of(one.fund), commodity.terms.code, one.quantity, one.value,
                              chart.name_of(one.purpose), {}, false, one.lot, one.expires});
    if (commodity.terms.policy == DrawPolicy::fefo && one.quantity < 0) entry.policy = "fefo/1";
  }
  for (const LotRecord& lot : record.lots) {
    entry.lots.push_back(view_interval(lot.line, lot.start, lot.quantity, lot.value, chart));
    entry.lots.back().lot = lot.label;
    entry.lots.back().expires = lot.expires;
  }
  for (const DrawRecord& draw : record.draws)
    entry.draws.push_back(view_interval(draw.line, draw.start, draw.quantity, draw.value, chart));
  return entry;
}

Entry view_entry(const Event& event, Bookkeeper& keeper, Store& store) {
  OpenedEntry opened = keeper.opened(event.seq, keeper.entry_of(event));
  Entry entry = name_entry(event, keeper.chart(), [&](Id id) { return keeper.entry(id).reference; });
  for (std::size_t i = 0; i < entry.postings.size(); ++i) {
    entry.postings[i].party = std::move(opened.party_ids[i]);
    entry.postings[i].party_erased = opened.party_erased[i];
  }
  entry.narration = std::move(opened.narration);
  entry.bank_reference = std::move(opened.bank_reference);
  for (const MarkRow& mark : store.marks(event.seq))
    if (mark.kind == MarkKind::reversed) entry.reversed_by = keeper.entry(mark.by).reference;
  return entry;
}

PostingFilter::PostingFilter(const Filter& filter, const Chart& chart) : filter_(filter), chart_(chart) {
  const auto missing = [](const char* kind, const std::string& name, const std::string& nearest) {
    throw NotFound(std::string("the book has no ") + kind + " " + name +
                   (nearest.empty() ? std::string{} : "; did you mean " + nearest + "?"));
  };
  if (!filter.fund.empty()) {
    const Fund* fund = chart.fund(filter.fund);
    if (!fund) missing("fund", filter.fund, chart.nearest_fund(filter.fund));
    fund_ = fund->id;
  }
  if (!filter.purpose.empty()) {
    const Purpose* purpose = chart.purpose(filter.purpose);
    if (!purpose) missing("purpose", filter.purpose, chart.nearest_purpose(filter.purpose));
    purpose_ = purpose->id;
  }
  if (!filter.account.empty() &&
      std::none_of(chart.accounts().begin(), chart.accounts().end(), [&](const auto& one) { return takes_account(one.first); }))
    missing("account", filter.account, chart.nearest_account(filter.account));
}

bool PostingFilter::takes_account(Id account) const {
  if (filter_.account.empty()) return true;
  const std::string& name = chart_.account(account)->name;
  return name == filter_.account || name.starts_with(filter_.account + ":");
}

bool PostingFilter::takes(Id account, Id fund, Id purpose) const {
  return takes_account(account) && (fund_ == no_id || fund == fund_) &&
         (purpose_ == no_id || (purpose != no_id && chart_.lies_under(purpose, purpose_)));
}

}  // namespace almoner
