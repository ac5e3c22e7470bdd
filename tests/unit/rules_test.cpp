// SPDX-License-Identifier: Apache-2.0
// Rules files of imports: what they say of records, and each way in which they are refused.
#include "import/rules.hpp"

#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <almoner/error.hpp>
#include <gtest/gtest.h>

#include "import/record.hpp"
#include "import/row.hpp"

namespace almoner::csv_rules {
namespace {

/// Enough for any row; the tests add to it.
const std::string needed =
    "list L\ndate 2020-02-01\naccount1 Bank\naccount2 Income\nfund U\namount %2\n";
constexpr int needed_lines = 6;

ListRecord record_of(std::vector<std::string> cells, int line = 1) {
  ListRecord record;
  record.cells = std::move(cells);
  for (std::string& cell : record.cells) clean_cell(cell);
  record.line = line;
  record.row = 1;
  return record;
}

ImportRules rules_of(const std::string& text) {
  std::istringstream stream{text};
  return read_rules(stream);
}

/// What the rules, after those needed, say of one record's field.
std::string field_of(const std::string& rules, Field field, std::vector<std::string> cells) {
  RowReader reader{rules_of(needed + rules)};
  ListRecord record = record_of(std::move(cells), 7);
  RowReader::Kind kind = reader.read(record);
  if (kind == RowReader::Kind::skipped) return "(skipped)";
  if (kind == RowReader::Kind::end) return "(end)";
  return reader[field];
}

std::string narration_of(const std::string& rules, std::vector<std::string> cells) {
  return field_of(rules, Field::narration, std::move(cells));
}

::testing::AssertionResult refused(const std::string& rules, int line, std::string_view part) {
  try {
    rules_of(rules);
  } catch (const ParseError& error) {
    const std::string what = error.what();
    if (!what.starts_with("rules: "))
      return ::testing::AssertionFailure() << "does not say that the rules are wrong: " << what;
    if (error.line() == line && what.find(part) != std::string::npos)
      return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "refused in line " << error.line() << ": " << what;
  }
  return ::testing::AssertionFailure() << "accepted";
}

/// Refused in the line that is `line` lines after those needed.
::testing::AssertionResult refused_after(const std::string& rules, int line,
                                         std::string_view part) {
  return refused(needed + rules, needed_lines + line, part);
}

TEST(ImportRules, AssignsConstantsCellsAndNamedColumns) {
  EXPECT_EQ(narration_of("narration gift\n", {"a", "1"}), "gift");
  EXPECT_EQ(narration_of("narration %1 of %2\n", {"lamps", "5"}), "lamps of 5");
  EXPECT_EQ(narration_of("fields who, _, , what\nnarration %what for %who\n",
                         {"王*", "1", "x", "路灯"}),
            "路灯 for 王*");
  EXPECT_EQ(narration_of("narration: %1\n", {"colon", "1"}), "colon");
  EXPECT_EQ(narration_of("fields a-b, c\nnarration %a-b-%c\n", {"x", "y"}), "x-y");
  EXPECT_EQ(narration_of("narration %1-%2万\n", {"x", "y"}), "x-y万");
}

TEST(ImportRules, TakesColumnsNamedAsFieldsForThoseFields) {
  EXPECT_EQ(field_of("fields reference, amount, description\n", Field::reference, {"r1", "5", "d"}),
            "r1");
  EXPECT_EQ(field_of("fields code, amount, description\n", Field::narration, {"r1", "5", "d"}),
            "d");
  EXPECT_EQ(field_of("fields a, currency\nquantity %1\n", Field::commodity, {"1", "USD"}), "USD");
}

TEST(ImportRules, LeavesTextThatOnlyLooksLikeAReference) {
  EXPECT_EQ(narration_of("narration 5% of %% and 100%%1\n", {"a", "1"}), "5% of % and 100%1");
  EXPECT_EQ(narration_of("narration a\\b\n", {"a", "1"}), "a\\b");
}

TEST(ImportRules, GivesTheLineTheRowAndTheNameOfTheList) {
  EXPECT_EQ(narration_of("narration %line/%row/%list\n", {"a", "1"}), "7/1/L");
  EXPECT_EQ(narration_of("fields line, n\nnarration %line\n", {"a column", "1"}), "a column");
}

TEST(ImportRules, GivesNothingForACellThatTheRecordLacks) {
  EXPECT_EQ(narration_of("narration %9\n", {"a", "1"}), "");
  EXPECT_EQ(narration_of("narration %1 %2 %3\n", {"护目镜", "", "副"}), "护目镜  副");
}

TEST(ImportRules, PassesOverCommentsBlankLinesByteOrderMarkAndCarriageReturns) {
  EXPECT_EQ(rules_of("\xEF\xBB\xBF# comment\r\n; another\r\n\r\n" + needed).skip, 0U);
  EXPECT_EQ(narration_of("if %1 a\n# between\n # and within\n narration x\n", {"a", "1"}), "x");
}

TEST(ImportRules, ReadsSkipAndSeparator) {
  EXPECT_EQ(rules_of(needed + "skip\n").skip, 1U);
  EXPECT_EQ(rules_of(needed + "skip 3\n").skip, 3U);
  EXPECT_EQ(rules_of(needed + "separator ;\n").separator, ';');
  EXPECT_EQ(rules_of(needed + "separator TAB\n").separator, '\t');
  EXPECT_EQ(rules_of(needed + "separator space\n").separator, ' ');
  EXPECT_TRUE(refused_after("skip two\n", 1, "number of records"));
  EXPECT_TRUE(refused_after("separator ab\n", 1, "one character"));
  EXPECT_TRUE(refused_after("decimal-mark ,\n", 1, "decimal point"));
  EXPECT_EQ(rules_of(needed + "decimal-mark .\n").skip, 0U);
}

TEST(ImportRules, MatchesTheRecordOrOneCellWithoutRegardToCase) {
  EXPECT_EQ(narration_of("if b,1\n narration x\n", {"A, B", "1"}), "x");
  EXPECT_EQ(narration_of("if %1 ^a$\n narration x\n", {"A", "1"}), "x");
  EXPECT_EQ(narration_of("if %2 ^a$\n narration x\n", {"A", "1"}), "");
  EXPECT_EQ(narration_of("fields who, n\nif %who ^.$\n narration x\n", {"院", "1"}), "x");
  EXPECT_EQ(narration_of("if %1 [院校]$\n narration x\n", {"医院", "1"}), "x");
  EXPECT_EQ(narration_of("if %1 \\<cat\\>\n narration x\n", {"a cat sat", "1"}), "x");
}

TEST(ImportRules, JoinsMatchersByOrAndByAnd) {
  const std::string either = "if\n%1 a\n%1 b\n narration x\n";
  EXPECT_EQ(narration_of(either, {"b", "1"}), "x");
  EXPECT_EQ(narration_of(either, {"c", "1"}), "");
  const std::string both = "if %1 a\n& %2 1\n%1 z\n narration x\n";
  EXPECT_EQ(narration_of(both, {"a", "1"}), "x");
  EXPECT_EQ(narration_of(both, {"a", "2"}), "");
  EXPECT_EQ(narration_of(both, {"z", "2"}), "x");
  EXPECT_EQ(narration_of("if ! %1 a\n narration x\n", {"b", "1"}), "x");
  EXPECT_EQ(narration_of("if %1 .\n&! %1 a\n narration x\n", {"a", "1"}), "");
}

TEST(ImportRules, LetsTheLastAssignmentInABlockWinOverThoseBeforeAndOutside) {
  EXPECT_EQ(narration_of("if %1 a\n narration x\nif %1 a\n narration y\nnarration z\n", {"a", "1"}),
            "y");
  EXPECT_EQ(narration_of("if %1 a\n narration\nnarration z\n", {"a", "1"}), "");
}

TEST(ImportRules, PutsGroupsOfTheMatchersThatMatchedIntoValues) {
  EXPECT_EQ(field_of("if %1 ^\\d{4}(\\d{4})(\\d\\d)(\\d\\d)\n date \\1-\\2-\\3\n", Field::date,
                     {"0303202002012359", "1"}),
            "2020-02-01");
  EXPECT_EQ(narration_of("if %1 (a)\n& %2 (.)\n narration \\2\\1\n", {"a", "1"}), "1a");
  EXPECT_EQ(narration_of("if\n%1 z(z)\n%1 a(b)\n narration \\1\n", {"ab", "1"}), "b");
}

TEST(ImportRules, ReadsTables) {
  const std::string table =
      "if,narration,fund\n%1 ^a,first,MED\n# comment\n%1 b$,second %2,\n\nlot x\n";
  EXPECT_EQ(narration_of(table, {"a", "1"}), "first");
  EXPECT_EQ(field_of(table, Field::fund, {"a", "1"}), "MED");
  EXPECT_EQ(narration_of(table, {"b", "7"}), "second 7");
  EXPECT_EQ(field_of(table, Field::fund, {"b", "7"}), "");
  EXPECT_EQ(field_of(table, Field::lot, {"b", "7"}), "x");
  EXPECT_EQ(narration_of("if|narration\n%1 ^(a),|[\\1]\n", {"a,", "1"}), "[a]");
}

TEST(ImportRules, SkipsRecordsAndEndsTheList) {
  EXPECT_EQ(narration_of("if %1 a\n skip\n", {"a", "1"}), "(skipped)");
  EXPECT_EQ(narration_of("if %1 a\n skip\n", {"b", "1"}), "");
  EXPECT_EQ(narration_of("if ^b,\n end\n", {"b", "1"}), "(end)");
}

TEST(ImportRules, RecognisesTheTotal) {
  RowReader reader{rules_of(needed + "if %1 ^合计$\n total %2\n")};
  ListRecord row = record_of({"a", "5"});
  ListRecord total = record_of({"合计", " 5.0000001 "});
  EXPECT_EQ(reader.read(row), RowReader::Kind::row);
  EXPECT_EQ(reader.read(total), RowReader::Kind::total);
  EXPECT_EQ(reader[Field::total], "5.0000001");
}

TEST(ImportRules, CarriesCellsDown) {
  RowReader reader{rules_of(needed + "fields who, n\ncarry who\nnarration %who\n")};
  std::vector<std::string> seen;
  for (const char* who : {"", "东湖", "", "  ", "江汉"}) {
    ListRecord record = record_of({who, "1"});
    reader.read(record);
    seen.push_back(reader[Field::narration]);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"", "东湖", "东湖", "东湖", "江汉"}));
}

