// How fast files are loaded into a new database:
//
//   load_bench [--memory MIB] [--threads N] [--keep DIRECTORY] FILE…
//
// Prints machine, build and data, then wall time, processor time, rate, peak memory and size on
// disk. The time includes publishing, that is all fsyncs, but not opening the empty database.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "storage/loading/bulk_loader.h"
#include "storage/store.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Of all threads so far.
double ProcessorSeconds() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

std::string MachineName() {
  std::ifstream facts("/proc/cpuinfo");
  for (std::string line; std::getline(facts, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

absl::Status Run(const std::vector<std::filesystem::path>& files, BulkLoadOptions options,
                 const std::filesystem::path& directory) {
  auto store = Store::Open(directory, {});
  if (!store.ok()) return store.status();

  // Where the time goes: the moment at which each stage was first reported.
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [start] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::string stage;
  options.progress = [&](const BulkLoadProgress& progress) {
    if (stage == progress.stage) return;
    stage = progress.stage;
    std::printf("  %6.3f s  (processor %6.3f s)  %s\n", elapsed(), ProcessorSeconds(),
                progress.stage);
  };
  const absl::StatusOr<BulkLoadReport> report = BulkLoad(**store, files, options);
  if (!report.ok()) return report.status();
  const double wall_seconds = elapsed();

  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const auto quads = static_cast<double>(report->quads_read);
  std::printf(
      "  %6.3f s  published: %.2f M quads/s; %.2f s of processor time (%.2f in the system)\n",
      wall_seconds, quads / wall_seconds / 1e6, Seconds(usage.ru_utime) + Seconds(usage.ru_stime),
      Seconds(usage.ru_stime));
  std::printf("  %llu quads read, %lld new; peak resident memory %.0f MB\n",
              static_cast<unsigned long long>(report->quads_read),
              static_cast<long long>(report->quads_added),
              static_cast<double>(usage.ru_maxrss) * 1024 / 1e6);
  const absl::StatusOr<StoreSizes> sizes = (*store)->Sizes();
  if (!sizes.ok()) return sizes.status();
  std::printf("  %.1f MB on disk: %.1f bytes a quad\n",
              static_cast<double>(sizes->disk_bytes) / 1e6,
              static_cast<double>(sizes->disk_bytes) / quads);
  return (*store)->Close();
}

int Main(int argc, char** argv) {
  BulkLoadOptions options;
  std::vector<std::filesystem::path> files;
  TempDir temporary;
  std::filesystem::path directory = temporary / "database";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--memory" && i + 1 < argc) {
      options.memory_budget_bytes = std::strtoull(argv[++i], nullptr, 10) << 20;
    } else if (argument == "--threads" && i + 1 < argc) {
      options.thread_count = static_cast<unsigned>(std::strtoul(argv[++i], nullptr, 10));
    } else if (argument == "--keep" && i + 1 < argc) {
      directory = argv[++i];
    } else {
      files.emplace_back(argument);
    }
  }
  if (files.empty()) {
    std::fprintf(stderr,
                 "usage: load_bench [--memory MIB] [--threads N] [--keep DIRECTORY] FILE...\n");
    return 2;
  }
  std::printf("%s, %u cores; %s, built by %s; memory budget %llu MiB\n", MachineName().c_str(),
              std::thread::hardware_concurrency(), ENTENTE_BUILD_TYPE, __VERSION__,
              static_cast<unsigned long long>(options.memory_budget_bytes >> 20));
  for (const std::filesystem::path& file : files) {
    std::error_code ignored;
    std::printf("%s: %.1f MB\n", file.c_str(),
                static_cast<double>(std::filesystem::file_size(file, ignored)) / 1e6);
  }
  const absl::Status status = Run(files, options, directory);
  if (!status.ok()) std::fprintf(stderr, "load_bench: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) { return entente::Main(argc, argv); }
