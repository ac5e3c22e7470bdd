// SPDX-License-Identifier: Apache-2.0
// The one place where the facade's options choose an engine.
#pragma once

#include <memory>
#include <string>

#include <almoner/ledger.hpp>

#include "store/port.hpp"

namespace almoner {

std::unique_ptr<Store> create_store(const std::string& path, const OpenOptions&);
std::unique_ptr<Store> open_store(const std::string& path, const OpenOptions&);
std::unique_ptr<Store> create_memory_store();
/// Removes what a failed create or import left.
void remove_store(const std::string& path) noexcept;

}  // namespace almoner
