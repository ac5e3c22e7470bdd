// SPDX-License-Identifier: Apache-2.0
// What gift, spend, transfer and reverse share: flags of an entry, the accounts meant where none
// is named, the reference made where none is given, and posting it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "book.hpp"

namespace almoner::program {

struct EntryOptions {
  std::string date, reference, narration, bank_reference, counterpart;
  std::string by, approved_by, document;
  std::string authority, sha256, dated;
  std::vector<std::string> evidence;
  bool dry_run = false;
};

/// Goods or money of one short form.
struct AmountOptions {
  std::string amount, commodity, value, lot, expires;
};

/// --date, --ref, --narration, --by, --approved-by, --document, ... --dry-run.
void add_entry_options(CLI::App&, EntryOptions&);
/// --authority, --sha256, --dated.
void add_authority_options(CLI::App&, EntryOptions&);
/// --amount, --commodity; --value and --expires too for goods that come in.
void add_amount_options(CLI::App&, AmountOptions&, bool inflow);

/// The draft that the flags make, without postings. Throws UsageError for what cannot be read.
Draft draft_of(const EntryOptions&, const Ledger&);

/// A positive quantity of the commodity, or value of the base currency. Throws UsageError naming
/// the option.
Units read_amount(const std::string& option, const std::string& text, int scale);

/// The account named, or the only one declared that has one of those types. Throws UsageError
/// listing the candidates where there are none or several.
std::string account_of(const std::string& option, const std::string& named, const Ledger&,
                       const std::vector<AccountType>& types);

/// Posts it, or does all but that in a dry run, and prints its reference, number and root.
/// A draft without a reference gets "gift-2021-03-01-0042": verb, date, number of the event.
int post_short_form(Ledger&, Draft, std::string_view verb, bool dry_run);

}  // namespace almoner::program
