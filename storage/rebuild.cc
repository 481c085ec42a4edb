#include "storage/rebuild.h"

#include <array>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "schema/status_macros.h"
#include "storage/database_view.h"
#include "storage/folding.h"
#include "storage/ids/term_page.h"
#include "storage/key_layout.h"
#include "storage/store_core.h"
#include "storage/triples/cancellable_source.h"
#include "storage/triples/delta.h"
#include "storage/triples/permutation_writer.h"
#include "storage/triples/statistics.h"

namespace entente {
namespace {

constexpr size_t kPageBatchSize = size_t{1} << 20;

// Hands pages to RocksDB some hundreds at a time.
class BatchedPages final : public PageSink {
 public:
  explicit BatchedPages(Rocks& rocks) : rocks_(rocks), batch_(rocks) {}

  absl::Status WritePage(TripleOrder order, uint64_t number, std::string_view bytes) override {
    batch_.Put(Family::kPages, PageKey(order, number), bytes);
    return batch_.contents().size() >= kPageBatchSize ? Finish() : absl::OkStatus();
  }

  absl::Status Finish() {
    RETURN_IF_ERROR(rocks_.Write(batch_, Rocks::Durability::kUnlogged));
    batch_.Clear();
    return absl::OkStatus();
  }

 private:
  Rocks& rocks_;
  RocksBatch batch_;
};

class StoreRebuild final : public Rebuild {
 public:
  // `lease` may be null: then the caller holds one. So may `cancelled`.
  StoreRebuild(StoreCore& core, std::unique_ptr<WriterLease> lease,
               const std::atomic<bool>* cancelled)
      : core_(core),
        lease_(std::move(lease)),
        cancelled_(cancelled),
        before_(core, core.current()),
        manifest_(before_.manifest()),
        term_batch_(*core.rocks) {}

  ~StoreRebuild() override {
    // What cannot be deleted now is deleted when the store is opened next.
    if (!is_published_) core_.DeleteOrphans().IgnoreError();
  }

  const ReadView& before() const override { return before_; }
  uint64_t NextNumber(IdKind kind) const override { return manifest_.numbers_of(kind).next; }

  absl::Status AppendTerm(IdKind kind, std::string_view bytes) override {
    RETURN_IF_ERROR(LoadLooseTerms(kind));
    ++manifest_.numbers_of(kind).next;
    loose_[static_cast<size_t>(kind)].emplace_back(bytes);
    return PageTerms(kind);
  }

  void AppendTripleTerms(uint64_t count) override {
    manifest_.numbers_of(IdKind::kTriple).next += count;
  }

  absl::Status Apply(TripleOrder order, ChangeSource& changes) override {
    const DatabasePages source(core_, before_.snapshot());
    BatchedPages sink(*core_.rocks);
    CancellableSource cancellable(changes, cancelled_);
    const bool counts_wanted = order == TripleOrder::kPsog || order == TripleOrder::kPosg;
    ASSIGN_OR_RETURN(PermutationRewrite rewrite,
                     RewritePermutation(order, manifest_.root_of(order), source, cancellable,
                                        counts_wanted, sink));
    RETURN_IF_ERROR(sink.Finish());
    manifest_.root_of(order) = rewrite.root;
    rewrites_[static_cast<size_t>(order)] = std::move(rewrite);
    return absl::OkStatus();
  }

  absl::StatusOr<int64_t> Publish() override {
    RocksBatch batch(*core_.rocks);
    RETURN_IF_ERROR(core_.rocks->Write(term_batch_, Rocks::Durability::kUnlogged));
    for (const IdKind kind : kPagedKinds) PutLooseTerms(kind, &batch);
    for (size_t index = 0; index < kOrderCount; ++index) {
      for (const uint64_t page : rewrites_[index].superseded_pages) {
        batch.Delete(Family::kPages, PageKey(static_cast<TripleOrder>(index), page));
      }
    }
    ASSIGN_OR_RETURN(const std::vector<PredicateStatistics> statistics, before_.Statistics());
    batch.Put(Family::kMeta, kStatisticsKey,
              EncodeStatistics(ApplyChanges(statistics, CountsOf(TripleOrder::kPsog),
                                            CountsOf(TripleOrder::kPosg))));
    static constexpr std::array kWritten = {Family::kPages, Family::kTerms};
    RETURN_IF_ERROR(core_.rocks->Flush(kWritten));
    RETURN_IF_ERROR(core_.Commit(batch, manifest_));
    is_published_ = true;
    return static_cast<int64_t>(manifest_.quad_count()) -
           static_cast<int64_t>(before_.manifest().quad_count());
  }

  // Applies the delta of the state before and leaves an empty one.
  absl::Status ApplyDelta() {
    absl::Mutex mutex;
    absl::Status first_error;
    size_t next_order = 0;
    const auto Work = [&] {
      for (;;) {
        size_t index;
        {
          absl::MutexLock lock(&mutex);
          if (next_order == kOrderCount || !first_error.ok()) return;
          index = next_order++;
        }
        const TripleOrder order = static_cast<TripleOrder>(index);
        if (before_.manifest().delta.in_order(order) == 0) continue;
        const std::unique_ptr<ChangeSource> changes = InBatches(ScanDelta(
            *core_.rocks, before_.snapshot(), before_.manifest().delta_generation, order, {}));
        if (absl::Status status = Apply(order, *changes); !status.ok()) {
          absl::MutexLock lock(&mutex);
          first_error.Update(std::move(status));
        }
      }
    };
    std::thread second(Work);
    Work();
    second.join();
    RETURN_IF_ERROR(first_error);
    for (const IdKind kind : kPagedKinds) {
      RETURN_IF_ERROR(LoadLooseTerms(kind));
      RETURN_IF_ERROR(PageTerms(kind));
    }
    manifest_.delta = {};
    ++manifest_.delta_generation;
    return absl::OkStatus();
  }

