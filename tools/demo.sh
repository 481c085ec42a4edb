#!/usr/bin/env bash
# Installs what is missing, builds Entente, loads the shipped sample into a fresh database and asks
# it some questions. Needs a Debian 12 with root's rights or sudo the first time.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/packages.sh

install_missing "${build_packages[@]}"
cmake --preset release -DENTENTE_WARNINGS_ARE_ERRORS=ON >/dev/null
cmake --build --preset release
