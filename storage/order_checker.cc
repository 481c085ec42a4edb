#include "storage/order_checker.h"

#include <xxhash.h>

namespace entente {

void RowSum::Add(const IdQuad& row, uint64_t seed) {
  ++count;
  sum += XXH3_64bits_withSeed(row.data(), sizeof(row), seed);
}

void OrderChecker::BeginStage(std::string_view stage) {
  stage_ = stage;
  TellProgress();
}

void OrderChecker::TellProgress() const {
  if (!options_.progress) return;
  CheckProgress progress = {.row_count = report_->row_count, .stage = stage_};
  for (const PermutationRoot& root : roots_) progress.row_total += root.row_count;
  options_.progress(progress);
}

void OrderChecker::CheckOrder(TripleOrder order) {
  const PermutationRoot& root = roots_[static_cast<size_t>(order)];
  if (root.row_count == 0) return;
  BeginStage(OrderName(order));
  previous_.reset();
  PrefixCountChanges* const counts = order == TripleOrder::kPsog   ? &subjects_
                                     : order == TripleOrder::kPosg ? &objects_
                                                                   : nullptr;
  PairCounter counter(1, counts);
  counter_ = counts != nullptr ? &counter : nullptr;
  const std::string name = StrCat("page ", root.page, " of order ", OrderName(order));
  if (root.page >= root.next_page) Damage(name, " was never given out");
  const uint64_t count = CheckPage(
      order, root.level, name,
      pages_.ReadPage(order, root.page, root.level == 0 ? kLeafColumnCount : kNodeColumnCount),
      std::nullopt);
  if (count != root.row_count) {
    Damage("order ", OrderName(order), " holds ", count, " rows, and its root says ",
           root.row_count);
  }
}

// Checks a page and all below it, and returns how many rows those have.
uint64_t OrderChecker::CheckPage(TripleOrder order, uint32_t level, const std::string& name,
                                 const absl::StatusOr<std::shared_ptr<const Page>>& page,
                                 const std::optional<IdQuad>& first_key) {
  if (!cancellation().ok()) return 0;
  ++report_->page_count;
  ++page_counts_[static_cast<size_t>(order)];
  if (!page.ok()) {
    Damage(name, ": ", FromAbsl(page.status().message()));
    return 0;
  }
  const ColumnBlock& block = (*page)->block;
  const size_t count = block.row_count();
  std::array<std::vector<TermId>, kNodeColumnCount> columns;
  for (size_t column = 0; column < block.column_count(); ++column) {
    columns[column].resize(count);
    block.Decode(column, 0, count, reinterpret_cast<uint64_t*>(columns[column].data()));
  }
  const auto Row = [&columns](size_t row) {
    return IdQuad{columns[0][row], columns[1][row], columns[2][row], columns[3][row]};
  };
  if (first_key && Row(0) != *first_key) {
    Damage(name, " does not begin as the fence above it says");
  }
  if (level == 0) {
    CheckRows(order, name, columns, count);
    return count;
  }
  uint64_t row_count = 0;
  for (size_t child = 0; child < count; ++child) {
    if (columns[kNodeRowsBefore][child].bits() != row_count) {
      Damage(name, " miscounts the rows before child ", child);
    }
    const uint64_t number = columns[kNodeChild][child].bits();
    const std::string child_name = StrCat("page ", number, " of order ", OrderName(order));
    if (number >= roots_[static_cast<size_t>(order)].next_page) {
      Damage(child_name, " was never given out");
    }
    const size_t column_count = level == 1 ? kLeafColumnCount : kNodeColumnCount;
    row_count += CheckPage(order, level - 1, child_name,
                           pages_.ReadChild(order, **page, child, column_count), Row(child));
  }
  return row_count;
}

void OrderChecker::CheckRows(TripleOrder order, const std::string& name,
                             const std::array<std::vector<TermId>, kNodeColumnCount>& columns,
                             size_t count) {
  report_->row_count += count;
  TellProgress();
  if (counter_ != nullptr) counter_->Add(columns[0].data(), columns[1].data(), count);
  RowSum& sum = sums_[static_cast<size_t>(order)];
  for (size_t row = 0; row < count; ++row) {
    const IdQuad key = {columns[0][row], columns[1][row], columns[2][row], columns[3][row]};
    if (previous_ && key <= *previous_) Damage(name, ": row ", row, " does not ascend");
    previous_ = key;
    const IdQuad quad = FromOrder(order, key);
    sum.Add(quad);
    // The orders of a relation are compared: the ids of one suffice.
    if (order != TripleOrder::kSpog && order != TripleOrder::kTermSpot) continue;
    CheckIds(name, order, quad);
    if (row_seen) row_seen(order, quad);
  }
}

void OrderChecker::CheckIds(std::string_view name, TripleOrder order, const IdQuad& quad) {
  for (const TermId id : quad) {
    const size_t kind = static_cast<size_t>(id.kind());
    const bool names_something =
        id.is_none() ||
        (kind > 0 && kind < term_counts_.size() ? id.payload() < term_counts_[kind]
                                                : id.is_inline() && inline_ids_.HoldsValue(id));
    if (!names_something) Damage(name, ": id ", id.bits(), " names nothing");
  }
  const auto is_resource = [](TermId id) {
    return id.kind() == IdKind::kIri || id.kind() == IdKind::kBlankNode;
  };
  const bool is_last_right = order == TripleOrder::kTermSpot
                                 ? quad[3].kind() == IdKind::kTriple
                                 : quad[kGraph].is_none() || is_resource(quad[kGraph]);
  if (!is_resource(quad[kSubject]) || quad[kPredicate].kind() != IdKind::kIri ||
      quad[kObject].is_none() || !is_last_right) {
    Damage(name, ": a term stands where terms of its kind may not");
  }
}

void OrderChecker::CompareOrders(std::span<const TripleOrder> orders, std::string_view relation) {
  for (const TripleOrder order : orders) {
    if (rows(orders[0]) == rows(order)) continue;
    Damage("orders ", OrderName(orders[0]), " and ", OrderName(order), " hold different ",
           relation);
  }
}

void OrderChecker::CheckStatistics(const absl::StatusOr<std::vector<PredicateStatistics>>& stored) {
  if (!stored.ok()) {
    Damage(FromAbsl(stored.status().message()));
  } else if (ApplyChanges({}, subjects_, objects_) != *stored) {
    Damage("the statistics are not those of the quads");
  }
}

}  // namespace entente
