// SPDX-License-Identifier: Apache-2.0
#include "value/utf8.hpp"
#include "value/hash.hpp"

#include <almoner/error.hpp>

#include <gtest/gtest.h>

#include <string>

namespace almoner {
namespace {

ParseError refusal(std::string_view text) {
  try {
    check_text(text);
  } catch (const ParseError& error) {
    return error;
  }
  return ParseError{"accepted"};
}

TEST(ValidUtf8, AcceptsEveryCodePointAndGivesItBack) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, c);
    ASSERT_TRUE(valid_utf8(text)) << static_cast<unsigned>(c);
    const CodePoint point = code_point_at(text, 0);
    ASSERT_EQ(point.value, c);
    ASSERT_EQ(point.size_bytes, text.size());
  }
}

TEST(ValidUtf8, RefusesOverlongFormsSurrogatesAndWhatLiesBeyond) {
  for (const char* text : {"\xC0\x80",
                           "\xC1\xBF",
                           "\xE0\x80\x80",
                           "\xE0\x9F\xBF",
                           "\xF0\x80\x80\x80",
                           "\xF0\x8F\xBF\xBF",
                           "\xED\xA0\x80",
                           "\xED\xBF\xBF",
                           "\xF4\x90\x80\x80",
                           "\xF5\x80\x80\x80",
                           "\xFF",
                           "\xFE",
                           "\x80",
                           "\xBF",
                           "\xE4\xB8",
                           "\xF0\x9F\x98",
                           "\xE4",
                           "\xE4\xB8g",
                           "\xC3",
                           "\xC3(",
                           "abcdefgh\x80",
                           "abcdefghijklm\xE4"})
    EXPECT_FALSE(valid_utf8(text));
}

TEST(ValidUtf8, AgreesWithItsSlowFormForEverySequenceOfThreeBytes) {
  for (unsigned bytes = 0; bytes < 0x1000000U; bytes += 7) {
    const std::string text{static_cast<char>(bytes >> 16U), static_cast<char>(bytes >> 8U),
                           static_cast<char>(bytes)};
    std::string again;
    bool all_valid = true;
    for (std::size_t i = 0; i < text.size();) {
      const CodePoint point = code_point_at(text, i);
      all_valid = all_valid && point.valid;
      append_utf8(again, point.value);
      i += point.size_bytes;
    }
    ASSERT_EQ(valid_utf8(text), all_valid);
    ASSERT_EQ(again == text, all_valid);
  }
}

TEST(ValidUtf8, AcceptsAnEmptyTextAndNul) {
  EXPECT_TRUE(valid_utf8(""));
  EXPECT_TRUE(valid_utf8(std::string_view{"\0", 1}));
}

TEST(AppendUtf8, WritesTheReplacementForWhatIsNoCodePoint) {
  std::string text;
  append_utf8(text, 0xD800);
  append_utf8(text, 0x110000);
  EXPECT_EQ(text, "\uFFFD\uFFFD");
}

TEST(CheckText, AcceptsNamesOfAllPeoples) {
  for (const char* text :
       {"", "某企业", "Żółć", "עמותה", "𠮷野", "क्षेत्र", "👨‍👩‍👧", "a\u00a0b", "\u200e"})
    EXPECT_NO_THROW(check_text(text)) << text;
}

TEST(CheckText, NamesTheFirstOffenceAndItsPlaceInCharacters) {
  const ParseError error = refusal("某\t企\x01");
  EXPECT_EQ(error.column(), 2);
  EXPECT_NE(std::string{error.what()}.find("character 2 of"), std::string::npos);
  EXPECT_NE(std::string{error.what()}.find("U+0009"), std::string::npos);
}

TEST(CheckText, RefusesControlCharactersBidiOverridesAndBrokenBytes) {
  for (const char* text : {"a\nb", "a\rb", "\x1b[0m", "\x7f", "\u0080", "\u009b", "\u202a",
                           "\u202e", "\u2066", "\u2069", "a\xff", "\xe4\xb8"})
    EXPECT_NE(std::string{refusal(text).what()}, "accepted");
  EXPECT_THROW(check_text(std::string_view{"a\0b", 3}), ParseError);
  EXPECT_NE(std::string{refusal("a\xff").what()}.find("0xFF is not UTF-8"), std::string::npos);
  EXPECT_NE(std::string{refusal("gift\u202e").what()}.find("U+202E"), std::string::npos);
  EXPECT_TRUE(valid_utf8(refusal("a\xff").what()));
}

TEST(QuoteForMessage, CutsLongTextsAndHidesWhatMustNotBePrinted) {
  EXPECT_EQ(quote_for_message("某企业"), "某企业");
  EXPECT_EQ(quote_for_message("\x1b[\xff"), "\uFFFD[\uFFFD");
  std::string sixty;
  for (int i = 0; i < 60; ++i) sixty += "某";
  EXPECT_EQ(quote_for_message(sixty), sixty);
  EXPECT_EQ(quote_for_message(sixty + "企"), sixty + "…");
}

TEST(Hexadecimal, IsReadStrictlyAndWrittenInLowerCase) {
  EXPECT_EQ(to_hex(from_hex("00ffA9")), "00ffa9");
  EXPECT_EQ(from_hex("").size(), 0U);
  for (const char* text : {"0", "0g", " 00", "0x00", "00\n", "é0"})
    EXPECT_THROW(from_hex(text), ParseError) << text;
  const std::string zeros(64, '0');
  EXPECT_EQ(hash_from_hex(zeros), Hash{});
  EXPECT_THROW(hash_from_hex(zeros + "0"), ParseError);
  EXPECT_THROW(hash_from_hex(zeros + "00"), ParseError);
  EXPECT_THROW(hash_from_hex(""), ParseError);
}

}  // namespace
}  // namespace almoner
