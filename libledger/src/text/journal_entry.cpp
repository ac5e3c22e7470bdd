// SPDX-License-Identifier: Apache-2.0
// entry   = date [* | !] (reference) narration [; tags] *(indented comment | posting)
// reference = text without parentheses | text in double quotes ("" within is one)
// posting = account two-blanks [amount] [; tags]
// What hledger or Ledger may write here and we do not take is refused by name, never passed over.

#include "text/journal_entry.hpp"

#include <algorithm>
#include <utility>

#include <almoner/date.hpp>
#include <almoner/error.hpp>

namespace almoner {

namespace {

/// More than an event can hold (some 2,500); keeps memory flat whatever the file is.
constexpr std::size_t postings_max = 10'000;

/// Where the account ends: at a tab or two blanks.
std::size_t account_end(std::string_view text) {
  // Character by character: find_first_of would look each one up in the set with a call.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_blank(text[i])) continue;
    if (text[i] == '\t' || i + 1 == text.size() || is_blank(text[i + 1])) return i;
  }
  return text.size();
}

/// Where the parenthesis that holds the reference closes; npos where there is none. Double quotes
/// within it hold a reference that has parentheses of its own.
std::size_t end_of_reference(std::string_view text) {
  if (!text.starts_with('(')) return text.npos;
  const std::string_view within = trimmed(text.substr(1));
  const std::size_t quoted = within.starts_with('"') ? quoted_size(within) : 0;
  if (quoted == within.npos) return text.npos;
  return text.find(')', static_cast<std::size_t>(within.data() - text.data()) + quoted);
}

bool is_of_date(char c) noexcept {
  return is_digit(c) || c == '-' || c == '/' || c == '.';
}

bool begins_with_amount(std::string_view text) {
  const std::size_t digit = text.find_first_not_of("+-");
  return digit != text.npos && is_digit(text[digit]);
}

}  // namespace

JournalEntry::JournalEntry(JournalCommodities& commodities)
    : commodities_{commodities}, tags_{entry_tag_names()} {}

void JournalEntry::begin(const JournalLine& line) {
  item_.line = line.number;
  item_.excerpt = line.text;
  draft_ = &item_.what.emplace<Draft>();
  draft_->postings.reserve(2);
  head_.number = line.number;
  entry_tags_ = 0;
  posting_tags_ = 0;
  given_.clear();
  fund_.clear();
  purpose_.clear();
  party_.clear();
  document_.clear();
  voucher_.clear();
  read_head(line);
}

void JournalEntry::read_head(const JournalLine& line) {
  std::string_view rest = line.text;
  std::size_t date_end = 0;
  while (date_end < rest.size() && is_of_date(rest[date_end])) ++date_end;
  draft_->date = date(line, rest.substr(0, date_end));
  rest.remove_prefix(date_end);
  if (rest.starts_with('=')) {
    refuse(line, rest,
           "a second date, " + in_quotes(rest.substr(0, rest.find(' '))) +
               ", is not supported; write one date");
  }
  if (!rest.empty() && !is_blank(rest.front())) {
    refuse(line, line.text,
           in_quotes(line.text) +
               " begins with no date; write it as in 2021-09-05, "
               "then a blank");
  }
  rest = trimmed(rest);
  if (rest.starts_with('*') || rest.starts_with('!')) rest = trimmed(rest.substr(1));

  const std::size_t close = end_of_reference(rest);
  const std::string_view code = close == rest.npos ? "" : trimmed(rest.substr(1, close - 1));
  if (code.empty() || code == "\"\"") {
    refuse(line, rest,
           "the entry " + in_quotes(line.text) +
               " has no reference; write it in parentheses after the date, as in "
               "2021-06-01 * (G-0003) lamps from a company");
  }
  if (!code.starts_with('"') && code.find('(') != code.npos) {
    refuse(line, rest,
           "the reference " + in_quotes(rest.substr(0, close + 1)) +
               " holds a parenthesis; write full-width （ ） within it, or double quotes around it");
  }
  if (code.starts_with('"') && quoted_size(code) != code.size()) {
    refuse(line, rest,
           "nothing stands beside a reference in double quotes: " +
               in_quotes(rest.substr(0, close + 1)));
  }
  draft_->reference = without_quotes(code);
  rest.remove_prefix(close + 1);

  const std::size_t comment = std::min(rest.find(';'), rest.size());
  const std::string_view narration = trimmed(rest.substr(0, comment));
  tags_.check_full_width(line, narration);
  draft_->narration = narration;
  if (comment < rest.size()) read_comment(line, rest.substr(comment + 1));
}

