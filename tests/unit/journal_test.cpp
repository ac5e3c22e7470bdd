// SPDX-License-Identifier: Apache-2.0
// What a journal may say and what a book hears.
#include <almoner/journal.hpp>

#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <almoner/error.hpp>

namespace almoner {
namespace {

const std::map<std::string, int> scales{{"CNY", 2},  {"USD", 2}, {"LAMP", 0}, {"BOX", 0},
                                        {"RICE", 3}, {"灯", 0},  {"LED 2", 0}};

int scale_of(const std::string& commodity) {
  const auto known = scales.find(commodity);
  return known == scales.end() ? -1 : known->second;
}

std::vector<JournalItem> read(const std::string& journal) {
  std::istringstream stream{journal};
  std::vector<JournalItem> items;
  read_journal(stream, "CNY", scale_of,
               [&](JournalItem&& item) { items.push_back(std::move(item)); });
  return items;
}

template <typename What>
What only(const std::string& journal) {
  const std::vector<JournalItem> items = read(journal);
  if (items.size() != 1) throw std::runtime_error{"not one item"};
  return std::get<What>(items.front().what);
}

Draft draft(const std::string& journal) {
  return only<Draft>(journal);
}

/// The one posting with this amount, in fund U.
DraftPosting posting(const std::string& amount) {
  const Draft read = draft("2021-06-01 * (R1) text  ; fund: U\n    Assets:Bank  " + amount + "\n");
  if (read.postings.size() != 1) throw std::runtime_error{"not one posting"};
  return read.postings.front();
}

Date day(int year, unsigned month, unsigned of_month) {
  return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(of_month);
}

// --- Entries ---

TEST(JournalEntry, ReadsTheExampleOfTheDocumentation) {
  const Draft read = draft(
      "2021-06-01 * (G-0003) lamps from a company  ; fund: LAMP-2021, party: example-co\n"
      "    Assets:Stock            100 LAMP @@ 25000.00 CNY\n"
      "    Income:Gifts           -100 LAMP\n");
  Draft expected;
  expected.date = day(2021, 6, 1);
  expected.reference = "G-0003";
  expected.narration = "lamps from a company";
  expected.postings = {
      {"Assets:Stock", "LAMP-2021", "LAMP", 100, 2'500'000, "", "example-co", "", {}},
      {"Income:Gifts", "LAMP-2021", "LAMP", -100, {}, "", "example-co", "", {}}};
  EXPECT_EQ(read, expected);
}

TEST(JournalEntry, LeavesTheBaseCurrencyUnnamedAndItsValueOut) {
  EXPECT_EQ(posting("-1,000.50 CNY"),
            (DraftPosting{"Assets:Bank", "U", "", -100'050, {}, "", "", "", {}}));
}

TEST(JournalEntry, LeavesAnAmountOut) {
  EXPECT_EQ(posting(""), (DraftPosting{"Assets:Bank", "U", "", {}, {}, "", "", "", {}}));
}

TEST(JournalEntry, GivesTheDefaultsOfItsFirstLineToPostingsThatHaveNoneOfTheirOwn) {
  const Draft read = draft(
      "2021-06-01 (R1) text  ; fund: MED, purpose: medical-aid, party: hospital\n"
      "    Expenses:Programme  5 CNY\n"
      "    Assets:Bank        -5 CNY  ; fund: EDU, purpose:, party: shop\n");
  EXPECT_EQ(
      read.postings.at(0),
      (DraftPosting{"Expenses:Programme", "MED", "", 500, {}, "medical-aid", "hospital", "", {}}));
  EXPECT_EQ(read.postings.at(1),
            (DraftPosting{"Assets:Bank", "EDU", "", -500, {}, "", "shop", "", {}}));
}

TEST(JournalEntry, ReadsEveryTag) {
  const std::string hash(64, 'a');
  const Draft read = draft(
      "2021-09-30 ! (V-0018) change of purpose  ; by: cashier, approved-by: director, gift: "
      "G-0016\n"
      "    ; authority: donor-consent, document: letter-18, dated: 2021-09-28, sha256: " +
      hash +
      "\n"
      "    ; voucher: receipt-7, reverses: R-1, returns: R-2, repays: R-3, counterpart: TOWN/R-4\n"
      "    ; evidence: " +
      hash + ", evidence: " + std::string(64, 'b') +
      ", bank-ref: 8842\n"
      "    Assets:Stock   5 BOX @@ 10 CNY  ; fund: MED, lot: A, expires: 2022-03-31\n");
  EXPECT_EQ(read.by, "cashier");
  EXPECT_EQ(read.approved_by, "director");
  EXPECT_EQ(read.gift, "G-0016");
  ASSERT_TRUE(read.authority);
  EXPECT_EQ(read.authority->kind, AuthorityKind::donor_consent);
  EXPECT_EQ(read.authority->document, "letter-18");
  EXPECT_EQ(read.authority->dated, day(2021, 9, 28));
  EXPECT_EQ(read.authority->sha256->front(), 0xAA);
  EXPECT_EQ(read.document, "receipt-7");
  EXPECT_EQ(read.reverses, "R-1");
  EXPECT_EQ(read.returns, "R-2");
  EXPECT_EQ(read.repays, "R-3");
  EXPECT_EQ(read.counterpart, "TOWN/R-4");
  EXPECT_EQ(read.bank_reference, "8842");
  ASSERT_EQ(read.evidence.size(), 2U);
  EXPECT_EQ(read.evidence.at(1).back(), 0xBB);
  EXPECT_EQ(read.postings.at(0).lot, "A");
  EXPECT_EQ(read.postings.at(0).expires, day(2022, 3, 31));
}

TEST(JournalEntry, TakesDocumentForTheLossWhereThereIsNoAuthority) {
  const Draft read = draft("2021-09-30 (V1) lost  ; document: count-3\n");
  EXPECT_EQ(read.document, "count-3");
  EXPECT_FALSE(read.authority);
}

TEST(JournalEntry, MayHaveNoPostingsAsAReversalMay) {
  const Draft read = draft("2021-10-12 * (R-0019) 冲销  ; reverses: G-0019\n");
  EXPECT_EQ(read.reverses, "G-0019");
  EXPECT_TRUE(read.postings.empty());
}

TEST(JournalEntry, ReadsChineseThroughout) {
  const Draft read = draft(
      "2021-06-01 * (收-0003) 县红十字会：太阳能路灯；525盏  ; fund: 路灯, party: 某企业\n"
      "    资产:1201-存货       100 灯 @@ 2.5万 CNY  ; lot: 甲\n"
      "    收入:4101-捐赠 收入  -100 灯\n");
  EXPECT_EQ(read.reference, "收-0003");
  EXPECT_EQ(read.narration, "县红十字会：太阳能路灯；525盏");
  EXPECT_EQ(read.postings.at(0),
            (DraftPosting{"资产:1201-存货", "路灯", "灯", 100, 2'500'000, "", "某企业", "甲", {}}));
  EXPECT_EQ(read.postings.at(1).account, "收入:4101-捐赠 收入");
}

TEST(JournalEntry, TakesATagsValueInQuotesWithCommasAndColons) {
  const Draft read = draft(
      "2021-06-01 (R1)  ; document: \"a, b: \"\"c\"\"\", by: cashier\n"
      "    ; narration: \"one; fund: two\"\n");
  EXPECT_EQ(read.document, "a, b: \"c\"");
  EXPECT_EQ(read.by, "cashier");
  EXPECT_EQ(read.narration, "one; fund: two");
}

TEST(JournalEntry, PassesOverCommentTextAndTagsThatAreNotOurs) {
  const Draft read = draft(
      "2021-06-01 (R1) text  ; seen by the auditor at 12:30, invoice: 77, see "
      "https://example.org/x, fund: U\n"
      "    ; a remark, 备注: 无\n"
      "    * Assets:Bank  5 CNY ;fund: U\n"
      "      ; nothing here\n");
  EXPECT_EQ(read.postings.at(0), (DraftPosting{"Assets:Bank", "U", "", 500, {}, "", "", "", {}}));
  EXPECT_EQ(read.narration, "text");
}

TEST(JournalEntry, ReadsEachOfHledgersSimpleDates) {
  for (const char* date : {"2021-06-01", "2021/6/1", "2021.06.1"}) {
    EXPECT_EQ(draft(std::string{date} + " (R1) text\n").date, day(2021, 6, 1)) << date;
  }
}

TEST(JournalEntry, EndsItsAccountAtTwoBlanksOrATab) {
  for (const char* gap : {"  ", "\t", "   \t "}) {
    const Draft read =
        draft("2021-06-01 (R1) text\n\tAssets:Bank of China" + std::string{gap} + "5 CNY\n");
    EXPECT_EQ(read.postings.at(0).account, "Assets:Bank of China");
    EXPECT_EQ(read.postings.at(0).quantity, 500);
  }
}

// --- Amounts ---

TEST(JournalAmount, IsReadExactlyInEachWayOfWriting) {
  const std::vector<std::pair<std::string, Units>> accepted{
      {"100 CNY", 10'000},         {"100.00 CNY", 10'000},
      {"100.5CNY", 10'050},        {"CNY 100.00", 10'000},
      {"CNY100", 10'000},          {"-100 CNY", -10'000},
      {"CNY -100.00", -10'000},    {"-CNY 100.00", -10'000},
      {"+100 CNY", 10'000},        {"1,234,567.89 CNY", 123'456'789},
      {"14.07万 CNY", 14'070'000}, {"-1.5亿 CNY", -15'000'000'000},
      {"14.07万CNY", 14'070'000},  {"\"CNY\" 5", 500},
      {"100.10000 CNY", 10'010},   {"0 CNY", 0}};
  for (const auto& [text, units] : accepted) {
    EXPECT_EQ(posting(text).quantity, units) << text;
    EXPECT_EQ(posting(text).commodity, "") << text;
  }
}

TEST(JournalAmount, OfGoodsHasTheTotalValueWithTheSignOfTheQuantity) {
  const auto with = [](const std::string& text) {
    const DraftPosting read = posting(text);
    return std::tuple{read.commodity, read.quantity.value(), read.value};
  };
  using Expected = std::tuple<std::string, Units, std::optional<Units>>;
  EXPECT_EQ(with("80 LAMP"), (Expected{"LAMP", 80, std::nullopt}));
  EXPECT_EQ(with("80 LAMP @@ 20000.00 CNY"), (Expected{"LAMP", 80, 2'000'000}));
  EXPECT_EQ(with("-80 LAMP @@ 20000.00 CNY"), (Expected{"LAMP", -80, -2'000'000}));
  EXPECT_EQ(with("-80 LAMP @@ CNY 2万"), (Expected{"LAMP", -80, -2'000'000}));
  EXPECT_EQ(with("200 LAMP @@ 0 CNY"), (Expected{"LAMP", 200, 0}));
  EXPECT_EQ(with("525 LAMP @ 268.00 CNY"), (Expected{"LAMP", 525, 14'070'000}));
  EXPECT_EQ(with("-8 LAMP @ 0.125 CNY"), (Expected{"LAMP", -8, -100}));
  EXPECT_EQ(with("1.500 RICE @ 6.50 CNY"), (Expected{"RICE", 1500, 975}));
  EXPECT_EQ(with("1,000.00 USD @ 7.1 CNY"), (Expected{"USD", 100'000, 710'000}));
  EXPECT_EQ(with("3 \"LED 2\" @ 1万 CNY"), (Expected{"LED 2", 3, 3'000'000}));
}

// --- The rest of the file ---

TEST(Journal, KnowsTheKindsOfCommentsAndBlankLines) {
  EXPECT_TRUE(read("; a\n# b\n* c\n\n   \n  ; indented\ncomment\n2021-06-01 nothing\nend comment\n")
                  .empty());
}

TEST(Journal, TakesAByteOrderMarkCarriageReturnsAndNoLastLineEnd) {
  const std::vector<JournalItem> items = read(
      "\xEF\xBB\xBF"
      "2021-06-01 (R1) text\r\n  Assets:Bank  5 CNY\r\n\r\n2021-06-02 (R2) text");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items.at(0).line, 1);
  EXPECT_EQ(items.at(0).excerpt, "2021-06-01 (R1) text");
  EXPECT_EQ(items.at(1).line, 4);
  EXPECT_EQ(std::get<Draft>(items.at(0).what).postings.at(0).quantity, 500);
}

TEST(Journal, HandsOverEachItemBeforeItReadsTheNext) {
  std::istringstream stream{"2021-06-01 (R1) text\n\nnonsense\n"};
  int taken = 0;
  EXPECT_THROW(read_journal(stream, "CNY", scale_of, [&](JournalItem&&) { ++taken; }), ParseError);
  EXPECT_EQ(taken, 1);
}

TEST(Journal, LetsTheCallersExceptionThrough) {
  std::istringstream stream{"2021-06-01 (R1) text\n"};
  EXPECT_THROW(
      read_journal(stream, "CNY", scale_of, [](JournalItem&&) { throw std::domain_error{"mine"}; }),
      std::domain_error);
}

TEST(Journal, ReadsLinesLongerThanItsBlocks) {
  const Draft read =
      draft("2021-06-01 (R1) " + std::string(200'000, 'x') + "\n  Assets:Bank  5 CNY\n");
  EXPECT_EQ(read.narration.size(), 200'000U);
  EXPECT_EQ(read.postings.size(), 1U);
}

TEST(Journal, OfTheWorkedYearIsRead) {
  std::ifstream file{std::string{ALMONER_TEST_SOURCE_DIR} + "/tools/demo/county.journal"};
  ASSERT_TRUE(file) << "tools/demo/county.journal is missing";
  int entries = 0;
  read_journal(
      file, "CNY", [](const std::string& code) { return code == "CNY" ? 2 : -1; },
      [&](JournalItem&& item) { entries += std::holds_alternative<Draft>(item.what) ? 1 : 0; });
  EXPECT_EQ(entries, 33);
}

// --- Declarations ---

TEST(JournalCommodity, TakesItsScaleFromTheSample) {
  const std::vector<std::pair<std::string, CommodityTerms>> accepted{
      {"commodity 1,000.00 EUR\n", {"EUR", 2, "", DrawPolicy::fifo}},
      {"commodity EUR 1,000.00\n", {"EUR", 2, "", DrawPolicy::fifo}},
      {"commodity $1000.000\n", {"$", 3, "", DrawPolicy::fifo}},
      {"commodity 1. LAMP  ; the big ones\n", {"LAMP", 0, "", DrawPolicy::fifo}},
      {"commodity 1 LAMP\n  unit: 台\n  policy: fefo\n", {"LAMP", 0, "台", DrawPolicy::fefo}},
      {"commodity 1.0 \"LED 2\"\n", {"LED 2", 1, "", DrawPolicy::fifo}},
      {"commodity \"LED 2\"\n  format 1. \"LED 2\"\n", {"LED 2", 0, "", DrawPolicy::fifo}},
      {"commodity LAMP\n  format 1. LAMP\n", {"LAMP", 0, "", DrawPolicy::fifo}}};
  for (const auto& [text, terms] : accepted) EXPECT_EQ(only<CommodityTerms>(text), terms) << text;
}

TEST(JournalCommodity, IsKnownFromItsDeclarationOn) {
  const std::vector<JournalItem> items =
      read("commodity 1.0 TON\n\n2021-06-01 (R1) text\n  Assets:Stock  2.5 TON\n");
  EXPECT_EQ(std::get<Draft>(items.at(1).what).postings.at(0).quantity, 25);
}

TEST(JournalAccount, TakesItsTypeFromItselfItsParentOrItsName) {
  const std::vector<std::pair<std::string, AccountType>> accepted{
      {"account X  ; type: A\n", AccountType::asset},
      {"account X  ; a till, type:C\n", AccountType::cash},
      {"account X\n  ; type: L\n", AccountType::liability},
      {"account X\n  type: E\n", AccountType::net_assets},
      {"account X  ; type: r\n", AccountType::income},
      {"account X  ; type: Expense\n", AccountType::expense},
      {"account X  ; type: T\n", AccountType::transfer},
      {"account X  ; type: interfund\n", AccountType::interfund},
      {"account Assets:Stock\n", AccountType::asset},
      {"account assets:bank:ccb\n", AccountType::cash},
      {"account Liabilities\n", AccountType::liability},
      {"account Equity:Opening\n", AccountType::net_assets},
      {"account Revenues:Gifts\n", AccountType::income},
      {"account Expenses:Programme\n", AccountType::expense}};
  for (const auto& [text, type] : accepted) EXPECT_EQ(only<AccountTerms>(text).type, type) << text;
  const std::vector<JournalItem> items = read(
      "account 资产  ; type: A\naccount 资产:银行  ; type: C\naccount 资产:银行:建行\naccount "
      "资产:存货\n");
  EXPECT_EQ(std::get<AccountTerms>(items.at(2).what).type, AccountType::cash);
  EXPECT_EQ(std::get<AccountTerms>(items.at(3).what).type, AccountType::asset);
}

TEST(JournalAccount, SaysWhetherItIsTraced) {
  EXPECT_EQ(only<AccountTerms>("account A:B c  ; type: L, traced: no\n"),
            (AccountTerms{"A:B c", AccountType::liability, false}));
  EXPECT_EQ(only<AccountTerms>("account A  ; traced: yes, type: A\n").traced, true);
  EXPECT_EQ(only<AccountTerms>("account A  ; type: A\n").traced, std::nullopt);
}

TEST(JournalPurpose, TakesItsFunctionFromItselfOrThePurposeAbove) {
  const std::vector<JournalItem> items =
      read("purpose other\n  function: other\npurpose other/losses\n");
  EXPECT_EQ(std::get<PurposeTerms>(items.at(0).what),
            (PurposeTerms{"other", PurposeFunction::other}));
  EXPECT_EQ(std::get<PurposeTerms>(items.at(1).what),
            (PurposeTerms{"other/losses", PurposeFunction::other}));
}

TEST(JournalFund, ReadsEveryLine) {
  FundTerms expected;
  expected.code = "MED 1";
  expected.fund_class = FundClass::restricted;
  expected.purposes = {"medical-aid", "care, at home"};
  expected.set_by = RestrictionSource::donor;
  expected.from = day(2021, 1, 1);
  expected.until = day(2022, 12, 31);
  expected.management_cap = 1'000'000;
  expected.agreement = "no. 7; second";
  expected.owed_to = "hospital";
  EXPECT_EQ(
      only<FundTerms>(
          "fund MED 1\n  class: restricted\n  purposes: medical-aid, \"care, at home\"  ; two\n"
          "  set-by: donor\n  from: 2021-01-01\n  until: 2022/12/31\n  management-cap: 1万 CNY\n"
          "  agreement: \"no. 7; second\"\n  owed-to: hospital\n  ; a remark\n"),
      expected);
}

TEST(JournalParty, ReadsEveryLine) {
  EXPECT_EQ(only<PartyTerms>(
                "party example-co\n  name: 某企业, 县城\n  kind: organisation\n  public: yes\n"),
            (PartyTerms{"example-co", "某企业, 县城", PartyKind::organisation, true, ""}));
  EXPECT_EQ(only<PartyTerms>("party donor-7\n  name: 周某\n  contact: 010: 5\n"),
            (PartyTerms{"donor-7", "周某", PartyKind::person, false, "010: 5"}));
}

}  // namespace
}  // namespace almoner
