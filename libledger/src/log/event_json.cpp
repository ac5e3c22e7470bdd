// SPDX-License-Identifier: Apache-2.0
// The readable view. What the bytes leave out because it follows (values on base lines) is said
// here; what is empty is not. The origin, one for the whole book, is not repeated.

#include "log/event_json.hpp"

#include "log/base64.hpp"
#include "log/event_codec.hpp"

#include <almoner/amount.hpp>
#include <almoner/date.hpp>

#include <nlohmann/json.hpp>

#include <type_traits>
#include <utility>

namespace almoner {

namespace {

using Json = nlohmann::ordered_json;

void put_text(Json& json, const char* key, const std::string& text)
{
    if (!text.empty())
        json[key] = text;
}

void put_date(Json& json, const char* key, const std::optional<Date>& date)
{
    if (date)
        json[key] = format_date(*date);
}

/// Writes the members of one event after those of its header.
class Body {
public:
    Body(Json& json, const Names& names) : json_{json}, names_{names} {}

    void operator()(const BookRecord& book) const
    {
        put_text(json_, "name", book.terms.name);
        json_["base-currency"] = book.terms.base_currency;
        json_["base-scale"] = book.terms.base_scale;
        json_["time-zone"] = book.terms.time_zone;
        json_["nonce"] = to_hex(book.nonce);
    }
    void operator()(const CommodityRecord& commodity) const
    {
        json_["code"] = commodity.terms.code;
        json_["scale"] = commodity.terms.scale;
        put_text(json_, "unit", commodity.terms.unit);
        json_["policy"] = to_string(commodity.terms.policy);
    }
    void operator()(const AccountRecord& account) const
    {
        json_["name"] = account.name;
        json_["account-type"] = to_string(account.type);
        json_["traced"] = account.traced;
    }
    void operator()(const PurposeRecord& purpose) const
    {
        json_["path"] = purpose.path;
        json_["function"] = to_string(purpose.function);
    }
    void operator()(const FundRecord& fund) const;
    void operator()(const PartyRecord& party) const
    {
        put_text(json_, "id", party.id);
        put_text(json_, "name", party.name);
        if (party.commitment)
            json_["private"] = Json::array({to_base64(*party.commitment)});
        else
            json_["kind"] = to_string(party.kind);
    }
    void operator()(const EntryRecord& entry) const;
    void operator()(const AmendmentRecord& amendment) const;
    void operator()(const CloseRecord& close) const { json_["through"] = format_date(close.through); }
    void operator()(const KeyRecord& key) const
    {
        json_["name"] = key.name;
        json_["ed25519"] = to_base64(key.ed25519);
    }
    void operator()(const std::monostate&) const {}

private:
    std::string amount(Id commodity, Units units) const
    {
        return format_units(units, names_.scale_of(commodity));
    }
    void put_name(Json& json, const char* key, Id id) const
    {
        if (id != no_id)
            json[key] = names_.name_of(id);
    }
    Json posting(const PostingRecord& posting) const;
    Json line(const LineKey& line) const;
    template <class Row>
    Json interval(const Row& row) const;
    Json lot(const LotRecord& lot) const;
    Json give_back(const GiveBackRecord& give_back) const;
    Json substitution(const SubstitutionRecord& substitution) const;
    template <class Row>
    void put_rows(const char* key, const std::vector<Row>& rows, Json (Body::*one)(const Row&) const) const;
    void put_decision(const std::string& approved_by, const std::optional<AuthorityRecord>& authority) const;
    void put_commitments(const std::vector<Hash>& commitments) const;

