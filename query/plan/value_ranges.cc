#include "query/plan/value_ranges.h"

#include <algorithm>

namespace entente {
namespace {

IdRange WholeKind(IdKind kind) {
  return {.first = TermId(kind, 0), .last = TermId(kind, TermId::kPayloadMask)};
}

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

}  // namespace

std::optional<std::vector<IdRange>> ValueRanges(const Expression& expression,
                                                const std::string& variable,
                                                QueryContext* context) {
  if (expression.kind != Expression::Kind::kCall || expression.function < Function::kEqual ||
      expression.function > Function::kGreaterOrEqual ||
      expression.function == Function::kNotEqual) {
    return std::nullopt;
  }
  const Expression* side = &expression.arguments[0];
  const Expression* constant = &expression.arguments[1];
  Function function = expression.function;
  if (side->kind == Expression::Kind::kTerm) {
    std::swap(side, constant);
    function = Mirrored(function);
  }
  if (side->kind != Expression::Kind::kVariable || side->variable != variable ||
      constant->kind != Expression::Kind::kTerm) {
    return std::nullopt;
  }
  const TermId id = context->pool()->Intern(constant->term);
  const bool is_equal = function == Function::kEqual;
  // IRIs are equal to themselves alone.
  if (constant->term.is_iri()) {
    if (!is_equal) return std::nullopt;
    return std::vector<IdRange>{{.first = id, .last = id}};
  }
  IdRange range = WholeKind(id.kind());
  if (is_equal) {
    range = {.first = id, .last = id};
  } else if (function == Function::kLess || function == Function::kLessOrEqual) {
    range.last = id;
  } else {
    range.first = id;
  }
  switch (id.kind()) {
    case IdKind::kInteger:
    case IdKind::kDecimal: {
      std::vector<IdRange> ranges = {WholeKind(IdKind::kLiteral)};
      for (const IdKind kind :
           {IdKind::kInteger, IdKind::kDecimal, IdKind::kDouble, IdKind::kFloat}) {
        ranges.push_back(kind == id.kind() ? range : WholeKind(kind));
      }
      return ranges;
    }
    case IdKind::kDate:
      return std::vector<IdRange>{WholeKind(IdKind::kLiteral), range,
                                  WholeKind(IdKind::kDateZoned)};
    case IdKind::kDateTime:
      return std::vector<IdRange>{WholeKind(IdKind::kLiteral), range,
                                  WholeKind(IdKind::kDateTimeZoned)};
    default:
      return std::nullopt;
  }
}

std::vector<IdRange> IntersectRanges(const std::vector<IdRange>& a, const std::vector<IdRange>& b) {
  std::vector<IdRange> both;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const TermId first = std::max(a[i].first, b[j].first);
    const TermId last = std::min(a[i].last, b[j].last);
    if (first <= last) both.push_back({.first = first, .last = last});
    a[i].last < b[j].last ? ++i : ++j;
  }
  return both;
}

}  // namespace entente
