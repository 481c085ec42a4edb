#include "storage/sorting/row_run.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <memory>
#include <span>
#include <thread>
#include <utility>

#include "schema/status_macros.h"
#include "storage/sorting/radix_sort.h"

namespace entente {
namespace {

constexpr size_t kBatchRowCount = 2048;

__extension__ using Wide = unsigned __int128;

// Runs both, the second on a thread of its own if there may be one.
template <typename First, typename Second>
void Both(bool in_parallel, First first, Second second) {
  if (!in_parallel) {
    first();
    second();
    return;
  }
  std::thread thread(second);
  first();
  thread.join();
}

// The ids of one position, ascending, each once; and for every id of every chunk its place there.
struct Ranks {
  std::vector<TermId> ids;
  std::vector<std::vector<uint32_t>> by_chunk;
  int bits() const { return ids.empty() ? 0 : static_cast<int>(std::bit_width(ids.size() - 1)); }
};

Ranks RankIds(const std::vector<RowChunk>& chunks, int position) {
  struct Use {
    uint64_t id_bits;
    uint32_t chunk;
    uint32_t index;
  };
  const auto mask = static_cast<uint8_t>(1 << position);
  size_t use_count = 0;
  for (const RowChunk& chunk : chunks) {
    use_count += static_cast<size_t>(std::ranges::count_if(
        chunk.positions, [mask](uint8_t positions) { return (positions & mask) != 0; }));
  }
  // Not vectors, because nothing needs to be filled with zeros.
  const auto uses_memory = std::make_unique_for_overwrite<Use[]>(use_count);
  const auto other_memory = std::make_unique_for_overwrite<Use[]>(use_count);
  const std::span<Use> uses(uses_memory.get(), use_count);
  const std::span<Use> other(other_memory.get(), use_count);
  size_t filled = 0;
  uint64_t varying_bits = 0;
  for (uint32_t chunk = 0; chunk < chunks.size(); ++chunk) {
    for (uint32_t index = 0; index < chunks[chunk].ids.size(); ++index) {
      if ((chunks[chunk].positions[index] & mask) == 0) continue;
      const uint64_t id_bits = chunks[chunk].ids[index].bits();
      uses[filled++] = {.id_bits = id_bits, .chunk = chunk, .index = index};
      varying_bits |= id_bits ^ uses[0].id_bits;
    }
  }

  // Only by the bits in which ids differ: of the 64 most are the same, in two or three stretches.
  std::span<const Use> sorted = uses;
  for (int shift = 0; shift < 64 && varying_bits >> shift != 0;) {
    shift += std::countr_zero(varying_bits >> shift);
    const int bits =
        std::min(kRadixBitsMax, static_cast<int>(std::bit_width(varying_bits >> shift)));
    sorted =
        RadixSort(sorted, uses, other, shift, bits, [](const Use& use) { return use.id_bits; });
    shift += bits;
  }

  Ranks ranks;
  ranks.by_chunk.resize(chunks.size());
  for (size_t chunk = 0; chunk < chunks.size(); ++chunk) {
    ranks.by_chunk[chunk].resize(chunks[chunk].ids.size());
  }
  for (const Use& use : sorted) {
    if (ranks.ids.empty() || ranks.ids.back().bits() != use.id_bits) {
      ranks.ids.emplace_back(use.id_bits);
    }
    ranks.by_chunk[use.chunk][use.index] = static_cast<uint32_t>(ranks.ids.size() - 1);
  }
  return ranks;
}

// Where the rank of each position is within a packed row: subjects highest, so that the order of
// the numbers is (s, p, o, g).
struct Layout {
  std::array<int, 4> shifts = {};
  std::array<int, 4> bits = {};
  int total_bits = 0;
};

Layout LayoutOf(const std::array<Ranks, 4>& ranks) {
  Layout layout;
  for (int position = 3; position >= 0; --position) {
    const auto at = static_cast<size_t>(position);
    layout.shifts[at] = layout.total_bits;
    layout.bits[at] = ranks[at].bits();
    layout.total_bits += layout.bits[at];
  }
  return layout;
}

// Unpacks sorted rows batch by batch.
template <typename Key>
class PackedRows : public ChangeSource {
 public:
  PackedRows(std::span<const Key> rows, TripleOrder order, const Layout& layout,
             const std::array<Ranks, 4>& ranks)
      : rows_(rows) {
    for (size_t column = 0; column < 4; ++column) {
      const uint8_t position = kOrderPositions[static_cast<size_t>(order)][column];
      ids_[column] = ranks[position].ids;
      shifts_[column] = layout.shifts[position];
      masks_[column] = (uint64_t{1} << layout.bits[position]) - 1;
      columns_[column].resize(kBatchRowCount);
      if (masks_[column] == 0) std::ranges::fill(columns_[column], ids_[column].front());
    }
  }

