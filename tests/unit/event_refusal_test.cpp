// SPDX-License-Identifier: Apache-2.0
// Every way in which an event can be unsound: refused on reading, impossible to write.
#include "log/cbor.hpp"
#include "log/event_codec.hpp"

#include "sample_events.hpp"

#include <almoner/error.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace almoner {
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

// Items as bytes, without the checks of CborWriter's callers.
std::string num(std::int64_t value)
{
    std::string out;
    CborWriter{out}.integer(value);
    return out;
}
std::string txt(std::string_view value)
{
    std::string out;
    CborWriter{out}.text(value);
    return out;
}
std::string bin(std::size_t size, char fill = 'h')
{
    std::string out;
    CborWriter{out}.bytes(std::string(size, fill));
    return out;
}
std::string arr(const std::vector<std::string>& items)
{
    std::string out;
    CborWriter{out}.array(items.size());
    for (const std::string& item : items)
        out += item;
    return out;
}
std::string map_of(const std::map<unsigned, std::string>& items)
{
    std::string out;
    CborWriter{out}.map(items.size());
    for (const auto& [key, item] : items)
        out += num(key) + item;
    return out;
}

const std::string absent;
const std::string yes = "\xf5";

/// An event's map with some of its keys replaced, added or (absent) taken away, and what the
/// refusal must say; "" where it must be taken.
struct Case {
    std::map<unsigned, std::string> changes;
    std::string_view why;
};

void expect_refusals(const std::map<unsigned, std::string>& sound, const std::vector<Case>& cases)
{
    ASSERT_EQ(refusal(map_of(sound)), "");
    for (const Case& one : cases) {
        std::map<unsigned, std::string> items = sound;
        for (const auto& [key, item] : one.changes)
            if (item.empty())
                items.erase(key);
            else
                items[key] = item;
        const std::string bytes = map_of(items);
        const std::string message = refusal(bytes);
        EXPECT_NE(message.find(one.why), std::string::npos) << hex_of(bytes) << "\n" << message << "\n" << one.why;
        if (one.why.empty())
            EXPECT_EQ(message, "") << hex_of(bytes);
        else
            EXPECT_NE(message, "") << hex_of(bytes);
        EXPECT_TRUE(is_strict(bytes));
    }
}

