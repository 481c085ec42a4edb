#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/terminal.h"

namespace entente {
namespace {

constexpr std::string_view kRowFormats = "table, markdown, csv, tsv, json or xml";
constexpr std::string_view kGraphFormats = "nt, ttl, nq or trig";

ExitCode Fail(const absl::Status& status, Doing doing) {
  PrintError(std::string(status.message()));
  return ExitCodeOf(status, doing);
}

// The text of the query and what messages call it.
absl::StatusOr<std::pair<std::string, std::string>> QueryText(const std::string& argument) {
  if (argument != "-" && !argument.starts_with('@'))
    return std::pair(argument, std::string("query"));
  const std::string path = argument == "-" ? argument : argument.substr(1);
  auto text = ReadAll(path);
  if (!text.ok()) return text.status();
  return std::pair(*std::move(text), path == "-" ? std::string("standard input") : path);
}

// name=TERM
absl::StatusOr<std::pair<std::string, Term>> ParseParam(const std::string& param,
                                                        const PrepareOptions& options) {
  const size_t equals = param.find('=');
  if (equals == 0 || equals == std::string::npos) {
    return absl::InvalidArgumentError("--param " + param + ": name=TERM is expected");
  }
  std::string name = param.substr(0, equals);
  if (name.starts_with('?') || name.starts_with('$')) name.erase(0, 1);
  PrepareOptions term_options = options;
  term_options.name = "--param " + name;
  auto term = ParseTerm(param.substr(equals + 1), term_options);
  if (!term.ok()) return term.status();
  return std::pair(std::move(name), *std::move(term));
}

std::string DefaultFormat(Prepared::Form form) {
  const bool for_people = IsTerminal(STDOUT_FILENO);
  if (form == Prepared::Form::kConstruct) return for_people ? "ttl" : "nt";
  return for_people ? "table" : "tsv";
}

absl::Status Answer(const View& view, const Prepared& query, const QueryOptions& options,
                    const std::string& format, const Output& output) {
  const WriteOptions write{
      .width = TerminalWidth(), .prefixes = query.prefixes(), .use_ascii = AsciiOnly()};
  switch (query.form()) {
    case Prepared::Form::kSelect: {
      auto rows = view.Query(query, options);
      return rows.ok() ? WriteRows(*rows, format, output, write) : rows.status();
    }
    case Prepared::Form::kAsk: {
      const auto answer = view.Ask(query, options);
      return answer.ok() ? WriteAnswer(*answer, format, output, write) : answer.status();
    }
    case Prepared::Form::kConstruct: {
      const auto quads = view.Construct(query, options);
      return quads.ok() ? WriteQuads(*quads, format, output, write) : quads.status();
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
  auto text = QueryText(arguments.query);
  if (!text.ok()) return Fail(text.status(), Doing::kMovingData);
  const PrepareOptions prepare{.name = text->second, .base_iri = arguments.base};
  auto query = Prepared::Parse(text->first, prepare);
  if (!query.ok()) return Fail(query.status(), Doing::kQuerying);

  const bool is_graph = query->form() == Prepared::Form::kConstruct;
  const std::string format =
      arguments.format.empty() ? DefaultFormat(query->form()) : arguments.format;
  if (is_graph ? !IsGraphFormat(format) : !IsResultFormat(format)) {
    PrintError("--format " + format + " does not fit this query: take " +
               std::string(is_graph ? kGraphFormats : kRowFormats));
    return kExitUsage;
  }

  QueryOptions options{.memory_budget_bytes = arguments.memory_bytes,
                       .row_count_max = arguments.row_count_max,
                       .cancelled = WatchSignals()};
  if (arguments.timeout_seconds.has_value()) {
    options.timeout = std::chrono::milliseconds(
        static_cast<std::chrono::milliseconds::rep>(*arguments.timeout_seconds * 1000));
  }
  for (const std::string& param : arguments.params) {
    auto value = ParseParam(param, prepare);
    if (!value.ok()) return Fail(value.status(), Doing::kQuerying);
    options.params.push_back(*std::move(value));
  }

  const auto database =
      Database::Open(arguments.database, {.create_if_missing = false, .read_only = true});
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  StandardOutput output;
  const absl::Status status = Answer(database->Read(), *query, options, format, output.AsOutput());
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kQuerying);
}

}  // namespace entente
