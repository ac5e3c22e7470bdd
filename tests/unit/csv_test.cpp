// SPDX-License-Identifier: Apache-2.0
#include "text/csv.hpp"

#include <almoner/error.hpp>
#include <almoner/text.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <istream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace almoner {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& table, char separator = ',', CsvLimits limits = {}) {
  std::istringstream stream{table};
  CsvReader reader{stream, separator, limits};
  Rows rows;
  while (std::optional<CsvRecord> record = reader.next()) rows.push_back(std::move(record->fields));
  return rows;
}

/// The line of the refusal and its message; line -1 where nothing is refused.
std::pair<int, std::string> refusal(const std::string& table, CsvLimits limits = {}) {
  try {
    rows_of(table, ',', limits);
  } catch (const ParseError& error) {
    return {error.line(), error.what()};
  }
  return {-1, "accepted"};
}

bool refused_at(int line, std::string_view part, const std::string& table, CsvLimits limits = {}) {
  const auto [at, what] = refusal(table, limits);
  return at == line && what.find(part) != std::string::npos;
}

TEST(CsvReader, ReadsRecordsWithEitherLineEndAndWithoutTheLast) {
  const Rows expected{{"a", "b"}, {"1", "2"}};
  EXPECT_EQ(rows_of("a,b\n1,2\n"), expected);
  EXPECT_EQ(rows_of("a,b\r\n1,2\r\n"), expected);
  EXPECT_EQ(rows_of("a,b\r\n1,2"), expected);
  EXPECT_EQ(rows_of(""), Rows{});
}

TEST(CsvReader, KeepsEmptyFieldsAndGivesAnEmptyLineAsOneEmptyField) {
  EXPECT_EQ(rows_of(",\n"), (Rows{{"", ""}}));
  EXPECT_EQ(rows_of("a,"), (Rows{{"a", ""}}));
  EXPECT_EQ(rows_of("a\n\nb\n"), (Rows{{"a"}, {""}, {"b"}}));
  EXPECT_EQ(rows_of("\"\"\n"), (Rows{{""}}));
  EXPECT_EQ(rows_of("\"\",\"\""), (Rows{{"", ""}}));
}

TEST(CsvReader, ReadsQuotedSeparatorsQuotesAndLineEndsAsTheyAre) {
  EXPECT_EQ(rows_of("\"a,b\",\"c\"\"d\",\"e\r\nf\"\ng,\"\"\"\",\n"),
            (Rows{{"a,b", "c\"d", "e\r\nf"}, {"g", "\"", ""}}));
  EXPECT_EQ(rows_of("\"a\rb\"\n"), (Rows{{"a\rb"}}));
}

TEST(CsvReader, SkipsAByteOrderMarkOnlyAtTheBeginning) {
  EXPECT_EQ(rows_of("\xEF\xBB\xBF\"a\",b\n"), (Rows{{"a", "b"}}));
  EXPECT_EQ(rows_of("a\n\xEF\xBB\xBF"
                    "b\n"),
            (Rows{{"a"},
                  {"\xEF\xBB\xBF"
                   "b"}}));
  EXPECT_EQ(rows_of("\xEF\xBB\xBF"), Rows{});
}

TEST(CsvReader, TakesOtherSeparators) {
  EXPECT_EQ(rows_of("a,b\tc\n", '\t'), (Rows{{"a,b", "c"}}));
  EXPECT_EQ(rows_of("1,5;\"x;y\"\n", ';'), (Rows{{"1,5", "x;y"}}));
  std::istringstream stream;
  for (const char separator : {'"', '\r', '\n', '\0'})
    EXPECT_THROW((CsvReader{stream, separator}), UsageError);
}

TEST(CsvReader, CountsPhysicalLinesThroughQuotedLineEnds) {
  std::istringstream stream{"a\n\"b\nc\r\nd\",1\r\ne\n"};
  CsvReader reader{stream};
  EXPECT_EQ(reader.next()->line, 1);
  EXPECT_EQ(reader.next()->line, 2);
  EXPECT_EQ(reader.next()->line, 5);
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.next());
}

