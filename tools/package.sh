#!/usr/bin/env bash
# Makes a Debian package of the library, its headers, the tool and the shipped data, unpacks it into
# an empty folder and tries it there. Prints where the package lies.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/packages.sh
install_missing "${build_packages[@]}" dpkg-dev

cmake --preset package >/dev/null
cmake --build --preset package -j "$(nproc)"
package=$(cd build-package && rm -f ./*.deb && cpack 2>&1 | sed -n 's/^CPack: - package: \(.*\) generated\.$/\1/p')

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
dpkg-deb -x "$package" "$root"
libraries=$(dirname "$(find "$root/usr/lib" -name libentente.so)")
export LD_LIBRARY_PATH=$libraries
if ldd "$root/usr/bin/entente" | grep 'not found'; then
  echo "FAILED: the tool misses libraries"
  exit 1
fi
"$root/usr/bin/entente" load "$root/trial.db" "$root"/usr/share/entente/*.ttl
"$root/usr/bin/entente" verify "$root/trial.db"
PKG_CONFIG_PATH=$libraries/pkgconfig bash -c \
  "g++ -std=c++20 tests/install/consumer.cc \$(pkg-config --cflags --libs entente) -o '$root/consumer'
   gcc -Wall -Werror tests/install/c/consumer.c \$(pkg-config --cflags --libs entente) -o '$root/consumer_c'"
"$root/consumer"
"$root/consumer_c"
echo "$package"
