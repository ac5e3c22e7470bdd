// SPDX-License-Identifier: Apache-2.0
// The book that a verb works on: opening it, its names and scales, its own today.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <almoner/ledger.hpp>

#include "options.hpp"
#include "output.hpp"

namespace almoner::program {

/// The file that -f or ALMONER_FILE names. Throws UsageError where neither does.
const std::string& book_file(const Globals&);
/// Where `checkpoint` writes and `receipt` reads unless told otherwise: beside the book.
std::string checkpoint_file(const Globals&);
OpenOptions open_options(const Globals&);

/// Throw NotFound, saying how to make one, where there is no such book.
Ledger open_for_writing(const Globals&);
/// Read-only where the file may not be written.
Ledger open_for_reading(const Globals&);

/// "log 37 events, root 5a…" in full: what every write prints.
std::string log_line(const Ledger&);
std::string hex(const DocumentHash&);

/// Whether this machine knows the IANA time zone.
bool knows_zone(const std::string& zone);
/// Today in the book's own time zone. Throws UsageError where the machine does not know it.
Date today(const Ledger&);

/// Throws NotFound, with the nearest name, unless `names` holds `wanted`.
void require_known(const std::string& kind, const std::string& wanted,
                   const std::vector<std::string>& names);
/// The names and all their parents: Assets for Assets:Bank.
std::vector<std::string> with_parents(const std::vector<std::string>& names, char separator);

/// How the book's amounts are written.
class Scales {
 public:
  explicit Scales(const Ledger&);
  const std::string& base() const { return base_; }
  int base_scale() const { return base_scale_; }
  /// Throws NotFound.
  int of(const std::string& commodity) const;
  /// The counting word, empty where there is none.
  std::string unit(const std::string& commodity) const;

  Cell value(Units units) const;                                   ///< base currency
  Cell quantity(Units units, const std::string& commodity) const;  ///< "25", shown as "25 LAMP"

 private:
  std::string base_;
  int base_scale_ = 0;
  std::map<std::string, CommodityTerms> terms_;
};

/// The sum. Throws Error where it is out of range: a report never wraps.
Units plus(Units, Units);

}  // namespace almoner::program
