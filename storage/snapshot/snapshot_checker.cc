#include "storage/snapshot/snapshot_checker.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "schema/status_macros.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/dumping/canonical_lines.h"
#include "storage/ids/term_bytes.h"
#include "storage/order_checker.h"
#include "storage/record_counts.h"
#include "storage/snapshot/snapshot_pages.h"
#include "storage/snapshot/snapshot_terms.h"
#include "storage/triples/column_block.h"

namespace entente {
namespace {

// Of what a checker keeps of pages: it goes through them once.
constexpr uint64_t kCacheBytes = uint64_t{8} << 20;

class Checker {
 public:
  Checker(const SnapshotView& view, const CheckOptions& options)
      : view_(view),
        options_(options),
        reader_(view.reader()),
        header_(reader_.header()),
        pages_(reader_, kCacheBytes),
        terms_(reader_, kCacheBytes),
        orders_(pages_, header_.roots, header_.term_counts, options, &report_) {}

  absl::StatusOr<CheckReport> Run() {
    orders_.BeginStage("checksums");
    // Only where this holds can counts of the header be believed.
    const absl::Status container = reader_.CheckContainer(options_.cancelled);
    RETURN_IF_ERROR(orders_.cancellation());
    if (!container.ok()) {
      orders_.Damage(FromAbsl(container.message()));
      return std::move(report_);
    }
    for (size_t kind = 0; kind < used_.size(); ++kind) {
      used_[kind].resize(header_.term_counts[kind]);
    }
    orders_.row_seen = [this](TripleOrder order, const IdQuad& row) {
      // The fourth component of a triple term's row is the term itself, which needs another use.
      MarkUsed(std::span(row).first(order == TripleOrder::kTermSpot ? 3 : 4));
    };
    for (size_t index = 0; index < kOrderCount; ++index) {
      const auto order = static_cast<TripleOrder>(index);
      orders_.CheckOrder(order);
      NoteError(CheckEncoding(order));
      RETURN_IF_ERROR(orders_.cancellation());
      if (orders_.page_count(order) != header_.roots[index].next_page) {
        orders_.Damage("order ", OrderName(order), " has pages that its root does not lead to");
      }
    }
    orders_.CompareOrders(kQuadOrders, "quads");
    orders_.CompareOrders(kTripleTermOrders, "triple terms");
    orders_.BeginStage("terms");
    for (const IdKind kind : kPagedKinds) {
      NoteError(CheckTerms(kind));
      RETURN_IF_ERROR(orders_.cancellation());
      CheckAllUsed(kind);
    }
    CheckAllUsed(IdKind::kTriple);
    NoteError(CheckTripleTerms());
    RETURN_IF_ERROR(orders_.cancellation());
    NoteError(CheckCounts());
    orders_.CheckStatistics(view_.Statistics());
    orders_.BeginStage("logical hash");
    NoteError(CheckLogicalHash());
    RETURN_IF_ERROR(orders_.cancellation());
    return std::move(report_);
  }

 private:
  void NoteError(const absl::Status& status) {
    if (!status.ok()) orders_.Damage(FromAbsl(status.message()));
  }

  // Each page is as its rows are encoded: equal content has equal bytes, and every way to read a
  // number out of a block gives the same.
  absl::Status CheckEncoding(TripleOrder order) {
    const uint8_t part = PartOfOrder(order);
    std::array<std::vector<uint64_t>, kNodeColumnCount> values;
    std::string encoded;
    for (uint64_t number = 0; number < reader_.UnitCount(part); ++number) {
      RETURN_IF_ERROR(orders_.cancellation());
      const PagePlace place = {part, number};
      ASSIGN_OR_RETURN(const SnapshotBytes unit, reader_.ReadUnit(part, number));
      auto block = ColumnBlock::Parse(unit.bytes, place, kLeafColumnCount);
      if (!block.ok()) block = ColumnBlock::Parse(unit.bytes, place, kNodeColumnCount);
      if (!block.ok()) return std::move(block).status();
      std::vector<std::span<const uint64_t>> columns;
      for (size_t column = 0; column < block->column_count(); ++column) {
        values[column].resize(block->row_count());
        block->Decode(column, 0, block->row_count(), values[column].data());
        columns.emplace_back(values[column]);
      }
      encoded.clear();
      EncodeColumnBlock(columns, place, &encoded);
      if (encoded != unit.bytes) {
        orders_.Damage("page ", number, " of order ", OrderName(order),
                       " is not encoded as it should be");
      }
    }
    return absl::OkStatus();
  }

  void MarkUsed(std::span<const TermId> ids) {
    for (const TermId id : ids) {
      const auto kind = static_cast<size_t>(id.kind());
      if (kind >= used_.size() || id.payload() >= used_[kind].size()) continue;
      used_[kind][id.payload()] = true;
    }
  }

