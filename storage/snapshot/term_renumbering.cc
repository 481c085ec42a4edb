#include "storage/snapshot/term_renumbering.h"

#include <xxhash.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <thread>

#include "schema/status_macros.h"
#include "schema/syntax/line_writer.h"
#include "schema/text.h"
#include "storage/byte_order.h"
#include "storage/cancellation.h"
#include "storage/ids/term_bytes.h"
#include "storage/ids/term_page.h"
#include "storage/snapshot/snapshot_format.h"
#include "storage/snapshot/term_sorter.h"

namespace entente {
namespace {

constexpr uint64_t kNumbersReadTogether = 4096;
// From here on a number must name a term before there is memory for all up to it.
constexpr uint64_t kDoubtfulNumber = uint64_t{1} << 20;
constexpr uint16_t kNoDepth = std::numeric_limits<uint16_t>::max();
constexpr size_t kRowsTogether = 1024;

size_t IndexOf(IdKind kind) { return static_cast<size_t>(kind); }

bool IsTriple(TermId id) { return id.kind() == IdKind::kTriple; }

// Gives rows to a collector some at a time.
class RowBuffer {
 public:
  explicit RowBuffer(RowCollector* collector) : collector_(collector) {
    for (std::vector<TermId>& column : columns_) column.reserve(kRowsTogether);
  }
  absl::Status Add(const IdQuad& row) {
    for (size_t column = 0; column < 4; ++column) columns_[column].push_back(row[column]);
    return columns_[0].size() < kRowsTogether ? absl::OkStatus() : Flush();
  }
  absl::Status Flush() {
    RowBatch batch = {.row_count = columns_[0].size()};
    for (size_t column = 0; column < 4; ++column) batch.columns[column] = columns_[column].data();
    const absl::Status status = collector_->Add(batch, SameIds());
    for (std::vector<TermId>& column : columns_) column.clear();
    return status;
  }

 private:
  RowCollector* const collector_;
  std::array<std::vector<TermId>, 4> columns_;
};

}  // namespace

absl::Status TermSpool::Append(std::string_view bytes) {
  ++term_count_;
  waiting_.emplace_back(bytes);
  return waiting_.size() < kTermsPerPage ? absl::OkStatus() : WritePage();
}

absl::Status TermSpool::WritePage() {
  RETURN_IF_ERROR(pages_.Append(EncodeTermPage(
      std::vector<std::string_view>(waiting_.begin(), waiting_.end()),
      {.order = PartOfTerms(kind_), .number = pages_.unit_count()}, long_terms_.unit_count())));
  for (std::string& term : waiting_) {
    if (term.size() <= kTermOutlineSize) continue;
    const PagePlace place = {.order = PartOfLongTerms(kind_), .number = long_terms_.unit_count()};
    AppendLittle64(XXH3_64bits_withSeed(term.data(), term.size(), PlaceSeed(place)), &term);
    RETURN_IF_ERROR(long_terms_.Append(term));
  }
  waiting_.clear();
  return absl::OkStatus();
}

TermRenumbering::TermRenumbering(const ReadView& view, const TermRenumberingOptions& options)
    : view_(view),
      options_(options),
      triple_rows_(kTripleTermOrders, options.memory_budget_bytes / 4, options.temporary_directory,
                   options.thread_count) {
  for (const IdKind kind : kPagedKinds) {
    spools_[IndexOf(kind)] = std::make_unique<TermSpool>(kind, options.temporary_directory);
  }
}

TermRenumbering::~TermRenumbering() = default;

absl::Status TermRenumbering::Use(const RowBatch& rows) {
  for (const TermId* column : rows.columns) RETURN_IF_ERROR(UseColumn(column, rows.row_count));
  return absl::OkStatus();
}

absl::Status TermRenumbering::UseColumn(const TermId* ids, size_t count) {
  for (size_t row = 0; row < count; ++row) {
    if (row == 0 || ids[row] != ids[row - 1]) RETURN_IF_ERROR(Mark(ids[row]));
  }
  return absl::OkStatus();
}

absl::Status TermRenumbering::Mark(TermId id) {
  const size_t kind = IndexOf(id.kind());
  if (kind > 0 && kind < numbers_.size()) {
    if (id.payload() >= numbers_[kind].size()) RETURN_IF_ERROR(MakeRoom(id));
    numbers_[kind][id.payload()] = kUsed;
    return absl::OkStatus();
  }
  if (id.is_none() || id.is_inline()) return absl::OkStatus();
  return MarkLocal(id);
}

absl::Status TermRenumbering::MakeRoom(TermId id) {
  if (id.payload() >= kDoubtfulNumber) RETURN_IF_ERROR(view_.Decode({&id, 1}).status());
  std::vector<uint64_t>& numbers = numbers_[IndexOf(id.kind())];
  if (id.payload() >= numbers.capacity()) numbers.reserve(id.payload() + id.payload() / 4 + 64);
  numbers.resize(numbers.capacity(), kUnused);
  return absl::OkStatus();
}

absl::Status TermRenumbering::MarkLocal(TermId id) {
  if (locals_.contains(id)) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::vector<Term> terms, view_.Decode({&id, 1}));
  InnerTriples inner;
  const TermView term = ViewOf(terms[0], &inner);
  const std::optional<TermId> inline_id =
      term.kind == Term::Kind::kLiteral ? InlineId(term) : std::nullopt;
  if (inline_id.has_value() || term.kind == Term::Kind::kNone) {
    locals_[id] = inline_id.value_or(TermId());
    return absl::OkStatus();
  }
  if (term.kind == Term::Kind::kTriple) {
    ASSIGN_OR_RETURN(const std::optional<TermId> other, view_.Find(term));
    if (!other.has_value() || !IsTriple(*other)) {
      return absl::InternalError("a triple term that the view cannot find");
    }
    locals_[id] = *other;
    return Mark(*other);
  }
  locals_[id] = TermId();
  local_terms_.emplace_back(id, std::move(terms[0]));
  return absl::OkStatus();
}

