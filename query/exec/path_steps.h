// Single steps of property paths in the active graph: from many nodes at a time along one
// predicate, or along all but some. And the nodes there are.
#ifndef ENTENTE_QUERY_EXEC_PATH_STEPS_H_
#define ENTENTE_QUERY_EXEC_PATH_STEPS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "query/evaluation/active_graph.h"
#include "query/evaluation/query_context.h"
#include "query/exec/operator.h"
#include "query/sparql/algebra.h"
#include "storage/read_view.h"

namespace entente {

// What a step goes along, and in which direction.
struct PathStep {
  bool is_forward = true;
  bool is_negated = false;
  TermId predicate = {};               // Unless is_negated.
  std::vector<TermId> forbidden = {};  // If is_negated.
  friend bool operator==(const PathStep&, const PathStep&) = default;
};

// A set of nodes being collected, charged.
class NodeSet {
 public:
  explicit NodeSet(QueryLimits* limits) : limits_(limits), charge_(limits) {}

  void Add(TermId node) {
    if (!nodes_.empty() && nodes_.back() == node) return;
    if (nodes_.size() == nodes_.capacity() && !MakeRoom()) return;
    nodes_.push_back(node);
  }
  // To be called after the last Add: sorts.
  void Finish() { Compact(); }
  const std::vector<TermId>& nodes() const { return nodes_; }

 private:
  bool Compact();
  bool MakeRoom();

  QueryLimits* limits_;
  std::vector<TermId> nodes_;
  MemoryCharge charge_;
};

class PathSteps {
 public:
  // `graph` names its graphs. `context` must outlive the object. Errors are in the context's
  // limits.
  PathSteps(ActiveGraph graph, QueryContext* context)
      : graph_(std::move(graph)), context_(context) {}

  // The steps that a kLink or kNegatedSet allows, gone from its end if not `is_forward`.
  std::vector<PathStep> StepsOf(const Path& path, bool is_forward);

  // Calls use(number, neighbour) for each triple that `step` goes along from nodes[number]. Each
  // triple is once, so a neighbour may be given twice by a negated step.
  // REQUIRES: `nodes` ascend.
  using UseNeighbour = std::function<void(size_t number, TermId neighbour)>;
  void ForEachNeighbour(const PathStep& step, std::span<const TermId> nodes,
                        const UseNeighbour& use);

  // Adds the nodes from which a step along `step` leads somewhere, or more.
  void AddStarts(const PathStep& step, NodeSet* nodes);
  // Adds the subjects and objects of the graph.
  void AddNodes(NodeSet* nodes);
  // Which of `nodes`, which ascend, are a subject or an object of the graph.
  std::vector<bool> AreNodes(std::span<const TermId> nodes);

 private:
  template <typename Use>
  void ForEachOfNode(const PathStep& step, std::span<const TermId> nodes, const Use& use);
  template <typename Use>
  void Scan(TripleOrder order, std::span<const TermId> prefix, const Use& use);
  bool HasGraph(TermId graph) const;
  uint64_t Count(TripleOrder order, std::span<const TermId> prefix);

  const ActiveGraph graph_;
  QueryContext* context_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_PATH_STEPS_H_
