#!/usr/bin/env bash
# Installs a build into an empty prefix, moves that elsewhere, and builds a consumer from there: with
# CMake, and with pkg-config alone.
#
#   install_test.sh BUILD_DIR SOURCE_DIR CXX VERSION
set -euo pipefail
build=$1 source=$2 cxx=$3 version=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cmake --install "$build" --prefix "$scratch/installed" >"$scratch/log"
mv "$scratch/installed" "$scratch/moved"
prefix=$scratch/moved

expect() { # expect WHAT EXPECTED ACTUAL
  if [[ "$2" != "$3" ]]; then
    printf '%s: expected\n%s\nbut got\n%s\n' "$1" "$2" "$3"
    exit 1
  fi
}
said=$(printf '"四方安全对话"\n%s' "$version")

cmake -S "$source/tests/install" -B "$scratch/cmake" -DCMAKE_CXX_COMPILER="$cxx" \
  -DCMAKE_PREFIX_PATH="$prefix" >>"$scratch/log" || { cat "$scratch/log"; exit 1; }
cmake --build "$scratch/cmake" >>"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
expect "the consumer built with CMake" "$said" "$("$scratch/cmake/consumer")"

pc=$(dirname "$(find "$prefix" -name entente.pc)")
flags=$(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs entente)
# shellcheck disable=SC2086  # Flags are words.
"$cxx" "$source/tests/install/consumer.cc" $flags -o "$scratch/consumer"
expect "the consumer built with pkg-config" "$said" \
  "$(LD_LIBRARY_PATH=$(dirname "$pc") "$scratch/consumer")"
expect "the version that pkg-config says" "$version" \
  "$(PKG_CONFIG_PATH=$pc pkg-config --modversion entente)"

expect "the installed tool" "entente $version" "$("$prefix/bin/entente" version | head -n 1)"
"$prefix/bin/entente" load "$scratch/db" "$prefix"/share/entente/*.ttl >/dev/null 2>&1
expect "the installed data" $'?n\n1' "$("$prefix/bin/entente" query "$scratch/db" \
  'SELECT (COUNT(*) AS ?n) { ?c a ent:Coalition ; rdfs:label "CHIP4"@en }')"
