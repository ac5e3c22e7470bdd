// SPDX-License-Identifier: Apache-2.0
#include "log/ed25519.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace almoner {
namespace {

template <std::size_t size>
std::array<std::uint8_t, size> bytes(std::string_view hex) {
  std::array<std::uint8_t, size> made{};
  for (std::size_t i = 0; i < size; ++i) made[i] = static_cast<std::uint8_t>(std::stoi(std::string{hex.substr(2 * i, 2)}, nullptr, 16));
  return made;
}

struct Example {
  std::string_view seed, key, message, signature;
};

// RFC 8032 §7.1, tests 1 and 2.
const std::vector<Example> examples = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
};

TEST(Ed25519, GivesTheStandardsExamples) {
  for (const Example& example : examples) {
    const auto seed = bytes<32>(example.seed);
    EXPECT_EQ(ed25519_public_key(seed), bytes<32>(example.key));
    EXPECT_EQ(ed25519_sign(seed, example.message), bytes<64>(example.signature));
    EXPECT_TRUE(ed25519_verify(bytes<32>(example.key), example.message, bytes<64>(example.signature)));
  }
}

TEST(Ed25519, AnyOtherKeyMessageOrSignatureIsWrong) {
  const auto key = bytes<32>(examples[1].key);
  const auto signature = bytes<64>(examples[1].signature);
  EXPECT_FALSE(ed25519_verify(bytes<32>(examples[0].key), "\x72", signature));
  EXPECT_FALSE(ed25519_verify(key, "\x73", signature));
  EXPECT_FALSE(ed25519_verify(key, "", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto other = signature;
    other[i] ^= 1U;
    EXPECT_FALSE(ed25519_verify(key, "\x72", other)) << "byte " << i;
  }
  EXPECT_FALSE(ed25519_verify(key, "\x72", std::span{signature}.first(63)));
  EXPECT_FALSE(ed25519_verify(key, "\x72", {}));
}

// RFC 8032 §5.1.7: S is below the group's order. Else everybody could make a second signature of one.
TEST(Ed25519, ASignatureHasNoSecondForm) {
  const auto order = bytes<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  auto second = bytes<64>(examples[0].signature);
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += second[32 + i] + order[i];
    second[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8U;
  }
  EXPECT_EQ(carry, 0U);
  EXPECT_FALSE(ed25519_verify(bytes<32>(examples[0].key), "", second));
}

// Under a key of small order one signature, which nobody's secret made, would fit every message.
TEST(Ed25519, AKeyThatEveryoneCouldSignForIsNone) {
  std::array<std::uint8_t, 32> identity{};
  identity[0] = 1;
  std::array<std::uint8_t, 64> signature{};
  signature[0] = 1;  // R is the identity and S zero
  EXPECT_FALSE(ed25519_verify(identity, "any message", signature));
  EXPECT_FALSE(ed25519_verify({}, "any message", signature));  // a point of order 4
}

TEST(Ed25519, AKeyThatIsNoPointIsNone) {
  std::array<std::uint8_t, 32> no_point{};
  no_point.fill(0xff);
  EXPECT_FALSE(ed25519_verify(no_point, "", bytes<64>(examples[0].signature)));
}

}  // namespace
}  // namespace almoner
