// Adds a claim to a database of coalitions and asks who says what about the Quad.
#include <iostream>

#include "entente/entente.h"

using entente::Iri;

absl::Status Run(const char* directory, const char* sample) {
  auto db = entente::Database::Open(directory);
  if (!db.ok()) return db.status();
  if (auto report = db->Load(sample); !report.ok()) return report.status();

  const std::string ex = "https://example.org/coalitions/", ent = "https://w3id.org/entente#";
  const Iri reifies("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies"), claim(ex + "claim8");
  auto tx = db->Begin();
  if (!tx.ok()) return tx.status();
  const entente::Triple said = {Iri(ex + "Quad"), Iri(ent + "purpose"), "a free and open region"};
  if (auto s = tx->Insert({claim, reifies, said}); !s.ok()) return s;
  if (auto s = tx->Insert({claim, Iri(ent + "claimant"), Iri(ex + "Japan")}); !s.ok()) return s;
  if (auto s = tx->Commit(); !s.ok()) return s;

  auto rows =
      db->Query("SELECT ?who ?what { ?c rdf:reifies <<( ?about ?p ?what )>> ; ent:claimant ?who }",
                {.params = {{"about", Iri(ex + "Quad")}}});
  if (!rows.ok()) return rows.status();
  for (const entente::Row& row : *rows) {
    std::cout << row["who"].ToString() << ": " << row["what"].ToString() << "\n";
  }
  return rows->status();
}

int main(int argc, char** argv) {
  const absl::Status status =
      argc == 3 ? Run(argv[1], argv[2]) : absl::InvalidArgumentError("usage");
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
