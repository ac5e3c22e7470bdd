// SPDX-License-Identifier: Apache-2.0
// Carries values, labels and dates over from goods that come out to goods that go in, before all
// values of an entry are known (model §3, step 1, and transfers).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "book/groups.hpp"
#include "book/line.hpp"
#include "book/record.hpp"

namespace almoner {

/// Units of one origin: a drawn part of one lot, [offset, offset + quantity) of it.
struct CarriedPart {
  Units quantity = 0;
  Units offset = 0;
  Units lot_quantity = 0;
  Units lot_value = 0;
  std::string label;
  std::optional<Date> expires;

  Units value() const;  ///< by the lot's own floor rule, so that parts of parts stay exact
};

/// One end of the matching of goods or foreign currency.
struct CarriedItem {
  int posting = 0;     ///< first of its group, or itself
  int group = -1;      ///< absent: a posting to an account not traced
  bool transfer = false;
  Id fund = no_id;
  Id commodity = base_commodity;
  Units quantity = 0;              ///< magnitude
  std::optional<Units> value;      ///< magnitude; absent: not stated
  std::vector<CarriedPart> parts;  ///< sources: what it consists of; sinks: what it was carried from
  Units carried = 0;               ///< units that met their like
  bool parts_whole = false;        ///< parts cover the whole quantity, each of one origin
};

/// Gives every item that left its value out the value of the likes it met, where it met them
/// wholly; and every sink the parts it was carried from.
void carry_values(std::vector<CarriedItem>& sources, std::vector<CarriedItem>& sinks);

}  // namespace almoner
