// SPDX-License-Identifier: Apache-2.0
// What `almoner_bench_measure COMMAND` can be asked. Each gives figures; times in seconds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace almoner::bench {

using Json = nlohmann::json;

/// JOURNAL BOOK: reads the journal into memory, declares what it declares in a new book, then posts
/// its entries in one batch.
Json measure_post(const std::string& journal, const std::string& book);

/// JOURNAL BOOK DATABASE: the book's entries as the rows that a plain program would keep, in one
/// transaction; before it the parties that the journal declares.
Json measure_rows(const std::string& journal, const std::string& book, const std::string& database);

/// BOOK DATABASE: one packed row an entry and nothing else, in one transaction.
Json measure_packed(const std::string& book, const std::string& database);

/// BOOK: SHA-256 of each event as a leaf and of each node above them: the least an audit can do.
Json measure_hashes(const std::string& book);

/// BOOK DATABASE SEED: balances now and as of a date, the same sum by a covering index of the rows,
/// traces of random gifts and disbursements.
Json measure_questions(const std::string& book, const std::string& database, std::uint64_t seed);

/// JOURNAL BOOK DATABASE COUNT: COUNT single durable entries, and as many thousands of them in
/// groups, into the book and as rows, in turns. Changes both files.
Json measure_durable(const std::string& journal, const std::string& book,
                     const std::string& database, int count);

}  // namespace almoner::bench
