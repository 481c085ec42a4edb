// One thread writes while others read: each reader sees one unchanging state, and none waits.
#include <atomic>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "entente/entente.h"

constexpr int kCommitCount = 50;
constexpr int kReaderCount = 4;

// Each commit moves one seat from one party to the other, so every state has a hundred.
absl::Status Write(entente::Database* db) {
  for (int i = 0; i < kCommitCount; ++i) {
    auto report = db->Update(
        "PREFIX ex: <https://example.org/> "
        "DELETE { ex:left ex:seats ?l . ex:right ex:seats ?r } "
        "INSERT { ex:left ex:seats ?more . ex:right ex:seats ?less } "
        "WHERE { ex:left ex:seats ?l . ex:right ex:seats ?r BIND(?l + 1 AS ?more) "
        "        BIND(?r - 1 AS ?less) }");
    if (!report.ok()) return report.status();
  }
  return absl::OkStatus();
}

absl::Status ReadUntil(const std::atomic<bool>& done, const entente::Database& db) {
  auto seats = entente::Prepared::Parse(
      "SELECT (SUM(?n) AS ?all) { ?party <https://example.org/seats> ?n }");
  if (!seats.ok()) return seats.status();
  while (!done) {
    const entente::View view = db.Read();
    for (int time = 0; time < 2; ++time) {
      auto rows = view.Query(*seats);
      if (!rows.ok()) return rows.status();
      for (const entente::Row& row : *rows) {
        if (row["all"] != entente::Term(100)) return absl::InternalError("a state half written");
      }
      if (!rows->status().ok()) return rows->status();
    }
  }
  return absl::OkStatus();
}

absl::Status Run() {
  auto db = entente::Database::OpenInMemory();
  if (!db.ok()) return db.status();
  auto report = db->Update(
      "PREFIX ex: <https://example.org/> "
      "INSERT DATA { ex:left ex:seats 10 . ex:right ex:seats 90 }");
  if (!report.ok()) return report.status();

  std::atomic<bool> done = false;
  std::vector<absl::Status> statuses(kReaderCount);
  std::vector<std::thread> readers;
  for (absl::Status& status : statuses) {
    readers.emplace_back([&status, &done, &db] { status = ReadUntil(done, *db); });
  }
  absl::Status result = Write(&*db);
  done = true;
  for (std::thread& reader : readers) reader.join();
  for (const absl::Status& status : statuses) result.Update(status);
  if (!result.ok()) return result;

  auto seats = db->Query("SELECT ?n { <https://example.org/left> <https://example.org/seats> ?n }");
  if (!seats.ok()) return seats.status();
  for (const entente::Row& row : *seats) std::cout << row["n"].literal().lexical << " seats\n";
  return seats->status();
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
