// What callers hand in, checked and put into the words of the rooms behind.
#ifndef ENTENTE_QUERY_FACADE_ARGUMENTS_H_
#define ENTENTE_QUERY_FACADE_ARGUMENTS_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "entente/entente.h"
#include "query/evaluation/answer.h"
#include "query/evaluation/query_limits.h"
#include "schema/syntax/rdf_format.h"

namespace entente {

// All these are an InvalidArgument for what is none.

// Of a term that a program made. No term is fine.
absl::Status CheckTerm(const Term& term);
// Of a quad that a program made.
absl::Status CheckQuad(const Quad& quad);
// A path without a name, or with a zero byte, of which the system would see the beginning.
absl::Status CheckPath(const std::filesystem::path& path);
// What may name a graph; no term is fine.
absl::Status CheckGraph(const Term& graph);
absl::Status CheckParams(const Params& params);
absl::Status CheckPrefixes(const Prefixes& prefixes);
// Empty is fine.
absl::Status CheckBaseIri(std::string_view base_iri);
absl::Status CheckPrepareOptions(const PrepareOptions& options);

// By name, file ending or media type.
std::optional<RdfFormat> FindRdfFormat(std::string_view name);
absl::Status UnknownFormat(std::string_view format);
// For those who give an empty std::function where something is written.
absl::Status NoOutput();
// FailedPrecondition.
absl::Status MovedFrom();
absl::Status TransactionHasChanged();
// ResourceExhausted.
absl::Status TooManyRows(uint64_t row_count_max);

inline constexpr uint64_t kNoRowLimit = 0;

absl::Time DeadlineOf(std::chrono::milliseconds timeout);
// Of what is no query: time, memory and cancelling.
QueryLimits LimitsOf(const QueryOptions& options);

// Of a query or an update.
template <typename Options>
EvaluationOptions ToEvaluationOptions(const Options& options) {
  return {.deadline = DeadlineOf(options.timeout),
          .cancelled = options.cancelled,
          .memory_budget_bytes = options.memory_budget_bytes,
          .bindings = options.params,
          .now = absl::Now()};
}

}  // namespace entente

#endif  // ENTENTE_QUERY_FACADE_ARGUMENTS_H_
