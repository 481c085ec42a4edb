#include "storage/loading/hash_rows.h"

#include <algorithm>
#include <memory>
#include <span>

#include "schema/status_macros.h"
#include "storage/sorting/radix_sort.h"

namespace entente {
namespace {

constexpr size_t kBatchRowCount = 2048;
constexpr int kTermHashBits = 40;

}  // namespace

// Rows (hash, id, 0, 0) from pairs that are sorted.
class HashRows::Source : public ChangeSource {
 public:
  explicit Source(std::span<const Row> rows)
      : rows_(rows), hashes_(kBatchRowCount), ids_(kBatchRowCount), zeros_(kBatchRowCount) {}

  bool Next(ChangeBatch* batch) override {
    if (rows_.empty()) return false;
    const size_t count = std::min(rows_.size(), kBatchRowCount);
    for (size_t row = 0; row < count; ++row) {
      hashes_[row] = TermId(rows_[row].hash);
      ids_[row] = rows_[row].id;
    }
    rows_ = rows_.subspan(count);
    *batch = {.rows = {.columns = {hashes_.data(), ids_.data(), zeros_.data(), zeros_.data()},
                       .row_count = count}};
    return true;
  }
  const absl::Status& status() const override { return status_; }

 private:
  std::span<const Row> rows_;
  std::vector<TermId> hashes_;
  std::vector<TermId> ids_;
  std::vector<TermId> zeros_;
  absl::Status status_;
};

absl::Status HashRows::Add(uint64_t hash, TermId id) {
  rows_.push_back({.hash = hash, .id = id});
  return size_bytes() < memory_bytes_ ? absl::OkStatus() : Spill();
}

template <typename Use>
absl::Status HashRows::Sort(Use use) {
  const auto memory = std::make_unique_for_overwrite<Row[]>(rows_.size());
  const std::span<Row> first(rows_);
  const std::span<Row> second(memory.get(), rows_.size());
  const std::span<const Row> result =
      RadixSort(std::span<const Row>(first), first, second, 0, kTermHashBits,
                [](const Row& row) { return row.hash; });
  const std::span<Row> sorted = result.data() == first.data() ? first : second;
  // Terms of different kinds with one hash stand as they came; their order is that of the ids.
  for (size_t begin = 0; begin < sorted.size();) {
    size_t end = begin + 1;
    while (end < sorted.size() && sorted[end].hash == sorted[begin].hash) ++end;
    if (end - begin > 1) {
      std::ranges::sort(sorted.subspan(begin, end - begin), {}, &Row::id);
    }
    begin = end;
  }
  Source source(sorted);
  absl::Status status = use(source);
  rows_ = {};
  return status;
}

absl::Status HashRows::Spill() {
  return Sort([this](ChangeSource& rows) { return sort_.AddRun(TripleOrder::kHash, rows); });
}

absl::Status HashRows::Apply(Rebuild& rebuild) {
  if (rows_.empty() && !sort_.has_runs(TripleOrder::kHash)) return absl::OkStatus();
  if (!sort_.has_runs(TripleOrder::kHash)) {
    return Sort([&](ChangeSource& rows) { return rebuild.Apply(TripleOrder::kHash, rows); });
  }
  RETURN_IF_ERROR(Spill());
  ASSIGN_OR_RETURN(const std::unique_ptr<ChangeSource> rows, sort_.Merge(TripleOrder::kHash));
  return rebuild.Apply(TripleOrder::kHash, *rows);
}

}  // namespace entente
