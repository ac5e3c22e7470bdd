// SPDX-License-Identifier: Apache-2.0
// An event as a person reads it: one line of JSON, amounts as decimal text with the scale of
// their commodity, names in place of indexes. A view: it is never hashed and never read back.
#pragma once

#include "book/record.hpp"

#include <string>

namespace almoner {

/// What the indexes in an event stand for.
class Names {
public:
    virtual ~Names() = default;

    /// Code, name, path or id that event `id` declared, or the reference of the entry it is.
    /// base_commodity: the code of the base currency.
    virtual std::string name_of(Id id) const = 0;

    /// Decimals of a commodity, 0 to scale_max. base_commodity: of the base currency.
    virtual int scale_of(Id commodity) const = 0;
};

/// Without a line end. Throws what `names` throws.
std::string event_json(const Event& event, const Names& names);

} // namespace almoner
