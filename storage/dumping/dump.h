// Everything a view holds, as quads or as canonical N-Quads.
#ifndef ENTENTE_STORAGE_DUMPING_DUMP_H_
#define ENTENTE_STORAGE_DUMPING_DUMP_H_

#include <atomic>
#include <cstdint>
#include <filesystem>

#include "absl/status/statusor.h"
#include "schema/quad_stream.h"
#include "schema/syntax/rdf_writer.h"
#include "storage/read_view.h"

namespace entente {

// Gives every quad of `view` to `sink`, in the sequence of `order`, some thousands decoded at a
// time. Returns how many. Cancelled if *cancelled is set meanwhile (it may be null).
// REQUIRES: `order` is one of the orders of quads.
absl::StatusOr<uint64_t> StreamQuads(const ReadView& view, TripleOrder order,
                                     const std::atomic<bool>* cancelled, QuadSink* sink);

struct DumpSortOptions {
  uint64_t memory_budget_bytes = uint64_t{256} << 20;
  // Where runs go that do not fit; empty: where the system keeps temporary files.
  std::filesystem::path temporary_directory = {};
  const std::atomic<bool>* cancelled = nullptr;
};

// Writes `view` as canonical N-Quads sorted by bytes: each quad on its own line, so that equal
// content gives equal text. Returns how many quads there are.
absl::StatusOr<uint64_t> WriteCanonicalDump(const ReadView& view, const DumpSortOptions& options,
                                            const TextOutput& output);

}  // namespace entente

#endif  // ENTENTE_STORAGE_DUMPING_DUMP_H_
