#include "query/expression/compare.h"

#include <cmath>
#include <tuple>

namespace entente {
namespace {

// Kinds of value that compare with each other, in the sequence in which ORDER BY puts them.
enum class LiteralClass : uint8_t {
  kNumber,
  kString,
  kBoolean,
  kDateTime,
  kDate,
  kTime,
  kYear,
  kYearMonth,
  kMonth,
  kDay,
  kMonthDay,
  kDuration,
  kOther,
};

LiteralClass ClassOf(const XsdValue* value) {
  if (value == nullptr) return LiteralClass::kOther;
  const XsdType type = value->type();
  if (IsNumericType(type)) return LiteralClass::kNumber;
  if (IsStringType(type)) return LiteralClass::kString;
  if (IsDurationType(type)) return LiteralClass::kDuration;
  switch (type) {
    case XsdType::kBoolean:
      return LiteralClass::kBoolean;
    case XsdType::kDateTime:
    case XsdType::kDateTimeStamp:
      return LiteralClass::kDateTime;
    case XsdType::kDate:
      return LiteralClass::kDate;
    case XsdType::kTime:
      return LiteralClass::kTime;
    case XsdType::kYear:
      return LiteralClass::kYear;
    case XsdType::kYearMonth:
      return LiteralClass::kYearMonth;
    case XsdType::kMonth:
      return LiteralClass::kMonth;
    case XsdType::kDay:
      return LiteralClass::kDay;
    case XsdType::kMonthDay:
      return LiteralClass::kMonthDay;
    default:
      return LiteralClass::kOther;
  }
}

// The place of a number among all numbers. Comparing by promotion is not transitive: two decimals
// may differ although both equal the same double. So a double stands where the shortest decimal
// does that is read as it.
struct NumberPlace {
  enum Part { kNan, kBelowDecimals, kDecimals, kAboveDecimals };
  Part part = kDecimals;
  XsdDecimal decimal = {};
  double value = 0;  // Tells apart what is too small or too large for a decimal.

