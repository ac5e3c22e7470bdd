// SPDX-License-Identifier: Apache-2.0
// A small society for tests about single rules: one account of each type, one fund of each class.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "journal_book.hpp"

namespace almoner::test {

inline constexpr const char* society_chart = R"(
commodity 1 LAMP
account Bank  ; type: C
account Store  ; type: A
account Store:Town  ; type: A
account Store:Hill  ; type: A
account Advances  ; type: A
account Payable  ; type: L
account Owed  ; type: L, traced: no
account Net  ; type: E
account Gifts  ; type: R
account Aid  ; type: X
account Office  ; type: X
account Transfers  ; type: T
account Interfund  ; type: F
purpose aid
  function: programme
purpose books
  function: programme
purpose office
  function: management
purpose loss
  function: other
party hospital
  name: Hospital
  kind: organisation
  public: yes
party school
  name: School
  kind: organisation
  public: yes
fund U
  class: unrestricted
fund NEW
  class: unrestricted
fund AID
  class: restricted
  purposes: aid
  set-by: donor
  from: 2021-01-01
  until: 2021-12-31
fund KEEP
  class: endowment
  purposes: aid
  set-by: donor
fund HELD
  class: agency
  owed-to: hospital
)";

/// Tags of an entry that somebody approved, and of one under an authority of the given kind.
inline const std::string approved = ", by: clerk, approved-by: director";
inline std::string under(const std::string& kind) {
  return ", authority: " + kind + ", document: paper-1, dated: 2021-01-01, sha256: " + std::string(64, 'a') + approved;
}

/// The society's book, which audits at the end of every test.
class SocietyBook : public testing::Test {
 protected:
  using Rules = std::vector<std::string>;

  SocietyBook() { book.post(society_chart); }
  ~SocietyBook() override { EXPECT_EQ(book.audit(), "sound"); }

  JournalBook book;
};

}  // namespace almoner::test
