#include "storage/snapshot/snapshot_builder.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "schema/status_macros.h"
#include "schema/vocabulary.h"
#include "storage/cancellation.h"
#include "storage/dumping/canonical_lines.h"
#include "storage/snapshot/built_view.h"
#include "storage/snapshot/snapshot_writer.h"
#include "storage/snapshot/term_renumbering.h"
#include "storage/snapshot/unit_spool.h"
#include "storage/sorting/row_collector.h"
#include "storage/triples/cancellable_source.h"
#include "storage/triples/column_block.h"
#include "storage/triples/permutation_writer.h"

namespace entente {
namespace {

constexpr uint64_t kQuadsBetweenReports = uint64_t{1} << 16;

// A new order has no old pages.
class NoPages : public PageSource {
 public:
  absl::StatusOr<std::shared_ptr<const Page>> ReadPage(TripleOrder, uint64_t,
                                                       size_t) const override {
    return absl::InternalError("a page of an order without pages");
  }
};

class SpooledPages : public PageSink {
 public:
  explicit SpooledPages(UnitSpool* spool) : spool_(spool) {}
  absl::Status WritePage(TripleOrder, uint64_t number, std::string_view bytes) override {
    if (number != spool_->unit_count()) return absl::InternalError("pages do not come in sequence");
    return spool_->Append(bytes);
  }

 private:
  UnitSpool* const spool_;
};

class Builder {
 public:
  Builder(const ReadView& view, const SnapshotBuildOptions& options,
          std::filesystem::path temporary_directory, unsigned thread_count)
      : view_(view),
        options_(options),
        temporary_directory_(std::move(temporary_directory)),
        thread_count_(thread_count),
        terms_(view, {.memory_budget_bytes = options.memory_budget_bytes,
                      .temporary_directory = temporary_directory_,
                      .thread_count = thread_count,
                      .cancelled = options.cancelled}),
        built_view_(orders_, terms_, options.memory_budget_bytes / 16) {}

  ~Builder() {
    if (hashing_.joinable()) hashing_.join();
  }

  absl::StatusOr<SnapshotHeader> Build(const std::filesystem::path& file) {
    // First of all, so that a place nobody may write to is seen at once.
    ASSIGN_OR_RETURN(const std::unique_ptr<SnapshotWriter> writer,
                     SnapshotWriter::Create(file, options_.limits));
    RETURN_IF_ERROR(FindGraphs());
    RETURN_IF_ERROR(ReadTerms());
    RETURN_IF_ERROR(WriteOrders());
    SnapshotHeader header = options_.metadata;
    RETURN_IF_ERROR(FillCounts(&header));
    Report("writing");
    RETURN_IF_ERROR(CopyParts(*writer));
    Report("hashing");
    ASSIGN_OR_RETURN(header.logical_hash, TakeHash());
    RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
    RETURN_IF_ERROR(writer->Commit(header));
    return header;
  }

 private:
  absl::Status FindGraphs() {
    if (!options_.graphs.has_value()) return absl::OkStatus();
    graphs_.emplace();
    for (const Term& graph : *options_.graphs) {
      InnerTriples inner;
      ASSIGN_OR_RETURN(const std::optional<TermId> id, view_.Find(ViewOf(graph, &inner)));
      if (id.has_value()) graphs_->push_back(*id);
    }
    std::ranges::sort(*graphs_);
    graphs_->erase(std::unique(graphs_->begin(), graphs_->end()), graphs_->end());
    return absl::OkStatus();
  }

