// SPDX-License-Identifier: Apache-2.0
// Declarations, amendments and closed dates.
#include <algorithm>

#include "book/resolve.hpp"
#include "book/rules.hpp"
#include "log/private_part.hpp"
#include "state.hpp"

namespace almoner {

namespace {

void refuse_any(std::vector<Violation> violations) {
  if (!violations.empty()) throw Refused(std::move(violations));
}

Id owed_to(const FundTerms& terms, Bookkeeper& keeper) {
  if (terms.owed_to.empty()) return no_id;
  const auto party = keeper.find_party(terms.owed_to);
  if (!party) refuse_any({refuse_unknown("party", terms.owed_to, "", -1)});
  if (!party->is_public)
    refuse_any({{Rule::party_must_be_public,
                 "an agency fund is owed to a party that the log may name; declare " + terms.owed_to + " with `public: yes`", {}, -1}});
  return party->seq;
}

PrivatePart to_private(const PartyTerms& terms) {
  PrivatePart part;
  part.party = terms.id;
  part.name = terms.name;
  part.kind = terms.kind;
  part.contact = terms.contact;
  return part;
}

}  // namespace

Posted Ledger::declare(const CommodityTerms& terms, const std::string& by) {
  return state_->write([&] {
    const Commodity* before = state_->keeper.chart().commodity(terms.code);
    // The base currency is declared with the book; naming it again with its scale is harmless.
    if (before && before->id == base_commodity && before->terms.scale == terms.scale) return Posted{base_commodity, true};
    if (before && before->terms == terms) return Posted{before->id, true};
    refuse_any(judge(terms, state_->keeper.chart()));
    return state_->append(by, CommodityRecord{terms});
  });
}

Posted Ledger::declare(const AccountTerms& terms, const std::string& by) {
  return state_->write([&] {
    const Account* before = state_->keeper.chart().account(terms.name);
    if (before && AccountRecord{before->name, before->type, before->traced} == to_record(terms)) return Posted{before->id, true};
    refuse_any(judge(terms, state_->keeper.chart()));
    // An account that has postings cannot become a parent: only leaves take postings.
    for (auto colon = terms.name.find(':'); colon != std::string::npos; colon = terms.name.find(':', colon + 1))
      if (const Account* parent = state_->keeper.chart().account(terms.name.substr(0, colon)); parent && parent->leaf)
        for (const auto& [id, fund] : state_->keeper.chart().funds()) {
          state_->keeper.load_fund(id);
          const auto& balances = state_->keeper.books().fund(id).balances;
          const auto at = balances.lower_bound({parent->id, no_id, base_commodity});
          if (at != balances.end() && at->first.account == parent->id)
            refuse_any({{Rule::account_must_be_leaf,
                         parent->name + " has postings and stays a leaf; declare " + terms.name + " under another name", {}, -1}});
        }
    return state_->append(by, to_record(terms));
  });
}

Posted Ledger::declare(const PurposeTerms& terms, const std::string& by) {
  return state_->write([&] {
    const Purpose* before = state_->keeper.chart().purpose(terms.path);
    if (before && before->function == terms.function) return Posted{before->id, true};
    refuse_any(judge(terms, state_->keeper.chart()));
    return state_->append(by, PurposeRecord{terms.path, terms.function});
  });
}

Posted Ledger::declare(const FundTerms& terms, const std::string& by) {
  return state_->write([&] {
    const Chart& chart = state_->keeper.chart();
    const FundRecord record = to_record(terms, chart, owed_to(terms, state_->keeper));
    if (const Fund* before = chart.fund(terms.code); before && before->terms == record) return Posted{before->id, true};
    refuse_any(judge(terms, chart));
    return state_->append(by, record);
  });
}

Posted Ledger::declare(const PartyTerms& terms, const std::string& by) {
  return state_->write([&] {
    if (const auto before = state_->keeper.find_party(terms.id)) {
      if (state_->keeper.party_terms(*before) == terms) return Posted{before->seq, true};
      refuse_any({{Rule::name_must_be_unused, "party " + terms.id + " is declared already, with other terms; amend it, or choose another id", {}, -1}});
    }
    refuse_any(judge(terms, state_->keeper.chart()));
    Sealed sealed;
    PartyRecord record;
    if (terms.is_public) {
      record = {terms.id, terms.name, terms.kind, std::nullopt};
    } else {
      sealed = state_->seal({to_private(terms)});
      record.commitment = sealed.commitments.front();
    }
    return state_->append(by, std::move(record), sealed);
  });
}

namespace {

/// Builds the record of an amendment; throws Refused where a name is not declared.
class Amending {
 public:
  Amending(const Amendment& amendment, Bookkeeper& keeper) : amendment_(amendment), keeper_(keeper) {}

  AmendmentRecord record() {
    record_.date = amendment_.date;
    record_.approved_by = amendment_.approved_by;
    std::vector<Violation> violations;
    record_.authority = resolve(amendment_.authority, violations);
    refuse_any(violations);
    if (amendment_.fund) of_fund(*amendment_.fund);
    else if (amendment_.purpose) of_purpose(*amendment_.purpose);
    else if (amendment_.party) of_party(*amendment_.party);
    else if (amendment_.entry) of_entry(*amendment_.entry);
    else throw UsageError("an amendment says what it amends: a fund, a purpose, a party or an entry");
    return record_;
  }

