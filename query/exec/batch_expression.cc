#include "query/exec/batch_expression.h"

#include <algorithm>
#include <utility>

#include "query/sparql/scope.h"

namespace entente {
namespace {

// Values are remembered up to so many; then the memory begins anew.
constexpr size_t kRememberedCountMax = size_t{1} << 16;

// Whether for two ids of this kind the order of the ids is the order of "<", and "=" is identity.
bool IsOrderedById(IdKind kind) {
  return kind == IdKind::kBoolean || kind == IdKind::kInteger || kind == IdKind::kDecimal ||
         kind == IdKind::kDate || kind == IdKind::kDateTime;
}

bool IsComparison(Function function) {
  return function >= Function::kEqual && function <= Function::kGreaterOrEqual;
}

// The comparison with its sides exchanged.
Function Mirrored(Function function) {
  switch (function) {
    case Function::kLess:
      return Function::kGreater;
    case Function::kGreater:
      return Function::kLess;
    case Function::kLessOrEqual:
      return Function::kGreaterOrEqual;
    case Function::kGreaterOrEqual:
      return Function::kLessOrEqual;
    default:
      return function;
  }
}

bool Holds(Function comparison, std::strong_ordering order) {
  switch (comparison) {
    case Function::kEqual:
      return order == 0;
    case Function::kNotEqual:
      return order != 0;
    case Function::kLess:
      return order < 0;
    case Function::kGreater:
      return order > 0;
    case Function::kLessOrEqual:
      return order <= 0;
    default:
      return order >= 0;
  }
}

enum class Truth : uint8_t { kFalse, kTrue, kUnknown };

bool HasExists(const Expression& expression) {
  return expression.kind == Expression::Kind::kExists ||
         std::any_of(expression.arguments.begin(), expression.arguments.end(), HasExists);
}

}  // namespace

struct BatchExpression::Rep {
  Rep(const Expression& expression_in, const OuterBindings* outer_in, const ExistsTest& exists,
      QueryContext* context_in)
      : expression(expression_in),
        outer(outer_in),
        context(context_in),
        evaluator(context->pool(), context->functions(), context->limits(), exists) {}

  // One side of a comparison that ids may decide: a column, or else a constant.
  struct Side {
    std::optional<size_t> column = {};
    TermId id = {};
    TermId Get(const Batch& batch, size_t row) const {
      return column.has_value() ? batch.columns[*column][row] : id;
    }
  };

  void AddComparison(const std::vector<Column>& columns) {
    if (expression.kind != Expression::Kind::kCall || !IsComparison(expression.function)) return;
    Side* const sides[] = {&left, &right};
    for (size_t i = 0; i < 2; ++i) {
      const Expression& argument = expression.arguments[i];
      if (argument.kind == Expression::Kind::kTerm) {
        sides[i]->id = context->pool()->Intern(argument.term);
      } else if (argument.kind == Expression::Kind::kVariable) {
        for (size_t c = 0; c < columns.size(); ++c) {
          if (columns[c].variable == argument.variable) sides[i]->column = c;
        }
        if (!sides[i]->column.has_value()) return;
      } else {
        return;
      }
    }
    is_comparison = left.column.has_value() || right.column.has_value();
    // A constant on the right lets the loops below stay simple.
    comparison = expression.function;
    if (!left.column.has_value()) {
      std::swap(left, right);
      comparison = Mirrored(comparison);
    }
  }

  // The comparison as far as the ids tell it.
  Truth CompareIds(TermId a, TermId b) const {
    const IdKind kind = a.kind();
    if (kind == b.kind() && IsOrderedById(kind)) {
      return Holds(comparison, a <=> b) ? Truth::kTrue : Truth::kFalse;
    }
    if (kind == IdKind::kIri && b.kind() == IdKind::kIri) {
      if (comparison == Function::kEqual) return a == b ? Truth::kTrue : Truth::kFalse;
      if (comparison == Function::kNotEqual) return a != b ? Truth::kTrue : Truth::kFalse;
    }
    return Truth::kUnknown;
  }

  Solution Gather(const Batch& batch, size_t row) {
    for (size_t i = 0; i < slots.size(); ++i) ids[i] = batch.columns[slots[i]][row];
    return {.variables = &variables, .row = ids, .outer = outer};
  }

