// SPDX-License-Identifier: Apache-2.0
// A published list into the book: all of it in one batch, or nothing. Streams: what is kept does
// not grow with the list, but for the problems found, of which the first are kept.
#include <almoner/import.hpp>

#include <algorithm>
#include <istream>
#include <limits>
#include <unordered_map>
#include <utility>

#include <almoner/error.hpp>
#include <almoner/ledger.hpp>

#include "import/drafts.hpp"
#include "import/row.hpp"
#include "import/rules.hpp"
#include "text/csv.hpp"
#include "value/decimal_text.hpp"
#include "value/utf8.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

using namespace csv_rules;

constexpr std::size_t problems_max = 1000;
constexpr std::uint64_t rows_between_progress = 1000;

std::string sentence_of(const Refused& refused) {
  std::string text;
  for (const Violation& violation : refused.violations()) {
    if (!text.empty()) text += "; ";
    text += std::string{to_string(violation.rule)} + ": " + violation.message;
  }
  return text;
}

/// The one of these parties for want of which a draft is refused; null where it is anything else.
const PartyTerms* party_lacking(const Violation& violation,
                                const std::vector<PartyTerms>& parties) {
  if (violation.rule != Rule::name_must_be_declared) return nullptr;
  for (const auto& [name, figure] : violation.figures)
    for (const PartyTerms& party : parties)
      if (name == "name" && figure == party.id) return &party;
  return nullptr;
}

auto account_types(const Ledger& ledger) {
  std::unordered_map<std::string, AccountType> types;
  for (const AccountTerms& account : ledger.accounts()) types[account.name] = account.type;
  return [types = std::move(types)](const std::string& name) -> std::optional<AccountType> {
    const auto found = types.find(name);
    return found == types.end() ? std::nullopt : std::optional{found->second};
  };
}

std::optional<Units> expected_total(const ImportOptions& options, int scale) {
  if (!options.expect) return std::nullopt;
  try {
    return parse_units(*options.expect, scale);
  } catch (const InvalidAmount& error) {
    throw UsageError(std::string{"expected total: "} + error.what());
  }
}

class Import {
 public:
  Import(Ledger& ledger, std::istream& list, ImportRules rules, const ImportOptions& options)
      : ledger_{ledger},
        options_{options},
        terms_{ledger.terms()},
        expected_{expected_total(options, terms_.base_scale)},
        reader_{list, rules.separator},
        row_{std::move(rules)},
        maker_{row_, terms_.base_currency, terms_.base_scale, account_types(ledger)} {}

  ImportReport run();

 private:
  void pass_titles();
  bool next_record();
  void read_record();
  void read_total();
  void read_row();
  void post_row();
  int scale_of_commodity();
  Posted post(const Draft&, const std::vector<PartyTerms>& parties);
  void check_totals();
  void compare_total(Units stated, int line, const std::string& whose);
  void refuse(int line, const std::string& reference, const std::string& message);
  std::string money(Units units) const { return format_units_grouped(units, terms_.base_scale); }

  Ledger& ledger_;
  const ImportOptions& options_;
  const BookTerms terms_;
  const std::optional<Units> expected_;
  CsvReader reader_;
  RowReader row_;
  DraftMaker maker_;

  ListRecord record_;
  bool ended_ = false;
  std::uint64_t first_seq_ = 0;  ///< what this run writes begins here
  int total_line_ = 0;
  std::uint64_t problem_count_ = 0;
  bool never_commit_ = false;  ///< not even to keep going
  std::unordered_map<std::string, int> scales_;
  ImportReport report_;
};

ImportReport Import::run() {
  Ledger::Batch batch = ledger_.batch();
  first_seq_ = ledger_.size();
  pass_titles();
  while (!ended_ && next_record()) read_record();
  check_totals();
  if (problem_count_ > problems_max)
    report_.problems.push_back(
        {0, {}, std::to_string(problem_count_ - problems_max) + " more problems are not shown"});
  if (never_commit_ || (problem_count_ > 0 && !options_.keep_going)) {
    report_.posted = 0;
  } else if (!options_.dry_run) {
    batch.commit();
    report_.committed = true;
  }
  if (options_.progress) options_.progress(report_.read);
  return std::move(report_);
}

void Import::pass_titles() {
  const ImportRules& rules = row_.rules();
  for (std::size_t i = 0; i < rules.skip && next_record(); ++i) {
    row_.read_title(record_);
    ++report_.skipped;
  }
  for (bool found = !rules.header; !found;) {
    if (!next_record())
      throw ParseError("no record is the header that is looked for; is this the right list?");
    row_.read_title(record_);
    ++report_.skipped;
    found = rules.header->holds(record_, nullptr);
  }
  row_.check_titles();
}

bool Import::next_record() {
  while (auto read = reader_.next()) {
    record_.cells = std::move(read->fields);
    record_.line = read->line;
    for (std::string& cell : record_.cells) {
      if (!valid_utf8(cell))
        throw ParseError("the list is not UTF-8; convert it with iconv -f GB18030 -t UTF-8",
                         record_.line);
      clean_cell(cell);
    }
    if (!record_.blank()) return true;
  }
  return false;
}

