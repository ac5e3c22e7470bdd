// SPDX-License-Identifier: Apache-2.0
// almoner declare: what a book names before it uses it. An equal declaration is no news.
#include <iostream>

#include <fmt/format.h>

#include "book.hpp"
#include "errors.hpp"
#include "terms_options.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

template <typename Terms>
int declare(Ledger& ledger, const Terms& terms, const std::string& what, const std::string& by) {
  Posted posted = ledger.declare(terms, by);
  std::cout << fmt::format("{} {} as event {}; {}\n",
                           posted.already_there ? "already declared:" : "declared", what,
                           posted.seq, log_line(ledger));
  return exit_fine;
}

struct Options {
  CommodityTerms commodity;
  AccountTerms account;
  PurposeTerms purpose;
  FundOptions fund;
  PartyOptions party;
  std::string policy, type, function, by;
  bool traced = false, untraced = false;
};

void add_by(CLI::App& verb, Options& options) {
  verb.add_option("--by", options.by, "author's role, public for ever: accountant")
      ->type_name("ROLE");
}

void add_commodity(CLI::App& declare_verb, Globals& globals, std::shared_ptr<Options> options) {
  CLI::App* verb = add_verb(declare_verb, "commodity", "A currency or a kind of goods",
                            "  almoner -f B declare commodity LAMP --unit 台\n"
                            "  almoner -f B declare commodity USD --scale 2");
  verb->add_option("CODE", options->commodity.code, "as in amounts: LAMP")->required();
  verb->add_option("--scale", options->commodity.scale, "decimals (0); never changes")
      ->type_name("N")
      ->check(CLI::Range(0, scale_max));
  verb->add_option("--unit", options->commodity.unit, "counting word")->type_name("TEXT");
  verb->add_option("--policy", options->policy, "fifo, or fefo: earliest expiry first")
      ->type_name("POLICY");
  add_by(*verb, *options);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] {
      if (!options->policy.empty()) options->commodity.policy = read_policy(options->policy);
      Ledger ledger = open_for_writing(globals);
      return declare(ledger, options->commodity, "commodity " + options->commodity.code,
                     options->by);
    };
  });
}

void add_account(CLI::App& declare_verb, Globals& globals, std::shared_ptr<Options> options) {
  CLI::App* verb = add_verb(declare_verb, "account", "A leaf of the chart",
                            "  almoner -f B declare account Assets:Bank:CCB --type cash\n"
                            "  almoner -f B declare account Assets:Van --type asset --untraced");
  verb->add_option("NAME", options->account.name, "segments separated by ':'")->required();
  verb->add_option("--type", options->type,
                   "asset, cash, liability, net-assets, income, expense, transfer, interfund, or "
                   "hledger's A C L E R X, T, F")
      ->type_name("TYPE")
      ->required();
  auto* traced = verb->add_flag("--traced", options->traced,
                                "units have addresses here (cash, asset, liability: the default)");
  verb->add_flag("--untraced", options->untraced,
                 "they have none: a fixed asset, a loan, an agency liability, an adjustment")
      ->excludes(traced);
  add_by(*verb, *options);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] {
      options->account.type = read_account_type(options->type);
      if (options->traced || options->untraced) options->account.traced = options->traced;
      Ledger ledger = open_for_writing(globals);
      return declare(ledger, options->account, "account " + options->account.name, options->by);
    };
  });
}

void add_purpose(CLI::App& declare_verb, Globals& globals, std::shared_ptr<Options> options) {
  CLI::App* verb = add_verb(declare_verb, "purpose", "A node of the purpose tree",
                            "  almoner -f B declare purpose disaster-relief/flood-2021");
  verb->add_option("PATH", options->purpose.path, "its parent must be declared")->required();
  verb->add_option("--function", options->function,
                   "programme (when left out), management, fundraising, other")
      ->type_name("FUNCTION");
  add_by(*verb, *options);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] {
      if (!options->function.empty()) options->purpose.function = read_function(options->function);
      Ledger ledger = open_for_writing(globals);
      return declare(ledger, options->purpose, "purpose " + options->purpose.path, options->by);
    };
  });
}

void add_fund(CLI::App& declare_verb, Globals& globals, std::shared_ptr<Options> options) {
  CLI::App* verb =
      add_verb(declare_verb, "fund", "Money and goods held under one restriction",
               "  almoner -f B declare fund MED --class restricted --purpose medical-aid \\\n"
               "    --set-by donor --management-cap 10000 --agreement 2021-07");
  add_fund_options(*verb, options->fund);
  add_by(*verb, *options);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] {
      Ledger ledger = open_for_writing(globals);
      FundTerms terms = with_options(FundTerms{}, options->fund, ledger.terms().base_scale);
      return declare(ledger, terms, "fund " + terms.code, options->by);
    };
  });
}

void add_party(CLI::App& declare_verb, Globals& globals, std::shared_ptr<Options> options) {
  CLI::App* verb =
      add_verb(declare_verb, "party", "A donor, beneficiary, supplier or partner body",
               "  almoner -f B declare party d-17 --name 王某 --kind person\n"
               "  almoner -f B declare party hospital --name 某医院 --kind organisation --public");
  add_party_options(*verb, options->party);
  add_by(*verb, *options);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] {
      PartyTerms terms = with_options(PartyTerms{}, options->party);
      Ledger ledger = open_for_writing(globals);
      return declare(ledger, terms, "party " + terms.id, options->by);
    };
  });
}

}  // namespace

void add_declare(CLI::App& app, Globals& globals) {
  CLI::App* verb = add_verb(app, "declare", "Commodities, accounts, purposes, funds, parties",
                            "  almoner -f B declare account Assets:Bank --type cash\n"
                            "  almoner declare fund --help");
  verb->require_subcommand(1);
  auto options = std::make_shared<Options>();
  add_commodity(*verb, globals, options);
  add_account(*verb, globals, options);
  add_purpose(*verb, globals, options);
  add_fund(*verb, globals, options);
  add_party(*verb, globals, options);
}

}  // namespace almoner::program
