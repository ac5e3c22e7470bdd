// SPDX-License-Identifier: Apache-2.0
// The acceptance case of the core: a worked year of a county society, every figure and every
// refusal. The journal is the demo's own.
#include <gtest/gtest.h>

#include <sstream>

#include "journal_book.hpp"

namespace almoner {
namespace {

using test::JournalBook;
using Rules = std::vector<std::string>;

JournalBook& year() {
  static JournalBook book = [] {
    JournalBook made;
    made.post_file(test::source_file("tools/demo/county.journal"));
    return made;
  }();
  return book;
}

/// A book of its own for what changes it.
JournalBook fresh_year() {
  JournalBook made;
  made.post_file(test::source_file("tools/demo/county.journal"));
  return made;
}

std::string row(const FundRow& one) {
  std::string text = one.fund;
  for (Units units : {one.opening, one.received, one.transfers, one.spent, one.closing}) text += " " + format_units(units, 2);
  return text;
}

TEST(CountyYear, RollsEveryFundForward) {
  std::vector<std::string> rows;
  for (const FundRow& one : year().ledger.funds()) rows.push_back(row(one));
  EXPECT_EQ(rows, (std::vector<std::string>{
                      "AG 0.00 0.00 0.00 0.00 0.00",
                      "DIS 0.00 120000.00 0.00 75750.00 44250.00",
                      "EDU 0.00 20000.00 -5000.00 15000.00 0.00",
                      "LAMP 0.00 140700.00 0.00 134000.00 6700.00",
                      "MED 40000.00 236600.00 5000.00 184300.00 97300.00",
                      "U 60000.00 57400.00 0.00 14170.00 103230.00",
                      "VIL 0.00 300000.00 0.00 200000.00 100000.00",
                  }));
}

TEST(CountyYear, CarriesTheOpeningForwardWhenAskedForTheYearAlone) {
  Filter of_2021;
  of_2021.fund = "MED";
  of_2021.begin = parse_date("2021-01-01");
  of_2021.end = parse_date("2022-01-01");
  EXPECT_EQ(row(year().ledger.funds(of_2021).front()), "MED 40000.00 236600.00 5000.00 184300.00 97300.00");
}

TEST(CountyYear, HoldsEachFundInMoneyAndGoods) {
  EXPECT_EQ(year().balance("资产:1002-银行存款", "MED"), "91000.00");
  EXPECT_EQ(year().value("资产:1201-存货", "MED", "BOX"), "6300.00");
  EXPECT_EQ(year().balance("资产:1201-存货", "MED", "BOX"), "200");
  EXPECT_EQ(year().balance("资产:1201-存货", "LAMP", "LAMP"), "25");
  EXPECT_EQ(year().value("资产:1201-存货", "LAMP", "LAMP"), "6700.00");
  EXPECT_EQ(year().balance("资产:1002-银行存款", "DIS"), "19000.00");
  EXPECT_EQ(year().balance("资产:1201-存货", "DIS", "KIT"), "100");
  EXPECT_EQ(year().value("资产:1201-存货", "DIS", "KIT"), "25250.00");
  EXPECT_EQ(year().balance("资产:1201-存货", "DIS", "COAT"), "200");
  EXPECT_EQ(year().value("资产:1201-存货", "DIS", "COAT"), "0.00");
  EXPECT_EQ(year().balance("资产:1002-银行存款", "AG"), "30000.00");
  EXPECT_EQ(year().balance("负债:2601-受托代理负债", "AG"), "-30000.00");
  EXPECT_EQ(year().balance("资产:1002-银行存款", "EDU"), "0.00");
}

TEST(CountyYear, HasThePositionOfTheYearEnd) {
  Units money = 0, stock = 0, agency = 0, total = 0;
  for (const BalanceRow& one : year().ledger.balances()) {
    const bool asset = one.account.starts_with("资产:");
    if (asset) total += one.value;
    if (one.fund == "AG") agency += asset ? one.value : 0;
    else if (one.account.starts_with("资产:1002")) money += one.value;
    else if (one.account.starts_with("资产:1201")) stock += one.value;
  }
  EXPECT_EQ(format_units(money, 2), "313230.00");
  EXPECT_EQ(format_units(stock, 2), "38250.00");
  EXPECT_EQ(format_units(agency, 2), "30000.00");
  EXPECT_EQ(format_units(total, 2), "381480.00");
}

TEST(CountyYear, ReleasesRestrictionByTheDatesOfTheGifts) {
  Filter of_2021;
  of_2021.begin = parse_date("2021-01-01");
  of_2021.end = parse_date("2022-01-01");
  const Activities found = year().ledger.activities(of_2021);
  Units this_year = 0, earlier = 0, restricted_expense = 0, unrestricted_expense = 0;
  Units contributions_unrestricted = 0, contributions_restricted = 0;
  for (const ReleaseRow& one : found.released) {
    this_year += one.this_period;
    earlier += one.earlier;
    if (one.earlier != 0) {
      EXPECT_EQ(one.fund, "MED");
    }
  }
  for (const ActivityRow& one : found.rows) {
    if (one.type == AccountType::expense) {
      (one.fund_class == FundClass::restricted ? restricted_expense : unrestricted_expense) += one.value;
    } else if (one.account == "收入:4101-捐赠收入") {
      (one.fund_class == FundClass::restricted ? contributions_restricted : contributions_unrestricted) += one.value;
    } else {
      EXPECT_EQ(format_units(one.value, 2), "300.00");
    }
  }
  EXPECT_EQ(format_units(this_year + earlier, 2), "609050.00");
  EXPECT_EQ(format_units(earlier, 2), "40000.00");
  EXPECT_EQ(format_units(restricted_expense, 2), "609050.00");
  EXPECT_EQ(format_units(unrestricted_expense, 2), "14170.00");
  EXPECT_EQ(format_units(contributions_unrestricted, 2), "57100.00");
  EXPECT_EQ(format_units(contributions_restricted, 2), "817300.00");
  // China 2004: this year's gifts that were released count as unrestricted at the income line.
  EXPECT_EQ(format_units(contributions_unrestricted + this_year, 2), "626150.00");
  EXPECT_EQ(format_units(contributions_restricted - this_year, 2), "248250.00");
}

TEST(CountyYear, TracesAGiftOfLampsToTheVillagesAndTheStore) {
  EXPECT_EQ(year().trace("G-0003"), "V-0009 134000.00 spent (500 LAMP); G-0003 6700.00 unspent (25 LAMP)");
}

TEST(CountyYear, AttributesADisbursementToTheGiftsItRestsOn) {
  EXPECT_EQ(year().trace("V-0011", Direction::back), "OB-MED 40000.00 spent; G-0002 110000.00 spent");
}

TEST(CountyYear, FollowsMoneyThroughGoods) {
  EXPECT_EQ(year().trace("G-0006"), "V-0010 75750.00 spent; V-0007 25250.00 unspent; G-0006 19000.00 unspent");
}

TEST(CountyYear, AuditsAndRebuildsToTheSameRoot) {
  JournalBook book = fresh_year();
  EXPECT_EQ(book.audit(), "sound");
  const auto root = book.ledger.root();
  const auto balances = book.ledger.balances();
  book.ledger.rebuild();
  EXPECT_EQ(book.ledger.root(), root);
  EXPECT_EQ(book.ledger.balances(), balances);
  EXPECT_EQ(book.audit(), "sound");
}

TEST(CountyYear, PostedTwiceChangesNothing) {
  JournalBook book = fresh_year();
  const auto root = book.ledger.root();
  book.post_file(test::source_file("tools/demo/county.journal"));
  EXPECT_EQ(book.ledger.root(), root);
}

struct Refusal {
  const char* name;
  const char* journal;
  const char* rule;
};

class CountyRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(CountyRefusal, NamesOnlyItsRuleAndWritesNothing) {
  JournalBook book = fresh_year();
  EXPECT_EQ(book.refused(GetParam().journal), Rules{GetParam().rule});
}

INSTANTIATE_TEST_SUITE_P(
    Year, CountyRefusal,
    testing::Values(
        Refusal{"PayingPatientsFromLampMoney", R"(
2021-12-30 * (X-1) patients  ; fund: VIL
    费用:5101-业务活动成本   100.00 CNY  ; purpose: medical-aid
    资产:1002-银行存款:基本户
)", "purpose_must_be_allowed"},
        Refusal{"HandingLampsToPatients", R"(
2021-12-30 * (X-1b) patients  ; fund: LAMP
    费用:5101-业务活动成本   1 LAMP  ; purpose: medical-aid
    资产:1201-存货  -1 LAMP
)", "purpose_must_be_allowed"},
        Refusal{"SpendingMoreCashThanTheAppealHas", R"(
2021-12-30 * (X-2) flood aid  ; fund: DIS
    费用:5101-业务活动成本   45000.00 CNY
    资产:1002-银行存款:基本户  -45000.00 CNY
)", "line_must_not_go_below_zero"},
        Refusal{"HandingOutALampThatIsNotThere", R"(
2021-12-30 * (X-3) lamps  ; fund: LAMP
    费用:5101-业务活动成本   26 LAMP
    资产:1201-存货  -26 LAMP
)", "line_must_not_go_below_zero"},
        Refusal{"IssuingAnExpiredLot", R"(
2021-12-30 * (X-4) medicine  ; fund: MED
    费用:5101-业务活动成本   1 BOX
    资产:1201-存货  -1 BOX  ; lot: B
)", "expired_goods_must_leave_by_name"},
        Refusal{"MovingScholarshipsWithoutAnAuthority", R"(
2021-09-02 * (X-5a) more scholarships  ; fund: EDU, party: scholarship-donor
    资产:1002-银行存款:基本户  5000.00 CNY
    收入:4101-捐赠收入
2021-12-30 * (X-5) move
    资产:1002-银行存款:基本户  -5000.00 CNY  ; fund: EDU
    基金间划转  5000.00 CNY  ; fund: EDU
    资产:1002-银行存款:基本户  5000.00 CNY  ; fund: MED
    基金间划转  -5000.00 CNY  ; fund: MED
)", "transfer_must_be_authorised"},
        Refusal{"PayingAnotherHospitalFromAgencyMoney", R"(
party other-hospital
  name: 另一医院（虚构）
  kind: organisation
  public: yes
2021-12-30 * (X-6) pass on  ; fund: AG, party: other-hospital
    负债:2601-受托代理负债  100.00 CNY
    资产:1002-银行存款:代管户
)", "agency_must_pay_its_party"},
        Refusal{"IncomeIntoAnAgencyFund", R"(
2021-12-30 * (X-7) income  ; fund: AG
    资产:1002-银行存款:代管户  100.00 CNY
    收入:4101-捐赠收入
)", "agency_must_take_no_income_or_expense"},
        Refusal{"MoreAdministrationThanTheCap", R"(
2021-12-30 * (X-8) admin  ; fund: MED
    费用:5201-管理费用   1000.00 CNY  ; purpose: management/office
    资产:1002-银行存款:基本户
)", "management_cap_must_hold"},
        Refusal{"ARefundApprovedByItsAuthor", R"(
2021-12-29 * (X-9a) more scholarships  ; fund: EDU, party: scholarship-donor
    资产:1002-银行存款:基本户  500.00 CNY
    收入:4101-捐赠收入
2021-12-30 * (X-9) refund  ; fund: EDU, document: letter-9, by: cashier, approved-by: cashier
    费用:5201-管理费用   100.00 CNY  ; purpose: other/returns
    负债:2209-其他应付款
)", "approver_must_not_be_author"},
        Refusal{"AnAdvanceFromLampMoneyWithoutAnAuthority", R"(
2021-12-30 * (X-10a) lamp money  ; fund: VIL
    资产:1002-银行存款:基本户  -50.00 CNY
    基金间往来  50.00 CNY
    资产:1002-银行存款:基本户  50.00 CNY  ; fund: U
    基金间往来  -50.00 CNY  ; fund: U
)", "interfund_must_be_authorised"},
        Refusal{"PayingADebtThatDoesNotStand", R"(
2021-12-30 * (X-11) debt  ; fund: U
    负债:2209-其他应付款  100.00 CNY
    资产:1002-银行存款:基本户
)", "balance_must_keep_its_sign"},
        Refusal{"CoatsThatLeaveStockWithoutAnExpense", R"(
2021-12-30 * (X-12) coats  ; fund: DIS
    资产:1201-存货  -50 COAT
)", "unvalued_goods_must_meet_their_like"},
        Refusal{"AnEntryWhoseFundsBalanceOnlyInTotal", R"(
2021-12-30 * (X-13) mixed
    资产:1002-银行存款:基本户  100.00 CNY  ; fund: U
    收入:4101-捐赠收入  -100.00 CNY  ; fund: VIL
)", "fund_must_balance"},
        Refusal{"ReversingAGiftThatIsSpent", R"(
2021-12-30 * (X-14) reverse  ; reverses: G-0002
)", "reversal_must_find_units_unspent"},
        Refusal{"TheSameReferenceWithAnotherAmount", R"(
2021-01-08 * (G-0001) 非限定捐款  ; fund: U
    资产:1002-银行存款:基本户  50,001.00 CNY
    收入:4101-捐赠收入  -50,001.00 CNY
)", "reference_must_be_unused"}),
    [](const auto& one) { return one.param.name; });

TEST(CountyYear, RefusesElevenThousandOfAdministrationInPlaceOfTen) {
  // The whole charge of the year at once, one thousand over the cap.
  JournalBook book;
  std::string journal = R"(
commodity 1,000.00 CNY
account Bank  ; type: C
account Gifts  ; type: R
account Admin  ; type: X
purpose medical-aid
  function: programme
purpose management
  function: management
fund MED
  class: restricted
  purposes: medical-aid
  set-by: donor
  management-cap: 10,000.00 CNY
2021-01-15 * (G-2) gift  ; fund: MED
    Bank  200,000.00 CNY
    Gifts
2021-12-20 * (V-23) admin  ; fund: MED
    Admin  11,000.00 CNY  ; purpose: management
    Bank
)";
  EXPECT_EQ(book.refused(journal), Rules{"management_cap_must_hold"});
  EXPECT_EQ(book.last_violations.front().figures,
            (std::vector<std::pair<std::string, std::string>>{{"cap", "10000.00 CNY"}, {"needed", "11000.00 CNY"}, {"over_by", "1000.00 CNY"}}));
}

TEST(CountyYear, RefusesTheConsentOfOneDonorForAnothersGift) {
  JournalBook book = fresh_year();
  const char* journal = R"(
party second-donor
  name: 吴某（虚构）
  kind: person
2021-10-05 * (G-0099) 助学捐款  ; fund: EDU, party: second-donor
    资产:1002-银行存款:基本户  5000.00 CNY
    收入:4101-捐赠收入
2021-12-30 * (X-15) move  ; authority: donor-consent, gift: G-0099, party: scholarship-donor, document: letter-15, dated: 2021-12-01, sha256: aa00000000000000000000000000000000000000000000000000000000000000, approved-by: director
    资产:1002-银行存款:基本户  -5000.00 CNY  ; fund: EDU
    基金间划转  5000.00 CNY  ; fund: EDU
    资产:1002-银行存款:基本户  5000.00 CNY  ; fund: MED
    基金间划转  -5000.00 CNY  ; fund: MED
)";
  EXPECT_EQ(book.refused(journal), Rules{"consent_must_come_from_the_donor"});
  // And a consent never reaches units that its gift no longer has.
  const char* used_up = R"(
2021-12-30 * (X-16) move  ; authority: donor-consent, gift: G-0016, document: letter-15, dated: 2021-12-01, sha256: aa00000000000000000000000000000000000000000000000000000000000000, approved-by: director
    资产:1002-银行存款:基本户  -5000.00 CNY  ; fund: EDU
    基金间划转  5000.00 CNY  ; fund: EDU
    资产:1002-银行存款:基本户  5000.00 CNY  ; fund: MED
    基金间划转  -5000.00 CNY  ; fund: MED
)";
  EXPECT_EQ(book.refused(used_up), Rules{"gift_must_have_unspent_units"});
}

TEST(CountyYear, RefusesAnAmountBelowAFen) {
  EXPECT_THROW(year().post(R"(
2021-12-30 * (X-17) too fine  ; fund: U
    资产:1002-银行存款:基本户  10.001 CNY
    收入:4101-捐赠收入
)"), ParseError);
}

}  // namespace
}  // namespace almoner
