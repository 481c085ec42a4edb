#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/naming.h"
#include "tools/opening.h"
#include "tools/reports.h"
#include "tools/request.h"
#include "tools/terminal.h"

namespace entente {
namespace {

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

// A line for each, in names.
absl::Status WriteForPeople(const std::vector<Contradiction>& contradictions,
                            const std::string& format, Naming* names, const Output& output) {
  Naming& naming = *names;
  const auto says = [&](const std::string& claimant, const Triple& proposition) {
    return naming.NameOf(Iri(claimant)) + ": " + naming.NameOf(proposition);
  };
  std::vector<std::vector<Term>> rows;
  for (const Contradiction& c : contradictions) {
    std::string when = c.overlap.from ? c.overlap.from->ToString() : "";
    if (c.overlap.until) when += " – " + c.overlap.until->ToString();
    if (c.overlap.from && !c.overlap.until) when.insert(0, "since ");
    rows.push_back({RuleName(c.rule), says(c.first_claimant, c.first_proposition),
                    Naming::ShortIri(Iri(c.first)),
                    c.rule == Contradiction::Rule::kDenial
                        ? naming.NameOf(Iri(c.second_claimant)) + ": not so"
                        : says(c.second_claimant, c.second_proposition),
                    Naming::ShortIri(Iri(c.second)), c.is_certain ? "certain" : "possible",
                    when.empty() ? Term() : Term(when)});
  }
  if (!naming.status().ok()) return naming.status();
  return WriteTable({"rule", "one says", "claim", "the other says", "claim", "overlap", "when"},
                    rows, format, output, naming.ToTableOptions());
}

// A row of terms for each, claims last because their names say least.
absl::Status Write(std::vector<Contradiction> contradictions, const std::string& format,
                   const Naming& naming, const Output& output) {
  std::vector<std::vector<Term>> rows;
  rows.reserve(contradictions.size());
  for (Contradiction& c : contradictions) {
    rows.push_back({RuleName(c.rule), c.is_certain ? "certain" : "possible", ToTerm(c.overlap.from),
                    ToTerm(c.overlap.until), Iri(std::move(c.first_claimant)),
                    std::move(c.first_proposition), Iri(std::move(c.second_claimant)),
                    std::move(c.second_proposition), Iri(std::move(c.first)),
                    Iri(std::move(c.second))});
  }
  return WriteTable({"rule", "overlap", "from", "until", "firstClaimant", "firstProposition",
                     "secondClaimant", "secondProposition", "first", "second"},
                    rows, format, output, naming.ToTableOptions());
}

absl::StatusOr<ContradictionOptions> ToOptions(const ContradictionsArguments& arguments,
                                               const Prefixes& prefixes, const Reader& reader) {
  ContradictionOptions options{.count_max = arguments.limit};
  const auto view = ToView(arguments.view, {.prefixes = prefixes}, reader);
  if (!view.ok()) return view.status();
  if (view->has_value()) options.view = **view;
  for (const std::string& property : arguments.single_valued) {
    const auto term = ParseIri("--single-valued", property, prefixes);
    if (!term.ok()) return term.status();
    options.single_valued.push_back(term->iri().text);
  }
  return options;
}

}  // namespace

absl::Status WriteContradictions(std::vector<Contradiction> found, const std::string& format,
                                 Naming* naming, const Output& output) {
  const bool for_people = format == "table" || format == "markdown";
  return for_people ? WriteForPeople(found, format, naming, output)
                    : Write(std::move(found), format, *naming, output);
}

ExitCode RunContradictions(const ContradictionsArguments& arguments) {
  const std::string format = !arguments.format.empty()   ? arguments.format
                             : IsTerminal(STDOUT_FILENO) ? "table"
                                                         : "tsv";
  if (!IsResultFormat(format)) {
    PrintError("--format " + format + ": known are table, markdown, csv, tsv, json and xml");
    return kExitUsage;
  }
  const auto database = OpenToRead(arguments.database);
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  const View view = database->Read();
  const Prefixes prefixes = DeclaredPrefixes(arguments.database);
  const auto options = ToOptions(arguments, prefixes, view);
  if (!options.ok()) return Fail(options.status(), Doing::kRunning);
  auto found = view.FindContradictions(*options, {.timeout = ToTimeout(arguments.timeout_seconds),
                                                  .memory_budget_bytes = arguments.memory_bytes,
                                                  .cancelled = WatchSignals()});
  if (!found.ok()) return Fail(found.status(), Doing::kRunning);
  Naming naming(view, arguments.language, prefixes);
  StandardOutput output;
  const absl::Status status =
      WriteContradictions(*std::move(found), format, &naming, output.AsOutput());
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kRunning);
}

}  // namespace entente
