// A value on its way through an expression: a term, or what a term means, or both. Either is made
// from the other when somebody asks, so that ?a + ?b + 1 writes no numbers in between and STR(?a)
// parses none.
//
// Where SPARQL speaks of an error (an unbound variable, a type error), functions give no value.
// Values belong to one thread.
#ifndef ENTENTE_QUERY_EXPRESSION_VALUE_H_
#define ENTENTE_QUERY_EXPRESSION_VALUE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "entente/term.h"
#include "schema/xsd_value.h"

namespace entente {

class Value {
 public:
  // REQUIRES: term is not "no term".
  explicit Value(Term term) : term_(std::move(term)) {}
  explicit Value(XsdValue typed) : typed_(std::move(typed)), is_parsed_(true) {}
  static Value Boolean(bool value) { return Value(XsdValue::Boolean(value)); }
  static Value Integer(int64_t value) { return Value(XsdValue::Integer(value)); }
  static Value String(std::string_view text) { return Value(Term(text)); }

  const Term& term() const;
  // What the literal means; null for other terms, for unknown datatypes and ill-typed literals.
  const XsdValue* typed() const;

 private:
  mutable Term term_;
  mutable std::optional<XsdValue> typed_;
  mutable bool is_parsed_ = false;
};

// Section 17.2.2; none is a type error.
std::optional<bool> EffectiveBooleanValue(const Value& value);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXPRESSION_VALUE_H_