TEST(CsvReader, RefusesWhatTheGrammarDoesNotAllowAndNamesTheLine) {
  EXPECT_TRUE(refused_at(2, "never closed", "a\n\"b\nc\n"));
  EXPECT_TRUE(refused_at(1, "never closed", "\""));
  EXPECT_TRUE(refused_at(1, "never closed", "\"a\"\""));
  EXPECT_TRUE(refused_at(2, "follows a closing quote", "a\n\"b\"c\n"));
  EXPECT_TRUE(refused_at(1, "follows a closing quote", "\"b\" ,c\n"));
  EXPECT_TRUE(refused_at(3, "a quote stands within a field", "a\nb\n12\"x\n"));
  EXPECT_TRUE(refused_at(1, "carriage return stands alone", "a\rb\n"));
  EXPECT_TRUE(refused_at(1, "carriage return stands alone", "a\r"));
  EXPECT_TRUE(refused_at(2, "NUL", std::string{"a\nb\0c\n", 6}));
  EXPECT_TRUE(refused_at(2, "NUL", std::string{"a\n\"b\0c\"\n", 8}));
  EXPECT_TRUE(refused_at(1, "UTF-16",
                         std::string{"\xFF\xFE"
                                     "a\0",
                                     4}));
  EXPECT_TRUE(refused_at(1, "line 1: ", "\""));
}

TEST(CsvReader, RefusesFieldsAndRecordsBeyondTheLimits) {
  const std::string mebibyte(std::size_t{1} << 20U, 'x');
  EXPECT_EQ(rows_of(mebibyte + ",a\n").at(0).at(0).size(), mebibyte.size());
  EXPECT_TRUE(refused_at(1, "a field has more than 1048576 bytes", mebibyte + "x\n"));
  EXPECT_TRUE(refused_at(1, "a field has more than", "\"" + mebibyte + "\"\"\"\n"));
  EXPECT_EQ(rows_of(std::string(9'999, ',')).at(0).size(), 10'000U);
  EXPECT_TRUE(refused_at(2, "more than 10000 fields", "a\n" + std::string(10'000, ',')));
  EXPECT_TRUE(refused_at(1, "a record has more than 10 bytes", "12345,123456\n", {8, 10, 5}));
  EXPECT_EQ(rows_of("12345,12345\n1234,123\n", ',', {8, 10, 5}).size(), 2U);
}

TEST(CsvReader, IsAtItsEndAfterARefusal) {
  std::istringstream stream{"a\n\"b\"c\nd\n"};
  CsvReader reader{stream};
  EXPECT_TRUE(reader.next());
  EXPECT_THROW(reader.next(), ParseError);
  EXPECT_FALSE(reader.next());
}

TEST(CsvReader, SaysThatTheStreamFailed) {
  struct Failing : std::streambuf {
    int_type underflow() override { throw std::runtime_error{"no disk"}; }
  } failing;
  std::istream stream{&failing};
  CsvReader reader{stream};
  EXPECT_THROW(reader.next(), StorageError);
}

TEST(CsvReader, ReadsTheSameWhereverItsBufferEnds) {
  // Shift a record of every kind of token across the buffer's end, one byte at a time.
  const std::string record = "\"a\"\"b\r\nc\",,d\r\n\"\",\"e\"\n";
  const Rows expected{{"a\"b\r\nc", "", "d"}, {"", "e"}};
  for (std::size_t shift = 0; shift < 32; ++shift) {
    const std::string before(65'530 - shift, 'x');
    const Rows rows = rows_of(before + "\n" + record);
    ASSERT_EQ(rows.size(), 3U) << shift;
    ASSERT_EQ((Rows{rows[1], rows[2]}), expected) << shift;
  }
}

TEST(CsvReader, ReadsBackWhatCsvFieldWrites) {
  const std::vector<std::string> fields{"",       "plain",     "a,b",       "\"",
                                        "a\"\"b", "line\nend", "\r\n",      " x ",
                                        "某",     "'quoted'",  "\"whole\"", ",,,"};
  std::string table;
  for (const std::string& a : fields) {
    for (const std::string& b : fields)
      table += csv_field(a, false) + "," + csv_field(b, false) + "\r\n";
  }
  const Rows rows = rows_of(table);
  ASSERT_EQ(rows.size(), fields.size() * fields.size());
  std::size_t row = 0;
  for (const std::string& a : fields) {
    for (const std::string& b : fields) EXPECT_EQ(rows[row++], (std::vector<std::string>{a, b}));
  }
}

}  // namespace
}  // namespace almoner
