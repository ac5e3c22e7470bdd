// SPDX-License-Identifier: Apache-2.0
// What a receipt proves, and what it does not: both, always.
#include "receipt_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "book.hpp"

namespace almoner::program {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* not_proven =
    "Not proven: that the money arrived, that nothing was left out of the books, or that the gift\n"
    "was used in no other entry than those shown. Who wants more asks for the next checkpoint and\n"
    "`almoner verify --extends`.\n";

int scale_of(const VerifiedReceipt& receipt, const std::string& commodity) {
  for (const CommodityTerms& terms : receipt.commodities)
    if (terms.code == commodity) return terms.scale;
  return receipt.book.base_scale;
}

std::string amount(const VerifiedReceipt& receipt, Units units, const std::string& commodity) {
  return fmt::format("{} {}", format_units_grouped(units, scale_of(receipt, commodity)), commodity);
}

std::string value(const VerifiedReceipt& receipt, Units units) {
  return amount(receipt, units, receipt.book.base_currency);
}

std::string words(const std::vector<std::string>& list) {
  return list.empty() ? "-" : fmt::format("{}", fmt::join(list, ", "));
}

std::string window_of(const FundTerms& fund) {
  if (!fund.from && !fund.until) return {};
  return fmt::format(", {} to {}", fund.from ? format_date(*fund.from) : "any day",
                     fund.until ? format_date(*fund.until) : "any day");
}

/// One fact a line; whatever a book or its people wrote goes through escape_terminal.
void fact(std::string& text, const char* name, const std::string& said) {
  text += pad_right(name, 14) + escape_terminal(said) + '\n';
}

TextTable postings_table(const VerifiedReceipt& receipt) {
  TextTable table;
  table.columns = {{"Account"}, {"Fund"}, {"Purpose"}, {"Party"}, {"Amount", Align::right}};
  for (const Posting& one : receipt.entry.postings)
    table.rows.push_back({one.account, one.fund, one.purpose, one.party_erased ? "(withheld)" : one.party,
                          amount(receipt, one.quantity, one.commodity)});
  return table;
}

TextTable uses_table(const VerifiedReceipt& receipt) {
  TextTable table;
  table.columns = {{"Date"},  {"Reference"}, {"Event", Align::right}, {"Units from", Align::right},
                   {"to", Align::right}, {"Value", Align::right}, {"Purposes"}, {""}};
  for (const ReceiptUse& use : receipt.uses) {
    int scale = scale_of(receipt, use.commodity);
    table.rows.push_back({format_date(use.date), use.reference, std::to_string(use.seq),
                          format_units_grouped(use.start, scale),
                          format_units_grouped(use.start + use.quantity, scale) + " " + use.commodity,
                          value(receipt, use.value), words(use.purposes),
                          use.since_returned ? "returned since" : ""});
  }
  return table;
}

TextTable parts_table(const VerifiedReceipt& receipt) {
  TextTable table;
  table.columns = {{"Date"}, {"Reference"}, {"State"}, {"Account"}, {"Purpose"},
                   {"Quantity", Align::right}, {"Value", Align::right}};
  for (const TracePart& part : receipt.trace->parts)
    table.rows.push_back({format_date(part.date), part.reference, std::string{to_string(part.state)},
                          part.account, part.purpose,
                          part.quantity ? amount(receipt, *part.quantity, part.commodity) : "",
                          value(receipt, part.value)});
  table.rows.push_back({"Total", "", "", "", "", "", value(receipt, receipt.trace->value)});
  return table;
}

void add_trace(std::string& text, const VerifiedReceipt& receipt) {
  text += "\nIts units, by the entries that drew them\n";
  for (const UnitsInterval& lot : receipt.entry.lots) {
    int scale = scale_of(receipt, lot.commodity);
    text += escape_terminal(fmt::format("received as units {} to {} {} of fund {}",
                                        format_units_grouped(lot.start, scale),
                                        format_units_grouped(lot.start + lot.quantity, scale),
                                        lot.commodity, lot.fund)) +
            '\n';
  }
  text += receipt.uses.empty() ? "none of them drawn by an entry shown here\n" : uses_table(receipt).to_text(0);
  text += "\nWhere they are now\n" + parts_table(receipt).to_text(0);
  text += fmt::format("Attributed by {}, a convention; computed here from the entries' own bytes.\n",
                      receipt.trace->policy);
}

}  // namespace

