#include "query/exchange/changed_nodes.h"

#include <optional>
#include <set>
#include <span>

#include "absl/container/flat_hash_set.h"
#include "query/exchange/sided_lines.h"
#include "schema/status_macros.h"

namespace entente {
namespace {

constexpr uint64_t kKnownBytes = 40;  // About what one takes.

absl::StatusOr<std::optional<TermId>> FindTerm(const ReadView& view, const Term& term) {
  InnerTriples inner;
  return view.Find(ViewOf(term, &inner));
}

}  // namespace

absl::StatusOr<ChangedNodes> ChangedNodes::Create(const std::array<const ReadView*, 3>& states,
                                                  uint64_t held_bytes_max,
                                                  const std::atomic<bool>* cancelled) {
  std::vector<State> known;
  for (const ReadView* view : states) {
    ASSIGN_OR_RETURN(NodeLinks links, NodeLinks::Create(*view, NodeLinks::Graphs::kAll));
    known.push_back({.links = std::move(links)});
  }
  return ChangedNodes(std::move(known), held_bytes_max, cancelled);
}

absl::Status ChangedNodes::Check() const {
  if (cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed)) {
    return absl::CancelledError("cancelled");
  }
  uint64_t count = 0;
  for (const State& state : states_) count += state.known.size();
  if (count * kKnownBytes <= held_bytes_max_) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      "the blank nodes that changed, and what leads to them, do not fit into the memory budget");
}

absl::Status ChangedNodes::Add(const TermView& node, uint8_t changes) {
  for (State& state : states_) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, state.links.view().Find(node));
    if (id.has_value()) state.known[*id] = {.number = count_, .changes = changes};
  }
  ++count_;
  changes_ |= changes;
  return Check();
}

absl::Status ChangedNodes::FollowLinks(uint8_t other_changes) {
  if ((changes_ | other_changes) != kIsConflict) {
    changes_ = 0;
    for (State& state : states_) state.known.clear();
    return absl::OkStatus();
  }
  for (State& state : states_) RETURN_IF_ERROR(FollowLinks(&state));
  return absl::OkStatus();
}

// A node is looked at again when more is known of it, so at most three times.
absl::Status ChangedNodes::FollowLinks(State* state) {
  std::vector<TermId> left;
  left.reserve(state->known.size());
  for (const auto& [node, known] : state->known) left.push_back(node);
  while (!left.empty()) {
    RETURN_IF_ERROR(Check());
    const TermId node = left.back();
    left.pop_back();
    const uint8_t changes = state->known[node].changes;
    ASSIGN_OR_RETURN(const std::vector<TermId> above, state->links.Above(node));
    for (const TermId one : above) {
      uint8_t& known = state->known[one].changes;
      if ((known | changes) == known) continue;
      known |= changes;
      if (one.kind() == IdKind::kBlankNode) left.push_back(one);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, Term>> ChangedNodes::FindConflicts() const {
  std::map<std::string, Term> conflicts;
  if (changes_ != kIsConflict) return conflicts;
  for (const State& state : states_) {
    for (const auto& [id, known] : state.known) {
      RETURN_IF_ERROR(Check());
      ASSIGN_OR_RETURN(std::vector<Term> terms, state.links.view().Decode(std::span(&id, 1)));
      Term& term = terms.front();
      ASSIGN_OR_RETURN(const uint8_t changes, ChangesBelow(term));
      if (changes != kIsConflict) continue;
      ASSIGN_OR_RETURN(const bool is_claim, IsClaim(term));
      if (!is_claim) continue;
      std::string token = term.ToString();
      conflicts.emplace(std::move(token), std::move(term));
    }
  }
  return conflicts;
}

absl::StatusOr<uint8_t> ChangedNodes::ChangesBelow(const Term& node) const {
  uint8_t changes = 0;
  for (const State& state : states_) {
    if (state.known.empty()) continue;
    ASSIGN_OR_RETURN(const std::optional<TermId> id, FindTerm(state.links.view(), node));
    if (!id.has_value()) continue;
    const auto found = state.known.find(*id);
    if (found != state.known.end()) changes |= found->second.changes;
  }
  return changes;
}

absl::StatusOr<std::vector<uint32_t>> ChangedNodes::NumbersOf(const Term& node) const {
  std::set<uint32_t> numbers;
  for (const State& state : states_) {
    if (state.known.empty()) continue;
    ASSIGN_OR_RETURN(const std::optional<TermId> id, FindTerm(state.links.view(), node));
    if (!id.has_value()) continue;
    absl::flat_hash_set<TermId> seen = {*id};
    std::vector<TermId> left = {*id};
    while (!left.empty()) {
      RETURN_IF_ERROR(Check());
      const TermId next = left.back();
      left.pop_back();
      const auto found = state.known.find(next);
      if (found != state.known.end() && found->second.number != kNoNumber) {
        numbers.insert(found->second.number);
      }
      ASSIGN_OR_RETURN(const std::vector<TermId> below, state.links.Below(next));
      for (const TermId one : below) {
        if (seen.insert(one).second) left.push_back(one);
      }
    }
  }
  return std::vector<uint32_t>(numbers.begin(), numbers.end());
}

absl::StatusOr<bool> ChangedNodes::IsClaim(const Term& node) const {
  for (const State& state : states_) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, FindTerm(state.links.view(), node));
    if (!id.has_value()) continue;
    ASSIGN_OR_RETURN(const bool is_claim, state.links.IsClaim(*id));
    if (is_claim) return true;
  }
  return false;
}

}  // namespace entente
