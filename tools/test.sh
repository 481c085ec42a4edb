#!/usr/bin/env bash
# Installs what is missing, builds with both compilers and runs everything: the tests, the tests
# again under sanitizers, the fuzzers, the format check and the lint. Needs a Debian 12 with root's
# rights or sudo the first time. docs/testing.md says what each step is for and how long it takes.
#
#   tools/test.sh              everything
#   FUZZ_SECONDS=300 tools/test.sh   … with more time for each fuzzer (default 20, 0 for none)
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/packages.sh

fuzz_seconds=${FUZZ_SECONDS:-20}
jobs=$(nproc)

step() { printf '\n=== %s (%d s)\n' "$1" "$SECONDS"; }

step "packages"
install_missing "${build_packages[@]}" "${check_packages[@]}"

step "format"
git ls-files -z --cached --others --exclude-standard '*.cc' '*.h' |
  xargs -0 clang-format-14 --dry-run --Werror
for script in tools/*.sh .ci/run; do bash -n "$script"; done

step "build with g++, warnings are errors"
cmake --preset bench -DENTENTE_WARNINGS_ARE_ERRORS=ON >/dev/null
cmake --build --preset release -j "$jobs"

step "tests"
ctest --preset release -j "$jobs" --output-log build/tests.log

step "package"
tools/package.sh

step "build with clang, sanitizers and lint, warnings are errors"
find "${ENTENTE_LINT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/entente-lint}" -type f -mtime +30 -delete 2>/dev/null || true
cmake --preset check >/dev/null
cmake --build --preset check -j "$jobs"

step "tests under AddressSanitizer and UndefinedBehaviorSanitizer, with fewer random rounds"
ENTENTE_ROUNDS=${ENTENTE_ROUNDS:-20} \
  ctest --preset check -j "$jobs" --output-log build-check/tests.log

# fuzz TARGET: runs one fuzzer on a copy of its corpus; what breaks it stays in build-check/finds.
fuzz() {
  local name corpus status=0
  name=$(basename "$1")
  corpus=$(mktemp -d)
  if [[ -d "tests/fuzz/corpus/$name" ]]; then cp -r "tests/fuzz/corpus/$name/." "$corpus"; fi
  "$1" -max_total_time="$2" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
    -artifact_prefix="build-check/finds/$name-" "$corpus" >"build-check/finds/$name.log" 2>&1 ||
    status=$?
  rm -rf "$corpus"
  if ((status != 0)); then
    tail -n 40 "build-check/finds/$name.log"
    echo "FAILED: $name; the input is in build-check/finds/"
    return 1
  fi
  echo "$name: $(grep -oE 'Done [0-9]+ runs in [0-9]+ second' "build-check/finds/$name.log")(s)"
}
export -f fuzz

fuzzers=$(find build-check/tests/fuzz -maxdepth 1 -type f -name '*_fuzz' 2>/dev/null | sort)
if ((fuzz_seconds > 0)) && [[ -n "$fuzzers" ]]; then
  step "fuzzers, $fuzz_seconds s each"
  rm -rf build-check/finds
  mkdir -p build-check/finds
  xargs -P "$jobs" -I{} bash -c 'set -euo pipefail; fuzz {} '"$fuzz_seconds" <<<"$fuzzers"
fi

step "summary"
for build in build-check build; do
  echo "$build: $(grep -E '^[0-9]+% tests passed' "$build/tests.log")"
done
echo "PASSED"
