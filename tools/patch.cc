#include <string>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/reports.h"
#include "tools/terminal.h"

namespace entente {
namespace {

std::string Summary(const PatchReport& report) {
  std::string text =
      Counted(report.quads_added, "quad") + " added, " + Grouped(report.quads_removed) + " removed";
  const uint64_t idle =
      report.additions_read + report.removals_read - report.quads_added - report.quads_removed;
  if (idle > 0) text += "; " + Counted(idle, "row") + " changed nothing";
  return text;
}

}  // namespace

ExitCode RunPatch(const PatchArguments& arguments) {
  auto database = Database::Open(arguments.database, {.create_if_missing = false});
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  const auto report = database->ApplyPatch(
      arguments.file, {.memory_budget_bytes = arguments.memory_bytes, .cancelled = WatchSignals()});
  if (!report.ok()) return Fail(report.status(), Doing::kRunning);
  PrintNote(Summary(*report));
  const absl::Status closed = database->Close();
  return closed.ok() ? kExitOk : Fail(closed, Doing::kRunning);
}

}  // namespace entente
