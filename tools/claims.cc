#include <string>
#include <string_view>

#include "entente/entente.h"
#include "tools/cards.h"
#include "tools/commands.h"
#include "tools/naming.h"
#include "tools/opening.h"
#include "tools/reports.h"
#include "tools/terminal.h"

namespace entente {
namespace {

using CardWriter = absl::Status (*)(const Reader&, const Iri&, Naming*, const WriteOptions&,
                                    const Output&);

struct CardKind {
  std::string_view command;
  std::string_view record_class;
  CardWriter write;
};
constexpr CardKind kCardKinds[] = {{"actor", "Actor", WriteActorCard},
                                   {"coalition", "Coalition", WriteCoalitionCard},
                                   {"document", "Document", WriteDocumentCard},
                                   {"claim", "Claim", WriteClaimCard}};

}  // namespace

absl::Status WriteClaims(const ClaimsArguments& arguments, const std::string& format, Naming* names,
                         const Output& output) {
  Naming& naming = *names;
  std::string pattern;
  Params params;
  const auto require = [&](const std::string& name, const std::string& text,
                           std::string_view record_class,
                           std::string_view condition) -> absl::Status {
    if (text.empty()) return absl::OkStatus();
    const absl::StatusOr<Iri> iri = naming.Resolve(text, record_class);
    if (!iri.ok()) return iri.status();
    pattern += std::string(condition) + " ";
    params.emplace_back(name, *iri);
    return absl::OkStatus();
  };
  absl::Status status = require(
      "about", arguments.about, "",
      "{ ?c rdf:reifies <<( ?about ?p1 ?o1 )>> } UNION { ?c rdf:reifies <<( ?s2 ?p2 ?about )>> } "
      "UNION { ?c ent:about ?about }");
  status.Update(require("by", arguments.by, "Actor", "?c ent:claimant ?by ."));
  status.Update(require("in", arguments.in, "Document", "?c ent:source ?in ."));
  status.Update(require("answers", arguments.answers, "Claim",
                        "{ ?c ent:onClaim ?answers } UNION { ?c rdf:reifies <<( ?s3 ?p3 ?answers "
                        ")>> } UNION { ?answers rdf:reifies ?t . ?c rdf:reifies ?t "
                        "FILTER(?c != ?answers) }"));
  if (!status.ok()) return status;
  const absl::StatusOr<std::vector<ClaimLine>> lines = FindClaimLines(naming, pattern, params);
  if (!lines.ok()) return lines.status();
  const bool for_people = format == "table" || format == "markdown";
  std::vector<std::vector<Term>> rows;
  for (const ClaimLine& line : *lines) {
    const auto cell = [&](const Term& term) {
      return for_people && term ? Term(naming.NameOf(term)) : term;
    };
    rows.push_back(
        {for_people && line.claim.is_iri() ? Term(Naming::ShortIri(line.claim.iri())) : line.claim,
         cell(line.claimant), cell(line.stance), cell(line.proposition), cell(line.source),
         cell(line.locator), cell(line.stated_on)});
  }
  if (!naming.status().ok()) return naming.status();
  return WriteTable({"claim", "claimant", "stance", "proposition", "source", "locator", "statedOn"},
                    rows, format, output, naming.ToTableOptions());
}

absl::Status WriteCard(std::string_view kind, const std::string& record, Naming* naming,
                       const Output& output) {
  for (const CardKind& known : kCardKinds) {
    if (known.command != kind) continue;
    const absl::StatusOr<Iri> iri = naming->Resolve(record, known.record_class);
    if (!iri.ok()) return iri.status();
    return known.write(naming->reader(), *iri, naming, naming->ToTableOptions(), output);
  }
  return absl::InvalidArgumentError("there are no cards of " + std::string(kind));
}

ExitCode RunCard(const CardArguments& arguments) {
  const absl::StatusOr<Database> database = OpenToRead(arguments.database);
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  const View view = database->Read();
  Naming naming(view, arguments.language, DeclaredPrefixes(arguments.database));
  StandardOutput output;
  const absl::Status status =
      WriteCard(arguments.kind, arguments.record, &naming, output.AsOutput());
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kRunning);
}

ExitCode RunClaims(const ClaimsArguments& arguments) {
  std::string format = arguments.format;
  if (format.empty()) format = IsTerminal(STDOUT_FILENO) ? "table" : "tsv";
  if (!IsResultFormat(format)) {
    PrintError("--format " + format + ": known are table, markdown, csv, tsv, json and xml");
    return kExitUsage;
  }
  const absl::StatusOr<Database> database = OpenToRead(arguments.database);
  if (!database.ok()) return Fail(database.status(), Doing::kOpening);
  StandardOutput output;
  const View view = database->Read();
  Naming naming(view, arguments.language, DeclaredPrefixes(arguments.database));
  const absl::Status status = WriteClaims(arguments, format, &naming, output.AsOutput());
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kRunning);
}

}  // namespace entente
