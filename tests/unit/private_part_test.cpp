// SPDX-License-Identifier: Apache-2.0
#include "log/private_part.hpp"

#include "value/hash.hpp"

#include <almoner/error.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
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

std::string hex_of(std::string_view bytes)
{
    return to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::string refusal(std::string_view hex)
{
    try {
        decode_private(bytes_of(hex));
        return {};
    } catch (const Corrupt& corrupt) {
        return corrupt.what();
    }
}

PrivatePart donor()
{
    PrivatePart part;
    part.party = "d-1";
    part.name = "张三";
    part.kind = PartyKind::person;
    part.contact = "555";
    return part;
}

PrivatePart narration()
{
    PrivatePart part;
    part.narration = "lamps";
    part.bank_reference = "B7";
    return part;
}

// Written once by hand from docs/event.cddl.
constexpr std::string_view donor_hex = "a40063642d310166e5bca0e4b88902000363353535";
constexpr std::string_view narration_hex = "a204656c616d707305624237";

TEST(PrivatePart, HasTheBytesItAlwaysHad)
{
    EXPECT_EQ(hex_of(encode_private(donor())), donor_hex);
    EXPECT_EQ(hex_of(encode_private(narration())), narration_hex);
    EXPECT_EQ(hex_of(encode_private({})), "a0");
    EXPECT_EQ(decode_private(bytes_of(donor_hex)), donor());
    EXPECT_EQ(decode_private(bytes_of(narration_hex)), narration());
    EXPECT_EQ(decode_private(bytes_of("a0")), PrivatePart{});
}

TEST(PrivatePart, RefusesEveryOtherEncoding)
{
    EXPECT_NE(refusal("a10060").find("private body, key 0 (party), at byte 2: an empty text must be left out"),
              std::string::npos);
    EXPECT_NE(refusal("a10202").find("no meaning is known for the number 2"), std::string::npos);
    EXPECT_NE(refusal("a10600").find("there is a key 6, which is unknown here"), std::string::npos);
    EXPECT_NE(refusal("a20161610061" "61").find("ascending"), std::string::npos);
    EXPECT_NE(refusal("a1180061" "61").find("shortest"), std::string::npos);
    EXPECT_NE(refusal("a10161ff").find("UTF-8"), std::string::npos);
    EXPECT_NE(refusal("a10141" "61").find("a text must stand here"), std::string::npos);
    EXPECT_NE(refusal("a000").find("after the end"), std::string::npos);
    EXPECT_NE(refusal("").find("end before"), std::string::npos);
    EXPECT_NE(refusal("80").find("a map must stand here"), std::string::npos);
}

TEST(PrivatePart, IsRefusedWhereverItIsCutOffAndStrictWhateverAByteBecomes)
{
    const std::string bytes = bytes_of(donor_hex);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        EXPECT_THROW(decode_private(std::string_view{bytes}.substr(0, at)), Corrupt) << at;
        for (int byte = 0; byte < 256; ++byte) {
            std::string changed = bytes;
            changed[at] = static_cast<char>(byte);
            try {
                ASSERT_EQ(encode_private(decode_private(changed)), changed) << at << ": " << byte;
            } catch (const Corrupt&) {
            }
        }
    }
}

// printf 'almoner/private/1\n' and the bytes, through sha256sum.
TEST(Commitment, IsTheHashThatSha256sumGives)
{
    std::array<std::uint8_t, 16> salt{};
    for (std::size_t i = 0; i < salt.size(); ++i)
        salt[i] = static_cast<std::uint8_t>(i);
    EXPECT_EQ(to_hex(commitment(salt, bytes_of(donor_hex))),
              "56639e881e54d60d6af1333cae9fbfda728a9673033f282fe41acfbae07615c5");
    EXPECT_EQ(to_hex(commitment(salt, "")), "288d12b148f8a07687bbb887503b01b93eab3b5a25e8239a94f10c44cb89fdcf");
}

TEST(Commitment, ChangesWithEveryBitOfSaltAndBody)
{
    std::array<std::uint8_t, 16> salt{};
    const std::string body = bytes_of(narration_hex);
    const Hash before = commitment(salt, body);
    for (std::size_t bit = 0; bit < salt.size() * 8; ++bit) {
        std::array<std::uint8_t, 16> other = salt;
        other[bit / 8] = static_cast<std::uint8_t>(1U << (bit % 8));
        EXPECT_NE(commitment(other, body), before);
    }
    for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
        std::string other = body;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_NE(commitment(salt, other), before);
    }
}

} // namespace
} // namespace almoner
