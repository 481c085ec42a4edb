#include "tools/repl/session.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <utility>

#include "tools/limit_hints.h"
#include "tools/opening.h"
#include "tools/repl/paged_output.h"
#include "tools/repl/sparql_text.h"
#include "tools/reports.h"
#include "tools/request.h"
#include "tools/terminal.h"
#include "tools/unknown_names.h"

namespace entente {
namespace {

// A query without the ';' that people who know SQL put behind it.
std::string WithoutSemicolon(const std::string& text) {
  const auto pieces = PiecesOf(text);
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    if (piece->kind == TextPiece::Kind::kComment) continue;
    if (text[piece->begin] != ';') return text;
    std::string query = text;
    query[piece->begin] = ' ';
    return query;
  }
  return text;
}

std::string Seconds(std::chrono::steady_clock::time_point start) {
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  char text[64];
  std::snprintf(text, sizeof text, "%.3f s", time.count());
  return text;
}

}  // namespace

Outcome Failed(const absl::Status& status, Doing doing) {
  return {.code = ExitCodeOf(status, doing), .message = MessageWithHint(status, AskedIn::kShell)};
}

Outcome WrongUsage(std::string message) {
  return {.code = kExitUsage, .message = std::move(message)};
}

Session::Session() {
  if (IsTerminal(STDOUT_FILENO)) settings_.pager = FindPager();
}

absl::Status Session::Open(const std::string& path, const SessionOptions& options) {
  absl::StatusOr<Database> opened =
      path.empty() ? Database::OpenInMemory()
                   : Database::Open(path, {.create_if_missing = options.create_if_missing,
                                           .read_only = options.read_only,
                                           .map_snapshots = MapsSnapshotFiles()});
  if (!opened.ok()) return opened.status();
  const absl::Status closed = Close();
  database_.emplace(*std::move(opened));
  path_ = path;
  options_ = options;
  data_prefixes_ = DeclaredPrefixes(path);
  settings_.view.reset();
  DataMayHaveChanged();
  return closed;
}

absl::Status Session::Close() {
  if (!database_.has_value()) return absl::OkStatus();
  absl::Status status = database_->Close();
  database_.reset();
  return status;
}

PrepareOptions Session::ToPrepareOptions(const std::string& name, size_t first_line) const {
  return {.name = name, .first_line = first_line, .prefixes = prefixes()};
}

Prefixes Session::prefixes() const {
  Prefixes all = settings_.prefixes;
  for (const auto& prefix : data_prefixes_) {
    const auto has_name = [&prefix](const auto& own) { return own.first == prefix.first; };
    if (std::ranges::none_of(settings_.prefixes, has_name)) all.push_back(prefix);
  }
  return all;
}

Params Session::ParamsIn(std::string_view text) const {
  const std::set<std::string> used = VariablesOf(text);
  Params params;
  for (const auto& param : settings_.params) {
    if (used.contains(param.first)) params.push_back(param);
  }
  return params;
}

QueryOptions Session::ToQueryOptions(std::string_view text) const {
  return {.params = ParamsIn(text),
          .timeout = ToTimeout(settings_.timeout_seconds),
          .memory_budget_bytes = settings_.memory_bytes,
          .cancelled = WatchSignals(),
          .view = settings_.view};
}

std::string Session::row_format() const {
  if (!settings_.row_format.empty()) return settings_.row_format;
  return IsTerminal(STDOUT_FILENO) ? "table" : "tsv";
}

std::string Session::graph_format() const {
  if (!settings_.graph_format.empty()) return settings_.graph_format;
  return IsTerminal(STDOUT_FILENO) ? "ttl" : "nt";
}

uint64_t Session::row_count_max() const {
  return settings_.row_count_max.value_or(IsTerminal(STDOUT_FILENO) ? 1000 : 0);
}

WriteOptions Session::ToWriteOptions(std::string_view format, Prefixes prefixes) const {
  WriteOptions options = TableOptions(std::move(prefixes));
  if (format == "table") options.row_count_max = row_count_max();
  return options;
}

Naming Session::ToNaming(const Reader& reader) const {
  Naming::Told told;
  if (settings_.shows_sparql) {
    told = [](const std::string& query, const Params& params) {
      PrintNote(WithValues(query, params));
    };
  }
  return {reader,
          settings_.language,
          prefixes(),
          {.timeout = ToTimeout(settings_.timeout_seconds),
           .memory_budget_bytes = settings_.memory_bytes},
          told};
}

Outcome Session::Print(const std::function<absl::Status(const Output&)>& write) {
  PagedOutput output(settings_.pager);
  absl::Status status = write(output.AsOutput());
  const absl::Status finished = output.Finish();
  if (absl::IsNotFound(finished)) return Failed(finished, Doing::kRunning);
  if (output.reader_is_gone()) {
    // Nobody is left to read what other requests would print; a pager is left for the prompt.
    if (!IsTerminal(STDOUT_FILENO)) End();
    return {};
  }
  if (!status.ok()) return Failed(status, Doing::kRunning);
  return finished.ok() ? Outcome() : Failed(finished, Doing::kRunning);
}

