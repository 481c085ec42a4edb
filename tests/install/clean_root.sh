#!/usr/bin/env bash
# Installs a .deb into a Debian 12 in which nothing else is installed, made by debootstrap, and tries it
# there: the tool, then a consumer built with CMake and with pkg-config.
#
#   tests/install/clean_root.sh "$(tools/package.sh | tail -n 1)"
#
# Needs root, debootstrap and a mirror: debootstrap's own, or $DEBIAN_MIRROR. Without root or debootstrap
# it says so and ends with 77.
set -euo pipefail
package=$(realpath -e "$1")
source=$(realpath "$(dirname "$0")")

if ((EUID != 0)); then
  echo "SKIPPED: a clean root is made by root only"
  exit 77
fi
if ! command -v debootstrap >/dev/null; then
  echo "SKIPPED: there is no debootstrap; apt-get install debootstrap"
  exit 77
fi

root=$(mktemp -d)
clean_up() {
  umount "$root/proc" 2>/dev/null || true
  rm -rf --one-file-system "$root"
}
trap clean_up EXIT
step() { printf '=== %s\n' "$1"; }
# inside COMMAND…: runs it in the clean root, with nothing of this environment.
inside() {
  chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "$@"
}
expect() { # expect WHAT EXPECTED ACTUAL
  if [[ "$2" != "$3" ]]; then
    printf 'FAILED: %s: expected\n%s\nbut got\n%s\n' "$1" "$2" "$3"
    exit 1
  fi
}

step "a root with nothing in it"
debootstrap --variant=minbase bookworm "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$root.log" 2>&1 || { tail "$root.log"; exit 1; }
rm -f "$root.log"
mount -t proc proc "$root/proc"
cp "$package" "$root/entente.deb"
cp -r "$source/CMakeLists.txt" "$source/consumer.cc" "$source/c" "$root/root/"

step "the package and what it depends on"
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /entente.deb >/dev/null

step "the tool"
inside bash -c 'ldd /usr/bin/entente | grep "not found" && exit 1 || true'
inside bash -c 'entente load /root/db /usr/share/entente/*.ttl'
inside entente verify /root/db
expect "the answer" $'?n\n1' "$(inside entente query /root/db \
  'SELECT (COUNT(*) AS ?n) { ?c a ent:Coalition ; rdfs:label "CHIP4"@en }')"
inside entente snapshot verify /usr/share/entente/issue-coalitions.ents

step "a consumer"
inside apt-get install -y -qq --no-install-recommends g++ cmake make pkg-config libabsl-dev >/dev/null
said=$(printf '"四方安全对话"\n%s' "$(inside entente version | sed -n '1s/entente //p')")
inside cmake -S /root -B /root/build >/dev/null
inside cmake --build /root/build >/dev/null
expect "the consumer built with CMake" "$said" "$(inside /root/build/consumer)"
inside bash -c 'g++ -std=c++20 /root/consumer.cc $(pkg-config --cflags --libs entente) -o /root/consumer'
expect "the consumer built with pkg-config" "$said" "$(inside /root/consumer)"
inside cmake -S /root/c -B /root/build-c >/dev/null
inside cmake --build /root/build-c >/dev/null
expect "the consumer in C built with CMake" "$said" "$(inside /root/build-c/consumer)"
inside bash -c 'gcc -Wall -Werror /root/c/consumer.c $(pkg-config --cflags --libs entente) -o /root/consumer-c'
expect "the consumer in C built with pkg-config" "$said" "$(inside /root/consumer-c)"

step "without it again"
inside apt-get remove -y -qq entente >/dev/null
expect "what is left" "" "$(inside find /usr -name '*entente*')"
echo "PASSED"
