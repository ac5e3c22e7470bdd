// SPDX-License-Identifier: Apache-2.0
#include "log/cbor.hpp"

#include "value/hash.hpp"

#include <almoner/error.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace almoner {
namespace {

std::string bytes_of(std::string_view hex)
{
    const std::vector<std::uint8_t> bytes = from_hex(hex);
    return {bytes.begin(), bytes.end()};
}

std::string hex_of(const std::string& bytes)
{
    return to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

/// What the writer makes of it, in hexadecimal.
std::string written(const std::function<void(CborWriter&)>& write)
{
    std::string out;
    CborWriter writer{out};
    write(writer);
    return hex_of(out);
}

/// Why a reader refuses the item; empty where it takes it.
std::string refusal(const std::string& bytes)
{
    try {
        CborReader reader{bytes};
        reader.skip();
        reader.end();
        return {};
    } catch (const Corrupt& corrupt) {
        return corrupt.what();
    }
}

std::string refusal_of_hex(std::string_view hex)
{
    return refusal(bytes_of(hex));
}

TEST(Cbor, SaysThatAnItemHasEndedWhereMoreOfItIsAsked)
{
    CborReader reader{"\x01"};
    EXPECT_EQ(reader.uint(), 1U);
    try {
        reader.uint();
        FAIL() << "read on";
    } catch (const Corrupt& corrupt) {
        EXPECT_NE(std::string{corrupt.what()}.find("has ended"), std::string::npos) << corrupt.what();
    }
}

// --- RFC 8949, appendix A: every example of the kinds that we use ---

TEST(Cbor, WritesAndReadsTheStandardsNumbers)
{
    const std::vector<std::pair<std::uint64_t, std::string_view>> examples = {
        {0, "00"}, {1, "01"}, {10, "0a"}, {23, "17"}, {24, "1818"}, {25, "1819"}, {100, "1864"},
        {1000, "1903e8"}, {1000000, "1a000f4240"}, {1000000000000, "1b000000e8d4a51000"},
        {18446744073709551615U, "1bffffffffffffffff"},
    };
    for (const auto& [value, hex] : examples) {
        EXPECT_EQ(written([value = value](CborWriter& writer) { writer.uint(value); }), hex);
        const std::string bytes = bytes_of(hex);
        CborReader reader{bytes};
        EXPECT_EQ(reader.uint(), value);
        EXPECT_NO_THROW(reader.end());
    }
}

TEST(Cbor, WritesAndReadsNumbersBelowZero)
{
    constexpr std::int64_t integer_min = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t integer_max = std::numeric_limits<std::int64_t>::max();
    const std::vector<std::pair<std::int64_t, std::string_view>> examples = {
        {-1, "20"}, {-10, "29"}, {-24, "37"}, {-25, "3818"}, {-100, "3863"}, {-256, "38ff"},
        {-257, "390100"}, {-1000, "3903e7"}, {0, "00"}, {1000, "1903e8"},
        {integer_max, "1b7fffffffffffffff"}, {integer_min, "3b7fffffffffffffff"},
    };
    for (const auto& [value, hex] : examples) {
        EXPECT_EQ(written([value = value](CborWriter& writer) { writer.integer(value); }), hex);
        const std::string bytes = bytes_of(hex);
        CborReader reader{bytes};
        EXPECT_EQ(reader.integer(), value);
        EXPECT_NO_THROW(reader.end());
    }
}

TEST(Cbor, WritesAndReadsTheStandardsStrings)
{
    const std::vector<std::pair<std::string_view, std::string_view>> texts = {
        {"", "60"}, {"a", "6161"}, {"IETF", "6449455446"}, {"\"\\", "62225c"}, {"ü", "62c3bc"},
        {"水", "63e6b0b4"}, {"𐅑", "64f0908591"},
    };
    for (const auto& [value, hex] : texts) {
        EXPECT_EQ(written([value = value](CborWriter& writer) { writer.text(value); }), hex);
        const std::string bytes = bytes_of(hex);
        CborReader reader{bytes};
        EXPECT_EQ(reader.text(), value);
        EXPECT_NO_THROW(reader.end());
    }
    EXPECT_EQ(written([](CborWriter& writer) { writer.bytes(std::string_view{}); }), "40");
    const std::array<std::uint8_t, 4> four{1, 2, 3, 4};
    EXPECT_EQ(written([&](CborWriter& writer) { writer.bytes(four); }), "4401020304");
    const std::string bytes = bytes_of("4401020304");
    CborReader reader{bytes};
    EXPECT_EQ(reader.bytes(), "\x01\x02\x03\x04");
}

TEST(Cbor, WritesAndReadsTheStandardsTruthValues)
{
    EXPECT_EQ(written([](CborWriter& writer) { writer.boolean(false); }), "f4");
    EXPECT_EQ(written([](CborWriter& writer) { writer.boolean(true); }), "f5");
    const std::string bytes = bytes_of("82f5f4");
    CborReader reader{bytes};
    EXPECT_EQ(reader.array(), 2U);
    EXPECT_TRUE(reader.boolean());
    EXPECT_FALSE(reader.boolean());
    EXPECT_NO_THROW(reader.end());
}

TEST(Cbor, WritesAndReadsTheStandardsListsAndMaps)
{
    EXPECT_EQ(written([](CborWriter& writer) { // [1, [2, 3], [4, 5]]
                  writer.array(3);
                  writer.uint(1);
                  writer.array(2);
                  writer.uint(2);
                  writer.uint(3);
                  writer.array(2);
                  writer.uint(4);
                  writer.uint(5);
              }),
              "8301820203820405");
    EXPECT_EQ(written([](CborWriter& writer) { // {"a": 1, "b": [2, 3]}
                  writer.map(2);
                  writer.text("a");
                  writer.uint(1);
                  writer.text("b");
                  writer.array(2);
                  writer.uint(2);
                  writer.uint(3);
              }),
              "a26161016162820203");
    const std::string bytes = bytes_of("a26161016162820203");
    CborReader reader{bytes};
    EXPECT_EQ(reader.map(), 2U);
    EXPECT_EQ(reader.text(), "a");
    EXPECT_EQ(reader.uint(), 1U);
    EXPECT_EQ(reader.text(), "b");
    EXPECT_EQ(reader.array(), 2U);
    EXPECT_EQ(reader.uint(), 2U);
    EXPECT_EQ(reader.uint(), 3U);
    EXPECT_NO_THROW(reader.end());

    for (const std::string_view hex :
         {"80", "83010203", "a0", "a201020304", "826161a161626163", "a56161614161626142616361436164614461656145",
          "a261620062616100", "98190102030405060708090a0b0c0d0e0f101112131415161718181819"})
        EXPECT_EQ(refusal_of_hex(hex), "") << hex;
}

TEST(Cbor, WritesAMapBySmallKeysWithoutKnowingItsSizeBefore)
{
    EXPECT_EQ(written([](CborWriter& writer) {
                  CborMapWriter map{writer};
                  map.key(1).uint(2);
                  CborMapWriter inner{map.key(23)};
                  inner.key(0).boolean(true);
                  inner.end();
                  map.end();
              }),
              "a2010217a100f5");
}

TEST(CborDeathTest, StopsAtAKeyOutOfOrder)
{
    const auto keys = [](unsigned first, unsigned second) {
        std::string out;
        CborWriter writer{out};
        CborMapWriter map{writer};
        map.key(first).uint(0);
        map.key(second).uint(0);
    };
    EXPECT_DEATH(keys(2, 2), "number >= next_");
    EXPECT_DEATH(keys(2, 1), "number >= next_");
    EXPECT_DEATH(keys(2, 24), "number < 24");
    std::string out;
    EXPECT_DEATH(CborWriter{out}.text("\xff"), "is_utf8");
}

// --- Each kind of encoding that is not the deterministic one ---

struct Refused {
    std::string_view hex;
    std::string_view why;
};

class RefusedCbor : public testing::TestWithParam<Refused> {};

TEST_P(RefusedCbor, IsCorrupt)
{
    const std::string message = refusal_of_hex(GetParam().hex);
    EXPECT_NE(message.find(GetParam().why), std::string::npos) << GetParam().hex << ": " << message;
}

INSTANTIATE_TEST_SUITE_P(
    NumbersNotShortest, RefusedCbor,
    testing::ValuesIn(std::vector<Refused>{
        {"1800", "shortest"}, {"1817", "shortest"}, {"190018", "shortest"}, {"1900ff", "shortest"},
        {"1a0000ffff", "shortest"}, {"1b00000000ffffffff", "shortest"}, {"3817", "shortest"},
        {"3900ff", "shortest"}, {"580100", "shortest"}, {"780161", "shortest"}, {"980100", "shortest"},
        {"b8010000", "shortest"}, {"5900" "0100", "shortest"}, {"9a00000000", "shortest"}}));

INSTANTIATE_TEST_SUITE_P(
    KindsNotUsed, RefusedCbor,
    testing::ValuesIn(std::vector<Refused>{
        {"f6", "not a number"}, {"f7", "not a number"}, {"f0", "not a number"}, {"f8ff", "not a number"},
        {"f814", "not a number"}, {"f90000", "not a number"}, {"fa47c35000", "not a number"},
        {"fb3ff199999999999a", "not a number"}, {"ff", "not a number"}, {"c000", "tag"},
        {"c11a514b67b0", "tag"}, {"d9d9f700", "tag"}, {"5f41004100ff", "indefinite"},
        {"7f6161ff", "indefinite"}, {"9f0102ff", "indefinite"}, {"bf0102ff", "indefinite"},
        {"1c", "reserved"}, {"1d", "reserved"}, {"3e", "reserved"}, {"1f", "reserved"}, {"5c", "reserved"},
        {"3bffffffffffffffff", "64-bit"}, {"3b8000000000000000", "64-bit"}}));

INSTANTIATE_TEST_SUITE_P(
    KeysNotAscending, RefusedCbor,
    testing::ValuesIn(std::vector<Refused>{
        {"a201000100", "ascending"}, {"a202000100", "ascending"}, {"a218180001" "00", "ascending"},
        {"a2200001" "00", "ascending"}, {"a26162006161" "00", "ascending"}, {"a2616100" "1864" "00", "ascending"},
        {"a262616100616200", "ascending"}, {"a18000", "list or map"},
        {"a1a000", "list or map"}, {"8101a10000", "after the end"}, {"a200a20100010001" "00", "ascending"}}));

INSTANTIATE_TEST_SUITE_P(
    TextNotUtf8, RefusedCbor,
    testing::ValuesIn(std::vector<Refused>{
        {"61ff", "UTF-8"}, {"62c080", "UTF-8"}, {"63eda080", "UTF-8"}, {"64f4908080", "UTF-8"},
        {"62e6b0", "UTF-8"}, {"69806161616161616161", "UTF-8"}, {"69616161616161616180", "UTF-8"}}));

INSTANTIATE_TEST_SUITE_P(
    SizesThatDoNotFit, RefusedCbor,
    testing::ValuesIn(std::vector<Refused>{
        {"", "end before"}, {"18", "end before"}, {"1903", "end before"}, {"1b00000000000000", "end before"},
        {"41", "longer than"}, {"6261", "longer than"}, {"5bffffffffffffffff", "longer than"},
        {"81", "more items"}, {"820000" "00", "after the end"}, {"a1", "more items"}, {"a100", "more items"},
        {"9bffffffffffffffff", "more items"}, {"bb7fffffffffffffff", "more items"},
        {"bb8000000000000000", "more items"}, {"83008100", "end before"}, {"a10081", "more items"}, {"0000", "after the end"}}));

TEST(CborReader, TakesEightListsWithinEachOtherAndNotNine)
{
    EXPECT_EQ(refusal(std::string(7, '\x81') + '\x80'), "");
    EXPECT_EQ(refusal(std::string(8, '\x81') + '\x00'), "");
    EXPECT_NE(refusal(std::string(8, '\x81') + '\x80').find("nested deeper"), std::string::npos);
    EXPECT_NE(refusal(std::string(9, '\x81') + '\x00').find("nested deeper"), std::string::npos);
    EXPECT_NE(refusal(std::string(100'000, '\x81')).find("nested deeper"), std::string::npos);
}

TEST(CborReader, IsNotAtTheEndWhereAListIsNotReadToItsEnd)
{
    const std::string bytes = bytes_of("81820102");
    CborReader reader{bytes};
    EXPECT_EQ(reader.array(), 1U);
    EXPECT_EQ(reader.array(), 2U);
    EXPECT_EQ(reader.uint(), 1U);
    EXPECT_EQ(reader.uint(), 2U);
    EXPECT_NO_THROW(reader.end());

    const std::string empty;
    CborReader of_nothing{empty};
    EXPECT_THROW(of_nothing.end(), Corrupt);
}

TEST(CborReader, SaysAtWhichByte)
{
    EXPECT_EQ(refusal_of_hex("8301021803"), "at byte 3: a number that is not in its shortest form");
}

TEST(CborReader, RefusesAnotherKindThanTheOneAskedFor)
{
    using Read = std::function<void(CborReader&)>;
    const std::vector<std::pair<std::string_view, Read>> reads = {
        {"00", [](CborReader& reader) { reader.uint(); }},
        {"20", [](CborReader& reader) { reader.integer(); }},
        {"40", [](CborReader& reader) { reader.bytes(); }},
        {"60", [](CborReader& reader) { reader.text(); }},
        {"80", [](CborReader& reader) { reader.array(); }},
        {"a0", [](CborReader& reader) { reader.map(); }},
        {"f4", [](CborReader& reader) { reader.boolean(); }},
    };
    for (const auto& [own, read] : reads) {
        for (const std::string_view hex : {"00", "20", "40", "60", "80", "a0", "f4"}) {
            const bool both_whole = own == "20" && hex == "00";
            const std::string bytes = bytes_of(hex);
            CborReader reader{bytes};
            if (hex == own || both_whole)
                EXPECT_NO_THROW(read(reader));
            else
                EXPECT_THROW(read(reader), Corrupt) << own << " " << hex;
        }
    }
    const std::string large = bytes_of("1b8000000000000000");
    CborReader reader{large};
    EXPECT_THROW(reader.integer(), Corrupt);
}

TEST(CborReader, KnowsWhereAnItemEnds)
{
    const std::string bytes = bytes_of("8201a10203");
    CborReader reader{bytes};
    EXPECT_THROW(reader.end(), Corrupt);
    reader.array();
    reader.uint();
    EXPECT_EQ(reader.offset(), 2U);
    EXPECT_THROW(reader.end(), Corrupt);
    reader.skip();
    EXPECT_NO_THROW(reader.end());
    EXPECT_THROW(reader.uint(), Corrupt);
}

TEST(CborReader, SkipsOneItemWhateverIsInIt)
{
    const std::string bytes = bytes_of("8582018101a101820203" "42ff00" "80" "6161" "05");
    CborReader reader{bytes};
    EXPECT_EQ(reader.array(), 5U);
    for (int item = 0; item < 3; ++item)
        reader.skip();
    EXPECT_EQ(reader.array(), 0U);
    EXPECT_EQ(reader.text(), "a");
    EXPECT_THROW(reader.uint(), Corrupt);
}

} // namespace
} // namespace almoner
