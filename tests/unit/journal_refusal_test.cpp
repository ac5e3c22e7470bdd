// SPDX-License-Identifier: Apache-2.0
// What a journal may not say: each refusal names its line, what is wrong and how to mend it.
#include <almoner/journal.hpp>

#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <almoner/error.hpp>

namespace almoner {
namespace {

struct Refused {
  const char* sentence;
  std::string journal;
  int line;
  std::vector<std::string> says;  ///< what is wrong, and the mend
};

int scale_of(const std::string& commodity) {
  if (commodity == "CNY" || commodity == "USD") return 2;
  return commodity == "LAMP" ? 0 : -1;
}

void expect_refused(const std::vector<Refused>& table) {
  for (const Refused& one : table) {
    SCOPED_TRACE(std::string{one.sentence} + "\n" + one.journal);
    std::istringstream stream{one.journal};
    try {
      read_journal(stream, "CNY", scale_of, [](JournalItem&&) {});
      ADD_FAILURE() << "was taken";
    } catch (const ParseError& error) {
      EXPECT_EQ(error.line(), one.line) << error.what();
      for (const std::string& part : one.says) {
        EXPECT_NE(std::string{error.what()}.find(part), std::string::npos)
            << "lacks '" << part << "': " << error.what();
      }
    }
  }
}

/// An entry whose one posting, on line 2, is the text.
std::string with_posting(const std::string& posting) {
  return "2021-06-01 * (R1) text  ; fund: U\n    " + posting + "\n";
}
/// An entry whose first line has the comment.
std::string with_comment(const std::string& comment) {
  return "2021-06-01 * (R1) text  ; " + comment + "\n    Assets:Bank  5 CNY\n";
}

// One row a line, however long.
// clang-format off

TEST(JournalRefuses, FirstLinesThatAreNone) {
  expect_refused({
      {"an entry has a reference", "\n2021-06-01 lamps\n", 2, {"2021-06-01 lamps", "no reference", "(G-0003)"}},
      {"an empty one is none", "2021-06-01 * () lamps\n", 1, {"no reference", "parentheses"}},
      {"an open one is none", "2021-06-01 * (G-1 lamps\n", 1, {"no reference"}},
      {"a reference holds no parenthesis", "2021-06-01 (证(2021)5) x\n", 1, {"full-width （ ）", "double quotes"}},
      {"but in quotes that are closed", "2021-06-01 (\"证(2021)5) x\n", 1, {"no reference"}},
      {"and end it", "2021-06-01 (\"证\" 5) x\n", 1, {"nothing", "quote"}},
      {"February has 28 days", "2021-02-29 (R1) x\n", 1, {"2021-02-29", "28 days"}},
      {"nor 30", "; c\n\n2024-02-30 (R1) x\n", 3, {"2024-02-30", "29 days"}},
      {"month before day", "2021-13-01 (R1) x\n", 1, {"year, month, day"}},
      {"a date has its year", "6/1 (R1) x\n", 1, {"\"6/1\" is not a date", "2021-09-05"}},
      {"a date is written in figures", "2021年6月1日 (R1) x\n", 1, {"not a date", "2021-09-05"}},
      {"there is one date", "2021-06-01=2021-06-05 (R1) x\n", 1, {"second date", "=2021-06-05", "write one date"}},
      {"a blank after the date", "2021-06-01* (R1) x\n", 1, {"then a blank"}},
  });
}

TEST(JournalRefuses, AmountsThatAreNone) {
  expect_refused({
      {"a commodity is written", with_posting("Assets:Bank  100.00"), 2, {"\"100.00\" has no commodity", "100.00 CNY"}},
      {"and declared", with_posting("Assets:Bank  100.00 EUR"), 2, {"\"EUR\" is not declared", "CNY for the base currency", "commodity 1. EUR"}},
      {"a near name is suggested", "commodity 1. LAMP\n" + with_posting("Assets:Stock  100 LAMPS"), 3, {"\"LAMPS\"", "did you mean \"LAMP\"", "declare it"}},
      {"the scale holds", with_posting("Assets:Bank  10.001 CNY"), 2, {"10.001", "decimals"}},
      {"a bound is no amount", with_posting("Assets:Bank  5万余 CNY"), 2, {"5万余"}},
      {"nor is an estimate", with_posting("Assets:Bank  约5万 CNY"), 2, {"约5万"}},
      {"commas group thousands", with_posting("Assets:Bank  1,00 CNY"), 2, {"1,00"}},
      {"an amount fits in 64 bits", with_posting("Assets:Bank  92233720368547758.08 CNY"), 2, {"range"}},
      {"words are no amount", with_posting("Assets:Bank  five CNY"), 2, {"\"five CNY\" is not an amount", "-1,000.00 CNY"}},
      {"nothing follows an amount", with_posting("Assets:Bank  5 CNY 6 CNY"), 2, {"\"6 CNY\"", "after the amount", ";"}},
      {"a quote is closed", with_posting("Assets:Bank  5 \"CNY"), 2, {"never closed"}},
      {"sums are written out", with_posting("Assets:Bank  (2 * 3 CNY)"), 2, {"computed", "write the result"}},
      {"two blanks before it", with_posting("Assets:Bank 5 CNY"), 2, {"only one blank", "two blanks"}},
      {"also before a symbol", with_posting("Assets:Bank CNY 5"), 2, {"only one blank", "two blanks"}},
      {"an account comes first", with_posting("5 CNY"), 2, {"amount without an account", "write the account first"}},
      {"wide blanks are no blanks", with_posting("资产:现金　　5 CNY"), 2, {"wide or no-break blank", "two ordinary blanks"}},
      {"two blanks before a comment", with_posting("Assets:Bank ; fund: U"), 2, {"only one blank before the comment", "two blanks"}},
  });
}

TEST(JournalRefuses, ValuesThatAreNone) {
  expect_refused({
      {"a value is in the base currency", with_posting("Assets:Stock  5 LAMP @@ 10 USD"), 2, {"\"USD\"", "base currency CNY", "@@ 25000.00 CNY"}},
      {"and says so", with_posting("Assets:Stock  5 LAMP @@ 10"), 2, {"without a commodity", "@@ 25000.00 CNY"}},
      {"money is its own value", with_posting("Assets:Bank  5 CNY @@ 1 USD"), 2, {"its own value", "remove"}},
      {"a value has no sign", with_posting("Assets:Stock  -5 LAMP @@ -10 CNY"), 2, {"no sign of its own", "without the minus"}},
      {"a value follows @@", with_posting("Assets:Stock  5 LAMP @@"), 2, {"missing after @@", "@@ 25000.00 CNY"}},
      {"a price gives whole fen", with_posting("Assets:Stock  3 LAMP @ 0.333 CNY"), 2, {"no whole number", "total value", "@@"}},
      {"a product fits in 64 bits", with_posting("Assets:Stock  9999999999999 LAMP @ 9999999999999 CNY"), 2, {"out of range"}},
  });
}

TEST(JournalRefuses, TagsThatAreNone) {
  const std::string hash(64, 'a');
  expect_refused({
      {"a mistyped tag", with_comment("fnud: MED"), 1, {"\"fnud:\"", "did you mean \"fund:\""}},
      {"a capital letter", with_comment("Fund: MED"), 1, {"did you mean \"fund:\""}},
      {"an underline for a hyphen", with_comment("approved_by: director"), 1, {"did you mean \"approved-by:\""}},
      {"a mistyped tag of a posting", with_posting("Assets:Stock  5 LAMP  ; expire: 2022-01-01"), 2, {"did you mean \"expires:\""}},
      {"a full-width colon", with_comment("fund：MED"), 1, {"full-width colon", "\"fund: \""}},
      {"a full-width comma", with_comment("fund: MED，party: x"), 1, {"full-width \"，\"", "\", \" between tags"}},
      {"a full-width semicolon", "2021-06-01 (R1) text；fund: MED\n", 1, {"full-width \"；\"", "\"; \""}},
      {"a comma left out", with_comment("fund: MED party: x"), 1, {"\"party:\" stands within the value of \"fund:\"", "comma"}},
      {"the same twice", with_comment("fund: A, fund: B"), 1, {"\"fund:\" is given twice", "remove one"}},
      {"no value", with_comment("fund:"), 1, {"\"fund:\" has no value"}},
      {"a quote never closed", with_comment("document: \"a, b"), 1, {"begins with a double quote"}},
      {"text after a quote", with_comment("document: \"a\" b"), 1, {"follows a quoted value", "comma"}},
      {"a posting's tag on the entry", with_comment("lot: A"), 1, {"\"lot:\" is of one posting", "posting's line"}},
      {"an entry's tag on a posting", with_posting("Assets:Bank  5 CNY  ; authority: law"), 2, {"\"authority:\" is of the whole entry", "first line"}},
      {"dates of postings", with_posting("Assets:Bank  5 CNY  ; date: 2021-06-02"), 2, {"dates of single postings", "dated:"}},
      {"also within another tag", with_posting("Assets:Bank  5 CNY  ; fund: U date: 2021-06-02"), 2, {"\"date:\" stands within"}},
      {"an authority has a kind", with_comment("authority: consent"), 1, {"\"consent\" is no authority", "donor-consent", "error-correction"}},
      {"what is dated is an authority", with_comment("dated: 2021-01-01"), 1, {"\"dated:\"", "authority:"}},
      {"a hash has 64 digits", with_comment("evidence: abc"), 1, {"\"evidence:\"", "64 hexadecimal digits"}},
      {"and is hexadecimal", with_comment("evidence: " + std::string(64, 'x')), 1, {"0-9 and a-f"}},
      {"a voucher stands beside an authority", with_comment("voucher: a"), 1, {"\"voucher:\"", "\"document:\""}},
      {"an expiry is a date", with_posting("Assets:Stock  5 LAMP  ; expires: soon"), 2, {"\"soon\" is not a date"}},
      {"one narration", with_comment("narration: more"), 1, {"\"narration:\" too", "remove one"}},
  });
}

TEST(JournalRefuses, WhatHledgerAndLedgerKnowAndABookDoesNot) {
  expect_refused({
      {"periodic entries", "~ monthly\n    Assets:Bank  5 CNY\n", 1, {"periodic entries", "not supported", "remove it"}},
      {"automated entries", "= Expenses\n    Assets:Bank  5 CNY\n", 1, {"automated entries", "not supported"}},
      {"virtual postings", with_posting("(Assets:Bank)  5 CNY"), 2, {"virtual postings", "without brackets"}},
      {"balanced ones too", with_posting("[Assets:Bank]  5 CNY"), 2, {"virtual postings", "without brackets"}},
      {"assertions", with_posting("Assets:Bank  5 CNY = 10 CNY"), 2, {"balance assertions", "= 10 CNY", "remove it"}},
      {"assertions after a value", with_posting("Assets:Stock  5 LAMP @@ 5 CNY == 10 LAMP"), 2, {"balance assertions"}},
      {"assignments", with_posting("Assets:Bank  = 10 CNY"), 2, {"balance assertions", "write the amount"}},
      {"lot prices", with_posting("Assets:Stock  -5 LAMP {10 CNY}"), 2, {"lot prices", "lot:"}},
      {"lot dates", with_posting("Assets:Stock  -5 LAMP [2021-01-01]"), 2, {"lot prices and dates", "lot:"}},
      {"virtual costs", with_posting("Assets:Stock  5 LAMP (@@) 10 CNY"), 2, {"not supported", "@@ 100.00 CNY"}},
      {"included files", "include other.journal\n", 1, {"include other.journal", "not supported", "one after another"}},
      {"in Ledger's way", "!include other.journal\n", 1, {"not supported", "one after another"}},
      {"market prices", "P 2021-01-01 USD 7.10 CNY\n", 1, {"market prices", "remove the line"}},
      {"a default commodity", "D 1,000.00 CNY\n", 1, {"not supported", "commodity"}},
      {"a default year", "year 2021\n", 1, {"not supported", "year in each date"}},
      {"Y is the same", "Y2021\n", 1, {"not"}},
      {"decimal marks", "decimal-mark ,\n", 1, {"not supported", "point before the decimals"}},
      {"aliases", "alias a = b\n", 1, {"not supported", "declared account name"}},
      {"blocks", "apply account x\n", 1, {"not supported", "whole account name"}},
      {"payees", "payee Someone\n", 1, {"not supported", "party"}},
      {"conversion accounts", "account Equity:Conversion  ; type: V\n", 1, {"conversion accounts", "@@"}},
      {"directives nobody knows", "fnd X\n", 1, {"\"fnd X\" is not understood", "did you mean \"fund\""}},
      {"nor means", "whatever this is\n", 1, {"not understood", "begins with its date"}},
  });
}

TEST(JournalRefuses, DeclarationsThatAreNone) {
  expect_refused({
      {"a name", "account\n", 1, {"account has no name"}},
      {"one name", "account Assets:Bank   of China\n", 1, {"two blanks together"}},
      {"an account has a type", "account 资产\n", 1, {"\"资产\" has no type", "; type: A"}},
      {"a known one", "account X  ; type: Z\n", 1, {"\"Z\" is not known", "A asset", "F interfund"}},
      {"two blanks before it", "account X ; type: A\n", 1, {"only one blank before the comment", "two blanks"}},
      {"a mistyped tag", "account X  ; tpye: A\n", 1, {"did you mean \"type:\""}},
      {"traced or not", "account X  ; type: A, traced: maybe\n", 1, {"\"maybe\"", "yes or no"}},
      {"a sample", "commodity LAMP\n\n", 1, {"\"LAMP\" has no sample", "commodity 1. LAMP"}},
      {"an English one", "commodity 1.000,00 EUR\n", 1, {"sample", "1,000.00 CNY"}},
      {"of the same commodity", "commodity LAMP\n  format 1. LAMB\n", 2, {"\"LAMB\"", "write the same in both"}},
      {"a name with digits in quotes", "commodity 1. LED2\n", 1, {"double quotes"}},
      {"a known line", "commodity 1. LAMP\n  units: 台\n", 2, {"did you mean \"unit\"", "unit, policy"}},
      {"a known policy", "commodity 1. LAMP\n  policy: lifo\n", 2, {"\"lifo\"", "fifo, fefo"}},
      {"a fund has a class", "fund U\n", 1, {"\"U\" has no class", "class: restricted"}},
      {"a known one", "fund U\n  class: free\n", 2, {"\"free\"", "unrestricted, restricted, endowment, agency"}},
      {"its lines are known", "fund U\n  class: agency\n  owed: x\n", 3, {"a fund has no \"owed\"", "owed-to"}},
      {"and given once", "fund U\n  class: agency\n  class: agency\n", 3, {"given twice"}},
      {"and have values", "fund U\n  class:\n", 2, {"has no value"}},
      {"not in comments", "fund U  ; class: agency\n", 1, {"stands in a comment", "indented line"}},
      {"a cap is money", "fund U\n  class: restricted\n  management-cap: 5%\n", 3, {"base currency", "CNY"}},
      {"a window has days", "fund U\n  class: restricted\n  until: 2021-06-31\n", 3, {"30 days"}},
      {"a purpose has a function", "purpose x/y\n", 1, {"no function", "programme, management, fundraising, other"}},
      {"a party's lines", "party x\n  phone: 1\n", 2, {"a party has no \"phone\"", "name, kind, public, contact"}},
      {"a party's kind", "party x\n  kind: firm\n", 2, {"\"firm\"", "person, organisation"}},
  });
}

TEST(JournalRefuses, WhatNoBookTakes) {
  expect_refused({
      {"bytes that are no text", "; fine\n2021-06-01 (R1) \xFF\n", 2, {"0xFF", "UTF-8"}},
      {"UTF-16", std::string{"\xFF\xFE" "2\0", 4}, 1, {"UTF-8"}},
      {"control characters", "2021-06-01 (R1) a\x07" "b\n", 1, {"U+0007", "remove"}},
      {"also in comments", "\n; \x1B[31m\n", 2, {"U+001B"}},
      {"bidi overrides", "2021-06-01 (R1) a\u202E\n", 1, {"U+202E"}},
      {"a lone posting", "2021-06-01 (R1) x\n\n    Assets:Bank  5 CNY\n", 3, {"indented and belongs to nothing", "blank"}},
      {"a line without end", "; " + std::string(3 << 20, 'x'), 1, {"1 MiB"}},
  });
}

// clang-format on

TEST(JournalRefuses, WithTheColumnInCharacters) {
  std::istringstream stream{"2021-06-01 (R1) 路灯  ; fnud: MED\n"};
  try {
    read_journal(stream, "CNY", scale_of, [](JournalItem&&) {});
    FAIL() << "was taken";
  } catch (const ParseError& error) {
    EXPECT_EQ(error.column(), 23);
  }
}

TEST(JournalRefuses, AmountsAsInvalidAmount) {
  for (const char* amount : {"10.001 CNY", "5万余 CNY", "1,00 CNY", "3 LAMP @ 0.333 CNY"}) {
    std::istringstream stream{with_posting(std::string{"Assets:Bank  "} + amount)};
    EXPECT_THROW(read_journal(stream, "CNY", scale_of, [](JournalItem&&) {}), InvalidAmount)
        << amount;
  }
}

}  // namespace
}  // namespace almoner
