// Opens a database, says something in SPARQL, asks it back, and asks again with another value.
#include <iostream>

#include "entente/entente.h"

absl::Status Run(const char* directory) {
  auto db = entente::Database::Open(directory);
  if (!db.ok()) return db.status();
  auto report = db->Update(
      "PREFIX ex: <https://example.org/> INSERT DATA { "
      "  ex:quad rdfs:label 'Quad' ; ent:member ex:australia, ex:india, ex:japan, ex:usa . "
      "  ex:aukus rdfs:label 'AUKUS' ; ent:member ex:australia, ex:uk, ex:usa }");
  if (!report.ok()) return report.status();
  std::cout << report->quads_inserted << " triples\n";

  // ?name is bound when the query is run, so nothing that a user types becomes part of its text.
  auto members = entente::Prepared::Parse(
      "SELECT ?member { ?grouping rdfs:label ?name ; ent:member ?member } ORDER BY ?member");
  if (!members.ok()) return members.status();
  for (const char* name : {"Quad", "AUKUS"}) {
    auto rows = db->Read().Query(*members, {.params = {{"name", name}}});
    if (!rows.ok()) return rows.status();
    std::cout << name << ":";
    for (const entente::Row& row : *rows) std::cout << " " << row["member"].ToString();
    std::cout << "\n";
    if (!rows->status().ok()) return rows->status();  // Were these all?
  }
  return absl::OkStatus();
}

int main(int argc, char** argv) {
  const absl::Status status = argc == 2 ? Run(argv[1]) : absl::InvalidArgumentError("usage");
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
