// SPDX-License-Identifier: Apache-2.0
// Drafts from flags. A reference that we make holds no personal data: it is public for ever.
#include "short_form.hpp"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "errors.hpp"

namespace almoner::program {

namespace {

DocumentHash read_hash(const std::string& option, const std::string& text) {
  auto digit = [&](char c) -> unsigned {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    throw UsageError{fmt::format("{}: a SHA-256 is 64 hexadecimal digits", option)};
  };
  DocumentHash hash{};
  if (text.size() != 2 * hash.size())
    throw UsageError{fmt::format("{}: a SHA-256 is 64 hexadecimal digits", option)};
  for (std::size_t i = 0; i < hash.size(); ++i)
    hash[i] = static_cast<std::uint8_t>(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
  return hash;
}

Authority authority_of(const EntryOptions& options) {
  std::optional<AuthorityKind> kind = parse_authority_kind(options.authority);
  if (!kind)
    throw UsageError{
        fmt::format("--authority takes donor-consent, donor-release, plan-refiling, "
                    "surplus-to-similar-purpose, law or error-correction, not '{}'",
                    options.authority)};
  Authority authority;
  authority.kind = *kind;
  authority.document = options.document;
  if (!options.sha256.empty()) authority.sha256 = read_hash("--sha256", options.sha256);
  if (!options.dated.empty()) authority.dated = read_day("--dated", options.dated);
  return authority;
}

}  // namespace

void add_entry_options(CLI::App& verb, EntryOptions& options) {
  verb.add_option("--date", options.date, "day of the entry (today in the book's time zone)")
      ->type_name("DATE");
  verb.add_option("--ref", options.reference, "its reference, public for ever (made when left out)")
      ->type_name("REF");
  verb.add_option("--narration", options.narration, "private: committed to, not logged")
      ->type_name("TEXT");
  verb.add_option("--bank-reference", options.bank_reference, "private")->type_name("TEXT");
  verb.add_option("--counterpart", options.counterpart, "the same fact in another book")
      ->type_name("BOOK/REF");
  verb.add_option("--by", options.by, "author's role, public for ever: cashier")->type_name("ROLE");
  verb.add_option("--approved-by", options.approved_by, "approver's role")->type_name("ROLE");
  verb.add_option("--document", options.document,
                  "what supports it: a loss, a return, an authority")
      ->type_name("TEXT");
  verb.add_option("--evidence", options.evidence, "SHA-256 of a document kept elsewhere")
      ->type_name("SHA256")
      ->allow_extra_args(false);
  verb.add_flag("--dry-run", options.dry_run, "do the real work and write nothing");
}

void add_authority_options(CLI::App& verb, EntryOptions& options) {
  verb.add_option("--authority", options.authority,
                  "donor-consent, donor-release, plan-refiling, surplus-to-similar-purpose, law, "
                  "error-correction")
      ->type_name("KIND");
  verb.add_option("--sha256", options.sha256, "of the authority's document")->type_name("SHA256");
  verb.add_option("--dated", options.dated, "day of the authority's document")->type_name("DATE");
}

void add_amount_options(CLI::App& verb, AmountOptions& options, bool inflow) {
  verb.add_option("--amount", options.amount, "how much: 200, 1.5万, 525 with --commodity LAMP")
      ->type_name("AMOUNT")
      ->required();
  verb.add_option("--commodity", options.commodity, "of what (the base currency)")
      ->type_name("CODE");
  verb.add_option("--lot", options.lot,
                  inflow ? "label of the new lot" : "label or reference drawn from")
      ->type_name("LABEL");
  if (!inflow) return;
  verb.add_option("--value", options.value,
                  "total value of goods or foreign currency; 0: none reliable")
      ->type_name("AMOUNT");
  verb.add_option("--expires", options.expires, "usable to the end of this day")->type_name("DATE");
}

Draft draft_of(const EntryOptions& options, const Ledger& ledger) {
  Draft draft;
  draft.date = options.date.empty() ? today(ledger) : read_day("--date", options.date);
  draft.reference = options.reference;
  draft.narration = options.narration;
  draft.bank_reference = options.bank_reference;
  draft.counterpart = options.counterpart;
  draft.by = options.by;
  draft.approved_by = options.approved_by;
  if (!options.authority.empty())
    draft.authority = authority_of(options);
  else
    draft.document = options.document;
  for (const std::string& hash : options.evidence)
    draft.evidence.push_back(read_hash("--evidence", hash));
  return draft;
}

Units read_amount(const std::string& option, const std::string& text, int scale) {
  try {
    Units units = parse_units(text, scale);
    if (units >= 0) return units;
  } catch (const ParseError& error) {
    throw UsageError{fmt::format("{}: {}", option, error.what())};
  }
  throw UsageError{fmt::format("{} is not below zero: the verb says which way it goes", option)};
}

std::string account_of(const std::string& option, const std::string& named, const Ledger& ledger,
                       const std::vector<AccountType>& types) {
  if (!named.empty()) return named;
  std::vector<std::string> candidates;
  for (const AccountTerms& account : ledger.accounts())
    if (std::find(types.begin(), types.end(), account.type) != types.end())
      candidates.push_back(account.name);
  if (candidates.size() == 1) return candidates.front();
  std::vector<std::string_view> words;
  for (AccountType type : types) words.push_back(to_string(type));
  if (candidates.empty())
    throw UsageError{fmt::format("{}: the book has no {} account; declare one", option,
                                 fmt::join(words, " or "))};
  throw UsageError{
      fmt::format("{}: which account? The book has {}", option, fmt::join(candidates, ", "))};
}

int post_short_form(Ledger& ledger, Draft draft, std::string_view verb, bool dry_run) {
  Posted posted;
  {
    // The number is the log's size under the book's lock, so no two writers make one reference.
    Ledger::Batch batch = ledger.batch();
    if (draft.reference.empty())
      draft.reference = fmt::format("{}-{}-{:04}", verb, format_date(draft.date), ledger.size());
    posted = ledger.post(draft);
    if (!dry_run) batch.commit();
  }
  if (dry_run)
    std::cout << fmt::format("would post {}; dry run, nothing was written; ", draft.reference);
  else if (posted.already_there)
    std::cout << fmt::format("{} is already there as event {}; ", draft.reference, posted.seq);
  else
    std::cout << fmt::format("posted {} as event {}; ", draft.reference, posted.seq);
  std::cout << log_line(ledger) << '\n';
  return exit_fine;
}

}  // namespace almoner::program
