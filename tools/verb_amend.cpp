// SPDX-License-Identifier: Apache-2.0
// almoner amend: other terms from a day on, or another narration or party of an entry.
#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "book.hpp"
#include "errors.hpp"
#include "short_form.hpp"
#include "terms_options.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

struct Options {
  FundOptions fund;
  PartyOptions party;
  std::string purpose, function, moves_to;
  std::string reference, narration, entry_party;
  EntryOptions terms;  ///< date, by, approved-by, authority
};

/// A flag given as "" is given: it empties the narration.
bool is_given(const CLI::App& verb, const std::string& option) {
  return verb.count(option) > 0;
}

void add_terms(CLI::App& verb, EntryOptions& terms) {
  verb.add_option("--date", terms.date, "day from which it holds (today in the book's time zone)")
      ->type_name("DATE");
  verb.add_option("--by", terms.by, "author's role, public for ever")->type_name("ROLE");
  verb.add_option("--approved-by", terms.approved_by, "approver's role")->type_name("ROLE");
  verb.add_option("--document", terms.document, "the authority's document")->type_name("REF");
  add_authority_options(verb, terms);
}

int amend(Ledger& ledger, Amendment amendment, const Options& options, const std::string& what) {
  Draft draft = draft_of(options.terms, ledger);
  amendment.date = draft.date;
  amendment.authority = draft.authority;
  amendment.by = draft.by;
  amendment.approved_by = draft.approved_by;
  Posted posted = ledger.amend(amendment);
  std::cout << fmt::format("amended {} as event {}; {}\n", what, posted.seq, log_line(ledger));
  return exit_fine;
}

int amend_fund(const Globals& globals, const Options& options) {
  Ledger ledger = open_for_writing(globals);
  std::vector<FundTerms> funds = ledger.fund_terms();
  std::vector<std::string> codes;
  for (const FundTerms& fund : funds) codes.push_back(fund.code);
  require_known("fund", options.fund.code, codes);
  auto found = std::find(codes.begin(), codes.end(), options.fund.code) - codes.begin();
  const FundTerms& terms = funds[static_cast<std::size_t>(found)];
  Amendment amendment;
  amendment.fund = with_options(terms, options.fund, ledger.terms().base_scale);
  if (amendment.fund == terms)
    throw UsageError{fmt::format("nothing to amend: these are the terms of {} already", terms.code)};
  return amend(ledger, std::move(amendment), options, "fund " + options.fund.code);
}

int amend_purpose(const Globals& globals, const Options& options) {
  if (options.function.empty() && options.moves_to.empty())
    throw UsageError{"nothing to amend: give --function or --move-to"};
  Ledger ledger = open_for_writing(globals);
  std::vector<std::string> paths;
  Amendment amendment;
  for (const PurposeTerms& purpose : ledger.purposes()) {
    paths.push_back(purpose.path);
    if (purpose.path == options.purpose) amendment.purpose = purpose;
  }
  require_known("purpose", options.purpose, paths);
  if (!options.function.empty()) amendment.purpose->function = read_function(options.function);
  amendment.purpose_moves_to = options.moves_to;
  return amend(ledger, std::move(amendment), options, "purpose " + options.purpose);
}

int amend_party(const Globals& globals, const Options& options) {
  Ledger ledger = open_for_writing(globals);
  std::optional<PartyTerms> terms = ledger.party(options.party.id);
  if (!terms) throw NotFound{fmt::format("the book has no party '{}'", options.party.id)};
  Amendment amendment;
  amendment.party = with_options(*terms, options.party);
  if (amendment.party == terms)
    throw UsageError{fmt::format("nothing to amend: these are the terms of {} already", terms->id)};
  return amend(ledger, std::move(amendment), options, "party " + options.party.id);
}

int amend_entry(const Globals& globals, const Options& options, bool narration, bool party) {
  if (!narration && !party) throw UsageError{"nothing to amend: give --narration or --party"};
  Ledger ledger = open_for_writing(globals);
  Amendment amendment;
  amendment.entry = Amendment::OfEntry{options.reference, {}, {}};
  if (narration) amendment.entry->narration = options.narration;
  if (party) amendment.entry->party = options.entry_party;
  return amend(ledger, std::move(amendment), options, "entry " + options.reference);
}

void add_fund_and_party(CLI::App& amend_verb, Globals& globals, std::shared_ptr<Options> options) {
  CLI::App* fund = add_verb(
      amend_verb, "fund", "Terms of a fund; flags left out keep theirs, 'none' takes away",
      "  almoner -f B amend fund MED --management-cap 8000\n"
      "  almoner -f B amend fund EDU --until none --authority donor-consent \\\n"
      "    --document letter-3 --dated 2021-05-01 --sha256 9f2c... --approved-by director");
  add_fund_options(*fund, options->fund);
  add_terms(*fund, options->terms);
  fund->callback([&globals, options] {
    globals.action = [&globals, options] { return amend_fund(globals, *options); };
  });
  CLI::App* party = add_verb(amend_verb, "party", "Name, kind or contact of a party",
                             "  almoner -f B amend party d-17 --name 王某某");
  add_party_options(*party, options->party);
  add_terms(*party, options->terms);
  party->callback([&globals, options] {
    globals.action = [&globals, options] { return amend_party(globals, *options); };
  });
}

}  // namespace

void add_amend(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(app, "amend", "Terms of a fund, purpose or party; words of an entry",
                            "  almoner -f B amend fund MED --management-cap 8000\n"
                            "  almoner amend entry --help");
  verb->require_subcommand(1);
  add_fund_and_party(*verb, globals, options);

  CLI::App* purpose = add_verb(*verb, "purpose", "Function or place of a purpose",
                               "  almoner -f B amend purpose rent --function management");
  purpose->add_option("PATH", options->purpose, "the purpose")->required();
  purpose->add_option("--function", options->function, "programme, management, fundraising, other")
      ->type_name("FUNCTION");
  purpose->add_option("--move-to", options->moves_to, "its new path")->type_name("PATH");
  add_terms(*purpose, options->terms);
  purpose->callback([&globals, options] {
    globals.action = [&globals, options] { return amend_purpose(globals, *options); };
  });

  CLI::App* entry = add_verb(*verb, "entry", "Narration or party of an entry; moves nothing",
                             "  almoner -f B amend entry G-0003 --party d-17");
  entry->add_option("REFERENCE", options->reference, "of the entry")->required();
  entry->add_option("--narration", options->narration, "the right one")->type_name("TEXT");
  entry->add_option("--party", options->entry_party, "in place of the party on its postings")
      ->type_name("ID");
  add_terms(*entry, options->terms);
  entry->callback([&globals, options, entry] {
    globals.action = [&globals, options, narration = is_given(*entry, "--narration"),
                      party = is_given(*entry, "--party")] {
      return amend_entry(globals, *options, narration, party);
    };
  });
}

}  // namespace almoner::program
