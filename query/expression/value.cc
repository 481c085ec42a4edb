#include "query/expression/value.h"

#include "schema/vocabulary.h"

namespace entente {

const Term& Value::term() const {
  if (!term_) term_ = typed_->ToLiteral();
  return term_;
}

const XsdValue* Value::typed() const {
  if (!is_parsed_) {
    is_parsed_ = true;
    if (term_.is_literal()) typed_ = ParseXsdValue(term_.literal());
  }
  return typed_.has_value() ? &*typed_ : nullptr;
}

std::optional<bool> EffectiveBooleanValue(const Value& value) {
  if (const XsdValue* typed = value.typed(); typed != nullptr) {
    return EffectiveBooleanValue(*typed);
  }
  const Term& term = value.term();
  if (!term.is_literal()) return std::nullopt;
  // Ill-typed booleans and numbers are false; so says the section.
  const XsdType type = XsdTypeOfIri(term.literal().datatype);
  if (type == XsdType::kBoolean || IsNumericType(type)) return false;
  return std::nullopt;
}

}  // namespace entente
