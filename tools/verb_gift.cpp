// SPDX-License-Identifier: Apache-2.0
// almoner gift and spend: the two entries that are made every day, from flags.
#include <fmt/format.h>

#include "errors.hpp"
#include "short_form.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

struct Options {
  EntryOptions entry;
  AmountOptions amount;
  std::string fund, purpose, party;
  std::string held;   ///< cash or stock account
  std::string other;  ///< income or expense account
};

struct Sides {
  Ledger ledger;
  Scales scales;
  Draft draft;
  bool is_base = true;
  Units amount = 0;
  std::string held;
};

void add_common(CLI::App& verb, Options& options) {
  verb.add_option("--fund", options.fund, "the fund")->type_name("CODE")->required();
  verb.add_option("--purpose", options.purpose, "where the fund has more than one")
      ->type_name("PATH");
  verb.add_option("--party", options.party, "id of a declared party")->type_name("ID");
}

Sides begin(const Globals& globals, const Options& options, const std::string& option) {
  Ledger ledger = open_for_writing(globals);
  Scales scales{ledger};
  Draft draft = draft_of(options.entry, ledger);
  const std::string& commodity = options.amount.commodity;
  bool is_base = commodity.empty() || commodity == scales.base();
  Units amount = read_amount("--amount", options.amount.amount, scales.of(commodity));
  // Goods lie in stock; foreign currency may lie in either, so it must be said unless plain.
  std::string held =
      account_of(option, options.held, ledger, {is_base ? AccountType::cash : AccountType::asset});
  return {std::move(ledger), std::move(scales), std::move(draft), is_base, amount, held};
}

DraftPosting posting_of(const Options& options, const std::string& account, Units quantity) {
  DraftPosting posting;
  posting.account = account;
  posting.fund = options.fund;
  posting.commodity = options.amount.commodity;
  posting.quantity = quantity;
  posting.purpose = options.purpose;
  posting.party = options.party;
  return posting;
}

int gift(const Globals& globals, const Options& options) {
  Sides sides = begin(globals, options, "--to");
  std::string income = account_of("--income", options.other, sides.ledger, {AccountType::income});
  DraftPosting in = posting_of(options, sides.held, sides.amount);
  in.lot = options.amount.lot;
  if (!options.amount.expires.empty()) in.expires = read_day("--expires", options.amount.expires);
  if (!options.amount.value.empty())
    in.value = read_amount("--value", options.amount.value, sides.scales.base_scale());
  else if (!sides.is_base)
    throw UsageError{
        "--value says what the goods are worth in all; 0 where nothing reliable is known"};
  DraftPosting from = posting_of(options, income, -sides.amount);
  sides.draft.postings = {std::move(in), std::move(from)};
  return post_short_form(sides.ledger, std::move(sides.draft), "gift", options.entry.dry_run);
}

int spend(const Globals& globals, const Options& options) {
  Sides sides = begin(globals, options, "--from");
  std::string expense =
      account_of("--expense", options.other, sides.ledger, {AccountType::expense});
  DraftPosting on = posting_of(options, expense, sides.amount);
  DraftPosting out = posting_of(options, sides.held, -sides.amount);
  out.purpose.clear();  // what is paid has no purpose of its own: the expense has
  out.lot = options.amount.lot;
  sides.draft.postings = {std::move(on), std::move(out)};
  return post_short_form(sides.ledger, std::move(sides.draft), "spend", options.entry.dry_run);
}

}  // namespace

void add_gift(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(
      app, "gift", "A gift received, of money or goods",
      "  almoner -f B gift --fund MED --amount 200 --party donor-17\n"
      "  almoner -f B gift --fund LAMP --amount 525 --commodity LAMP --value 140700 --lot A");
  add_common(*verb, *options);
  add_amount_options(*verb, options->amount, true);
  verb->add_option("--to", options->held, "cash or stock account (the only one, when left out)")
      ->type_name("ACCOUNT");
  verb->add_option("--income", options->other, "income account (the only one, when left out)")
      ->type_name("ACCOUNT");
  add_entry_options(*verb, options->entry);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return gift(globals, *options); };
  });
}

void add_spend(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(
      app, "spend", "Money paid or goods handed out, as an expense",
      "  almoner -f B spend --fund MED --amount 1500 --party patient-3 --by cashier\n"
      "  almoner -f B spend --fund LAMP --amount 80 --commodity LAMP --purpose solar-lamps");
  add_common(*verb, *options);
  add_amount_options(*verb, options->amount, false);
  verb->add_option("--from", options->held, "cash or stock account (the only one, when left out)")
      ->type_name("ACCOUNT");
  verb->add_option("--expense", options->other, "expense account (the only one, when left out)")
      ->type_name("ACCOUNT");
  add_entry_options(*verb, options->entry);
  add_authority_options(*verb, options->entry);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return spend(globals, *options); };
  });
}

}  // namespace almoner::program
