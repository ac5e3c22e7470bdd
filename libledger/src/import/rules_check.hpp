// SPDX-License-Identifier: Apache-2.0
// Whether rules that can be read can also be meant.
#pragma once

namespace almoner::csv_rules {

struct ImportRules;

/// Throws ParseError for what no list could make right: a field that every entry needs and no
/// rule assigns, a reference that would publish a name.
void check_rules(const ImportRules&);

}  // namespace almoner::csv_rules
