// What views, transactions, rebuilds and the checker share of one open store.
#ifndef ENTENTE_STORAGE_STORE_CORE_H_
#define ENTENTE_STORAGE_STORE_CORE_H_

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "storage/commit_ledger.h"
#include "storage/directory_lock.h"
#include "storage/ids/term_page.h"
#include "storage/manifest.h"
#include "storage/page_cache.h"
#include "storage/rocks.h"
#include "storage/store.h"
#include "storage/triples/page_source.h"

namespace entente {

// One committed state: the manifest, and RocksDB as it was then.
struct CommittedState {
  std::shared_ptr<const RocksSnapshot> snapshot;
  Manifest manifest;
};

// Members are destroyed from the last to the first: what uses RocksDB before RocksDB, the lock
// last.
class StoreCore {
 public:
  StoreCore(const StoreOptions& store_options, std::filesystem::path store_path);

  const StoreOptions options;
  const std::filesystem::path path;  // Empty: in memory.
  std::unique_ptr<DirectoryLock> lock;
  std::unique_ptr<Rocks> rocks;
  std::unique_ptr<CommitLedger> ledger;  // Null if nothing is written to a directory.
  PageCache<Page> pages;
  PageCache<TermPage> term_pages;

  std::shared_ptr<const CommittedState> current() const ABSL_LOCKS_EXCLUDED(state_mutex_);

  // Makes `manifest`, with `batch`, the next state: gives it its number, writes both durably, notes
  // it in the ledger and publishes it. After an error the store takes no more writes.
  // REQUIRES: the caller holds the writer lease.
  absl::Status Commit(RocksBatch& batch, Manifest manifest) ABSL_LOCKS_EXCLUDED(state_mutex_);

  // Reads the state that RocksDB holds. Once, at opening.
  absl::Status LoadState();

  // Lets go of the current state, so that RocksDB can close.
  void ForgetState() ABSL_LOCKS_EXCLUDED(state_mutex_);

  // Deletes what a crash may have left of an unpublished or just published rebuild.
  absl::Status DeleteOrphans();

  // Deletes rows of delta generations before the current one, in steps of bounded size.
  absl::Status DeleteOldDelta();

  absl::Status AcquireWriter() ABSL_LOCKS_EXCLUDED(writer_mutex_);
  void ReleaseWriter() ABSL_LOCKS_EXCLUDED(writer_mutex_);
  // OK if writes are possible at all.
  absl::Status CheckWritable() const ABSL_LOCKS_EXCLUDED(state_mutex_);

 private:
  void Fail(const absl::Status& status) ABSL_LOCKS_EXCLUDED(state_mutex_);

  mutable absl::Mutex state_mutex_;
  std::shared_ptr<const CommittedState> current_ ABSL_GUARDED_BY(state_mutex_);
  absl::Status write_error_ ABSL_GUARDED_BY(state_mutex_);
  absl::Mutex writer_mutex_;
  bool has_writer_ ABSL_GUARDED_BY(writer_mutex_) = false;
  std::thread::id writer_thread_ ABSL_GUARDED_BY(writer_mutex_) = {};  // Which acquired it.
};

// The right to be the one writer, given back when destroyed.
class WriterLease {
 public:
  // Waits for the writer before. FailedPrecondition in the thread that acquired that one: it would
  // wait for itself.
  static absl::StatusOr<std::unique_ptr<WriterLease>> Acquire(StoreCore& core);
  ~WriterLease() { core_.ReleaseWriter(); }
  WriterLease(const WriterLease&) = delete;
  WriterLease& operator=(const WriterLease&) = delete;

 private:
  explicit WriterLease(StoreCore& core) : core_(core) {}

  StoreCore& core_;
};

// The pages of one state, through the store's cache.
class DatabasePages final : public PageSource {
 public:
  DatabasePages(StoreCore& core, const RocksSnapshot* snapshot)
      : core_(core), snapshot_(snapshot) {}
  absl::StatusOr<std::shared_ptr<const Page>> ReadPage(TripleOrder order, uint64_t number,
                                                       size_t column_count) const override;

 private:
  StoreCore& core_;
  const RocksSnapshot* snapshot_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_STORE_CORE_H_
