// SPDX-License-Identifier: Apache-2.0
// An entry is what its postings say together: whichever of them is written first, it is judged
// alike, and what is posted leaves the same book. What is unlawful is so from the first fen.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "society_book.hpp"

namespace almoner::test {
namespace {

using Rules = std::set<std::string>;
using Lines = std::vector<std::string>;

const std::string history = society_chart + std::string(R"(
2021-01-01 * (G-1) own money  ; fund: U
    Bank  100.00 CNY
    Gifts
2021-01-01 * (G-2) lamps  ; fund: U
    Store:Town  10 LAMP @@ 50.00 CNY
    Gifts  -10 LAMP
2021-01-01 * (G-3) for aid  ; fund: AID
    Bank  50.00 CNY
    Gifts  ; party: school
2021-01-01 * (G-4) to be kept  ; fund: KEEP
    Bank  20.00 CNY
    Gifts
2021-01-01 * (H-1) held  ; fund: HELD
    Bank  5.00 CNY
    Owed
2021-01-02 * (I-1) lent to aid
    Interfund  10.00 CNY  ; fund: U
    Bank  -10.00 CNY  ; fund: U
    Interfund  -10.00 CNY  ; fund: AID
    Bank  10.00 CNY  ; fund: AID
2021-01-02 * (V-1) spent  ; fund: U
    Aid  20.00 CNY  ; purpose: aid
    Bank
)");

struct Case {
  std::string head;  ///< date, reference and tags
  Lines postings;
  Rules broken;  ///< none: it is posted
};

class PostingOrder : public testing::Test {
 protected:
  PostingOrder() { book.post(history); }

