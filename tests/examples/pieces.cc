// What docs/embedding.md shows in pieces: a prepared query, a view, a prepared update, and the
// contradictions of a month.
#include <chrono>
#include <iostream>
#include <vector>

#include "entente/entente.h"

using entente::Iri;

// A query parsed once, run with a value and a limit.
absl::Status CountMembers(const entente::View& view) {
  auto query = entente::Prepared::Parse("SELECT ?m { ?g ent:member ?m }");
  if (!query.ok()) return query.status();
  auto rows = view.Query(*query, {.params = {{"g", Iri("https://example.org/coalitions/Quad")}},
                                  .timeout = std::chrono::seconds(2)});
  if (!rows.ok()) return rows.status();
  int row_count = 0;
  for (const entente::Row& row : *rows) row_count += row["m"] ? 1 : 0;
  std::cout << row_count << " members\n";
  return rows->status();
}

// What one article says of May 2022.
absl::Status CountMembersByTheArticle(const entente::Database& database) {
  const entente::Database* db = &database;
  entente::EvidenceView view;
  view.valid = entente::PartialDate{.year = 2022, .month = 5};
  view.sources = {"http://example.org/article"};
  auto members = db->Query("SELECT ?m { ?g ent:member ?m }", {.view = view});
  if (!members.ok()) return members.status();
  int row_count = 0;
  for (const entente::Row& row : *members) row_count += row["m"] ? 1 : 0;
  std::cout << row_count << " members by the article\n";
  return members->status();
}

absl::Status CelebrateBirthday(entente::Database* db) {
  auto birthday = entente::PreparedUpdate::Parse(
      "DELETE { ?who ex:age ?old } INSERT { ?who ex:age ?new } "
      "WHERE { ?who ex:age ?old BIND(?old + 1 AS ?new) }",
      {.prefixes = {{"ex", "https://example.org/"}}});
  if (!birthday.ok()) return birthday.status();
  auto report = db->Update(*birthday, {.params = {{"who", Iri("https://example.org/ann")}}});
  if (!report.ok()) return report.status();
  std::cout << report->quads_inserted << " birthday\n";
  return absl::OkStatus();
}

absl::Status ShowContradictions(const entente::View& view) {
  auto found =
      view.FindContradictions({.view = {.valid = *entente::PartialDate::Parse("2022-05")}});
  if (!found.ok()) return found.status();
  for (const entente::Contradiction& c : *found) std::cout << c.first << " " << c.second << "\n";
  return absl::OkStatus();
}

absl::Status Run() {
  auto db = entente::Database::OpenInMemory();
  if (!db.ok()) return db.status();
  auto report = db->Update(
      "PREFIX ex: <https://example.org/> PREFIX c: <https://example.org/coalitions/> "
      "INSERT DATA { c:Quad ent:member ex:india, ex:japan . ex:ann ex:age 41 . "
      "  << c:AUKUS ent:member ex:uk ~ ex:c1 >> a ent:Claim ; ent:claimant ex:ann ; "
      "    ent:stance ent:asserts ; ent:source <http://example.org/article> . "
      "  << c:AUKUS ent:member ex:uk ~ ex:c2 >> a ent:Claim ; ent:claimant ex:bob ; "
      "    ent:stance ent:denies ; ent:source <http://example.org/blog> }");
  if (!report.ok()) return report.status();
  if (auto s = CountMembers(db->Read()); !s.ok()) return s;
  if (auto s = CountMembersByTheArticle(*db); !s.ok()) return s;
  if (auto s = CelebrateBirthday(&*db); !s.ok()) return s;
  return ShowContradictions(db->Read());
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