 private:
  const PrefixCountChanges& CountsOf(TripleOrder order) const {
    return rewrites_[static_cast<size_t>(order)].counts;
  }

  // Reads the terms that are not in pages yet: what is appended fills the page after them.
  absl::Status LoadLooseTerms(IdKind kind) {
    bool& is_loaded = loose_is_loaded_[static_cast<size_t>(kind)];
    if (is_loaded) return absl::OkStatus();
    is_loaded = true;
    const TermNumbers& numbers = before_.manifest().numbers_of(kind);
    std::vector<std::string>& loose = loose_[static_cast<size_t>(kind)];
    TermPageReader page;
    std::string_view bytes;
    for (uint64_t number = numbers.paged; number < numbers.next; ++number) {
      RETURN_IF_ERROR(before_.ReadTermBytes(TermId(kind, number), &page, &bytes));
      loose.emplace_back(bytes);
    }
    return absl::OkStatus();
  }

  // Writes the pages that the loose terms of a kind fill.
  absl::Status PageTerms(IdKind kind) {
    std::vector<std::string>& loose = loose_[static_cast<size_t>(kind)];
    size_t paged = 0;
    TermNumbers& numbers = manifest_.numbers_of(kind);
    for (; loose.size() - paged >= kTermsPerPage; paged += kTermsPerPage) {
      const std::span<const std::string> terms = std::span(loose).subspan(paged, kTermsPerPage);
      const PagePlace place = {TermPageOrder(kind), numbers.paged / kTermsPerPage};
      term_batch_.Put(
          Family::kTerms, TermPageKey(kind, place.number),
          EncodeTermPage(std::vector<std::string_view>(terms.begin(), terms.end()), place));
      for (size_t index = 0; index < terms.size(); ++index) {
        const uint64_t number = numbers.paged + index;
        const bool was_loose = number < before_.manifest().numbers_of(kind).next;
        if (terms[index].size() > kTermOutlineSize) {
          if (!was_loose) term_batch_.Put(Family::kTerms, TermKey(kind, number), terms[index]);
        } else if (was_loose) {
          superseded_terms_.emplace_back(kind, number);
        }
      }
      numbers.paged += kTermsPerPage;
      if (term_batch_.contents().size() >= kPageBatchSize) {
        RETURN_IF_ERROR(core_.rocks->Write(term_batch_, Rocks::Durability::kUnlogged));
        term_batch_.Clear();
      }
    }
    loose.erase(loose.begin(), loose.begin() + paged);
    return absl::OkStatus();
  }

  // Terms that fill no page are written one by one, with the commit.
  void PutLooseTerms(IdKind kind, RocksBatch* batch) {
    const std::vector<std::string>& loose = loose_[static_cast<size_t>(kind)];
    const uint64_t first = manifest_.numbers_of(kind).paged;
    for (size_t index = 0; index < loose.size(); ++index) {
      if (first + index >= before_.manifest().numbers_of(kind).next) {
        batch->Put(Family::kTerms, TermKey(kind, first + index), loose[index]);
      }
    }
    for (const auto& [term_kind, number] : superseded_terms_) {
      if (term_kind == kind) batch->Delete(Family::kTerms, TermKey(kind, number));
    }
  }

  StoreCore& core_;
  const std::unique_ptr<WriterLease> lease_;
  const std::atomic<bool>* const cancelled_;
  const DatabaseView before_;
  Manifest manifest_;  // Of the state to be published.
  std::array<PermutationRewrite, kOrderCount> rewrites_;
  std::array<std::vector<std::string>, 5> loose_;  // By kind: terms from numbers.paged on.
  std::array<bool, 5> loose_is_loaded_ = {};
  std::vector<std::pair<IdKind, uint64_t>> superseded_terms_;
  RocksBatch term_batch_;
  bool is_published_ = false;
};

}  // namespace

bool IsFoldingDue(const StoreOptions& options, const Manifest& manifest) {
  const uint64_t delta = manifest.delta.total();
  return delta > options.fold_row_count_min &&
         static_cast<double>(delta) >
             options.fold_share *
                 static_cast<double>(manifest.root_of(TripleOrder::kSpog).row_count);
}

absl::Status FoldDelta(StoreCore& core) {
  {
    StoreRebuild rebuild(core, nullptr, nullptr);
    RETURN_IF_ERROR(rebuild.ApplyDelta());
    RETURN_IF_ERROR(rebuild.Publish().status());
  }
  return core.DeleteOldDelta();
}

absl::StatusOr<std::unique_ptr<Rebuild>> Rebuild::Begin(Store& store,
                                                        const std::atomic<bool>* cancelled) {
  StoreCore& core = store.core();
  RETURN_IF_ERROR(core.CheckWritable());
  ASSIGN_OR_RETURN(std::unique_ptr<WriterLease> lease, WriterLease::Acquire(core));
  if (core.current()->manifest.delta.total() > 0) RETURN_IF_ERROR(FoldDelta(core));
  return std::make_unique<StoreRebuild>(core, std::move(lease), cancelled);
}

}  // namespace entente
