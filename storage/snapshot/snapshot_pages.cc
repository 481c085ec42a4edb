#include "storage/snapshot/snapshot_pages.h"

#include <algorithm>
#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

using Key = std::array<uint64_t, 4>;

Key RowOf(const ColumnBlock& block, size_t row) {
  return {block.Value(0, row), block.Value(1, row), block.Value(2, row), block.Value(3, row)};
}

bool IsBelow(const uint64_t* ids, size_t count, const std::array<uint64_t, 256>& limits) {
  bool is_below = true;
  for (size_t row = 0; row < count; ++row) {
    const TermId id(ids[row]);
    is_below &= id.payload() < limits[static_cast<size_t>(id.kind())];
  }
  return is_below;
}

bool RowsAscend(const std::array<const uint64_t*, 4>& columns, size_t count) {
  bool ascend = true;
  for (size_t row = 1; row < count; ++row) {
    bool is_less = columns[3][row - 1] < columns[3][row];
    for (size_t column = 3; column-- > 0;) {
      const uint64_t before = columns[column][row - 1];
      const uint64_t value = columns[column][row];
      is_less = before < value || (before == value && is_less);
    }
    ascend &= is_less;
  }
  return ascend;
}

constexpr uint64_t kAnyPayload = TermId::kPayloadMask + 1;

}  // namespace

UnitMarks::UnitMarks(uint64_t unit_count)
    : stretch_count_((unit_count + kStretch - 1) / kStretch),
      stretches_(new std::atomic<Stretch*>[stretch_count_] {}) {}

UnitMarks::~UnitMarks() {
  for (uint64_t index = 0; index < stretch_count_; ++index) delete stretches_[index].load();
}

bool UnitMarks::IsMarked(uint64_t unit) const {
  const Stretch* const stretch = stretches_[unit / kStretch].load(std::memory_order_acquire);
  const uint64_t bit = unit % kStretch;
  return stretch != nullptr &&
         ((*stretch)[bit / 64].load(std::memory_order_relaxed) >> (bit % 64) & 1) != 0;
}

void UnitMarks::Mark(uint64_t unit) {
  std::atomic<Stretch*>& slot = stretches_[unit / kStretch];
  Stretch* stretch = slot.load(std::memory_order_acquire);
  if (stretch == nullptr) {
    auto made = std::make_unique<Stretch>();
    if (slot.compare_exchange_strong(stretch, made.get(), std::memory_order_acq_rel)) {
      stretch = made.release();
    }
  }
  const uint64_t bit = unit % kStretch;
  (*stretch)[bit / 64].fetch_or(uint64_t{1} << (bit % 64), std::memory_order_relaxed);
}

// What the way to a page says of it: who leads to it, and which rows it holds.
struct SnapshotPages::Bounds {
  static constexpr uint64_t kNoPage = ~uint64_t{0};
  uint64_t parent = kNoPage;  // None: the root.
  size_t child = 0;           // Of the parent's.
  uint32_t level = 0;
  uint64_t row_count = 0;
  bool has_begin = false;
  bool has_end = false;
  Key begin = {};  // The first row.
  Key end = {};    // All rows are less.
};

struct SnapshotPages::CheckedPage : Page {
  CheckedPage(std::string own_bytes, uint64_t page_number, const Bounds& page_bounds)
      : Page(std::move(own_bytes), ColumnBlock()), number(page_number), bounds(page_bounds) {}
  uint64_t number;
  Bounds bounds;
};

