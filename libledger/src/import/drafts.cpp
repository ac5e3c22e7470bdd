// SPDX-License-Identifier: Apache-2.0
// Makes the drafts of a row. Amounts are exact or refused; nothing is guessed.
#include "import/drafts.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <almoner/error.hpp>

#include "value/utf8.hpp"
#include "value/wide.hpp"

namespace almoner::csv_rules {

namespace {

Units read_units(Field field, std::string_view text, int scale) {
  try {
    return parse_units(text, scale);
  } catch (const InvalidAmount& error) {
    throw InvalidAmount(std::string{to_string(field)} + ": " + error.what());
  }
}

DraftPosting posting_of(std::string account, const std::string& fund, const std::string& commodity,
                        Units quantity) {
  DraftPosting posting;
  posting.account = std::move(account);
  posting.fund = fund;
  posting.commodity = commodity;
  posting.quantity = quantity;
  return posting;
}

}  // namespace

std::string DraftMaker::commodity() const {
  const std::string& code = row_[Field::commodity];
  return code == base_currency_ ? std::string{} : code;
}

std::optional<CommodityTerms> DraftMaker::commodity_terms() const {
  if (row_[Field::unit].empty() || commodity().empty()) return std::nullopt;
  CommodityTerms terms;
  terms.code = commodity();
  terms.unit = row_[Field::unit];
  const std::string& scale = row_[Field::scale];
  auto [end, error] = std::from_chars(scale.data(), scale.data() + scale.size(), terms.scale);
  if (!scale.empty() && (error != std::errc{} || end != scale.data() + scale.size()))
    throw ParseError("scale: \"" + quote_for_message(scale) + "\" is not a number of decimals");
  return terms;
}

std::string DraftMaker::reference(const ListRecord& record) const {
  std::string id = row_[Field::reference];
  if (id.empty() && !row_.rules().assigns(Field::reference))
    id = "row-" + std::to_string(record.line);
  return id.empty() ? id : row_.list() + ":" + id;
}

RowDrafts DraftMaker::make(const ListRecord& record, int scale) {
  RowDrafts made;
  made.reference = reference(record);
  if (made.reference.empty())
    throw ParseError("the row has no id: its reference is blank");
  const Units quantity = read_quantity(scale);
  const std::optional<Units> value = read_value();
  made.counted = commodity().empty() ? quantity : value.value_or(0);
  if (!row_[Field::receipt_account].empty()) add_receipt(record, quantity, value, made);
  add_entry(record, quantity, value, made);
  return made;
}

Units DraftMaker::read_quantity(int scale) const {
  const std::string amount = simplify_sign(row_[Field::amount]);
  const std::string quantity = simplify_sign(row_[Field::quantity]);
  const std::string in = simplify_sign(row_[Field::amount_in]);
  const std::string out = simplify_sign(row_[Field::amount_out]);
  const bool in_and_out = !in.empty() || !out.empty();
  const int stated = (amount.empty() ? 0 : 1) + (quantity.empty() ? 0 : 1) + (in_and_out ? 1 : 0);
  if (stated == 0) throw ParseError("the row has no amount");
  if (stated > 1)
    throw ParseError("the row has more than one amount: amount, amount-in and -out or quantity");
  if (!amount.empty()) return read_units(Field::amount, amount, scale);
  if (!quantity.empty()) {
    if (commodity().empty()) throw ParseError("the row has a quantity and no commodity");
    return read_units(Field::quantity, quantity, scale);
  }
  const Units received = in.empty() ? 0 : read_units(Field::amount_in, in, scale);
  const Units given = out.empty() ? 0 : read_units(Field::amount_out, out, scale);
  if (received != 0 && given != 0)
    throw ParseError("the row has both amount-in " + in + " and amount-out " + out);
  return received != 0 ? received : checked_negate(given);
}

std::optional<Units> DraftMaker::read_value() const {
  const std::string text = simplify_sign(row_[Field::value]);
  if (text.empty()) return std::nullopt;
  const Units value = read_units(Field::value, text, base_scale_);
  if (value < 0) throw ParseError("value: it is stated without a sign and takes the quantity's");
  return value;
}

Date DraftMaker::read_date(Field field) const {
  const std::string& text = row_[field];
  try {
    const auto& format = row_.rules().date_format;
    return format ? format->parse(text) : parse_date(text);
  } catch (const ParseError& error) {
    throw ParseError(std::string{to_string(field)} + ": " + error.what());
  }
}

std::string DraftMaker::name_party(Field id, Field name, Field kind,
                                   std::vector<PartyTerms>& parties) const {
  const bool named = row_.rules().assigns(name);
  if (named && row_[name].empty()) return {};
  // An id alone is that of a party declared in the book.
  if (!named) return row_[id];
  PartyTerms terms;
  terms.name = row_[name];
  terms.id = row_[id].empty() ? row_.list() + ":" + terms.name : row_[id];
  if (const std::string& text = row_[kind]; !text.empty()) {
    auto parsed = parse_party_kind(text);
    if (!parsed)
      throw ParseError(std::string{to_string(kind)} + ": \"" + quote_for_message(text) +
                       "\" is neither person nor organisation");
    terms.kind = *parsed;
  }
  parties.push_back(std::move(terms));
  return parties.back().id;
}

Draft DraftMaker::blank_draft(const ListRecord& record) const {
  Draft draft;
  draft.reference = reference(record);
  draft.date = read_date(Field::date);
  draft.narration = row_[Field::narration];
  draft.bank_reference = row_[Field::bank_reference];
  draft.by = row_[Field::by];
  draft.document = row_[Field::document];
  return draft;
}

void DraftMaker::add_receipt(const ListRecord& record, Units quantity, std::optional<Units> value,
                             RowDrafts& made) const {
  if (commodity().empty()) throw ParseError("receipt-account: only goods are received and issued");
  if (quantity <= 0) throw ParseError("quantity: goods handed out are stated as more than zero");
  Draft receipt = blank_draft(record);
  receipt.reference += "-in";
  receipt.postings = {
      posting_of(row_[Field::account2], row_[Field::fund], commodity(), quantity),
      posting_of(row_[Field::receipt_account], row_[Field::fund], commodity(), -quantity)};
  receipt.postings[0].value = value;
  receipt.postings[0].lot = row_[Field::lot];
  if (!row_[Field::expires].empty()) receipt.postings[0].expires = read_date(Field::expires);
  const std::string giver =
      name_party(Field::giver, Field::giver_name, Field::giver_kind, made.parties);
  for (DraftPosting& posting : receipt.postings) posting.party = giver;
  made.drafts.push_back(std::move(receipt));
}

/// What leaves an asset account is drawn by the label; what only comes into one bears it.
void DraftMaker::name_lot(DraftPosting& taking, DraftPosting& giving) const {
  const auto type = type_of_(giving.account);
  const bool draws = type == AccountType::asset || type == AccountType::cash;
  (draws ? giving : taking).lot = row_[Field::lot];
  if (!draws && !row_[Field::expires].empty()) taking.expires = read_date(Field::expires);
}

/// A bank's list has its account first and spends from it: the expense may be either posting.
void DraftMaker::name_purpose(DraftPosting& taking, DraftPosting& giving) const {
  const bool returned = type_of_(giving.account) == AccountType::expense;
  if (returned) giving.purpose = row_[Field::purpose];
  if (!returned || type_of_(taking.account) == AccountType::expense)
    taking.purpose = row_[Field::purpose];
}

void DraftMaker::add_entry(const ListRecord& record, Units quantity, std::optional<Units> value,
                           RowDrafts& made) const {
  Draft entry = blank_draft(record);
  entry.postings = {
      posting_of(row_[Field::account1], row_[Field::fund], commodity(), quantity),
      posting_of(row_[Field::account2], row_[Field::fund], commodity(), checked_negate(quantity))};
  DraftPosting& taking = entry.postings[quantity < 0 ? 1 : 0];
  DraftPosting& giving = entry.postings[quantity < 0 ? 0 : 1];
  name_purpose(taking, giving);
  if (!made.drafts.empty()) {
    // Those very goods, whatever else lies in stock; their value is the receipt's.
    giving.lot = made.drafts.front().reference;
    entry.reference += "-out";
  } else {
    taking.value = value;
    name_lot(taking, giving);
  }
  const std::string party =
      name_party(Field::party, Field::party_name, Field::party_kind, made.parties);
  for (DraftPosting& posting : entry.postings) posting.party = party;
  made.drafts.push_back(std::move(entry));
}

}  // namespace almoner::csv_rules
