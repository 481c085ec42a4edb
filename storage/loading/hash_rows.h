// The rows of the hash order that a load makes: (hash, id) of every new term, sorted under a
// budget.
#ifndef ENTENTE_STORAGE_LOADING_HASH_ROWS_H_
#define ENTENTE_STORAGE_LOADING_HASH_ROWS_H_

#include <cstdint>
#include <filesystem>
#include <vector>

#include "absl/status/status.h"
#include "storage/ids/term_id.h"
#include "storage/rebuild.h"
#include "storage/sorting/external_sort.h"

namespace entente {

// One thread at a time.
class HashRows {
 public:
  // What does not fit into `memory_bytes` goes to temporary files.
  HashRows(uint64_t memory_bytes, const std::filesystem::path& temporary_directory)
      : memory_bytes_(memory_bytes), sort_(temporary_directory) {}

  absl::Status Add(uint64_t hash, TermId id);
  // Memory in use, and for sorting.
  uint64_t size_bytes() const { return rows_.size() * 2 * sizeof(Row); }
  // Gives them to the hash order. To be called once.
  absl::Status Apply(Rebuild& rebuild);

 private:
  struct Row {
    uint64_t hash = 0;
    TermId id = {};
  };
  class Source;

  // Calls use(source) with the rows sorted, and leaves none.
  template <typename Use>
  absl::Status Sort(Use use);
  absl::Status Spill();

  const uint64_t memory_bytes_;
  std::vector<Row> rows_;
  ExternalSort sort_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_HASH_ROWS_H_
