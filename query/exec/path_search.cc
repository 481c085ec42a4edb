#include "query/exec/path_search.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "query/exec/bounded_sort.h"

namespace entente {
namespace {

bool MayBeEmpty(const Path& path) {
  switch (path.kind) {
    case Path::Kind::kLink:
    case Path::Kind::kNegatedSet:
      return false;
    case Path::Kind::kZeroOrOne:
    case Path::Kind::kZeroOrMore:
      return true;
    case Path::Kind::kInverse:
    case Path::Kind::kOneOrMore:
      return MayBeEmpty(path.inputs[0]);
    case Path::Kind::kSequence:
      return std::all_of(path.inputs.begin(), path.inputs.end(), MayBeEmpty);
    case Path::Kind::kAlternative:
      return std::any_of(path.inputs.begin(), path.inputs.end(), MayBeEmpty);
  }
  return true;
}

// What is repeated in p*, p+, (p+)?, ((p*)+)* and the like; null if `path` is none of them.
const Path* RepeatedIn(const Path& path, bool* includes_start) {
  *includes_start = false;
  bool is_closure = false;
  const Path* inner = &path;
  while (inner->kind == Path::Kind::kZeroOrOne || inner->kind == Path::Kind::kZeroOrMore ||
         inner->kind == Path::Kind::kOneOrMore) {
    is_closure = is_closure || inner->kind != Path::Kind::kZeroOrOne;
    *includes_start = *includes_start || inner->kind != Path::Kind::kOneOrMore;
    inner = &inner->inputs[0];
  }
  return is_closure ? inner : nullptr;
}

bool ByNode(const PathEnd& a, const PathEnd& b) { return a.node < b.node; }

// The distinct nodes of `ends`, which ascend by node.
std::vector<TermId> NodesOf(const std::vector<PathEnd>& ends) {
  std::vector<TermId> nodes;
  for (const PathEnd& end : ends) {
    if (nodes.empty() || nodes.back() != end.node) nodes.push_back(end.node);
  }
  return nodes;
}

// Where the ends at each distinct node begin, and after them the end.
std::vector<size_t> GroupsOf(const std::vector<PathEnd>& ends) {
  std::vector<size_t> groups;
  for (size_t i = 0; i < ends.size(); ++i) {
    if (i == 0 || ends[i - 1].node != ends[i].node) groups.push_back(i);
  }
  groups.push_back(ends.size());
  return groups;
}

}  // namespace

bool PathEnds::Grow() {
  const size_t capacity = std::max<size_t>(64, 2 * ends_.capacity());
  if (!charge_.Set(capacity * sizeof(PathEnd))) return false;
  ends_.reserve(capacity);
  return true;
}

PathSearch::PathSearch(const Path& path, const ActiveGraph& graph, QueryContext* context)
    : path_(path), context_(context), steps_(graph, context), may_be_empty_(MayBeEmpty(path)) {}

PathClosure* PathSearch::ClosureOf(const Path& path, bool is_forward) {
  bool includes_start = false;
  const Path* const repeated = RepeatedIn(path, &includes_start);
  if (repeated == nullptr) return nullptr;
  std::unique_ptr<PathClosure>& closure = closures_[std::pair(&path, is_forward)];
  if (closure == nullptr) {
    closure =
        std::make_unique<PathClosure>(*repeated, includes_start, is_forward, &steps_, context_);
  }
  return closure.get();
}

PathClosure* PathSearch::WholeClosure(bool is_forward) { return ClosureOf(path_, is_forward); }

const std::vector<PathStep>& PathSearch::StepsOf(const Path& path, bool is_forward) {
  const auto [found, is_new] = steps_of_.try_emplace(std::pair(&path, is_forward));
  if (is_new) found->second = steps_.StepsOf(path, is_forward);
  return found->second;
}

void PathSearch::Reach(std::span<const TermId> starts, bool is_forward, PathEnds* ends) {
  Ends from;
  from.reserve(starts.size());
  for (size_t i = 0; i < starts.size(); ++i) {
    from.push_back({static_cast<uint32_t>(i), starts[i]});
  }
  Follow(path_, is_forward, &from, ends);
}

// Adds for each of `from`, which is sorted by node meanwhile, what the path leads to.
void PathSearch::Follow(const Path& path, bool is_forward, Ends* from, PathEnds* ends) {
  QueryLimits* const limits = context_->limits();
  if (from->empty() || !limits->ok()) return;
  switch (path.kind) {
    case Path::Kind::kInverse:
      return Follow(path.inputs[0], !is_forward, from, ends);
    case Path::Kind::kAlternative:
      for (const Path& input : path.inputs) Follow(input, is_forward, from, ends);
      return;
    case Path::Kind::kSequence: {
      PathEnds reached[] = {PathEnds(limits), PathEnds(limits)};
      Ends* step_from = from;
      for (size_t i = 0; i < path.inputs.size() && limits->ok(); ++i) {
        const bool is_last = i + 1 == path.inputs.size();
        PathEnds* const step_ends = is_last ? ends : &reached[i % 2];
        if (!is_last) step_ends->Clear();
        Follow(path.inputs[is_forward ? i : path.inputs.size() - 1 - i], is_forward, step_from,
               step_ends);
        step_from = &step_ends->ends();
      }
      return;
    }
    default:
      break;
  }
  if (!std::is_sorted(from->begin(), from->end(), ByNode) && !BoundedSort(from, limits, ByNode)) {
    return;
  }
  if (path.kind == Path::Kind::kLink || path.kind == Path::Kind::kNegatedSet) {
    return FollowSteps(path, is_forward, *from, ends);
  }
  PathClosure* const closure = ClosureOf(path, is_forward);
  if (closure == nullptr) return FollowOptional(path, is_forward, *from, ends);
  const std::vector<TermId> nodes = NodesOf(*from);
  const std::vector<size_t> groups = GroupsOf(*from);
  closure->Prepare(nodes);
  MemoryCharge charge(limits);
  std::vector<TermId> reached;
  for (size_t i = 0; i < nodes.size() && limits->ok(); ++i) {
    reached.clear();
    closure->Reach(nodes[i], &reached);
    charge.Set(reached.capacity() * sizeof(TermId));
    for (size_t end = groups[i]; end < groups[i + 1]; ++end) {
      for (const TermId node : reached) {
        if (!limits->Tick()) return;
        ends->Add((*from)[end].start, node);
      }
    }
  }
}

void PathSearch::FollowSteps(const Path& path, bool is_forward, const Ends& from, PathEnds* ends) {
  QueryLimits* const limits = context_->limits();
  const std::vector<TermId> nodes = NodesOf(from);
  const std::vector<size_t> groups = GroupsOf(from);
  for (const PathStep& step : StepsOf(path, is_forward)) {
    steps_.ForEachNeighbour(step, nodes, [&](size_t number, TermId neighbour) {
      for (size_t end = groups[number]; end < groups[number + 1] && limits->Tick(); ++end) {
        ends->Add(from[end].start, neighbour);
      }
    });
  }
}

// p?, where p is no closure: each node once, and the start itself.
void PathSearch::FollowOptional(const Path& path, bool is_forward, const Ends& from,
                                PathEnds* ends) {
  QueryLimits* const limits = context_->limits();
  const std::vector<TermId> nodes = NodesOf(from);
  const std::vector<size_t> groups = GroupsOf(from);
  Ends starts;
  PathEnds reached(limits);
  for (size_t i = 0; i < nodes.size(); ++i) {
    starts.push_back({static_cast<uint32_t>(i), nodes[i]});
    reached.Add(static_cast<uint32_t>(i), nodes[i]);
  }
  Follow(path.inputs[0], is_forward, &starts, &reached);
  if (!BoundedSort(&reached.ends(), limits, std::less<>())) return;
  const PathEnd* last = nullptr;
  for (const PathEnd& found : reached.ends()) {
    if (last != nullptr && *last == found) continue;
    last = &found;
    for (size_t end = groups[found.start]; end < groups[found.start + 1]; ++end) {
      if (!limits->Tick()) return;
      ends->Add(from[end].start, found.node);
    }
  }
}

void PathSearch::AddStarts(const Path& path, bool is_forward, NodeSet* starts) {
  if (MayBeEmpty(path)) return steps_.AddNodes(starts);
  switch (path.kind) {
    case Path::Kind::kInverse:
      return AddStarts(path.inputs[0], !is_forward, starts);
    case Path::Kind::kAlternative:
      for (const Path& input : path.inputs) AddStarts(input, is_forward, starts);
      return;
    case Path::Kind::kSequence: {
      const Path& first = is_forward ? path.inputs.front() : path.inputs.back();
      return AddStarts(first, is_forward, starts);
    }
    case Path::Kind::kOneOrMore:
      return AddStarts(path.inputs[0], is_forward, starts);
    default:
      for (const PathStep& step : StepsOf(path, is_forward)) steps_.AddStarts(step, starts);
  }
}

}  // namespace entente
