// SPDX-License-Identifier: Apache-2.0
// How each side writes an entry.
#include "writers.hpp"

#include <stdexcept>

namespace almoner::bench {

namespace {

constexpr std::size_t large = std::size_t{1} << 20U;

std::string_view code_of(int kind) {
  return kind == money ? std::string_view{"CNY"} : kinds[static_cast<std::size_t>(kind)].code;
}

std::string_view name_of(int account) {
  return accounts[static_cast<std::size_t>(account)].name;
}

/// "    Assets:Stock:East  100 LAMP @@ 25000.00 CNY"
void append_posting(std::string& text, const Posting& posting, bool with_value) {
  text.append("    ").append(name_of(posting.account)).append("  ");
  text += posting.kind == money ? money_text(posting.quantity) : std::to_string(posting.quantity);
  text.append(" ").append(code_of(posting.kind));
  if (with_value && posting.kind != money)
    text.append(" @@ ").append(money_text(posting.value)).append(" CNY");
}

void append_head(std::string& text, const Entry& entry) {
  text.append("\n").append(date_text(entry.day)).append(" * (").append(entry.reference);
  text.append(") ").append(entry.narration);
}

std::string_view type_of(AccountKind kind) {
  switch (kind) {
    case AccountKind::cash:
      return "C";
    case AccountKind::stock:
      return "A";
    case AccountKind::income:
      return "R";
    case AccountKind::expense:
      return "X";
  }
  throw std::logic_error{"an account of no kind"};
}

}  // namespace

File::File(const std::string& path) : path_{path}, stream_{path, std::ios::binary} {
  if (!stream_) throw std::runtime_error{"cannot write " + path};
}

void File::flush_when_large() {
  if (text_.size() < large) return;
  stream_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
  text_.clear();
}

void File::close() {
  stream_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
  stream_.close();
  if (!stream_) throw std::runtime_error{"cannot write " + path_};
}

std::string money_text(std::int64_t fen) {
  const std::int64_t magnitude = fen < 0 ? -fen : fen;
  const std::string cents = std::to_string(magnitude % 100);
  return (fen < 0 ? "-" : "") + std::to_string(magnitude / 100) + (cents.size() < 2 ? ".0" : ".") +
         cents;
}

void begin_almoner(std::string& text) {
  text += "; SPDX-License-Identifier: Apache-2.0\n; Made up by bench/generate.\n";
  for (const Kind& kind : kinds)
    text.append("commodity 1. ")
        .append(kind.code)
        .append("\n  unit: ")
        .append(kind.unit)
        .append("\n");
  for (const Account& account : accounts)
    text.append("account ")
        .append(account.name)
        .append("  ; type: ")
        .append(type_of(account.kind))
        .append("\n");
  for (int i = 0; i < purpose_count; ++i)
    text.append("purpose ").append(purpose_path(i)).append("\n  function: programme\n");
  text.append("purpose ").append(fee_purpose).append("\n  function: fundraising\n");
  for (int i = 0; i < fund_count; ++i) {
    text.append("fund ").append(fund_code(i)).append("\n");
    if (is_unrestricted(i))
      text += "  class: unrestricted\n";
    else
      text.append("  class: restricted\n  purposes: ")
          .append(purpose_path(i))
          .append("\n  set-by: donor\n  management-cap: 100,000,000.00 CNY\n");
  }
}

void add_donors(std::string& text, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i)
    text.append("party ")
        .append(donor_id(i))
        .append("\n  name: ")
        .append(donor_name(i))
        .append("\n  kind: person\n");
}

void add_almoner(std::string& text, const Entry& entry) {
  append_head(text, entry);
  const bool one_fund = entry.one_fund();
  if (one_fund) text.append("  ; fund: ").append(fund_code(entry.postings.front().fund));
  if (entry.donor >= 0)
    text.append(one_fund ? ", party: " : "  ; party: ").append(donor_id(entry.donor));
  text += "\n";
  // What goods that go out are carried at, the ledger fills in.
  const bool goods_go_out = entry.reference.front() == 'V';
  for (const Posting& posting : entry.postings) {
    append_posting(text, posting, !goods_go_out);
    if (!one_fund) text.append("  ; fund: ").append(fund_code(posting.fund));
    if (!posting.purpose.empty())
      text.append(one_fund ? "  ; purpose: " : ", purpose: ").append(posting.purpose);
    text += "\n";
  }
}