  explicit NumberPlace(const XsdValue& number) : value(number.ToDouble()) {
    if (number.type() != XsdType::kFloat && number.type() != XsdType::kDouble) {
      decimal = number.decimal();
    } else if (std::isnan(value)) {
      part = kNan;
      value = 0;
    } else if (const std::optional<XsdDecimal> shortest = XsdDecimal::FromDouble(value);
               shortest.has_value()) {
      decimal = *shortest;
    } else {
      part = value < 0 ? kBelowDecimals : kAboveDecimals;
    }
  }
};

std::weak_ordering OrderNumbers(const XsdValue& a, const XsdValue& b) {
  const NumberPlace x(a);
  const NumberPlace y(b);
  if (x.part != y.part) return x.part <=> y.part;
  if (x.decimal != y.decimal) return x.decimal <=> y.decimal;
  return x.value < y.value   ? std::weak_ordering::less
         : x.value > y.value ? std::weak_ordering::greater
                             : std::weak_ordering::equivalent;
}

// Values without zone are taken to be UTC, which lies between all the zones they may mean.
std::weak_ordering OrderTimes(const XsdDateTime& a, const XsdDateTime& b) {
  return std::tuple(a.TimeLineSeconds(), a.nanoseconds) <=>
         std::tuple(b.TimeLineSeconds(), b.nanoseconds);
}

// A month is the 400-year mean of the calendar: 146,097 days by 4,800 months.
std::weak_ordering OrderDurations(const XsdDuration& a, const XsdDuration& b) {
  constexpr int64_t kSecondsPerMonth = 146097LL * 86400 / 4800;
  const absl::int128 a_seconds = absl::int128(a.months) * kSecondsPerMonth + a.seconds;
  const absl::int128 b_seconds = absl::int128(b.months) * kSecondsPerMonth + b.seconds;
  if (a_seconds != b_seconds) {
    return a_seconds < b_seconds ? std::weak_ordering::less : std::weak_ordering::greater;
  }
  return a.nanoseconds <=> b.nanoseconds;
}

std::weak_ordering OrderLiterals(const Value& a, const Value& b) {
  const XsdValue* const a_typed = a.typed();
  const XsdValue* const b_typed = b.typed();
  const LiteralClass a_class = ClassOf(a_typed);
  const LiteralClass b_class = ClassOf(b_typed);
  if (a_class != b_class) return a_class <=> b_class;
  switch (a_class) {
    case LiteralClass::kNumber:
      return OrderNumbers(*a_typed, *b_typed);
    case LiteralClass::kString:
      return a_typed->text() <=> b_typed->text();
    case LiteralClass::kBoolean:
      return a_typed->boolean() <=> b_typed->boolean();
    case LiteralClass::kDuration:
      return OrderDurations(a_typed->duration(), b_typed->duration());
    case LiteralClass::kOther: {
      const Literal& x = a.term().literal();
      const Literal& y = b.term().literal();
      return std::tie(x.datatype, x.language, x.direction, x.lexical) <=>
             std::tie(y.datatype, y.language, y.direction, y.lexical);
    }
    default:
      return OrderTimes(a_typed->date_time(), b_typed->date_time());
  }
}

int RankOf(const Value* value) {
  if (value == nullptr) return 0;
  switch (value->term().kind()) {
    case Term::Kind::kNone:
      return 0;
    case Term::Kind::kBlankNode:
      return 1;
    case Term::Kind::kIri:
      return 2;
    case Term::Kind::kLiteral:
      return 3;
    case Term::Kind::kTriple:
      return 4;
  }
  return 5;
}

std::optional<bool> LiteralsEqual(const Value& a, const Value& b) {
  const XsdValue* const a_typed = a.typed();
  const XsdValue* const b_typed = b.typed();
  if (a_typed != nullptr && b_typed != nullptr) {
    if (const std::optional<std::partial_ordering> order = Compare(*a_typed, *b_typed);
        order.has_value()) {
      if (*order != std::partial_ordering::unordered) return *order == 0;
      // NaN differs from everything; of times and durations it cannot be told.
      if (IsNumericType(a_typed->type())) return false;
      return IsDurationType(a_typed->type()) ? std::optional<bool>(false) : std::nullopt;
    }
    return false;
  }
  if (a.term() == b.term()) return true;
  const Literal& x = a.term().literal();
  const Literal& y = b.term().literal();
  // A language-tagged string equals only itself, whatever the other literal may mean.
  if (!x.language.empty() || !y.language.empty()) return false;
  return std::nullopt;
}

}  // namespace

std::optional<bool> ValuesEqual(const Value& a, const Value& b) {
  const Term& x = a.term();
  const Term& y = b.term();
  if (x.is_literal() && y.is_literal()) return LiteralsEqual(a, b);
  if (!x.is_triple() || !y.is_triple()) return x == y;
  bool is_error = false;
  const Triple& s = x.triple();
  const Triple& t = y.triple();
  const std::pair<const Term*, const Term*> places[] = {
      {&s.subject, &t.subject}, {&s.predicate, &t.predicate}, {&s.object, &t.object}};
  for (const auto& [left, right] : places) {
    const std::optional<bool> is_equal = ValuesEqual(Value(*left), Value(*right));
    if (!is_equal.has_value()) {
      is_error = true;
    } else if (!*is_equal) {
      return false;
    }
  }
  return is_error ? std::nullopt : std::optional<bool>(true);
}

std::optional<std::partial_ordering> CompareValues(const Value& a, const Value& b) {
  const XsdValue* const a_typed = a.typed();
  const XsdValue* const b_typed = b.typed();
  if (a_typed == nullptr || b_typed == nullptr) return std::nullopt;
  const std::optional<std::partial_ordering> order = Compare(*a_typed, *b_typed);
  if (!order.has_value()) return std::nullopt;
  if (*order == std::partial_ordering::unordered && !IsNumericType(a_typed->type())) {
    return std::nullopt;
  }
  return order;
}

std::weak_ordering OrderOf(const Value* a, const Value* b) {
  const int a_rank = RankOf(a);
  const int b_rank = RankOf(b);
  if (a_rank != b_rank || a_rank == 0) return a_rank <=> b_rank;
  const Term& x = a->term();
  const Term& y = b->term();
  switch (x.kind()) {
    case Term::Kind::kNone:
      return std::weak_ordering::equivalent;
    case Term::Kind::kBlankNode:
      return x.blank_node() <=> y.blank_node();
    case Term::Kind::kIri:
      return x.iri() <=> y.iri();
    case Term::Kind::kLiteral:
      return OrderLiterals(*a, *b);
    case Term::Kind::kTriple:
      break;
  }
  const Triple& s = x.triple();
  const Triple& t = y.triple();
  const std::pair<const Term*, const Term*> places[] = {
      {&s.subject, &t.subject}, {&s.predicate, &t.predicate}, {&s.object, &t.object}};
  for (const auto& [left, right] : places) {
    const Value left_value(*left);
    const Value right_value(*right);
    const std::weak_ordering order = OrderOf(&left_value, &right_value);
    if (order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

}  // namespace entente
