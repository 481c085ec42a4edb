// Gives the terms of a load their ids: inline, as the store has them, or the next number.
#ifndef ENTENTE_STORAGE_LOADING_TERM_NUMBERING_H_
#define ENTENTE_STORAGE_LOADING_TERM_NUMBERING_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "absl/status/status.h"
#include "storage/ids/term_id.h"
#include "storage/loading/hash_rows.h"
#include "storage/loading/load_chunk.h"
#include "storage/loading/term_table.h"
#include "storage/rebuild.h"
#include "storage/sorting/external_sort.h"
#include "storage/sorting/row_run.h"

namespace entente {

// Numbers follow the order in which terms first appear in the files, whatever threads did what.
class TermNumbering {
 public:
  // `table_bytes` is for the table of terms; `rows_bytes` for rows of the hash order, and as much
  // again for rows of triple terms. What is more goes to temporary files.
  TermNumbering(Rebuild& rebuild, uint64_t table_bytes, uint64_t rows_bytes,
                const std::filesystem::path& temporary_directory);

  // Finds the terms of a chunk that this load or the store already has. Any thread: this is what of
  // the work can be done in any order.
  absl::Status LookUp(LoadChunk* chunk) const;

  // Gives all terms of the chunk their ids, new ones their numbers. One thread, in the order of the
  // chunks, each after LookUp.
  absl::Status Number(LoadChunk* chunk);

  // Memory in use now, or soon for sorting. The numbering thread asks.
  uint64_t size_bytes() const;

  // After the last chunk: gives the table's memory back.
  void ReleaseTable() { table_.reset(); }

  // Applies what has been collected to the hash order, and to the four orders of triple terms. To
  // be called once each, after all chunks; two threads may do so at the same time.
  absl::Status ApplyHashes() { return hash_rows_.Apply(rebuild_); }
  absl::Status ApplyTripleTerms();

 private:
  absl::Status LookUpTriple(const LoadChunk& chunk, ChunkTerm* term) const;
  absl::Status AddTripleTerm(const std::array<TermId, 4>& row);
  absl::Status SpillTripleTerms();
  void MoveTripleTerms();

  Rebuild& rebuild_;
  const uint64_t rows_bytes_;
  std::array<uint64_t, 256> next_numbers_ = {};
  std::array<uint64_t, 256> first_new_numbers_ = {};
  bool store_has_terms_ = false;
  std::unique_ptr<TermTable> table_;
  HashRows hash_rows_;
  RowChunk triple_rows_;  // New ones, not yet in `triple_run_`.
  RowRun triple_run_;
  ExternalSort sort_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_TERM_NUMBERING_H_
