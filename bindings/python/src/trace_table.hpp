// SPDX-License-Identifier: Apache-2.0
// A trace as a table, whether a book answered it or a receipt proves it.
#pragma once

#include <almoner/query.hpp>

#include "filters.hpp"
#include "table.hpp"

namespace almoner::python {

Table table_of(const Trace&, const Scales&, bool minor);

}  // namespace almoner::python
