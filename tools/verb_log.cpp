// SPDX-License-Identifier: Apache-2.0
// almoner log and snapshot: the record itself, shown, taken out and brought back.
#include <filesystem>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "book.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

struct SeqRange {
  Seq first = 0;
  Seq last = 0;
};

Seq parse_seq(const std::string& text) {
  constexpr std::string_view digits = "0123456789";
  if (text.empty() || text.size() > 18 || text.find_first_not_of(digits) != std::string::npos)
    throw UsageError{fmt::format("'{}' is no event number: give N, or FROM..TO", text)};
  return std::stoull(text);
}

/// "17", "17..20" (both shown) or nothing: all.
SeqRange parse_range(const std::string& text, std::uint64_t size) {
  if (text.empty()) return {0, size - 1};
  std::size_t dots = text.find("..");
  if (dots == std::string::npos) return {parse_seq(text), parse_seq(text)};
  SeqRange range{parse_seq(text.substr(0, dots)), parse_seq(text.substr(dots + 2))};
  if (range.last < range.first) throw UsageError{fmt::format("{}: FROM comes after TO", text)};
  range.last = std::min<Seq>(range.last, size - 1);
  return range;
}

int show(const Globals& globals, const std::string& range_text) {
  Format format = globals.format_or(Format::ndjson);
  if (format != Format::ndjson && format != Format::json)
    throw UsageError{"log show writes json or ndjson: events have no columns"};
  Ledger ledger = open_for_reading(globals);
  SeqRange range = parse_range(range_text, ledger.size());
  Destination destination{globals.output};
  std::ostream& out = destination.stream();
  if (format == Format::json) out << "[\n";
  for (Seq seq = range.first; seq <= range.last; ++seq) {
    std::string line = ledger.event_json(seq);
    if (format == Format::json)
      out << nlohmann::ordered_json::parse(line).dump(2) << (seq < range.last ? ",\n" : "\n");
    else
      out << line << '\n';
  }
  if (format == Format::json) out << "]\n";
  destination.finish();
  return exit_fine;
}

int export_log(const Globals& globals, const std::string& private_file) {
  Format format = Format::table;
  if (!globals.format.empty()) {
    format = globals.format_or(Format::ndjson);
    if (format != Format::ndjson)
      throw UsageError{"log export writes a CBOR sequence, or the readable view with -O ndjson"};
    return show(globals, "");
  }
  Ledger ledger = open_for_reading(globals);
  Destination destination{globals.output};
  if (destination.is_terminal())
    throw UsageError{"the log is binary: name a file with -o FILE, or send it to a pipe"};
  ledger.export_log(destination.stream());
  if (!private_file.empty()) {
    Destination bodies{private_file};
    std::uint64_t left_out = ledger.export_private(bodies.stream());
    bodies.finish();
    if (left_out > 0)
      complain(fmt::format("left out {} private bodies of restricted parties", left_out));
  }
  destination.finish();
  return exit_fine;
}

int import_log(const Globals& globals, const std::string& file, const std::string& private_file) {
  const std::string& book = book_file(globals);
  std::error_code ignored;
  if (std::filesystem::exists(book, ignored))
    throw UsageError{
        fmt::format("{} exists already; a log is imported into a new book only", book)};
  Input events{file};
  std::optional<Input> bodies;
  if (!private_file.empty()) bodies.emplace(private_file);
  Ledger ledger = Ledger::import_log(book, events.stream(), bodies ? &bodies->stream() : nullptr,
                                     open_options(globals));
  std::cout << "imported; " << log_line(ledger) << '\n';
  return exit_fine;
}

int snapshot(const Globals& globals, const std::string& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    throw UsageError{fmt::format("{} exists already; name a new file", file)};
  Ledger ledger = open_for_reading(globals);
  ledger.snapshot(file);
  std::cout << fmt::format("copied to {}; {}\n", file, log_line(ledger));
  return exit_fine;
}

}  // namespace

void add_log(CLI::App& app, Globals& globals) {
  struct Options {
    std::string range;
    std::string file;
    std::string private_file;
  };
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(app, "log", "The record itself: show, export, import",
                            "  almoner -f B log show 17..20\n"
                            "  almoner -f B log export -o book.log --private book.private\n"
                            "  almoner -f NEW log import book.log --private book.private");
  verb->require_subcommand(1);

  CLI::App* shows = add_verb(*verb, "show", "Events in the readable view, a line of JSON each",
                             "  almoner -f B log show          all\n"
                             "  almoner -f B log show 17 -O json");
  shows->add_option("EVENTS", options->range, "N, or FROM..TO; all when left out");
  shows->callback([&globals, options] {
    globals.action = [&globals, options] { return show(globals, options->range); };
  });

  CLI::App* exports = add_verb(*verb, "export", "All events as a CBOR sequence (RFC 8742)",
                               "  almoner -f B log export -o book.log --private book.private");
  exports->add_option("--private", options->private_file, "the private bodies, into this file")
      ->type_name("FILE");
  exports->callback([&globals, options] {
    globals.action = [&globals, options] { return export_log(globals, options->private_file); };
  });

  CLI::App* imports = add_verb(*verb, "import", "A new book of exactly the log exported; same root",
                               "  almoner -f NEW log import book.log --private book.private");
  imports->add_option("FILE", options->file, "what log export wrote; - is standard input")
      ->required();
  imports->add_option("--private", options->private_file, "private bodies, as exported")
      ->type_name("FILE");
  imports->callback([&globals, options] {
    globals.action = [&globals, options] {
      return import_log(globals, options->file, options->private_file);
    };
  });
}

void add_snapshot(CLI::App& app, Globals& globals) {
  auto file = std::make_shared<std::string>();
  CLI::App* verb = add_verb(app, "snapshot", "A consistent copy of the whole book",
                            "  almoner -f B snapshot backup.book");
  verb->add_option("FILE", *file, "the copy, which must not exist")->required();
  verb->callback(
      [&globals, file] { globals.action = [&globals, file] { return snapshot(globals, *file); }; });
}

}  // namespace almoner::program
