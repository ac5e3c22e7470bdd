// SPDX-License-Identifier: Apache-2.0
#include <almoner/error.hpp>
#include <almoner/text.hpp>

#include "value/utf8.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace almoner {
namespace {

const std::string family = "👨‍👩‍👧";  // one character to a reader, five code points

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width(""), 0);
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("某企业"), 6);
  EXPECT_EQ(display_width("A某1"), 4);
  EXPECT_EQ(display_width("１，２"), 6);
  EXPECT_EQ(display_width("Żółć"), 4);
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width("한글"), 4);
  EXPECT_EQ(display_width("\u1112\u1161\u11ab"), 2);
  EXPECT_EQ(display_width("𠮷"), 2);
}

TEST(DisplayWidth, TakesWhatAReaderSeesAsOneCharacterForOne) {
  EXPECT_EQ(display_width("😀"), 2);
  EXPECT_EQ(display_width(family), 2);
  EXPECT_EQ(display_width("🇨🇳"), 2);
  EXPECT_EQ(display_width("🇨🇳🇩🇪"), 4);
  EXPECT_EQ(display_width("❤️"), 2);
  EXPECT_EQ(display_width("1️⃣"), 2);
  EXPECT_EQ(display_width("👍🏽"), 2);
}

TEST(DisplayWidth, GivesNothingToControlAndZeroWidthCharacters) {
  EXPECT_EQ(display_width("a\x1b\tb"), 2);
  EXPECT_EQ(display_width("\u200b\ufeff"), 0);
  EXPECT_EQ(display_width("\r\n"), 0);
}

TEST(DisplayWidth, CountsEachBrokenByteAsOne) {
  EXPECT_EQ(display_width("\xff"), 1);
  EXPECT_EQ(display_width("\xe4\xb8"), 2);
  EXPECT_EQ(display_width("a\xff某"), 4);
}

TEST(TruncateToWidth, KeepsWhatFitsAndMarksWhatDoesNot) {
  EXPECT_EQ(truncate_to_width("abc", 3), "abc");
  EXPECT_EQ(truncate_to_width("abcd", 3), "ab…");
  EXPECT_EQ(truncate_to_width("某企业", 6), "某企业");
  EXPECT_EQ(truncate_to_width("某企业", 5), "某企…");
  EXPECT_EQ(truncate_to_width("某企业", 4), "某…");
  EXPECT_EQ(truncate_to_width("某企业", 2), "…");
  EXPECT_EQ(truncate_to_width("abc", 1), "…");
  EXPECT_EQ(truncate_to_width("abc", 0), "");
  EXPECT_EQ(truncate_to_width("abc", -5), "");
  EXPECT_EQ(truncate_to_width("", 0), "");
  EXPECT_EQ(truncate_to_width("a", 1), "a");
}

TEST(TruncateToWidth, NeverCutsACharacterOrExceedsTheWidth) {
  const std::string text = "a" + family + "e\u0301某🇨🇳\xff" + family;
  for (int width = 0; width < 20; ++width) {
    const std::string cut = truncate_to_width(text, width);
    EXPECT_LE(display_width(cut), width);
    if (cut.ends_with("…")) {
      EXPECT_TRUE(text.starts_with(cut.substr(0, cut.size() - 3)));
    }
  }
  EXPECT_EQ(truncate_to_width("a" + family + "b", 3), "a…");
  EXPECT_EQ(truncate_to_width("e\u0301e\u0301e\u0301", 2), "e\u0301…");
}

TEST(Pad, FillsToTheWidthAndLeavesWhatIsWider) {
  EXPECT_EQ(pad_right("某", 5), "某   ");
  EXPECT_EQ(pad_left("某", 5), "   某");
  EXPECT_EQ(pad_right("abc", 2), "abc");
  EXPECT_EQ(pad_left("abc", -1), "abc");
  EXPECT_EQ(pad_left("", 2), "  ");
}

TEST(EscapeTerminal, ShowsWhatWouldActOnTheTerminal) {
  EXPECT_EQ(escape_terminal("某企业 é 👍🏽"), "某企业 é 👍🏽");
  EXPECT_EQ(escape_terminal("\x1b[2J"), "\\u{1b}[2J");
  EXPECT_EQ(escape_terminal("a\nb\tc\r\x7f"), "a\\u{a}b\\u{9}c\\u{d}\\u{7f}");
  EXPECT_EQ(escape_terminal("\u009b31m"), "\\u{9b}31m");
  EXPECT_EQ(escape_terminal("gift\u202efdp"), "gift\\u{202e}fdp");
  EXPECT_EQ(escape_terminal("\u2066\u2069\u200f\u2028"), "\\u{2066}\\u{2069}\\u{200f}\\u{2028}");
  EXPECT_EQ(escape_terminal("a\xff\xe4\xb8"), "a\\x{ff}\\x{e4}\\x{b8}");
  EXPECT_EQ(escape_terminal(std::string_view{"\0", 1}), "\\u{0}");
}

TEST(EscapeTerminal, LeavesItsOwnResultAlone) {
  for (const char* text : {"\x1b[0m", "a\xff", "\u202e", "\\u{1b}"}) {
    const std::string once = escape_terminal(text);
    EXPECT_EQ(escape_terminal(once), once);
    EXPECT_NO_THROW(check_text(once));
  }
}

