#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/opening.h"
#include "tools/progress.h"
#include "tools/reports.h"
#include "tools/request.h"
#include "tools/snapshot_making.h"
#include "tools/terminal.h"
#include "tools/view_options.h"

namespace entente {
namespace {

absl::StatusOr<SnapshotInfo> Write(const Reader& reader, const SnapshotCreateArguments& arguments,
                                   SnapshotOptions options) {
  const Prefixes prefixes = DeclaredPrefixes(arguments.database);
  if (!arguments.graphs.empty()) options.graphs.emplace();
  for (const std::string& graph : arguments.graphs) {
    absl::StatusOr<Term> term = Term();
    if (graph != "default") term = ParseIri("--graph", graph, prefixes);
    if (!term.ok()) return term.status();
    options.graphs->push_back(*std::move(term));
  }
  auto view = ToView(arguments.view, {.prefixes = prefixes}, reader);
  if (!view.ok()) return view.status();
  if (arguments.query.empty()) {
    options.view = *std::move(view);
    return reader.WriteSnapshot(arguments.file, options);
  }
  const auto request = ReadRequest(arguments.query, "query");
  if (!request.ok()) return request.status();
  const auto query = Prepared::Parse(request->text, {.name = request->name, .prefixes = prefixes});
  if (!query.ok()) return query.status();
  if (query->form() != Prepared::Form::kConstruct) {
    return WrongOption("--query takes a CONSTRUCT or DESCRIBE");
  }
  return reader.WriteSnapshot(arguments.file, *query, options,
                              {.memory_budget_bytes = arguments.making.memory_bytes,
                               .cancelled = options.cancelled,
                               .view = *std::move(view)});
}

}  // namespace

std::string SnapshotSummary(const SnapshotInfo& info, double seconds) {
  char rates[96];
  std::snprintf(rates, sizeof rates, " (%.2f bytes/quad) in %.2f s (%.2f M/s)",
                static_cast<double>(info.file_bytes) /
                    static_cast<double>(std::max<uint64_t>(info.quad_count, 1)),
                seconds, static_cast<double>(info.quad_count) / 1e6 / std::max(seconds, 1e-6));
  return Counted(info.quad_count, "quad") + ", " + Counted(info.term_count, "term") + ", " +
         Grouped(info.file_bytes) + " bytes" + rates + "\nlogical hash " + info.logical_hash;
}

ExitCode RunSnapshotCreate(const SnapshotCreateArguments& arguments) {
  ProgressLine progress;
  auto options = ToSnapshotOptions(arguments.making, &progress);
  if (!options.ok()) return Fail(options.status(), Doing::kRunning);
  const auto database = OpenToRead(arguments.database);
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  const auto start = std::chrono::steady_clock::now();
  const auto info = Write(database->Read(), arguments, *std::move(options));
  progress.Clear();
  if (!info.ok()) return Fail(info.status(), Doing::kRunning);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  PrintNote(SnapshotSummary(*info, time.count()));
  return kExitOk;
}

}  // namespace entente
