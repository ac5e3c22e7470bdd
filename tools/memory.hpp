// SPDX-License-Identifier: Apache-2.0
// The program's allocator (docs/decisions/0026-the-programs-allocator.md).
#pragma once

#ifdef ALMONER_MIMALLOC
#include <mimalloc.h>
#endif

namespace almoner::program {

/// What was freed stays with the process, which will ask for as much again and then end: given back to the
/// system, each page of it would have to be cleared anew.
inline void keep_freed_memory() {
#if defined ALMONER_MIMALLOC && MI_MALLOC_VERSION >= 210
  mi_option_set(mi_option_purge_delay, -1);
#elif defined ALMONER_MIMALLOC
  mi_option_disable(mi_option_allow_decommit);
#endif
}

}  // namespace almoner::program
