#!/usr/bin/env bash
# Installs a build into an empty prefix, moves that elsewhere, and builds consumers from there, in C++ and
# in C: with CMake, and with pkg-config alone.
#
#   install_test.sh BUILD_DIR SOURCE_DIR CXX CC VERSION
set -euo pipefail
build=$1 source=$2 cxx=$3 cc=$4 version=$5
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

for folder in . c; do
  cmake -S "$source/tests/install/$folder" -B "$scratch/cmake/$folder" -DCMAKE_CXX_COMPILER="$cxx" \
    -DCMAKE_C_COMPILER="$cc" -DCMAKE_PREFIX_PATH="$prefix" >>"$scratch/log" 2>&1 ||
    { cat "$scratch/log"; exit 1; }
  cmake --build "$scratch/cmake/$folder" >>"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
  expect "the consumer in $folder built with CMake" "$said" "$("$scratch/cmake/$folder/consumer")"
done

pc=$(dirname "$(find "$prefix" -name entente.pc)")
LD_LIBRARY_PATH=$(dirname "$pc")
export LD_LIBRARY_PATH  # Where the library is shared.
flags=$(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs entente)
# shellcheck disable=SC2086  # Flags are words.
"$cxx" -std=c++20 "$source/tests/install/consumer.cc" $flags -o "$scratch/consumer"
# shellcheck disable=SC2086
"$cc" -Wall -Werror "$source/tests/install/c/consumer.c" $flags -o "$scratch/consumer_c"
for consumer in consumer consumer_c; do
  expect "the $consumer built with pkg-config" "$said" \
    "$("$scratch/$consumer")"
done
expect "the version that pkg-config says" "$version" \
  "$(PKG_CONFIG_PATH=$pc pkg-config --modversion entente)"

expect "the installed tool" "entente $version" "$("$prefix/bin/entente" version | head -n 1)"
"$prefix/bin/entente" load "$scratch/db" "$prefix"/share/entente/*.ttl >/dev/null 2>&1
expect "the installed data" $'?n\n1' "$("$prefix/bin/entente" query "$scratch/db" \
  'SELECT (COUNT(*) AS ?n) { ?c a ent:Coalition ; rdfs:label "CHIP4"@en }')"