  // Makes the terms of the given rows quick to get.
  void Prefetch(const Batch& batch, std::span<const uint32_t> rows) {
    prefetched.clear();
    for (const size_t slot : slots) {
      for (const uint32_t row : rows) prefetched.push_back(batch.columns[slot][row]);
    }
    context->pool()->Prefetch(prefetched);
  }

  // Calls use(row, value) for the rows in `rows`, with what evaluate(solution) gives for them: once
  // for each combination of ids if the expression is repeatable.
  template <typename Evaluate, typename Use>
  void ForEach(const Batch& batch, std::span<const uint32_t> rows, const Evaluate& evaluate,
               const Use& use) {
    if (slots.size() == 1 && is_repeatable) return ForEachOne(batch, rows, evaluate, use);
    if (slots.size() == 2 && is_repeatable) return ForEachPair(batch, rows, evaluate, use);
    if (!has_exists) Prefetch(batch, rows);
    for (const uint32_t row : rows) {
      if (!context->limits()->Tick()) return;
      const Solution solution = Gather(batch, row);
      if (!is_repeatable) {
        context->functions()->BeginSolution();
        use(row, evaluate(solution));
      } else if (has_exists || slots.empty()) {
        if (remembered.size() > kRememberedCountMax) remembered.clear();
        const auto found = remembered.find(ids);
        if (found != remembered.end()) {
          use(row, found->second);
          continue;
        }
        const std::vector<TermId> key = ids;
        const uint64_t value = evaluate(solution);
        remembered.emplace(key, value);
        use(row, value);
      } else {
        use(row, evaluate(solution));
      }
    }
  }

  template <typename Evaluate, typename Use>
  void ForEachOne(const Batch& batch, std::span<const uint32_t> rows, const Evaluate& evaluate,
                  const Use& use) {
    if (remembered_one.size() > kRememberedCountMax) remembered_one.clear();
    pending.clear();
    const TermId* const column = batch.columns[slots[0]];
    for (const uint32_t row : rows) {
      if (!remembered_one.contains(column[row])) pending.push_back(row);
    }
    if (!pending.empty() && !has_exists) Prefetch(batch, pending);
    for (const uint32_t row : pending) {
      if (!context->limits()->Tick()) return;
      const auto [found, is_new] = remembered_one.try_emplace(column[row]);
      if (!is_new) continue;
      // Evaluation may evaluate other expressions, but never this one.
      const uint64_t value = evaluate(Gather(batch, row));
      remembered_one[column[row]] = value;
    }
    for (const uint32_t row : rows) use(row, remembered_one.find(column[row])->second);
  }

  template <typename Evaluate, typename Use>
  void ForEachPair(const Batch& batch, std::span<const uint32_t> rows, const Evaluate& evaluate,
                   const Use& use) {
    if (remembered_pair.size() > kRememberedCountMax) remembered_pair.clear();
    pending.clear();
    const TermId* const first = batch.columns[slots[0]];
    const TermId* const second = batch.columns[slots[1]];
    for (const uint32_t row : rows) {
      const auto found = remembered_pair.find({first[row], second[row]});
      if (found == remembered_pair.end()) {
        pending.push_back(row);
      } else {
        use(row, found->second);
      }
    }
    if (pending.empty()) return;
    if (!has_exists) Prefetch(batch, pending);
    for (const uint32_t row : pending) {
      if (!context->limits()->Tick()) return;
      const auto found = remembered_pair.find({first[row], second[row]});
      if (found != remembered_pair.end()) {
        use(row, found->second);
        continue;
      }
      const uint64_t value = evaluate(Gather(batch, row));
      remembered_pair.emplace(std::pair(first[row], second[row]), value);
      use(row, value);
    }
    needs_sort = true;
  }

