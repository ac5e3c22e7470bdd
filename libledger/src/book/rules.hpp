// SPDX-License-Identifier: Apache-2.0
// Every rule of the books (docs/invariants.md, model §2) and every refusal's sentence. The same
// function judges a draft before it is written and an event when it is read again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <almoner/violation.hpp>

#include "book/books.hpp"
#include "book/choose.hpp"
#include "book/groups.hpp"
#include "book/proposal.hpp"

namespace almoner {

/// All rules that a planned proposal breaks, in the order of Rule.
std::vector<Violation> judge(const Proposal&, const Books&, const Named&);

/// All rules that a declaration or amendment breaks. `by` is the author's role.
std::vector<Violation> judge(const CommodityTerms&, const Chart&);
std::vector<Violation> judge(const AccountTerms&, const Chart&);
std::vector<Violation> judge(const PurposeTerms&, const Chart&);
std::vector<Violation> judge(const FundTerms&, const Chart&);
std::vector<Violation> judge(const PartyTerms&, const Chart&);
std::vector<Violation> judge(const AmendmentRecord&, const std::string& by, const Chart&);
std::vector<Violation> judge_close(Date, const Chart&);
/// Of a text that stands in no declaration: an author's role, an amended narration.
std::vector<Violation> judge_text(std::string_view field, const std::string& text);
/// Why no book begins with these terms; empty where one may.
std::string what_is_wrong(const BookTerms&);

/// An expense, or money put into an advance, loan or fixed asset, has a purpose.
bool may_bear_purpose(const Account&, const PostingRecord&);
/// Expired goods leave by name as a loss, to their supplier or giver, or by reversal.
bool may_take_expired(const EntryRecord&, const Chart&, Id fund);
/// A loss or return: charged to a purpose whose function is other.
bool is_other(const Chart&, const PostingRecord&);

/// Puts violations into the order of Rule, then of postings.
void sort_violations(std::vector<Violation>&);

// --- The refusals of what cannot be completed, for plan. ---

Violation refuse_unknown(std::string_view kind, std::string_view name, const std::string& nearest, int posting);
/// Dates outside 1900 to 2999 are typing errors, and no record holds them.
bool date_in_range(Date);
Violation refuse_date(std::string_view field, int posting);
/// The party's data is kept and not used: a mark outside the log, so a replay does not ask for it.
Violation refuse_restricted(const std::string& party, int posting);
Violation refuse_text(std::string_view field, const std::string& why, int posting);
Violation refuse_value_not_quantity(const Chart&, const PostingRecord&, int posting);
Violation refuse_no_quantity(const Chart&, const PostingRecord&, int posting);
Violation refuse_value_unknown(const Chart&, const EntryRecord&, const std::vector<int>& postings);
Violation refuse_not_carrying(const Chart&, const Group&, Units carrying, Units stated);
Violation refuse_short(const Chart&, const Group&, const Wanted&, const Choice&, Units held);
Violation refuse_expired(const Chart&, const Group&);
Violation refuse_negative_lot(const Chart&, const Group&, Units value);
Violation refuse_out_of_range();
Violation refuse_return_too_large(const Chart&, const Group&, const Precedent&, Units left);
Violation refuse_not_mirror(const Precedent&);
std::optional<Violation> refuse_unreversible(const Precedent&);
Violation refuse_spent(const Chart&, const LotRecord&, Units spent, const Precedent&);
Violation refuse_no_substitute(const Chart&, const LineKey&, const Precedent::Use&, Units found);
Violation refuse_no_precedent(Rule, std::string_view tag, std::string_view reference);
Violation refuse_reference_used(std::string_view reference, const std::string& difference);

}  // namespace almoner
