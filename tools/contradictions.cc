#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/request.h"
#include "tools/terminal.h"

namespace entente {
namespace {

ExitCode Fail(const absl::Status& status, Doing doing) {
  PrintError(std::string(status.message()));
  return ExitCodeOf(status, doing);
}

std::string_view RuleName(Contradiction::Rule rule) {
  switch (rule) {
    case Contradiction::Rule::kDenial:
      return "denial";
    case Contradiction::Rule::kSingleValued:
      return "single-valued";
    case Contradiction::Rule::kDisjoint:
      return "disjoint";
  }
  return "";
}

Term ToTerm(const std::optional<PartialDate>& date) {
  if (!date.has_value()) return {};
  const std::string_view type = date->month == 0 ? "gYear" : date->day == 0 ? "gYearMonth" : "date";
  return Literal{.lexical = date->ToString(),
                 .datatype = "http://www.w3.org/2001/XMLSchema#" + std::string(type)};
}

// A row for each, claims last because their names say least.
absl::Status Write(std::vector<Contradiction> contradictions, const std::string& format,
                   const Output& output) {
  std::vector<std::vector<Term>> rows;
  rows.reserve(contradictions.size());
  for (Contradiction& c : contradictions) {
    rows.push_back({RuleName(c.rule), c.is_certain ? "certain" : "possible", ToTerm(c.overlap.from),
                    ToTerm(c.overlap.until), Iri(std::move(c.first_claimant)),
                    std::move(c.first_proposition), Iri(std::move(c.second_claimant)),
                    std::move(c.second_proposition), Iri(std::move(c.first)),
                    Iri(std::move(c.second))});
  }
  return WriteTable(
      {"rule", "overlap", "from", "until", "firstClaimant", "firstProposition", "secondClaimant",
       "secondProposition", "first", "second"},
      rows, format, output,
      {.width = TerminalWidth(), .prefixes = DefaultPrefixes(), .use_ascii = AsciiOnly()});
}

absl::StatusOr<ContradictionOptions> ToOptions(const ContradictionsArguments& arguments) {
  ContradictionOptions options{.count_max = arguments.limit};
  const auto view = ToView(arguments.view, {});
  if (!view.ok()) return view.status();
  if (view->has_value()) options.view = **view;
  for (const std::string& property : arguments.single_valued) {
    const auto term = ParseTerm(property, {});
    if (!term.ok() || !term->is_iri()) {
      return absl::InvalidArgumentError("--single-valued " + property +
                                        ": write <IRI>, or a name with a known prefix");
    }
    options.single_valued.push_back(term->iri().text);
  }
  return options;
}

}  // namespace

ExitCode RunContradictions(const ContradictionsArguments& arguments) {
  const std::string format = !arguments.format.empty()   ? arguments.format
                             : IsTerminal(STDOUT_FILENO) ? "table"
                                                         : "tsv";
  if (!IsResultFormat(format)) {
    PrintError("--format " + format + ": known are table, markdown, csv, tsv, json and xml");
    return kExitUsage;
  }
  const auto options = ToOptions(arguments);
  if (!options.ok()) {
    PrintError(std::string(options.status().message()));
    return kExitUsage;
  }
  const auto database =
      Database::Open(arguments.database, {.create_if_missing = false, .read_only = true});
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  auto found = database->Read().FindContradictions(*options,
                                                   {.timeout = ToTimeout(arguments.timeout_seconds),
                                                    .memory_budget_bytes = arguments.memory_bytes,
                                                    .cancelled = WatchSignals()});
  if (!found.ok()) return Fail(found.status(), Doing::kQuerying);
  StandardOutput output;
  const absl::Status status = Write(*std::move(found), format, output.AsOutput());
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kQuerying);
}

}  // namespace entente
