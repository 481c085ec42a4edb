// A snapshot file as a ReadView: asked where it lies, nothing imported.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_VIEW_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_VIEW_H_

#include <cstdint>
#include <filesystem>
#include <memory>

#include "absl/status/statusor.h"
#include "storage/read_view.h"
#include "storage/snapshot/snapshot_reader.h"
#include "storage/store.h"

namespace entente {

// Every page is checked when it is first read (kMapped) or each time it comes into the cache
// (kRead): its checksum, its structure, that rows ascend strictly, that ids name terms there are,
// and that it holds what the fence above it says. So a forged file cannot lead a reader out of
// bounds, around in circles, or to more rows than its pages hold. What only a comparison of several
// pages shows (orders that hold different rows, terms out of sequence between pages) is for
// CheckSnapshot.
class SnapshotView : public ReadView {
 public:
  // Errors as of SnapshotReader::Open.
  static absl::StatusOr<std::shared_ptr<const SnapshotView>> Open(const std::filesystem::path& file,
                                                                  SnapshotAccess access,
                                                                  uint64_t cache_bytes);
  virtual const SnapshotReader& reader() const = 0;
  // Reads the directories.
  virtual absl::StatusOr<StoreSizes> Sizes() const = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_VIEW_H_
