// Prints the label that it has stored, and the version of the library it was linked with.
#include <entente/entente.h>

#include <iostream>

absl::Status Run() {
  auto db = entente::Database::OpenInMemory();
  if (!db.ok()) return db.status();
  if (auto report = db->Update("INSERT DATA { <urn:a> rdfs:label '四方安全对话' }"); !report.ok()) {
    return report.status();
  }
  auto rows = db->Query("SELECT ?label { ?s rdfs:label ?label }");
  if (!rows.ok()) return rows.status();
  for (const entente::Row& row : *rows) std::cout << row["label"].ToString() << "\n";
  std::cout << entente::Version() << "\n";
  return rows->status();
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
