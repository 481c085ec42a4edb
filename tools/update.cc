#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/repl/sparql_text.h"
#include "tools/reports.h"
#include "tools/request.h"
#include "tools/terminal.h"

namespace entente {
namespace {

// Updates of one database, each a transaction.
class Updater {
 public:
  explicit Updater(const UpdateArguments& arguments) : arguments_(arguments) {}

  absl::Status Open() {
    auto database = Database::Open(arguments_.database, {.create_if_missing = false});
    if (!database.ok()) return database.status();
    database_.emplace(*std::move(database));
    return absl::OkStatus();
  }
  absl::Status Close() { return database_->Close(); }

  // Reads the update and the values of its parameters.
  absl::Status Prepare(const RequestText& request, size_t first_line) {
    const PrepareOptions options{
        .name = request.name, .first_line = first_line, .base_iri = arguments_.base};
    auto update = PreparedUpdate::Parse(request.text, options);
    if (!update.ok()) return update.status();
    auto params = ParseParams(arguments_.params, options);
    if (!params.ok()) return params.status();
    update_.emplace(*std::move(update));
    params_ = *std::move(params);
    return absl::OkStatus();
  }

  // On disk when it returns kExitOk; else it has said what is wrong.
  ExitCode Run() {
    auto transaction = database_->Begin();
    if (!transaction.ok()) return Fail(transaction.status(), Doing::kRunning);
    const auto report =
        transaction->Update(*update_, {.params = params_,
                                       .timeout = ToTimeout(arguments_.timeout_seconds),
                                       .memory_budget_bytes = arguments_.memory_bytes,
                                       .cancelled = WatchSignals(),
                                       .allow_local_files = arguments_.allows_load});
    if (!report.ok()) return Fail(report.status(), Doing::kRunning);
    const absl::Status committed = transaction->Commit();
    if (!committed.ok()) return Fail(committed, Doing::kRunning);
    quads_inserted_ += report->quads_inserted;
    quads_removed_ += report->quads_removed;
    return kExitOk;
  }

  void PrintCounts() const {
    PrintNote(Counted(quads_inserted_, "quad") + " inserted, " + Grouped(quads_removed_) +
              " removed");
  }

 private:
  const UpdateArguments& arguments_;
  std::optional<Database> database_;
  std::optional<PreparedUpdate> update_;
  Params params_;
  uint64_t quads_inserted_ = 0;
  uint64_t quads_removed_ = 0;
};

// Whether a request may go on behind the text: it is not whole, or a prologue only.
bool GoesOn(const std::string& text) {
  const RequestCheck check = CheckRequest(text);
  return check.is_unfinished || (check.status.ok() && check.form == RequestCheck::Form::kNothing);
}

// Runs each line of standard input, and tells standard output when it is on disk. A request that is
// not whole at the end of its line takes in those that follow.
ExitCode RunLines(Updater* updater) {
  StandardOutput output;
  uint64_t request_count = 0;
  size_t line_number = 0;
  size_t first_line = 1;
  std::string text;
  std::string line;
  OpenText open;
  while (std::getline(std::cin, line)) {
    ++line_number;
    if (text.empty()) {
      first_line = line_number;
      open = OpenText();
    }
    text.append(line).append("\n");
    open.Add(line);
    // Between braces there is no need to parse it all again.
    if (open.is_open() || GoesOn(text)) continue;
    const absl::Status prepared = updater->Prepare({text, "standard input"}, first_line);
    if (!prepared.ok()) return Fail(prepared, Doing::kRunning);
    text.clear();
    if (const ExitCode code = updater->Run(); code != kExitOk) return code;
    const absl::Status told = output.Write("ok " + std::to_string(++request_count) + "\n");
    if (output.reader_is_gone()) return kExitOk;
    if (!told.ok()) return Fail(told, Doing::kRunning);
  }
  if (*WatchSignals()) return Fail(absl::CancelledError("interrupted"), Doing::kRunning);
  const absl::Status input = StandardInputStatus();
  if (!input.ok()) return Fail(input, Doing::kRunning);
  // What is not whole is shown by the parser; a prologue or comments at the end do nothing.
  const absl::Status rest = updater->Prepare({text, "standard input"}, first_line);
  return rest.ok() ? kExitOk : Fail(rest, Doing::kRunning);
}

}  // namespace

ExitCode RunUpdate(const UpdateArguments& arguments) {
  Updater updater(arguments);
  const bool reads_lines = arguments.update == "-";
  if (!reads_lines) {
    const auto request = ReadRequest(arguments.update, "update");
    if (!request.ok()) return Fail(request.status(), Doing::kRunning);
    const absl::Status prepared = updater.Prepare(*request, 1);
    if (!prepared.ok()) return Fail(prepared, Doing::kRunning);
  }
  const absl::Status opened = updater.Open();
  if (absl::IsNotFound(opened)) {
    PrintError(std::string(opened.message()) + "; entente load makes one");
    return ExitCodeOf(opened, Doing::kOpening);
  }
  if (!opened.ok()) return Fail(opened, Doing::kOpening);
  const ExitCode code = reads_lines ? RunLines(&updater) : updater.Run();
  // Of several, those before the one that failed are done.
  if (code == kExitOk || reads_lines) updater.PrintCounts();
  const absl::Status closed = updater.Close();
  if (code != kExitOk || closed.ok()) return code;
  return Fail(closed, Doing::kRunning);
}

}  // namespace entente
