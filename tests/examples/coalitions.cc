// Records that somebody denies a membership, then asks who the members are, with and without
// denials.
#include <iostream>
#include <vector>

#include "entente/entente.h"

using entente::EvidenceView;

absl::Status Run(const char* directory, const std::vector<std::filesystem::path>& files) {
  auto db = entente::Database::Open(directory);
  if (!db.ok()) return db.status();
  if (auto report = db->Load(files); !report.ok()) return report.status();

  const std::string ic = "https://w3id.org/entente/issue-coalitions/", ex = "https://example.org/";
  const std::string member = "https://w3id.org/entente#member";
  const entente::Actor analyst{.iri = ex + "analyst", .labels = {{"An analyst", "en"}}};
  const entente::Document report{.iri = ex + "report", .titles = {{"A report", "en"}}};
  const entente::Claim denial{
      .iri = ex + "claim1",
      .proposition = {{entente::Iri(ic + "chip4"), entente::Iri(member), entente::Iri(ic + "kr")}},
      .claimant = analyst.iri,
      .stance = entente::Stance::kDenies,
      .source = report.iri,
      .stated_on = entente::PartialDate{.year = 2024, .month = 5}};
  auto tx = db->Begin();
  if (!tx.ok()) return tx.status();
  if (auto s = tx->Put(analyst); !s.ok()) return s;
  if (auto s = tx->Put(report); !s.ok()) return s;
  if (auto s = tx->Put(denial); !s.ok()) return s;
  if (auto s = tx->Commit(); !s.ok()) return s;

  for (const auto policy : {EvidenceView::Policy::kSupported, EvidenceView::Policy::kUncontested}) {
    EvidenceView view{.valid = entente::PartialDate{.year = 2022, .month = 6}, .policy = policy};
    auto rows = db->Query(
        "SELECT ?name { ?chip4 ent:member/rdfs:label ?name FILTER(LANG(?name) = \"en\") }",
        {.params = {{"chip4", entente::Iri(ic + "chip4")}}, .view = view});
    if (!rows.ok()) return rows.status();
    std::cout << view.ToIri() << "\n";
    for (const entente::Row& row : *rows) std::cout << "  " << row["name"].ToString() << "\n";
    if (!rows->status().ok()) return rows->status();
  }
  return absl::OkStatus();
}

int main(int argc, char** argv) {
  const absl::Status status =
      argc >= 3 ? Run(argv[1], {argv + 2, argv + argc}) : absl::InvalidArgumentError("usage");
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
