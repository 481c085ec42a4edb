// The door to RocksDB: nothing else in Entente includes its headers.
//
// RocksDB holds small records and pages under byte keys; it sorts, logs, caches little and tells
// crash from completion. What the records mean is said in key_layout.h.
#ifndef ENTENTE_STORAGE_ROCKS_H_
#define ENTENTE_STORAGE_ROCKS_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente {

// Column families, by name in RocksDB: "default", "pages", "terms", "delta".
enum class Family : uint8_t { kMeta, kPages, kTerms, kDelta };
inline constexpr size_t kFamilyCount = 4;

struct RocksOptions {
  bool create = false;     // Make a new database; an error if there is one.
  bool read_only = false;  // Write nothing, not even a log file.
  bool in_memory = false;  // Keep the "files" in memory; the path is only a name.
};

// An unchanging state across all families. Released with the object, which must die before its
// Rocks.
class RocksSnapshot;

class Rocks;

// Changes that are written together or not at all. `rocks` must outlive it.
class RocksBatch {
 public:
  explicit RocksBatch(const Rocks& rocks);
  ~RocksBatch();
  RocksBatch(RocksBatch&&) noexcept;
  void Put(Family family, std::string_view key, std::string_view value);
  void Delete(Family family, std::string_view key);
  void Clear();
  // The changes as RocksDB writes them to its log; at least their size in bytes.
  std::string_view contents() const;

 private:
  friend class Rocks;
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

// Walks keys in order. Views of key and value live until the next move.
class RocksCursor {
 public:
  ~RocksCursor();
  void Seek(std::string_view key);
  bool Valid() const;  // False at the end and at an error.
  void Next();
  std::string_view key() const;
  std::string_view value() const;
  absl::Status status() const;

 private:
  friend class Rocks;
  struct Rep;
  explicit RocksCursor(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

// Status codes: DataLoss for damage and missing files, Unknown for what the system refuses (disk
// full, I/O error, no permission), FailedPrecondition for a call that does not fit. The messages
// are for people, in the words of rocks_error.h.
class Rocks {
 public:
  static absl::StatusOr<std::unique_ptr<Rocks>> Open(const std::filesystem::path& path,
                                                     const RocksOptions& options);
  ~Rocks();

  // True and *value if the key is there. A null snapshot means the newest state. Values that the
  // caller keeps itself need not be in RocksDB's cache too.
  enum class Caching : uint8_t { kHere, kByCaller };
  absl::StatusOr<bool> Get(Family family, std::string_view key, const RocksSnapshot* snapshot,
                           std::string* value, Caching caching = Caching::kHere) const;

  // The keys from where Seek says to `upper_bound`, exclusive (empty: to the end).
  std::unique_ptr<RocksCursor> Scan(Family family, std::string_view upper_bound,
                                    const RocksSnapshot* snapshot) const;

  enum class Durability {
    kSynced,    // In the log and on disk when the call returns.
    kUnlogged,  // In memory until the family is flushed; lost in a crash before.
  };
  absl::Status Write(RocksBatch& batch, Durability durability);

  // Writes what is in memory to files and waits for it.
  absl::Status Flush(std::span<const Family> families);

  // Rewrites all files into as few as possible.
  absl::Status Compact();

  // Reads every file and checks RocksDB's own checksums.
  absl::Status VerifyChecksums() const;

  std::shared_ptr<const RocksSnapshot> Snapshot() const;

  // Bytes in the files of one family; what is only in the log is not among them.
  uint64_t FileBytes(Family family) const;

  absl::Status Close();

 private:
  friend class RocksBatch;
  struct Rep;
  explicit Rocks(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_ROCKS_H_
