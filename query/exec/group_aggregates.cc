#include "query/exec/group_aggregates.h"

#include <optional>
#include <span>
#include <string>
#include <utility>

#include "query/exec/id_order.h"
#include "query/exec/row_numbering.h"
#include "query/expression/aggregates.h"
#include "query/expression/compare.h"
#include "storage/ids/inline_value.h"

namespace entente {
namespace {

// About what a value takes with its text.
constexpr uint64_t kValueBytes = 350;

// The ids of integers. Views that keep them inline are asked once only.
class IntegerIds {
 public:
  explicit IntegerIds(TermPool* pool) : pool_(pool) {}

  TermId Of(int64_t number) {
    const XsdValue value = XsdValue::Integer(number);
    if (is_inline_) {
      if (const std::optional<TermId> id = InlineIdOfValue(value); id.has_value()) return *id;
    }
    const TermId id = pool_->Intern(Value(value));
    is_inline_ = id.kind() == IdKind::kInteger;
    return id;
  }

 private:
  TermPool* pool_;
  bool is_inline_ = false;
};

// The states of all groups, charged.
template <typename State>
class GroupStates {
 public:
  explicit GroupStates(QueryLimits* limits) : charge_(limits) {}

  void Resize(size_t group_count) {
    if (group_count <= states_.size()) return;
    const size_t capacity = states_.capacity();
    states_.resize(group_count);
    charge_.Add((states_.capacity() - capacity) * sizeof(State));
  }
  State& operator[](size_t group) { return states_[group]; }
  void Charge(uint64_t bytes) { charge_.Add(bytes); }

 private:
  std::vector<State> states_;
  MemoryCharge charge_;
};

// Passes each row of a group once.
class DistinctRows {
 public:
  DistinctRows(size_t column_count, QueryLimits* limits) : rows_(column_count + 1, limits) {}

  // Calls `use(row)` for each row that its group did not have before.
  template <typename Use>
  void ForEachNew(std::span<const TermId* const> columns, const uint32_t* groups, size_t row_count,
                  const Use& use) {
    group_ids_.resize(row_count);
    for (size_t row = 0; row < row_count; ++row) group_ids_[row] = TermId(uint64_t{groups[row]});
    columns_.assign(1, group_ids_.data());
    columns_.insert(columns_.end(), columns.begin(), columns.end());
    numbers_.resize(row_count);
    size_t next = rows_.row_count();
    rows_.Number(columns_, row_count, numbers_.data());
    for (size_t row = 0; row < row_count; ++row) {
      if (numbers_[row] != next) continue;
      ++next;
      use(row);
    }
  }

 private:
  RowNumbering rows_;
  std::vector<TermId> group_ids_;
  std::vector<const TermId*> columns_;
  std::vector<uint32_t> numbers_;
};

// COUNT(*) and COUNT(DISTINCT *).
class SolutionCount : public GroupAggregate {
 public:
  SolutionCount(bool is_distinct, size_t column_count, QueryContext* context)
      : counts_(context->limits()), ids_(context->pool()) {
    if (is_distinct) distinct_.emplace(column_count, context->limits());
  }

  void Add(const Batch& batch, const uint32_t* groups, size_t group_count) override {
    counts_.Resize(group_count);
    if (distinct_.has_value()) {
      distinct_->ForEachNew(batch.columns, groups, batch.row_count,
                            [&](size_t row) { ++counts_[groups[row]]; });
    } else if (group_count == 1) {
      counts_[0] += static_cast<int64_t>(batch.row_count);
    } else {
      for (size_t row = 0; row < batch.row_count; ++row) ++counts_[groups[row]];
    }
  }

  void AppendResults(size_t begin, size_t end, std::vector<TermId>* ids) override {
    counts_.Resize(end);
    for (size_t group = begin; group < end; ++group) ids->push_back(ids_.Of(counts_[group]));
  }

 private:
  GroupStates<int64_t> counts_;
  std::optional<DistinctRows> distinct_;
  IntegerIds ids_;
};

// An aggregate of the values of an expression, as ids.
class IdAggregate : public GroupAggregate {
 public:
  IdAggregate(BatchExpression argument, bool is_distinct, QueryContext* context)
      : context_(context), argument_(std::move(argument)) {
    if (is_distinct) distinct_.emplace(1, context->limits());
  }

