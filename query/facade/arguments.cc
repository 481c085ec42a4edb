#include "query/facade/arguments.h"

#include <algorithm>

#include "schema/status_macros.h"
#include "schema/syntax/prefix_map.h"
#include "schema/term_check.h"
#include "schema/text.h"

namespace entente {

absl::Status CheckTerm(const Term& term) {
  if (!term) return absl::OkStatus();
  const std::string problem = ProblemOf(term);
  return problem.empty() ? absl::OkStatus() : absl::InvalidArgumentError(problem);
}

absl::Status CheckPath(const std::filesystem::path& path) {
  if (path.empty()) return absl::InvalidArgumentError("a path is expected, and this one is empty");
  if (path.native().find('\0') == std::string::npos) return absl::OkStatus();
  return absl::InvalidArgumentError("a path has a zero byte");
}

absl::Status CheckGraph(const Term& graph) {
  if (graph.is_literal() || graph.is_triple()) {
    return absl::InvalidArgumentError("a graph must be named by an IRI or a blank node");
  }
  return CheckTerm(graph);
}

absl::Status CheckQuad(const Quad& quad) {
  RETURN_IF_ERROR(CheckGraph(quad.graph));
  if (!quad.subject.is_iri() && !quad.subject.is_blank_node()) {
    return absl::InvalidArgumentError("the subject is neither IRI nor blank node");
  }
  if (!quad.predicate.is_iri()) return absl::InvalidArgumentError("the predicate is no IRI");
  if (!quad.object) return absl::InvalidArgumentError("a quad has no object");
  for (const Term* term : {&quad.subject, &quad.predicate, &quad.object}) {
    RETURN_IF_ERROR(CheckTerm(*term));
  }
  return absl::OkStatus();
}

absl::Status CheckParams(const Params& params) {
  for (auto param = params.begin(); param != params.end(); ++param) {
    const absl::Status status = CheckTerm(param->second);
    if (!status.ok()) {
      return absl::InvalidArgumentError(StrCat("?", param->first, ": ", status.message()));
    }
    const auto has_name = [param](const auto& other) { return other.first == param->first; };
    if (std::find_if(params.begin(), param, has_name) != param) {
      return absl::InvalidArgumentError(StrCat("?", param->first, " is bound twice"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPrefixes(const Prefixes& prefixes) {
  for (const auto& [name, iri] : prefixes) {
    if (!IsPrefix(name)) return absl::InvalidArgumentError(StrCat("'", name, "' is no prefix"));
    if (!IsAbsoluteIri(iri)) {
      return absl::InvalidArgumentError(
          StrCat("the namespace of prefix '", name, "', '", iri, "', is no absolute IRI"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckBaseIri(std::string_view base_iri) {
  if (base_iri.empty() || IsAbsoluteIri(base_iri)) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("the base '", base_iri, "' is no absolute IRI"));
}

absl::Status CheckPrepareOptions(const PrepareOptions& options) {
  RETURN_IF_ERROR(CheckPrefixes(options.prefixes));
  return CheckBaseIri(options.base_iri);
}

absl::Status NoOutput() {
  return absl::InvalidArgumentError("there is nothing to write with: the function is empty");
}

absl::Status TransactionHasChanged() {
  return absl::FailedPreconditionError(
      "the transaction has changed or is over, which ends what is read from it");
}

absl::Status MovedFrom() {
  return absl::FailedPreconditionError("the object was moved from, and holds nothing any more");
}

std::optional<RdfFormat> FindRdfFormat(std::string_view name) {
  if (const auto format = RdfFormatByName(name)) return format;
  return RdfFormatByMediaType(name);
}

absl::Status UnknownFormat(std::string_view format) {
  return absl::InvalidArgumentError(StrCat("unknown format '", format, "'"));
}

absl::Status TooManyRows(uint64_t row_count_max) {
  return absl::ResourceExhaustedError(StrCat("the answer has more than ", row_count_max,
                                             row_count_max == 1 ? " row" : " rows",
                                             ", the limit set for it"));
}

absl::Time DeadlineOf(std::chrono::milliseconds timeout) {
  if (timeout == std::chrono::milliseconds::max()) return absl::InfiniteFuture();
  return absl::Now() + absl::FromChrono(timeout);
}

QueryLimits LimitsOf(const QueryOptions& options) {
  return {DeadlineOf(options.timeout), options.cancelled, options.memory_budget_bytes};
}

}  // namespace entente
