// SPDX-License-Identifier: Apache-2.0
// One account of each type and one fund of each class: the chart of tests about single rules.
#pragma once

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

}  // namespace almoner::test