SnapshotPages::SnapshotPages(const SnapshotReader& reader, uint64_t cache_bytes)
    : reader_(reader), cache_(cache_bytes) {
  const SnapshotHeader& header = reader.header();
  const auto allow = [&header](IdKind kind, std::array<uint64_t, 256>* limits) {
    (*limits)[static_cast<size_t>(kind)] = header.term_counts[static_cast<size_t>(kind)];
  };
  for (IdLimits* limits : {&quad_limits_, &triple_term_limits_}) {
    allow(IdKind::kIri, &(*limits)[kSubject]);
    allow(IdKind::kBlankNode, &(*limits)[kSubject]);
    allow(IdKind::kIri, &(*limits)[kPredicate]);
    for (const IdKind kind :
         {IdKind::kIri, IdKind::kBlankNode, IdKind::kTriple, IdKind::kLiteral}) {
      allow(kind, &(*limits)[kObject]);
    }
    for (auto kind = static_cast<size_t>(IdKind::kBoolean);
         kind <= static_cast<size_t>(IdKind::kYearMonth); ++kind) {
      (*limits)[kObject][kind] = kAnyPayload;
    }
  }
  quad_limits_[kGraph][static_cast<size_t>(IdKind::kNone)] = 1;
  allow(IdKind::kIri, &quad_limits_[kGraph]);
  allow(IdKind::kBlankNode, &quad_limits_[kGraph]);
  allow(IdKind::kTriple, &triple_term_limits_[kGraph]);
  if (reader.access() == SnapshotAccess::kMapped) {
    for (size_t order = 0; order < kOrderCount; ++order) {
      checked_[order] = std::make_unique<UnitMarks>(header.roots[order].next_page);
    }
  }
}

const SnapshotPages::IdLimits& SnapshotPages::LimitsOf(TripleOrder order) const {
  return order <= TripleOrder::kGspo ? quad_limits_ : triple_term_limits_;
}

bool SnapshotPages::IdsAreThere(TripleOrder order, const IdQuad& row) const {
  const IdQuad quad = FromOrder(order, row);
  const IdLimits& limits = LimitsOf(order);
  for (size_t position = 0; position < 4; ++position) {
    const TermId id = quad[position];
    if (id.payload() >= limits[position][static_cast<size_t>(id.kind())]) return false;
  }
  return true;
}

absl::StatusOr<std::shared_ptr<const Page>> SnapshotPages::ReadPage(TripleOrder order,
                                                                    uint64_t number,
                                                                    size_t /*column_count*/) const {
  const PermutationRoot& root = reader_.header().roots[static_cast<size_t>(order)];
  return Get(order, number, {.level = root.level, .row_count = root.row_count});
}

absl::StatusOr<std::shared_ptr<const Page>> SnapshotPages::ReadChild(
    TripleOrder order, const Page& node, size_t child, size_t /*column_count*/) const {
  const auto& parent = static_cast<const CheckedPage&>(node);
  const uint64_t number = node.block.Value(kNodeChild, child);
  const auto cached = cache_.Find({static_cast<uint8_t>(order), number});
  if (cached != nullptr && cached->bounds.parent == parent.number &&
      cached->bounds.child == child && cached->bounds.level + 1 == parent.bounds.level) {
    return cached;
  }
  const ColumnBlock& block = node.block;
  const bool is_last = child + 1 == block.row_count();
  const uint64_t rows_before = block.Value(kNodeRowsBefore, child);
  Bounds bounds = {.parent = parent.number,
                   .child = child,
                   .level = parent.bounds.level - 1,
                   .row_count = is_last ? parent.bounds.row_count : 0,
                   .has_begin = true,
                   .has_end = !is_last || parent.bounds.has_end,
                   .begin = RowOf(block, child),
                   .end = is_last ? parent.bounds.end : RowOf(block, child + 1)};
  if (!is_last) bounds.row_count = block.Value(kNodeRowsBefore, child + 1);
  bounds.row_count -= rows_before;
  return Get(order, number, bounds);
}

absl::StatusOr<std::shared_ptr<const Page>> SnapshotPages::Get(TripleOrder order, uint64_t number,
                                                               const Bounds& bounds) const {
  const PagePlace place = {static_cast<uint8_t>(order), number};
  const auto cached = cache_.Find(place);
  if (cached != nullptr && cached->bounds.parent == bounds.parent &&
      cached->bounds.child == bounds.child && cached->bounds.level == bounds.level) {
    return cached;
  }
  auto page = Read(order, number, bounds);
  if (!page.ok()) {
    return absl::DataLossError(StrCat(reader_.file_name(), ": page ", number, " of order ",
                                      OrderName(order), ": ", FromAbsl(page.status().message())));
  }
  cache_.Insert(place, *page, sizeof(CheckedPage) + (*page)->bytes.size());
  return *std::move(page);
}

