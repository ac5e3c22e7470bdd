// SPDX-License-Identifier: Apache-2.0
// Texts that people write: amounts, dates, journals, lists with their rules.
#include <sstream>
#include <string>

#include <almoner/amount.hpp>
#include <almoner/date.hpp>
#include <almoner/error.hpp>
#include <almoner/import.hpp>
#include <almoner/journal.hpp>
#include <almoner/ledger.hpp>

#include "entry_points.hpp"
#include "require.hpp"
#include "sound_book.hpp"
#include "value/decimal_text.hpp"

namespace almoner::fuzz {

namespace {

Ledger new_book() {
  return Ledger::create_in_memory({"a society", "CNY", 2, "Asia/Shanghai"}, test::fixed_environment());
}

int scale_or_unknown(const Ledger& book, const std::string& commodity) {
  try {
    return book.scale(commodity);
  } catch (const NotFound&) {
    return -1;
  }
}

/// Posts or declares; what the rules refuse is left out.
void take(Ledger& book, const JournalItem& item) {
  try {
    std::visit(
        [&](const auto& what) {
          if constexpr (std::is_same_v<std::decay_t<decltype(what)>, Draft>) {
            const bool lawful = book.check(what).empty();
            bool posted = true;
            try {
              book.post(what);
            } catch (const Refused&) {
              posted = false;
            }
            require(posted == lawful);
          } else {
            book.declare(what);
          }
        },
        item.what);
  } catch (const Refused&) {
  }
}

/// What is written of an item is read as that very item, or was refused when it was written.
void must_be_read_back(const JournalItem& item, const ScaleOf& scale) {
  std::string text;
  try {
    text = to_journal(item, "CNY", scale);
  } catch (const Error&) {
    return;
  }
  std::istringstream in{text};
  int items = 0;
  read_journal(in, "CNY", scale, [&](JournalItem&& again) {
    ++items;
    require(to_journal(again, "CNY", scale) == text);
  });
  require(items == 1);
}

void must_be_sound(Ledger& book) {
  require(book.audit().findings.empty());
  std::ostringstream plain;
  write_hledger(plain, book);
}

/// A book that most rules fit.
void declare_a_chart(Ledger& book) {
  const auto account = [&](const char* name, AccountType type) { book.declare(AccountTerms{name, type, std::nullopt}); };
  account("Assets:Bank", AccountType::cash);
  account("Assets:Stock", AccountType::asset);
  account("Income:Gifts", AccountType::income);
  account("Expenses:Programme", AccountType::expense);
  book.declare(PurposeTerms{"relief", PurposeFunction::programme});
  FundTerms general;
  general.code = "U";
  book.declare(general);
}

}  // namespace

void amount(std::string_view bytes) {
  if (bytes.empty()) return;
  const int scale = static_cast<unsigned char>(bytes.front()) % (scale_max + 1);
  const std::string_view text = bytes.substr(1);
  try {
    const Units units = parse_units(text, scale);
    require(parse_units(format_units(units, scale), scale) == units);
    require(parse_units(format_units_grouped(units, scale), scale) == units);
  } catch (const InvalidAmount&) {
  }
  try {
    const Units rounded = parse_units_rounded(text, scale);
    require(parse_units(format_units(rounded, scale), scale) == rounded);
  } catch (const InvalidAmount&) {
  }
}

void date(std::string_view bytes) {
  try {
    const Date day = parse_date(bytes);
    require(parse_date(format_date(day)) == day);
    require(month_start(month_number(day)) <= day);
  } catch (const ParseError&) {
  }
  try {
    require(format_instant(parse_instant(bytes)) == bytes);
  } catch (const ParseError&) {
  }
  try {
    const DateRange period = parse_period(bytes);
    require(period.begin && period.end && *period.begin < *period.end);
  } catch (const ParseError&) {
  }
}

void journal(std::string_view bytes) {
  Ledger book = new_book();
  std::istringstream in{std::string{bytes}};
  const ScaleOf scale = [&](const std::string& commodity) { return scale_or_unknown(book, commodity); };
  try {
    read_journal(in, "CNY", scale, [&](JournalItem&& item) {
      require(item.line > 0);
      take(book, item);
      must_be_read_back(item, scale);
    });
  } catch (const ParseError& error) {
    require(error.line() > 0);
  }
  must_be_sound(book);
}

void import(std::string_view bytes) {
  const std::size_t end_of_rules = std::min(bytes.find('\0'), bytes.size());
  std::istringstream rules{std::string{bytes.substr(0, end_of_rules)}};
  std::istringstream list{std::string{bytes.substr(std::min(end_of_rules + 1, bytes.size()))}};
  Ledger book = new_book();
  declare_a_chart(book);
  const std::uint64_t before = book.size();
  try {
    const ImportReport report = import_csv(book, list, rules, {.dry_run = false, .keep_going = true, .expect = {}, .progress = {}});
    require(report.committed || book.size() == before);
  } catch (const ParseError&) {
    require(book.size() == before);
  }
  must_be_sound(book);
}

}  // namespace almoner::fuzz
