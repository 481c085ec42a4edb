// What a property path leads to, from many nodes at a time.
// Source: SPARQL 1.2 Query sections 18.2.2.3 and 18.4: sequences, alternatives and links give a
// node as often as there are ways to it; ?, * and + give it once.
#ifndef ENTENTE_QUERY_EXEC_PATH_SEARCH_H_
#define ENTENTE_QUERY_EXEC_PATH_SEARCH_H_

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "query/exec/operator.h"
#include "query/exec/path_closure.h"
#include "query/exec/path_steps.h"
#include "query/sparql/algebra.h"

namespace entente {

// A node reached, and from which start.
struct PathEnd {
  uint32_t start = 0;
  TermId node = {};
  friend auto operator<=>(const PathEnd&, const PathEnd&) = default;
};

// Ends, charged. Beyond the budget it takes no more.
class PathEnds {
 public:
  explicit PathEnds(QueryLimits* limits) : charge_(limits) {}

  void Add(uint32_t start, TermId node) {
    if (ends_.size() == ends_.capacity() && !Grow()) return;
    ends_.push_back({start, node});
  }
  void Clear() { ends_.clear(); }
  std::vector<PathEnd>& ends() { return ends_; }

 private:
  bool Grow();

  std::vector<PathEnd> ends_;
  MemoryCharge charge_;
};

class PathSearch {
 public:
  // Path and context must outlive the object. Errors are in the context's limits.
  PathSearch(const Path& path, const ActiveGraph& graph, QueryContext* context);

  // Adds what is reached from each of `starts`, by number, in any sequence; backwards from the
  // path's end if not `is_forward`. REQUIRES: `starts` ascend, each is there once.
  void Reach(std::span<const TermId> starts, bool is_forward, PathEnds* ends);

  // Adds all nodes from which the path may lead somewhere.
  void AddStarts(NodeSet* starts) { AddStarts(path_, /*is_forward=*/true, starts); }

  // Whether the path leads from every node to itself.
  bool may_be_empty() const { return may_be_empty_; }
  // Which of `nodes`, which ascend, the graph has.
  std::vector<bool> AreNodes(std::span<const TermId> nodes) { return steps_.AreNodes(nodes); }

  // The whole path, if it is a * or +; else null.
  PathClosure* WholeClosure(bool is_forward);

 private:
  using Ends = std::vector<PathEnd>;

  void Follow(const Path& path, bool is_forward, Ends* from, PathEnds* ends);
  void FollowSteps(const Path& path, bool is_forward, const Ends& from, PathEnds* ends);
  void FollowOptional(const Path& path, bool is_forward, const Ends& from, PathEnds* ends);
  void AddStarts(const Path& path, bool is_forward, NodeSet* starts);
  PathClosure* ClosureOf(const Path& path, bool is_forward);
  const std::vector<PathStep>& StepsOf(const Path& path, bool is_forward);

  const Path& path_;
  QueryContext* context_;
  PathSteps steps_;
  bool may_be_empty_;
  absl::flat_hash_map<std::pair<const Path*, bool>, std::unique_ptr<PathClosure>> closures_;
  absl::flat_hash_map<std::pair<const Path*, bool>, std::vector<PathStep>> steps_of_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_PATH_SEARCH_H_
