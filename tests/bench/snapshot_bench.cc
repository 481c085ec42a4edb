// How long it takes to make a snapshot of a database, and how large it becomes.
//
//   snapshot_bench <database> <snapshot to write> [rounds, 3 unless told]
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "storage/snapshot/snapshot_builder.h"
#include "storage/store.h"

namespace entente {
namespace {

using Clock = std::chrono::steady_clock;
double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double PeakMebibytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

template <typename T>
T OrDie(absl::StatusOr<T> result) {
  if (result.ok()) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
  std::exit(1);
}

void Create(const Store& store, const std::filesystem::path& file) {
  std::string stages;
  std::string stage;
  const Clock::time_point start = Clock::now();
  SnapshotBuildOptions options;
  options.progress = [&](const SnapshotBuildProgress& progress) {
    if (stage == progress.stage) return;
    stage = progress.stage;
    char text[64];
    std::snprintf(text, sizeof(text), " %s from %.2f,", progress.stage, SecondsSince(start));
    stages += text;
  };
  const SnapshotHeader header = OrDie(BuildSnapshot(*store.View(), file, options));
  const double seconds = SecondsSince(start);
  const auto quads = static_cast<double>(header.quad_count);
  const auto size = static_cast<double>(std::filesystem::file_size(file));
  std::printf("create: %.2f s, %.2f M quads/s, %.2f bytes/quad, peak %.0f MiB;%s\n", seconds,
              quads / seconds / 1e6, size / quads, PeakMebibytes(), stages.c_str());
}

int Run(int argc, char** argv) {
  if (argc < 3) return 1;
  const auto store = OrDie(Store::Open(argv[1], {.read_only = true}));
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 3;
  for (int round = 0; round < rounds; ++round) Create(*store, argv[2]);
  return 0;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) { return entente::Run(argc, argv); }
