// SPDX-License-Identifier: Apache-2.0
// What a book declares, as Python states it.
#pragma once

#include <pybind11/pybind11.h>

#include <almoner/journal.hpp>
#include <almoner/ledger.hpp>

#include <optional>

#include "exact.hpp"

namespace almoner::python {

/// Terms of a fund whose cap is not yet in smallest units of a book's currency.
struct StatedFundTerms {
  FundTerms terms{};  ///< management_cap is not used
  std::optional<Exact> management_cap{};
};

/// As the book understands them. Throws InvalidAmount.
FundTerms fund_terms_for(const ScaleOf&, StatedFundTerms);

void add_terms(pybind11::module_&);

}  // namespace almoner::python