  void Add(const Batch& batch, const uint32_t* groups, size_t group_count) override {
    Resize(group_count);
    const TermId* ids = nullptr;
    if (const std::optional<size_t> column = argument_.column(); column.has_value()) {
      ids = batch.columns[*column];
    } else {
      argument_.Evaluate(batch, &evaluated_);
      ids = evaluated_.data();
    }
    if (!distinct_.has_value()) return AddIds({ids, batch.row_count}, groups);
    kept_ids_.clear();
    kept_groups_.clear();
    distinct_->ForEachNew(std::span<const TermId* const>(&ids, 1), groups, batch.row_count,
                          [&](size_t row) {
                            kept_ids_.push_back(ids[row]);
                            kept_groups_.push_back(groups[row]);
                          });
    AddIds(kept_ids_, kept_groups_.data());
  }

 protected:
  virtual void Resize(size_t group_count) = 0;
  // None ids are errors.
  virtual void AddIds(std::span<const TermId> ids, const uint32_t* groups) = 0;

  TermPool* pool() { return context_->pool(); }
  QueryLimits* limits() { return context_->limits(); }

 private:
  QueryContext* context_;
  BatchExpression argument_;
  std::optional<DistinctRows> distinct_;
  std::vector<TermId> evaluated_;
  std::vector<TermId> kept_ids_;
  std::vector<uint32_t> kept_groups_;
};

// COUNT(?x) and COUNT(DISTINCT expression).
class IdCount : public IdAggregate {
 public:
  IdCount(BatchExpression argument, bool is_distinct, QueryContext* context)
      : IdAggregate(std::move(argument), is_distinct, context),
        counts_(context->limits()),
        ids_(context->pool()) {}

  void AppendResults(size_t begin, size_t end, std::vector<TermId>* ids) override {
    counts_.Resize(end);
    for (size_t group = begin; group < end; ++group) ids->push_back(ids_.Of(counts_[group]));
  }

 protected:
  void Resize(size_t group_count) override { counts_.Resize(group_count); }
  void AddIds(std::span<const TermId> ids, const uint32_t* groups) override {
    for (size_t row = 0; row < ids.size(); ++row) {
      counts_[groups[row]] += static_cast<int64_t>(!ids[row].is_none());
    }
  }

 private:
  GroupStates<int64_t> counts_;
  IntegerIds ids_;
};

// SUM and AVG. Integers that are inline are added as such, until something else comes.
class NumberAggregate : public IdAggregate {
 public:
  NumberAggregate(AggregateKind kind, BatchExpression argument, bool is_distinct,
                  QueryContext* context)
      : IdAggregate(std::move(argument), is_distinct, context),
        kind_(kind),
        sums_(context->limits()),
        ids_(context->pool()) {}

  void AppendResults(size_t begin, size_t end, std::vector<TermId>* ids) override {
    Resize(end);
    for (size_t group = begin; group < end && limits()->Tick(); ++group) {
      Sum& sum = sums_[group];
      if (sum.general == nullptr && (kind_ == AggregateKind::kSum || sum.count == 0)) {
        ids->push_back(ids_.Of(sum.integer));
        continue;
      }
      if (sum.general == nullptr) MakeGeneral(&sum);
      const std::optional<Value> value = sum.general->Result();
      ids->push_back(value.has_value() ? pool()->Intern(*value) : TermId());
      sum.general = nullptr;
    }
  }

 protected:
  void Resize(size_t group_count) override { sums_.Resize(group_count); }

  void AddIds(std::span<const TermId> ids, const uint32_t* groups) override {
    bool is_prefetched = false;
    for (size_t row = 0; row < ids.size(); ++row) {
      Sum& sum = sums_[groups[row]];
      const TermId id = ids[row];
      if (id.kind() == IdKind::kInteger && sum.general == nullptr) {
        int64_t total = 0;
        if (!__builtin_add_overflow(sum.integer, InlineInteger(id), &total)) {
          sum.integer = total;
          ++sum.count;
          continue;
        }
      }
      if (!limits()->Tick()) return;
      if (sum.general == nullptr) {
        MakeGeneral(&sum);
        sums_.Charge(sizeof(Accumulator));
      }
      if (id.is_none()) {
        sum.general->Add(std::nullopt);
      } else if (std::optional<XsdValue> value = ValueOfInlineId(id); value.has_value()) {
        sum.general->Add(Value(*std::move(value)));
      } else {
        if (!is_prefetched) pool()->Prefetch(ids.subspan(row));
        is_prefetched = true;
        if (const Value* const stored = pool()->Get(id); stored != nullptr) {
          sum.general->Add(*stored);
        }
      }
    }
  }

