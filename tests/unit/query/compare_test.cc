#include "query/expression/compare.h"

#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

Value Typed(std::string_view lexical, std::string_view type) {
  return Value(
      Term(Literal{.lexical = std::string(lexical), .datatype = StrCat(xsd::kNamespace, type)}));
}

// Values of all kinds, with many that are equal, nearly equal, or do not compare.
std::vector<Value> ManyValues() {
  std::vector<Value> values = {
      Value(BlankNode("a")),
      Value(BlankNode("b")),
      Value(Iri("urn:a")),
      Value(Iri("urn:b")),
      Value(Term(Triple{Iri("urn:a"), Iri("urn:p"), Term(1)})),
      Value(Term(Triple{Iri("urn:a"), Iri("urn:p"), Term("x")})),
      Value(Term(
          Literal{.lexical = "x", .datatype = std::string(rdf::kLangString), .language = "en"})),
      Value(Term(Literal{.lexical = "x", .datatype = "urn:unknown"})),
      Value::String("x"),
      Value::String(""),
      Value::Boolean(true),
      Value::Boolean(false)};
  const std::pair<std::string_view, std::vector<std::string_view>> typed[] = {
      {"integer", {"1", "01", "-5", "9007199254740993", "ill-typed"}},
      {"decimal", {"1.0", "0.1", "9007199254740992.5"}},
      {"double",
       {"1e0", "0.1", "0.1000000005", "0", "1e-300", "1e300", "NaN", "-INF", "INF",
        "9007199254740992"}},
      {"float", {"1", "0.1", "NaN", "1e38", "1e-45"}},
      {"dateTime",
       {"2024-01-01T00:00:00", "2024-01-01T00:00:00Z", "2024-01-01T12:00:00+14:00",
        "2024-01-01T00:00:00-14:00", "2023-12-31T12:00:00"}},
      {"date", {"2024-01-01", "2024-01-01Z", "2024-01-02"}},
      {"gYear", {"2024", "2023Z"}},
      {"time", {"12:00:00", "12:00:00Z"}},
      {"duration", {"P1M", "P30D", "P31D", "P1Y", "P365D", "P366D"}},
      {"dayTimeDuration", {"PT24H", "P1D"}},
      {"yearMonthDuration", {"P12M"}}};
  for (const auto& [type, lexicals] : typed) {
    for (const std::string_view lexical : lexicals) values.push_back(Typed(lexical, type));
  }
  return values;
}

TEST(CompareTest, TheOrderOfSolutionsIsTotal) {
  const std::vector<Value> values = ManyValues();
  for (const Value& a : values) {
    EXPECT_TRUE(OrderOf(&a, &a) == 0) << a.term().ToString();
    EXPECT_TRUE(OrderOf(nullptr, &a) < 0) << a.term().ToString();
    for (const Value& b : values) {
      const std::weak_ordering ab = OrderOf(&a, &b);
      EXPECT_TRUE((ab < 0) == (OrderOf(&b, &a) > 0))
          << a.term().ToString() << " " << b.term().ToString();
      for (const Value& c : values) {
        const std::weak_ordering bc = OrderOf(&b, &c);
        if (ab > 0 || bc > 0) continue;
        const std::weak_ordering ac = OrderOf(&a, &c);
        EXPECT_TRUE(ab == 0 && bc == 0 ? ac == 0 : ac < 0)
            << a.term().ToString() << " " << b.term().ToString() << " " << c.term().ToString();
      }
    }
  }
}

TEST(CompareTest, TheOrderOfSolutionsAgreesWithLess) {
  const std::vector<Value> values = ManyValues();
  size_t compared_count = 0;
  for (const Value& a : values) {
    for (const Value& b : values) {
      const std::optional<std::partial_ordering> order = CompareValues(a, b);
      if (!order.has_value() || *order == std::partial_ordering::unordered) continue;
      ++compared_count;
      const std::weak_ordering place = OrderOf(&a, &b);
      EXPECT_TRUE(*order == 0 || (*order < 0 ? place < 0 : place > 0))
          << a.term().ToString() << " " << b.term().ToString();
    }
  }
  EXPECT_GT(compared_count, values.size());
  const Value one = Typed("1", "integer");
  for (const std::string_view type : {"decimal", "float", "double"}) {
    const Value other = Typed("1.0", type);
    EXPECT_TRUE(OrderOf(&one, &other) == 0) << type;
  }
}

TEST(CompareTest, EqualityAgreesWithTheOtherComparisons) {
  const std::vector<Value> values = ManyValues();
  for (const Value& a : values) {
    for (const Value& b : values) {
      const std::optional<bool> equal = ValuesEqual(a, b);
      EXPECT_EQ(equal, ValuesEqual(b, a));
      const std::optional<std::partial_ordering> order = CompareValues(a, b);
      if (order.has_value() && equal.has_value()) {
        EXPECT_EQ(*equal, *order == 0) << a.term().ToString() << " " << b.term().ToString();
      }
    }
  }
}

TEST(CompareTest, EqualityKnowsWhatItCannotKnow) {
  EXPECT_EQ(ValuesEqual(Typed("1", "integer"), Typed("1.0", "decimal")), true);
  EXPECT_EQ(ValuesEqual(Typed("1", "integer"), Value::String("1")), false);
  EXPECT_EQ(ValuesEqual(Typed("x", "integer"), Typed("y", "integer")), std::nullopt);
  EXPECT_EQ(ValuesEqual(Typed("x", "integer"), Typed("x", "integer")), true);
  EXPECT_EQ(ValuesEqual(Typed("NaN", "double"), Typed("NaN", "double")), false);
  EXPECT_EQ(ValuesEqual(Typed("2024-01-01", "date"), Typed("2024-01-01Z", "date")), std::nullopt);
  EXPECT_EQ(ValuesEqual(Typed("2024-01-01", "date"), Typed("2024-02-01Z", "date")), false);
  EXPECT_EQ(ValuesEqual(Value(Iri("urn:a")), Value::String("urn:a")), false);
  const Value one(Term(Triple{Iri("urn:a"), Iri("urn:p"), Term(1)}));
  const Value also_one(Term(Triple{Iri("urn:a"), Iri("urn:p"), Typed("1.0", "decimal").term()}));
  EXPECT_EQ(ValuesEqual(one, also_one), true);
}

}  // namespace
}  // namespace entente
