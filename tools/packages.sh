# Sourced by demo.sh and test.sh: the Debian 12 packages that Entente needs, in one place.

# To build everything that a user builds, and the plain tests.
build_packages=(
  cmake ninja-build g++ pkg-config
  librocksdb-dev libcapnp-dev capnproto libabsl-dev libre2-dev libutf8proc-dev libxxhash-dev libsimdjson-dev libssl-dev
  libzstd-dev zlib1g-dev libbz2-dev libcli11-dev libedit-dev libgtest-dev libgmock-dev
)
# For the checks that test.sh adds: the second compiler, sanitizers, fuzzers, format and lint.
check_packages=(clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14)

# install_missing PACKAGE…: installs those that are not installed; asks nothing and, when there is
# nothing to do, touches neither the network nor root's rights.
install_missing() {
  local missing=() package as_root=()
  for package in "$@"; do
    if [[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]]; then
      missing+=("$package")
    fi
  done
  if ((${#missing[@]} == 0)); then return; fi
  echo "Installing ${missing[*]}"
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and there is no sudo to install them as root." >&2
      return 1
    fi
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
}