    Json& json_;
    const Names& names_;
};

void Body::operator()(const FundRecord& fund) const
{
    json_["code"] = fund.code;
    json_["class"] = to_string(fund.fund_class);
    for (const Id purpose : fund.purposes)
        json_["purposes"].push_back(names_.name_of(purpose));
    if (fund.set_by != RestrictionSource::none)
        json_["set-by"] = to_string(fund.set_by);
    put_date(json_, "from", fund.from);
    put_date(json_, "until", fund.until);
    if (fund.management_cap)
        json_["management-cap"] = amount(base_commodity, *fund.management_cap);
    put_text(json_, "agreement", fund.agreement);
    put_name(json_, "owed-to", fund.owed_to);
}

Json Body::posting(const PostingRecord& posting) const
{
    Json json;
    json["account"] = names_.name_of(posting.account);
    json["fund"] = names_.name_of(posting.fund);
    json["commodity"] = names_.name_of(posting.commodity);
    json["quantity"] = amount(posting.commodity, posting.quantity);
    json["value"] = amount(base_commodity, posting.value);
    put_name(json, "purpose", posting.purpose);
    if (posting.party > 0)
        json["party"] = names_.name_of(static_cast<Id>(posting.party));
    else if (posting.party < 0)
        json["private-party"] = -1 - posting.party; // place in "private", from 0
    put_text(json, "lot", posting.lot);
    put_date(json, "expires", posting.expires);
    return json;
}

Json Body::line(const LineKey& line) const
{
    Json json;
    json["fund"] = names_.name_of(line.fund);
    json["commodity"] = names_.name_of(line.commodity);
    put_name(json, "account", line.account);
    return json;
}

template <class Row>
Json Body::interval(const Row& row) const
{
    Json json = line(row.line);
    json["at"] = amount(row.line.commodity, row.start);
    json["quantity"] = amount(row.line.commodity, row.quantity);
    json["value"] = amount(base_commodity, row.value);
    return json;
}

Json Body::lot(const LotRecord& lot) const
{
    Json json = interval(lot);
    put_text(json, "lot", lot.label);
    put_date(json, "expires", lot.expires);
    return json;
}

Json Body::give_back(const GiveBackRecord& give_back) const
{
    Json json = line(give_back.line);
    json["at"] = amount(give_back.line.commodity, give_back.start);
    json["quantity"] = amount(give_back.line.commodity, give_back.quantity);
    json["drawn-by"] = names_.name_of(give_back.entry);
    return json;
}

Json Body::substitution(const SubstitutionRecord& substitution) const
{
    Json json = line(substitution.line);
    json["drawn-by"] = names_.name_of(substitution.entry);
    json["from"] = amount(substitution.line.commodity, substitution.from);
    json["to"] = amount(substitution.line.commodity, substitution.to);
    json["quantity"] = amount(substitution.line.commodity, substitution.quantity);
    return json;
}

template <class Row>
void Body::put_rows(const char* key, const std::vector<Row>& rows, Json (Body::*one)(const Row&) const) const
{
    for (const Row& row : rows)
        json_[key].push_back((this->*one)(row));
}

void Body::put_decision(const std::string& approved_by, const std::optional<AuthorityRecord>& authority) const
{
    put_text(json_, "approved-by", approved_by);
    if (!authority)
        return;
    json_["authority"] = Json{{"kind", to_string(authority->kind)},
                              {"document", authority->document},
                              {"sha256", to_hex(authority->sha256)},
                              {"dated", format_date(authority->dated)}};
}

void Body::put_commitments(const std::vector<Hash>& commitments) const
{
    for (const Hash& commitment : commitments)
        json_["private"].push_back(to_base64(commitment));
}

void Body::operator()(const EntryRecord& entry) const
{
    json_["ref"] = entry.reference;
    put_decision(entry.approved_by, entry.authority);
    put_rows("postings", entry.postings, &Body::posting);
    put_rows("draws", entry.draws, &Body::interval<DrawRecord>);
    put_rows("lots", entry.lots, &Body::lot);
    put_rows("give-backs", entry.give_backs, &Body::give_back);
    put_rows("substitutions", entry.substitutions, &Body::substitution);
    put_text(json_, "document", entry.document);
    for (const Hash& evidence : entry.evidence)
        json_["evidence"].push_back(to_hex(evidence));
    put_name(json_, "gift", entry.gift);
    put_name(json_, "reverses", entry.reverses);
    put_name(json_, "returns", entry.returns);
    put_name(json_, "repays", entry.repays);
    put_text(json_, "counterpart", entry.counterpart);
    put_commitments(entry.commitments);
}

void Body::operator()(const AmendmentRecord& amendment) const
{
    json_["target"] = names_.name_of(amendment.target);
    put_decision(amendment.approved_by, amendment.authority);
    std::visit(*this, amendment.terms);
    // One for each posting: a public party, the place of a private one in "private", or nobody.
    for (const PartyRef party : amendment.parties)
        json_["parties"].push_back(party > 0   ? Json(names_.name_of(static_cast<Id>(party)))
                                   : party < 0 ? Json(-1 - party)
                                               : Json(nullptr));
    put_commitments(amendment.commitments);
}

} // namespace

std::string event_json(const Event& event, const Names& names)
{
    Json json;
    json["seq"] = event.seq;
    json["type"] = to_string(event_type(event));
    if (const auto* entry = std::get_if<EntryRecord>(&event.what))
        json["date"] = format_date(entry->date);
    else if (const auto* amendment = std::get_if<AmendmentRecord>(&event.what))
        json["date"] = format_date(amendment->date);
    json["recorded"] = format_instant(event.recorded);
    put_text(json, "by", event.by);
    std::visit(Body{json, names}, event.what);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace almoner
