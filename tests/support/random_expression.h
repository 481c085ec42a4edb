// Expressions of SPARQL from a seed: every operator, function, cast and aggregate of the grammar.
#ifndef ENTENTE_TESTS_SUPPORT_RANDOM_EXPRESSION_H_
#define ENTENTE_TESTS_SUPPORT_RANDOM_EXPRESSION_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/random_terms.h"
#include "tests/support/text_tree.h"

namespace entente {

// What kind of value an expression is meant to have. Now and then it has another.
enum class ValueSort { kAny, kBoolean, kNumber, kString, kTime, kTriple, kIri };

class RandomExpressions {
 public:
  // `group` makes the pattern of an EXISTS.
  RandomExpressions(const RandomTerms& terms, std::function<TextTree()> group)
      : terms_(terms), group_(std::move(group)) {}

  // An expression over `variables`, a question mark before each. May take EXISTS if `has_exists`.
  TextTree Make(ValueSort sort, const std::vector<std::string>& variables, bool has_exists);

  // What FILTER, HAVING and ORDER BY take without further parentheses.
  TextTree Constraint(const std::vector<std::string>& variables);

  // An aggregate of an expression over `variables`.
  TextTree Aggregate(const std::vector<std::string>& variables);
  // One whose value does not depend on the sequence of the solutions, so that it may be used in
  // other expressions.
  TextTree FixedAggregate(const std::vector<std::string>& variables);

 private:
  TextTree Any(int depth);
  TextTree Boolean(int depth);
  TextTree Number(int depth);
  TextTree String(int depth);
  TextTree Time(int depth);
  TextTree Triple(int depth);
  TextTree Iri(int depth);
  TextTree OfSort(ValueSort sort, int depth);
  TextTree Leaf(std::string_view constant);
  TextTree Call(std::string_view function, std::string_view signature, int depth);
  TextTree Comparison(int depth);

  RandomTerms terms_;
  std::function<TextTree()> group_;
  const std::vector<std::string>* variables_ = nullptr;
  bool has_exists_ = false;
};

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_RANDOM_EXPRESSION_H_
