#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/opening.h"
#include "tools/request.h"
#include "tools/terminal.h"

namespace entente {

ExitCode RunExplain(const ExplainArguments& arguments) {
  const QueryArguments& query = arguments.query;
  const auto request = ReadRequest(query.query, "query");
  if (!request.ok()) return Fail(request.status(), Doing::kRunning);
  const PrepareOptions prepare{
      .name = request->name, .base_iri = query.base, .prefixes = DeclaredPrefixes(query.database)};
  const auto prepared = Prepared::Parse(request->text, prepare);
  if (!prepared.ok()) return Fail(prepared.status(), Doing::kRunning);
  auto params = ParseParams(query.params, prepare);
  if (!params.ok()) return Fail(params.status(), Doing::kRunning);
  const auto database = OpenToRead(query.database);
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  const View view = database->Read();
  const auto evidence_view = ToView(query.view, {.prefixes = prepared->prefixes()}, view);
  if (!evidence_view.ok()) return Fail(evidence_view.status(), Doing::kRunning);
  const QueryOptions options{.params = *std::move(params),
                             .timeout = ToTimeout(query.timeout_seconds),
                             .memory_budget_bytes = query.memory_bytes,
                             .cancelled = WatchSignals(),
                             .view = *evidence_view};
  const auto plan = view.Explain(*prepared, arguments.analyze, options);
  if (!plan.ok()) return Fail(plan.status(), Doing::kRunning);
  StandardOutput output;
  const absl::Status status = output.AsOutput()(*plan);
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kRunning);
}

}  // namespace entente
