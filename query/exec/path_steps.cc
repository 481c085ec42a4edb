#include "query/exec/path_steps.h"

#include <algorithm>
#include <functional>
#include <memory>

#include "query/exec/bounded_sort.h"

namespace entente {
namespace {

// If about so many rows or fewer lie between one node and the next, reading on beats a new scan.
constexpr uint64_t kRowsBetweenMax = 500;

// The order in which the rows of a step from a node are together, and where in its keys the node
// is; the neighbour is in the third column always.
struct StepOrder {
  TripleOrder order;
  size_t node_column;
};

StepOrder OrderOfStep(const PathStep& step) {
  if (step.is_negated) {
    return {step.is_forward ? TripleOrder::kSpog : TripleOrder::kOpsg, 0};
  }
  return {step.is_forward ? TripleOrder::kPsog : TripleOrder::kPosg, 1};
}
constexpr size_t kNeighbourColumn = 2;

}  // namespace

bool NodeSet::Compact() {
  if (!BoundedSort(&nodes_, limits_, std::less<>())) return false;
  nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
  return true;
}

bool NodeSet::MakeRoom() {
  if (!Compact()) return false;
  if (nodes_.size() <= nodes_.capacity() / 2 && !nodes_.empty()) return true;
  const size_t capacity = std::max<size_t>(1024, 2 * nodes_.capacity());
  // Sorting takes as much again.
  if (!charge_.Set(2 * capacity * sizeof(TermId))) return false;
  nodes_.reserve(capacity);
  return true;
}

std::vector<PathStep> PathSteps::StepsOf(const Path& path, bool is_forward) {
  TermPool* const pool = context_->pool();
  if (path.kind == Path::Kind::kLink) {
    return {{.is_forward = is_forward, .predicate = pool->Intern(Iri(path.iri))}};
  }
  // Section 18.2.2.3: !(:a | ^:b) is !(:a) | ^!(:b); a direction that is not named is not taken.
  std::vector<PathStep> steps;
  const auto add = [&](const std::vector<std::string>& iris, bool goes_forward) {
    PathStep step = {.is_forward = goes_forward, .is_negated = true};
    for (const std::string& iri : iris) step.forbidden.push_back(pool->Intern(Iri(iri)));
    steps.push_back(std::move(step));
  };
  if (!path.forbidden.empty() || path.forbidden_inverse.empty()) add(path.forbidden, is_forward);
  if (!path.forbidden_inverse.empty()) add(path.forbidden_inverse, !is_forward);
  return steps;
}

bool PathSteps::HasGraph(TermId graph) const {
  return std::find(graph_.graphs.begin(), graph_.graphs.end(), graph) != graph_.graphs.end();
}

uint64_t PathSteps::Count(TripleOrder order, std::span<const TermId> prefix) {
  const absl::StatusOr<uint64_t> count = context_->view().EstimateCount(order, prefix);
  if (!count.ok()) context_->limits()->Fail(count.status());
  return count.ok() ? *count : 0;
}

// Calls use(batch, row) for each row in the graph, the same triple once; ends when it gives false.
template <typename Use>
void PathSteps::Scan(TripleOrder order, std::span<const TermId> prefix, const Use& use) {
  QueryLimits* const limits = context_->limits();
  const size_t graph_column = order == TripleOrder::kGspo ? 0 : 3;
  const std::unique_ptr<RowCursor> cursor = context_->view().Scan(order, prefix);
  RowBatch batch;
  IdQuad last = {};
  bool has_last = false;
  while (limits->ok() && cursor->Next(&batch)) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      if (!limits->Tick()) return;
      if (!HasGraph(batch.columns[graph_column][row])) continue;
      if (graph_.graphs.size() > 1) {
        IdQuad triple = batch.Row(row);
        triple[graph_column] = TermId();
        if (has_last && triple == last) continue;
        last = triple;
        has_last = true;
      }
      if (!use(batch, row)) return;
    }
  }
  if (!cursor->status().ok()) limits->Fail(cursor->status());
}

