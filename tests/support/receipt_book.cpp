// SPDX-License-Identifier: Apache-2.0
#include "receipt_book.hpp"

#include "log/checkpoint.hpp"

namespace almoner::test {

namespace {

constexpr std::string_view year = R"(
commodity 1,000.00 CNY
commodity 1. KIT
  unit: 箱
account Assets:Bank             ; type: C
account Assets:Stock            ; type: A
account Liabilities:Refunds     ; type: L
account Income:Gifts            ; type: R
account Expenses:Aid            ; type: X
account Expenses:Losses         ; type: X
account Transfers               ; type: T
purpose disaster-relief
  function: programme
purpose disaster-relief/flood-2021
  function: programme
purpose education
  function: programme
purpose losses
  function: other
fund DIS
  class: restricted
  purposes: disaster-relief
  set-by: donor
  agreement: 2021-07
fund EDU
  class: restricted
  purposes: education
  set-by: donor
party wang
  name: 王某
  kind: person
  contact: 139 0000 0000
party li
  name: 李<b onmouseover=alert(1)>某</b>
  kind: person
party donor-office
  name: 办公室
  kind: organisation
party example-co
  name: 某企业有限公司
  kind: organisation
  public: yes

2021-07-21 * (G-0001) for the flood  ; fund: DIS, party: wang
    Assets:Bank             50,000.00 CNY
    Income:Gifts           -50,000.00 CNY

2021-07-22 * (G-0002) for the flood, from a company  ; fund: DIS, party: example-co
    Assets:Bank             80,000.00 CNY
    Income:Gifts           -80,000.00 CNY

2021-07-23 * (G-0003) kits  ; fund: DIS, party: li
    Assets:Stock                  100 KIT @@ 25001.00 CNY
    Income:Gifts                 -100 KIT

2021-07-25 * (V-0001) kits bought  ; fund: DIS
    Assets:Stock                  240 KIT @@ 60000.00 CNY
    Assets:Bank            -60,000.00 CNY

2021-08-01 * (V-0002) kits handed out in three villages  ; fund: DIS, purpose: disaster-relief/flood-2021
    Expenses:Aid                  150 KIT
    Assets:Stock                 -150 KIT

2021-08-02 * (V-0003) cash aid  ; fund: DIS, purpose: disaster-relief/flood-2021
    Expenses:Aid             5,000.00 CNY
    Assets:Bank             -5,000.00 CNY

2021-08-20 * (R-0001) part of the aid came back  ; fund: DIS, returns: V-0003, purpose: disaster-relief/flood-2021
    Assets:Bank              1,500.00 CNY
    Expenses:Aid            -1,500.00 CNY

2021-09-01 * (G-0004) scholarship  ; fund: EDU, party: wang
    Assets:Bank             20,000.00 CNY
    Income:Gifts           -20,000.00 CNY

2021-09-02 * (G-0005) scholarship, given by two together  ; fund: EDU
    Assets:Bank              3,000.00 CNY
    Income:Gifts            -1,000.00 CNY  ; party: wang
    Income:Gifts            -2,000.00 CNY  ; party: li

2021-09-10 * (V-0004) paid to pupils  ; fund: EDU
    Expenses:Aid            12,000.00 CNY
    Assets:Bank            -12,000.00 CNY

2021-09-20 * (V-0005) paid in error  ; fund: EDU
    Expenses:Aid             2,000.00 CNY
    Assets:Bank             -2,000.00 CNY

2021-09-21 * (R-0002) error put right  ; reverses: V-0005

2021-09-30 * (T-0001) change of purpose  ; authority: donor-consent, gift: G-0004, document: letter-18, dated: 2021-09-28, sha256: 9f2cdd2a8b3e1d4f6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b, approved-by: director, by: accountant
    Assets:Bank            -5,000.00 CNY  ; fund: EDU
    Transfers               5,000.00 CNY  ; fund: EDU
    Assets:Bank             5,000.00 CNY  ; fund: DIS
    Transfers              -5,000.00 CNY  ; fund: DIS

2021-10-01 * (G-0006) a gift booked twice  ; fund: EDU, party: li
    Assets:Bank               500.00 CNY
    Income:Gifts             -500.00 CNY

2021-10-02 * (R-0003) the second booking undone  ; reverses: G-0006
)";

}  // namespace

SignerKey test_key(const std::string& name, std::uint8_t seed) {
  Ed25519Seed bytes{};
  bytes.fill(seed);
  return make_signer_key(name, bytes);
}

std::string sign(const Checkpoint& checkpoint, const SignerKey& key) { return sign_note(checkpoint_text(checkpoint), {&key, 1}); }

std::string sign_now(const Ledger& ledger, const SignerKey& key) {
  return sign({key.verifier.name, ledger.size(), ledger.root()}, key);
}

ReceiptBook::ReceiptBook() {
  post(year);
  Amendment amendment;
  amendment.fund = FundTerms{"EDU", FundClass::restricted, {"education"}, RestrictionSource::donor, {}, parse_date("2022-08-31"), {}, "2021-09", {}};
  amendment.date = parse_date("2021-10-05");
  amendment.by = "accountant";
  ledger.amend(amendment);
  Amendment party;
  party.party = PartyTerms{"wang", "王某某", PartyKind::person, false, "139 0000 0001"};
  party.date = parse_date("2021-10-06");
  ledger.amend(party);
}

std::vector<std::string> ReceiptBook::references() const {
  std::vector<std::string> all;
  ledger.for_each_entry({}, [&](const Entry& entry) {
    all.push_back(entry.reference);
    return true;
  });
  return all;
}

}  // namespace almoner::test