  // Calls use(rows) for all quads, columns being s, p, o, g. Some may come twice.
  template <typename Use>
  absl::Status ReadQuads(Use use) const {
    if (options_.default_graphs.has_value()) return ReadRegraphedQuads(use);
    if (!graphs_.has_value()) return ReadScan(TripleOrder::kSpog, {}, use);
    return ReadGraphs(*graphs_, use);
  }
  template <typename Use>
  absl::Status ReadGraphs(std::span<const TermId> graphs, Use use) const {
    for (const TermId graph : graphs) {
      RETURN_IF_ERROR(ReadScan(TripleOrder::kGspo, {&graph, 1}, use));
    }
    return absl::OkStatus();
  }
  template <typename Use>
  absl::Status ReadRegraphedQuads(Use use) const {
    const bool has_default = !graphs_.has_value() || std::ranges::count(*graphs_, TermId()) > 0;
    std::vector<TermId> none;
    const auto use_in_default = [&](RowBatch rows) {
      none.resize(std::max(none.size(), rows.row_count));
      rows.columns[kGraph] = none.data();
      return use(rows);
    };
    if (has_default) RETURN_IF_ERROR(ReadGraphs(*options_.default_graphs, use_in_default));
    std::vector<TermId> named;
    if (graphs_.has_value()) {
      std::ranges::remove_copy(*graphs_, std::back_inserter(named), TermId());
      return ReadGraphs(named, use);
    }
    RETURN_IF_ERROR(FindNamedGraphs(&named));
    return ReadGraphs(named, use);
  }
  absl::Status FindNamedGraphs(std::vector<TermId>* named) const {
    const std::unique_ptr<RowCursor> cursor = view_.Scan(TripleOrder::kGspo, {});
    cursor->Seek({TermId(1), TermId(), TermId(), TermId()});
    for (RowBatch batch; cursor->Next(&batch);) {
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      const TermId* const end = batch.columns[0] + batch.row_count;
      for (const TermId* row = batch.columns[0]; row != end;
           row = std::upper_bound(row, end, *row)) {
        const bool is_new = named->empty() || named->back() != *row;
        if (is_new && row->kind() != IdKind::kLocal) named->push_back(*row);
      }
      cursor->Seek({TermId(end[-1].bits() + 1), TermId(), TermId(), TermId()});
    }
    return cursor->status();
  }
  template <typename Use>
  absl::Status ReadScan(TripleOrder order, std::span<const TermId> prefix, Use use) const {
    const std::unique_ptr<RowCursor> cursor = view_.Scan(order, prefix);
    const auto& positions = kOrderPositions[static_cast<size_t>(order)];
    for (RowBatch batch; cursor->Next(&batch);) {
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      RowBatch rows = batch;
      for (size_t column = 0; column < 4; ++column) {
        rows.columns[positions[column]] = batch.columns[column];
      }
      RETURN_IF_ERROR(use(rows));
    }
    return cursor->status();
  }

  absl::Status ReadTerms() {
    uint64_t reported = 0;
    RETURN_IF_ERROR(ReadQuads([&](const RowBatch& rows) {
      quads_read_ += rows.row_count;
      if (quads_read_ >= reported + kQuadsBetweenReports) {
        reported = quads_read_;
        Report("reading");
      }
      return terms_.Use(rows);
    }));
    Report("sorting");
    return terms_.Number();
  }

  absl::Status WriteOrders() {
    RETURN_IF_ERROR(terms_.triple_terms().Finish(
        [this](TripleOrder order, ChangeSource& rows) { return WriteOrder(order, rows); }));
    RowCollector quads(kQuadOrders, options_.memory_budget_bytes / 2, temporary_directory_,
                       thread_count_);
    RETURN_IF_ERROR(ReadQuads([&](const RowBatch& rows) { return quads.Add(rows, terms_); }));
    return quads.Finish([this](TripleOrder order, ChangeSource& rows) -> absl::Status {
      RETURN_IF_ERROR(WriteOrder(order, rows));
      if (order == TripleOrder::kSpog && thread_count_ > 1) {
        hashing_ = std::thread([this] { hash_ = ComputeHash(); });
      }
      return absl::OkStatus();
    });
  }

