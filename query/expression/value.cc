#include "query/expression/value.h"

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
  return std::nullopt;
}

}  // namespace entente
