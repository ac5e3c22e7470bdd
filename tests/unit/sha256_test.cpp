// SPDX-License-Identifier: Apache-2.0
#include "log/sha256.hpp"
#include "log/base64.hpp"

#include <almoner/error.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace almoner {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Hash hash_of(std::string_view text) {
  return sha256({bytes_of(text)});
}

TEST(Sha256, GivesTheStandardsExamples) {
  EXPECT_EQ(to_hex(hash_of("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(hash_of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256({bytes_of("a"), bytes_of(""), bytes_of("bc")})), to_hex(hash_of("abc")));
}

TEST(Base64, GivesTheStandardsExamples) {
  const std::vector<std::pair<std::string, std::string>> examples{{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"},
                                                                  {"\xfb\xff", "+/8="}};
  for (const auto& [plain, encoded] : examples) {
    EXPECT_EQ(to_base64(bytes_of(plain)), encoded);
    const std::vector<std::uint8_t> decoded = from_base64(encoded);
    EXPECT_EQ(std::string(decoded.begin(), decoded.end()), plain);
  }
}

TEST(Base64, RefusesEverySecondWrittenForm) {
  for (const char* text : {"Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Z===", "====", "Zm9v\n",
                           " Zm9", "Zm-_", "Zg=a", "=g==", "Zm9vYg==="})
    EXPECT_THROW(from_base64(text), ParseError) << text;
}

}  // namespace
}  // namespace almoner
