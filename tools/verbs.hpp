// SPDX-License-Identifier: Apache-2.0
// One function for each verb: it adds the verb's flags and, where the command line names the
// verb, puts what it does into Globals::action.
#pragma once

#include <CLI/CLI.hpp>

#include "options.hpp"

namespace almoner::program {

void add_init(CLI::App&, Globals&);
void add_declare(CLI::App&, Globals&);
void add_amend(CLI::App&, Globals&);
void add_close(CLI::App&, Globals&);
void add_post(CLI::App&, Globals&);
void add_import(CLI::App&, Globals&);
void add_gift(CLI::App&, Globals&);
void add_spend(CLI::App&, Globals&);
void add_transfer(CLI::App&, Globals&);
void add_reverse(CLI::App&, Globals&);

void add_balance(CLI::App&, Globals&);
void add_register(CLI::App&, Globals&);
void add_print(CLI::App&, Globals&);
void add_funds(CLI::App&, Globals&);
void add_position(CLI::App&, Globals&);
void add_activities(CLI::App&, Globals&);
void add_stock(CLI::App&, Globals&);
void add_trace(CLI::App&, Globals&);
void add_parties(CLI::App&, Globals&);
void add_stats(CLI::App&, Globals&);

void add_audit(CLI::App&, Globals&);
void add_rebuild(CLI::App&, Globals&);
void add_log(CLI::App&, Globals&);
void add_snapshot(CLI::App&, Globals&);

void add_party(CLI::App&, Globals&);
void add_key(CLI::App&, Globals&);
void add_checkpoint(CLI::App&, Globals&);
void add_receipt(CLI::App&, Globals&);
void add_verify(CLI::App&, Globals&);
void add_publish(CLI::App&, Globals&);

}  // namespace almoner::program
