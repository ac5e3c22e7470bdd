// SPDX-License-Identifier: Apache-2.0
// Errors as people read them. Whatever came from a file or a book is escaped: a narration must
// not be able to move the cursor of the terminal that shows it.
#include "errors.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>

#include <fmt/format.h>
#include <almoner/text.hpp>

namespace almoner::program {

namespace {

constexpr int excerpt_width = 120;

bool color = false;

void put(const std::string& line) {
  // Nothing sensible is left to do when standard error itself cannot be written.
  (void)std::fwrite(line.data(), 1, line.size(), stderr);
}

std::string prefix() {
  return color ? "\x1b[1;31malmoner:\x1b[0m " : "almoner: ";
}

std::string strong(std::string_view text) {
  return color ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string{text};
}

std::string where(const Place& place) {
  if (place.source.empty()) return {};
  std::string source = escape_terminal(place.source);
  return place.line > 0 ? fmt::format("{}:{}: ", source, place.line) : source + ": ";
}

void put_excerpt(const Place& place) {
  if (place.excerpt.empty()) return;
  put(fmt::format("  | {}\n", truncate_to_width(escape_terminal(place.excerpt), excerpt_width)));
}

std::string figures_of(const Violation& violation) {
  std::string text;
  for (const auto& [name, figure] : violation.figures) {
    if (figure.empty()) continue;
    std::string shown = name;
    for (char& c : shown)
      if (c == '_') c = ' ';
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", shown, escape_terminal(figure));
  }
  return text;
}

}  // namespace

void set_error_color(const std::string& when) {
  const char* no_color = std::getenv("NO_COLOR");
  bool wanted = (no_color == nullptr || *no_color == '\0') && isatty(STDERR_FILENO) != 0;
  color = when == "always" || (when == "auto" && wanted);
}

void complain(std::string_view what) {
  put(fmt::format("{}{}\n", prefix(), escape_terminal(what)));
}

void complain_at(const Place& place, std::string_view what) {
  put(fmt::format("{}{}{}\n", prefix(), where(place), escape_terminal(what)));
  put_excerpt(place);
}

void complain_refused(const Place& place, const std::vector<Violation>& violations) {
  put(fmt::format("{}{}refused by {} {}\n", prefix(), where(place), violations.size(),
                  violations.size() == 1 ? "rule" : "rules"));
  put_excerpt(place);
  for (const Violation& violation : violations) {
    put(fmt::format("  {}: {}\n", strong(to_string(violation.rule)),
                    escape_terminal(violation.message)));
    std::string details = figures_of(violation);
    if (violation.posting >= 0)
      details += fmt::format("{}posting {}", details.empty() ? "" : "; ", violation.posting + 1);
    if (!details.empty()) put(fmt::format("    {}\n", details));
  }
}

std::string line_of_file(const std::string& path, int line) {
  std::ifstream file{path};
  std::string text;
  for (int number = 0; number < line; ++number)
    if (!std::getline(file, text)) return {};
  return text;
}

int report_exception(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const InputError& error) {
    complain_at(error.place(), error.what());
    return exit_usage;
  } catch (const Refused& error) {
    complain_refused({}, error.violations());
    return exit_refused;
  } catch (const Conflict& error) {
    complain(error.what());
    return exit_conflict;
  } catch (const Corrupt& error) {
    complain(error.event() ? fmt::format("event {}: {}", *error.event(), error.what())
                           : std::string{error.what()});
    return exit_integrity;
  } catch (const ParseError& error) {
    complain(error.what());
    return exit_usage;
  } catch (const UsageError& error) {
    complain(error.what());
    return exit_usage;
  } catch (const std::bad_alloc&) {
    complain("not enough memory");
  } catch (const std::exception& error) {  // StorageError, NotFound, the file system's own
    complain(error.what());
  }
  return exit_failed;
}

}  // namespace almoner::program
