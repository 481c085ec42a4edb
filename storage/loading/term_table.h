// The TermTable of a load: key → id of every term that the load has met.
#ifndef ENTENTE_STORAGE_LOADING_TERM_TABLE_H_
#define ENTENTE_STORAGE_LOADING_TERM_TABLE_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/files/temporary_file.h"
#include "storage/ids/term_id.h"
#include "storage/loading/term_key.h"

namespace entente {

// A hash table whose entries lie in the order of their keys, with gaps: linear probing that keeps
// its runs sorted (Amble and Knuth, "Ordered hash tables", 1974). So looking in vain ends early,
// growing is one sequential copy, and so is writing the table out: beyond the budget all entries
// go to a temporary file, as one sorted run with a Bloom filter, and the table starts afresh. Runs
// are merged when there are many.
//
// In memory 24 bytes an entry and on average a third more for gaps; spilled 1.3 bytes an entry.
class TermTable {
 public:
  TermTable(uint64_t budget_bytes, std::filesystem::path temporary_directory);
  ~TermTable();
  TermTable(const TermTable&) = delete;
  TermTable& operator=(const TermTable&) = delete;

  // Any thread, at any time: an id once given to a key does not change. About 100 ns; some
  // microseconds if the entry has been spilled.
  absl::StatusOr<std::optional<TermId>> Find(const TermKey& key) const;

  // The id of `key`, or no id after `id` has become the key's. One thread at a time.
  absl::StatusOr<std::optional<TermId>> FindOrInsert(const TermKey& key, TermId id);

  // Tells the processor that FindOrInsert is about to be asked for `key`. The inserting thread.
  void Prefetch(const TermKey& key) const {
    const std::vector<Entry>& entries = parts_[PartOf(key)].entries;
    __builtin_prefetch(&entries[HomeOf(key, entries.size())], /*for writing*/ 1);
  }

  // In memory, runs' filters included. The inserting thread asks.
  uint64_t size_bytes() const { return entries_bytes_ + runs_bytes_; }

 private:
  struct Entry {
    TermKey key = {};
    uint64_t id_bits = kEmpty;
    // No id: its kind would be kLocal, which no table holds.
    static constexpr uint64_t kEmpty = ~uint64_t{0};
    bool is_empty() const { return id_bits == kEmpty; }
  };
  // The keys with the same first bits. Growing one at a time keeps the moment short in which there
  // are two copies.
  struct Part {
    mutable std::mutex mutex;
    std::vector<Entry> entries;  // The last of them always empty.
    size_t count = 0;
  };
  class Run;

  static constexpr int kPartBits = 6;
  static constexpr size_t kPartCount = size_t{1} << kPartBits;
  static size_t PartOf(const TermKey& key) { return key.high >> (64 - kPartBits); }
  // floor(fraction / 2^64 * count).
  static size_t Scale(uint64_t fraction, size_t count) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<size_t>(Wide{fraction} * count >> 64);
  }
  static size_t HomeOf(const TermKey& key, size_t entry_count) {
    // The last places are left to runs that begin before them, so that they need not wrap around.
    return Scale(key.high << kPartBits, entry_count - entry_count / 64 - 1);
  }
  static size_t LowerBound(const std::vector<Entry>& entries, const TermKey& key);
  static void Grow(Part& part);

  absl::StatusOr<std::optional<TermId>> FindInRuns(const TermKey& key) const;
  absl::Status Spill();
  absl::Status MergeRuns();

  const uint64_t budget_bytes_;
  const std::filesystem::path temporary_directory_;
  std::array<Part, kPartCount> parts_;
  uint64_t entries_bytes_ = 0;
  uint64_t runs_bytes_ = 0;
  mutable std::shared_mutex runs_mutex_;
  std::vector<std::unique_ptr<Run>> runs_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_TERM_TABLE_H_
