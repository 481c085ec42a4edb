// What all parts of one evaluation share: the state that is read, limits, terms, functions,
// parameters and dataset. One thread.
#ifndef ENTENTE_QUERY_EVALUATION_QUERY_CONTEXT_H_
#define ENTENTE_QUERY_EVALUATION_QUERY_CONTEXT_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "query/evaluation/answer.h"
#include "query/evaluation/expression_evaluator.h"
#include "query/evaluation/query_limits.h"
#include "query/evaluation/term_pool.h"
#include "query/expression/functions.h"
#include "query/sparql/algebra.h"
#include "storage/read_view.h"

namespace entente {

class QueryContext {
 public:
  // InvalidArgument if a binding names no variable of the query. `view` and `options.cancelled`
  // must outlive the context.
  static absl::StatusOr<std::unique_ptr<QueryContext>> Create(const Query& query,
                                                              const ReadView& view,
                                                              const EvaluationOptions& options);
  QueryContext(const QueryContext&) = delete;

  const ReadView& view() const { return view_; }
  QueryLimits* limits() { return &limits_; }
  TermPool* pool() { return &pool_; }
  FunctionContext* functions() { return &functions_; }
  // Bound in every scope of the query.
  const OuterBindings& parameters() const { return parameters_; }

  // Whether the query (FROM, FROM NAMED; WITH, USING of updates) or the options say what the
  // dataset is.
  bool has_dataset() const { return has_dataset_; }
  // The graphs whose union is the default graph: the none id alone where nothing else is said.
  const std::vector<TermId>& default_graphs() const { return default_graphs_; }
  // The named graphs of the dataset, each once. Where the query does not name them, they are
  // looked up at the first call.
  const std::vector<TermId>& NamedGraphs();
  bool IsNamedGraph(TermId graph);

 private:
  QueryContext(const Query& query, const ReadView& view, const EvaluationOptions& options);

  const ReadView& view_;
  QueryLimits limits_;
  TermPool pool_;
  FunctionContext functions_;
  OuterBindings parameters_;
  bool has_dataset_;
  bool is_listed_ = false;  // Whether the query names the named graphs.
  std::vector<TermId> default_graphs_;
  std::vector<TermId> named_graphs_;
  bool has_named_graphs_ = false;  // Whether named_graphs_ is filled.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EVALUATION_QUERY_CONTEXT_H_