void Import::read_record() {
  record_.row = report_.read + 1;
  switch (row_.read(record_)) {
    case RowReader::Kind::row: read_row(); return;
    case RowReader::Kind::total: read_total(); break;
    case RowReader::Kind::end: ended_ = true; break;
    case RowReader::Kind::skipped: break;
  }
  ++report_.skipped;
}

void Import::read_total() {
  try {
    // Published totals were sums of doubles; the amounts that are posted never were.
    const Units total = parse_units_rounded(row_[Field::total], terms_.base_scale);
    if (report_.stated_total && *report_.stated_total != total) {
      never_commit_ = true;
      refuse(record_.line, {},
             "the list states two totals: " + money(*report_.stated_total) + " and " +
                 money(total));
    }
    report_.stated_total = total;
    total_line_ = record_.line;
  } catch (const ParseError& error) {
    never_commit_ = true;
    refuse(record_.line, {}, std::string{"total: "} + error.what());
  }
}

void Import::read_row() {
  ++report_.read;
  try {
    post_row();
  } catch (const Refused& refused) {
    refuse(record_.line, maker_.reference(record_), sentence_of(refused));
  } catch (const ParseError& error) {
    refuse(record_.line, maker_.reference(record_), error.what());
  } catch (const NotFound& error) {
    refuse(record_.line, maker_.reference(record_), error.what());
  } catch (const OutOfRange& error) {
    refuse(record_.line, maker_.reference(record_), error.what());
  }
  if (options_.progress && report_.read % rows_between_progress == 0)
    options_.progress(report_.read);
}

void Import::post_row() {
  const RowDrafts made = maker_.make(record_, scale_of_commodity());
  report_.total = checked_add(report_.total, made.counted);
  bool written = false;
  for (const Draft& draft : made.drafts) {
    Posted posted;
    try {
      posted = post(draft, made.parties);
    } catch (const Refused&) {
      // Goods received and not handed out would be false; only the whole batch can be undone.
      never_commit_ = never_commit_ || written;
      throw;
    }
    if (posted.already_there && posted.seq >= first_seq_)
      throw ParseError("another row of the list has this reference and says the same");
    written = written || !posted.already_there;
  }
  ++(written ? report_.posted : report_.already_there);
}

int Import::scale_of_commodity() {
  const std::string code = maker_.commodity();
  if (code.empty()) return terms_.base_scale;
  if (auto known = scales_.find(code); known != scales_.end()) return known->second;
  const std::optional<CommodityTerms> terms = maker_.commodity_terms();
  int scale = 0;
  try {
    scale = ledger_.scale(code);
  } catch (const NotFound&) {
    if (!terms) throw;
    ledger_.declare(*terms, row_[Field::by]);
    scale = terms->scale;
  }
  scales_.emplace(code, scale);
  return scale;
}

/// The parties are declared only once the book says that it lacks them. So one who was erased
/// stays so when the list that named them is read again; and to ask for each would make the book
/// write out, row by row, what a batch gathers.
Posted Import::post(const Draft& draft, const std::vector<PartyTerms>& parties) {
  std::vector<PartyTerms> lacking;
  try {
    return ledger_.post(draft);
  } catch (const Refused& refused) {
    std::vector<Violation> others = refused.violations();
    std::erase_if(others, [&](const Violation& violation) {
      const PartyTerms* party = party_lacking(violation, parties);
      // Each posting that names the party is refused for it.
      if (party != nullptr && std::ranges::find(lacking, *party) == lacking.end())
        lacking.push_back(*party);
      return party != nullptr;
    });
    if (!others.empty()) throw Refused(std::move(others));
  }
  for (const PartyTerms& party : lacking) ledger_.declare(party, row_[Field::by]);
  return ledger_.post(draft);
}

void Import::check_totals() {
  if (report_.stated_total) compare_total(*report_.stated_total, total_line_, "the list states");
  if (expected_) compare_total(*expected_, 0, "expected is");
  if (!report_.stated_total) report_.stated_total = expected_;
}

void Import::compare_total(Units stated, int line, const std::string& whose) {
  if (stated == report_.total) return;
  never_commit_ = true;
  // In 128 bits: two totals of 64 may lie further apart than 64 can say.
  const Wide difference = Wide{report_.total} - stated;
  const Wide size = difference < 0 ? Wide{-difference} : difference;
  const bool sayable = size <= std::numeric_limits<Units>::max();
  refuse(line, {},
         whose + " a total of " + money(stated) + ", but the " + std::to_string(report_.read) +
             " rows read sum to " + money(report_.total) +
             (sayable ? ": " + money(narrow(size)) + (difference < 0 ? " less" : " more") : "") +
             "; nothing of the list is posted");
}

void Import::refuse(int line, const std::string& reference, const std::string& message) {
  if (++problem_count_ <= problems_max) report_.problems.push_back({line, reference, message});
}

}  // namespace

ImportReport import_csv(Ledger& ledger, std::istream& list, std::istream& rules,
                        const ImportOptions& options) {
  return Import{ledger, list, read_rules(rules), options}.run();
}

}  // namespace almoner
