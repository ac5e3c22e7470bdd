// SPDX-License-Identifier: Apache-2.0
// The inverse of the reader, which it calls to make sure: to_journal never gives a text that
// reads back as something else.

#include "text/journal_writer.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>
#include <vector>

#include <almoner/date.hpp>
#include <almoner/error.hpp>
#include <almoner/text.hpp>

#include "text/account_type.hpp"
#include "text/journal_entry.hpp"
#include "text/journal_tags.hpp"
#include "value/hash.hpp"
#include "value/utf8.hpp"

namespace almoner {

namespace {

constexpr int account_width_min = 28;
constexpr int number_width_min = 12;

std::string in_double_quotes(std::string_view text) {
  std::string quoted{"\""};
  for (const char c : text) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
  return quoted + "\"";
}

bool begins_or_ends_blank(std::string_view text) {
  return trimmed(text).size() != text.size();
}

/// The value of a tag. Quotes keep commas and colons, and full-width marks, from ending it.
std::string tag_value(std::string_view text) {
  const bool plain = !text.empty() && !begins_or_ends_blank(text) && text.front() != '"' &&
                     text.find_first_of(",:\xEF") == text.npos;
  return plain ? std::string{text} : in_double_quotes(text);
}

/// The value of a declaration's line, or one of its list where `in_list`.
std::string key_value(std::string_view text, bool in_list = false) {
  const bool plain = !text.empty() && !begins_or_ends_blank(text) && text.find('"') == text.npos &&
                     text.find(';') == text.npos && (!in_list || text.find(',') == text.npos);
  return plain ? std::string{text} : in_double_quotes(text);
}

void append_key(std::string& text, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  text.append("  ").append(key).append(": ").append(value).append("\n");
}

/// `name: value, name: value`, those without a value left out.
class TagList {
 public:
  void add(EntryTag tag, std::string_view value) {
    if (!value.empty()) add_written(tag, tag_value(value));
  }
  /// Also where it is empty.
  void add_written(EntryTag tag, std::string_view value) {
    if (!text_.empty()) text_ += ", ";
    text_.append(to_string(tag)).append(":");
    if (!value.empty()) text_.append(" ").append(value);
  }
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

/// Letters and CJK ideographs need no quotes; 万 and 亿 would multiply.
bool is_plain_symbol(std::string_view code) {
  if (code.empty() || code.starts_with("万") || code.starts_with("亿")) return false;
  for (std::size_t i = 0; i < code.size();) {
    const CodePoint point = code_point_at(code, i);
    const bool letter =
        (point.value >= 'A' && point.value <= 'Z') || (point.value >= 'a' && point.value <= 'z');
    const bool ideograph = point.value >= 0x4E00 && point.value <= 0x9FFF;
    if (!letter && !ideograph) return false;
    i += point.size_bytes;
  }
  return true;
}

/// Whether a narration may stand on the entry's first line as it is.
bool is_plain_narration(std::string_view narration) {
  if (begins_or_ends_blank(narration) || narration.find(';') != narration.npos) return false;
  if (narration.find('\xEF') == narration.npos) return true;
  static const JournalTags tags{entry_tag_names()};
  try {
    tags.check_full_width({narration, 0}, narration);
    return true;
  } catch (const ParseError&) {
    return false;
  }
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string symbol(std::string_view code, JournalDialect dialect) {
  if (is_plain_symbol(code)) return std::string{code};
  std::string inside{code};
  if (dialect == JournalDialect::hledger)
    inside = replaced(replaced(std::move(inside), "\"", "＂"), ";", "；");
  return "\"" + inside + "\"";
}

/// The text that all postings share, or nothing.
template <typename Text>
std::string shared(const std::vector<DraftPosting>& postings, Text DraftPosting::* member) {
  if (postings.empty()) return {};
  const std::string& first = postings.front().*member;
  const bool all = std::all_of(postings.begin(), postings.end(),
                               [&](const DraftPosting& one) { return one.*member == first; });
  return all ? first : std::string{};
}

}  // namespace

JournalWriter::JournalWriter(std::string base_currency, const ScaleOf& scale_of,
                             JournalDialect dialect)
    : base_{std::move(base_currency)}, scale_of_{scale_of}, dialect_{dialect} {}

int JournalWriter::scale(const std::string& commodity) const {
  const int scale = scale_of_ ? scale_of_(commodity) : -1;
  if (scale < 0)
    throw UsageError{"the commodity " + in_quotes(commodity) +
                     " is not declared, so its amounts cannot be written"};
  return scale;
}

std::string JournalWriter::base_amount(Units units) const {
  return format_units(units, scale(base_)) + " " + symbol(base_, dialect_);
}

/// hledger ends names at two blanks, and takes a bracket or status mark before one for its own.
std::string JournalWriter::account(std::string_view name) const {
  std::string text{name};
  if (dialect_ == JournalDialect::almoner) return text;
  text = replaced(replaced(std::move(text), "  ", " _"), ";", "；");
  constexpr std::array<std::pair<char, std::string_view>, 4> marks{
      {{'(', "（"}, {'[', "［"}, {'*', "＊"}, {'!', "！"}}};
  for (const auto& [mark, wide] : marks) {
    if (text.starts_with(mark)) text.replace(0, 1, wide);
  }
  return text;
}

void JournalWriter::append(std::string& text, const CommodityTerms& terms) const {
  text += "commodity " + std::string{terms.scale == 0 ? "1." : "1,000."} +
          std::string(static_cast<std::size_t>(terms.scale), '0') + " " +
          symbol(terms.code, dialect_) + "\n";
  if (dialect_ == JournalDialect::hledger) return;
  append_key(text, "unit", terms.unit.empty() ? "" : key_value(terms.unit));
  if (terms.policy != DrawPolicy::fifo) append_key(text, "policy", to_string(terms.policy));
}

void JournalWriter::append(std::string& text, const AccountTerms& terms) const {
  const bool ours = terms.type == AccountType::transfer || terms.type == AccountType::interfund;
  // hledger knows no transfers between funds; over the whole entity they sum to zero.
  const AccountType type =
      ours && dialect_ == JournalDialect::hledger ? AccountType::net_assets : terms.type;
  text += "account " + account(terms.name) + "  ; type: " + account_type_code(type);
  if (terms.traced) text += *terms.traced ? ", traced: yes" : ", traced: no";
  text += "\n";
}

void JournalWriter::append(std::string& text, const PurposeTerms& terms) const {
  text += "purpose " + terms.path + "\n";
  append_key(text, "function", to_string(terms.function));
}

void JournalWriter::append(std::string& text, const FundTerms& terms) const {
  text += "fund " + terms.code + "\n";
  append_key(text, "class", to_string(terms.fund_class));
  std::string purposes;
  for (const std::string& purpose : terms.purposes) {
    purposes += (purposes.empty() ? "" : ", ") + key_value(purpose, true);
  }
  append_key(text, "purposes", purposes);
  if (terms.set_by != RestrictionSource::none) append_key(text, "set-by", to_string(terms.set_by));
  if (terms.from) append_key(text, "from", format_date(*terms.from));
  if (terms.until) append_key(text, "until", format_date(*terms.until));
  if (terms.management_cap) append_key(text, "management-cap", base_amount(*terms.management_cap));
  append_key(text, "owed-to", terms.owed_to.empty() ? "" : key_value(terms.owed_to));
  append_key(text, "agreement", terms.agreement.empty() ? "" : key_value(terms.agreement));
}

void JournalWriter::append(std::string& text, const PartyTerms& terms) const {
  text += "party " + terms.id + "\n";
  append_key(text, "name", terms.name.empty() ? "" : key_value(terms.name));
  append_key(text, "kind", to_string(terms.kind));
  if (terms.is_public) append_key(text, "public", "yes");
  append_key(text, "contact", terms.contact.empty() ? "" : key_value(terms.contact));
}

void JournalWriter::append(std::string& text, const Draft& draft) const {
  const bool hledger = dialect_ == JournalDialect::hledger;
  const std::string fund = shared(draft.postings, &DraftPosting::fund);
  const std::string purpose = shared(draft.postings, &DraftPosting::purpose);
  const std::string party = shared(draft.postings, &DraftPosting::party);

  TagList head;
  head.add(EntryTag::fund, fund);
  head.add(EntryTag::purpose, purpose);
  head.add(EntryTag::party, party);
  head.add(EntryTag::reverses, draft.reverses);
  head.add(EntryTag::returns, draft.returns);
  head.add(EntryTag::repays, draft.repays);
  head.add(EntryTag::gift, draft.gift);
  if (!draft.authority) head.add(EntryTag::document, draft.document);
  head.add(EntryTag::by, draft.by);
  head.add(EntryTag::approved_by, draft.approved_by);
  head.add(EntryTag::counterpart, draft.counterpart);
  head.add(EntryTag::bank_ref, draft.bank_reference);

  TagList authority;
  if (draft.authority) {
    authority.add(EntryTag::authority, to_string(draft.authority->kind));
    authority.add(EntryTag::document, draft.authority->document);
    if (draft.authority->dated)
      authority.add(EntryTag::dated, format_date(*draft.authority->dated));
    if (draft.authority->sha256) authority.add(EntryTag::sha256, to_hex(*draft.authority->sha256));
    authority.add(EntryTag::voucher, draft.document);
  }

  std::string reference = draft.reference;
  std::string narration = draft.narration;
  if (hledger) {
    reference = replaced(replaced(std::move(reference), "(", "（"), ")", "）");
    narration = replaced(std::move(narration), ";", "；");
  }
  if (!hledger && (reference.find_first_of("()") != reference.npos || reference.starts_with('"')))
    reference = in_double_quotes(reference);
  // What cannot stand on the first line as it is goes into a tag, in quotes.
  const bool plain = hledger || is_plain_narration(narration);
  text.append(format_date(draft.date)).append(" * (").append(reference).append(")");
  if (plain && !narration.empty()) text.append(" ").append(narration);
  if (!head.text().empty()) text.append("  ; ").append(head.text());
  text.append("\n");
  if (!authority.text().empty()) text.append("    ; ").append(authority.text()).append("\n");
  if (!plain) text.append("    ; narration: ").append(in_double_quotes(narration)).append("\n");
  for (const DocumentHash& hash : draft.evidence)
    text.append("    ; evidence: ").append(to_hex(hash)).append("\n");
  append_postings(text, draft, fund.empty(), purpose.empty(), party.empty());
}

void JournalWriter::append_postings(std::string& text, const Draft& draft, bool fund_too,
                                    bool purpose_too, bool party_too) const {
  int account_width = account_width_min;
  int number_width = number_width_min;
  std::vector<std::string> numbers;
  for (const DraftPosting& posting : draft.postings) {
    numbers.push_back(number(posting));
    account_width = std::max(account_width, display_width(posting.account));
    number_width = std::max(number_width, static_cast<int>(numbers.back().size()));
  }
  for (std::size_t i = 0; i < draft.postings.size(); ++i) {
    const DraftPosting& posting = draft.postings[i];
    TagList tags;
    if (fund_too) tags.add(EntryTag::fund, posting.fund);
    if (purpose_too) tags.add(EntryTag::purpose, posting.purpose);
    if (party_too) tags.add(EntryTag::party, posting.party);
    tags.add(EntryTag::lot, posting.lot);
    if (posting.expires) tags.add(EntryTag::expires, format_date(*posting.expires));

    const std::string name = account(posting.account);
    text.append("    ").append(numbers[i].empty() ? name : pad_right(name, account_width) + "  ");
    text.append(numbers[i].empty() ? "" : pad_left(numbers[i], number_width))
        .append(after_number(posting));
    if (!tags.text().empty()) text.append("  ; ").append(tags.text());
    text.append("\n");
  }
}

/// The figure of a posting, empty where it is the one left out. In the base currency quantity and
/// value are one.
std::string JournalWriter::number(const DraftPosting& posting) const {
  const bool base = posting.commodity.empty() || posting.commodity == base_;
  if (base && posting.quantity && posting.value && *posting.quantity != *posting.value) {
    throw UsageError{"a posting to " + in_quotes(posting.account) +
                     " has a value in the base currency that differs "
                     "from its quantity; give the quantity alone"};
  }
  if (base) {
    const std::optional<Units> units = posting.quantity ? posting.quantity : posting.value;
    return units ? format_units(*units, scale(base_)) : std::string{};
  }
  if (!posting.quantity) {
    throw UsageError{"a posting to " + in_quotes(posting.account) + " names " +
                     in_quotes(posting.commodity) +
                     " and no quantity of it; give the quantity, or the base currency"};
  }
  return format_units(*posting.quantity, scale(posting.commodity));
}

std::string JournalWriter::after_number(const DraftPosting& posting) const {
  const bool base = posting.commodity.empty() || posting.commodity == base_;
  if (base)
    return posting.quantity || posting.value ? " " + symbol(base_, dialect_) : std::string{};
  const std::string commodity = " " + symbol(posting.commodity, dialect_);
  if (!posting.value) return commodity;
  const Units quantity = posting.quantity.value_or(0);
  const Units value = *posting.value;
  if ((quantity > 0 && value < 0) || (quantity < 0 && value > 0)) {
    throw UsageError{"a posting to " + in_quotes(posting.account) +
                     " has a value of the other sign than its quantity"};
  }
  std::string total = base_amount(value);
  if (quantity < 0 && total.starts_with('-')) total.erase(0, 1);
  return commodity + " @@ " + total;
}

namespace {

/// What the reader gives for a draft: the base currency unnamed and without a value.
void make_canonical(Draft& draft, const std::string& base_currency) {
  for (DraftPosting& posting : draft.postings) {
    if (posting.commodity != base_currency && !posting.commodity.empty()) continue;
    posting.commodity.clear();
    if (!posting.quantity) posting.quantity = posting.value;
    posting.value.reset();
  }
}

}  // namespace

std::string to_journal(const JournalItem& item, const std::string& base_currency,
                       const ScaleOf& scale_of) {
  const JournalWriter writer{base_currency, scale_of, JournalDialect::almoner};
  std::string text;
  std::visit([&](const auto& what) { writer.append(text, what); }, item.what);

  auto expected = item.what;
  if (auto* draft = std::get_if<Draft>(&expected)) make_canonical(*draft, base_currency);
  std::vector<JournalItem> read;
  std::string why;
  try {
    std::istringstream stream{text};
    read_journal(stream, base_currency, scale_of,
                 [&](JournalItem&& one) { read.push_back(std::move(one)); });
  } catch (const ParseError& error) {
    why = std::string{": "} + error.what();
  }
  if (read.size() != 1 || read.front().what != expected) {
    throw UsageError{"this cannot be said in journal notation" + why +
                     "; one of its names holds what the notation "
                     "takes for its own, in " +
                     in_quotes(text.substr(0, text.find('\n')))};
  }
  return text;
}

}  // namespace almoner
