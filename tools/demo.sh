#!/usr/bin/env bash
# Installs what is missing, builds Entente, asks the snapshot of the shipped data set what other
# stores cannot answer, and makes a database of it. Needs a Debian 12 with root's rights or sudo the first
# time.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/packages.sh

install_missing "${build_packages[@]}"
cmake --preset release -DENTENTE_WARNINGS_ARE_ERRORS=ON >/dev/null
cmake --build --preset release --target entente data_snapshot

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
  entente query "$asked" "$prologue $query" --format table "$@"
}

PATH=$PWD/build/tools:$PATH
snapshot=build/issue-coalitions.ents
database=build/demo.db
changed=build/demo.ents
asked=$snapshot
prologue="PREFIX ic: <https://w3id.org/entente/issue-coalitions/>"
rm -rf "$database" "$changed"

printf '\n=== An article on the issue coalitions of the Biden administration: one file, asked where it lies\n'
show entente snapshot info "$snapshot"
show entente stats "$snapshot" | head -n 6
show entente validate "$snapshot"

printf '\n=== 1. Who belonged to CHIP4 on a day, according to whom?\n'
members='SELECT ?member { ic:chip4 ent:member/rdfs:label ?member FILTER(LANG(?member) = "en") } ORDER BY ?member'
ask 'In March 2022, by what Ling Shengli says' "$members" --valid 2022-03 --claimant "Ling Shengli"
ask 'In June 2022' "$members" --valid 2022-06 --claimant "Ling Shengli"
show entente coalition "$snapshot" CHIP4 | head -n 15

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
show entente contradictions "$snapshot" --format table
show entente claim "$snapshot" "$(entente contradictions "$snapshot" --format csv | tail -n 1 | tr -d '\r' | cut -d, -f10)"

printf '\n=== 4. Somebody denies a membership: what changed?\n'
show entente load "$database" "$snapshot"
denial="$prologue
PREFIX ex: <https://example.org/>
INSERT DATA {
  ex:analyst a ent:Actor ; rdfs:label 'An analyst'@en .
  ex:report a ent:Document ; dcterms:title 'A report'@en .
  ex:denial a ent:Claim ; rdf:reifies <<( ic:chip4 ent:member ic:kr )>> ;
    ent:claimant ex:analyst ; ent:stance ent:denies ; ent:source ex:report
}"
printf '\n$ entente update %s\n%s\n' "$database" "$denial"
entente update "$database" "$denial"
show entente snapshot create "$database" "$changed" --parent "$snapshot"
show entente snapshot diff "$snapshot" "$changed" --summary
show entente snapshot verify "$changed"
asked=$changed
ask 'In June 2022, by all that is said now' "$members" --valid 2022-06

cat <<END

The snapshot is $snapshot; schema/data/issue-coalitions-questions.rq asks it thirty more questions.
  build/tools/entente coalition $snapshot 价值观联盟 --lang zh
  build/tools/entente claims $snapshot "United States" --by "Ling Shengli" --format table
  build/tools/entente $snapshot                             # asks line by line
  build/tools/entente help
END
