// SPDX-License-Identifier: Apache-2.0
// The sentences for what plan cannot complete: units that are not there, values that are not
// known, earlier entries that do not fit.
#include <algorithm>

#include "book/rules.hpp"
#include "book/wording.hpp"
#include "value/utf8.hpp"

namespace almoner {

namespace {

std::string remedy_for_unknown(const std::string& nearest) {
  return nearest.empty() ? "; declare it first" : "; did you mean " + nearest + "?";
}

}  // namespace

Violation refuse_unknown(std::string_view kind, std::string_view name, const std::string& nearest, int posting) {
  if (name.empty())
    return {Rule::name_must_be_declared, "the posting names no " + std::string(kind), {}, posting};
  return {Rule::name_must_be_declared,
          std::string(kind) + " " + quote_for_message(name) + " is not declared" +
              remedy_for_unknown(nearest),
          {{"name", std::string(name)}, {"nearest", nearest}},
          posting};
}

bool date_in_range(Date date) {
  using namespace std::chrono;
  return date >= Date{year{1900} / 1 / 1} && date <= Date{year{2999} / 12 / 31};
}

Violation refuse_date(std::string_view field, int posting) {
  return {Rule::date_must_be_in_range, std::string(field) + ": a date lies in 1900-01-01 to 2999-12-31", {{"field", std::string(field)}}, posting};
}

Violation refuse_restricted(const std::string& party, int posting) {
  return {Rule::party_must_not_be_restricted,
          "the data of " + party + " is kept and not used; lift it first (`almoner party restrict --lift`) or name nobody",
          {},
          posting};
}

Violation refuse_text(std::string_view field, const std::string& why, int posting) {
  return {Rule::text_must_be_clean, std::string(field) + ": " + why, {{"field", std::string(field)}}, posting};
}

Violation refuse_value_not_quantity(const Chart& chart, const PostingRecord& one, int posting) {
  const Wording words(chart);
  return {Rule::value_must_equal_quantity,
          words.place(one) + ": in the base currency value and quantity are one; leave the value out",
          {{"quantity", words.money(one.quantity)}, {"value", words.money(one.value)}},
          posting};
}

Violation refuse_no_quantity(const Chart& chart, const PostingRecord& one, int posting) {
  const Wording words(chart);
  return {Rule::value_must_have_quantity,
          words.place(one) + " states no quantity of " + words.commodity(one.commodity) +
              "; only an amount of the base currency may be left out",
          {},
          posting};
}

Violation refuse_value_unknown(const Chart& chart, const EntryRecord& entry, const std::vector<int>& postings) {
  const Wording words(chart);
  std::string places;
  for (int i : postings) places += (places.empty() ? "" : ", ") + words.place(entry.postings[static_cast<std::size_t>(i)]);
  return {Rule::value_must_be_stated,
          "the value of " + places + " does not follow from the rest; one amount of a fund may be left out: state "
              "the others (`@@ VALUE`; goods without a reliable value `@@ 0`)",
          {},
          postings.front()};
}

Violation refuse_not_carrying(const Chart& chart, const Group& group, Units carrying, Units stated) {
  const Wording words(chart);
  return {Rule::value_must_be_carrying_value,
          words.line(group.line) + ": what leaves or comes back carries " + words.money(std::abs(carrying)) + ", not " +
              words.money(std::abs(stated)) + "; leave its value out, and post a gain or loss apart",
          {{"carrying", words.money(std::abs(carrying))}, {"stated", words.money(std::abs(stated))}},
          group.postings.front()};
}

Violation refuse_short(const Chart& chart, const Group& group, const Wanted& wanted, const Choice& choice, Units held) {
  const Wording words(chart);
  const Id commodity = group.line.commodity;
  std::vector<std::pair<std::string, std::string>> figures{
      {"needed", words.amount(commodity, wanted.quantity)},
      {"held", words.amount(commodity, choice.found)},
      {"short_by", words.amount(commodity, wanted.quantity - choice.found)}};
  const int at = group.postings.front();
  const std::string needs = " and this takes " + words.amount(commodity, wanted.quantity);
  if (!wanted.label.empty() && choice.found == 0)
    return {Rule::lot_must_exist,
            words.line(group.line) + ": no units are left of a lot " + quote_for_message(wanted.label) +
                "; a lot is named by its label or by the reference of the entry that made it",
            std::move(figures), at};
  if (wanted.only)
    return {Rule::gift_must_have_unspent_units,
            words.line(group.line) + ": of the named gift " + words.amount(commodity, choice.found) + " are unspent" + needs +
                "; the units of other gifts stay theirs",
            std::move(figures), at};
  if (choice.passed_over > 0)
    return {Rule::expired_goods_must_leave_by_name,
            words.line(group.line) + ": " + words.amount(commodity, choice.found) + " are usable" + needs + "; " +
                words.amount(commodity, choice.passed_over) +
                " are past their date and leave only by name (`lot:`), as a loss or to their supplier or giver",
            std::move(figures), at};
  const std::string of_lot = wanted.label.empty() ? std::string{} : " of lot " + quote_for_message(wanted.label);
  figures[1].second = words.amount(commodity, wanted.label.empty() ? held : choice.found);
  return {Rule::line_must_not_go_below_zero,
          words.line(group.line) + of_lot + " holds " + figures[1].second + needs, std::move(figures), at};
}

Violation refuse_expired(const Chart& chart, const Group& group) {
  const Wording words(chart);
  return {Rule::expired_goods_must_leave_by_name,
          words.line(group.line) + ": lot " + quote_for_message(group.label) +
              " is past its date; it leaves only as a loss (a purpose whose function is other), to its supplier or "
              "giver (`gift: REFERENCE` of the entry it came by), or by reversal",
          {{"quantity", words.amount(group.line.commodity, std::abs(group.delta))}},
          group.postings.front()};
}

Violation refuse_negative_lot(const Chart& chart, const Group& group, Units value) {
  const Wording words(chart);
  return {Rule::value_must_follow_quantity_sign,
          words.line(group.line) + ": units come in at a value of " + words.money(value),
          {{"value", words.money(value)}},
          group.postings.front()};
}

Violation refuse_out_of_range() {
  return {Rule::amount_must_be_in_range,
          "a sum or product of the entry is out of the 64-bit range of smallest units; nothing wraps: post it in parts",
          {},
          -1};
}

Violation refuse_return_too_large(const Chart& chart, const Group& group, const Precedent& returned, Units left) {
  const Wording words(chart);
  const Id commodity = group.line.commodity;
  return {Rule::return_must_not_exceed_what_is_left,
          "of what " + returned.entry.reference + " drew there (" + words.line(group.line) + ") " +
              words.amount(commodity, left) + " can come back in the account and purpose credited; this returns " +
              words.amount(commodity, group.delta),
          {{"left", words.amount(commodity, left)},
           {"returned", words.amount(commodity, group.delta)},
           {"over_by", words.amount(commodity, group.delta - left)}},
          group.postings.front()};
}

Violation refuse_not_mirror(const Precedent& reversed) {
  return {Rule::reversal_must_name_an_entry,
          "the postings are not those of " + reversed.entry.reference + " with debit and credit exchanged; leave them out",
          {},
          -1};
}

std::optional<Violation> refuse_unreversible(const Precedent& reversed) {
  const std::string& reference = reversed.entry.reference;
  if (reversed.reversed_by)
    return Violation{Rule::entry_must_be_reversed_once, "entry " + reference + " is reversed already, by " + *reversed.reversed_by,
                     {{"reversed_by", *reversed.reversed_by}}, -1};
  if (reversed.entry.reverses != no_id || reversed.entry.returns != no_id)
    return Violation{Rule::reversal_must_name_an_entry,
                     "entry " + reference + " is itself a correction; post anew what it undid", {}, -1};
  if (!reversed.returned.empty())
    return Violation{Rule::reversal_must_name_an_entry,
                     "part of entry " + reference + " was returned; the rest comes back by another return (`returns:`)", {}, -1};
  if (reversed.repaid > 0)
    return Violation{Rule::reversal_must_name_an_entry,
                     "advance " + reference + " is repaid in part; reverse its repayments first", {}, -1};
  return std::nullopt;
}

Violation refuse_spent(const Chart& chart, const LotRecord& lot, Units spent, const Precedent& reversed) {
  const Wording words(chart);
  std::string users;
  for (const Precedent::Use& use : reversed.uses)
    if (use.line == lot.line && users.find(use.reference) == std::string::npos) users += (users.empty() ? "" : ", ") + use.reference;
  const std::string remedy = lot.line.commodity == base_commodity
                                 ? "; reverse those first, or name the authority error-correction, which gives them other units"
                                 : "; reverse those first";
  return {Rule::reversal_must_find_units_unspent,
          "of what " + reversed.entry.reference + " brought in (" + words.line(lot.line) + ") " +
              words.amount(lot.line.commodity, spent) + " are used by " + (users.empty() ? "others" : users) + remedy,
          {{"used", words.amount(lot.line.commodity, spent)}, {"by", users}},
          -1};
}

Violation refuse_no_substitute(const Chart& chart, const LineKey& key, const Precedent::Use& use, Units found) {
  const Wording words(chart);
  return {Rule::line_must_not_go_below_zero,
          words.line(key) + ": " + use.reference + " needs " + words.amount(key.commodity, use.now.quantity()) +
              " in place of the reversed units, and " + words.amount(key.commodity, found) +
              " are free that cannot rest on " + use.reference + " itself (received from outside, or before it); post what is missing first",
          {{"needed", words.amount(key.commodity, use.now.quantity())},
           {"held", words.amount(key.commodity, found)},
           {"short_by", words.amount(key.commodity, use.now.quantity() - found)}},
          -1};
}

Violation refuse_no_precedent(Rule rule, std::string_view tag, std::string_view reference) {
  return {rule, std::string(tag) + ": no entry has the reference " + quote_for_message(reference), {{"reference", std::string(reference)}}, -1};
}

Violation refuse_reference_used(std::string_view reference, const std::string& difference) {
  return {Rule::reference_must_be_unused,
          "reference " + quote_for_message(reference) + " belongs to another entry, which differs in " + difference +
              "; a reference is used once: choose another, or repeat the entry unchanged",
          {{"differs_in", difference}},
          -1};
}

}  // namespace almoner
