// The nodes that p* and p+ reach: a search breadth first through pairs of a node and a state of the
// automaton that the path is. Each pair is visited once, so the search is linear in the graph,
// whatever p is; each step from a node is looked up once for all searches.
#ifndef ENTENTE_QUERY_EXEC_PATH_CLOSURE_H_
#define ENTENTE_QUERY_EXEC_PATH_CLOSURE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "query/exec/operator.h"
#include "query/exec/path_steps.h"
#include "query/exec/row_numbering.h"
#include "query/sparql/algebra.h"

namespace entente {

class PathClosure {
 public:
  // One or more times `repeated`; also no times if `includes_start`. Against its direction if not
  // `is_forward`. All must outlive the object.
  PathClosure(const Path& repeated, bool includes_start, bool is_forward, PathSteps* steps,
              QueryContext* context);

  // Looks up the first steps of many searches together. REQUIRES: `starts` ascend.
  void Prepare(std::span<const TermId> starts);

  // Appends the nodes that are reached, each once; `reached` is the caller's to charge.
  void Reach(TermId start, std::vector<TermId>* reached) { Search(start, TermId(), reached); }
  // Whether `target` is among them. Ends when it is found.
  bool Leads(TermId start, TermId target) { return Search(start, target, nullptr); }

  // How many triples the first steps from `start` go along.
  size_t FanOut(TermId start);

 private:
  static constexpr uint64_t kUnknown = ~uint64_t{0};

  struct Transition {
    uint32_t label = 0;
    uint32_t to = 0;
  };
  struct State {
    std::vector<Transition> transitions;
    std::vector<uint32_t> silent;  // States that need no step.
  };
  // A step, and what is known of the neighbours it leads to, by the numbers of the nodes.
  struct Label {
    PathStep step;
    std::vector<uint64_t> begins;
    std::vector<uint32_t> counts;
    std::vector<uint32_t> neighbours;
    std::vector<uint32_t> pending;  // Nodes to be looked up.
  };
  struct Visit {
    uint32_t state = 0;
    uint32_t node = 0;
  };

  uint32_t AddState();
  void AddPath(const Path& path, uint32_t from, uint32_t to, bool is_forward);
  void AddRepeated(const Path& path, uint32_t from, uint32_t to, bool is_forward,
                   bool includes_none);
  uint32_t LabelOf(PathStep step);

  bool Search(TermId start, TermId target, std::vector<TermId>* reached);
  // Forgets what is known if that has become much.
  void Trim();
  void Number(std::span<const TermId> nodes, std::vector<uint32_t>* numbers);
  void NoteUnknown(const Visit& visit);
  void LookUpPending();
  void LookUp(Label* label);
  bool ChargeAll();

  PathSteps* steps_;
  QueryContext* context_;
  bool includes_start_;
  std::vector<State> states_;
  std::vector<uint32_t> first_states_;  // Reached from state 0 without a step.
  std::vector<Label> labels_;
  absl::flat_hash_map<std::pair<TermId, bool>, uint32_t> label_of_link_;
  std::optional<RowNumbering> nodes_;
  std::vector<uint32_t> stamps_;  // By node and state: the search that visited it last.
  uint32_t search_ = 0;
  std::vector<Visit> queue_;
  std::vector<uint32_t> with_pending_;  // Labels.
  MemoryCharge charge_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_PATH_CLOSURE_H_
