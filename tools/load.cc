#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/progress.h"
#include "tools/reports.h"
#include "tools/request.h"
#include "tools/terminal.h"

namespace entente {
namespace {

bool IsSnapshot(const std::string& file) {
  std::error_code error;
  return std::filesystem::is_regular_file(file, error) &&
         (file.ends_with(".ents") || ReadSnapshotInfo(file).ok());
}

bool HasNameOfPatch(std::filesystem::path file) {
  const std::filesystem::path ending = file.extension();
  if (ending == ".gz" || ending == ".zst" || ending == ".bz2") file = file.stem();
  return file.extension() == ".rdfp";
}

// By its byte order mark.
bool IsUtf16(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  std::ifstream stream(file, std::ios::binary);
  char mark[2] = {};
  stream.read(mark, sizeof mark);
  const std::string_view read(mark, sizeof mark);
  return read == "\xFF\xFE" || read == "\xFE\xFF";
}

}  // namespace

std::string ObjectionToText(const std::string& file) {
  if (!IsUtf16(file)) return "";
  return file + " is UTF-16: make UTF-8 of it, as with iconv -f UTF-16 -t UTF-8";
}

namespace {

// What can be said before a database is made for files that cannot be loaded.
ExitCode CheckFiles(const LoadArguments& arguments) {
  if (!arguments.format.empty() && !IsGraphFormat(arguments.format)) {
    PrintError("--format " + arguments.format + ": known are nt, nq, ttl and trig");
    return kExitUsage;
  }
  for (const std::string& file : arguments.files) {
    if (!arguments.format.empty() && IsSnapshot(file)) {
      PrintError("--format " + arguments.format + ": " + file +
                 " is a snapshot, which has no syntax");
      return kExitUsage;
    }
    if (!arguments.base.empty() && IsSnapshot(file)) {
      PrintError("--base " + arguments.base + ": " + file +
                 " is a snapshot, which has no relative IRIs");
      return kExitUsage;
    }
    if (arguments.files.size() > 1 && IsSnapshot(file)) {
      PrintError(file + " is a snapshot, which is loaded by itself, without other files");
      return kExitUsage;
    }
    if (arguments.format.empty() && HasNameOfPatch(file)) {
      PrintError(file + " is a patch by its name: apply it with entente patch");
      return kExitUsage;
    }
    if (file == "-") {
      if (!arguments.format.empty()) continue;
      PrintError("standard input has no file ending: say --format nt, nq, ttl or trig");
      return kExitUsage;
    }
    if (access(file.c_str(), R_OK) != 0) {
      PrintError(file + ": " + std::generic_category().message(errno));
      return kExitInputOutput;
    }
    if (const std::string objection = ObjectionToText(file); !objection.empty()) {
      PrintError(objection);
      return kExitInput;
    }
  }
  return kExitOk;
}

}  // namespace

std::string Counted(uint64_t count, std::string_view noun) {
  return Grouped(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

std::string LoadSummary(const LoadReport& report, double seconds) {
  char rate[64];
  std::snprintf(rate, sizeof rate, " in %.2f s (%.2f M/s)", seconds,
                static_cast<double>(report.quads_read) / 1e6 / std::max(seconds, 1e-6));
  const auto added = static_cast<uint64_t>(std::max<int64_t>(report.quads_added, 0));
  return Counted(report.quads_read, "quad") + " read, " + Grouped(added) + " new" + rate;
}

ExitCode RunLoad(const LoadArguments& arguments) {
  if (const ExitCode code = CheckFiles(arguments); code != kExitOk) return code;
  LoadOptions options{.format = arguments.format,
                      .base_iri = arguments.base,
                      .memory_budget_bytes = arguments.memory_bytes,
                      .thread_count = arguments.thread_count,
                      .cancelled = WatchSignals()};
  if (!arguments.graph.empty()) {
    const auto graph = ParseIri("--graph", arguments.graph);
    if (!graph.ok()) return Fail(graph.status(), Doing::kRunning);
    options.graph = *graph;
  }

  std::error_code ignored;
  const bool was_there = std::filesystem::exists(arguments.database, ignored) &&
                         !std::filesystem::is_empty(arguments.database, ignored);
  auto database = Database::Open(arguments.database);
  if (!database.ok()) {
    return Fail(database.status(), Doing::kOpening);
  }
  ProgressLine progress;
  if (progress.is_shown()) {
    options.progress = [&progress](const LoadProgress& state) { progress.Show(state); };
  }
  const auto start = std::chrono::steady_clock::now();
  const std::vector<std::filesystem::path> files(arguments.files.begin(), arguments.files.end());
  auto report = database->Load(files, options);
  progress.Clear();
  absl::Status status = report.status();
  const absl::Status closed = database->Close();
  if (status.ok()) {
    status = closed;
  } else if (!was_there) {
    // All or nothing: a database that was made for this load goes with it.
    std::filesystem::remove_all(arguments.database, ignored);
  }
  if (!status.ok()) {
    return Fail(status, Doing::kRunning);
  }
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  PrintNote(LoadSummary(*report, time.count()));
  return kExitOk;
}

}  // namespace entente
