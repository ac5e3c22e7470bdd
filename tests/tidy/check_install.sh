#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check_install.sh SOURCE BUILD CXX: installs the build into a temporary prefix and uses it as an
# application would, through CMake and through pkg-config; looks at what the library exports.
set -euo pipefail
source=$1 build=$2 cxx=$3
here=$(dirname "$(realpath "$0")")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "check_install: $*" >&2
  exit 1
}

cmake --install "$build" --prefix "$work/first" >"$work/log" || fail "$(cat "$work/log")"
# Moved after installing: neither package file nor program may remember where it was put.
mv "$work/first" "$work/prefix"
prefix=$work/prefix
library=$(find "$prefix" -name libalmoner.so)
[[ -n $library ]] || fail "no libalmoner.so installed"
libdir=$(dirname "$library")

# Not grep -q, which would leave objdump writing to nobody.
objdump -p "$library" | grep 'SONAME *libalmoner\.so\.0$' >/dev/null || fail "soname is not libalmoner.so.0"
foreign=$(nm -DC --defined-only "$library" | cut -d' ' -f3- |
  grep -vE '^((typeinfo|typeinfo name|vtable|VTT|guard variable) for |(non-)?virtual thunk to )?almoner::' || true)
[[ -z $foreign ]] || fail "exported, but not almoner's:"$'\n'"$foreign"

if [[ -e $prefix/bin/almoner ]]; then
  env -u LD_LIBRARY_PATH "$prefix/bin/almoner" --help >/dev/null || fail "installed almoner does not run"
fi

compgen -G "$source/examples/*.cpp" >/dev/null || { echo "no examples to build"; exit 0; }

cmake -S "$source/examples" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$prefix" \
  -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_BUILD_TYPE=Debug >"$work/log" 2>&1 || fail "$(cat "$work/log")"
grep -q "almoner_DIR:PATH=$libdir" "$work/cmake/CMakeCache.txt" || fail "found another almoner"
cmake --build "$work/cmake" >"$work/log" 2>&1 || fail "$(cat "$work/log")"

export PKG_CONFIG_PATH=$libdir/pkgconfig
flags=$(pkg-config --cflags --libs almoner)
for example in "$source"/examples/*.cpp; do
  name=$(basename "$example" .cpp)
  "$here/in_empty_folder.sh" "$work/cmake/example_$name" || fail "$name (CMake) failed"
  # shellcheck disable=SC2086  # flags are words
  "$cxx" -std=c++20 "$example" $flags -Wl,-rpath,"$libdir" -o "$work/$name"
  "$here/in_empty_folder.sh" "$work/$name" || fail "$name (pkg-config) failed"
done