  const Expression& expression;
  const OuterBindings* outer;
  QueryContext* context;
  ExpressionEvaluator evaluator;
  std::vector<std::string> variables;  // Of the expression, that are columns.
  std::vector<size_t> slots;           // Which columns these are.
  std::optional<size_t> column;
  bool is_repeatable = false;
  bool has_exists = false;
  bool is_comparison = false;
  Function comparison = Function::kEqual;
  Side left;
  Side right;
  // Values by what they were computed from: bits of ids, or of truths.
  absl::flat_hash_map<TermId, uint64_t> remembered_one;
  absl::flat_hash_map<std::pair<TermId, TermId>, uint64_t> remembered_pair;
  absl::flat_hash_map<std::vector<TermId>, uint64_t> remembered;
  // Scratch.
  std::vector<TermId> ids;
  std::vector<TermId> prefetched;
  std::vector<uint32_t> pending;
  std::vector<uint32_t> undecided;
  bool needs_sort = false;  // Rows were not used in their sequence.
};

BatchExpression::BatchExpression(const Expression& expression, const std::vector<Column>& columns,
                                 const OuterBindings* outer, const ExistsTest& exists,
                                 QueryContext* context)
    : rep_(std::make_unique<Rep>(expression, outer, exists, context)) {
  VariableSet used;
  AddVariables(expression, &used);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (!used.Contains(columns[i].variable)) continue;
    rep_->variables.push_back(columns[i].variable);
    rep_->slots.push_back(i);
  }
  rep_->ids.resize(rep_->slots.size());
  rep_->is_repeatable = IsRepeatable(expression);
  rep_->has_exists = HasExists(expression);
  if (expression.kind == Expression::Kind::kVariable && rep_->slots.size() == 1) {
    const bool has_outer = outer != nullptr && outer->contains(expression.variable);
    if (!has_outer || !columns[rep_->slots[0]].may_be_unbound) rep_->column = rep_->slots[0];
  }
  rep_->AddComparison(columns);
}

BatchExpression::~BatchExpression() = default;
BatchExpression::BatchExpression(BatchExpression&&) noexcept = default;

std::optional<size_t> BatchExpression::column() const { return rep_->column; }

void BatchExpression::Evaluate(const Batch& batch, std::vector<TermId>* ids) {
  Rep& rep = *rep_;
  if (rep.column.has_value()) {
    const TermId* const column = batch.columns[*rep.column];
    ids->assign(column, column + batch.row_count);
    return;
  }
  ids->assign(batch.row_count, TermId());
  rep.undecided.resize(batch.row_count);
  for (size_t row = 0; row < batch.row_count; ++row) {
    rep.undecided[row] = static_cast<uint32_t>(row);
  }
  rep.ForEach(
      batch, rep.undecided,
      [&rep](const Solution& solution) {
        return rep.evaluator.EvaluateToId(rep.expression, solution).bits();
      },
      [ids](uint32_t row, uint64_t bits) { (*ids)[row] = TermId(bits); });
}

void BatchExpression::Select(const Batch& batch, std::vector<uint32_t>* rows) {
  Rep& rep = *rep_;
  rep.undecided.clear();
  const size_t first = rows->size();
  if (rep.is_comparison) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      const Truth truth = rep.CompareIds(rep.left.Get(batch, row), rep.right.Get(batch, row));
      if (truth == Truth::kTrue) {
        rows->push_back(static_cast<uint32_t>(row));
      } else if (truth == Truth::kUnknown) {
        rep.undecided.push_back(static_cast<uint32_t>(row));
      }
    }
    if (rep.undecided.empty()) return;
    rep.needs_sort = rows->size() > first;
  } else {
    rep.undecided.resize(batch.row_count);
    for (size_t row = 0; row < batch.row_count; ++row) {
      rep.undecided[row] = static_cast<uint32_t>(row);
    }
    rep.needs_sort = false;
  }
  rep.ForEach(
      batch, rep.undecided,
      [&rep](const Solution& solution) -> uint64_t {
        return rep.evaluator.Holds(rep.expression, solution) ? 1 : 0;
      },
      [rows](uint32_t row, uint64_t holds) {
        if (holds != 0) rows->push_back(row);
      });
  if (rep.needs_sort) std::sort(rows->begin() + static_cast<std::ptrdiff_t>(first), rows->end());
}

std::optional<Value> BatchExpression::EvaluateRow(const Batch& batch, size_t row) {
  return rep_->evaluator.Evaluate(rep_->expression, rep_->Gather(batch, row));
}

}  // namespace entente
