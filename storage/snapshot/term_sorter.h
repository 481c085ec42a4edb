// Sorts terms of one kind of the dictionary in the sequence of their canonical N-Triples tokens.
#ifndef ENTENTE_STORAGE_SNAPSHOT_TERM_SORTER_H_
#define ENTENTE_STORAGE_SNAPSHOT_TERM_SORTER_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "storage/files/temporary_file.h"
#include "storage/ids/term_id.h"

namespace entente {

// Takes the terms in sequence: the bytes (ids/term_bytes.h), what was added with them, and whether
// this is the term before once more.
using SortedTermConsumer =
    std::function<absl::Status(std::string_view bytes, uint64_t tag, bool is_repeated)>;

// In memory by multikey quicksort, eight bytes of each key at hand (Bentley and Sedgewick, "Fast
// algorithms for sorting and searching strings", 1997; Rantala's variant with a cache). Beyond the
// budget, sorted runs go to a temporary file. One thread each.
class TermSorter {
 public:
  // `cancelled` may be null; it is looked at all the time.
  TermSorter(IdKind kind, uint64_t memory_budget_bytes, std::filesystem::path temporary_directory,
             const std::atomic<bool>* cancelled);
  ~TermSorter();
  TermSorter(const TermSorter&) = delete;
  TermSorter& operator=(const TermSorter&) = delete;

  // DataLoss if no term has these bytes.
  absl::Status Add(std::string_view bytes, uint64_t tag);

  // After the last Add: sorts what is in memory.
  absl::Status Sort();

  // Gives the terms of all `sorters`, which are of one kind and sorted, in one sequence; to be done
  // once.
  static absl::Status Merge(std::span<const std::unique_ptr<TermSorter>> sorters,
                            const SortedTermConsumer& consume);

 private:
  // What is sorted for a term: where its record is, and some bytes of its key.
  struct Entry {
    uint64_t cache = 0;
    uint64_t offset = 0;
  };
  struct Group;
  struct Record;
  class Reader;
  struct FileRun {
    uint64_t begin = 0;
    uint64_t end = 0;
  };

  Record RecordAt(uint64_t offset) const;
  std::string_view KeyOf(const Entry& entry) const;
  uint64_t CachedBytes(const Entry& entry, size_t depth) const;
  void SortSmall(std::span<Entry> entries, size_t depth) const;
  absl::Status SortEntries();
  absl::Status Spill();

  const IdKind kind_;
  const uint64_t memory_budget_bytes_;
  const std::filesystem::path temporary_directory_;
  const std::atomic<bool>* const cancelled_;
  std::string records_;
  std::vector<Entry> entries_;
  std::string token_;
  std::unique_ptr<TemporaryFile> file_;
  std::vector<FileRun> runs_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_TERM_SORTER_H_
