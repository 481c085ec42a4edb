// Claims are no facts: who is a member, by the data alone and by claims that nobody denies?
#include <iostream>

#include "entente/entente.h"

absl::Status Run() {
  auto db = entente::Database::OpenInMemory();
  if (!db.ok()) return db.status();
  auto report = db->Update(
      "PREFIX ex: <https://example.org/> INSERT DATA {"
      " << ex:Quad ent:member ex:Japan ~ ex:c1 >> a ent:Claim ; ent:claimant ex:Ling ;"
      "   ent:stance ent:asserts ; ent:source ex:Paper ; ent:validFrom '2017'^^xsd:gYear }");
  if (!report.ok()) return report.status();

  const entente::EvidenceView in_2022{.valid = entente::PartialDate{.year = 2022}};
  for (const auto& view : {std::optional<entente::EvidenceView>(), std::optional(in_2022)}) {
    auto rows = db->Query("SELECT ?member { ?grouping ent:member ?member }", {.view = view});
    if (!rows.ok()) return rows.status();
    std::cout << (view ? "under the view:" : "asserted:");
    for (const entente::Row& row : *rows) std::cout << " " << row["member"].ToString();
    std::cout << "\n";
    if (!rows->status().ok()) return rows->status();  // Were these all?
  }
  return absl::OkStatus();
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
