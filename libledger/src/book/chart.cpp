// SPDX-License-Identifier: Apache-2.0
// Invariant: every name index agrees with its table, and a purpose's parent is declared before it.
#include "book/chart.hpp"

#include <algorithm>
#include <type_traits>
#include <unordered_set>

#include <almoner/text.hpp>

namespace almoner {

namespace {

template <class Table>
std::string nearest_in(const Table& names, std::string_view wanted) {
  std::vector<std::string> known;
  known.reserve(names.size());
  for (const auto& [name, id] : names) known.push_back(name);
  std::sort(known.begin(), known.end());  // the same suggestion whatever the hash order
  return nearest_name(wanted, known);
}

}  // namespace

void Chart::apply(const Event& event) {
  std::visit(
      [&](const auto& what) {
        using What = std::decay_t<decltype(what)>;
        if constexpr (std::is_same_v<What, PurposeRecord> || std::is_same_v<What, FundRecord> || std::is_same_v<What, AmendmentRecord>)
          only_leaves_.clear();
        if constexpr (std::is_same_v<What, BookRecord>) {
          book_ = what.terms;
          commodities_[base_commodity] = {
              base_commodity, {what.terms.base_currency, what.terms.base_scale, "", DrawPolicy::fifo}};
          commodity_names_[what.terms.base_currency] = base_commodity;
        } else if constexpr (std::is_same_v<What, CommodityRecord>) {
          commodities_[event.seq] = {event.seq, what.terms};
          commodity_names_[what.terms.code] = event.seq;
        } else if constexpr (std::is_same_v<What, AccountRecord> || std::is_same_v<What, PurposeRecord> ||
                             std::is_same_v<What, AmendmentRecord>) {
          apply(event.seq, what);
        } else if constexpr (std::is_same_v<What, FundRecord>) {
          funds_[event.seq] = {event.seq, what};
          fund_names_[what.code] = event.seq;
        } else if constexpr (std::is_same_v<What, PartyRecord>) {
          if (!what.commitment) public_parties_[event.seq] = {event.seq, what};
        } else if constexpr (std::is_same_v<What, CloseRecord>) {
          closed_ = what.through;
        } else if constexpr (std::is_same_v<What, KeyRecord>) {
          keys_[event.seq] = what;
        }
      },
      event.what);
}

bool Chart::holds(const Event& event) {
  const auto* party = std::get_if<PartyRecord>(&event.what);
  if (const auto* amendment = std::get_if<AmendmentRecord>(&event.what)) party = std::get_if<PartyRecord>(&amendment->terms);
  return !std::holds_alternative<EntryRecord>(event.what) && !(party && party->commitment);
}

void Chart::apply(Id id, const AccountRecord& record) {
  Account account{id, record.name, record.type, record.traced, true};
  const std::string below = record.name + ":";
  for (auto& [other_id, other] : accounts_.rows()) {
    if (other.name.starts_with(below)) account.leaf = false;
    if (record.name.starts_with(other.name + ":")) other.leaf = false;
  }
  account_names_[account.name] = id;
  accounts_[id] = std::move(account);
}

void Chart::apply(Id id, const PurposeRecord& record) {
  const auto slash = record.path.rfind('/');
  const Purpose* parent =
      slash == std::string::npos ? nullptr : purpose(std::string_view(record.path).substr(0, slash));
  purposes_[id] = {id, parent ? parent->id : no_id, record.path, record.function};
  purpose_names_[record.path] = id;
}

void Chart::apply(Id, const AmendmentRecord& amendment) {
  if (const auto* terms = std::get_if<FundRecord>(&amendment.terms)) {
    if (auto* fund = funds_.find(amendment.target)) fund->terms = *terms;
  } else if (const auto* record = std::get_if<PurposeRecord>(&amendment.terms)) {
    if (auto* purpose = purposes_.find(amendment.target)) move_purpose(*purpose, *record);
  } else if (const auto* party = std::get_if<PartyRecord>(&amendment.terms)) {
    if (auto* known = public_parties_.find(amendment.target); known && !party->commitment)
      known->terms = *party;
  }
}

void Chart::move_purpose(Purpose& moved, const PurposeRecord& record) {
  moved.function = record.function;
  if (moved.path == record.path) return;
  const std::string old_prefix = moved.path + "/";
  const auto slash = record.path.rfind('/');
  const Purpose* parent =
      slash == std::string::npos ? nullptr : purpose(std::string_view(record.path).substr(0, slash));
  moved.parent = parent ? parent->id : no_id;
  const auto rename = [&](Purpose& one, std::string path) {
    purpose_names_.erase(one.path);
    one.path = std::move(path);
    purpose_names_[one.path] = one.id;
  };
  rename(moved, record.path);
  for (auto& [id, other] : purposes_.rows())
    if (other.path.starts_with(old_prefix))
      rename(other, record.path + "/" + other.path.substr(old_prefix.size()));
}

const Account* Chart::account(Id id) const { return accounts_.find(id); }
const Commodity* Chart::commodity(Id id) const { return commodities_.find(id); }
const Purpose* Chart::purpose(Id id) const { return purposes_.find(id); }
const Fund* Chart::fund(Id id) const { return funds_.find(id); }
const PublicParty* Chart::public_party(Id id) const { return public_parties_.find(id); }

const Account* Chart::account(std::string_view name) const {
  const auto found = account_names_.find(name);
  return found == account_names_.end() ? nullptr : account(found->second);
}
const Commodity* Chart::commodity(std::string_view code) const {
  const auto found = commodity_names_.find(code);
  return found == commodity_names_.end() ? nullptr : commodity(found->second);
}
const Purpose* Chart::purpose(std::string_view path) const {
  const auto found = purpose_names_.find(path);
  return found == purpose_names_.end() ? nullptr : purpose(found->second);
}
const Fund* Chart::fund(std::string_view code) const {
  const auto found = fund_names_.find(code);
  return found == fund_names_.end() ? nullptr : fund(found->second);
}

bool Chart::lies_under(Id purpose_id, Id root) const {
  for (const Purpose* node = purpose(purpose_id); node; node = purpose(node->parent))
    if (node->id == root) return true;
  return false;
}

Id Chart::only_leaf(const Fund& fund) const {
  if (fund.terms.fund_class == FundClass::unrestricted) return no_id;
  const auto [cached, missing] = only_leaves_.try_emplace(fund.id, no_id);
  if (missing) cached->second = find_only_leaf(fund);
  return cached->second;
}

Id Chart::find_only_leaf(const Fund& fund) const {
  std::unordered_set<Id> parents;
  for (const auto& [id, node] : purposes_.rows()) parents.insert(node.parent);
  Id only = no_id;
  for (const auto& [id, node] : purposes_.rows()) {
    if (parents.contains(id)) continue;
    const bool own = std::any_of(fund.terms.purposes.begin(), fund.terms.purposes.end(),
                                 [&, leaf = id](Id root) { return lies_under(leaf, root); });
    if (!own) continue;
    if (only != no_id) return no_id;
    only = id;
  }
  return only;
}

bool Chart::traced(const Account& account, Id commodity_id) const {
  // A payable is an address in the base currency alone: a debt in goods holds no goods.
  return account.traced && !(account.type == AccountType::liability && commodity_id != base_commodity);
}

std::string Chart::name_of(Id id) const {
  if (id == no_id) return {};
  if (const Account* found = account(id)) return found->name;
  if (const Fund* found = fund(id)) return found->terms.code;
  if (const Purpose* found = purpose(id)) return found->path;
  if (const PublicParty* found = public_party(id)) return found->terms.id;
  if (const Commodity* found = commodity(id)) return found->terms.code;
  return {};
}

int Chart::scale(Id commodity_id) const {
  const Commodity* found = commodity(commodity_id);
  return found ? found->terms.scale : 0;
}

std::string Chart::nearest_account(std::string_view name) const { return nearest_in(account_names_, name); }
std::string Chart::nearest_commodity(std::string_view code) const { return nearest_in(commodity_names_, code); }
std::string Chart::nearest_purpose(std::string_view path) const { return nearest_in(purpose_names_, path); }
std::string Chart::nearest_fund(std::string_view code) const { return nearest_in(fund_names_, code); }

}  // namespace almoner
