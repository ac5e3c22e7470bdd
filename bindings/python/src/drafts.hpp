// SPDX-License-Identifier: Apache-2.0
// Drafts as Python builds them: frozen values held in C++, with amounts not yet in a commodity's
// smallest units.
#pragma once

#include <pybind11/pybind11.h>

#include <almoner/journal.hpp>
#include <almoner/ledger.hpp>

#include <functional>
#include <optional>
#include <vector>

#include "exact.hpp"
#include "frozen.hpp"
#include "terms.hpp"

namespace almoner::python {

/// A line of a draft, or of an entry where quantity and value are both known.
struct StatedPosting {
  static constexpr const char* python_name = "Posting";
  static const Parameters& parameters();
  static StatedPosting make(PyObject* const* given);

  DraftPosting words{};  ///< quantity and value are not used
  std::optional<Exact> quantity{};
  std::optional<Exact> value{};
  bool party_erased = false;  ///< of an entry
};

struct StatedDraft {
  static constexpr const char* python_name = "Draft";
  static const Parameters& parameters();
  static StatedDraft make(PyObject* const* given);

  Draft words{};  ///< postings are not used
  std::vector<Frozen<StatedPosting>> postings{};
};

struct StatedAmendment {
  Amendment words{};  ///< fund is not used
  std::optional<StatedFundTerms> fund{};
};

/// What a Ledger takes, by its own scales (those of undeclared commodities: negative). Throws
/// InvalidAmount for an amount that its commodity cannot have.
Draft draft_for(const ScaleOf&, const StatedDraft&);
Amendment amendment_for(const ScaleOf&, StatedAmendment);

void add_drafts(pybind11::module_&);
void add_amendments(pybind11::module_&);

}  // namespace almoner::python
