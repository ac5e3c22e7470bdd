// SPDX-License-Identifier: Apache-2.0
#include "log/sequence.hpp"

#include "sample_events.hpp"

#include <almoner/error.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <ios>
#include <sstream>
#include <streambuf>
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

std::vector<std::string> items_of(const std::string& sequence, std::size_t item_size_max = event_size_max)
{
    std::istringstream in{sequence};
    CborSequenceReader reader{in, item_size_max};
    std::vector<std::string> items;
    while (std::optional<std::string> item = reader.next_item())
        items.push_back(*std::move(item));
    EXPECT_EQ(reader.offset(), sequence.size());
    return items;
}

std::string refusal(const std::string& sequence, std::size_t item_size_max = event_size_max)
{
    try {
        items_of(sequence, item_size_max);
        return {};
    } catch (const Corrupt& corrupt) {
        return corrupt.what();
    }
}

constexpr std::array<std::uint8_t, 16> salt{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

TEST(CborSequence, GivesAnExportedLogBackEventByEvent)
{
    std::string sequence;
    std::vector<std::string> events;
    for (const SampleEvent& sample : sample_events())
        sequence += events.emplace_back(encode_event(sample.event));
    EXPECT_EQ(items_of(sequence), events);
    EXPECT_TRUE(items_of("").empty());
}

TEST(CborSequence, SaysWhereALogIsCutOff)
{
    const std::string first = encode_event(sample_event("book"));
    const std::string second = encode_event(sample_event("entry_full"));
    for (std::size_t size = 1; size < second.size(); ++size) {
        EXPECT_EQ(refusal(first + second.substr(0, size)),
                  "at byte " + std::to_string(first.size()) + " of the sequence: the last item is cut off");
    }
}

TEST(CborSequence, CutsItemsOfEveryKind)
{
    for (const std::string_view hex :
         {"00", "1bffffffffffffffff", "20", "40", "4100", "60", "6161", "80", "820102", "a0", "a10102", "f4", "f5",
          "a1818041ff", "8281810080", "88818181818181810001020304050607"})
        EXPECT_EQ(items_of(bytes_of(hex) + bytes_of("05")), (std::vector{bytes_of(hex), bytes_of("05")})) << hex;
}

TEST(CborSequence, RefusesWhatHasNoKnownLengthOrUse)
{
    for (const std::string_view hex : {"5f41004100ff", "7f6161ff", "9f00ff", "bf0000ff", "c000", "d9d9f700", "f6",
                                       "f7", "f8ff", "f93c00", "fa47c35000", "fb3ff199999999999a", "ff", "1c", "fc"})
        EXPECT_NE(refusal(bytes_of(hex)).find("known length"), std::string::npos) << hex;
}

TEST(CborSequence, BelievesNoSizeBeforeItHasTheBytes)
{
    EXPECT_EQ(items_of(bytes_of("426161"), 3).size(), 1U);
    EXPECT_NE(refusal(bytes_of("43616161"), 3).find("an item of more than 3 bytes"), std::string::npos);
    for (const std::string_view hex : {"5bffffffffffffffff", "7b7fffffffffffffff", "9bffffffffffffffff",
                                       "bb8000000000000000", "bbffffffffffffffff", "5a00010000", "9a00010000"})
        EXPECT_NE(refusal(bytes_of(hex)).find("an item of more than 65535 bytes"), std::string::npos) << hex;
    EXPECT_NE(refusal(bytes_of("59fff0")).find("cut off"), std::string::npos);
    EXPECT_EQ(items_of(bytes_of("59fffc") + std::string(65'532, 'x')).size(), 1U);
    EXPECT_NE(refusal(bytes_of("59fffd") + std::string(65'533, 'x')).find("more than 65535"), std::string::npos);
    EXPECT_NE(refusal(bytes_of("99ffff") + std::string(65'535, '\0')).find("more than 65535"), std::string::npos);
}

TEST(CborSequence, RefusesNineListsWithinEachOther)
{
    EXPECT_EQ(items_of(std::string(7, '\x81') + '\x80').size(), 1U);
    EXPECT_EQ(items_of(std::string(8, '\x81') + '\x00').size(), 1U);
    EXPECT_NE(refusal(std::string(9, '\x81') + '\x00').find("nested deeper"), std::string::npos);
    EXPECT_NE(refusal(std::string(60'000, '\x81')).find("nested deeper"), std::string::npos);
}

/// A disk that fails after some bytes.
class FailingBuffer : public std::streambuf {
public:
    explicit FailingBuffer(std::string bytes) : bytes_{std::move(bytes)}
    {
        setg(bytes_.data(), bytes_.data(), bytes_.data() + bytes_.size());
    }

protected:
    int_type underflow() override { throw std::ios_base::failure{"the disk is gone"}; }

private:
    std::string bytes_;
};

TEST(CborSequence, TellsAFailedStreamFromAShortOne)
{
    for (const std::string_view hex : {"", "1b00", "4461", "8200"}) {
        FailingBuffer buffer{bytes_of(hex)};
        std::istream in{&buffer};
        CborSequenceReader reader{in};
        EXPECT_THROW(reader.next_item(), StorageError) << hex;
    }
    std::istream none{nullptr};
    CborSequenceReader reader{none};
    EXPECT_THROW(reader.next_item(), StorageError);
}

// --- Private bodies ---

TEST(PrivateItem, HasTheBytesItAlwaysHad)
{
    std::string out = "before ";
    write_private_item(out, 1000, 24, salt, "\xa0");
    EXPECT_EQ(out, "before " + bytes_of("841903e81818500102030405060708090a0b0c0d0e0f1041a0"));
}

TEST(PrivateItem, GoesThereAndBack)
{
    std::string sequence;
    write_private_item(sequence, 17, 0, salt, "\xa0");
    write_private_item(sequence, id_max, 0xffff'ffffU, salt, std::string(private_body_size_max, 'x'));
    write_private_item(sequence, 0, 1, salt, "");
    const std::vector<std::string> items = items_of(sequence, private_item_size_max);
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(decode_private_item(items[0]), (PrivateItem{17, 0, salt, "\xa0"}));
    EXPECT_EQ(decode_private_item(items[1]),
              (PrivateItem{id_max, 0xffff'ffffU, salt, std::string(private_body_size_max, 'x')}));
    EXPECT_EQ(decode_private_item(items[2]), (PrivateItem{0, 1, salt, ""}));
}

TEST(PrivateItem, RefusesEveryOtherShape)
{
    const std::string salt_hex = "500102030405060708090a0b0c0d0e0f10";
    EXPECT_NO_THROW(decode_private_item(bytes_of("840000" + salt_hex + "40")));
    for (const std::string& hex : std::vector<std::string>{
             "", "00", "830000" + salt_hex, "850000" + salt_hex + "4000",
             "840000" + salt_hex + "60", "840000" + salt_hex + "4000", "8400004040", "84200000" + salt_hex + "40",
             "84001b0000000100000000" + salt_hex + "40", "841b800000000000000000" + salt_hex + "40",
             "841800" "00" + salt_hex + "40", "840000" "4f" "0102030405060708090a0b0c0d0e0f" "40",
         })
        EXPECT_THROW(decode_private_item(bytes_of(hex)), Corrupt) << hex;
}

} // namespace
} // namespace almoner
