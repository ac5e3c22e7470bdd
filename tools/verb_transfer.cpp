// SPDX-License-Identifier: Apache-2.0
// almoner transfer and reverse: value moved between funds, and an entry taken back.
#include <fmt/format.h>

#include "errors.hpp"
#include "short_form.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

struct TransferOptions {
  EntryOptions entry;
  AmountOptions amount;
  std::string from_fund, to_fund, account, through, purpose, gift;
};

struct ReverseOptions {
  EntryOptions entry;
  std::string reference;
};

DraftPosting posting_of(const TransferOptions& options, const std::string& account,
                        const std::string& fund, Units quantity) {
  DraftPosting posting;
  posting.account = account;
  posting.fund = fund;
  posting.commodity = options.amount.commodity;
  posting.quantity = quantity;
  return posting;
}

int transfer(const Globals& globals, const TransferOptions& options) {
  Ledger ledger = open_for_writing(globals);
  Scales scales{ledger};
  Draft draft = draft_of(options.entry, ledger);
  draft.gift = options.gift;
  const std::string& commodity = options.amount.commodity;
  bool is_base = commodity.empty() || commodity == scales.base();
  std::string held = account_of("--account", options.account, ledger,
                                {is_base ? AccountType::cash : AccountType::asset});
  std::string through = account_of("--through", options.through, ledger, {AccountType::transfer});
  Units amount = read_amount("--amount", options.amount.amount, scales.of(commodity));
  DraftPosting out = posting_of(options, held, options.from_fund, -amount);
  out.lot = options.amount.lot;
  DraftPosting in = posting_of(options, held, options.to_fund, amount);
  in.purpose = options.purpose;
  draft.postings = {std::move(out), posting_of(options, through, options.from_fund, amount),
                    std::move(in), posting_of(options, through, options.to_fund, -amount)};
  return post_short_form(ledger, std::move(draft), "transfer", options.entry.dry_run);
}

int reverse(const Globals& globals, const ReverseOptions& options) {
  Ledger ledger = open_for_writing(globals);
  Draft draft = draft_of(options.entry, ledger);
  draft.reverses = options.reference;
  return post_short_form(ledger, std::move(draft), "reverse", options.entry.dry_run);
}

}  // namespace

void add_transfer(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<TransferOptions>();
  CLI::App* verb = add_verb(
      app, "transfer", "Value moved from one fund to another",
      "  almoner -f B transfer --from-fund GENERAL --to-fund MED --amount 5000\n"
      "  almoner -f B transfer --from-fund EDU --to-fund MED --amount 5000 --gift G-0016 \\\n"
      "    --authority donor-consent --document letter-18 --dated 2021-09-28 --sha256 9f2c... \\\n"
      "    --by cashier --approved-by director");
  verb->add_option("--from-fund", options->from_fund, "fund that gives")
      ->type_name("CODE")
      ->required();
  verb->add_option("--to-fund", options->to_fund, "fund that takes")->type_name("CODE")->required();
  add_amount_options(*verb, options->amount, false);
  verb->add_option("--account", options->account, "where it lies (the only one, when left out)")
      ->type_name("ACCOUNT");
  verb->add_option("--through", options->through, "transfer account (the only one, when left out)")
      ->type_name("ACCOUNT");
  verb->add_option("--purpose", options->purpose, "in the fund that takes")->type_name("PATH");
  verb->add_option("--gift", options->gift, "reference of the gift that a consent concerns")
      ->type_name("REF");
  add_entry_options(*verb, options->entry);
  add_authority_options(*verb, options->entry);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return transfer(globals, *options); };
  });
}

void add_reverse(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<ReverseOptions>();
  CLI::App* verb = add_verb(app, "reverse", "Take back an entry, whole, by another",
                            "  almoner -f B reverse G-0019 --date 2021-10-03 --by accountant");
  verb->add_option("REFERENCE", options->reference, "of the entry taken back")->required();
  add_entry_options(*verb, options->entry);
  add_authority_options(*verb, options->entry);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return reverse(globals, *options); };
  });
}

}  // namespace almoner::program
