#include "query/exec/top_rows.h"

#include <algorithm>

#include "query/exec/id_order.h"
#include "query/expression/compare.h"

namespace entente {
namespace {

// About what a value takes with its text.
constexpr uint64_t kValueBytes = 350;

}  // namespace

const Value* ValueMemory::Add(TermId id) {
  const Value* const value = context_->pool()->Get(id);
  auto copy = value == nullptr ? nullptr : std::make_unique<Value>(*value);
  context_->limits()->Charge(kValueBytes);
  return values_.emplace(id, std::move(copy)).first->second.get();
}

const Value* ValueMemory::Get(TermId id) {
  const auto found = values_.find(id);
  return found != values_.end() ? found->second.get() : Add(id);
}

void ValueMemory::Load(std::span<const TermId> ids) {
  std::vector<TermId> missing;
  for (const TermId id : ids) {
    if (!id.is_none() && !id.is_inline() && !values_.contains(id)) missing.push_back(id);
  }
  if (missing.empty()) return;
  context_->pool()->Prefetch(missing);
  for (const TermId id : missing) Get(id);
}

void ValueMemory::Clear() {
  context_->limits()->Release(values_.size() * kValueBytes);
  values_.clear();
}

std::weak_ordering ValueMemory::Order(TermId a, TermId b) {
  const std::optional<std::weak_ordering> order = OrderOfIds(a, b);
  if (order.has_value()) return *order;
  const Value* const a_value = Get(a);
  return OrderOf(a_value, Get(b));
}

void SelectTop(std::span<const SortKey> keys, size_t count, bool sorts, ValueMemory* values,
               std::vector<uint32_t>* rows) {
  // Rows that are equal in all keys before `key`, of which the first `count` are wanted in front.
  struct Task {
    size_t begin;
    size_t end;
    size_t count;
    size_t key;
  };
  std::vector<Task> tasks = {{0, rows->size(), std::min(count, rows->size()), 0}};
  std::vector<TermId> ids;
  while (!tasks.empty()) {
    const Task task = tasks.back();
    tasks.pop_back();
    uint32_t* const begin = rows->data() + task.begin;
    uint32_t* const end = rows->data() + task.end;
    uint32_t* const wanted_end = begin + task.count;
    if (task.count == 0 || end - begin < 2 || (!sorts && wanted_end == end)) continue;
    if (task.key == keys.size()) {
      std::sort(begin, end);
      continue;
    }
    const SortKey& key = keys[task.key];
    ids.clear();
    for (const uint32_t* row = begin; row != end; ++row) ids.push_back(key.ids[*row]);
    const bool is_same =
        std::all_of(ids.begin(), ids.end(), [&](TermId id) { return id == ids[0]; });
    if (is_same) {
      tasks.push_back({task.begin, task.end, task.count, task.key + 1});
      continue;
    }
    values->Load(ids);
    const auto order = [&](uint32_t a, uint32_t b) {
      return key.is_descending ? values->Order(key.ids[b], key.ids[a])
                               : values->Order(key.ids[a], key.ids[b]);
    };
    const auto less = [&](uint32_t a, uint32_t b) { return order(a, b) < 0; };
    // [begin, better_end) comes before the last one wanted, up to equal_end is equal to it.
    uint32_t* better_end = end;
    uint32_t* equal_end = end;
    if (wanted_end != end) {
      std::nth_element(begin, wanted_end - 1, end, less);
      const uint32_t last = *(wanted_end - 1);
      better_end = std::partition(begin, end, [&](uint32_t row) { return less(row, last); });
      equal_end =
          std::partition(better_end, end, [&](uint32_t row) { return order(row, last) == 0; });
      tasks.push_back({static_cast<size_t>(better_end - rows->data()),
                       static_cast<size_t>(equal_end - rows->data()),
                       static_cast<size_t>(wanted_end - better_end), task.key + 1});
    }
    if (!sorts) continue;
    std::sort(begin, better_end, less);
    for (uint32_t* run = begin; run != better_end;) {
      uint32_t* run_end = run + 1;
      while (run_end != better_end && order(*run, *run_end) == 0) ++run_end;
      if (run_end - run > 1) {
        tasks.push_back({static_cast<size_t>(run - rows->data()),
                         static_cast<size_t>(run_end - rows->data()),
                         static_cast<size_t>(run_end - run), task.key + 1});
      }
      run = run_end;
    }
  }
}

}  // namespace entente