void begin_ledger(std::string& text) {
  text += "commodity CNY\n  format 1,000.00 CNY\n";
  for (const Kind& kind : kinds) text.append("commodity ").append(kind.code).append("\n");
  text += "tag fund\ntag party\ntag purpose\n";
  for (const Account& account : accounts) text.append("account ").append(account.name).append("\n");
}

// ledger takes all that follows a tag for its value: each tag has a line of its own.
void add_ledger(std::string& text, const Entry& entry) {
  append_head(text, entry);
  text += "\n";
  const bool one_fund = entry.one_fund();
  if (one_fund)
    text.append("    ; fund: ").append(fund_code(entry.postings.front().fund)).append("\n");
  if (entry.donor >= 0) text.append("    ; party: ").append(donor_id(entry.donor)).append("\n");
  for (const Posting& posting : entry.postings) {
    append_posting(text, posting, true);
    if (!one_fund) text.append("  ; fund: ").append(fund_code(posting.fund));
    if (!posting.purpose.empty()) {
      text.append(one_fund ? "  ; purpose: " : "\n    ; purpose: ").append(posting.purpose);
    }
    text += "\n";
  }
}

void begin_beancount(std::string& text) {
  text += "option \"operating_currency\" \"CNY\"\n2021-01-01 commodity CNY\n";
  for (const Kind& kind : kinds)
    text.append("2021-01-01 commodity ").append(kind.code).append("\n");
  for (const Account& account : accounts)
    text.append("2021-01-01 open ").append(account.name).append("\n");
}

void add_beancount(std::string& text, const Entry& entry) {
  text.append("\n")
      .append(date_text(entry.day))
      .append(" * \"")
      .append(entry.narration)
      .append("\"");
  const bool one_fund = entry.one_fund();
  if (one_fund) text.append(" #").append(fund_code(entry.postings.front().fund));
  text.append(" ^").append(entry.reference).append("\n");
  if (entry.donor >= 0) text.append("  party: \"").append(donor_id(entry.donor)).append("\"\n");
  for (const Posting& posting : entry.postings) {
    append_posting(text, posting, true);
    text += "\n";
    if (!one_fund) text.append("      fund: \"").append(fund_code(posting.fund)).append("\"\n");
    if (!posting.purpose.empty())
      text.append("      purpose: \"").append(posting.purpose).append("\"\n");
  }
}

void begin_list(std::string& text) {
  text += "number,date,donor,name,fund,amount,note\n";
}

void add_list(std::string& text, const Entry& entry) {
  const std::int64_t given = entry.money_given();
  if (given == 0) return;
  text.append(entry.reference).append(",").append(date_text(entry.day)).append(",");
  text.append(donor_id(entry.donor)).append(",").append(donor_name(entry.donor)).append(",");
  text.append(fund_code(entry.postings.front().fund)).append(",").append(money_text(given));
  text.append(",").append(entry.narration).append("\n");
}

void end_list(std::string& text, std::int64_t total) {
  text.append("total,,,,,").append(money_text(total)).append(",\n");
}

std::string list_rules() {
  return "list bench-gifts\n"
         "header %1 ^number$\n"
         "fields number, date, donor, donor-name, fund_, amount, note\n"
         "\n"
         "reference  %number\n"
         "party      %donor\n"
         "party-name %donor-name\n"
         "party-kind person\n"
         "fund       %fund_\n"
         "narration  %note\n"
         "account1   Assets:Bank:CCB\n"
         "account2   Income:Gifts\n"
         "\n"
         "if %1 ^total$\n"
         " total %6\n";
}

}  // namespace almoner::bench
