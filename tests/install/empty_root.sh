#!/usr/bin/env bash
# Runs the static tool in a folder that has nothing but it, the shipped data and /tmp: no library, no
# /proc, no /etc.
#
#   cmake --preset static && cmake --build --preset static
#   tests/install/empty_root.sh build-static/tools/entente
#
# Needs root, for chroot; without it says so and ends with 77.
set -euo pipefail
tool=$(realpath -e "$1")
source=$(realpath "$(dirname "$0")/../..")
if ((EUID != 0)); then
  echo "SKIPPED: only root may change the root"
  exit 77
fi
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir "$root/tmp" "$root/data"
cp "$tool" "$root/entente"
cp "$source"/schema/ontology.ttl "$source"/schema/data/*.ttl "$root/data"

inside() { (cd "$root" && chroot "$root" /entente "$@"); }
(cd "$root" && inside load /db data/*.ttl)
inside verify /db
inside snapshot create /db /all.ents
inside snapshot verify /all.ents
inside dump /db >"$root/db.nq"
inside dump /all.ents >"$root/snapshot.nq"
cmp "$root/db.nq" "$root/snapshot.nq"
answer=$(inside query /all.ents 'SELECT (COUNT(*) AS ?n) { ?c a ent:Coalition ; rdfs:label "CHIP4"@en }')
[[ "$answer" == $'?n\n1' ]] || { printf 'FAILED: the answer is\n%s\n' "$answer"; exit 1; }
printf '.find CHIP4\n' | inside /db | grep -q chip4
printf 'PASSED: %s bytes, %s without symbols\n' "$(stat -c %s "$tool")" \
  "$(strip -o "$root/stripped" "$tool" && stat -c %s "$root/stripped")"
