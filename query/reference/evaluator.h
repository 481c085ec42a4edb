// The reference evaluator: answers a query by section 18 of the SPARQL specification, operator by
// operator, over any ReadView. Made to be right and easy to check: it is the oracle of the tests.
//
// Every operator gives a whole multiset of solutions, kept as term ids; terms are decoded where an
// expression looks at them, and at the end. It is not absurdly slow: the triple patterns of a basic
// graph pattern are matched by prefix scans in the order of their counts, filters are applied as
// soon as their variables are bound, joins hash.
#ifndef ENTENTE_QUERY_REFERENCE_EVALUATOR_H_
#define ENTENTE_QUERY_REFERENCE_EVALUATOR_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "entente/term.h"
#include "query/results/solution_stream.h"
#include "query/sparql/algebra.h"
#include "storage/read_view.h"

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
  // NOW(); the time of the call if not given. One value for the whole query.
  absl::Time now = absl::InfinitePast();
};

// The answer to a query; what it holds goes by its form.
struct Answer {
  QueryForm form = QueryForm::kSelect;
  std::unique_ptr<SolutionStream> solutions = {};  // kSelect. Decodes as it goes.
  uint64_t solution_count = 0;                     // kSelect.
  bool boolean = false;                            // kAsk.
  std::vector<Quad> quads = {};  // kConstruct, kDescribe: a set, in the sequence first made.
};

// Evaluates the whole query before it returns. The answer reads from `view` and
// `options.cancelled`, which must outlive it.
absl::StatusOr<Answer> Evaluate(const Query& query, const ReadView& view,
                                const EvaluationOptions& options = {});

}  // namespace entente

#endif  // ENTENTE_QUERY_REFERENCE_EVALUATOR_H_