TEST(EscapeHtml, LeavesNoMarkup) {
  EXPECT_EQ(escape_html("<a href=\"x\" b='y'>&amp;"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
  EXPECT_EQ(escape_html("某企业"), "某企业");
}

TEST(CsvField, QuotesOnlyWhereItMust) {
  EXPECT_EQ(csv_field("plain text", true), "plain text");
  EXPECT_EQ(csv_field("a,b", true), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"x\"", true), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv_field("a\nb", true), "\"a\nb\"");
  EXPECT_EQ(csv_field("", true), "");
}

TEST(CsvField, TakesTheFormulaOutOfTextButNotOutOfFigures) {
  EXPECT_EQ(csv_field("=1+1", true), "'=1+1");
  EXPECT_EQ(csv_field("=HYPERLINK(\"x\")", true), "\"'=HYPERLINK(\"\"x\"\")\"");
  for (const char* text : {"+1", "-1", "@x", "\tx", "＝x", "＋x", "－x", "＠x"})
    EXPECT_EQ(csv_field(text, true), "'" + std::string{text});
  EXPECT_EQ(csv_field("\r=x", true), "\"'\r=x\"");
  EXPECT_EQ(csv_field("\n=x", true), "\"'\n=x\"");
  EXPECT_EQ(csv_field("a=1", true), "a=1");
  EXPECT_EQ(csv_field("-5.00", false), "-5.00");
}

TEST(TsvField, KeepsOneFieldOnOneLine) {
  EXPECT_EQ(tsv_field("a\tb\nc\rd\\e", false), "a\\tb\\nc\\rd\\\\e");
  EXPECT_EQ(tsv_field("=1", true), "'=1");
  EXPECT_EQ(tsv_field("\t=1", true), "'\\t=1");
  EXPECT_EQ(tsv_field("-1", false), "-1");
  EXPECT_EQ(tsv_field("a\"b", true), "a\"b");
}

TEST(NearestName, FindsTheNameThatWasMeant) {
  const std::vector<std::string> known{"Assets:Bank:CCB", "Assets:Stock", "Income:Gifts",
                                       "GENERAL",         "大病救助",     "EDU"};
  EXPECT_EQ(nearest_name("Assets:Bnak:CCB", known), "Assets:Bank:CCB");
  EXPECT_EQ(nearest_name("Asset:Stock", known), "Assets:Stock");
  EXPECT_EQ(nearest_name("GENERL", known), "GENERAL");
  EXPECT_EQ(nearest_name("大病救住", known), "大病救助");
  EXPECT_EQ(nearest_name("EUD", known), "EDU");
  EXPECT_EQ(nearest_name("EDU", known), "EDU");
}

TEST(NearestName, SaysNothingWhereNothingIsNear) {
  const std::vector<std::string> known{"Assets:Stock", "EDU", "A", "教育"};
  EXPECT_EQ(nearest_name("Liabilities", known), "");
  EXPECT_EQ(nearest_name("MED", known), "");
  EXPECT_EQ(nearest_name("B", known), "");
  EXPECT_EQ(nearest_name("", known), "");
  EXPECT_EQ(nearest_name("救灾", known), "");
  EXPECT_EQ(nearest_name("x", {}), "");
  EXPECT_EQ(nearest_name(std::string(100'000, 'x'), known), "");
}

TEST(NearestName, TakesTheFirstOfEquallyNearNames) {
  EXPECT_EQ(nearest_name("abcx", {"abcd", "abce"}), "abcd");
  EXPECT_EQ(nearest_name("abcx", {"abyy", "abcz", "abcx1"}), "abcz");
}

TEST(TextTable, AlignsByDisplayWidthWithoutTrailingBlanks) {
  const TextTable table{{{"Fund", Align::left}, {"余额", Align::right}, {"Note", Align::left}},
                        {{"大病救助", "1,000.00", "x"}, {"GEN", "-5.00", ""}, {"EDU", "0.00"}}};
  EXPECT_EQ(table.to_text(0),
            "Fund          余额  Note\n"
            "--------  --------  ----\n"
            "大病救助  1,000.00  x\n"
            "GEN          -5.00\n"
            "EDU           0.00\n");
}

TEST(TextTable, CutsTheWidestTextColumnsAndNeverFigures) {
  TextTable table{{{"A", Align::left}, {"B", Align::right}, {"C", Align::left}},
                  {{"abcdefghij", "1234567890", "abcdefgh"}}};
  EXPECT_EQ(table.to_text(32).find("…"), std::string::npos);
  EXPECT_EQ(table.to_text(30),
            "A                  B  C\n"
            "--------  ----------  --------\n"
            "abcdefg…  1234567890  abcdefgh\n");
  EXPECT_EQ(table.to_text(27),
            "A                B  C\n"
            "------  ----------  -------\n"
            "abcde…  1234567890  abcdef…\n");
  EXPECT_EQ(table.to_text(5),
            "A              B  C\n"
            "----  ----------  ----\n"
            "abc…  1234567890  abc…\n");
  for (int width = 22; width < 40; ++width) {
    const std::string text = table.to_text(width);
    EXPECT_LE(display_width(text.substr(text.rfind('\n', text.size() - 2) + 1)), width);
    EXPECT_NE(text.find("1234567890"), std::string::npos);
  }
}

TEST(TextTable, EscapesItsCells) {
  const TextTable table{{{"N\x1b", Align::left}}, {{"a\nb"}}};
  EXPECT_EQ(table.to_text(0), "N\\u{1b}\n-------\na\\u{a}b\n");
}

TEST(TextTable, RefusesARowWithMoreCellsThanColumns) {
  const TextTable table{{{"A", Align::left}}, {{"1", "2"}}};
  EXPECT_THROW(table.to_text(0), UsageError);
  EXPECT_EQ(TextTable{}.to_text(80), "");
  EXPECT_EQ((TextTable{{{"A", Align::left}}, {}}.to_text(80)), "A\n-\n");
}

}  // namespace
}  // namespace almoner
