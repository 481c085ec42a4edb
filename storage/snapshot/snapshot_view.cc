#include "storage/snapshot/snapshot_view.h"

#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/ids/term_decoder.h"
#include "storage/snapshot/snapshot_pages.h"
#include "storage/snapshot/snapshot_terms.h"
#include "storage/triple_terms.h"
#include "storage/triples/permutation.h"

namespace entente {
namespace {

constexpr size_t kStatisticsColumnCount = 4;

// What is read is kept in three forms, of which the last is the raw chunks of kRead.
constexpr uint64_t PageShare(uint64_t cache_bytes) { return cache_bytes / 2; }
constexpr uint64_t TermShare(uint64_t cache_bytes) { return cache_bytes / 4; }
constexpr uint64_t ChunkShare(uint64_t cache_bytes) { return cache_bytes / 4; }

class FileView final : public SnapshotView, public TermReader {
 public:
  FileView(std::unique_ptr<SnapshotReader> reader, uint64_t cache_bytes)
      : reader_(std::move(reader)),
        pages_(*reader_, PageShare(cache_bytes)),
        terms_(*reader_, TermShare(cache_bytes)) {}

  const SnapshotReader& reader() const override { return *reader_; }
  bool has_sorted_terms() const override { return true; }

  std::unique_ptr<RowCursor> Scan(TripleOrder order,
                                  std::span<const TermId> prefix) const override {
    return RowsOf(order).Scan(prefix);
  }
  absl::StatusOr<uint64_t> Count(TripleOrder order, std::span<const TermId> prefix) const override {
    return RowsOf(order).Count(prefix);
  }
  absl::StatusOr<uint64_t> CountRange(TripleOrder order, std::span<const TermId> prefix,
                                      TermId first, TermId last) const override {
    return RowsOf(order).CountRange(prefix, first, last);
  }

  absl::StatusOr<std::optional<TermId>> Find(const TermView& term) const override {
    switch (term.kind) {
      case Term::Kind::kNone:
        return TermId();
      case Term::Kind::kLiteral:
        if (const std::optional<TermId> id = InlineId(term)) return id;
        break;
      case Term::Kind::kTriple: {
        ASSIGN_OR_RETURN(const std::optional<IdQuad> components, FindComponents(*this, term));
        if (!components) return std::nullopt;
        return FindTripleTerm(*this, *components);
      }
      default:
        break;
    }
    return terms_.Find(term);
  }

  absl::StatusOr<std::vector<Term>> Decode(std::span<const TermId> ids) const override {
    return DecodeTerms(*this, ids);
  }
  absl::Status VisitTermBytes(std::span<const TermId> ids,
                              const TermBytesConsumer& consume) const override {
    return VisitTerms(*this, ids, consume);
  }
  absl::Status ReadTermBytes(TermId id, TermPageReader* page,
                             std::string_view* bytes) const override {
    return terms_.ReadTermBytes(id, page, bytes);
  }
  absl::StatusOr<IdQuad> ReadTripleTerm(TermId id) const override {
    return entente::ReadTripleTerm(*this, id);
  }

  absl::StatusOr<std::vector<PredicateStatistics>> Statistics() const override {
    std::vector<PredicateStatistics> all;
    const uint64_t quad_count = reader_->header().quad_count;
    for (uint64_t number = 0; number < reader_->UnitCount(kStatisticsPart); ++number) {
      ASSIGN_OR_RETURN(const SnapshotBytes unit, reader_->ReadUnit(kStatisticsPart, number));
      ASSIGN_OR_RETURN(
          const ColumnBlock block,
          ColumnBlock::Parse(unit.bytes, {kStatisticsPart, number}, kStatisticsColumnCount));
      for (size_t row = 0; row < block.row_count(); ++row) {
        const PredicateStatistics entry = {.predicate = TermId(block.Value(0, row)),
                                           .quad_count = block.Value(1, row),
                                           .distinct_subject_count = block.Value(2, row),
                                           .distinct_object_count = block.Value(3, row)};
        // There are no more predicates than IRIs: what ascends comes to an end.
        if (entry.predicate.kind() != IdKind::kIri ||
            entry.predicate.payload() >= terms_.count(IdKind::kIri) ||
            (!all.empty() && entry.predicate <= all.back().predicate) ||
            entry.quad_count > quad_count || entry.distinct_subject_count > entry.quad_count ||
            entry.distinct_object_count > entry.quad_count || entry.distinct_subject_count == 0 ||
            entry.distinct_object_count == 0) {
          return absl::DataLossError(
              StrCat(reader_->file_name(), ": the statistics say what cannot be"));
        }
        all.push_back(entry);
      }
    }
    return all;
  }

  absl::StatusOr<StoreSizes> Sizes() const override {
    const SnapshotHeader& header = reader_->header();
    StoreSizes sizes = {.disk_bytes = reader_->file_size(),
                        .quad_count = header.quad_count,
                        .term_count = header.term_count};
    ASSIGN_OR_RETURN(const std::vector<SnapshotReader::PartSize> parts, reader_->PartSizes());
    StoreSizes::Part terms = {.name = "terms"};
    StoreSizes::Part statistics = {.name = "statistics"};
    for (const IdKind kind : kPagedKinds) terms.row_count += terms_.count(kind);
    for (const SnapshotReader::PartSize& part : parts) {
      if (part.part < kOrderCount) {
        sizes.parts.push_back({.name = std::string(OrderName(static_cast<TripleOrder>(part.part))),
                               .bytes = part.bytes,
                               .row_count = header.roots[part.part].row_count});
      } else {
        (part.part == kStatisticsPart ? statistics : terms).bytes += part.bytes;
      }
    }
    sizes.parts.push_back(std::move(terms));
    sizes.parts.push_back(std::move(statistics));
    return sizes;
  }

 private:
  Permutation RowsOf(TripleOrder order) const {
    return {order, reader_->header().roots[static_cast<size_t>(order)], pages_};
  }

  const std::unique_ptr<const SnapshotReader> reader_;
  const SnapshotPages pages_;
  const SnapshotTerms terms_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const SnapshotView>> SnapshotView::Open(
    const std::filesystem::path& file, SnapshotAccess access, uint64_t cache_bytes) {
  ASSIGN_OR_RETURN(std::unique_ptr<SnapshotReader> reader,
                   SnapshotReader::Open(file, access, ChunkShare(cache_bytes)));
  return std::make_shared<const FileView>(std::move(reader), cache_bytes);
}

}  // namespace entente