absl::StatusOr<std::shared_ptr<const SnapshotPages::CheckedPage>> SnapshotPages::Read(
    TripleOrder order, uint64_t number, const Bounds& bounds) const {
  ASSIGN_OR_RETURN(const SnapshotBytes unit, reader_.ReadUnit(PartOfOrder(order), number));
  const bool is_mapped = reader_.access() == SnapshotAccess::kMapped;
  // What was read belongs to a chunk with other pages: a copy keeps only this one.
  auto page = std::make_shared<CheckedPage>(is_mapped ? std::string() : std::string(unit.bytes),
                                            number, bounds);
  const size_t column_count = bounds.level == 0 ? kLeafColumnCount : kNodeColumnCount;
  ASSIGN_OR_RETURN(page->block,
                   ColumnBlock::Parse(is_mapped ? unit.bytes : std::string_view(page->bytes),
                                      {static_cast<uint8_t>(order), number}, column_count));
  const ColumnBlock& block = page->block;

  UnitMarks* const checked = checked_[static_cast<size_t>(order)].get();
  if (checked == nullptr || !checked->IsMarked(number)) {
    const std::string_view fault = FindFault(order, number, bounds.level, block);
    if (!fault.empty()) return absl::DataLossError(ToAbsl(fault));
    if (checked != nullptr) checked->Mark(number);
  }
  const size_t last = block.row_count() - 1;
  if (bounds.has_begin && RowOf(block, 0) != bounds.begin) {
    return absl::DataLossError("it does not begin as the fence above it says");
  }
  if (bounds.has_end && RowOf(block, last) >= bounds.end) {
    return absl::DataLossError("it does not end before the next fence");
  }
  // Each child has a row at least.
  if (bounds.level == 0 ? block.row_count() != bounds.row_count
                        : block.Value(kNodeRowsBefore, last) >= bounds.row_count) {
    return absl::DataLossError("it holds another number of rows than the fence above it says");
  }
  return page;
}

std::string_view SnapshotPages::FindFault(TripleOrder order, uint64_t number, uint32_t level,
                                          const ColumnBlock& block) const {
  const size_t count = block.row_count();
  const std::unique_ptr<uint64_t[]> values(new uint64_t[block.column_count() * count]);
  std::array<const uint64_t*, kNodeColumnCount> columns = {};
  for (size_t column = 0; column < block.column_count(); ++column) {
    columns[column] = values.get() + column * count;
    block.Decode(column, 0, count, values.get() + column * count);
  }
  if (!RowsAscend({columns[0], columns[1], columns[2], columns[3]}, count)) {
    return "its rows do not ascend";
  }
  if (level > 0) {
    const uint64_t* const before = columns[kNodeRowsBefore];
    const uint64_t* const children = columns[kNodeChild];
    if (before[0] != 0 ||
        std::adjacent_find(before, before + count, std::greater_equal<>()) != before + count) {
      return "the counts of rows do not ascend";
    }
    if (std::any_of(children, children + count, [&](uint64_t child) { return child >= number; })) {
      return "it leads to what is not below it";
    }
    return {};
  }
  const IdLimits& limits = LimitsOf(order);
  const auto& positions = kOrderPositions[static_cast<size_t>(order)];
  for (size_t column = 0; column < 4; ++column) {
    if (!IsBelow(columns[column], count, limits[positions[column]])) {
      return "an id names no term that could stand there";
    }
  }
  if (order > TripleOrder::kGspo) {
    // What a triple term holds is numbered before it, so none holds itself.
    const size_t object =
        std::find(positions.begin(), positions.end(), kObject) - positions.begin();
    const size_t term = std::find(positions.begin(), positions.end(), kGraph) - positions.begin();
    for (size_t row = 0; row < count; ++row) {
      const TermId held(columns[object][row]);
      if (held.kind() == IdKind::kTriple && held.bits() >= columns[term][row]) {
        return "a triple term holds one that is not before it";
      }
    }
  }
  return {};
}

}  // namespace entente
