#include "query/exec/path_closure.h"

#include <algorithm>

#include "query/exec/bounded_sort.h"

namespace entente {
namespace {

constexpr uint32_t kStart = 0;
constexpr uint32_t kEnd = 1;

}  // namespace

PathClosure::PathClosure(const Path& repeated, bool includes_start, bool is_forward,
                         PathSteps* steps, QueryContext* context)
    : steps_(steps),
      context_(context),
      includes_start_(includes_start),
      charge_(context->limits()) {
  AddState();
  AddState();
  AddPath(repeated, kStart, kEnd, is_forward);
  states_[kEnd].silent.push_back(kStart);
  std::vector<bool> is_first(states_.size());
  first_states_.push_back(kStart);
  is_first[kStart] = true;
  for (size_t i = 0; i < first_states_.size(); ++i) {
    for (const uint32_t next : states_[first_states_[i]].silent) {
      if (is_first[next]) continue;
      is_first[next] = true;
      first_states_.push_back(next);
    }
  }
  nodes_.emplace(1, context_->limits());
}

uint32_t PathClosure::AddState() {
  states_.emplace_back();
  return static_cast<uint32_t>(states_.size() - 1);
}

uint32_t PathClosure::LabelOf(PathStep step) {
  const auto next = static_cast<uint32_t>(labels_.size());
  if (!step.is_negated) {
    const auto [found, is_new] =
        label_of_link_.try_emplace(std::pair(step.predicate, step.is_forward), next);
    if (!is_new) return found->second;
  }
  labels_.emplace_back().step = std::move(step);
  return next;
}

void PathClosure::AddRepeated(const Path& path, uint32_t from, uint32_t to, bool is_forward,
                              bool includes_none) {
  const uint32_t begin = AddState();
  const uint32_t end = AddState();
  states_[from].silent.push_back(begin);
  AddPath(path, begin, end, is_forward);
  states_[end].silent.push_back(begin);
  states_[end].silent.push_back(to);
  if (includes_none) states_[begin].silent.push_back(to);
}

// Lets the automaton go from one state to another by `path`.
void PathClosure::AddPath(const Path& path, uint32_t from, uint32_t to, bool is_forward) {
  switch (path.kind) {
    case Path::Kind::kLink:
    case Path::Kind::kNegatedSet:
      for (PathStep& step : steps_->StepsOf(path, is_forward)) {
        const uint32_t label = LabelOf(std::move(step));
        states_[from].transitions.push_back({.label = label, .to = to});
      }
      return;
    case Path::Kind::kInverse:
      return AddPath(path.inputs[0], from, to, !is_forward);
    case Path::Kind::kSequence: {
      uint32_t state = from;
      for (size_t i = 0; i < path.inputs.size(); ++i) {
        const bool is_last = i + 1 == path.inputs.size();
        const uint32_t next = is_last ? to : AddState();
        AddPath(path.inputs[is_forward ? i : path.inputs.size() - 1 - i], state, next, is_forward);
        state = next;
      }
      return;
    }
    case Path::Kind::kAlternative:
      for (const Path& input : path.inputs) AddPath(input, from, to, is_forward);
      return;
    case Path::Kind::kZeroOrOne:
      states_[from].silent.push_back(to);
      return AddPath(path.inputs[0], from, to, is_forward);
    case Path::Kind::kZeroOrMore:
      return AddRepeated(path.inputs[0], from, to, is_forward, /*includes_none=*/true);
    case Path::Kind::kOneOrMore:
      return AddRepeated(path.inputs[0], from, to, is_forward, /*includes_none=*/false);
  }
}

void PathClosure::Trim() {
  if (charge_.bytes() <= context_->limits()->budget_bytes() / 4) return;
  for (Label& label : labels_) {
    label.begins = {};
    label.counts = {};
    label.neighbours = {};
  }
  stamps_ = {};
  nodes_.emplace(1, context_->limits());
  ChargeAll();
}

bool PathClosure::ChargeAll() {
  uint64_t bytes = stamps_.capacity() * sizeof(uint32_t) + queue_.capacity() * sizeof(Visit);
  for (const Label& label : labels_) {
    bytes += label.begins.capacity() * sizeof(uint64_t) +
             (label.counts.capacity() + label.neighbours.capacity()) * sizeof(uint32_t);
  }
  return charge_.Set(bytes);
}

void PathClosure::Number(std::span<const TermId> nodes, std::vector<uint32_t>* numbers) {
  numbers->resize(nodes.size());
  const TermId* const column = nodes.data();
  nodes_->Number(std::span<const TermId* const>(&column, 1), nodes.size(), numbers->data());
  stamps_.resize(nodes_->row_count() * states_.size());
}

void PathClosure::NoteUnknown(const Visit& visit) {
  for (const Transition& transition : states_[visit.state].transitions) {
    Label& label = labels_[transition.label];
    if (label.begins.size() <= visit.node) {
      label.begins.resize(nodes_->row_count(), kUnknown);
      label.counts.resize(nodes_->row_count());
    }
    if (label.begins[visit.node] != kUnknown) continue;
    // Until it is looked up, it has no neighbours.
    label.begins[visit.node] = 0;
    if (label.pending.empty()) with_pending_.push_back(transition.label);
    label.pending.push_back(visit.node);
  }
}

void PathClosure::LookUpPending() {
  if (with_pending_.empty()) return;
  for (const uint32_t label : with_pending_) LookUp(&labels_[label]);
  with_pending_.clear();
  ChargeAll();
}

void PathClosure::LookUp(Label* label) {
  QueryLimits* const limits = context_->limits();
  const TermId* const ids = nodes_->column(0);
  BoundedSort(&label->pending, limits, [ids](uint32_t a, uint32_t b) { return ids[a] < ids[b]; });
  std::vector<TermId> nodes;
  nodes.reserve(label->pending.size());
  for (const uint32_t node : label->pending) nodes.push_back(ids[node]);
  MemoryCharge charge(limits);
  std::vector<TermId> neighbours;
  const uint64_t begin = label->neighbours.size();
  if (limits->ok()) {
    steps_->ForEachNeighbour(label->step, nodes, [&](size_t number, TermId neighbour) {
      if (neighbours.size() == neighbours.capacity() &&
          !charge.Add((neighbours.size() + 1) * sizeof(TermId))) {
        return;
      }
      uint32_t& count = label->counts[label->pending[number]];
      if (count++ == 0) label->begins[label->pending[number]] = begin + neighbours.size();
      neighbours.push_back(neighbour);
    });
  }
  std::vector<uint32_t> numbers;
  Number(neighbours, &numbers);
  label->neighbours.insert(label->neighbours.end(), numbers.begin(), numbers.end());
  label->pending.clear();
}

void PathClosure::Prepare(std::span<const TermId> starts) {
  Trim();
  std::vector<uint32_t> numbers;
  Number(starts, &numbers);
  for (const uint32_t node : numbers) {
    for (const uint32_t state : first_states_) NoteUnknown({.state = state, .node = node});
  }
  LookUpPending();
}

size_t PathClosure::FanOut(TermId start) {
  Prepare(std::span<const TermId>(&start, 1));
  std::vector<uint32_t> number;
  Number(std::span<const TermId>(&start, 1), &number);
  size_t count = 0;
  for (const uint32_t state : first_states_) {
    for (const Transition& transition : states_[state].transitions) {
      count += labels_[transition.label].counts[number[0]];
    }
  }
  return count;
}

bool PathClosure::Search(TermId start, TermId target, std::vector<TermId>* reached) {
  QueryLimits* const limits = context_->limits();
  Trim();
  std::vector<uint32_t> start_number;
  Number(std::span<const TermId>(&start, 1), &start_number);
  if (++search_ == 0) {
    std::fill(stamps_.begin(), stamps_.end(), 0);
    search_ = 1;
  }
  if (includes_start_) {
    if (start == target) return true;
    if (reached != nullptr) reached->push_back(start);
  }
  queue_.clear();
  std::vector<Visit> silent;
  bool is_found = false;
  const auto visit = [&](uint32_t first_state, uint32_t node) {
    silent.assign(1, {.state = first_state, .node = node});
    while (!silent.empty()) {
      const uint32_t state = silent.back().state;
      silent.pop_back();
      uint32_t& stamp = stamps_[node * states_.size() + state];
      if (stamp == search_) continue;
      stamp = search_;
      if (state == kEnd && !(includes_start_ && node == start_number[0])) {
        const TermId id = nodes_->column(0)[node];
        if (reached != nullptr) reached->push_back(id);
        is_found = is_found || id == target;
      }
      if (!states_[state].transitions.empty()) queue_.push_back({.state = state, .node = node});
      for (const uint32_t next : states_[state].silent) {
        silent.push_back({.state = next, .node = node});
      }
    }
  };
  visit(kStart, start_number[0]);
  for (size_t begin = 0; begin < queue_.size() && !is_found;) {
    const size_t end = queue_.size();
    for (size_t i = begin; i < end && limits->Tick(); ++i) NoteUnknown(queue_[i]);
    LookUpPending();
    if (!limits->ok()) return false;
    for (size_t i = begin; i < end && !is_found; ++i) {
      const Visit from = queue_[i];
      for (const Transition& transition : states_[from.state].transitions) {
        const Label& label = labels_[transition.label];
        const uint64_t first = label.begins[from.node];
        for (uint64_t n = first; n < first + label.counts[from.node]; ++n) {
          if (!limits->Tick()) return false;
          visit(transition.to, label.neighbours[n]);
        }
      }
    }
    begin = end;
  }
  return is_found;
}

}  // namespace entente