 private:
  struct Sum {
    int64_t integer = 0;
    int64_t count = 0;
    std::unique_ptr<Accumulator> general;  // Takes over from both, if there is one.
  };

  void MakeGeneral(Sum* sum) const {
    sum->general = std::make_unique<Accumulator>(kind_, std::string());
    if (sum->count > 0) sum->general->AddIntegers(sum->integer, sum->count);
  }

  AggregateKind kind_;
  GroupStates<Sum> sums_;
  IntegerIds ids_;
};

// MIN and MAX, to which DISTINCT makes no difference.
class ExtremeAggregate : public IdAggregate {
 public:
  ExtremeAggregate(AggregateKind kind, BatchExpression argument, QueryContext* context)
      : IdAggregate(std::move(argument), /*is_distinct=*/false, context),
        is_max_(kind == AggregateKind::kMax),
        extremes_(context->limits()) {}

  void AppendResults(size_t begin, size_t end, std::vector<TermId>* ids) override {
    Resize(end);
    for (size_t group = begin; group < end; ++group) {
      ids->push_back(extremes_[group].has_error ? TermId() : extremes_[group].id);
    }
  }

 protected:
  void Resize(size_t group_count) override { extremes_.Resize(group_count); }

  void AddIds(std::span<const TermId> ids, const uint32_t* groups) override {
    bool is_prefetched = false;
    for (size_t row = 0; row < ids.size(); ++row) {
      Extreme& extreme = extremes_[groups[row]];
      const TermId id = ids[row];
      if (id == extreme.id) {
        extreme.has_error = extreme.has_error || id.is_none();
        continue;
      }
      if (id.is_none()) {
        extreme.has_error = true;
        continue;
      }
      std::optional<std::weak_ordering> order;
      if (extreme.id.is_none()) {
        order = is_max_ ? std::weak_ordering::greater : std::weak_ordering::less;
      } else {
        order = OrderOfIds(id, extreme.id);
      }
      if (order.has_value()) {
        if (is_max_ ? *order > 0 : *order < 0) {
          extreme.id = id;
          extreme.value = nullptr;
        }
        continue;
      }
      if (!limits()->Tick()) return;
      if (!is_prefetched) pool()->Prefetch(ids.subspan(row));
      is_prefetched = true;
      if (extreme.value == nullptr) {
        const Value* const value = pool()->Get(extreme.id);
        if (value == nullptr) return;
        extreme.value = std::make_unique<Value>(*value);
        extremes_.Charge(kValueBytes);
      }
      const Value* const value = pool()->Get(id);
      if (value == nullptr) return;
      order = OrderOf(value, extreme.value.get());
      if (is_max_ ? *order > 0 : *order < 0) {
        extreme.id = id;
        *extreme.value = *value;
      }
    }
  }

 private:
  struct Extreme {
    TermId id = {};
    bool has_error = false;
    std::unique_ptr<Value> value;  // Of id, once it was looked at.
  };

  bool is_max_;
  GroupStates<Extreme> extremes_;
};

// SAMPLE: the first value there is, with DISTINCT or not.
class SampleAggregate : public IdAggregate {
 public:
  SampleAggregate(BatchExpression argument, QueryContext* context)
      : IdAggregate(std::move(argument), /*is_distinct=*/false, context),
        samples_(context->limits()) {}

  void AppendResults(size_t begin, size_t end, std::vector<TermId>* ids) override {
    Resize(end);
    for (size_t group = begin; group < end; ++group) ids->push_back(samples_[group]);
  }

 protected:
  void Resize(size_t group_count) override { samples_.Resize(group_count); }
  void AddIds(std::span<const TermId> ids, const uint32_t* groups) override {
    for (size_t row = 0; row < ids.size(); ++row) {
      TermId& sample = samples_[groups[row]];
      if (sample.is_none()) sample = ids[row];
    }
  }

 private:
  GroupStates<TermId> samples_;
};

// One Accumulator for each group.
class Accumulators {
 public:
  Accumulators(const Expression& expression, QueryContext* context)
      : expression_(expression), pool_(context->pool()), states_(context->limits()) {}

  void Resize(size_t group_count) { states_.Resize(group_count); }

  void Add(size_t group, const std::optional<Value>& value) {
    Accumulator& accumulator = Of(group);
    const size_t held_bytes = accumulator.held_bytes();
    accumulator.Add(value);
    const size_t more = accumulator.held_bytes() - held_bytes;
    if (more > 0) states_.Charge(more);
  }