bool TermRenumbering::IsUsed(TermId id) const {
  const std::vector<uint64_t>& numbers = numbers_[IndexOf(id.kind())];
  return id.payload() < numbers.size() && numbers[id.payload()] != kUnused;
}

TermId TermRenumbering::NewId(TermId id) const {
  const size_t kind = IndexOf(id.kind());
  if (kind > 0 && kind < numbers_.size()) {
    const std::vector<uint64_t>& numbers = numbers_[kind];
    return TermId(id.payload() < numbers.size() ? numbers[id.payload()] : kUnused);
  }
  if (id.is_none() || id.is_inline()) return id;
  const auto local = locals_.find(id);
  if (local == locals_.end()) return TermId();
  return IsTriple(local->second) ? NewId(local->second) : local->second;
}

absl::Status TermRenumbering::Number() {
  RETURN_IF_ERROR(CloseOverTripleTerms());
  for (const IdKind kind : kPagedKinds) RETURN_IF_ERROR(NumberKind(kind));
  return NumberTripleTerms();
}

absl::Status TermRenumbering::MarkComponents(const IdQuad& triple, std::vector<TermId>* found) {
  for (size_t component = 0; component < 3; ++component) {
    const TermId id = triple[component];
    if (IsTriple(id) && !IsUsed(id)) found->push_back(id);
    RETURN_IF_ERROR(Mark(id));
  }
  return absl::OkStatus();
}

// A triple term that is only found within another is looked up at once; the rest takes one scan.
absl::Status TermRenumbering::CloseOverTripleTerms() {
  const std::vector<uint64_t>& numbers = numbers_[IndexOf(IdKind::kTriple)];
  if (numbers.empty()) return absl::OkStatus();
  std::vector<TermId> found;
  const std::unique_ptr<RowCursor> cursor = view_.Scan(TripleOrder::kTermTspo, {});
  for (RowBatch batch; cursor->Next(&batch);) {
    RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
    for (size_t row = 0; row < batch.row_count; ++row) {
      const IdQuad triple = FromOrder(TripleOrder::kTermTspo, batch.Row(row));
      if (IsUsed(triple[3])) RETURN_IF_ERROR(MarkComponents(triple, &found));
      while (!found.empty()) {
        const TermId id = found.back();
        found.pop_back();
        const std::unique_ptr<RowCursor> one = view_.Scan(TripleOrder::kTermTspo, {&id, 1});
        RowBatch inner;
        if (!one->Next(&inner)) {
          RETURN_IF_ERROR(one->status());
          return absl::DataLossError(StrCat("triple term ", id.payload(), " is missing"));
        }
        RETURN_IF_ERROR(MarkComponents(FromOrder(TripleOrder::kTermTspo, inner.Row(0)), &found));
      }
    }
  }
  return cursor->status();
}

