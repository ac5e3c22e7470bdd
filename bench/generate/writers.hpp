// SPDX-License-Identifier: Apache-2.0
// The same entries in the notation of each side: what stands in Almoner's book in the end. Postings
// with the value of goods (which peers are given and Almoner finds), narration, reference, fund,
// purpose where it is stated, donor; and declarations of what a side can declare.
#pragma once

#include <fstream>
#include <string>

#include "workload.hpp"

namespace almoner::bench {

/// A file written in large pieces. Throws std::runtime_error where the disk says no.
class File {
 public:
  explicit File(const std::string& path);
  std::string& text() { return text_; }  ///< append here
  void flush_when_large();
  void close();

 private:
  std::string path_;
  std::ofstream stream_;
  std::string text_;
};

std::string money_text(std::int64_t fen);  ///< "-101000.00"

/// Our journal: chart, funds, donors (each a declared party), entries.
void begin_almoner(std::string&);
void add_donors(std::string&, std::int64_t count);
void add_almoner(std::string&, const Entry&);

/// One file for hledger and ledger.
void begin_ledger(std::string&);
void add_ledger(std::string&, const Entry&);

void begin_beancount(std::string&);
void add_beancount(std::string&, const Entry&);

/// The list of gifts of money as a society would publish it; its last row states the total.
void begin_list(std::string&);
void add_list(std::string&, const Entry&);
void end_list(std::string&, std::int64_t total);
std::string list_rules();

}  // namespace almoner::bench
