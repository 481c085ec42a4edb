#include <string>
#include <utility>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/request.h"
#include "tools/terminal.h"

namespace entente {
ExitCode RunUpdate(const UpdateArguments& arguments) {
  const auto request = ReadRequest(arguments.update, "update");
  if (!request.ok()) return Fail(request.status(), Doing::kMovingData);
  const PrepareOptions prepare{.name = request->name, .base_iri = arguments.base};
  const auto update = PreparedUpdate::Parse(request->text, prepare);
  if (!update.ok()) return Fail(update.status(), Doing::kQuerying);
  auto params = ParseParams(arguments.params, prepare);
  if (!params.ok()) return Fail(params.status(), Doing::kQuerying);

  auto database = Database::Open(arguments.database, {.create_if_missing = false});
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  {
    auto transaction = database->Begin();
    if (!transaction.ok()) return Fail(transaction.status(), Doing::kMovingData);
    const auto report =
        transaction->Update(*update, {.params = *std::move(params),
                                      .timeout = ToTimeout(arguments.timeout_seconds),
                                      .memory_budget_bytes = arguments.memory_bytes,
                                      .cancelled = WatchSignals(),
                                      .allow_local_files = arguments.allows_load});
    if (!report.ok()) return Fail(report.status(), Doing::kQuerying);
    const absl::Status committed = transaction->Commit();
    if (!committed.ok()) return Fail(committed, Doing::kMovingData);
    PrintNote(Grouped(report->quads_inserted) + " quads inserted, " +
              Grouped(report->quads_removed) + " removed");
  }
  const absl::Status closed = database->Close();
  return closed.ok() ? kExitOk : Fail(closed, Doing::kMovingData);
}

}  // namespace entente
