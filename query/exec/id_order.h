// The order of ORDER BY as far as ids alone tell it. What OrderOf (query/expression/compare.h) says
// of the terms, this says of their ids, or nothing.
#ifndef ENTENTE_QUERY_EXEC_ID_ORDER_H_
#define ENTENTE_QUERY_EXEC_ID_ORDER_H_

#include <compare>
#include <optional>

#include "storage/ids/term_id.h"

namespace entente {

// By how many bits ids of one kind are shifted so that their order is the order of their values and
// equivalent values are equal: times with a zone carry it in the lowest bits. Neither NaN nor -0 is
// inline. None where ids do not tell: terms of the dictionary.
constexpr std::optional<int> OrderShift(IdKind kind) {
  switch (kind) {
    case IdKind::kBoolean:
    case IdKind::kInteger:
    case IdKind::kDecimal:
    case IdKind::kDouble:
    case IdKind::kFloat:
    case IdKind::kDate:
    case IdKind::kDateTime:
    case IdKind::kYear:
    case IdKind::kYearMonth:
      return 0;
    case IdKind::kDateZoned:
      return 11;
    case IdKind::kDateTimeZoned:
      return 7;
    default:
      return std::nullopt;
  }
}

// Where all terms of a kind stand among all terms; none if that depends on the term. Two kinds in
// the same place must be compared by value.
constexpr std::optional<int> OrderPlace(IdKind kind) {
  switch (kind) {
    case IdKind::kNone:
      return 0;
    case IdKind::kBlankNode:
      return 1;
    case IdKind::kIri:
      return 2;
    case IdKind::kInteger:
    case IdKind::kDecimal:
    case IdKind::kDouble:
    case IdKind::kFloat:
      return 3;
    case IdKind::kBoolean:
      return 4;
    case IdKind::kDateTime:
    case IdKind::kDateTimeZoned:
      return 5;
    case IdKind::kDate:
    case IdKind::kDateZoned:
      return 6;
    case IdKind::kYear:
      return 7;
    case IdKind::kYearMonth:
      return 8;
    case IdKind::kTriple:
      return 9;
    case IdKind::kLiteral:
    case IdKind::kLocal:
      return std::nullopt;
  }
  return std::nullopt;
}

// None where the terms must be looked at.
inline std::optional<std::weak_ordering> OrderOfIds(TermId a, TermId b) {
  if (a == b) return std::weak_ordering::equivalent;
  if (a.is_none()) return std::weak_ordering::less;
  if (b.is_none()) return std::weak_ordering::greater;
  if (a.kind() == b.kind()) {
    const std::optional<int> shift = OrderShift(a.kind());
    if (!shift.has_value()) return std::nullopt;
    return std::weak_ordering(a.bits() >> *shift <=> b.bits() >> *shift);
  }
  constexpr int kFirstLiteral = 3;
  constexpr int kLastLiteral = 8;
  const std::optional<int> a_place = OrderPlace(a.kind());
  const std::optional<int> b_place = OrderPlace(b.kind());
  if (a_place.has_value() && b_place.has_value()) {
    if (*a_place == *b_place) return std::nullopt;
    return std::weak_ordering(*a_place <=> *b_place);
  }
  // A literal of the dictionary is among literals, wherever.
  const auto around = [](IdKind literal,
                         std::optional<int> place) -> std::optional<std::weak_ordering> {
    if (literal != IdKind::kLiteral || !place.has_value()) return std::nullopt;
    if (*place < kFirstLiteral) return std::weak_ordering::greater;
    if (*place > kLastLiteral) return std::weak_ordering::less;
    return std::nullopt;
  };
  if (const auto order = around(a.kind(), b_place); order.has_value()) return order;
  const auto order = around(b.kind(), a_place);
  if (!order.has_value()) return std::nullopt;
  return 0 <=> *order;
}

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_ID_ORDER_H_
