// Loads a snapshot file into a store: its terms are known already, so nothing is parsed.
#ifndef ENTENTE_STORAGE_LOADING_SNAPSHOT_LOAD_H_
#define ENTENTE_STORAGE_LOADING_SNAPSHOT_LOAD_H_

#include <cstdint>
#include <filesystem>

#include "absl/status/statusor.h"
#include "storage/loading/bulk_loader.h"
#include "storage/rebuild.h"

namespace entente {

// Whether a regular file begins as snapshots do or is named as they are (.ents). False for a file
// that cannot be read.
bool IsSnapshotFile(const std::filesystem::path& file);

// As LoadFiles, for one snapshot file; of `options`, memory, threads, temporary directory, graph,
// progress and cancelling count. Blank nodes keep labels that mean them everywhere
// (blank_label.h); others get a prefix that stands for the snapshot's content, so that loading it
// again adds nothing.
//
// All checksums are looked at first. The file need not come from a friend: only what follows from
// one of its orders gets into the store, and of that only terms that can be read and written.
// DataLoss: it is not whole, no snapshot, of a newer format, or none that a writer makes.
absl::StatusOr<uint64_t> LoadSnapshot(Rebuild& rebuild, const std::filesystem::path& file,
                                      const std::filesystem::path& temporary_directory,
                                      unsigned thread_count, const BulkLoadOptions& options);

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_SNAPSHOT_LOAD_H_
