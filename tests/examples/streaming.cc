// Reads a million rows in bounded memory: they are computed as they are asked for.
#include <sys/resource.h>

#include <fstream>
#include <iostream>

#include "entente/entente.h"

constexpr int kRowCount = 1'000'000;

// The most memory that this process has had, in MiB.
long PeakMemory() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void WriteVotes(const std::filesystem::path& path) {
  std::ofstream file(path);
  for (int i = 0; i < kRowCount; ++i) {
    file << "<https://example.org/vote/" << i << "> <https://example.org/by> "
         << "<https://example.org/state/" << i % 193 << "> .\n";
  }
}

// Makes the database when it is run for the first time; every time reads all of it.
absl::Status Run(const std::filesystem::path& directory) {
  const bool is_new = !std::filesystem::exists(directory / "votes.db");
  auto db = entente::Database::Open(directory / "votes.db", {.cache_bytes = uint64_t{8} << 20});
  if (!db.ok()) return db.status();
  if (is_new) {
    WriteVotes(directory / "votes.nt");
    if (auto report = db->Load(directory / "votes.nt"); !report.ok()) return report.status();
  }

  const long before = PeakMemory();
  auto rows = db->Query("SELECT ?vote ?state { ?vote <https://example.org/by> ?state }",
                        {.memory_budget_bytes = uint64_t{16} << 20});
  if (!rows.ok()) return rows.status();
  uint64_t row_count = 0;
  uint64_t byte_count = 0;
  for (const entente::Row& row : *rows) {
    ++row_count;
    byte_count += row["vote"].iri().text.size() + row["state"].iri().text.size();
  }
  if (!rows->status().ok()) return rows->status();
  std::cout << row_count << " rows, " << byte_count / 1'000'000 << " MB, in "
            << PeakMemory() - before << " MiB more than before\n";
  return absl::OkStatus();
}

int main(int argc, char** argv) {
  const absl::Status status = argc == 2 ? Run(argv[1]) : absl::InvalidArgumentError("usage");
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
