// SPDX-License-Identifier: Apache-2.0
// Results as text. Nothing is said to be written before the operating system has taken it.
#include "output.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>
#include <almoner/error.hpp>
#include <nlohmann/json.hpp>

namespace almoner::program {

namespace {

using nlohmann::ordered_json;

const std::vector<std::string> format_names{"table", "json", "ndjson", "csv", "tsv", "html"};

// The temporary file of -o, for the signal handler: plain bytes, no allocation.
char temporary_name[4096];

extern "C" void remove_temporary_and_die(int signal_number) {
  if (temporary_name[0] != '\0') unlink(temporary_name);
  std::signal(signal_number, SIG_DFL);
  (void)raise(signal_number);
}

[[noreturn]] void lost(const std::string& name, int error) {
  throw StorageError{
      fmt::format("cannot write {}: {}", name, error != 0 ? std::strerror(error) : "lost")};
}

void remove_on_signal(const std::string& file) {
  if (file.size() >= sizeof temporary_name) return;
  std::memcpy(temporary_name, file.c_str(), file.size() + 1);
  for (int signal_number : {SIGINT, SIGTERM, SIGHUP})
    std::signal(signal_number, remove_temporary_and_die);
}

std::string beginning_of(const std::string& file) {
  char bytes[16] = {};
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return {};
  const ssize_t got = ::read(descriptor, bytes, sizeof bytes);
  ::close(descriptor);
  return {bytes, got > 0 ? static_cast<std::size_t>(got) : 0};
}

/// A book, a private key, or what belongs to one: its log, its lock, what it signed last. No
/// result takes the place of these, whatever -o says.
void refuse_to_replace(const std::string& file) {
  const auto is_precious = [](const std::string& name) {
    const std::string begin = beginning_of(name);
    return begin.starts_with("SQLite format 3") || begin.starts_with("PRIVATE+KEY+");
  };
  bool precious = is_precious(file);
  for (const std::string_view suffix : {"-wal", "-shm", "-journal", ".lock", ".signed"})
    if (file.ends_with(suffix)) precious = precious || is_precious(file.substr(0, file.size() - suffix.size()));
  if (precious)
    throw UsageError{fmt::format("{} is a book or a key, or belongs to one: it is left as it is; name another file", file)};
}

/// New, and never one that somebody put there: in a folder that others may write it could lead elsewhere.
int open_temporary(const std::string& file) {
  unlink(file.c_str());  // of an earlier process with this number, which was killed
  return ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

DescriptorBuffer& standard_output() {
  static DescriptorBuffer buffer{STDOUT_FILENO};
  return buffer;
}

ordered_json json_value(Kind kind, const std::string& text) {
  if (kind == Kind::flag) return text == "true";
  if (kind != Kind::count) return text;
  if (text.empty()) return nullptr;
  return ordered_json::parse(text);
}

std::string json_text(const ordered_json& json) {
  // Replaced where it is not UTF-8: a damaged name must not keep the rest from being read.
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

Align align_of(Kind kind) {
  return kind == Kind::amount || kind == Kind::count ? Align::right : Align::left;
}

}  // namespace

std::optional<Format> stated_format(const std::string& name, const std::string& file) {
  auto known = [](const std::string& wanted) -> std::optional<Format> {
    auto found = std::find(format_names.begin(), format_names.end(), wanted);
    if (found == format_names.end()) return std::nullopt;
    return static_cast<Format>(found - format_names.begin());
  };
  if (!name.empty()) {
    if (auto format = known(name)) return format;
    throw UsageError{
        fmt::format("there is no format '{}': -O takes {}", name, fmt::join(format_names, ", "))};
  }
  if (file.empty() || file == "-") return std::nullopt;
  std::string ending = std::filesystem::path{file}.extension().string();
  if (!ending.empty()) ending.erase(0, 1);
  if (ending == "txt") return Format::table;
  if (ending == "jsonl") return Format::ndjson;
  if (ending == "htm") return Format::html;
  if (auto format = known(ending)) return format;
  throw UsageError{fmt::format("the ending of {} names no format: give one with -O", file)};
}

Cell amount_cell(Units units, int scale) {
  return {format_units(units, scale), format_units_grouped(units, scale)};
}

Cell count_cell(std::uint64_t count) {
  return {fmt::to_string(count)};
}

Cell flag_cell(bool flag) {
  return flag ? Cell{"true", "yes"} : Cell{"false", ""};
}

int terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0) return 0;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

StandardOutput::StandardOutput() : before_{std::cout.rdbuf(&standard_output())} {}

StandardOutput::~StandardOutput() {
  std::cout.flush();
  std::cout.rdbuf(before_);
}

void flush_standard_output() {
  std::cout.flush();
  if (!std::cout) lost("standard output", standard_output().error());
}

// Destination --------------------------------------------------------------------------------

Destination::Destination(const std::string& file) : file_{file == "-" ? "" : file} {
  if (file_.empty()) {
    is_terminal_ = isatty(STDOUT_FILENO) != 0;
    return;
  }
  std::filesystem::path path{file_};
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored)) {
    // A device or a pipe cannot be replaced by renaming over it.
    descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    refuse_to_replace(file_);
    auto name = fmt::format(".{}.{}.part", path.filename().string(), getpid());
    temporary_ = (path.parent_path() / name).string();
    remove_on_signal(temporary_);
    descriptor_ = open_temporary(temporary_);
  }
  if (descriptor_ < 0) lost(file_, errno);
  buffer_ = std::make_unique<DescriptorBuffer>(descriptor_);
  out_ = std::make_unique<std::ostream>(buffer_.get());
}

