// Dot commands for files and databases.
#include <glob.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "tools/progress.h"
#include "tools/repl/dot_functions.h"
#include "tools/reports.h"
#include "tools/snapshot_making.h"
#include "tools/terminal.h"

namespace entente {
namespace {

// The files that a word with * or ? means; the word itself if there are none.
std::vector<std::filesystem::path> Expand(const std::string& word) {
  glob_t found = {};
  std::vector<std::filesystem::path> files;
  if (glob(word.c_str(), GLOB_TILDE, nullptr, &found) == 0) {
    for (size_t i = 0; i < found.gl_pathc; ++i) files.emplace_back(found.gl_pathv[i]);
  }
  globfree(&found);
  if (files.empty()) files.emplace_back(word);
  return files;
}

}  // namespace

Outcome OpenDatabase(Session& session, const DotArguments& arguments) {
  SessionOptions options;
  std::string path;
  for (const std::string& word : arguments.words) {
    if (word == "--read-only") {
      options.read_only = true;
    } else if (word == "--create") {
      options.create_if_missing = true;
    } else if (word.starts_with("--") || !path.empty()) {
      return WrongUsage("");
    } else {
      path = word;
    }
  }
  const absl::Status status = session.Open(path, options);
  if (status.ok()) return {};
  Outcome outcome = Failed(status, Doing::kOpening);
  if (absl::IsNotFound(status)) outcome.message += "; .open --create makes one";
  return outcome;
}

Outcome LoadFiles(Session& session, const DotArguments& arguments) {
  if (arguments.words.empty()) return WrongUsage("");
  std::vector<std::filesystem::path> files;
  for (const std::string& word : arguments.words) {
    for (std::filesystem::path& file : Expand(word)) files.push_back(std::move(file));
  }
  for (const std::filesystem::path& file : files) {
    if (access(file.c_str(), R_OK) != 0) {
      return {.code = kExitInputOutput,
              .message = file.string() + ": " + std::generic_category().message(errno)};
    }
    if (std::string objection = ObjectionToText(file.string()); !objection.empty()) {
      return {.code = kExitInput, .message = std::move(objection)};
    }
  }
  ProgressLine progress;
  LoadOptions options{.cancelled = WatchSignals()};
  if (progress.is_shown()) {
    options.progress = [&progress](const LoadProgress& state) { progress.Show(state); };
  }
  const auto start = std::chrono::steady_clock::now();
  const auto report = session.database().Load(files, options);
  progress.Clear();
  session.DataMayHaveChanged();
  if (!report.ok()) return Failed(report.status(), Doing::kRunning);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  PrintNote(LoadSummary(*report, time.count()));
  return {};
}

Outcome DumpQuads(Session& session, const DotArguments& arguments) {
  if (arguments.words.size() > 1) return WrongUsage("");
  DumpOptions options = {.prefixes = DefaultPrefixes(), .cancelled = WatchSignals()};
  for (const auto& prefix : session.prefixes()) options.prefixes.push_back(prefix);
  if (arguments.words.empty()) {
    return session.Print([&](const Output& output) {
      return session.database().Read().Dump(output, options).status();
    });
  }
  const std::filesystem::path file = arguments.words[0];
  if (const std::string ending = file.extension(); !IsGraphFormat(ending) && ending != ".ents") {
    return WrongUsage(file.string() + ": end the name in .nq, .nt, .ttl, .trig or .ents");
  }
  const auto count = session.database().Save(file, options);
  if (!count.ok()) return Failed(count.status(), Doing::kRunning);
  PrintNote(Counted(*count, "quad") + " written");
  return {};
}

Outcome MakeSnapshot(Session& session, const DotArguments& arguments) {
  if (arguments.words.size() != 1) return WrongUsage("");
  const std::string& file = arguments.words[0];
  ProgressLine progress;
  SnapshotMaking making;
  for (const auto& [name, iri] : session.prefixes()) {
    making.prefixes.push_back(std::string(name).append("=").append(iri));
  }
  auto options = ToSnapshotOptions(making, &progress);
  if (!options.ok()) return Failed(options.status(), Doing::kRunning);
  options->view = session.settings().view;
  const auto start = std::chrono::steady_clock::now();
  const auto info = session.database().Read().WriteSnapshot(file, *options);
  progress.Clear();
  if (!info.ok()) return Failed(info.status(), Doing::kRunning);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  PrintNote(SnapshotSummary(*info, time.count()));
  return {};
}

Outcome ShowStatistics(Session& session, const DotArguments&) {
  const auto statistics = session.database().ComputeStatistics();
  if (!statistics.ok()) return Failed(statistics.status(), Doing::kRunning);
  return session.Print(StatisticsText(*statistics));
}

}  // namespace entente