std::map<unsigned, std::string> with_header(std::int64_t type, std::map<unsigned, std::string> body)
{
    body.insert({{0, num(type)}, {1, bin(8)}, {2, num(30)}, {3, num(1'600'000'000)}});
    return body;
}

const std::string posting = arr({num(3), num(10), num(5)});

std::map<unsigned, std::string> sound_entry()
{
    return with_header(7, {{5, num(18'000)}, {8, txt("R")}, {9, arr({posting})}});
}

TEST(EventRefusal, RefusesEveryUnsoundHeader)
{
    const std::map<unsigned, std::string> book = {
        {0, num(1)}, {2, num(0)}, {3, num(0)}, {9, bin(16)}, {11, txt("CNY")}, {12, num(2)}, {13, txt("UTC")}};
    expect_refusals(book, {
                              {{{1, bin(8)}}, "event 0, and no other, has no origin"},
                              {{{2, num(1)}}, "event 0, and no other, is the book"},
                              {{{0, num(2)}}, "event 0, and no other, is the book"},
                          });
    expect_refusals(sound_entry(), {
                                       {{{0, absent}}, "event, at byte 1: key 0 (type) is missing"},
                                       {{{0, num(0)}}, "key 0 (type), at byte 2: no meaning"},
                                       {{{0, num(14)}}, "no meaning is known for the number 14"},
                                       {{{0, num(-1)}}, "key 0 (type)"},
                                       {{{0, num(1)}}, "event 0, and no other, is the book"},
                                       {{{1, absent}}, "event 0, and no other, has no origin"},
                                       {{{1, bin(7)}}, "it must have 8 bytes, not 7"},
                                       {{{1, bin(9)}}, "it must have 8 bytes, not 9"},
                                       {{{1, txt("hhhhhhhh")}}, "a string of bytes must stand here"},
                                       {{{2, absent}}, "key 2 (index) is missing"},
                                       {{{2, num(0)}}, "event 0, and no other"},
                                       {{{2, num(-1)}}, "a whole number from 0 must stand here"},
                                       {{{2, std::string("\x1b\x80\0\0\0\0\0\0\0", 9)}}, "not be above 2^63 - 1"},
                                       {{{3, absent}}, "event 30, key 2 (index), at byte"},
                                       {{{3, num(-2'208'988'801)}}, "an instant must lie in the years"},
                                       {{{3, num(-2'208'988'800)}}, ""},
                                       {{{3, num(32'503'679'999)}}, ""},
                                       {{{3, num(32'503'680'000)}}, "an instant must lie in the years"},
                                       {{{4, txt("")}}, "key 4 (by), at byte 23: an empty text must be left out"},
                                       {{{4, num(1)}}, "a text must stand here"},
                                       {{{22, num(1)}}, "there is a key 22, which is unknown here"},
                                       {{{24, num(1)}}, "there is a key 24, which is unknown here"},
                                   });
    EXPECT_NE(refusal(arr({num(1)})).find("a map must stand here"), std::string::npos);
    EXPECT_NE(refusal(map_of({{}})), "");
    EXPECT_NE(refusal("\xa1\x61\x30\x07").find("a whole number from 0 must stand here"), std::string::npos);
    EXPECT_NE(refusal(map_of(sound_entry()) + "\xa0").find("bytes after the end"), std::string::npos);
}

TEST(EventRefusal, RefusesEveryUnsoundEntry)
{
    expect_refusals(sound_entry(),
                    {
                        {{{5, absent}}, "key 5 (date) is missing"},
                        {{{5, num(-25'567)}}, ""},
                        {{{5, num(-25'568)}}, "a date must lie in the years 1900 to 2999"},
                        {{{5, num(376'199)}}, ""},
                        {{{5, num(376'200)}}, "a date must lie in the years 1900 to 2999"},
                        {{{6, txt("")}}, "an empty text must be left out"},
                        {{{8, absent}}, "key 8 (reference) is missing"},
                        {{{8, txt("")}}, "an empty text must be left out"},
                        {{{14, txt("")}}, "key 14 (document)"},
                        {{{15, arr({})}}, "key 15 (evidence), at byte"},
                        {{{15, arr({bin(31)})}}, "key 15 (evidence), row 1, at byte"},
                        {{{15, arr({bin(32), bin(32)})}}, ""},
                        {{{16, num(0)}}, "an index must be from 1 to 2^63 - 1"},
                        {{{17, num(0)}}, "key 17 (reverses)"},
                        {{{18, num(0)}}, "key 18 (returns)"},
                        {{{19, num(0)}}, "key 19 (repays)"},
                        {{{19, num(-1)}}, "key 19 (repays)"},
                        {{{20, txt("")}}, "key 20 (counterpart)"},
                        {{{21, arr({})}}, "an empty list must be left out"},
                        {{{21, arr({bin(32), bin(32)})}}, "row 2, at byte 71: commitments must ascend, each once"},
                        {{{21, arr({bin(32, 'b'), bin(32, 'a')})}}, "commitments must ascend, each once"},
                        {{{21, arr({bin(32, 'a'), bin(32, 'b')})}}, ""},
                        {{{21, arr({bin(33)})}}, "it must have 32 bytes, not 33"},
                    });
}

TEST(EventRefusal, RefusesEveryUnsoundAuthority)
{
    const auto authority = [](const std::string& kind, const std::string& document, const std::string& sha256,
                              const std::string& dated) {
        return std::map<unsigned, std::string>{{7, arr({kind, document, sha256, dated})}};
    };
    expect_refusals(sound_entry(),
                    {
                        {authority(num(0), txt("d"), bin(32), num(1)), ""},
                        {authority(num(5), txt("d"), bin(32), num(1)), ""},
                        {authority(num(6), txt("d"), bin(32), num(1)), "no meaning is known for the number 6"},
                        {authority(num(0), txt(""), bin(32), num(1)), "key 7 (authority)"},
                        {authority(num(0), txt("d"), bin(20), num(1)), "it must have 32 bytes, not 20"},
                        {authority(num(0), txt("d"), bin(32), num(400'000)), "a date must lie"},
                        {{{7, arr({num(0), txt("d"), bin(32)})}}, "a row of 3 items"},
                        {{{7, arr({num(0), txt("d"), bin(32), num(1), num(1)})}}, "a row of 5 items"},
                    });
}

TEST(EventRefusal, RefusesEveryUnsoundPosting)
{
    const auto one = [](const std::vector<std::string>& row) {
        return std::map<unsigned, std::string>{{9, arr({posting, arr(row)})}};
    };
    const std::string hashes = arr({bin(32, 'a'), bin(32, 'b')});
    const auto extra = [&](const std::map<unsigned, std::string>& items) {
        return std::map<unsigned, std::string>{{9, arr({arr({num(3), num(10), num(5), map_of(items)})})},
                                               {21, hashes}};
    };
    expect_refusals(
        sound_entry(),
        {
            {{{9, absent}}, "key 9 (postings) is missing"},
            {{{9, arr({})}}, "an empty list must be left out"},
            {one({num(3), num(10)}), "key 9 (postings), row 2, at byte 35: a row of 2 items is not of a known shape"},
            {one({}), "a row of 0 items"},
            {one({num(3), num(10), num(2), num(1), num(1), num(1), num(1)}), "a row of 7 items"},
            {one({num(0), num(10), num(5)}), "an index must be from 1"},
            {one({num(3), num(0), num(5)}), "an index must be from 1"},
            {one({num(3), num(10), num(0)}), ""},
            {one({num(3), num(10), num(0), num(5), num(5)}), "an index must be from 1"},
            {one({num(3), num(10), num(2), num(0), num(-5)}), ""},
            // A value in the base currency, which is the quantity, must not be written.
            {one({num(3), num(10), num(5), num(5)}), "a map must stand here"},
            {one({num(3), num(10), num(2), num(5)}), "a map must stand here"},
            {one({num(3), num(10), std::string("\x1b\x80\0\0\0\0\0\0\0", 9)}), "64-bit range"},
            {one({num(3), num(10), std::string("\xfb\x40\x14\0\0\0\0\0\0", 9)}), "not a number"},
            {extra({}), "an empty map must be left out"},
            {extra({{0, num(1)}, {1, num(1)}, {2, txt("A")}, {3, num(1)}}), ""},
            {extra({{0, num(0)}}), "key 9 (postings), row 1, key 0 (purpose), at byte"},
            {extra({{1, num(0)}}), "a party of 0 must be left out"},
            {extra({{1, num(-1)}}), ""},
            {extra({{1, num(-2)}}), ""},
            {extra({{1, num(-3)}}), "not one of the event's commitments"},
            {extra({{1, num(std::numeric_limits<std::int64_t>::min())}}), "not one of the event's commitments"},
            {extra({{2, txt("")}}), "key 2 (lot)"},
            {extra({{3, num(400'000)}}), "key 3 (expires)"},
            {extra({{4, num(1)}}), "there is a key 4, which is unknown here"},
        });
}

TEST(EventRefusal, RefusesEveryUnsoundLotAndDraw)
{
    constexpr std::int64_t units_max = std::numeric_limits<std::int64_t>::max();
    for (const unsigned key : {10U, 11U}) {
        const bool lots = key == 10;
        const auto one = [key](const std::vector<std::string>& row) {
            return std::map<unsigned, std::string>{{key, arr({arr(row)})}};
        };
        expect_refusals(
            sound_entry(),
            {
                {{{key, arr({})}}, "an empty list must be left out"},
                {one({num(10), num(0), num(1)}), ""},
                {one({num(10), num(1)}), "a row of 2 items"},
                {one({num(0), num(0), num(1)}), "an index must be from 1"},
                {one({num(10), num(-1), num(1)}), "must not be below 0"},
                {one({num(10), num(0), num(0)}), "a quantity must be above 0"},
                {one({num(10), num(0), num(-1)}), "a quantity must be above 0"},
                {one({num(10), num(units_max - 1), num(1)}), ""},
                {one({num(10), num(units_max), num(1)}), "an interval ends past the 64-bit range"},
                {one({num(10), num(1), num(units_max)}), "an interval ends past the 64-bit range"},
                {one({num(10), num(0), num(1), num(1)}), lots ? "a map must stand here" : "a row of 4 items"},
                {one({num(10), num(2), num(4), num(0), num(1)}), "a row of 5 items"},
                {one({num(10), num(2), num(4), num(0), num(1), num(0)}), ""},
                {one({num(10), num(2), num(4), num(0), num(1), num(-1)}), "must not be below 0"},
                {one({num(10), num(0), num(4), num(0), num(1), num(1)}), "an index must be from 1"},
                {one({num(10), num(2), num(0), num(0), num(1), num(1)}), "an index must be from 1"},
                {one({num(10), num(0), num(1), map_of({{0, txt("A")}, {1, num(1)}})}), lots ? "" : "a row of 4 items"},
                {one({num(10), num(0), num(1), map_of({})}), lots ? "an empty map" : "a row of 4 items"},
                {one({num(10), num(0), num(1), map_of({{0, txt("")}})}), lots ? "key 0 (label)" : "a row of 4 items"},
                {one({num(10), num(0), num(1), map_of({{2, num(1)}})}), lots ? "a key 2" : "a row of 4 items"},
                {one({num(10), num(2), num(4), num(0), num(1), num(0), map_of({{1, num(1)}})}),
                 lots ? "" : "a row of 7 items"},
            });
    }
}

TEST(EventRefusal, RefusesEveryUnsoundGiveBackAndSubstitution)
{
    constexpr std::int64_t units_max = std::numeric_limits<std::int64_t>::max();
    const auto one = [](unsigned key, const std::vector<std::string>& row) {
        return std::map<unsigned, std::string>{{key, arr({arr(row)})}};
    };
    expect_refusals(sound_entry(),
                    {
                        {{{12, arr({})}}, "an empty list must be left out"},
                        {one(12, {num(10), num(0), num(1), num(14)}), ""},
                        {one(12, {num(10), num(2), num(4), num(0), num(1), num(14)}), ""},
                        {one(12, {num(10), num(0), num(1)}), "a row of 3 items"},
                        {one(12, {num(10), num(2), num(4), num(0), num(1)}), "a row of 5 items"},
                        {one(12, {num(10), num(-1), num(1), num(14)}), "must not be below 0"},
                        {one(12, {num(10), num(0), num(0), num(14)}), "a quantity must be above 0"},
                        {one(12, {num(10), num(0), num(1), num(0)}), "an index must be from 1"},
                        {one(12, {num(10), num(units_max), num(1), num(14)}), "past the 64-bit range"},
                        {{{13, arr({})}}, "an empty list must be left out"},
                        {one(13, {num(10), num(16), num(0), num(9), num(1)}), ""},
                        {one(13, {num(10), num(16), num(0), num(9)}), "a row of 4 items"},
                        {one(13, {num(10), num(16), num(0), num(9), num(1), num(1)}), "a row of 6 items"},
                        {one(13, {num(0), num(16), num(0), num(9), num(1)}), "an index must be from 1"},
                        {one(13, {num(10), num(0), num(0), num(9), num(1)}), "an index must be from 1"},
                        {one(13, {num(10), num(16), num(-1), num(9), num(1)}), "must not be below 0"},
                        {one(13, {num(10), num(16), num(0), num(-1), num(1)}), "must not be below 0"},
                        {one(13, {num(10), num(16), num(0), num(9), num(0)}), "a quantity must be above 0"},
                        {one(13, {num(10), num(16), num(units_max), num(9), num(1)}), "past the 64-bit range"},
                        {one(13, {num(10), num(16), num(0), num(units_max), num(1)}), "past the 64-bit range"},
                    });
}

TEST(EventRefusal, RefusesEveryUnsoundDeclaration)
{
    expect_refusals({{0, num(1)}, {2, num(0)}, {3, num(0)}, {9, bin(16)}, {11, txt("CNY")}, {12, num(2)}, {13, txt("UTC")}},
                    {
                        {{{9, absent}}, "key 9 (nonce) is missing"},
                        {{{9, bin(15)}}, "it must have 16 bytes"},
                        {{{10, txt("name")}}, ""},
                        {{{10, txt("")}}, "key 10 (name)"},
                        {{{11, absent}}, "key 11 (base_currency) is missing"},
                        {{{11, txt("")}}, "an empty text"},
                        {{{12, absent}}, "key 12 (base_scale) is missing"},
                        {{{12, num(18)}}, ""},
                        {{{12, num(19)}}, "a scale must be from 0 to 18"},
                        {{{13, absent}}, "key 13 (time_zone) is missing"},
                    });
    expect_refusals(with_header(2, {{9, txt("LAMP")}, {10, num(0)}, {12, num(0)}}),
                    {
                        {{{9, absent}}, "key 9 (code) is missing"},
                        {{{9, txt("")}}, "an empty text"},
                        {{{10, absent}}, "key 10 (scale) is missing"},
                        {{{10, num(19)}}, "a scale must be from 0 to 18"},
                        {{{11, txt("")}}, "key 11 (unit)"},
                        {{{12, absent}}, "key 12 (policy) is missing"},
                        {{{12, num(2)}}, "no meaning"},
                        {{{5, num(1)}}, "there is a key 5"},
                    });
    expect_refusals(with_header(3, {{9, txt("A")}, {10, num(7)}, {11, yes}}),
                    {
                        {{{9, absent}}, "key 9 (name) is missing"},
                        {{{10, absent}}, "key 10 (type) is missing"},
                        {{{10, num(8)}}, "no meaning"},
                        {{{11, absent}}, "key 11 (traced) is missing"},
                        {{{11, num(1)}}, "true or false must stand here"},
                        {{{12, num(1)}}, "there is a key 12"},
                    });
    expect_refusals(with_header(4, {{9, txt("a/b")}, {10, num(3)}}), {
                                                                         {{{9, absent}}, "key 9 (path) is missing"},
                                                                         {{{10, absent}}, "key 10 (function)"},
                                                                         {{{10, num(4)}}, "no meaning"},
                                                                     });
    expect_refusals(with_header(8, {{9, num(1)}}), {
                                                       {{{9, absent}}, "key 9 (through) is missing"},
                                                       {{{9, num(400'000)}}, "a date must lie"},
                                                   });
    expect_refusals(with_header(9, {{9, txt("k")}, {10, bin(32)}}),
                    {
                        {{{9, absent}}, "key 9 (name) is missing"},
                        {{{10, absent}}, "key 10 (ed25519) is missing"},
                        {{{10, bin(31)}}, "it must have 32 bytes"},
                    });
}

/// The terms of funds and parties alone and in amendments.
std::vector<Case> fund_cases()
{
    return {
        {{{9, absent}}, "key 9 (code) is missing"},
        {{{10, absent}}, "key 10 (fund_class) is missing"},
        {{{10, num(3)}}, ""},
        {{{10, num(4)}}, "no meaning"},
        {{{11, arr({})}}, "an empty list"},
        {{{11, arr({num(1), num(2)})}}, ""},
        {{{11, arr({num(2), num(2)})}}, ""},
        {{{11, arr({num(2), num(1)})}}, "key 11 (purposes), row 2"},
        {{{11, arr({num(0)})}}, "an index must be from 1"},
        {{{12, num(0)}}, "no meaning is known for the number 0"},
        {{{12, num(3)}}, ""},
        {{{12, num(4)}}, "no meaning"},
        {{{13, num(400'000)}}, "key 13 (from)"},
        {{{14, num(400'000)}}, "key 14 (until)"},
        {{{15, num(0)}}, ""},
        {{{15, txt("1")}}, "a whole number must stand here"},
        {{{16, txt("")}}, "key 16 (agreement)"},
        {{{17, num(0)}}, "key 17 (owed_to)"},
        {{{18, num(1)}}, "there is a key 18"},
    };
}

TEST(EventRefusal, RefusesEveryUnsoundFund)
{
    expect_refusals(with_header(5, {{9, txt("U")}, {10, num(0)}}), fund_cases());
    expect_refusals(with_header(10, {{5, num(1)}, {8, num(3)}, {9, txt("U")}, {10, num(0)}}), fund_cases());
}

TEST(EventRefusal, RefusesEveryUnsoundParty)
{
    for (const bool amends : {false, true}) {
        std::map<unsigned, std::string> own = with_header(amends ? 12 : 6, {{9, txt("a")}, {11, num(1)}});
        std::map<unsigned, std::string> hidden = with_header(amends ? 12 : 6, {{12, bin(32)}});
        if (amends) {
            own.insert({{5, num(1)}, {8, num(3)}});
            hidden.insert({{5, num(1)}, {8, num(3)}});
        }
        expect_refusals(own, {
                                 {{{9, absent}}, "there is a key 11"},
                                 {{{9, txt("")}}, "an empty text"},
                                 {{{10, txt("")}}, "key 10 (name)"},
                                 {{{11, absent}}, "key 11 (kind) is missing"},
                                 {{{11, num(0)}}, ""},
                                 {{{11, num(2)}}, "no meaning"},
                                 {{{12, bin(32)}}, "there is a key 12"},
                             });
        expect_refusals(hidden, {
                                    {{{12, absent}}, "key 12 (commitment) is missing"},
                                    {{{12, bin(31)}}, "it must have 32 bytes"},
                                    {{{9, txt("a")}}, "key 11 (kind) is missing"},
                                    {{{10, txt("a")}}, "there is a key 10"},
                                    {{{11, num(1)}}, "there is a key 11"},
                                });
    }
}

TEST(EventRefusal, RefusesEveryUnsoundAmendment)
{
    const std::string hashes = arr({bin(32, 'a'), bin(32, 'b')});
    expect_refusals(with_header(13, {{5, num(1)}, {8, num(17)}}),
                    {
                        {{{5, absent}}, "key 5 (date) is missing"},
                        {{{6, txt("")}}, "key 6 (approved_by)"},
                        {{{7, arr({})}}, "a row of 0 items"},
                        {{{8, absent}}, "key 8 (target) is missing"},
                        {{{8, num(0)}}, "an index must be from 1"},
                        {{{9, arr({})}}, "an empty list"},
                        {{{9, arr({num(0), num(12)})}}, ""},
                        {{{9, arr({num(-1)})}}, "not one of the event's commitments"},
                        {{{9, arr({num(-2)})}, {21, hashes}}, ""},
                        {{{9, arr({num(-3)})}, {21, hashes}}, "not one of the event's commitments"},
                        {{{21, arr({})}}, "an empty list"},
                        {{{21, arr({bin(32), bin(32)})}}, "commitments must ascend"},
                        {{{10, num(0)}}, "there is a key 10"},
                    });
    expect_refusals(with_header(11, {{5, num(1)}, {8, num(17)}, {9, txt("a")}, {10, num(0)}}),
                    {{{{21, hashes}}, "there is a key 21"}, {{{10, absent}}, "key 10 (function) is missing"}});
}

TEST(EventRefusal, NamesTheEventThatIsCorrupt)
{
    std::map<unsigned, std::string> items = sound_entry();
    items[9] = arr({posting, arr({num(3), num(10), num(5), map_of({{1, num(0)}})})});
    try {
        decode_event(map_of(items));
        FAIL();
    } catch (const Corrupt& corrupt) {
        EXPECT_STREQ(corrupt.what(), "event 30, key 9 (postings), row 2, key 1 (party), at byte 41: "
                                     "a party of 0 must be left out");
        EXPECT_EQ(corrupt.event(), 30U);
    }
}

// --- Our own mistakes ---

using Mistake = std::function<void(Event&)>;

TEST(EventRefusalDeathTest, StopsBeforeItWritesWhatNoReaderTakes)
{
    const auto entry_of = [](Event& event) -> EntryRecord& { return std::get<EntryRecord>(event.what); };
    const std::vector<Mistake> mistakes = {
        [](Event& e) { e.seq = 0; },
        [](Event& e) { e.recorded = Instant::max(); },
        [&](Event& e) { entry_of(e).postings.clear(); },
        [&](Event& e) { entry_of(e).reference.clear(); },
        [&](Event& e) { entry_of(e).reference = "\xff"; },
        [&](Event& e) { entry_of(e).date = event_date_max + std::chrono::days{1}; },
        [&](Event& e) { entry_of(e).postings[0].account = no_id; },
        [&](Event& e) { entry_of(e).postings[1].value += 1; },
        [&](Event& e) { entry_of(e).postings[1].party = -3; },
        [&](Event& e) { entry_of(e).lots[0].line.account = no_id; },
        [&](Event& e) { entry_of(e).lots[0].quantity = 0; },
        [&](Event& e) { entry_of(e).lots[2].line.account = 4; },
        [&](Event& e) { entry_of(e).lots[2].value += 1; },
        [&](Event& e) { entry_of(e).draws[0].start = -1; },
        [&](Event& e) { entry_of(e).draws[0].start = std::numeric_limits<Units>::max(); },
        [&](Event& e) { entry_of(e).draws[1].value = -1; },
        [&](Event& e) { entry_of(e).give_backs[0].entry = no_id; },
        [&](Event& e) { entry_of(e).substitutions[0].line = {11, 1, 4}; },
        [&](Event& e) { entry_of(e).commitments[0] = entry_of(e).commitments[1]; },
        [&](Event& e) { entry_of(e).authority->document.clear(); },
    };
    for (std::size_t i = 0; i < mistakes.size(); ++i) {
        Event event = sample_event("entry_full");
        mistakes[i](event);
        EXPECT_DEATH(encode_event(event), "this must hold") << "mistake " << i;
    }
}

} // namespace
} // namespace almoner
