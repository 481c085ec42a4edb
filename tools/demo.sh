#!/usr/bin/env bash
# Installs what is missing, builds Entente, loads the shipped sample into a fresh database and asks
# it some questions. Needs a Debian 12 with root's rights or sudo the first time.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/packages.sh

install_missing "${build_packages[@]}"
cmake --preset release -DENTENTE_WARNINGS_ARE_ERRORS=ON >/dev/null
cmake --build --preset release --target entente

# show COMMAND…: prints the command, then runs it.
show() {
  printf '\n$'
  printf ' %s' "$@"
  printf '\n'
  "$@"
}

PATH=$PWD/build/tools:$PATH
sample=schema/data
database=build/demo.db
rm -rf "$database"

show entente load "$database" "$sample/sample.ttl"
for question in "$sample"/questions/*.rq; do
  printf '\n%s\n' "$(head -n 1 "$question")"
  show entente query "$database" "@$question" --format table
done
show entente stats "$database"
show entente verify "$database"

cat <<END

The database is in $database. Ask it yourself:
  build/tools/entente query $database 'SELECT ?s ?label { ?s rdfs:label ?label } LIMIT 5'
  build/tools/entente help
END
