#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/opening.h"
#include "tools/request.h"
#include "tools/terminal.h"
#include "tools/unknown_names.h"

namespace entente {
namespace {

constexpr std::string_view kRowFormats = "table, markdown, csv, tsv, json or xml";
constexpr std::string_view kGraphFormats = "nt, ttl, nq or trig";

std::string DefaultFormat(Prepared::Form form) {
  const bool for_people = IsTerminal(STDOUT_FILENO);
  if (form == Prepared::Form::kConstruct) return for_people ? "ttl" : "nt";
  return for_people ? "table" : "tsv";
}

absl::Status Answer(const View& view, const Prepared& query, const QueryOptions& options,
                    const std::string& format, const Output& output, bool* is_empty) {
  const WriteOptions write = TableOptions(query.prefixes());
  switch (query.form()) {
    case Prepared::Form::kSelect: {
      auto rows = view.Query(query, options);
      if (!rows.ok()) return rows.status();
      const absl::Status written = WriteRows(*rows, format, output, write);
      *is_empty = rows->row_count() == 0;
      return written;
    }
    case Prepared::Form::kAsk: {
      const auto answer = view.Ask(query, options);
      if (!answer.ok()) return answer.status();
      *is_empty = !*answer;
      return WriteAnswer(*answer, format, output, write);
    }
    case Prepared::Form::kConstruct: {
      uint64_t quad_count = 0;
      const auto give = [&](const QuadTaker& take) -> absl::Status {
        const auto given = view.ConstructEach(query, take, options);
        if (given.ok()) quad_count = *given;
        return given.status();
      };
      const absl::Status written = WriteQuadsFrom(give, format, output, write);
      *is_empty = quad_count == 0;
      return written;
    }
  }
  return absl::OkStatus();
}

}  // namespace

ExitCode RunQuery(const QueryArguments& arguments) {
  if (!arguments.format.empty() && !IsResultFormat(arguments.format) &&
      !IsGraphFormat(arguments.format)) {
    PrintError("--format " + arguments.format + ": known are " + std::string(kRowFormats) +
               " for SELECT and ASK, " + std::string(kGraphFormats) +
               " for CONSTRUCT and DESCRIBE");
    return kExitUsage;
  }
  const auto request = ReadRequest(arguments.query, "query");
  if (!request.ok()) return Fail(request.status(), Doing::kRunning);
  const PrepareOptions prepare{.name = request->name,
                               .base_iri = arguments.base,
                               .prefixes = DeclaredPrefixes(arguments.database)};
  auto query = Prepared::Parse(request->text, prepare);
  if (!query.ok()) return Fail(query.status(), Doing::kRunning);

  const bool is_graph = query->form() == Prepared::Form::kConstruct;
  const std::string format =
      arguments.format.empty() ? DefaultFormat(query->form()) : arguments.format;
  if (is_graph ? !IsGraphFormat(format) : !IsResultFormat(format)) {
    PrintError("--format " + format + " does not fit this query: take " +
               std::string(is_graph ? kGraphFormats : kRowFormats));
    return kExitUsage;
  }

  auto params = ParseParams(arguments.params, prepare);
  if (!params.ok()) return Fail(params.status(), Doing::kRunning);
  const auto database = OpenToRead(arguments.database);
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  const View view = database->Read();
  const auto evidence_view = ToView(arguments.view, {.prefixes = query->prefixes()}, view);
  if (!evidence_view.ok()) return Fail(evidence_view.status(), Doing::kRunning);
  const QueryOptions options{.params = *std::move(params),
                             .timeout = ToTimeout(arguments.timeout_seconds),
                             .memory_budget_bytes = arguments.memory_bytes,
                             .row_count_max = arguments.row_count_max,
                             .cancelled = WatchSignals(),
                             .view = *evidence_view};

  StandardOutput output;
  bool is_empty = false;
  const absl::Status status = Answer(view, *query, options, format, output.AsOutput(), &is_empty);
  if (status.ok() && is_empty) PrintNoteOnUnknownNames(*database, *query);
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kRunning);
}

}  // namespace entente
