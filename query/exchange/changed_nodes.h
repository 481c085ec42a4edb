// Blank nodes of which something changed in one of three states, and the claims that they belong to
// (node_links.h).
#ifndef ENTENTE_QUERY_EXCHANGE_CHANGED_NODES_H_
#define ENTENTE_QUERY_EXCHANGE_CHANGED_NODES_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/exchange/node_links.h"
#include "schema/quad_stream.h"

namespace entente {

// One thread. What happened to quads is bits of Change (sided_lines.h).
//
// Memory: about a hundred bytes for each node that changed and for each that leads to one;
// ResourceExhausted if that is more than `held_bytes_max`. Time: some microseconds for each of
// these, and for each link between them.
class ChangedNodes {
 public:
  // The views, and *cancelled, which may be null, must outlive it.
  static absl::StatusOr<ChangedNodes> Create(const std::array<const ReadView*, 3>& states,
                                             uint64_t held_bytes_max,
                                             const std::atomic<bool>* cancelled);

  // Nodes are numbered from 0 in the sequence in which they come; each comes once.
  absl::Status Add(const TermView& node, uint8_t changes);

  // To be called once, behind the last Add. With what happened to quads of claims besides: where
  // all changes together make no conflict, nothing is looked up, and all below say that nothing
  // happened.
  absl::Status FollowLinks(uint8_t other_changes);

  // The claims, by their tokens, whose blank nodes alone make a conflict. A blank node that is a
  // claim counts among its own.
  absl::StatusOr<std::map<std::string, Term>> FindConflicts() const;
  // What happened to the blank nodes that belong to `node` in any state.
  absl::StatusOr<uint8_t> ChangesBelow(const Term& node) const;
  // The numbers of those, ascending, each once; with its own. Time by all that it leads to.
  absl::StatusOr<std::vector<uint32_t>> NumbersOf(const Term& node) const;

  // Whether `node` has the class ent:Claim in any state.
  absl::StatusOr<bool> IsClaim(const Term& node) const;

 private:
  static constexpr uint32_t kNoNumber = UINT32_MAX;

  // Of a node in one state.
  struct Known {
    uint32_t number = kNoNumber;
    uint8_t changes = 0;  // Of it and of what it leads to.
  };
  struct State {
    NodeLinks links;
    absl::flat_hash_map<TermId, Known> known = {};
  };

  ChangedNodes(std::vector<State> states, uint64_t held_bytes_max,
               const std::atomic<bool>* cancelled)
      : states_(std::move(states)), held_bytes_max_(held_bytes_max), cancelled_(cancelled) {}

  absl::Status Check() const;
  absl::Status FollowLinks(State* state);

  std::vector<State> states_;
  uint64_t held_bytes_max_;
  const std::atomic<bool>* cancelled_;
  uint32_t count_ = 0;
  uint8_t changes_ = 0;  // Of all nodes.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_CHANGED_NODES_H_