  static std::string text(const Case& one, const Lines& postings) {
    std::string entry = one.head + "\n";
    for (const std::string& posting : postings) entry += "    " + posting + "\n";
    return entry;
  }
  Rules told(const std::string& entry) {
    Rules rules;
    std::istringstream in{entry};
    read_journal(in, "CNY", [&](const std::string& commodity) { return book.ledger.scale(commodity); },
                 [&](JournalItem&& item) {
                   for (const Violation& one : book.ledger.check(std::get<Draft>(item.what))) rules.emplace(to_string(one.rule));
                 });
    return rules;
  }
  /// Calls each(entry) for every order of the case's postings.
  template <class Each>
  static void in_every_order(const Case& one, Each&& each) {
    Lines postings = one.postings;
    std::sort(postings.begin(), postings.end());
    do
      each(text(one, postings));
    while (std::next_permutation(postings.begin(), postings.end()));
  }
  void expect_refused_in_every_order(const std::vector<Case>& cases) {
    for (const Case& one : cases) in_every_order(one, [&](const std::string& entry) { EXPECT_EQ(told(entry), one.broken) << entry; });
  }
  JournalBook book;
};

TEST_F(PostingOrder, LawfulEntriesLeaveTheSameBookInWhateverOrder) {
  const std::string approved = ", by: clerk, approved-by: director";
  const std::vector<Case> cases{
      {"2021-02-01 * (X-1) spent  ; fund: U", {"Aid  5.00 CNY  ; purpose: aid", "Office  1.00 CNY  ; purpose: office", "Bank"}, {}},
      {"2021-02-01 * (X-1) advanced  ; fund: U", {"Advances  5.00 CNY  ; purpose: aid", "Bank  -5.00 CNY"}, {}},
      {"2021-02-01 * (X-1) promised, for whatever purpose  ; fund: U", {"Advances  5.00 CNY", "Gifts  -5.00 CNY"}, {}},
      {"2021-02-01 * (X-1) opening  ; fund: NEW", {"Bank  5.00 CNY", "Advances  2.00 CNY", "Net  -7.00 CNY"}, {}},
      {"2021-02-01 * (X-1) moved down",
       {"Transfers  5.00 CNY  ; fund: U", "Bank  -5.00 CNY  ; fund: U", "Transfers  -5.00 CNY  ; fund: AID", "Bank  5.00 CNY  ; fund: AID"}, {}},
      {"2021-02-01 * (X-1) lent",
       {"Interfund  5.00 CNY  ; fund: U", "Bank  -5.00 CNY  ; fund: U", "Interfund  -5.00 CNY  ; fund: AID", "Bank  5.00 CNY  ; fund: AID"}, {}},
      {"2021-02-01 * (X-1) repaid  ; repays: I-1",
       {"Interfund  10.00 CNY  ; fund: AID", "Bank  -10.00 CNY  ; fund: AID", "Interfund  -10.00 CNY  ; fund: U", "Bank  10.00 CNY  ; fund: U"}, {}},
      {"2021-02-01 * (X-1) refunded  ; gift: G-3" + approved,
       {"Gifts  5.00 CNY  ; fund: AID", "Bank  -5.00 CNY  ; fund: AID, party: school", "Office  1.00 CNY  ; fund: U, purpose: office",
        "Bank  -1.00 CNY  ; fund: U"}, {}},
      {"2021-02-01 * (X-1) some came back  ; fund: U, returns: V-1", {"Bank  3.00 CNY", "Aid  -3.00 CNY  ; purpose: aid"}, {}},
      {"2021-02-01 * (X-1) lamps lost  ; fund: U, document: P-1" + approved, {"Aid  2 LAMP  ; purpose: loss", "Store:Town  -2 LAMP"}, {}},
      {"2021-02-01 * (X-1) lamps moved  ; fund: U", {"Store:Town  -3 LAMP", "Store:Hill  3 LAMP"}, {}},
      {"2021-02-01 * (X-1) lamps bought  ; fund: U", {"Store:Hill  4 LAMP @@ 8.00 CNY", "Bank  -8.00 CNY"}, {}},
      {"2021-02-01 * (X-1) paid out  ; fund: HELD", {"Owed  5.00 CNY", "Bank  -5.00 CNY  ; party: hospital"}, {}},
  };
  for (const Case& one : cases) {
    JournalBook as_written;
    as_written.post(history + text(one, one.postings));
    in_every_order(one, [&](const std::string& entry) {
      JournalBook other;
      other.post(history + entry);
      EXPECT_EQ(other.ledger.balances(), as_written.ledger.balances()) << entry;
      EXPECT_EQ(other.audit(), "sound") << entry;
    });
  }
}

TEST_F(PostingOrder, UnlawfulSpendingIsRefusedInWhateverOrder) {
  expect_refused_in_every_order({
      {"2021-02-01 * (X-1) unbalanced  ; fund: U", {"Bank  0.01 CNY", "Gifts  0.00 CNY"}, {"fund_must_balance"}},
      {"2021-02-01 * (X-1) a value of no units  ; fund: U", {"Aid  0 LAMP @@ 0.01 CNY  ; purpose: aid", "Bank  -0.01 CNY"}, {"value_must_have_quantity"}},
      {"2021-02-01 * (X-1) advanced for nothing named  ; fund: U", {"Advances  0.01 CNY", "Bank  -0.01 CNY"}, {"purpose_must_be_named"}},
      {"2021-02-01 * (X-1) spent on nothing named  ; fund: U", {"Aid  0.01 CNY", "Bank  -0.01 CNY"}, {"purpose_must_be_named"}},
      {"2021-02-01 * (X-1) spent on books  ; fund: AID", {"Aid  0.01 CNY  ; purpose: books", "Bank"}, {"purpose_must_be_allowed"}},
      {"2021-02-01 * (X-1) spent on the office  ; fund: AID", {"Office  0.01 CNY  ; purpose: office", "Bank"}, {"management_cap_must_hold"}},
      {"2022-02-01 * (X-1) too late  ; fund: AID", {"Aid  0.01 CNY", "Bank"}, {"date_must_lie_in_window"}},
      {"2021-02-01 * (X-1) given back  ; fund: U", {"Gifts  0.01 CNY", "Bank"}, {"income_must_not_be_debited"}},
      {"2021-02-01 * (X-1) opened late  ; fund: U", {"Bank  0.01 CNY", "Net  -0.01 CNY"}, {"net_assets_must_be_opening"}},
      {"2021-02-01 * (X-1) what was to be kept  ; fund: KEEP", {"Aid  0.01 CNY", "Bank"}, {"endowment_must_not_be_spent"}},
      {"2021-02-01 * (X-1) paid what was not owed  ; fund: U", {"Payable  0.01 CNY", "Bank"}, {"balance_must_keep_its_sign"}},
      {"2021-02-01 * (X-1) lost  ; fund: U", {"Aid  1 LAMP  ; purpose: loss", "Store:Town  -1 LAMP"},
       {"document_must_be_named", "approver_must_be_named"}},
  });
}

TEST_F(PostingOrder, UnlawfulMovesBetweenFundsAreRefusedInWhateverOrder) {
  expect_refused_in_every_order({
      {"2021-02-01 * (X-1) moved up",
       {"Transfers  0.01 CNY  ; fund: AID", "Bank  -0.01 CNY  ; fund: AID", "Transfers  -0.01 CNY  ; fund: U", "Bank  0.01 CNY  ; fund: U"},
       {"transfer_must_be_authorised"}},
      {"2021-02-01 * (X-1) lost on the way",
       {"Transfers  0.01 CNY  ; fund: U", "Bank  -0.01 CNY  ; fund: U", "Transfers  -0.02 CNY  ; fund: AID", "Bank  0.02 CNY  ; fund: AID"},
       {"transfer_must_net_to_zero"}},
      {"2021-02-01 * (X-1) lamps that lose value on the way",
       {"Transfers  2 LAMP @@ 10.00 CNY  ; fund: U", "Store:Town  -2 LAMP  ; fund: U", "Transfers  -2 LAMP @@ 9.99 CNY  ; fund: AID",
        "Store:Town  2 LAMP @@ 9.99 CNY  ; fund: AID"},
       {"transfer_must_net_to_zero"}},
      {"2021-02-01 * (X-1) lent up",
       {"Interfund  0.01 CNY  ; fund: AID", "Bank  -0.01 CNY  ; fund: AID", "Interfund  -0.01 CNY  ; fund: U", "Bank  0.01 CNY  ; fund: U"},
       {"interfund_must_be_authorised"}},
      {"2021-02-01 * (X-1) lent in part",
       {"Interfund  0.01 CNY  ; fund: U", "Bank  -0.01 CNY  ; fund: U", "Interfund  -0.02 CNY  ; fund: AID", "Bank  0.02 CNY  ; fund: AID"},
       {"interfund_must_net_to_zero"}},
      {"2021-02-01 * (X-1) repaid the wrong way  ; repays: I-1",
       {"Interfund  0.01 CNY  ; fund: U", "Bank  -0.01 CNY  ; fund: U", "Interfund  -0.01 CNY  ; fund: AID", "Bank  0.01 CNY  ; fund: AID"},
       {"repayment_must_name_its_advance"}},
      {"2021-02-01 * (X-1) repaid a fen more  ; repays: I-1",
       {"Interfund  10.01 CNY  ; fund: AID", "Bank  -10.01 CNY  ; fund: AID", "Interfund  -10.01 CNY  ; fund: U", "Bank  10.01 CNY  ; fund: U"},
       {"repayment_must_not_exceed_advance"}},
  });
}

TEST_F(PostingOrder, WhatBelongsToOthersIsKeptFromThemInWhateverOrder) {
  expect_refused_in_every_order({
      {"2021-02-01 * (X-1) taken as income  ; fund: HELD", {"Bank  0.01 CNY", "Gifts"}, {"agency_must_take_no_income_or_expense"}},
      {"2021-02-01 * (X-1) taken as its own  ; fund: HELD", {"Bank  0.01 CNY", "Net"}, {"agency_must_hold_value_for_its_party"}},
      {"2021-02-01 * (X-1) paid to another  ; fund: HELD", {"Owed  0.01 CNY", "Bank  -0.01 CNY  ; party: school"}, {"agency_must_pay_its_party"}},
      {"2021-02-01 * (X-1) refunded to another  ; fund: AID, gift: G-3, by: clerk, approved-by: director",
       {"Gifts  0.01 CNY", "Bank  -0.01 CNY  ; party: hospital"}, {"consent_must_come_from_the_donor"}},
      {"2021-02-01 * (X-1) more than was charged  ; fund: U, returns: V-1",
       {"Bank  20.01 CNY", "Aid  -20.01 CNY  ; purpose: aid"}, {"return_must_not_exceed_what_is_left"}},
      {"2021-02-01 * (X-1) came back less a fee  ; fund: U, returns: V-1",
       {"Bank  0.01 CNY", "Office  0.01 CNY  ; purpose: office", "Aid  -0.02 CNY  ; purpose: aid"}, {"return_must_name_an_entry"}},
  });
}

}  // namespace
}  // namespace almoner::test
