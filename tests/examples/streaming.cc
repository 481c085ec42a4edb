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

absl::Status Run(const std::filesystem::path& directory) {
  {
    std::ofstream file(directory / "votes.nt");
    for (int i = 0; i < kRowCount; ++i) {
      file << "<https://example.org/vote/" << i << "> <https://example.org/by> "
           << "<https://example.org/state/" << i % 193 << "> .\n";
    }
  }
  auto db = entente::Database::Open(directory / "votes.db");
  if (!db.ok()) return db.status();
  if (auto report = db->Load(directory / "votes.nt"); !report.ok()) return report.status();

  auto rows = db->Query("SELECT ?vote ?state { ?vote <https://example.org/by> ?state }",
                        {.memory_budget_bytes = uint64_t{16} << 20});
  if (!rows.ok()) return rows.status();
  const long before = PeakMemory();
  uint64_t row_count = 0;
  uint64_t byte_count = 0;
  for (const entente::Row& row : *rows) {
    ++row_count;
    byte_count += row["vote"].iri().text.size() + row["state"].iri().text.size();
  }
  if (!rows->status().ok()) return rows->status();
  std::cout << row_count << " rows, " << byte_count << " bytes\n";
  std::cerr << "read with " << PeakMemory() - before << " MiB more than before\n";
  return absl::OkStatus();
}

int main(int argc, char** argv) {
  const absl::Status status = argc == 2 ? Run(argv[1]) : absl::InvalidArgumentError("usage");
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
