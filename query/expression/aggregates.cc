#include "query/expression/aggregates.h"

#include "query/expression/compare.h"

namespace entente {

void Accumulator::Add(const std::optional<Value>& value) {
  if (!value.has_value()) {
    has_error_ = true;
    return;
  }
  ++count_;
  switch (kind_) {
    case AggregateKind::kCount:
      return;
    case AggregateKind::kSum:
    case AggregateKind::kAvg:
      return AddNumber(*value);
    case AggregateKind::kMin:
      if (!value_.has_value() || OrderOf(&*value, &*value_) < 0) value_ = value;
      return;
    case AggregateKind::kMax:
      if (!value_.has_value() || OrderOf(&*value, &*value_) > 0) value_ = value;
      return;
    case AggregateKind::kSample:
      if (!value_.has_value()) value_ = value;
      return;
    case AggregateKind::kGroupConcat: {
      const Term& term = value->term();
      if (!term.is_literal() && !term.is_iri()) {
        has_error_ = true;
        return;
      }
      if (count_ > 1) text_.append(separator_);
      text_.append(term.is_iri() ? term.iri().text : term.literal().lexical);
      return;
    }
  }
}

void Accumulator::AddIntegers(int64_t sum, int64_t count) {
  count_ += count;
  AddNumber(Value::Integer(sum));
}

void Accumulator::AddNumber(const Value& value) {
  const XsdValue* const typed = value.typed();
  if (typed == nullptr || !typed->is_numeric()) {
    has_error_ = true;
    return;
  }
  if (has_error_) return;
  const XsdValue before = value_.has_value() ? *value_->typed() : XsdValue::Integer(0);
  const std::optional<XsdValue> sum = entente::Add(before, *typed);
  if (sum.has_value()) {
    value_.emplace(*sum);
  } else {
    has_error_ = true;
  }
}

std::optional<Value> Accumulator::Result() const {
  // Made in place, because g++ 12 warns of temporaries that it takes to be uninitialised.
  const auto make = [](XsdValue typed) {
    return std::optional<Value>(std::in_place, std::move(typed));
  };
  if (kind_ == AggregateKind::kCount) return make(XsdValue::Integer(count_));
  if (kind_ == AggregateKind::kSample) return value_;
  if (has_error_) return std::nullopt;
  switch (kind_) {
    case AggregateKind::kSum:
      if (!value_.has_value()) return make(XsdValue::Integer(0));
      return value_;
    case AggregateKind::kAvg: {
      if (count_ == 0) return make(XsdValue::Integer(0));
      std::optional<XsdValue> mean = Divide(*value_->typed(), XsdValue::Integer(count_));
      if (!mean.has_value()) return std::nullopt;
      return make(*std::move(mean));
    }
    case AggregateKind::kGroupConcat:
      return make(XsdValue::String(text_));
    default:
      return value_;
  }
}

}  // namespace entente
