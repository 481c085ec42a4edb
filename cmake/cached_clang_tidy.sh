#!/usr/bin/env bash
# Runs clang-tidy unless it found nothing wrong in the very same text before: what ccache is to the
# compiler. CMake calls it in the place of clang-tidy (CMAKE_CXX_CLANG_TIDY) from the build folder:
#
#   cached_clang_tidy.sh SOURCE_DIR CLANG_TIDY [OPTION…] FILE -- COMPILER FLAGS… -o OBJECT -c FILE
#
# The text is what the preprocessor makes of FILE, with comments, because NOLINT is one. An empty
# file of its hash in $ENTENTE_LINT_CACHE (default: ~/.cache/entente-lint) says that it is clean.
set -euo pipefail
source_dir=$1
shift
cache=${ENTENTE_LINT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/entente-lint}

tidy=()
while (($# > 0)) && [[ "$1" != -- ]]; do
  tidy+=("$1")
  shift
done
preprocess=()
skip=0
for word in "${@:2}"; do
  if ((skip)); then
    skip=0
  elif [[ "$word" == -o ]]; then
    skip=1
  elif [[ "$word" != -c ]]; then
    preprocess+=("$word")
  fi
done

# Paths below the source folder are made relative, so that another checkout finds the same.
key=$({
  printf '%s\n' "${tidy[@]}" "${preprocess[@]}"
  "${tidy[0]}" --version
  cat "$source_dir/.clang-tidy"
  "${preprocess[@]}" -E -C
} | sed "s|$source_dir/||g" | sha256sum | cut -d ' ' -f 1)

if [[ -e "$cache/$key" ]]; then
  touch "$cache/$key"  # Used lately: test.sh deletes what is not.
  exit 0
fi
"${tidy[@]}" "$@"
mkdir -p "$cache"
touch "$cache/$key"
