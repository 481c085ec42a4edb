// Bulk loading: files → terms → ids → sorted runs → blocks, all or nothing.
#ifndef ENTENTE_STORAGE_LOADING_BULK_LOADER_H_
#define ENTENTE_STORAGE_LOADING_BULK_LOADER_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/term.h"
#include "schema/syntax/rdf_format.h"
#include "storage/rebuild.h"
#include "storage/store.h"

namespace entente {

struct BulkLoadProgress {
  uint64_t quad_count = 0;   // Read so far.
  uint64_t bytes_read = 0;   // Of the files as they are (compressed if they are).
  uint64_t bytes_total = 0;  // 0 if unknown, as for standard input.
  const char* stage = "";    // "reading", "sorting", "writing".
};

struct BulkLoadOptions {
  // For sorting, hash tables and buffers; not counting what the store itself needs. Beyond it, runs
  // go to temporary files, about 50 bytes a quad. Below some MiB nothing is gained.
  uint64_t memory_budget_bytes = uint64_t{384} << 20;
  // Where those are; empty: in the database directory, or for a database in memory where the system
  // keeps such files.
  std::filesystem::path temporary_directory = {};
  // That parse; numbering and sorting use one more and two. 0: as many as the machine has. What is
  // stored does not depend on it.
  unsigned thread_count = 0;
  // Of all files; unset: by each file's ending.
  std::optional<RdfFormat> format = {};
  // Relative IRIs are resolved against it; empty: against the file's own file: IRI.
  std::string base_iri = {};
  // Where statements without a graph go; no term: the default graph.
  Term graph = {};
  // What is loaded is the text of a store's own state: labels and blank claims stay as they are,
  // and parts of claims take nothing over.
  bool keeps_content = false;
  // Another thread sets it to end the load, which leaves the store as it was. May be null.
  const std::atomic<bool>* cancelled = nullptr;
  // Called from time to time, from the calling thread or another, never from two at once.
  std::function<void(const BulkLoadProgress&)> progress = {};
};

struct BulkLoadReport {
  uint64_t quads_read = 0;
  int64_t quads_added = 0;  // Those that were not there before.
};

// Loads `files` into `store`; "-" is standard input, and options.format must then be set. Files may
// be compressed with gzip, zstd or bzip2, told apart by content. A syntax error anywhere leaves the
// store as it was; its message names file, line and column.
//
// Blank nodes of one file are kept apart from those of all others, and yet a file loaded twice adds
// nothing: labels get a prefix that stands for the file's bytes (blank_label.h); a label that has
// one, as those of a dump have, stays as it is. Blank claims become IRIs (blank_names.h), and parts
// of claims take over what they share (claim_parts.h; those quads count as read). A file with blank
// nodes is read twice, one with blank claims or parts up to twice more.
//
// A snapshot (snapshot_load.h), told by its content or its ending, is loaded by itself: beside
// other files, or with a format or base IRI, it is an InvalidArgument.
//
// Cost: docs/performance.md. Waits for the writer before; readers go on meanwhile.
absl::StatusOr<BulkLoadReport> BulkLoad(Store& store, std::span<const std::filesystem::path> files,
                                        const BulkLoadOptions& options);

// What BulkLoad does between beginning a rebuild and publishing it. Returns the number of quads
// read. After an error the rebuild is good for nothing but to be destroyed.
absl::StatusOr<uint64_t> LoadFiles(Rebuild& rebuild, std::span<const std::filesystem::path> files,
                                   const BulkLoadOptions& options);

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_BULK_LOADER_H_