  std::vector<PrivatePart> parts;             ///< to seal
  std::vector<std::string> posting_parties;   ///< of an entry: private party ids by posting

 private:
  void of_fund(const FundTerms& terms) {
    const Fund* fund = keeper_.chart().fund(terms.code);
    if (!fund) refuse_any({refuse_unknown("fund", terms.code, keeper_.chart().nearest_fund(terms.code), -1)});
    for (const std::string& path : terms.purposes)
      if (!keeper_.chart().purpose(path)) refuse_any({refuse_unknown("purpose", path, keeper_.chart().nearest_purpose(path), -1)});
    record_.target = fund->id;
    record_.terms = to_record(terms, keeper_.chart(), owed_to(terms, keeper_));
  }
  void of_purpose(const PurposeTerms& terms) {
    const Purpose* purpose = keeper_.chart().purpose(terms.path);
    if (!purpose) refuse_any({refuse_unknown("purpose", terms.path, keeper_.chart().nearest_purpose(terms.path), -1)});
    record_.target = purpose->id;
    record_.terms = PurposeRecord{amendment_.purpose_moves_to.empty() ? terms.path : amendment_.purpose_moves_to, terms.function};
  }
  void of_party(const PartyTerms& terms) {
    const auto known = keeper_.find_party(terms.id);
    if (!known) refuse_any({refuse_unknown("party", terms.id, "", -1)});
    refuse_any(judge(terms, keeper_.chart()));
    if (known->is_public != terms.is_public)
      refuse_any({{Rule::party_must_be_public, "a party declared " + std::string(known->is_public ? "public" : "private") + " stays so; declare another", {}, -1}});
    record_.target = known->seq;
    if (terms.is_public)
      record_.terms = PartyRecord{terms.id, terms.name, terms.kind, std::nullopt};
    else {
      parts.push_back(to_private(terms));
      record_.terms = PartyRecord{};
    }
  }
  void of_entry(const Amendment::OfEntry& of) {
    if (!of.party && !of.narration) throw UsageError("an amendment of an entry says another narration, another party, or both");
    const auto seq = keeper_.find_reference(of.reference);
    if (!seq) throw NotFound("no entry has the reference " + of.reference);
    record_.target = *seq;
    record_.terms = std::monostate{};
    const EntryRecord entry = keeper_.entry(*seq);
    if (of.party) {
      const auto party = keeper_.find_party(*of.party);
      if (!party) refuse_any({refuse_unknown("party", *of.party, "", -1)});
      if (keeper_.is_restricted(*of.party))
        refuse_any({refuse_restricted(*of.party, -1)});
      if (std::all_of(entry.postings.begin(), entry.postings.end(), [](const PostingRecord& one) { return one.party == 0; }))
        throw NotFound("no posting of " + of.reference + " names a party that could be corrected; to name one, reverse the entry and post it again");
      for (const PostingRecord& posting : entry.postings) {
        const bool named = posting.party != 0;
        record_.parties.push_back(named && party->is_public ? static_cast<PartyRef>(party->seq) : 0);
        posting_parties.push_back(named && !party->is_public ? *of.party : std::string{});
      }
      if (!party->is_public) {
        parts.emplace_back();
        parts.back().party = *of.party;
      }
    }
    if (of.narration) {
      refuse_any(judge_text("narration", *of.narration));
      parts.emplace_back();
      parts.back().narration = *of.narration;
    }
  }

  const Amendment& amendment_;
  Bookkeeper& keeper_;
  AmendmentRecord record_;
};

}  // namespace

Posted Ledger::amend(const Amendment& amendment) {
  return state_->write([&] {
    Amending amending(amendment, state_->keeper);
    AmendmentRecord record = amending.record();
    refuse_any(judge(record, amendment.by, state_->keeper.chart()));
    Sealed sealed = state_->seal(amending.parts);
    if (auto* party = std::get_if<PartyRecord>(&record.terms); party && !sealed.rows.empty())
      party->commitment = sealed.commitments.front();
    if (std::holds_alternative<std::monostate>(record.terms)) {
      record.commitments = sealed.commitments;
      for (std::size_t i = 0; i < amending.posting_parties.size(); ++i)
        if (!amending.posting_parties[i].empty()) {
          const auto found = std::find(sealed.parties.begin(), sealed.parties.end(), amending.posting_parties[i]);
          record.parties[i] = -1 - static_cast<PartyRef>(found - sealed.parties.begin());
        }
    }
    return state_->append(amendment.by, std::move(record), sealed);
  });
}

Posted Ledger::close(Date through, const std::string& by) {
  return state_->write([&] {
    refuse_any(judge_close(through, state_->keeper.chart()));
    return state_->append(by, CloseRecord{through});
  });
}

}  // namespace almoner