TEST(ImportRules, TakesWhatTitlesSayOfTheWholeList) {
  RowReader reader{rules_of("date 2019-01-01\naccount1 B\naccount2 I\nfund U\namount %2\n"
                            "header ^name\nnarration %list\n"
                            "title (\\d{4})年(\\d+)月(\\d+)日\n"
                            " list gifts-\\1-\\2\n date \\1-\\2-\\3\n")};
  ListRecord title = record_of({"捐赠明细（2020年2月3日）", ""});
  ListRecord row = record_of({"a", "1"});
  reader.read_title(title);
  reader.check_titles();
  reader.read(row);
  EXPECT_EQ(reader[Field::date], "2020-2-3");
  EXPECT_EQ(reader[Field::narration], "gifts-2020-2");
  EXPECT_EQ(reader.list(), "gifts-2020-2");
}

TEST(ImportRules, RefusesAListWithoutTheTitleLookedFor) {
  RowReader reader{rules_of(needed + "header ^name\ntitle 云闪付\n narration x\n")};
  ListRecord title = record_of({"支付宝"});
  reader.read_title(title);
  try {
    reader.check_titles();
    FAIL() << "accepted";
  } catch (const ParseError& error) {
    EXPECT_EQ(error.line(), needed_lines + 2);
  }
}

