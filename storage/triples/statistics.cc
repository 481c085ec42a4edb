#include "storage/triples/statistics.h"

#include <xxhash.h>

#include <map>

#include "storage/byte_order.h"

namespace entente {

void PairCounter::StartAfter(TermId first, TermId second) {
  has_previous_ = true;
  previous_first_ = first;
  previous_second_ = second;
}

void PairCounter::Add(const TermId* first, const TermId* second, size_t count) {
  size_t row = 0;
  while (row < count) {
    // One run of the first column at a time: the map is asked once for each.
    const TermId prefix = first[row];
    const size_t begin = row;
    int64_t pairs = 0;
    bool is_new = !has_previous_ || previous_first_ != prefix;
    TermId previous = previous_second_;
    for (; row < count && first[row] == prefix; ++row) {
      pairs += is_new || second[row] != previous;
      is_new = false;
      previous = second[row];
    }
    PrefixCounts& counts = (*changes_)[prefix];
    counts.row_count += sign_ * static_cast<int64_t>(row - begin);
    counts.pair_count += sign_ * pairs;
    StartAfter(prefix, previous);
  }
}

std::vector<PredicateStatistics> ApplyChanges(const std::vector<PredicateStatistics>& before,
                                              const PrefixCountChanges& pso,
                                              const PrefixCountChanges& pos) {
  std::map<TermId, PredicateStatistics> by_predicate;
  for (const PredicateStatistics& entry : before) by_predicate[entry.predicate] = entry;
  for (const auto& [predicate, change] : pso) {
    PredicateStatistics& entry = by_predicate[predicate];
    entry.predicate = predicate;
    entry.quad_count += static_cast<uint64_t>(change.row_count);
    entry.distinct_subject_count += static_cast<uint64_t>(change.pair_count);
  }
  for (const auto& [predicate, change] : pos) {
    by_predicate[predicate].distinct_object_count += static_cast<uint64_t>(change.pair_count);
  }
  std::vector<PredicateStatistics> after;
  after.reserve(by_predicate.size());
  for (const auto& [predicate, entry] : by_predicate) {
    if (entry.quad_count > 0) after.push_back(entry);
  }
  return after;
}

std::string EncodeStatistics(const std::vector<PredicateStatistics>& statistics) {
  std::string bytes;
  AppendVarint(statistics.size(), &bytes);
  uint64_t previous = 0;
  for (const PredicateStatistics& entry : statistics) {
    AppendVarint(entry.predicate.bits() - previous, &bytes);
    AppendVarint(entry.quad_count, &bytes);
    AppendVarint(entry.distinct_subject_count, &bytes);
    AppendVarint(entry.distinct_object_count, &bytes);
    previous = entry.predicate.bits();
  }
  AppendLittle64(XXH3_64bits(bytes.data(), bytes.size()), &bytes);
  return bytes;
}

absl::StatusOr<std::vector<PredicateStatistics>> DecodeStatistics(std::string_view bytes) {
  const absl::Status damaged = absl::DataLossError("the record of statistics is not whole");
  if (bytes.size() < 8) return damaged;
  const std::string_view body = bytes.substr(0, bytes.size() - 8);
  if (LoadLittle64(bytes.data() + body.size()) != XXH3_64bits(body.data(), body.size())) {
    return damaged;
  }
  std::string_view rest = body;
  uint64_t count = 0;
  if (!TakeVarint(&rest, &count) || count > rest.size()) return damaged;
  std::vector<PredicateStatistics> statistics(count);
  uint64_t predicate = 0;
  for (PredicateStatistics& entry : statistics) {
    uint64_t difference = 0;
    if (!TakeVarint(&rest, &difference) || !TakeVarint(&rest, &entry.quad_count) ||
        !TakeVarint(&rest, &entry.distinct_subject_count) ||
        !TakeVarint(&rest, &entry.distinct_object_count)) {
      return damaged;
    }
    predicate += difference;
    entry.predicate = TermId(predicate);
  }
  if (!rest.empty()) return damaged;
  return statistics;
}

}  // namespace entente