// kNoDepth if a component's is not known yet.
uint32_t TermRenumbering::DepthOf(const IdQuad& triple) const {
  uint32_t depth = 0;
  for (size_t component = 0; component < 3; ++component) {
    if (!IsTriple(triple[component])) continue;
    const uint64_t number = triple[component].payload();
    if (number >= depths_.size() || depths_[number] >= kNoDepth - 1) return kNoDepth;
    depth = std::max<uint32_t>(depth, depths_[number] + 1);
  }
  return depth;
}

// Mostly in one scan, because a view that numbers terms as they come has components first.
absl::StatusOr<uint32_t> TermRenumbering::FindDepths() {
  depths_.assign(numbers_[IndexOf(IdKind::kTriple)].size(), kNoDepth);
  uint32_t greatest = 0;
  for (bool is_done = false; !is_done;) {
    is_done = true;
    bool has_progress = false;
    const std::unique_ptr<RowCursor> cursor = view_.Scan(TripleOrder::kTermTspo, {});
    for (RowBatch batch; cursor->Next(&batch);) {
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      for (size_t row = 0; row < batch.row_count; ++row) {
        const IdQuad triple = FromOrder(TripleOrder::kTermTspo, batch.Row(row));
        if (!IsUsed(triple[3]) || depths_[triple[3].payload()] != kNoDepth) continue;
        const uint32_t depth = DepthOf(triple);
        depths_[triple[3].payload()] = static_cast<uint16_t>(depth);
        has_progress = has_progress || depth != kNoDepth;
        is_done = is_done && depth != kNoDepth;
        if (depth != kNoDepth) greatest = std::max(greatest, depth);
      }
    }
    RETURN_IF_ERROR(cursor->status());
    if (!is_done && !has_progress) return absl::DataLossError("triple terms contain themselves");
  }
  return greatest;
}