TEST(ImportRules, ReadsDatesByAFormat) {
  auto date = [](const char* format, const char* text) {
    return format_date(DateFormat{format}.parse(text));
  };
  EXPECT_EQ(date("%d/%m/%Y", "07/12/2012"), "2012-12-07");
  EXPECT_EQ(date("%-d/%-m/%y", "7/2/20"), "2020-02-07");
  EXPECT_EQ(date("%Y年%m月%d日", "2020年2月3日"), "2020-02-03");
  EXPECT_EQ(date("%b %e, %Y", "Jul 29, 2012"), "2012-07-29");
  EXPECT_EQ(date("%d %B %Y", "1 may 2021"), "2021-05-01");
  EXPECT_EQ(date("%m/%d/%Y %I:%M %p", "10/01/2019 3:46 PM"), "2019-10-01");
  EXPECT_EQ(date("%Y%m%d", "20200203"), "2020-02-03");
  EXPECT_EQ(date("%Y-%m-%dT%T", "2020-02-03T08:00:01"), "2020-02-03");
  EXPECT_THROW(date("%d/%m/%Y", "30/02/2024"), ParseError);
  EXPECT_THROW(date("%d/%m/%Y", "1/2/2024 x"), ParseError);
  EXPECT_THROW(date("%d/%m/%Y", "1-2-2024"), ParseError);
  EXPECT_TRUE(refused_after("date-format %Y-%m\n", 1, "needs a year"));
  EXPECT_TRUE(refused_after("date-format %Y-%m-%d %Q\n", 1, "no %Q"));
  EXPECT_TRUE(refused_after("date-format %Y-%m-%d%\n", 1, "ends in a %"));
}