Outcome Session::Print(const std::string& text) {
  return Print([&text](const Output& output) { return output(text); });
}

Outcome Session::Run(const Request& request, const std::string& name) {
  const auto start = std::chrono::steady_clock::now();
  const PrepareOptions prepare = ToPrepareOptions(name, request.first_line);
  const bool is_update = CheckRequest(request.text, prepare).form == RequestCheck::Form::kUpdate;
  Outcome outcome =
      is_update ? Update(request.text, prepare) : Answer(WithoutSemicolon(request.text), prepare);
  if (settings_.is_timed && outcome.code == kExitOk) PrintNote("Time: " + Seconds(start));
  return outcome;
}

Outcome Session::Answer(const std::string& text, const PrepareOptions& prepare) {
  const absl::StatusOr<Prepared> query = Prepared::Parse(text, prepare);
  if (!query.ok()) {
    Outcome outcome = Failed(query.status(), Doing::kRunning);
    outcome.has_place = true;
    return outcome;
  }
  last_query_ = text;
  const View view = database_->Read();
  const QueryOptions options = ToQueryOptions(text);
  if (settings_.explain != SessionSettings::Explain::kOff) {
    const auto plan =
        view.Explain(*query, settings_.explain == SessionSettings::Explain::kAnalyze, options);
    return plan.ok() ? Print(*plan) : Failed(plan.status(), Doing::kRunning);
  }
  switch (query->form()) {
    case Prepared::Form::kSelect: {
      auto rows = view.Query(*query, options);
      if (!rows.ok()) return Failed(rows.status(), Doing::kRunning);
      const std::string format = row_format();
      Outcome outcome = Print([&](const Output& output) {
        return WriteRows(*rows, format, output, ToWriteOptions(format, query->prefixes()));
      });
      if (outcome.code == kExitOk && rows->row_count() == 0) {
        PrintNoteOnUnknownNames(*database_, *query);
      }
      return outcome;
    }
    case Prepared::Form::kAsk: {
      const auto answer = view.Ask(*query, options);
      if (!answer.ok()) return Failed(answer.status(), Doing::kRunning);
      Outcome outcome =
          Print([&](const Output& output) { return WriteAnswer(*answer, row_format(), output); });
      if (!*answer) PrintNoteOnUnknownNames(*database_, *query);
      return outcome;
    }
    case Prepared::Form::kConstruct: {
      uint64_t quad_count = 0;
      const auto give = [&](const QuadTaker& take) -> absl::Status {
        const auto given = view.ConstructEach(*query, take, options);
        if (given.ok()) quad_count = *given;
        return given.status();
      };
      Outcome outcome = Print([&](const Output& output) {
        return WriteQuadsFrom(give, graph_format(), output, {.prefixes = query->prefixes()});
      });
      if (outcome.code == kExitOk && quad_count == 0) PrintNoteOnUnknownNames(*database_, *query);
      return outcome;
    }
  }
  return {};
}

Outcome Session::Update(const std::string& text, const PrepareOptions& prepare) {
  const absl::StatusOr<PreparedUpdate> update = PreparedUpdate::Parse(text, prepare);
  if (!update.ok()) {
    Outcome outcome = Failed(update.status(), Doing::kRunning);
    outcome.has_place = true;
    return outcome;
  }
  absl::StatusOr<Transaction> transaction = database_->Begin();
  if (!transaction.ok()) return Failed(transaction.status(), Doing::kRunning);
  const auto report = transaction->Update(*update, {.params = ParamsIn(text),
                                                    .timeout = ToTimeout(settings_.timeout_seconds),
                                                    .memory_budget_bytes = settings_.memory_bytes,
                                                    .cancelled = WatchSignals()});
  if (!report.ok()) return Failed(report.status(), Doing::kRunning);
  const absl::Status committed = transaction->Commit();
  DataMayHaveChanged();
  if (!committed.ok()) return Failed(committed, Doing::kRunning);
  PrintNote(Counted(report->quads_inserted, "quad") + " inserted, " +
            Grouped(report->quads_removed) + " removed");
  return {};
}

Outcome Session::Explain(const std::string& query, bool analyze) {
  const std::string text = WithoutSemicolon(query);
  const absl::StatusOr<Prepared> prepared = Prepared::Parse(text, ToPrepareOptions("query"));
  if (!prepared.ok()) return Failed(prepared.status(), Doing::kRunning);
  const auto plan = database_->Read().Explain(*prepared, analyze, ToQueryOptions(text));
  return plan.ok() ? Print(*plan) : Failed(plan.status(), Doing::kRunning);
}

}  // namespace entente