  bool Next(ChangeBatch* batch) override {
    if (rows_.empty()) return false;
    const std::span<const Key> rows = rows_.first(std::min(rows_.size(), kBatchRowCount));
    rows_ = rows_.subspan(rows.size());
    for (size_t column = 0; column < 4; ++column) {
      TermId* const out = columns_[column].data();
      batch->rows.columns[column] = out;
      const uint64_t mask = masks_[column];
      if (mask == 0) continue;
      const TermId* const ids = ids_[column].data();
      const int shift = shifts_[column];
      for (size_t row = 0; row < rows.size(); ++row) {
        out[row] = ids[static_cast<uint64_t>(rows[row] >> shift) & mask];
      }
    }
    batch->rows.row_count = rows.size();
    batch->removals = nullptr;
    return true;
  }

  const absl::Status& status() const override { return status_; }

 private:
  std::span<const Key> rows_;
  std::array<std::span<const TermId>, 4> ids_;
  std::array<int, 4> shifts_ = {};
  std::array<uint64_t, 4> masks_ = {};
  std::array<std::vector<TermId>, 4> columns_;
  absl::Status status_;
};

template <typename Key>
class PackedRun {
 public:
  PackedRun(std::vector<RowChunk> chunks, uint64_t row_count, std::array<Ranks, 4>& ranks,
            const Layout& layout, bool in_parallel)
      : ranks_(ranks), layout_(layout), row_count_(row_count), in_parallel_(in_parallel) {
    const std::span<Key> rows = Array(0);
    Pack(std::move(chunks), rows);
    for (Ranks& of_position : ranks) of_position.by_chunk = {};
    const Buffers buffers = {.first = rows, .second = Array(1)};
    const std::span<const Key> sorted = SortBits(rows, buffers, 0, layout.total_bits);
    if (sorted.data() == buffers.second.data()) std::swap(memory_[0], memory_[1]);
    rows_ = WithoutDuplicates(Array(0));
  }

  absl::Status GiveQuads(const OrderConsumer& consume) {
    absl::Status first_status;
    absl::Status second_status;
    Both(
        in_parallel_, [&] { first_status = GivePredicateFirst(consume); },
        [&] { second_status = GiveObjectFirst(consume); });
    RETURN_IF_ERROR(first_status);
    return second_status;
  }

  absl::Status GiveTripleTerms(const OrderConsumer& consume) {
    RETURN_IF_ERROR(Give(TripleOrder::kTermSpot, rows_, consume));
    Buffers buffers = MakeBuffers(1, 2);
    RETURN_IF_ERROR(Give(TripleOrder::kTermTspo, SortBy(kGraph, rows_, buffers), consume));
    const std::span<const Key> osp = SortBy(kObject, rows_, buffers);
    RETURN_IF_ERROR(Give(TripleOrder::kTermOspt, osp, consume));
    return Give(TripleOrder::kTermPost, SortBy(kPredicate, osp, buffers), consume);
  }

 private:
  struct Buffers {
    std::span<Key> first;
    std::span<Key> second;
  };

  // One of five arrays of all rows, allocated when it is first asked for.
  std::span<Key> Array(size_t index) {
    if (memory_[index] == nullptr) {
      memory_[index] = std::make_unique_for_overwrite<Key[]>(row_count_);
    }
    return {memory_[index].get(), row_count_};
  }
  // The first of them has the sorted rows.
  Buffers MakeBuffers(size_t first, size_t second) {
    return {.first = Array(first).first(rows_.size()), .second = Array(second).first(rows_.size())};
  }

  static std::span<const Key> WithoutDuplicates(std::span<Key> rows) {
    const auto end = std::unique(rows.begin(), rows.end());
    return rows.first(static_cast<size_t>(end - rows.begin()));
  }

  std::span<const Key> SortBits(std::span<const Key> source, const Buffers& buffers, int shift,
                                int bits) const {
    return RadixSort(source, buffers.first, buffers.second, shift, bits,
                     [](Key key) { return key; });
  }
  std::span<const Key> SortBy(Position position, std::span<const Key> source,
                              const Buffers& buffers) const {
    return SortBits(source, buffers, layout_.shifts[position], layout_.bits[position]);
  }

  absl::Status Give(TripleOrder order, std::span<const Key> rows,
                    const OrderConsumer& consume) const {
    PackedRows<Key> source(rows, order, layout_, ranks_);
    return consume(order, source);
  }

  absl::Status GivePredicateFirst(const OrderConsumer& consume) {
    RETURN_IF_ERROR(Give(TripleOrder::kSpog, rows_, consume));
    const Buffers buffers = MakeBuffers(1, 2);
    RETURN_IF_ERROR(Give(TripleOrder::kGspo, SortBy(kGraph, rows_, buffers), consume));
    const std::span<const Key> pso = SortBy(kPredicate, rows_, buffers);
    RETURN_IF_ERROR(Give(TripleOrder::kPsog, pso, consume));
    return Give(TripleOrder::kOpsg, SortBy(kObject, pso, buffers), consume);
  }

