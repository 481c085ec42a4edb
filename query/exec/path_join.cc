#include "query/exec/path_join.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "query/exec/bounded_sort.h"
#include "schema/text.h"

namespace entente {
namespace {

// Searches are made for more starts at a time while they lead to few ends, for fewer when to many.
constexpr size_t kStepCountMax = 4096;
constexpr size_t kFewEnds = 32 * 1024;
constexpr size_t kManyEnds = 512 * 1024;

std::vector<Column> ColumnsOf(const Operator* input, const std::vector<std::string>& output) {
  std::vector<Column> columns;
  for (const std::string& variable : output) {
    const std::optional<size_t> column = input == nullptr ? std::nullopt : input->Find(variable);
    columns.push_back(column.has_value() ? input->columns()[*column]
                                         : Column{.variable = variable});
  }
  return columns;
}

std::optional<size_t> ColumnOf(const Place& place, const Operator* input) {
  if (!place.is_open() || input == nullptr) return std::nullopt;
  return input->Find(place.variable);
}

bool ByStart(const PathEnd& a, const PathEnd& b) { return a.start < b.start; }

}  // namespace

PathJoin::PathJoin(QueryContext* context, OperatorPtr input, const Path& path, Place subject,
                   Place object, const ActiveGraph& graph, bool requires_node,
                   const std::vector<std::string>& output)
    : Operator(context, ColumnsOf(input.get(), output)),
      input_(std::move(input)),
      path_(path),
      subject_{.place = std::move(subject)},
      object_{.place = std::move(object)},
      requires_node_(requires_node),
      search_(path, graph, context),
      open_starts_(context->limits()),
      ends_(context->limits()),
      given_(output.size()) {
  subject_.column = ColumnOf(subject_.place, input_.get());
  object_.column = ColumnOf(object_.place, input_.get());
  for (const std::string& variable : output) {
    Source source;
    if (input_ != nullptr) source.column = input_->Find(variable);
    source.is_subject = variable == subject_.place.variable;
    sources_.push_back(source);
  }
}

std::string PathJoin::Detail() const {
  const auto describe = [this](const Place& place) {
    if (!place.variable.empty()) return StrCat("?", place.variable);
    const absl::StatusOr<std::vector<Term>> term =
        context()->pool()->Decode(std::span<const TermId>(&place.id, 1));
    return term.ok() ? ToSExpression(Expression::OfTerm(term->front())) : std::string("?");
  };
  return StrCat(describe(subject_.place), " ", ToSExpression(path_), " ", describe(object_.place));
}

std::vector<const Operator*> PathJoin::inputs() const {
  if (input_ == nullptr) return {};
  return {input_.get()};
}

bool PathJoin::NextInput() {
  if (is_input_done_) return false;
  if (input_ != nullptr) {
    is_input_done_ = !input_->Next(&rows_);
    return !is_input_done_;
  }
  is_input_done_ = true;
  rows_.row_count = 1;
  return true;
}

size_t PathJoin::CountDistinct(const End& end) const {
  if (!end.column.has_value()) return 1;
  const TermId* const ids = rows_.columns[*end.column];
  return absl::flat_hash_set<TermId>(ids, ids + rows_.row_count).size();
}

// A guess: closures go about as far as their first step is wide.
double PathJoin::CostFrom(const End& end, bool is_forward) {
  double width = 1;
  if (PathClosure* const closure = search_.WholeClosure(is_forward); closure != nullptr) {
    width += static_cast<double>(closure->FanOut(end.Of(rows_, 0)));
  }
  return static_cast<double>(CountDistinct(end)) * width * width;
}

void PathJoin::ChooseDirection() {
  if (!subject_.is_known() || !object_.is_known()) {
    is_forward_ = subject_.is_known() || !object_.is_known();
    return;
  }
  is_forward_ = CostFrom(subject_, true) <= CostFrom(object_, false);
}

void PathJoin::BeginInput() {
  has_input_ = true;
  searched_begin_ = searched_end_ = start_ = 0;
  is_start_begun_ = false;
  sequence_.resize(rows_.row_count);
  std::iota(sequence_.begin(), sequence_.end(), 0);
  if (!subject_.is_known() && !object_.is_known()) {
    if (!has_open_starts_) {
      search_.AddStarts(&open_starts_);
      open_starts_.Finish();
      has_open_starts_ = true;
    }
    return;
  }
  if (!has_constant_ends_) ChooseDirection();
  const End& known = is_forward_ ? subject_ : object_;
  if (has_constant_ends_) {
    row_begins_[1] = rows_.row_count;
    searched_end_ = 1;
    return;
  }
  starts_.clear();
  row_begins_.clear();
  std::vector<TermId> ids(rows_.row_count);
  for (size_t row = 0; row < rows_.row_count; ++row) ids[row] = known.Of(rows_, row);
  if (known.column.has_value()) {
    const auto less = [&](uint32_t a, uint32_t b) {
      return ids[a] != ids[b] ? ids[a] < ids[b] : a < b;
    };
    if (!BoundedSort(&sequence_, limits(), less)) return;
  }
  for (size_t i = 0; i < sequence_.size(); ++i) {
    const TermId id = ids[sequence_[i]];
    if (!starts_.empty() && starts_.back() == id) continue;
    starts_.push_back(id);
    row_begins_.push_back(i);
  }
  row_begins_.push_back(sequence_.size());
  if (requires_node_ && search_.may_be_empty()) DropOthersThanNodes();
}

void PathJoin::DropOthersThanNodes() {
  const std::vector<bool> are_nodes = search_.AreNodes(starts_);
  std::vector<TermId> starts;
  std::vector<uint32_t> sequence;
  std::vector<size_t> row_begins;
  for (size_t i = 0; i < starts_.size(); ++i) {
    if (!are_nodes[i]) continue;
    starts.push_back(starts_[i]);
    row_begins.push_back(sequence.size());
    for (size_t row = row_begins_[i]; row < row_begins_[i + 1]; ++row) {
      sequence.push_back(sequence_[row]);
    }
  }
  row_begins.push_back(sequence.size());
  starts_ = std::move(starts);
  sequence_ = std::move(sequence);
  row_begins_ = std::move(row_begins);
}

const std::vector<TermId>& PathJoin::starts() const {
  return has_open_starts_ ? open_starts_.nodes() : starts_;
}

std::pair<size_t, size_t> PathJoin::RowsOfStart(size_t start) const {
  if (has_open_starts_) return {0, sequence_.size()};
  return {row_begins_[start], row_begins_[start + 1]};
}

bool PathJoin::has_target() const {
  return (subject_.is_known() && object_.is_known()) ||
         (has_open_starts_ && subject_.place.variable == object_.place.variable);
}

TermId PathJoin::TargetOf(size_t start, size_t row) const {
  if (has_open_starts_) return starts()[start];
  return (is_forward_ ? object_ : subject_).Of(rows_, row);
}

// Searches with an end in mind where few are wanted; true if that was done.
bool PathJoin::SearchForTargets() {
  constexpr size_t kFewRows = 4;
  PathClosure* const closure = has_target() ? search_.WholeClosure(is_forward_) : nullptr;
  if (closure == nullptr) return false;
  for (size_t start = searched_begin_; start < searched_end_; ++start) {
    const auto [begin, end] = RowsOfStart(start);
    if (end - begin > kFewRows) return false;
  }
  const std::span<const TermId> searched(starts().data() + searched_begin_,
                                         searched_end_ - searched_begin_);
  closure->Prepare(searched);
  for (size_t start = searched_begin_; start < searched_end_ && limits()->ok(); ++start) {
    const auto [begin, end] = RowsOfStart(start);
    absl::flat_hash_set<TermId> tried;
    for (size_t i = begin; i < end; ++i) {
      const TermId target = TargetOf(start, sequence_[i]);
      if (!tried.insert(target).second || !closure->Leads(starts()[start], target)) continue;
      ends_.Add(static_cast<uint32_t>(start - searched_begin_), target);
    }
  }
  return true;
}

void PathJoin::SearchNext() {
  searched_begin_ = searched_end_;
  searched_end_ = std::min(starts().size(), searched_begin_ + step_count_);
  ends_.Clear();
  const size_t count = searched_end_ - searched_begin_;
  if (!SearchForTargets()) {
    search_.Reach({starts().data() + searched_begin_, count}, is_forward_, &ends_);
    const End& known = is_forward_ ? subject_ : object_;
    has_constant_ends_ = !has_open_starts_ && !known.column.has_value();
  }
  std::vector<PathEnd>& ends = ends_.ends();
  const bool is_sorted = has_target() ? std::is_sorted(ends.begin(), ends.end())
                                      : std::is_sorted(ends.begin(), ends.end(), ByStart);
  if (!is_sorted) {
    MemoryCharge charge(limits());
    if (!charge.Add(ends.size() * sizeof(PathEnd))) return;
    if (!BoundedSort(&ends, limits(), std::less<>())) return;
  }
  end_begins_.assign(count + 1, 0);
  for (const PathEnd& end : ends) ++end_begins_[end.start + 1];
  std::partial_sum(end_begins_.begin(), end_begins_.end(), end_begins_.begin());
  if (ends.size() < kFewEnds) step_count_ = std::min(kStepCountMax, 2 * step_count_);
  if (ends.size() > kManyEnds) step_count_ = std::max<size_t>(1, step_count_ / 2);
}

void PathJoin::BeginRow() {
  const size_t number = start_ - searched_begin_;
  end_ = end_begins_[number];
  row_end_ = end_begins_[number + 1];
  if (!has_target()) return;
  const std::vector<PathEnd>& ends = ends_.ends();
  const PathEnd wanted = {static_cast<uint32_t>(number), TargetOf(start_, sequence_[row_])};
  const auto [first, last] =
      std::equal_range(ends.begin() + static_cast<std::ptrdiff_t>(end_),
                       ends.begin() + static_cast<std::ptrdiff_t>(row_end_), wanted);
  end_ = static_cast<size_t>(first - ends.begin());
  row_end_ = static_cast<size_t>(last - ends.begin());
}

bool PathJoin::Give() {
  for (; start_ < searched_end_; ++start_, is_start_begun_ = false) {
    const auto [row_begin, row_end] = RowsOfStart(start_);
    if (!is_start_begun_) {
      is_start_begun_ = true;
      row_ = row_begin;
      if (row_ < row_end) BeginRow();
    }
    while (row_ < row_end) {
      if (!limits()->Tick()) return false;
      const size_t room = kBatchRowCount - given_.row_count();
      const size_t count = std::min(row_end_ - end_, room);
      for (size_t i = 0; i < sources_.size(); ++i) {
        std::vector<TermId>& column = given_.column(i);
        if (sources_[i].column.has_value()) {
          column.insert(column.end(), count, rows_.columns[*sources_[i].column][sequence_[row_]]);
        } else if (sources_[i].is_subject == is_forward_) {
          column.insert(column.end(), count, starts()[start_]);
        } else {
          for (size_t end = end_; end < end_ + count; ++end) {
            column.push_back(ends_.ends()[end].node);
          }
        }
      }
      given_.set_row_count(given_.row_count() + count);
      end_ += count;
      if (end_ < row_end_) return true;
      if (++row_ < row_end) BeginRow();
    }
  }
  return given_.row_count() == kBatchRowCount;
}

bool PathJoin::NextBatch(Batch* batch) {
  // The first rows are given at once, since they may be all that is wanted.
  constexpr uint64_t kFirstSearches = 8;
  given_.Clear();
  given_.set_row_count(0);
  while (limits()->ok()) {
    if (!has_input_) {
      if (!NextInput()) break;
      BeginInput();
    } else if (Give()) {
      break;
    } else if (searched_end_ < starts().size()) {
      if (given_.row_count() > 0 && search_count_ < kFirstSearches) break;
      ++search_count_;
      SearchNext();
    } else {
      has_input_ = false;
    }
  }
  given_.View(batch);
  return limits()->ok() && given_.row_count() > 0;
}

}  // namespace entente
