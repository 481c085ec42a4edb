// The engine: answers queries by plans of vectorised operators.
#ifndef ENTENTE_QUERY_ENGINE_H_
#define ENTENTE_QUERY_ENGINE_H_

#include <string>

#include "absl/status/statusor.h"
#include "query/engine_options.h"
#include "query/evaluation/answer.h"
#include "query/evaluation/construct.h"
#include "query/sparql/algebra.h"
#include "storage/read_view.h"

namespace entente {

// Answers a query. Solutions of a SELECT are computed as they are asked for, so that errors of the
// evaluation may come with them; all other answers are complete. The answer reads from `view` and
// `options.cancelled`, which must outlive it; `query` need not.
//
// InvalidArgument: a binding for a variable that the query does not have, or a regular expression
// that cannot be understood. DeadlineExceeded, Cancelled, ResourceExhausted: the limits of
// `options`. DataLoss and others: those of the view.
absl::StatusOr<Answer> Run(const Query& query, const ReadView& view,
                           const EvaluationOptions& options = {}, const EngineOptions& engine = {});

// Gives `take` the quads of a CONSTRUCT or DESCRIBE, each once, as they are made. Returns an error
// of `take`, which ends the evaluation; others as of Run. REQUIRES: the query has one of these
// forms.
absl::Status RunConstruct(const Query& query, const ReadView& view, const QuadTaker& take,
                          const EvaluationOptions& options = {}, const EngineOptions& engine = {});

// The plan for a query as an indented tree, one operator a line, with the rows that are expected.
// With `analyze` the query is run, to its end, and the rows and times measured are told too.
// Errors as of Run.
absl::StatusOr<std::string> Explain(const Query& query, const ReadView& view, bool analyze,
                                    const EvaluationOptions& options = {},
                                    const EngineOptions& engine = {});

}  // namespace entente

#endif  // ENTENTE_QUERY_ENGINE_H_
