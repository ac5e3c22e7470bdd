// SPDX-License-Identifier: Apache-2.0
#include "sample_events.hpp"

#include <almoner/date.hpp>

#include <fstream>
#include <stdexcept>
#include <utility>

namespace almoner {

namespace {

// Indexes of the story's declarations.
constexpr Id lamp = 1;
constexpr Id kit = 2;
constexpr Id bank = 3;
constexpr Id stock = 4;
constexpr Id income = 5;
constexpr Id relief = 8;
constexpr Id schools = 9;
constexpr Id dis_fund = 10;
constexpr Id lamp_fund = 11;
constexpr Id company = 12;
constexpr Id hidden_donor = 13;

Hash hash_of(std::uint8_t first)
{
    Hash hash{};
    for (std::size_t i = 0; i < hash.size(); ++i)
        hash[i] = static_cast<std::uint8_t>(first + i);
    return hash;
}

template <class What>
Event event(Id seq, What what, std::string by = {})
{
    Event event;
    event.seq = seq;
    if (seq != 0)
        event.origin = {0x9a, 0x1f, 0x00, 0xff, 0x55, 0x07, 0xc3, 0x21};
    event.recorded = parse_instant("2021-09-05T02:11:00Z");
    event.by = std::move(by);
    event.what = std::move(what);
    return event;
}

BookRecord book()
{
    BookRecord record;
    for (std::size_t i = 0; i < record.nonce.size(); ++i)
        record.nonce[i] = static_cast<std::uint8_t>(0xf0 + i);
    record.terms = {"某县慈善会", "CNY", 2, "Asia/Shanghai"};
    return record;
}

FundRecord full_fund()
{
    FundRecord fund;
    fund.code = "DIS";
    fund.fund_class = FundClass::restricted;
    fund.purposes = {relief, schools};
    fund.set_by = RestrictionSource::donor;
    fund.from = parse_date("2021-07-01");
    fund.until = parse_date("2022-06-30");
    fund.management_cap = 1'000'000;
    fund.agreement = "2021-07";
    fund.owed_to = company;
    return fund;
}

FundRecord bare_fund()
{
    FundRecord fund;
    fund.code = "GENERAL";
    fund.fund_class = FundClass::unrestricted;
    return fund;
}

PartyRecord hidden_party()
{
    PartyRecord party;
    party.commitment = hash_of(0x40);
    return party;
}

AuthorityRecord authority()
{
    return {AuthorityKind::donor_consent, "letter-18", hash_of(0x80), parse_date("2021-09-28")};
}

PostingRecord posting(Id account, Id fund, Units quantity)
{
    PostingRecord record;
    record.account = account;
    record.fund = fund;
    record.quantity = quantity;
    record.value = quantity;
    return record;
}

PostingRecord posting(Id account, Id fund, Id commodity, Units quantity, Units value)
{
    PostingRecord record = posting(account, fund, quantity);
    record.commodity = commodity;
    record.value = value;
    return record;
}

/// A gift of money: the commonest event of all.
EntryRecord gift()
{
    EntryRecord entry;
    entry.date = parse_date("2021-09-04");
    entry.reference = "G-0001";
    entry.postings = {posting(bank, dis_fund, 5'000), posting(income, dis_fund, -5'000)};
    entry.postings[1].party = -1;
    LotRecord lot;
    lot.line.fund = dis_fund;
    lot.start = 12'000'000;
    lot.quantity = 5'000;
    lot.value = 5'000;
    entry.lots = {lot};
    entry.commitments = {hash_of(0x10)};
    return entry;
}

/// The example of the formats page: money drawn becomes goods.
EntryRecord purchase()
{
    EntryRecord entry;
    entry.date = parse_date("2021-09-05");
    entry.reference = "V-0007";
    entry.postings = {posting(stock, dis_fund, kit, 400, 10'100'000), posting(bank, dis_fund, -10'100'000)};
    LotRecord lot;
    lot.line = {dis_fund, kit, stock};
    lot.quantity = 400;
    lot.value = 10'100'000;
    entry.lots = {lot};
    DrawRecord draw;
    draw.line.fund = dis_fund;
    draw.quantity = 10'100'000;
    draw.value = 10'100'000;
    entry.draws = {draw};
    entry.commitments = {hash_of(0x20)};
    return entry;
}

AmendmentRecord amendment(Id target, decltype(AmendmentRecord::terms) terms)
{
    AmendmentRecord record;
    record.target = target;
    record.date = parse_date("2021-10-01");
    record.terms = std::move(terms);
    return record;
}

AmendmentRecord authorised_amendment()
{
    AmendmentRecord record = amendment(dis_fund, full_fund());
    record.authority = authority();
    record.approved_by = "director";
    return record;
}

AmendmentRecord entry_amendment()
{
    AmendmentRecord record = amendment(17, std::monostate{});
    record.parties = {0, -2, static_cast<PartyRef>(company)};
    record.commitments = {hash_of(0x30), hash_of(0x31)};
    return record;
}

} // namespace

EntryRecord full_entry()
{
    EntryRecord entry;
    entry.date = parse_date("1969-12-31");
    entry.reference = "V-0018";
    entry.approved_by = "director";
    entry.authority = authority();
    PostingRecord goods = posting(stock, lamp_fund, lamp, 100, 2'500'000);
    goods.purpose = relief;
    goods.party = static_cast<PartyRef>(company);
    goods.lot = "A";
    goods.expires = parse_date("2022-03-31");
    PostingRecord money = posting(bank, lamp_fund, -2'500'000);
    money.party = -2;
    entry.postings = {goods, money, posting(income, lamp_fund, lamp, 0, -1)};
    entry.lots = {{{lamp_fund, lamp, stock}, 525, 100, 2'500'000, "A", parse_date("2022-03-31")},
                  {{lamp_fund, lamp, stock}, 625, 1, 0, "", parse_date("2022-04-30")},
                  {{lamp_fund, base_commodity, no_id}, 7, 9, 9, "carried", std::nullopt}};
    entry.draws = {{{lamp_fund, base_commodity, no_id}, 70'000, 2'500'000, 2'500'000},
                   {{lamp_fund, kit, stock}, 5, 300, 0}};
    entry.give_backs = {{{dis_fund, base_commodity, no_id}, 300, 24, 14}, {{dis_fund, kit, stock}, 2, 1, 15}};
    entry.substitutions = {{{dis_fund, base_commodity, no_id}, 16, 1'000, 2'000, 500}};
    entry.document = "loss-report-3";
    entry.evidence = {hash_of(0x90), hash_of(0x60)};
    entry.gift = 16;
    entry.reverses = 14;
    entry.returns = 15;
    entry.repays = 17;
    entry.counterpart = "village/V-0003";
    entry.commitments = {hash_of(0x01), hash_of(0xa0)};
    return entry;
}

std::vector<SampleEvent> sample_events()
{
    CommodityRecord lamps;
    lamps.terms = {"LAMP", 0, "台", DrawPolicy::fifo};
    CommodityRecord dollars;
    dollars.terms = {"USD", 2, "", DrawPolicy::fefo};
    KeyRecord key;
    key.name = "county.example/book";
    key.ed25519 = hash_of(0xc0);
    return {
        {"book", event(0, book(), "secretary")},
        {"commodity_goods", event(lamp, lamps)},
        {"commodity_currency", event(kit, dollars)},
        {"account", event(bank, AccountRecord{"Assets:Bank:CCB", AccountType::cash, true})},
        {"account_untraced", event(income, AccountRecord{"Income:Gifts", AccountType::income, false})},
        {"purpose", event(relief, PurposeRecord{"disaster-relief/flood-2021", PurposeFunction::programme})},
        {"fund_full", event(dis_fund, full_fund())},
        {"fund_bare", event(lamp_fund, bare_fund())},
        {"party_public", event(company, PartyRecord{"example-co", "某企业", PartyKind::organisation, {}})},
        {"party_private", event(hidden_donor, hidden_party())},
        {"entry_gift", event(16, gift(), "cashier")},
        {"entry_purchase", event(17, purchase(), "cashier")},
        {"entry_full", event(24, full_entry(), "会计")},
        {"amendment_fund", event(256, authorised_amendment(), "secretary")},
        {"amendment_purpose",
         event(65'535, amendment(relief, PurposeRecord{"relief/flood", PurposeFunction::management}))},
        {"amendment_party_public",
         event(65'536, amendment(company, PartyRecord{"example-co", "", PartyKind::person, {}}))},
        {"amendment_party_private", event(65'537, amendment(hidden_donor, hidden_party()))},
        {"amendment_entry", event(4'294'967'296, entry_amendment())},
        {"close", event(4'294'967'297, CloseRecord{parse_date("2021-12-31")}, "treasurer")},
        {"key", event(4'294'967'298, key)},
    };
}

Event sample_event(const std::string& name)
{
    for (SampleEvent& sample : sample_events())
        if (sample.name == name)
            return std::move(sample.event);
    throw std::invalid_argument{"no sample is called " + name};
}

std::string golden_bytes(const std::string& name)
{
    std::ifstream file{std::string{ALMONER_TEST_SOURCE_DIR} + "/tests/golden/events/" + name + ".hex"};
    std::string hex;
    file >> hex;
    const std::vector<std::uint8_t> bytes = from_hex(hex);
    return {bytes.begin(), bytes.end()};
}

} // namespace almoner
