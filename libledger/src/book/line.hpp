// SPDX-License-Identifier: Apache-2.0
// A line: the number line on which every unit ever received has its address, and which of its
// units are free. Decisions read it; only apply.cpp changes it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "book/record.hpp"

namespace almoner {

/// [start, end) of a line.
struct Interval {
  Units start = 0;
  Units end = 0;

  Units quantity() const { return end - start; }
  bool operator==(const Interval&) const = default;
};

/// A lot as its line knows it.
struct Lot {
  Units start = 0;
  Units quantity = 0;
  Units value = 0;
  Units value_before = 0;  ///< cumulative value of the line's lots before it
  Id seq = no_id;
  std::string label;
  std::optional<Date> expires;

  Units end() const { return start + quantity; }
  /// Value of the units from the lot's start to an address within it: floor(V·y/Q).
  Units value_up_to(Units address) const;
};

class Line {
 public:
  explicit Line(LineKey key) : key_(key) {}
  Line(LineKey key, Units tail, Units value) : key_(key), tail_(tail), value_(value) {}

  const LineKey& key() const { return key_; }
  bool is_base() const { return key_.commodity == base_commodity; }
  Units tail() const { return tail_; }      ///< units ever received
  Units value() const { return value_; }    ///< cumulative value of all lots
  Units held() const { return held_; }      ///< free units
  const std::map<Units, Units>& free() const { return free_; }  ///< start to end, disjoint, ascending

  /// Lots known here, by start: on lines other than base ones at least those with free units.
  const std::deque<Lot>& lots() const { return lots_; }
  /// The known lot that covers an address; null where none is known.
  const Lot* lot_at(Units address) const;

  /// Carrying value of an interval that is not empty: its cumulative value's difference. Throws Corrupt
  /// where, on a line other than a base one, the lot at one end is unknown.
  Units value_of(const Interval&) const;

  /// Parts of `within` that are free, ascending.
  std::vector<Interval> free_within(const Interval& within) const;

  // Changes. Each asserts that the line allows it.
  void append(Lot);                  ///< at the tail; its units are free
  void take(const Interval&);        ///< wholly free
  void give_back(const Interval&);   ///< wholly taken; its lots known unless a base line
  void learn(Lot);                   ///< a lot as stored
  void learn_free(const Interval&);  ///< as stored

  // For whoever stages the changes: from begin_changes() to end_changes() the line also keeps what was free
  // before them.
  bool is_changing() const { return free_before_.has_value(); }
  void begin_changes() { free_before_ = free_; }
  void end_changes() { free_before_.reset(); }
  const std::map<Units, Units>& free_before() const { return *free_before_; }  ///< only while is_changing()

 private:
  void take_free(const Interval&);
  void forget_used_lots(const Interval&);
  std::deque<Lot>::const_iterator lot_after(Units address) const;  ///< the first that starts beyond it

  LineKey key_;
  Units tail_ = 0;
  Units value_ = 0;
  Units held_ = 0;
  std::map<Units, Units> free_;
  std::optional<std::map<Units, Units>> free_before_;
  std::deque<Lot> lots_;  ///< they come at the tail, and mostly go from the front
};

}  // namespace almoner
