// What snapshots cost: to make one of a database, to open it, to ask it, to load it.
//
//   snapshot_bench <database> <snapshot to write> [directory of queries (*.rq)] [rounds, 3]
//
// Of each figure the least of all rounds is printed; queries are asked of both in turn.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "entente/entente.h"

namespace entente {
namespace {

using Clock = std::chrono::steady_clock;

template <typename T>
T OrDie(absl::StatusOr<T> result) {
  if (result.ok()) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
  std::exit(1);
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Of the wall and of the processors.
struct Times {
  double wall = 1e9;
  double processor = 1e9;
};

template <typename Work>
void Measure(Times* least, Work work) {
  rusage before = {};
  getrusage(RUSAGE_SELF, &before);
  const Clock::time_point start = Clock::now();
  work();
  const double wall = std::chrono::duration<double>(Clock::now() - start).count();
  rusage after = {};
  getrusage(RUSAGE_SELF, &after);
  least->wall = std::min(least->wall, wall);
  least->processor =
      std::min(least->processor, Seconds(after.ru_utime) + Seconds(after.ru_stime) -
                                     Seconds(before.ru_utime) - Seconds(before.ru_stime));
}

double PeakMebibytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

uint64_t CountRows(const View& view, const Prepared& query) {
  Rows rows = OrDie(view.Query(query));
  uint64_t count = 0;
  while (rows.Next()) ++count;
  return count;
}

void AskBoth(const View& database, const View& snapshot, const std::filesystem::path& directory,
             int rounds) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() == ".rq") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::printf("%-28s %10s %12s %12s  ratio\n", "query", "rows", "database ms", "snapshot ms");
  for (const std::filesystem::path& file : files) {
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const Prepared query = OrDie(Prepared::Parse(text));
    if (query.form() != Prepared::Form::kSelect) continue;
    Times of_database;
    Times of_snapshot;
    uint64_t row_count = 0;
    for (int round = 0; round < rounds; ++round) {
      Measure(&of_database, [&] { row_count = CountRows(database, query); });
      Measure(&of_snapshot, [&] {
        if (CountRows(snapshot, query) == row_count) return;
        std::fprintf(stderr, "%s: another answer\n", file.c_str());
        std::exit(1);
      });
    }
    std::printf("%-28s %10llu %12.2f %12.2f %6.2f\n", file.stem().c_str(),
                static_cast<unsigned long long>(row_count), of_database.wall * 1e3,
                of_snapshot.wall * 1e3, of_snapshot.wall / of_database.wall);
  }
}

int Run(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "snapshot_bench <database> <snapshot> [queries] [rounds]\n");
    return 1;
  }
  const std::filesystem::path file = argv[2];
  const int rounds = argc > 4 ? std::atoi(argv[4]) : 3;
  const Database database = OrDie(Database::Open(argv[1], {.read_only = true}));
  const View view = database.Read();

  Times create;
  SnapshotInfo info;
  for (int round = 0; round < rounds; ++round) {
    Measure(&create, [&] { info = OrDie(view.WriteSnapshot(file)); });
  }
  const auto quads = static_cast<double>(info.quad_count);
  std::printf("create: %.2f s, %.2f M quads/s (%.2f s of processors), peak %.0f MiB\n", create.wall,
              quads / create.wall / 1e6, create.processor, PeakMebibytes());
  std::printf("size: %llu bytes, %.2f bytes/quad; logical hash %s\n",
              static_cast<unsigned long long>(info.file_bytes),
              static_cast<double>(info.file_bytes) / quads, info.logical_hash.c_str());

  Times open;
  for (int round = 0; round < 20 * rounds; ++round) {
    Measure(&open, [&] {
      const Database snapshot = OrDie(Database::Open(file));
      Rows rows = OrDie(snapshot.Query("SELECT ?s { ?s ?p ?o } LIMIT 1"));
      if (!rows.Next()) std::exit(1);
    });
  }
  std::printf("open to first answer: %.2f ms\n", open.wall * 1e3);

  Times load;
  const std::filesystem::path directory = file.string() + ".db";
  for (int round = 0; round < rounds; ++round) {
    std::filesystem::remove_all(directory);
    Database loaded = OrDie(Database::Open(directory));
    Measure(&load, [&] { OrDie(loaded.Load(file)); });
    if (!loaded.Close().ok()) return 1;
  }
  std::filesystem::remove_all(directory);
  std::printf("load: %.2f s, %.2f M quads/s (%.2f s of processors)\n", load.wall,
              quads / load.wall / 1e6, load.processor);

  if (argc > 3) {
    const Database snapshot = OrDie(Database::Open(file));
    AskBoth(view, snapshot.Read(), argv[3], rounds);
  }
  return 0;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) { return entente::Run(argc, argv); }
