// SPDX-License-Identifier: Apache-2.0
#include "log/event_codec.hpp"

#include "sample_events.hpp"

#include <almoner/date.hpp>
#include <almoner/error.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace almoner {

void PrintTo(const SampleEvent& sample, std::ostream* out)
{
    *out << sample.name;
}

namespace {

std::string hex_of(std::string_view bytes)
{
    return to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::string refusal(std::string_view bytes)
{
    try {
        decode_event(bytes);
        return {};
    } catch (const Corrupt& corrupt) {
        return corrupt.what();
    }
}

/// True where the bytes are refused, or are an event whose encoding they are.
bool is_strict(const std::string& bytes)
{
    try {
        return encode_event(decode_event(bytes)) == bytes;
    } catch (const Corrupt&) {
        return true;
    }
}

// --- Frozen bytes ---

class GoldenEvent : public testing::TestWithParam<SampleEvent> {};

TEST_P(GoldenEvent, HasTheBytesItAlwaysHad)
{
    const auto& [name, event] = GetParam();
    const std::string path = std::string{ALMONER_TEST_SOURCE_DIR} + "/tests/golden/events/" + name + ".hex";
    // Bytes of version 1 never change: a new file may be written, an old one may not.
    if (std::getenv("UPDATE_GOLDEN") != nullptr && !std::filesystem::exists(path))
        std::ofstream{path} << hex_of(encode_event(event)) << '\n';
    EXPECT_EQ(hex_of(encode_event(event)), hex_of(golden_bytes(name)));
    EXPECT_EQ(decode_event(golden_bytes(name)), event);
}

TEST_P(GoldenEvent, IsRefusedWhereverItIsCutOff)
{
    const std::string bytes = golden_bytes(GetParam().name);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_NE(refusal(std::string_view{bytes}.substr(0, size)), "") << "cut to " << size;
    EXPECT_NE(refusal(bytes + '\0'), "");
}

TEST_P(GoldenEvent, IsRefusedOrAnotherEventWhereverABitFlips)
{
    const std::string bytes = golden_bytes(GetParam().name);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        try {
            const Event event = decode_event(flipped);
            EXPECT_NE(event, GetParam().event) << "bit " << bit;
            EXPECT_EQ(hex_of(encode_event(event)), hex_of(flipped)) << "bit " << bit;
        } catch (const Corrupt&) {
        }
    }
}

TEST_P(GoldenEvent, IsRefusedOrAnotherEventWhateverAByteBecomes)
{
    const std::string bytes = golden_bytes(GetParam().name);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string changed = bytes;
            changed[at] = static_cast<char>(byte);
            ASSERT_TRUE(is_strict(changed)) << at << ": " << byte;
        }
    }
}