Date JournalEntry::date(const JournalLine& line, std::string_view text) {
  if (text != date_text_) {
    try {
      date_ = parse_date(text);
    } catch (const ParseError& error) {
      refuse(line, text, error.what());
    }
    date_text_ = text;
  }
  return date_;
}

void JournalEntry::add(const JournalLine& line) {
  const std::string_view text = trimmed(line.text);
  if (text.starts_with(';')) {
    read_comment(line, text.substr(1));
  } else {
    add_posting(line, text);
  }
}

void JournalEntry::add_posting(const JournalLine& line, std::string_view text) {
  if (draft_->postings.size() == postings_max) {
    refuse(line, text, "the entry has over 10,000 postings; post it in parts");
  }
  if ((text.starts_with('*') || text.starts_with('!')) && text.size() > 1 && is_blank(text[1])) {
    text = trimmed(text.substr(1));
  }
  const std::size_t end = account_end(text);
  const std::string_view account = text.substr(0, end);
  std::string_view amount = trimmed(text.substr(end));
  check_account(line, account, amount);

  DraftPosting& posting = draft_->postings.emplace_back();
  given_.push_back(0);
  posting_tags_ = 0;
  posting.account = account;

  // A commodity in quotes may hold anything but a quote and, as in hledger, a semicolon.
  const std::size_t comment = std::min(amount.find(';'), amount.size());
  const std::string_view comment_text = amount.substr(comment);
  amount = trimmed(amount.substr(0, comment));
  if (!amount.empty()) {
    const PostingAmount read = read_posting_amount(line, amount, commodities_);
    posting.commodity = read.commodity;
    posting.quantity = read.quantity;
    posting.value = read.value;
  }
  if (!comment_text.empty()) read_comment(line, comment_text.substr(1));
}

void JournalEntry::check_account(const JournalLine& line, std::string_view account,
                                 std::string_view amount) {
  if (account.starts_with('(') || account.starts_with('[')) {
    refuse(line, account,
           "virtual postings, " + in_quotes(account) +
               ", are not supported; every posting counts: write the account without brackets");
  }
  for (const std::string_view blank : {"\u3000", "\u00A0"}) {
    const std::size_t at = account.find(blank);
    if (at == account.npos) continue;
    refuse(line, account.substr(at),
           "the account " + in_quotes(account) +
               " holds a wide or no-break blank; put two ordinary blanks before the amount");
  }
  const std::size_t last = account.rfind(' ');
  if (last == account.npos) return;
  if (const std::size_t comment = account.find(" ;"); comment != account.npos) {
    refuse(line, account.substr(comment + 1),
           "only one blank before the comment in " + in_quotes(account) +
               "; put two blanks after the account");
  }
  if (amount.empty()) check_lost_amount(line, account);
}

/// "Assets:Bank 100 CNY": an account whose amount was lost would pass for the one left out.
void JournalEntry::check_lost_amount(const JournalLine& line, std::string_view account) {
  const std::size_t last = account.rfind(' ');
  const std::size_t before = last == 0 ? account.npos : account.rfind(' ', last - 1);
  const std::string_view second = account.substr(last + 1);
  const std::string_view first = before == account.npos
                                     ? account.substr(0, last)
                                     : account.substr(before + 1, last - before - 1);
  const bool number_first = begins_with_amount(first) && commodities_.find(second) >= 0;
  const bool number_last = begins_with_amount(second) && commodities_.find(first) >= 0;
  if (!number_first && !number_last) return;
  if (before == account.npos) {
    refuse(line, account,
           in_quotes(account) +
               " is an amount without an account; write the "
               "account first, then two blanks");
  }
  refuse(line, first,
         "only one blank before the amount in " + in_quotes(account) +
             "; put two blanks after the account");
}

JournalItem& JournalEntry::finish() {
  set_documents();
  for (std::size_t i = 0; i < draft_->postings.size(); ++i) {
    DraftPosting& posting = draft_->postings[i];
    if (!fund_.empty() && (given_[i] & bit(EntryTag::fund)) == 0) posting.fund = fund_;
    if (!purpose_.empty() && (given_[i] & bit(EntryTag::purpose)) == 0) posting.purpose = purpose_;
    if (!party_.empty() && (given_[i] & bit(EntryTag::party)) == 0) posting.party = party_;
  }
  return item_;
}

}  // namespace almoner
