#include "storage/sorting/row_collector.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "schema/status_macros.h"

namespace entente {
namespace {

constexpr size_t kChunkRowCountMin = 1024;
constexpr size_t kChunkRowCountMax = size_t{1} << 18;
// A row of a chunk takes 16 bytes, and up to 4 ids of 9: runs shall be of several chunks.
constexpr uint64_t kChunkShare = 64 * 8;
// Powers of two. Subjects come one after the other.
constexpr std::array<size_t, 4> kSeenCounts = {1, 1024, 16'384, 1024};

size_t PlaceOf(TermId id, size_t count) {
  return static_cast<size_t>(id.bits() * 0x9E3779B97F4A7C15 >> 32) & (count - 1);
}

}  // namespace

RowCollector::RowCollector(std::span<const TripleOrder> orders, uint64_t memory_budget_bytes,
                           const std::filesystem::path& temporary_directory, unsigned thread_count)
    : orders_(orders.begin(), orders.end()),
      memory_budget_bytes_(memory_budget_bytes),
      thread_count_(thread_count),
      chunk_row_count_max_(std::clamp<uint64_t>(memory_budget_bytes / kChunkShare,
                                                kChunkRowCountMin, kChunkRowCountMax)),
      sort_(temporary_directory) {}

absl::Status RowCollector::Add(const RowBatch& rows, const IdMap& map) {
  row_count_ += rows.row_count;
  for (size_t first = 0; first < rows.row_count;) {
    if (chunk_row_count_ == 0) {
      for (size_t position = 0; position < 4; ++position) {
        seen_[position].assign(kSeenCounts[position], {});
        chunk_.columns[position].reserve(chunk_row_count_max_);
      }
    }
    const size_t count = std::min(rows.row_count - first, chunk_row_count_max_ - chunk_row_count_);
    for (size_t position = 0; position < 4; ++position) {
      const TermId* const ids = rows.columns[position] + first;
      PageVector<Index>& column = chunk_.columns[position];
      const size_t begin = column.size();
      column.resize(begin + count);
      Index* const out = column.data() + begin;
      for (size_t row = 0; row < count; ++row) {
        out[row] =
            row > 0 && ids[row] == ids[row - 1] ? out[row - 1] : IndexOf(position, ids[row], map);
      }
    }
    chunk_row_count_ += count;
    first += count;
    if (chunk_row_count_ < chunk_row_count_max_) continue;
    EndChunk();
    if (run_.sorting_bytes() > memory_budget_bytes_) RETURN_IF_ERROR(Spill());
  }
  return absl::OkStatus();
}

RowCollector::Index RowCollector::IndexOf(size_t position, TermId id, const IdMap& map) {
  Seen& seen = seen_[position][PlaceOf(id, seen_[position].size())];
  if (seen.is_used && seen.id == id) return seen.index;
  seen = {.id = id, .index = static_cast<Index>(chunk_.ids.size()), .is_used = true};
  chunk_.ids.push_back(map.NewId(id));
  chunk_.positions.push_back(static_cast<uint8_t>(1 << position));
  return seen.index;
}

void RowCollector::EndChunk() {
  run_.Add(std::exchange(chunk_, {}));
  chunk_row_count_ = 0;
}

absl::Status RowCollector::SortRun(const OrderConsumer& consume) {
  const auto consume_wanted = [&](TripleOrder order, ChangeSource& rows) {
    return std::ranges::find(orders_, order) == orders_.end() ? absl::OkStatus()
                                                              : consume(order, rows);
  };
  return orders_[0] <= TripleOrder::kGspo ? run_.SortQuads(thread_count_, consume_wanted)
                                          : run_.SortTripleTerms(consume_wanted);
}

absl::Status RowCollector::Spill() {
  return SortRun(
      [this](TripleOrder order, ChangeSource& rows) { return sort_.AddRun(order, rows); });
}

absl::Status RowCollector::Finish(const OrderConsumer& consume) {
  EndChunk();
  if (!sort_.has_runs(orders_[0])) return SortRun(consume);
  RETURN_IF_ERROR(Spill());
  std::atomic<size_t> next = 0;
  std::array<absl::Status, 2> statuses;
  const auto work = [&](absl::Status* status) {
    for (size_t index = next++; index < orders_.size() && status->ok(); index = next++) {
      absl::StatusOr<std::unique_ptr<ChangeSource>> rows = sort_.Merge(orders_[index]);
      *status = rows.ok() ? consume(orders_[index], **rows) : rows.status();
    }
  };
  if (thread_count_ > 1) {
    std::thread second(work, &statuses[1]);
    work(&statuses[0]);
    second.join();
  } else {
    work(&statuses[0]);
  }
  RETURN_IF_ERROR(statuses[0]);
  return statuses[1];
}

}  // namespace entente