  void AppendResults(size_t begin, size_t end, std::vector<TermId>* ids) {
    states_.Resize(end);
    for (size_t group = begin; group < end; ++group) {
      const std::optional<Value> value = Of(group).Result();
      ids->push_back(value.has_value() ? pool_->Intern(*value) : TermId());
      states_[group] = nullptr;
    }
  }

 private:
  Accumulator& Of(size_t group) {
    std::unique_ptr<Accumulator>& state = states_[group];
    if (state == nullptr) {
      state = std::make_unique<Accumulator>(expression_.aggregate, expression_.separator);
      states_.Charge(sizeof(Accumulator));
    }
    return *state;
  }

  const Expression& expression_;
  TermPool* pool_;
  GroupStates<std::unique_ptr<Accumulator>> states_;
};

// GROUP_CONCAT.
class ConcatAggregate : public IdAggregate {
 public:
  ConcatAggregate(const Expression& expression, BatchExpression argument, QueryContext* context)
      : IdAggregate(std::move(argument), expression.distinct, context),
        accumulators_(expression, context) {}

  void AppendResults(size_t begin, size_t end, std::vector<TermId>* ids) override {
    accumulators_.AppendResults(begin, end, ids);
  }

 protected:
  void Resize(size_t group_count) override { accumulators_.Resize(group_count); }
  void AddIds(std::span<const TermId> ids, const uint32_t* groups) override {
    pool()->Prefetch(ids);
    for (size_t row = 0; row < ids.size() && limits()->Tick(); ++row) {
      if (ids[row].is_none()) {
        accumulators_.Add(groups[row], std::nullopt);
      } else if (const Value* const value = pool()->Get(ids[row]); value != nullptr) {
        accumulators_.Add(groups[row], *value);
      }
    }
  }

 private:
  Accumulators accumulators_;
};

// Any aggregate without DISTINCT of an expression that is no variable: of the values themselves,
// so that they need no ids.
class ValueAggregate : public GroupAggregate {
 public:
  ValueAggregate(const Expression& expression, BatchExpression argument, QueryContext* context)
      : limits_(context->limits()),
        functions_(context->functions()),
        argument_(std::move(argument)),
        accumulators_(expression, context) {}

  void Add(const Batch& batch, const uint32_t* groups, size_t group_count) override {
    accumulators_.Resize(group_count);
    for (size_t row = 0; row < batch.row_count && limits_->Tick(); ++row) {
      functions_->BeginSolution();
      accumulators_.Add(groups[row], argument_.EvaluateRow(batch, row));
    }
  }

  void AppendResults(size_t begin, size_t end, std::vector<TermId>* ids) override {
    accumulators_.AppendResults(begin, end, ids);
  }

 private:
  QueryLimits* limits_;
  FunctionContext* functions_;
  BatchExpression argument_;
  Accumulators accumulators_;
};

}  // namespace

std::unique_ptr<GroupAggregate> MakeGroupAggregate(const Expression& expression,
                                                   const std::vector<Column>& columns,
                                                   const OuterBindings* outer,
                                                   const ExistsTest& exists,
                                                   QueryContext* context) {
  const bool is_distinct = expression.distinct;
  if (expression.arguments.empty()) {
    return std::make_unique<SolutionCount>(is_distinct, columns.size(), context);
  }
  BatchExpression argument(expression.arguments[0], columns, outer, exists, context);
  if (expression.arguments[0].kind != Expression::Kind::kVariable && !is_distinct) {
    return std::make_unique<ValueAggregate>(expression, std::move(argument), context);
  }
  switch (expression.aggregate) {
    case AggregateKind::kCount:
      return std::make_unique<IdCount>(std::move(argument), is_distinct, context);
    case AggregateKind::kSum:
    case AggregateKind::kAvg:
      return std::make_unique<NumberAggregate>(expression.aggregate, std::move(argument),
                                               is_distinct, context);
    case AggregateKind::kMin:
    case AggregateKind::kMax:
      return std::make_unique<ExtremeAggregate>(expression.aggregate, std::move(argument), context);
    case AggregateKind::kSample:
      return std::make_unique<SampleAggregate>(std::move(argument), context);
    case AggregateKind::kGroupConcat:
      break;
  }
  return std::make_unique<ConcatAggregate>(expression, std::move(argument), context);
}

}  // namespace entente