TEST(ImportRules, CleansCells) {
  auto clean = [](std::string cell) {
    clean_cell(cell);
    return cell;
  };
  EXPECT_EQ(clean("0303202002032359390087497293   "), "0303202002032359390087497293");
  EXPECT_EQ(clean("\xC2\xA0  \xC2\xA0 6,000,000.00\xC2\xA0 "), "6,000,000.00");
  EXPECT_EQ(clean("\xE2\x80\x8B"), "");
  EXPECT_EQ(clean("\xE3\x80\x80王 明\xEF\xBB\xBF"), "王 明");
  EXPECT_EQ(clean("\n江苏新农科技有限公司\n"), "江苏新农科技有限公司");
  EXPECT_EQ(clean("武汉火车站\r\n武昌火车站 \n 汉口火车站"), "武汉火车站 武昌火车站 汉口火车站");
  EXPECT_EQ(clean("a  b"), "a  b");
  EXPECT_EQ(clean(" \xFF "), "\xFF");
}

TEST(ImportRules, SimplifiesSigns) {
  EXPECT_EQ(simplify_sign("5"), "5");
  EXPECT_EQ(simplify_sign("+5"), "5");
  EXPECT_EQ(simplify_sign("-5"), "-5");
  EXPECT_EQ(simplify_sign("--5"), "5");
  EXPECT_EQ(simplify_sign("(5)"), "-5");
  EXPECT_EQ(simplify_sign("-(5)"), "5");
  EXPECT_EQ(simplify_sign("-"), "");
  EXPECT_EQ(simplify_sign("(("), "((");
}

TEST(ImportRules, RefusesWhatItDoesNotKnow) {
  EXPECT_TRUE(refused_after("narraton x\n", 1, "did you mean narration?"));
  EXPECT_TRUE(refused_after("\ncolour x\n", 2, "\"colour\" is no field"));
  EXPECT_TRUE(refused_after("narration %3 %donor\n", 1, "no column is named \"donor\""));
  EXPECT_TRUE(refused_after("fields donor, n\nnarration %doner\n", 2, "did you mean donor?"));
  EXPECT_TRUE(refused_after("narration %0\n", 1, "no column"));
  EXPECT_TRUE(refused_after("carry who\n", 1, "no column is named"));
  EXPECT_TRUE(refused_after("if %who a\n narration x\n", 1, "no column is named"));
}

TEST(ImportRules, RefusesByNameWhatOnlyHledgerHas) {
  EXPECT_TRUE(refused_after("include common.rules\n", 1, "a rules file is one file"));
  EXPECT_TRUE(refused_after("newest-first\n", 1, "order of the list"));
  EXPECT_TRUE(refused_after("balance-type ==\n", 1, "stated total"));
  EXPECT_TRUE(refused_after("encoding gb18030\n", 1, "iconv"));
  EXPECT_TRUE(refused_after("end\n", 1, "if block"));
  EXPECT_TRUE(refused_after("date2 %1\n", 1, "one date"));
  EXPECT_TRUE(refused_after("comment %1\n", 1, "narration"));
  EXPECT_TRUE(refused_after("account3 Fees\n", 1, "account1 and account2"));
  EXPECT_TRUE(refused_after("amount1-in %1\n", 1, "with the other sign"));
  EXPECT_TRUE(refused_after("fields date, balance, x\n", 1, "name the column balance_"));
}