  void CheckAllUsed(IdKind kind) {
    const std::vector<bool>& used = used_[static_cast<size_t>(kind)];
    const auto unused = std::find(used.begin(), used.end(), false);
    if (unused != used.end()) {
      orders_.Damage("term ", unused - used.begin(), " of kind ", static_cast<uint32_t>(kind),
                     " is in no quad");
    }
  }

  absl::Status CheckTerms(IdKind kind) {
    report_.page_count += reader_.UnitCount(PartOfTerms(kind));
    uint64_t long_count = 0;
    TermPageReader page;
    std::string token;
    std::string token_before;
    for (uint64_t number = 0; number < terms_.count(kind); ++number) {
      if (number % kTermsPerPage == 0) RETURN_IF_ERROR(orders_.cancellation());
      const TermId id(kind, number);
      const std::string name = StrCat("term ", number, " of kind ", static_cast<uint32_t>(kind));
      std::string_view bytes;
      RETURN_IF_ERROR(terms_.ReadTermBytes(id, &page, &bytes));
      if (bytes.size() > kTermOutlineSize) ++long_count;
      ASSIGN_OR_RETURN(const TermView term, ParseTermBytes(kind, bytes));
      if (kind == IdKind::kLiteral && InlineId(term).has_value()) {
        orders_.Damage(name, " should be kept in ids");
      }
      ++report_.term_count;
      RETURN_IF_ERROR(terms_.ReadToken(id, &page, &token));
      if (number > 0 && token <= token_before) orders_.Damage(name, " does not ascend");
      std::swap(token, token_before);
    }
    if (long_count != reader_.UnitCount(PartOfLongTerms(kind))) {
      orders_.Damage("there are long terms of kind ", static_cast<uint32_t>(kind),
                     " that no page names");
    }
    return absl::OkStatus();
  }

  // Numbered from 0, by how deep they are nested, then by their components.
  absl::Status CheckTripleTerms() {
    using SortKey = std::pair<int, IdQuad>;
    std::vector<uint16_t> depths;
    SortKey before;
    const std::unique_ptr<RowCursor> rows = view_.Scan(TripleOrder::kTermTspo, {});
    for (RowBatch batch; rows->Next(&batch);) {
      RETURN_IF_ERROR(orders_.cancellation());
      for (size_t row = 0; row < batch.row_count; ++row) {
        const IdQuad term = FromOrder(TripleOrder::kTermTspo, batch.Row(row));
        const uint64_t number = depths.size();
        if (term[3].payload() != number) {
          return absl::DataLossError(StrCat("triple term ", number, " is missing or there twice"));
        }
        const TermId object = term[kObject];
        if (object.kind() == IdKind::kTriple && object.payload() >= number) {
          return absl::DataLossError(StrCat("triple term ", number, " holds a later one"));
        }
        const int depth = object.kind() == IdKind::kTriple ? depths[object.payload()] + 1 : 0;
        if (depth >= kNestingMax) {
          return absl::DataLossError(
              StrCat("triple term ", number, " nests deeper than ", kNestingMax));
        }
        SortKey key = {depth, {term[0], term[1], term[2], TermId()}};
        if (number > 0 && key <= before) {
          orders_.Damage("triple term ", number, " does not ascend");
        }
        depths.push_back(static_cast<uint16_t>(depth));
        before = key;
      }
    }
    return rows->status();
  }

  absl::Status CheckCounts() {
    const std::pair<std::string_view, uint64_t> counts[] = {
        {ent::kActor, header_.actor_count},
        {ent::kCoalition, header_.coalition_count},
        {ent::kDocument, header_.document_count},
        {ent::kClaim, header_.claim_count}};
    for (const auto& [record_class, stated] : counts) {
      ASSIGN_OR_RETURN(const uint64_t counted, CountRecords(view_, record_class));
      if (counted != stated) {
        orders_.Damage("there are ", counted, " records of ", record_class,
                       ", and the header says ", stated);
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckLogicalHash() {
    ASSIGN_OR_RETURN(const std::string hash,
                     ComputeLogicalHash(view_, {.cancelled = options_.cancelled}));
    if (hash != header_.logical_hash) {
      orders_.Damage("the content has another logical hash than the header says");
    }
    return absl::OkStatus();
  }

  const SnapshotView& view_;
  const CheckOptions& options_;
  const SnapshotReader& reader_;
  const SnapshotHeader& header_;
  const SnapshotPages pages_;
  const SnapshotTerms terms_;
  CheckReport report_;
  OrderChecker orders_;
  std::array<std::vector<bool>, 5> used_;  // By kind.
};

}  // namespace

absl::StatusOr<CheckReport> CheckSnapshot(const SnapshotView& snapshot,
                                          const CheckOptions& options) {
  return Checker(snapshot, options).Run();
}

}  // namespace entente
