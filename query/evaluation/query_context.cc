#include "query/evaluation/query_context.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "query/sparql/scope.h"
#include "schema/text.h"

namespace entente {
namespace {

std::vector<TermId> Interned(const std::vector<std::string>& iris, TermPool* pool) {
  std::vector<TermId> ids;
  for (const std::string& iri : iris) {
    const TermId id = pool->Intern(Iri(iri));
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

}  // namespace

QueryContext::QueryContext(const Query& query, const ReadView& view,
                           const EvaluationOptions& options)
    : view_(view),
      limits_(options.deadline, options.cancelled, options.memory_budget_bytes),
      pool_(view, &limits_),
      functions_(query.base, options.now == absl::InfinitePast() ? absl::Now() : options.now),
      has_dataset_(query.has_dataset || options.default_graphs.has_value()) {
  if (options.default_graphs.has_value()) {
    default_graphs_ = *options.default_graphs;
  } else if (query.has_dataset) {
    default_graphs_ = Interned(query.default_graphs, &pool_);
  } else {
    default_graphs_.push_back(TermId());
  }
  if (!query.has_dataset || query.has_all_named_graphs) return;
  is_listed_ = true;
  named_graphs_ = Interned(query.named_graphs, &pool_);
  has_named_graphs_ = true;
}

absl::StatusOr<std::unique_ptr<QueryContext>> QueryContext::Create(
    const Query& query, const ReadView& view, const EvaluationOptions& options) {
  std::unique_ptr<QueryContext> context(new QueryContext(query, view, options));
  context->limits_.CheckNow();
  if (options.bindings.empty()) return context;
  VariableSet known = AllVariables(query.pattern);
  for (const QuadPattern& quad : query.construct) known.Add(quad.triple);
  for (const PatternTerm& place : query.describe) known.Add(place);
  for (const auto& [name, term] : options.bindings) {
    if (!known.Contains(name)) {
      return absl::InvalidArgumentError(StrCat("the query has no variable ?", name, " to bind"));
    }
    if (term) context->parameters_[name] = context->pool_.Intern(term);
  }
  return context;
}

const std::vector<TermId>& QueryContext::NamedGraphs() {
  if (has_named_graphs_) return named_graphs_;
  has_named_graphs_ = true;
  const std::unique_ptr<RowCursor> cursor = view_.Scan(TripleOrder::kGspo, {});
  // Past the default graph, and then past each graph found.
  cursor->Seek({TermId(1), TermId(), TermId(), TermId()});
  RowBatch batch;
  while (limits_.Tick() && cursor->Next(&batch)) {
    const TermId* const end = batch.columns[0] + batch.row_count;
    for (const TermId* row = batch.columns[0]; row != end; row = std::upper_bound(row, end, *row)) {
      if (named_graphs_.empty() || named_graphs_.back() != *row) named_graphs_.push_back(*row);
    }
    cursor->Seek({TermId(named_graphs_.back().bits() + 1), TermId(), TermId(), TermId()});
  }
  // What is laid over the stored graphs has no name.
  std::erase_if(named_graphs_, [](TermId graph) { return graph.kind() == IdKind::kLocal; });
  if (!cursor->status().ok()) limits_.Fail(cursor->status());
  return named_graphs_;
}

bool QueryContext::IsNamedGraph(TermId graph) {
  if (is_listed_) {
    return std::find(named_graphs_.begin(), named_graphs_.end(), graph) != named_graphs_.end();
  }
  if (graph.is_none() || TermPool::IsOwn(graph)) return false;
  const absl::StatusOr<uint64_t> count =
      view_.Count(TripleOrder::kGspo, std::span<const TermId>(&graph, 1));
  if (!count.ok()) limits_.Fail(count.status());
  return count.ok() && *count > 0;
}

}  // namespace entente
