#!/usr/bin/env bash
# Installs what is missing, builds Entente, loads the shipped data set into a fresh database and
# asks it what other stores cannot answer. Needs a Debian 12 with root's rights or sudo the first
# time.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/packages.sh

install_missing "${build_packages[@]}"
cmake --preset release -DENTENTE_WARNINGS_ARE_ERRORS=ON >/dev/null
cmake --build --preset release --target entente

# show COMMAND…: prints the command, then runs it.
show() {
  printf '\n$'
  printf ' %q' "$@" | sed "s/\\\\ / /g"
  printf '\n'
  "$@"
}

# ask QUESTION QUERY OPTION…: prints the question and the query, then answers it.
ask() {
  local question=$1 query=$2
  shift 2
  printf '\n# %s\n%s\n' "$question" "$query"
  [[ $# == 0 ]] || printf '  under: %s\n' "$*"
  entente query "$database" "$prologue $query" --format table "$@"
}

PATH=$PWD/build/tools:$PATH
data=schema/data
database=build/demo.db
prologue="PREFIX ic: <https://w3id.org/entente/issue-coalitions/>"
rm -rf "$database"

printf '\n=== An article on the issue coalitions of the Biden administration, as data\n'
show entente load "$database" schema/ontology.ttl "$data"/*.ttl
show entente stats "$database" | head -n 6
show entente validate "$database"

printf '\n=== 1. Who belonged to CHIP4 on a day, according to whom?\n'
members='SELECT ?member { ic:chip4 ent:member/rdfs:label ?member FILTER(LANG(?member) = "en") } ORDER BY ?member'
ask 'In March 2022, by what Ling Shengli says' "$members" --valid 2022-03 --claimant "Ling Shengli"
ask 'In June 2022' "$members" --valid 2022-06 --claimant "Ling Shengli"
show entente coalition "$database" CHIP4 | head -n 15

printf '\n=== 2. What is said not to be an issue coalition, and why?\n'
ask 'Denials of a classification, with the claims that support them' \
  'SELECT ?grouping ?who ?reason {
  ?denial rdf:reifies <<( ?g ent:groupingKind ent:IssueCoalition )>> ; ent:stance ent:denies ;
    ent:claimant/rdfs:label ?who .
  ?link rdf:reifies <<( ?because ent:supports ?denial )>> .
  ?because ent:text ?reason .
  ?g rdfs:label ?grouping .
  FILTER(LANG(?grouping) = "en" && LANG(?who) = "en" && LANG(?reason) = "en")
} ORDER BY ?grouping ?reason'

printf '\n=== 3. Who contradicts whom?\n'
show entente contradictions "$database" --format table
show entente claim "$database" "$(entente contradictions "$database" --format csv | tail -n 1 | tr -d '\r' | cut -d, -f10)"

show entente verify "$database"

cat <<END

The database is in $database; $data/issue-coalitions-questions.rq asks it thirty more questions.
  build/tools/entente coalition $database 价值观联盟 --lang zh
  build/tools/entente claims $database "United States" --by "Ling Shengli" --format table
  build/tools/entente help
END