absl::Status TermRenumbering::NumberKind(IdKind kind) {
  std::vector<uint64_t>& numbers = numbers_[IndexOf(kind)];
  const unsigned thread_count = std::min(options_.thread_count, 2u);
  std::vector<std::unique_ptr<TermSorter>> sorters;
  for (unsigned thread = 0; thread < thread_count; ++thread) {
    sorters.push_back(
        std::make_unique<TermSorter>(kind, options_.memory_budget_bytes / thread_count,
                                     options_.temporary_directory, options_.cancelled));
  }
  std::atomic<uint64_t> next = 0;
  const auto read = [&](TermSorter& sorter) -> absl::Status {
    const auto add = [&](TermId id, std::string_view bytes) -> absl::Status {
      ASSIGN_OR_RETURN(const TermView term, ParseTermBytes(kind, bytes));
      if (!IsWritable(term)) {  // A program can make such a term, and readers refuse it.
        std::string token;
        AppendNTriplesTerm(term, &token);
        return absl::InvalidArgumentError(
            StrCat("no snapshot can hold ", token, ", which no RDF syntax can write"));
      }
      if (kind == IdKind::kLiteral) {
        if (const std::optional<TermId> inline_id = InlineId(term)) {
          numbers[id.payload()] = inline_id->bits();
          return absl::OkStatus();
        }
      }
      return sorter.Add(bytes, id.bits());
    };
    std::vector<TermId> ids;
    while (true) {
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      const uint64_t begin = next.fetch_add(kNumbersReadTogether);
      if (begin >= numbers.size()) break;
      const uint64_t end = std::min<uint64_t>(begin + kNumbersReadTogether, numbers.size());
      ids.clear();
      for (uint64_t number = begin; number < end; ++number) {
        if (numbers[number] != kUnused) ids.emplace_back(kind, number);
      }
      RETURN_IF_ERROR(view_.VisitTermBytes(ids, add));
    }
    return sorter.Sort();
  };
  std::string scratch;
  InnerTriples inner;
  for (const auto& [id, term] : local_terms_) {
    const TermView term_view = ViewOf(term, &inner);
    if (DictionaryKind(term_view) != kind) continue;
    RETURN_IF_ERROR(sorters[0]->Add(TermBytes(term_view, &scratch), id.bits()));
  }
  absl::Status second_status;
  std::thread second;
  if (thread_count > 1) second = std::thread([&] { second_status = read(*sorters[1]); });
  const absl::Status first_status = read(*sorters[0]);
  if (second.joinable()) second.join();
  RETURN_IF_ERROR(first_status);
  RETURN_IF_ERROR(second_status);

  TermSpool& spool = *spools_[IndexOf(kind)];
  const auto take = [&](std::string_view bytes, uint64_t tag, bool is_repeated) -> absl::Status {
    if (!is_repeated) RETURN_IF_ERROR(spool.Append(bytes));
    const TermId old_id(tag);
    const TermId new_id(kind, spool.term_count() - 1);
    if (old_id.kind() == kind) {
      numbers[old_id.payload()] = new_id.bits();
    } else {
      locals_[old_id] = new_id;
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(TermSorter::Merge(sorters, take));
  return spool.Finish();
}

absl::Status TermRenumbering::NumberTripleTerms() {
  if (numbers_[IndexOf(IdKind::kTriple)].empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const uint32_t greatest, FindDepths());
  for (uint32_t depth = 0; depth <= greatest; ++depth) RETURN_IF_ERROR(NumberLevel(depth));
  depths_ = {};
  const std::vector<uint64_t>& numbers = numbers_[IndexOf(IdKind::kTriple)];
  const auto lost = std::ranges::find(numbers, kUsed);
  if (lost == numbers.end()) return absl::OkStatus();
  return absl::DataLossError(StrCat("triple term ", lost - numbers.begin(), " is missing"));
}

absl::Status TermRenumbering::NumberLevel(uint32_t depth) {
  static constexpr std::array kOrders = {TripleOrder::kTermSpot};
  RowCollector level(kOrders, options_.memory_budget_bytes / 2, options_.temporary_directory,
                     /*thread_count=*/1);
  RowBuffer level_rows(&level);
  const std::unique_ptr<RowCursor> cursor = view_.Scan(TripleOrder::kTermTspo, {});
  for (RowBatch batch; cursor->Next(&batch);) {
    RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
    for (size_t row = 0; row < batch.row_count; ++row) {
      const IdQuad triple = FromOrder(TripleOrder::kTermTspo, batch.Row(row));
      if (!IsUsed(triple[3]) || depths_[triple[3].payload()] != depth) continue;
      RETURN_IF_ERROR(
          level_rows.Add({NewId(triple[0]), NewId(triple[1]), NewId(triple[2]), triple[3]}));
    }
  }
  RETURN_IF_ERROR(cursor->status());
  RETURN_IF_ERROR(level_rows.Flush());

  std::vector<uint64_t>& numbers = numbers_[IndexOf(IdKind::kTriple)];
  RowBuffer numbered(&triple_rows_);
  IdQuad last = {};
  RETURN_IF_ERROR(level.Finish([&](TripleOrder, ChangeSource& rows) -> absl::Status {
    for (ChangeBatch batch; rows.Next(&batch);) {
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      for (size_t row = 0; row < batch.rows.row_count; ++row) {
        IdQuad triple = batch.rows.Row(row);
        const uint64_t old_number = triple[3].payload();
        // Two ids of the view may have come to mean the same.
        if (last[3].is_none() || !std::equal(last.begin(), last.begin() + 3, triple.begin())) {
          triple[3] = TermId(IdKind::kTriple, triple_term_count_++);
          RETURN_IF_ERROR(numbered.Add(triple));
          last = triple;
        }
        numbers[old_number] = last[3].bits();
      }
    }
    return rows.status();
  }));
  return numbered.Flush();
}

}  // namespace entente