  absl::Status GiveObjectFirst(const OrderConsumer& consume) {
    const Buffers buffers = MakeBuffers(3, 4);
    std::span<const Key> osp = SortBy(kObject, rows_, buffers);
    RETURN_IF_ERROR(Give(TripleOrder::kOspg, osp, consume));
    RETURN_IF_ERROR(Give(TripleOrder::kPosg, SortBy(kPredicate, osp, buffers), consume));
    // A second pass has overwritten what it came from.
    if (RadixPassCount(layout_.bits[kPredicate]) > 1) osp = SortBy(kObject, rows_, buffers);
    return Give(TripleOrder::kSopg, SortBy(kSubject, osp, buffers), consume);
  }

  void Pack(std::vector<RowChunk> chunks, std::span<Key> rows) const {
    std::vector<size_t> starts(chunks.size());
    size_t start = 0;
    for (size_t chunk = 0; chunk < chunks.size(); ++chunk) {
      starts[chunk] = start;
      start += chunks[chunk].row_count();
    }
    const auto pack = [&](size_t first_chunk) {
      for (size_t chunk = first_chunk; chunk < chunks.size(); chunk += 2) {
        PackChunk(chunks[chunk], chunk, rows.subspan(starts[chunk], chunks[chunk].row_count()));
        chunks[chunk] = RowChunk();
      }
    };
    Both(
        in_parallel_, [&] { pack(0); }, [&] { pack(1); });
  }

  void PackChunk(const RowChunk& chunk, size_t chunk_index, std::span<Key> rows) const {
    std::ranges::fill(rows, Key{0});
    for (size_t position = 0; position < 4; ++position) {
      if (layout_.bits[position] == 0) continue;
      const uint32_t* const ranks = ranks_[position].by_chunk[chunk_index].data();
      const PageVector<uint32_t>& column = chunk.columns[position];
      const int shift = layout_.shifts[position];
      if (column.size() == 1) {
        const Key rank = Key{ranks[column[0]]} << shift;
        for (Key& row : rows) row |= rank;
        continue;
      }
      for (size_t row = 0; row < rows.size(); ++row) rows[row] |= Key{ranks[column[row]]} << shift;
    }
  }

  const std::array<Ranks, 4>& ranks_;
  const Layout& layout_;
  const size_t row_count_;
  const bool in_parallel_;
  std::array<std::unique_ptr<Key[]>, 5> memory_;
  std::span<const Key> rows_;
};

// Calls give(run) with the rows sorted as (s, p, o, g).
template <typename Give>
absl::Status SortRows(std::vector<RowChunk> chunks, uint64_t row_count, bool in_parallel,
                      Give give) {
  std::array<Ranks, 4> ranks;
  Both(
      in_parallel, [&] { ranks[kSubject] = RankIds(chunks, kSubject); },
      [&] {
        ranks[kPredicate] = RankIds(chunks, kPredicate);
        ranks[kObject] = RankIds(chunks, kObject);
        ranks[kGraph] = RankIds(chunks, kGraph);
      });
  const Layout layout = LayoutOf(ranks);
  if (layout.total_bits <= 64) {
    PackedRun<uint64_t> run(std::move(chunks), row_count, ranks, layout, in_parallel);
    return give(run);
  }
  PackedRun<Wide> run(std::move(chunks), row_count, ranks, layout, in_parallel);
  return give(run);
}

}  // namespace

size_t RowChunk::row_count() const {
  size_t count = 0;
  for (const PageVector<uint32_t>& column : columns) count = std::max(count, column.size());
  return count;
}

uint64_t RowChunk::size_bytes() const {
  uint64_t bytes = ids.size() * sizeof(TermId) + positions.size();
  for (const PageVector<uint32_t>& column : columns) bytes += column.size() * sizeof(uint32_t);
  return bytes;
}

void RowRun::Add(RowChunk chunk) {
  if (chunk.row_count() == 0) return;
  row_count_ += chunk.row_count();
  id_count_ += chunk.ids.size();
  size_bytes_ += chunk.size_bytes();
  chunks_.push_back(std::move(chunk));
}

uint64_t RowRun::sorting_bytes() const {
  // Ranking comes before packing, so the larger of the two is what counts.
  constexpr uint64_t kRankingBytes = 2 * 2 * 16 + 4 * 4;
  constexpr uint64_t kBuffers = 5;
  return std::max(size_bytes_ + id_count_ * kRankingBytes,
                  id_count_ * 4 * 4 + row_count_ * kBuffers * sizeof(uint64_t));
}

absl::Status RowRun::SortQuads(unsigned thread_count, const OrderConsumer& consume) {
  const uint64_t row_count = std::exchange(row_count_, 0);
  id_count_ = size_bytes_ = 0;
  if (row_count == 0) return absl::OkStatus();
  return SortRows(std::exchange(chunks_, {}), row_count, thread_count > 1,
                  [&](auto& run) { return run.GiveQuads(consume); });
}

absl::Status RowRun::SortTripleTerms(const OrderConsumer& consume) {
  const uint64_t row_count = std::exchange(row_count_, 0);
  id_count_ = size_bytes_ = 0;
  if (row_count == 0) return absl::OkStatus();
  return SortRows(std::exchange(chunks_, {}), row_count, /*in_parallel=*/false,
                  [&](auto& run) { return run.GiveTripleTerms(consume); });
}

}  // namespace entente
