// SPDX-License-Identifier: Apache-2.0
// Policies fifo/1 and fefo/1. What they chose is recorded as explicit intervals, so a later policy
// changes nothing that was posted.
#include "book/choose.hpp"

#include <algorithm>

#include <boost/container/small_vector.hpp>

namespace almoner {

namespace {

/// Most draws are one interval.
template <class Part>
using Few = boost::container::small_vector<Part, 4>;

struct Segment {
  Interval units;
  const Lot* lot = nullptr;  ///< null on base lines
};

/// The parts of `units` that none of `taken` covers.
void subtract(Interval units, const std::vector<Interval>& taken, Few<Interval>& left) {
  // Taken intervals of one entry are few and may come in any order.
  for (const Interval& used : taken) {
    if (used.end <= units.start || units.end <= used.start) continue;
    if (units.start < used.start) subtract({units.start, used.start}, taken, left);
    units.start = std::min(used.end, units.end);
    if (units.quantity() == 0) return;
  }
  left.push_back(units);
}

bool is_expired(const Lot& lot, Date date) { return lot.expires && *lot.expires < date; }

bool bears(const Lot& lot, const Wanted& wanted) {
  if (wanted.label.empty()) return true;
  return lot.label == wanted.label || (wanted.label_entry != no_id && lot.seq == wanted.label_entry);
}

class Chooser {
 public:
  Chooser(const Line& line, const Wanted& wanted, const std::vector<Interval>& taken)
      : line_(line), wanted_(wanted), taken_(taken) {}

  Choice choose() {
    if (wanted_.only)
      for (const Interval& own : *wanted_.only)
        for (const Interval& part : line_.free_within(own)) consider(part);
    else
      for (auto free = line_.free().begin(); free != line_.free().end() && !enough(); ++free)
        consider({free->first, free->second});
    pick();
    return std::move(choice_);
  }

 private:
  /// FIFO can stop at the first units that suffice; FEFO has to see every lot.
  bool enough() const { return wanted_.policy == DrawPolicy::fifo && usable_ >= wanted_.quantity; }

  void consider(const Interval& free) {
    Few<Interval> open;
    subtract(free, taken_, open);
    for (const Interval& units : open) {
      if (line_.is_base())
        offer({units, nullptr});
      else
        for (Units at = units.start; at < units.end && !enough();) {
          const Lot* lot = line_.lot_at(at);
          if (!lot) return;  // a damaged book: the caller sees too few units
          const Units end = std::min(lot->end(), units.end);
          if (bears(*lot, wanted_)) offer({{at, end}, lot});
          at = end;
        }
    }
  }

  void offer(const Segment& segment) {
    if (segment.lot && wanted_.label.empty() && !wanted_.only && is_expired(*segment.lot, wanted_.date)) {
      choice_.passed_over += segment.units.quantity();
      return;
    }
    segments_.push_back(segment);
    usable_ += segment.units.quantity();
  }

  void pick() {
    if (wanted_.policy == DrawPolicy::fefo)  // goods: the base currency is fifo
      std::stable_sort(segments_.begin(), segments_.end(), [](const Segment& a, const Segment& b) {
        const bool a_dated = a.lot->expires.has_value(), b_dated = b.lot->expires.has_value();
        if (a_dated != b_dated) return a_dated;
        return a_dated && *a.lot->expires < *b.lot->expires;
      });
    Few<Segment> picked;
    for (const Segment& segment : segments_) {
      const Units quantity = std::min(segment.units.quantity(), wanted_.quantity - choice_.found);
      if (quantity == 0) break;
      picked.push_back({{segment.units.start, segment.units.start + quantity}, segment.lot});
      choice_.found += quantity;
      choice_.took_expired = choice_.took_expired || (segment.lot && is_expired(*segment.lot, wanted_.date));
    }
    std::sort(picked.begin(), picked.end(),
              [](const Segment& a, const Segment& b) { return a.units.start < b.units.start; });
    join(picked);
  }

  void join(const Few<Segment>& picked) {
    const Lot* before = nullptr;
    for (const Segment& segment : picked) {
      auto& draws = choice_.draws;
      const bool like = !segment.lot || (before && (before->value == 0) == (segment.lot->value == 0));
      if (!draws.empty() && draws.back().end == segment.units.start && like)
        draws.back().end = segment.units.end;
      else
        draws.push_back(segment.units);
      before = segment.lot;
    }
  }

  const Line& line_;
  const Wanted& wanted_;
  const std::vector<Interval>& taken_;
  Few<Segment> segments_;
  Units usable_ = 0;
  Choice choice_;
};

}  // namespace

Choice choose_draws(const Line* line, const Wanted& wanted, const std::vector<Interval>& taken) {
  if (!line) return {};
  return Chooser(*line, wanted, taken).choose();
}

}  // namespace almoner