TEST(ImportRules, RefusesBlocksThatCannotBeMeant) {
  EXPECT_TRUE(refused_after(" narration x\n", 1, "indented"));
  EXPECT_TRUE(refused_after("if %1 a\n\n narration x\n", 1, "says nothing"));
  EXPECT_TRUE(refused_after("if\n narration x\n", 1, "nothing to match"));
  EXPECT_TRUE(refused_after("if %1 (a\n narration x\n", 1, "not a regular expression"));
  EXPECT_TRUE(refused_after("if\n%1 a\n%1 b(\n narration x\n", 3, "not a regular expression"));
  EXPECT_TRUE(refused_after("if %1\n narration x\n", 1, "needs a regular expression"));
  EXPECT_TRUE(refused_after("if & %1 a\n narration x\n", 1, "there is none"));
  EXPECT_TRUE(refused_after("if %1 a\n narration \\1\n", 2, "no group"));
  EXPECT_TRUE(refused_after("if\n%1 (a)\n%1 b\n narration \\1\n", 4, "no group"));
  EXPECT_TRUE(refused_after("narration \\1\n", 1, "belongs into an if"));
  EXPECT_TRUE(refused_after("if %1 a\n skip 2\n", 2, "about the record that matches"));
  EXPECT_TRUE(refused_after("if %1 a\n total %2\n narration x\n", 1, "is no row"));
}

TEST(ImportRules, RefusesTablesThatCannotBeMeant) {
  EXPECT_TRUE(refused_after("if,narration\n\n", 1, "no lines"));
  EXPECT_TRUE(refused_after("if,narration\na,b,c\n", 2, "here are 2 values"));
  EXPECT_TRUE(refused_after("if,colour\na,b\n", 1, "no field"));
  EXPECT_TRUE(refused_after("if,narration\na,\\1\n", 2, "no group"));
}

TEST(ImportRules, RefusesFieldsListsThatCannotBeMeant) {
  EXPECT_TRUE(refused_after("fields a, a\n", 1, "two columns"));
  EXPECT_TRUE(refused_after("fields a b, c\n", 1, "is not a name"));
  EXPECT_TRUE(refused_after("fields a, b\nfields c, d\n", 2, "already, in line 7"));
  EXPECT_TRUE(refused_after("fields amount, total\n", 1, "total_"));
}

TEST(ImportRules, RefusesStatementsInTheWrongPlace) {
  EXPECT_TRUE(refused_after("total %2\n", 0 - needed_lines, "if block"));
  EXPECT_TRUE(refused_after("if %1 a\n list M\n", 1, "one name for all rows"));
  EXPECT_TRUE(refused_after("title a\n narration x\n", 1, "by header or skip"));
  EXPECT_TRUE(refused_after("skip 1\ntitle a\n total 5\n", 2, "cannot state the total"));
  EXPECT_TRUE(refused_after("skip 1\ntitle a\n skip\n", 2, "assignments only"));
  EXPECT_TRUE(refused_after("skip 1\nheader a\n", 0 - needed_lines, "keep one"));
  EXPECT_TRUE(refused_after("header a\nheader b\n", 2, "one header already"));
  EXPECT_TRUE(refused("list %1\ndate 2020-01-01\naccount1 B\naccount2 I\nfund U\namount %2\n", 0,
                      "one name for all rows"));
}

TEST(ImportRules, RefusesRulesThatLackWhatEveryEntryNeeds) {
  EXPECT_TRUE(refused("", 0, "no rule assigns list"));
  EXPECT_TRUE(refused("list L\n", 0, "no rule assigns date"));
  EXPECT_TRUE(refused("list L\ndate %1\naccount1 B\naccount2 I\nfund U\n", 0, "amount"));
  EXPECT_TRUE(refused_after("quantity %2\n", 0 - needed_lines, "needs a commodity"));
}

TEST(ImportRules, RefusesToPutANameWhereItIsPublicForEver) {
  EXPECT_TRUE(refused_after("party-name %1\nreference %1\n", 0 - needed_lines,
                            "public for ever and may not hold column 1"));
  EXPECT_TRUE(refused_after("giver-name %3\nif a\n lot %3\n", 0 - needed_lines, "column 3"));
  EXPECT_EQ(field_of("party-name %1\nreference %2\n", Field::reference, {"王*", "17"}), "17");
}

TEST(ImportRules, RefusesWhatIsNotUtf8) {
  EXPECT_TRUE(refused_after("narration \xCE\xE4\xBA\xBA\n", 1, "GB18030"));
}

}  // namespace
}  // namespace almoner::csv_rules
