// Puts an actor, a paper and a claim, and asks who denies what about AUKUS.
#include <iostream>

#include "entente/entente.h"

namespace ent = entente::ent;

absl::Status Run(const char* directory) {
  auto db = entente::Database::Open(directory);
  if (!db.ok()) return db.status();
  const std::string ex = "https://example.org/";
  const entente::Actor ling{
      .iri = ex + "ling",
      .kind = std::string(ent::kPerson),
      .labels = {{.text = "Ling Shengli", .language = "en"}, {.text = "凌胜利", .language = "zh"}}};
  const entente::Document paper{.iri = ex + "paper",
                                .kind = "http://purl.org/ontology/bibo/AcademicArticle",
                                .titles = {{.text = "On issue coalitions", .language = "en"}},
                                .creators = {ling.iri},
                                .issued = entente::PartialDate{.year = 2024}};
  const entente::Claim denial{
      .iri = ex + "c41",
      .proposition =
          entente::Triple{entente::Iri(ex + "AUKUS"), entente::Iri(std::string(ent::kGroupingKind)),
                          entente::Iri(std::string(ent::kIssueCoalition))},
      .claimant = ling.iri,
      .stance = entente::Stance::kDenies,
      .source = paper.iri,
      .locator = "p. 27"};
  auto tx = db->Begin();
  if (!tx.ok()) return tx.status();
  if (auto s = tx->Put(ling); !s.ok()) return s;
  if (auto s = tx->Put(paper); !s.ok()) return s;
  if (auto s = tx->Put(denial); !s.ok()) return s;
  if (auto s = tx->Commit(); !s.ok()) return s;  // Refuses what is not well formed.

  const entente::View view = db->Read();
  auto claims = view.FindClaims({.about = entente::Iri(ex + "AUKUS")});
  if (!claims.ok()) return claims.status();
  for (const entente::Claim& claim : *claims) {
    auto claimant = view.GetActor(claim.claimant);
    if (!claimant.ok()) return claimant.status();
    std::cout << claimant->labels.front().text << " " << StanceName(claim.stance) << " "
              << entente::Term(*claim.proposition).ToString() << ", " << claim.locator << "\n";
  }
  return absl::OkStatus();
}

int main(int argc, char** argv) {
  const absl::Status status = argc == 2 ? Run(argv[1]) : absl::InvalidArgumentError("usage");
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
