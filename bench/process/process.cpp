// SPDX-License-Identifier: Apache-2.0
// almoner_bench_process FIGURES PROGRAM [ARGUMENT…]: runs the program and writes its seconds and
// its peak memory into the file FIGURES; ends as the program did. A program of its own because
// Linux counts the memory of whoever starts a child into that child's peak, and this one is small.
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

int main(int count, char** words) {
  if (count < 3) {
    std::fputs("usage: almoner_bench_process FIGURES PROGRAM [ARGUMENT...]\n", stderr);
    return 2;
  }
  const auto begun = std::chrono::steady_clock::now();
  pid_t child = 0;
  if (const int error = posix_spawnp(&child, words[2], nullptr, nullptr, words + 2, environ);
      error != 0) {
    std::fprintf(stderr, "process: cannot run %s: %s\n", words[2], std::strerror(error));
    return 127;
  }
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) return 127;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
  std::FILE* figures = std::fopen(words[1], "w");
  if (figures == nullptr) {
    std::fprintf(stderr, "process: cannot write %s: %s\n", words[1], std::strerror(errno));
    return 127;
  }
  std::fprintf(figures, "{\"seconds\": %.9f, \"peak_kib\": %ld}\n", seconds.count(),
               usage.ru_maxrss);
  if (std::fclose(figures) != 0) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