  absl::Status WriteOrder(TripleOrder order, ChangeSource& rows) {
    BuiltOrder& built = orders_[static_cast<size_t>(order)];
    built.pages = std::make_unique<UnitSpool>(temporary_directory_);
    SpooledPages sink(built.pages.get());
    CancellableSource source(rows, options_.cancelled);
    const bool counts_wanted = order == TripleOrder::kPsog || order == TripleOrder::kPosg;
    ASSIGN_OR_RETURN(PermutationRewrite rewrite,
                     RewritePermutation(order, {}, NoPages(), source, counts_wanted, sink));
    built.root = rewrite.root;
    if (order == TripleOrder::kPsog) subject_counts_ = std::move(rewrite.counts);
    if (order == TripleOrder::kPosg) object_counts_ = std::move(rewrite.counts);
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> ComputeHash() const {
    return ComputeLogicalHash(built_view_, {.memory_budget_bytes = options_.memory_budget_bytes / 4,
                                            .temporary_directory = temporary_directory_,
                                            .cancelled = options_.cancelled});
  }

  absl::StatusOr<std::string> TakeHash() {
    if (!hashing_.joinable()) return ComputeHash();
    hashing_.join();
    return std::move(hash_);
  }

  // How many subjects of the default graph have the class.
  absl::StatusOr<uint64_t> CountRecords(std::string_view record_class) const {
    std::array<TermId, 2> prefix;
    const std::array<std::string_view, 2> iris = {rdf::kType, record_class};
    for (size_t index = 0; index < prefix.size(); ++index) {
      ASSIGN_OR_RETURN(const std::optional<TermId> id, view_.Find(TermView::OfIri(iris[index])));
      if (id.has_value()) prefix[index] = terms_.NewId(*id);
      if (prefix[index].is_none()) return 0;
    }
    uint64_t count = 0;
    const std::unique_ptr<RowCursor> cursor = built_view_.Scan(TripleOrder::kPosg, prefix);
    for (RowBatch batch; cursor->Next(&batch);) {
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      count += static_cast<uint64_t>(
          std::count(batch.columns[3], batch.columns[3] + batch.row_count, TermId()));
    }
    RETURN_IF_ERROR(cursor->status());
    return count;
  }

  absl::Status FillCounts(SnapshotHeader* header) const {
    ASSIGN_OR_RETURN(header->actor_count, CountRecords(ent::kActor));
    ASSIGN_OR_RETURN(header->coalition_count, CountRecords(ent::kCoalition));
    ASSIGN_OR_RETURN(header->document_count, CountRecords(ent::kDocument));
    ASSIGN_OR_RETURN(header->claim_count, CountRecords(ent::kClaim));
    header->quad_count = orders_[PartOfOrder(TripleOrder::kSpog)].root.row_count;
    header->term_counts = {};
    for (const IdKind kind : kPagedKinds) {
      header->term_counts[static_cast<size_t>(kind)] = terms_.terms(kind).term_count();
    }
    header->term_counts[static_cast<size_t>(IdKind::kTriple)] = terms_.triple_term_count();
    header->term_count = 0;
    for (const uint64_t count : header->term_counts) header->term_count += count;
    for (size_t order = 0; order < kOrderCount; ++order) header->roots[order] = orders_[order].root;
    return absl::OkStatus();
  }

  absl::Status CopyParts(SnapshotWriter& writer) {
    for (uint8_t order = 0; order < kOrderCount; ++order) {
      if (orders_[order].pages == nullptr) continue;
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      RETURN_IF_ERROR(orders_[order].pages->CopyTo(order, writer));
    }
    for (const IdKind kind : kPagedKinds) {
      RETURN_IF_ERROR(terms_.terms(kind).pages().CopyTo(PartOfTerms(kind), writer));
    }
    for (const IdKind kind : kPagedKinds) {
      RETURN_IF_ERROR(terms_.terms(kind).long_terms().CopyTo(PartOfLongTerms(kind), writer));
    }
    return WriteStatistics(writer);
  }

  absl::Status WriteStatistics(SnapshotWriter& writer) const {
    const std::vector<PredicateStatistics> statistics =
        ApplyChanges({}, subject_counts_, object_counts_);
    uint64_t unit = 0;
    for (size_t begin = 0; begin < statistics.size(); begin += kBlockRowCountTarget, ++unit) {
      const size_t end = std::min(begin + kBlockRowCountTarget, statistics.size());
      std::array<std::vector<uint64_t>, 4> columns;
      for (size_t index = begin; index < end; ++index) {
        columns[0].push_back(statistics[index].predicate.bits());
        columns[1].push_back(statistics[index].quad_count);
        columns[2].push_back(statistics[index].distinct_subject_count);
        columns[3].push_back(statistics[index].distinct_object_count);
      }
      std::string bytes;
      const std::array<std::span<const uint64_t>, 4> spans = {columns[0], columns[1], columns[2],
                                                              columns[3]};
      EncodeColumnBlock(spans, {.order = kStatisticsPart, .number = unit}, &bytes);
      RETURN_IF_ERROR(writer.AddUnit(kStatisticsPart, bytes));
    }
    return absl::OkStatus();
  }

  void Report(const char* stage) const {
    if (options_.progress) options_.progress({.quad_count = quads_read_, .stage = stage});
  }

  const ReadView& view_;
  const SnapshotBuildOptions& options_;
  const std::filesystem::path temporary_directory_;
  const unsigned thread_count_;
  std::optional<std::vector<TermId>> graphs_;  // Ids of the view.
  uint64_t quads_read_ = 0;
  TermRenumbering terms_;
  BuiltOrders orders_;
  PrefixCountChanges subject_counts_;
  PrefixCountChanges object_counts_;
  BuiltView built_view_;
  std::thread hashing_;
  absl::StatusOr<std::string> hash_ = absl::UnknownError("not computed yet");
};

}  // namespace

absl::StatusOr<SnapshotHeader> BuildSnapshot(const ReadView& view,
                                             const std::filesystem::path& file,
                                             const SnapshotBuildOptions& options) {
  std::filesystem::path temporary_directory = options.temporary_directory;
  if (temporary_directory.empty()) temporary_directory = file.parent_path();
  if (temporary_directory.empty()) temporary_directory = ".";
  const unsigned thread_count = options.thread_count > 0
                                    ? options.thread_count
                                    : std::max(1u, std::thread::hardware_concurrency());
  Builder builder(view, options, std::move(temporary_directory), thread_count);
  return builder.Build(file);
}

}  // namespace entente
