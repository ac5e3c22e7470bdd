// SPDX-License-Identifier: Apache-2.0
// Account types as hledger's journals write and infer them, and our two more.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <almoner/terms.hpp>

namespace almoner {

/// "A", "asset", "Cash" ... in either case; T and F are ours. Absent for any other text, also for
/// hledger's V (conversion): no account of a book may hold what does not balance in its fund.
std::optional<AccountType> account_type_from_code(std::string_view code);

/// The letter.
char account_type_code(AccountType);

/// All letters with what they stand for, as a message lists them.
std::string account_type_codes();

/// By hledger's rules for common English names: Assets:Bank is cash. Absent for other names.
std::optional<AccountType> account_type_from_name(std::string_view name);

}  // namespace almoner
