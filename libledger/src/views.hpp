// SPDX-License-Identifier: Apache-2.0
// Records as people see them: names in place of indexes.
#pragma once

#include <functional>
#include <string>

#include <almoner/query.hpp>

#include "bookkeeper.hpp"

namespace almoner {

/// What an entry's event says, by name. Parties, narration and what was done to it later are left
/// to the caller. `reference_of` gives the reference of an entry; it is not asked for no_id.
Entry name_entry(const Event&, const Chart&, const std::function<std::string(Id)>& reference_of);

/// An entry by name, checked against the chart, with its private parts as far as they are known, and as amended.
Entry view_entry(const Event&, Bookkeeper&, Store&);

/// Whether a posting falls under a filter's account, fund and purpose. Dates and party are not asked.
class PostingFilter {
 public:
  /// Throws NotFound for a fund, purpose or account that the book never declared.
  PostingFilter(const Filter&, const Chart&);
  bool takes(Id account, Id fund, Id purpose) const;
  bool takes_account(Id account) const;

 private:
  const Filter& filter_;
  const Chart& chart_;
  Id fund_ = no_id;
  Id purpose_ = no_id;
};

}  // namespace almoner