Destination::~Destination() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

std::ostream& Destination::stream() {
  return out_ ? *out_ : std::cout;
}

void Destination::finish() {
  if (!out_) return flush_standard_output();
  out_->flush();
  if (!*out_) lost(file_, buffer_->error());
  int closed = ::close(std::exchange(descriptor_, -1));
  if (closed != 0) lost(file_, errno);
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), file_.c_str()) != 0) lost(file_, errno);
  temporary_.clear();
  temporary_name[0] = '\0';
}

// Report -------------------------------------------------------------------------------------

Report::Report(Destination& destination, Format format, Shape shape)
    : destination_{destination},
      out_{destination.stream()},
      format_{format},
      shape_{std::move(shape)} {
  for (const Column& column : shape_.columns)
    gathered_.columns.push_back(
        {column.title.empty() ? column.name : column.title, align_of(column.kind)});
  begin();
}

void Report::begin() {
  std::vector<Cell> names;
  for (const Column& column : shape_.columns) names.emplace_back(column.name);
  switch (format_) {
    case Format::table:
    case Format::ndjson:
      break;
    case Format::csv:
      separated_row(names, ',');
      break;
    case Format::tsv:
      separated_row(names, '\t');
      break;
    case Format::json: {
      out_ << "{\"schema\":" << json_text(shape_.schema);
      for (const auto& [column, cell] : shape_.facts)
        out_ << ',' << json_text(column.name) << ':'
             << json_text(json_value(column.kind, cell.exact));
      out_ << ',' << json_text(shape_.rows_name) << ":[";
      break;
    }
    case Format::html:
      out_ << "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>"
           << escape_html(shape_.schema)
           << "</title>\n<style>\ntable { border-collapse: collapse; }\n"
              "th, td { padding: 0.2em 0.8em; border-bottom: 1px solid #ccc; text-align: left; }\n"
              ".n { text-align: right; font-variant-numeric: tabular-nums; white-space: pre; }\n"
              "td { white-space: pre-wrap; }\n</style>\n</head>\n<body>\n";
      break;
  }
}

void Report::separated_row(const std::vector<Cell>& cells, char separator) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out_ << separator;
    bool text = shape_.columns[i].kind == Kind::text;
    out_ << (separator == ',' ? csv_field(cells[i].exact, text) : tsv_field(cells[i].exact, text));
  }
  out_ << '\n';
}

void Report::json_row(const std::vector<Cell>& cells) {
  ordered_json row;
  if (format_ == Format::ndjson) row["schema"] = shape_.schema;
  for (std::size_t i = 0; i < cells.size(); ++i)
    row[shape_.columns[i].name] = json_value(shape_.columns[i].kind, cells[i].exact);
  if (format_ == Format::json) out_ << (first_row_ ? "\n" : ",\n");
  out_ << json_text(row);
  if (format_ == Format::ndjson) out_ << '\n';
}

void Report::row(const std::vector<Cell>& cells) {
  switch (format_) {
    case Format::csv:
      separated_row(cells, ',');
      break;
    case Format::tsv:
      separated_row(cells, '\t');
      break;
    case Format::json:
    case Format::ndjson:
      json_row(cells);
      break;
    case Format::table:
    case Format::html: {
      std::vector<std::string> shown;
      for (const Cell& cell : cells) shown.push_back(cell.shown);
      gathered_.rows.push_back(std::move(shown));
      break;
    }
  }
  first_row_ = false;
}

void Report::show(const std::string& heading, const TextTable& table,
                  const std::vector<std::string>& notes) {
  if (format_ == Format::html) {
    html_table(heading, table, notes);
  } else {
    if (shown_) out_ << '\n';
    if (!heading.empty()) out_ << escape_terminal(heading) << "\n\n";
    if (!table.columns.empty())
      out_ << table.to_text(destination_.is_terminal() ? terminal_width() : 0);
    if (!notes.empty() && !table.columns.empty()) out_ << '\n';
    for (const std::string& line : notes) out_ << escape_terminal(line) << '\n';
  }
  shown_ = true;
}

void Report::html_table(const std::string& heading, const TextTable& table,
                        const std::vector<std::string>& notes) {
  auto cell = [&](const char* tag, std::size_t i, const std::string& text) {
    bool figure = table.columns[i].align == Align::right;
    out_ << '<' << tag << (figure ? " class=\"n\">" : ">") << escape_html(text) << "</" << tag
         << '>';
  };
  if (!heading.empty()) out_ << "<h2>" << escape_html(heading) << "</h2>\n";
  if (!table.columns.empty()) {
    out_ << "<table>\n<tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) cell("th", i, table.columns[i].title);
    out_ << "</tr>\n";
    for (const auto& row : table.rows) {
      out_ << "<tr>";
      for (std::size_t i = 0; i < row.size(); ++i) cell("td", i, row[i]);
      out_ << "</tr>\n";
    }
    out_ << "</table>\n";
  }
  for (const std::string& line : notes) out_ << "<p>" << escape_html(line) << "</p>\n";
}

void Report::finish() {
  if (for_people() && !shown_) show("", gathered_, notes_);
  if (format_ == Format::json) out_ << (first_row_ ? "]}\n" : "\n]}\n");
  if (format_ == Format::html) out_ << "</body>\n</html>\n";
}

}  // namespace almoner::program