std::string receipt_text(const VerifiedReceipt& receipt) {
  const Entry& entry = receipt.entry;
  std::string text;
  fact(text, "Verified", fmt::format("{} is event {} of {}", entry.reference, entry.seq, receipt.checkpoint.origin));
  fact(text, "Book", receipt.book.name);
  fact(text, "Checkpoint", fmt::format("{} events, root {}", receipt.checkpoint.size, hex(receipt.checkpoint.root)));
  fact(text, "Date", format_date(entry.date));
  fact(text, "Recorded", format_instant(entry.recorded));
  if (receipt.donor)
    fact(text, "Bearer", receipt.donor->name.empty() ? receipt.donor->id
                                                     : fmt::format("{} ({})", receipt.donor->name, receipt.donor->id));
  for (const FundTerms& fund : receipt.funds)
    fact(text, "Fund", fmt::format("{}: {}, purposes {}{}{}", fund.code, to_string(fund.fund_class),
                                   fund.fund_class == FundClass::unrestricted ? "all" : words(fund.purposes),
                                   window_of(fund),
                                   fund.agreement.empty() ? "" : ", agreement " + fund.agreement));
  for (const ReceiptAmendment& one : receipt.amendments)
    fact(text, "Amended", fmt::format("{} from {} by event {}{}", one.name, format_date(one.date), one.seq,
                                      one.authority ? ", authority " + std::string{to_string(one.authority->kind)} : ""));
  if (!entry.reversed_by.empty()) fact(text, "REVERSED", "by " + entry.reversed_by);
  text += '\n' + postings_table(receipt).to_text(0);
  if (receipt.trace) add_trace(text, receipt);
  text += fmt::format("\nProven: whoever holds the key of {} committed to exactly these records.\n{}",
                      escape_terminal(receipt.checkpoint.origin), not_proven);
  return text;
}

std::string receipt_json(const VerifiedReceipt& receipt) {
  const Entry& entry = receipt.entry;
  const auto exact = [&](Units units, const std::string& commodity) {
    return format_units(units, scale_of(receipt, commodity));
  };
  const std::string& base = receipt.book.base_currency;
  Json json{{"schema", "almoner/receipt/1"},
            {"origin", receipt.checkpoint.origin},
            {"size", receipt.checkpoint.size},
            {"root", hex(receipt.checkpoint.root)},
            {"seq", entry.seq},
            {"reference", entry.reference},
            {"date", format_date(entry.date)},
            {"recorded", format_instant(entry.recorded)},
            {"book", receipt.book.name},
            {"reversed_by", entry.reversed_by}};
  json["bearer"] = receipt.donor ? Json{{"id", receipt.donor->id}, {"name", receipt.donor->name},
                                        {"kind", to_string(receipt.donor->kind)}}
                                 : Json(nullptr);
  json["funds"] = Json::array();
  for (const FundTerms& fund : receipt.funds)
    json["funds"].push_back({{"code", fund.code}, {"class", to_string(fund.fund_class)}, {"purposes", fund.purposes},
                             {"set_by", to_string(fund.set_by)},
                             {"from", fund.from ? format_date(*fund.from) : ""},
                             {"until", fund.until ? format_date(*fund.until) : ""},
                             {"agreement", fund.agreement}});
  json["postings"] = Json::array();
  for (const Posting& one : entry.postings)
    json["postings"].push_back({{"account", one.account}, {"fund", one.fund}, {"purpose", one.purpose},
                                {"party", one.party}, {"withheld", one.party_erased}, {"commodity", one.commodity},
                                {"quantity", exact(one.quantity, one.commodity)}, {"value", exact(one.value, base)}});
  json["traced"] = receipt.traced;
  json["uses"] = Json::array();
  for (const ReceiptUse& use : receipt.uses)
    json["uses"].push_back({{"reference", use.reference}, {"seq", use.seq}, {"date", format_date(use.date)},
                            {"fund", use.fund}, {"commodity", use.commodity}, {"account", use.account},
                            {"start", exact(use.start, use.commodity)}, {"quantity", exact(use.quantity, use.commodity)},
                            {"value", exact(use.value, base)}, {"purposes", use.purposes},
                            {"since_returned", use.since_returned}});
  json["parts"] = Json::array();
  if (receipt.trace)
    for (const TracePart& part : receipt.trace->parts)
      json["parts"].push_back({{"reference", part.reference}, {"seq", part.seq}, {"date", format_date(part.date)},
                               {"account", part.account}, {"fund", part.fund}, {"purpose", part.purpose},
                               {"commodity", part.commodity},
                               {"quantity", part.quantity ? exact(*part.quantity, part.commodity) : ""},
                               {"value", exact(part.value, base)}, {"state", to_string(part.state)}});
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace almoner::program
