// SPDX-License-Identifier: Apache-2.0
// ALMONER_EXPORT marks what the shared library shows; everything else is compiled hidden.
// Exception classes need it too, or a catch in another library does not see them.
#pragma once

// The same with ALMONER_STATIC, which those who link an archive may define: on ELF one set of
// objects serves both, and an application that re-exports the archive keeps one type identity.
#if defined(__GNUC__)
#define ALMONER_EXPORT __attribute__((visibility("default")))
#else
#define ALMONER_EXPORT
#endif
