// What an evaluation is given besides query and view, and what it gives.
#ifndef ENTENTE_QUERY_EVALUATION_ANSWER_H_
#define ENTENTE_QUERY_EVALUATION_ANSWER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "entente/term.h"
#include "query/results/solution_stream.h"
#include "query/sparql/algebra.h"
#include "storage/ids/term_id.h"

namespace entente {

// Limits are checked inside every loop. Exceeding one is DeadlineExceeded, Cancelled or
// ResourceExhausted with the limit's name.
struct EvaluationOptions {
  absl::Time deadline = absl::InfiniteFuture();
  const std::atomic<bool>* cancelled = nullptr;  // Set by another thread to stop the evaluation.
  uint64_t memory_budget_bytes = uint64_t{1} << 30;  // For intermediate solutions, about.
  // Values for variables: each occurrence of ?name is that term, in sub-SELECTs too. A name that
  // does not occur in the query is InvalidArgument.
  std::vector<std::pair<std::string, Term>> bindings = {};
  // The union of these graphs is the default graph, whatever the query says of that; the named
  // graphs stay.
  std::optional<std::vector<TermId>> default_graphs = {};
  // NOW(); the time of the call if not given. One value for the whole query.
  absl::Time now = absl::InfinitePast();
};

// The answer to a query; what it holds goes by its form.
struct Answer {
  QueryForm form = QueryForm::kSelect;
  std::unique_ptr<SolutionStream> solutions = {};  // kSelect. Evaluates or decodes as it goes.
  bool boolean = false;                            // kAsk.
  std::vector<Quad> quads = {};  // kConstruct, kDescribe: a set, in the sequence first made.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EVALUATION_ANSWER_H_
