#include "storage/rocks.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <cassert>
#include <utility>
#include <vector>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/rocks_error.h"

namespace entente {
namespace {

constexpr std::array<const char*, kFamilyCount> kFamilyNames = {"default", "pages", "terms",
                                                                "delta"};

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view FromSlice(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

RocksTrouble TroubleOf(const rocksdb::Status& status) {
  if (status.subcode() == rocksdb::Status::kNoSpace) return RocksTrouble::kFull;
  if (status.subcode() == rocksdb::Status::kPathNotFound) return RocksTrouble::kMissing;
  if (status.IsCorruption()) return RocksTrouble::kDamaged;
  return status.IsIOError() ? RocksTrouble::kRefused : RocksTrouble::kUnlikely;
}

absl::Status FromRocks(const rocksdb::Status& status, std::string_view directory) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = RocksErrorText(TroubleOf(status), status.ToString(), directory);
  switch (status.code()) {
    case rocksdb::Status::kCorruption:
      return absl::DataLossError(text);
    case rocksdb::Status::kNotFound:
      return absl::NotFoundError(text);
    case rocksdb::Status::kInvalidArgument:
    case rocksdb::Status::kNotSupported:
      // How RocksDB reports missing or foreign files at opening.
      return absl::FailedPreconditionError(text);
    case rocksdb::Status::kIOError:
      if (status.subcode() == rocksdb::Status::kPathNotFound) return absl::DataLossError(text);
      return absl::UnknownError(text);
    default:
      return absl::UnknownError(text);
  }
}

// RocksDB's diary costs time at each opening and grows beside the data; errors reach us as Status.
class SilentLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::ColumnFamilyOptions FamilyOptions(Family family,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  options.compression = rocksdb::kNoCompression;
  options.write_buffer_size = size_t{16} << 20;
  options.max_write_buffer_number = 3;
  switch (family) {
    case Family::kMeta:
      break;
    case Family::kPages:
      // Pages are compressed already, and are appended far more often than replaced.
      options.write_buffer_size = size_t{32} << 20;
      options.target_file_size_base = uint64_t{128} << 20;
      options.max_bytes_for_level_base = uint64_t{1} << 30;
      options.level0_file_num_compaction_trigger = 16;
      options.level0_slowdown_writes_trigger = 64;
      options.level0_stop_writes_trigger = 128;
      break;
    case Family::kTerms:
      options.compression = rocksdb::kZSTD;
      table.block_size = size_t{16} << 10;
      break;
    case Family::kDelta:
      // Keys share long prefixes: the generation, the order, often the first id.
      options.compression = rocksdb::kLZ4Compression;
      options.write_buffer_size = size_t{64} << 20;
      break;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

class RocksSnapshot {
 public:
  explicit RocksSnapshot(rocksdb::DB* db) : db_(db), snapshot_(db->GetSnapshot()) {}
  ~RocksSnapshot() {
    if (snapshot_ != nullptr) db_->ReleaseSnapshot(snapshot_);
  }
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  // Null when the database was opened read-only: then nothing changes anyway.
  const rocksdb::Snapshot* get() const { return snapshot_; }

 private:
  rocksdb::DB* db_;
  const rocksdb::Snapshot* snapshot_;
};

struct RocksCursor::Rep {
  std::string_view directory;  // The Rocks', which lives longer.
  std::string upper_bound;
  rocksdb::Slice upper_bound_slice;
  std::unique_ptr<rocksdb::Iterator> iterator;
};

RocksCursor::RocksCursor(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
RocksCursor::~RocksCursor() = default;
void RocksCursor::Seek(std::string_view key) { rep_->iterator->Seek(ToSlice(key)); }
bool RocksCursor::Valid() const { return rep_->iterator->Valid(); }
void RocksCursor::Next() { rep_->iterator->Next(); }
std::string_view RocksCursor::key() const { return FromSlice(rep_->iterator->key()); }
std::string_view RocksCursor::value() const { return FromSlice(rep_->iterator->value()); }
absl::Status RocksCursor::status() const {
  return FromRocks(rep_->iterator->status(), rep_->directory);
}

struct Rocks::Rep {
  absl::Status Said(const rocksdb::Status& status) const { return FromRocks(status, directory); }

  std::string directory;
  std::unique_ptr<rocksdb::Env> memory_env;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  bool read_only = false;

  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return handles[static_cast<size_t>(family)];
  }
};

struct RocksBatch::Rep {
  const Rocks::Rep* rocks = nullptr;
  rocksdb::WriteBatch batch;
};

RocksBatch::RocksBatch(const Rocks& rocks) : rep_(std::make_unique<Rep>()) {
  rep_->rocks = rocks.rep_.get();
}
RocksBatch::~RocksBatch() = default;
RocksBatch::RocksBatch(RocksBatch&&) noexcept = default;

void RocksBatch::Put(Family family, std::string_view key, std::string_view value) {
  // Only a batch with a size limit can refuse, and this one has none.
  rep_->batch.Put(rep_->rocks->handle(family), ToSlice(key), ToSlice(value)).PermitUncheckedError();
}

void RocksBatch::Delete(Family family, std::string_view key) {
  rep_->batch.Delete(rep_->rocks->handle(family), ToSlice(key)).PermitUncheckedError();
}

void RocksBatch::Clear() { rep_->batch.Clear(); }

std::string_view RocksBatch::contents() const { return rep_->batch.Data(); }

Rocks::Rocks(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

Rocks::~Rocks() { Close().IgnoreError(); }  // Who wants to know calls Close.

absl::StatusOr<std::unique_ptr<Rocks>> Rocks::Open(const std::filesystem::path& path,
                                                   const RocksOptions& options) {
  auto rep = std::make_unique<Rep>();
  rep->directory = path.string();
  rep->read_only = options.read_only;
  rocksdb::DBOptions db_options;
  db_options.create_if_missing = options.create;
  db_options.error_if_exists = options.create;
  db_options.create_missing_column_families = options.create;
  db_options.info_log = std::make_shared<SilentLogger>();
  db_options.max_open_files = 512;
  db_options.max_file_opening_threads = 1;
  db_options.max_background_jobs = 2;
  db_options.skip_stats_update_on_db_open = true;
  db_options.stats_dump_period_sec = 0;
  db_options.stats_persist_period_sec = 0;
  db_options.avoid_flush_during_recovery = true;
  db_options.avoid_flush_during_shutdown = true;
  // A torn tail after a crash is honest and must open; damage that loses acknowledged commits is
  // noticed by the commit ledger, which this mode would not notice.
  db_options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  if (options.in_memory) {
    rep->memory_env.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    db_options.env = rep->memory_env.get();
  }
  // Small: pages are cached above, decoded and checked; this one serves the delta and the indexes.
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(size_t{32} << 20);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (size_t family = 0; family < kFamilyCount; ++family) {
    families.emplace_back(kFamilyNames[family], FamilyOptions(static_cast<Family>(family), cache));
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      options.read_only
          ? rocksdb::DB::OpenForReadOnly(db_options, path.string(), families, &rep->handles, &db)
          : rocksdb::DB::Open(db_options, path.string(), families, &rep->handles, &db);
  if (!status.ok()) return rep->Said(status);
  rep->db.reset(db);
  return std::unique_ptr<Rocks>(new Rocks(std::move(rep)));
}

absl::Status Rocks::Close() {
  if (rep_->db == nullptr) return absl::OkStatus();
  for (rocksdb::ColumnFamilyHandle* handle : rep_->handles) {
    rep_->db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  rep_->handles.clear();
  const rocksdb::Status status = rep_->db->Close();
  rep_->db.reset();
  return rep_->read_only ? absl::OkStatus() : rep_->Said(status);
}

absl::StatusOr<bool> Rocks::Get(Family family, std::string_view key, const RocksSnapshot* snapshot,
                                std::string* value, Caching caching) const {
  rocksdb::ReadOptions options;
  if (snapshot != nullptr) options.snapshot = snapshot->get();
  options.fill_cache = caching == Caching::kHere;
  const rocksdb::Status status = rep_->db->Get(options, rep_->handle(family), ToSlice(key), value);
  if (status.ok()) return true;
  if (status.IsNotFound()) return false;
  return rep_->Said(status);
}

std::unique_ptr<RocksCursor> Rocks::Scan(Family family, std::string_view upper_bound,
                                         const RocksSnapshot* snapshot) const {
  auto rep = std::make_unique<RocksCursor::Rep>();
  rep->directory = rep_->directory;
  rep->upper_bound = upper_bound;
  rep->upper_bound_slice = rep->upper_bound;
  rocksdb::ReadOptions options;
  if (snapshot != nullptr) options.snapshot = snapshot->get();
  if (!upper_bound.empty()) options.iterate_upper_bound = &rep->upper_bound_slice;
  options.fill_cache = family == Family::kDelta;
  rep->iterator.reset(rep_->db->NewIterator(options, rep_->handle(family)));
  return std::unique_ptr<RocksCursor>(new RocksCursor(std::move(rep)));
}

absl::Status Rocks::Write(RocksBatch& batch, Durability durability) {
  if (rep_->read_only)
    return absl::FailedPreconditionError("the database is open for reading only");
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::kSynced;
  options.disableWAL = durability == Durability::kUnlogged;
  return rep_->Said(rep_->db->Write(options, &batch.rep_->batch));
}

absl::Status Rocks::Flush(std::span<const Family> families) {
  rocksdb::FlushOptions options;
  options.wait = true;
  for (const Family family : families) {
    if (const rocksdb::Status status = rep_->db->Flush(options, rep_->handle(family));
        !status.ok()) {
      return rep_->Said(status);
    }
  }
  return absl::OkStatus();
}

absl::Status Rocks::Compact() {
  for (size_t family = 0; family < kFamilyCount; ++family) {
    const rocksdb::Status status = rep_->db->CompactRange(rocksdb::CompactRangeOptions(),
                                                          rep_->handles[family], nullptr, nullptr);
    if (!status.ok()) return rep_->Said(status);
  }
  return absl::OkStatus();
}

absl::Status Rocks::VerifyChecksums() const { return rep_->Said(rep_->db->VerifyChecksum()); }

std::shared_ptr<const RocksSnapshot> Rocks::Snapshot() const {
  return std::make_shared<const RocksSnapshot>(rep_->db.get());
}

uint64_t Rocks::FileBytes(Family family) const {
  uint64_t bytes = 0;
  rep_->db->GetIntProperty(rep_->handle(family), rocksdb::DB::Properties::kTotalSstFilesSize,
                           &bytes);
  return bytes;
}

}  // namespace entente
