// SPDX-License-Identifier: Apache-2.0
#include "progress.hpp"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

namespace almoner::program {

using namespace std::chrono_literals;

Progress::Progress(std::string noun)
    : noun_{std::move(noun)}, is_terminal_{isatty(STDERR_FILENO) != 0}, due_{started_ + 1s} {}

void Progress::hide() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

bool Progress::is_due() {
  return is_terminal_ && Clock::now() >= due_;
}

void Progress::show(std::uint64_t done, std::uint64_t part, std::uint64_t whole) {
  Clock::time_point now = Clock::now();
  due_ = now + 200ms;
  shown_ = true;
  double seconds = std::chrono::duration<double>(now - started_).count();
  std::string line =
      fmt::format("{} {}, {:.0f}/s", done, noun_, static_cast<double>(done) / seconds);
  if (part > 0 && whole >= part) {
    double share = static_cast<double>(part) / static_cast<double>(whole);
    line += fmt::format(", {:.0f} %, {:.0f} s left", share * 100, seconds / share - seconds);
  }
  fmt::print(stderr, "\r{}\x1b[K", line);
}

}  // namespace almoner::program