TEST_P(GoldenEvent, IsRefusedOrAnotherEventWithAnyByteMoreOrLess)
{
    const std::string bytes = golden_bytes(GetParam().name);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        std::string shorter = bytes;
        shorter.erase(at, 1);
        ASSERT_TRUE(is_strict(shorter)) << at;
        for (const char byte : {'\x00', '\x01', '\x20', '\x40', '\x60', '\x80', '\xa0', '\xf5', '\xf6'}) {
            std::string longer = bytes;
            longer.insert(at, 1, byte);
            ASSERT_TRUE(is_strict(longer)) << at;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Sample, GoldenEvent, testing::ValuesIn(sample_events()),
                         [](const auto& sample) { return sample.param.name; });

TEST(GoldenEvents, CoverEveryType)
{
    std::set<EventType> seen;
    for (const SampleEvent& sample : sample_events())
        seen.insert(event_type(sample.event));
    EXPECT_EQ(seen.size(), 13U);
    EXPECT_EQ(*seen.begin(), EventType::book_1);
    EXPECT_EQ(*seen.rbegin(), EventType::entry_amendment_1);
}

TEST(GoldenEvents, LeaveNoFileBehind)
{
    std::set<std::string> names;
    for (const SampleEvent& sample : sample_events())
        names.insert(sample.name + ".hex");
    for (const auto& file :
         std::filesystem::directory_iterator{std::string{ALMONER_TEST_SOURCE_DIR} + "/tests/golden/events"})
        EXPECT_TRUE(names.contains(file.path().filename().string())) << file.path();
}

TEST(EventCodec, KeepsAnEntrySmall)
{
    EXPECT_LE(golden_bytes("entry_purchase").size(), 150U);
    EXPECT_LE(golden_bytes("entry_gift").size(), 125U);
}

TEST(EventCodec, ReplacesWhatTheStringHeld)
{
    std::string out = "left over";
    encode_event(sample_event("entry_gift"), out);
    EXPECT_EQ(out, golden_bytes("entry_gift"));
}

TEST(EventCodec, NamesEachType)
{
    EXPECT_EQ(to_string(EventType::entry_1), "entry/1");
    EXPECT_EQ(to_string(event_type(sample_event("amendment_party_private"))), "party-amendment/1");
}

// --- Every field counts ---

template <class Record>
using Change = std::function<void(Record&)>;

/// In place of either, nothing of it stays in the other.
void expect_each_in_place_of_the_other(const Event& before, const Event& event)
{
    Event used = before;
    decode_event(encode_event(event), used);
    EXPECT_EQ(used, event);
    decode_event(encode_event(before), used);
    EXPECT_EQ(used, before);
}

/// Each change makes other bytes, and those bytes give the changed event back, in whatever place.
template <class Record>
void expect_each_counts(const std::string& name, const std::vector<Change<Record>>& changes)
{
    const Event before = sample_event(name);
    std::set<std::string> seen{encode_event(before)};
    for (std::size_t i = 0; i < changes.size(); ++i) {
        Event event = before;
        changes[i](std::get<Record>(event.what));
        const std::string bytes = encode_event(event);
        EXPECT_TRUE(seen.insert(bytes).second) << name << ", change " << i;
        EXPECT_EQ(decode_event(bytes), event) << name << ", change " << i;
        SCOPED_TRACE(name + ", change " + std::to_string(i));
        expect_each_in_place_of_the_other(before, event);
    }
}

TEST(EventCodec, UsesTheMemoryOfAnEntrysRowsAgainButNotOfALongOnes)
{
    const Event event = sample_event("entry_gift");
    Event used = event;
    const auto& postings = std::get<EntryRecord>(used.what).postings;
    const PostingRecord* const memory = postings.data();
    decode_event(encode_event(event), used);
    EXPECT_EQ(postings.data(), memory);

    auto& made_long = std::get<EntryRecord>(used.what).postings;
    made_long.resize(1'000);
    decode_event(encode_event(event), used);
    EXPECT_EQ(used, event);
    EXPECT_LT(postings.capacity(), 1'000U);
}

TEST(EventCodec, TellsEveryHeaderApart)
{
    const Event before = sample_event("entry_gift");
    const std::vector<Change<Event>> changes = {
        [](Event& event) { event.seq = 1; },
        [](Event& event) { event.seq = id_max; },
        [](Event& event) { event.origin[7] ^= 1U; },
        [](Event& event) { event.recorded += std::chrono::seconds{1}; },
        [](Event& event) { event.recorded = parse_instant("1900-01-01T00:00:00Z"); },
        [](Event& event) { event.recorded = parse_instant("2999-12-31T23:59:59Z"); },
        [](Event& event) { event.by.clear(); },
        [](Event& event) { event.by = "出纳"; },
        [](Event& event) { event.by = std::string(300, 'x'); },
    };
    std::set<std::string> seen{encode_event(before)};
    for (const auto& change : changes) {
        Event event = before;
        change(event);
        EXPECT_TRUE(seen.insert(encode_event(event)).second);
        EXPECT_EQ(decode_event(encode_event(event)), event);
        expect_each_in_place_of_the_other(before, event);
    }
}

TEST(EventCodec, TellsEveryFieldOfAnEntryApart)
{
    using E = EntryRecord;
    expect_each_counts<E>(
        "entry_full",
        {
            [](E& e) { e.date += std::chrono::days{1}; },
            [](E& e) { e.date = event_date_min; },
            [](E& e) { e.date = event_date_max; },
            [](E& e) { e.reference += "b"; },
            [](E& e) { e.approved_by.clear(); },
            [](E& e) { e.authority.reset(); },
            [](E& e) { e.authority->kind = AuthorityKind::error_correction; },
            [](E& e) { e.authority->document += "b"; },
            [](E& e) { e.authority->sha256[31] ^= 1U; },
            [](E& e) { e.authority->dated -= std::chrono::days{1}; },
            [](E& e) { e.postings.pop_back(); },
            [](E& e) { e.postings[0].account = id_max; },
            [](E& e) { e.postings[0].fund = 99; },
            [](E& e) { e.postings[0].commodity = 99; },
            [](E& e) { e.postings[0].quantity = std::numeric_limits<Units>::max(); },
            [](E& e) { e.postings[0].value = std::numeric_limits<Units>::min(); },
            [](E& e) { e.postings[0].purpose = no_id; },
            [](E& e) { e.postings[0].purpose = 99; },
            [](E& e) { e.postings[0].party = 0; },
            [](E& e) { e.postings[0].party = -1; },
            [](E& e) { e.postings[0].party = std::numeric_limits<PartyRef>::max(); },
            [](E& e) { e.postings[0].lot.clear(); },
            [](E& e) { e.postings[0].lot = "B"; },
            [](E& e) { e.postings[0].expires.reset(); },
            [](E& e) { *e.postings[0].expires += std::chrono::days{1}; },
            [](E& e) { e.postings[1].quantity = e.postings[1].value = 0; },
            [](E& e) { e.postings[1].quantity = e.postings[1].value = std::numeric_limits<Units>::min(); },
            [](E& e) { e.lots.clear(); },
            [](E& e) { e.lots[0].line.fund = 99; },
            [](E& e) { e.lots[0].line.commodity = 99; },
            [](E& e) { e.lots[0].line.account = 99; },
            [](E& e) { e.lots[0].start = 0; },
            [](E& e) { e.lots[0].start = std::numeric_limits<Units>::max() - e.lots[0].quantity; },
            [](E& e) { e.lots[0].quantity = 1; },
            [](E& e) { e.lots[0].value = 0; },
            [](E& e) { e.lots[0].label.clear(); },
            [](E& e) { e.lots[0].expires.reset(); },
            [](E& e) { e.lots[2].quantity = e.lots[2].value = 10; },
            [](E& e) { e.lots[2].label.clear(); },
            [](E& e) { e.draws.clear(); },
            [](E& e) { e.draws[0].line.fund = 99; },
            [](E& e) { e.draws[0].start = 24; },
            [](E& e) { e.draws[0].quantity = e.draws[0].value = 256; },
            [](E& e) { e.draws[1].value = 65'536; },
            [](E& e) { e.draws[1].line.account = 99; },
            [](E& e) { e.give_backs.clear(); },
            [](E& e) { e.give_backs[0].line.fund = 99; },
            [](E& e) { e.give_backs[0].start = 0; },
            [](E& e) { e.give_backs[0].quantity = 1; },
            [](E& e) { e.give_backs[0].entry = 99; },
            [](E& e) { e.give_backs[1].line.commodity = 99; },
            [](E& e) { e.substitutions.clear(); },
            [](E& e) { e.substitutions[0].line.fund = 99; },
            [](E& e) { e.substitutions[0].entry = 99; },
            [](E& e) { e.substitutions[0].from = 0; },
            [](E& e) { e.substitutions[0].to = 0; },
            [](E& e) { e.substitutions[0].quantity = 1; },
            [](E& e) { e.document.clear(); },
            [](E& e) { e.evidence.clear(); },
            [](E& e) { std::swap(e.evidence[0], e.evidence[1]); },
            [](E& e) { e.gift = no_id; },
            [](E& e) { e.gift = 99; },
            [](E& e) { e.reverses = no_id; },
            [](E& e) { e.reverses = 99; },
            [](E& e) { e.returns = no_id; },
            [](E& e) { e.returns = 99; },
            [](E& e) { e.repays = no_id; },
            [](E& e) { e.repays = 99; },
            [](E& e) { e.counterpart.clear(); },
            [](E& e) { e.commitments.push_back(Hash{0xff}); },
        });
}

TEST(EventCodec, TellsEveryFieldOfADeclarationApart)
{
    using B = BookRecord;
    expect_each_counts<B>("book", {
                                      [](B& b) { b.nonce[15] ^= 1U; },
                                      [](B& b) { b.terms.name.clear(); },
                                      [](B& b) { b.terms.base_currency = "USD"; },
                                      [](B& b) { b.terms.base_scale = 0; },
                                      [](B& b) { b.terms.base_scale = scale_max; },
                                      [](B& b) { b.terms.time_zone = "UTC"; },
                                  });
    using C = CommodityRecord;
    expect_each_counts<C>("commodity_goods", {
                                                 [](C& c) { c.terms.code = "COAT"; },
                                                 [](C& c) { c.terms.scale = scale_max; },
                                                 [](C& c) { c.terms.unit.clear(); },
                                                 [](C& c) { c.terms.policy = DrawPolicy::fefo; },
                                             });
    using A = AccountRecord;
    expect_each_counts<A>("account", {
                                         [](A& a) { a.name += "2"; },
                                         [](A& a) { a.type = AccountType::asset; },
                                         [](A& a) { a.type = AccountType::interfund; },
                                         [](A& a) { a.traced = false; },
                                     });
    using P = PurposeRecord;
    expect_each_counts<P>("purpose", {
                                         [](P& p) { p.path += "2"; },
                                         [](P& p) { p.function = PurposeFunction::other; },
                                     });
    using F = FundRecord;
    expect_each_counts<F>("fund_full", {
                                           [](F& f) { f.code = "X"; },
                                           [](F& f) { f.fund_class = FundClass::agency; },
                                           [](F& f) { f.purposes.pop_back(); },
                                           [](F& f) { f.purposes.clear(); },
                                           [](F& f) { f.purposes.push_back(f.purposes.back()); },
                                           [](F& f) { f.set_by = RestrictionSource::none; },
                                           [](F& f) { f.set_by = RestrictionSource::board; },
                                           [](F& f) { f.from.reset(); },
                                           [](F& f) { f.until.reset(); },
                                           [](F& f) { f.management_cap.reset(); },
                                           [](F& f) { f.management_cap = 0; },
                                           [](F& f) { f.agreement.clear(); },
                                           [](F& f) { f.owed_to = no_id; },
                                           [](F& f) { f.owed_to = 99; },
                                       });
    using Y = PartyRecord;
    expect_each_counts<Y>("party_public", {
                                              [](Y& y) { y.id += "2"; },
                                              [](Y& y) { y.name.clear(); },
                                              [](Y& y) { y.kind = PartyKind::person; },
                                              [](Y& y) { y = PartyRecord{"", "", PartyKind::organisation, Hash{1}}; },
                                          });
    expect_each_counts<Y>("party_private", {[](Y& y) { (*y.commitment)[0] ^= 1U; }});
    expect_each_counts<CloseRecord>("close", {[](CloseRecord& c) { c.through += std::chrono::days{1}; }});
    expect_each_counts<KeyRecord>("key", {[](KeyRecord& k) { k.name += "2"; },
                                          [](KeyRecord& k) { k.ed25519[0] ^= 1U; }});
}

TEST(EventCodec, TellsEveryFieldOfAnAmendmentApart)
{
    using A = AmendmentRecord;
    expect_each_counts<A>("amendment_fund",
                          {
                              [](A& a) { a.target = 99; },
                              [](A& a) { a.date += std::chrono::days{1}; },
                              [](A& a) { a.authority.reset(); },
                              [](A& a) { a.approved_by.clear(); },
                              [](A& a) { std::get<FundRecord>(a.terms).code = "X"; },
                              [](A& a) { a.terms = PurposeRecord{"x", PurposeFunction::other}; },
                              [](A& a) { a.terms = PartyRecord{"x", "", PartyKind::organisation, {}}; },
                              [](A& a) { a.terms = std::monostate{}; },
                          });
    expect_each_counts<A>("amendment_entry", {
                                                 [](A& a) { a.parties.clear(); },
                                                 [](A& a) { a.parties.pop_back(); },
                                                 [](A& a) { a.parties[1] = -1; },
                                                 [](A& a) { a.parties[2] = 0; },
                                                 [](A& a) { a.commitments.push_back(Hash{0xff}); },
                                                 [](A& a) { a.parties.clear(), a.commitments.clear(); },
                                             });
}

TEST(EventCodec, TakesAnEntryOfTheGreatestSizeAndNoLarger)
{
    Event event = sample_event("entry_gift");
    auto& entry = std::get<EntryRecord>(event.what);
    while (encode_event(event).size() < event_size_max - 40)
        entry.postings.insert(entry.postings.end(), 1, entry.postings[0]);
    entry.reference.append(event_size_max - encode_event(event).size() - 1, 'x');
    while (encode_event(event).size() < event_size_max)
        entry.reference += 'x';
    const std::string bytes = encode_event(event);
    ASSERT_EQ(bytes.size(), event_size_max);
    EXPECT_EQ(decode_event(bytes), event);
    EXPECT_GT(entry.postings.size(), 2'500U);
    entry.reference += 'x';
    EXPECT_NE(refusal(encode_event(event)).find("at most 65535 bytes"), std::string::npos);
}

} // namespace
} // namespace almoner