// Calls use(number, predicate, neighbour) for each triple from nodes[number]; when it gives false,
// goes on with the next node.
template <typename Use>
void PathSteps::ForEachOfNode(const PathStep& step, std::span<const TermId> nodes, const Use& use) {
  if (nodes.empty() || graph_.graphs.empty()) return;
  if (!step.is_negated && TermPool::IsOwn(step.predicate)) return;
  QueryLimits* const limits = context_->limits();
  const TripleOrder order = OrderOfStep(step).order;
  const size_t node_column = OrderOfStep(step).node_column;
  std::vector<TermId> prefix;
  if (!step.is_negated) prefix.push_back(step.predicate);
  if (nodes.size() < 3 || Count(order, prefix) / nodes.size() > kRowsBetweenMax) {
    prefix.emplace_back();
    for (size_t i = 0; i < nodes.size() && limits->Tick(); ++i) {
      if (TermPool::IsOwn(nodes[i])) continue;
      prefix.back() = nodes[i];
      Scan(order, prefix, [&](const RowBatch& batch, size_t row) {
        return use(i, batch.columns[1 - node_column][row], batch.columns[kNeighbourColumn][row]);
      });
    }
    return;
  }
  const std::unique_ptr<RowCursor> cursor = context_->view().Scan(order, prefix);
  RowBatch batch;
  size_t row = 0;
  TermId last_predicate;
  TermId last_neighbour;
  for (size_t i = 0; i < nodes.size(); ++i) {
    const TermId node = nodes[i];
    if (TermPool::IsOwn(node)) continue;
    bool has_last = false;
    bool is_wanted = true;
    while (is_wanted) {
      if (!limits->Tick()) return;
      if (row == batch.row_count) {
        IdQuad key = {};
        if (!step.is_negated) key[0] = step.predicate;
        key[node_column] = node;
        // In the middle of a node the next batch goes on where this one ended.
        if (!has_last) cursor->Seek(key);
        batch.row_count = 0;
        row = 0;
        if (!cursor->Next(&batch)) {
          if (!cursor->status().ok()) limits->Fail(cursor->status());
          return;
        }
      }
      const TermId* const column = batch.columns[node_column];
      if (column[row] < node) {
        if (column[batch.row_count - 1] < node) {
          row = batch.row_count;
          continue;
        }
        row = static_cast<size_t>(std::lower_bound(column + row, column + batch.row_count, node) -
                                  column);
      }
      if (column[row] != node) break;
      const TermId predicate = batch.columns[1 - node_column][row];
      const TermId neighbour = batch.columns[kNeighbourColumn][row];
      const bool is_in_graph = HasGraph(batch.columns[3][row]);
      ++row;
      if (!is_in_graph) continue;
      if (has_last && predicate == last_predicate && neighbour == last_neighbour) continue;
      has_last = true;
      last_predicate = predicate;
      last_neighbour = neighbour;
      is_wanted = use(i, predicate, neighbour);
    }
  }
}

void PathSteps::ForEachNeighbour(const PathStep& step, std::span<const TermId> nodes,
                                 const UseNeighbour& use) {
  ForEachOfNode(step, nodes, [&](size_t number, TermId predicate, TermId neighbour) {
    const bool is_forbidden =
        step.is_negated &&
        std::find(step.forbidden.begin(), step.forbidden.end(), predicate) != step.forbidden.end();
    if (!is_forbidden) use(number, neighbour);
    return true;
  });
}

void PathSteps::AddStarts(const PathStep& step, NodeSet* nodes) {
  if (step.is_negated) return AddNodes(nodes);
  if (TermPool::IsOwn(step.predicate)) return;
  const StepOrder step_order = OrderOfStep(step);
  Scan(step_order.order, std::span<const TermId>(&step.predicate, 1),
       [&](const RowBatch& batch, size_t row) {
         nodes->Add(batch.columns[step_order.node_column][row]);
         return true;
       });
}

void PathSteps::AddNodes(NodeSet* nodes) {
  for (const TermId graph : graph_.graphs) {
    if (TermPool::IsOwn(graph)) continue;
    TermId last_subject;
    Scan(TripleOrder::kGspo, std::span<const TermId>(&graph, 1),
         [&](const RowBatch& batch, size_t row) {
           const TermId subject = batch.columns[1][row];
           if (subject != last_subject) nodes->Add(subject);
           last_subject = subject;
           nodes->Add(batch.columns[3][row]);
           return true;
         });
  }
}

std::vector<bool> PathSteps::AreNodes(std::span<const TermId> nodes) {
  std::vector<bool> are_nodes(nodes.size());
  for (const bool is_forward : {true, false}) {
    ForEachOfNode({.is_forward = is_forward, .is_negated = true}, nodes,
                  [&](size_t number, TermId, TermId) {
                    are_nodes[number] = true;
                    return false;
                  });
  }
  return are_nodes;
}

}  // namespace entente
