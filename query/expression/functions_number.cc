#include "query/expression/functions.h"

namespace entente {

std::optional<Value> CallNumberFunction(Function function, std::span<const Value> arguments,
                                        FunctionContext* context) {
  if (function == Function::kRand) {
    return Value(XsdValue::Double(std::uniform_real_distribution<double>()(context->random())));
  }
  const XsdValue* const number = arguments[0].typed();
  if (number == nullptr || !number->is_numeric()) return std::nullopt;
  std::optional<XsdValue> result;
  switch (function) {
    case Function::kAbs:
      result = Abs(*number);
      break;
    case Function::kCeil:
      result = Ceil(*number);
      break;
    case Function::kFloor:
      result = Floor(*number);
      break;
    case Function::kRound:
      result = Round(*number);
      break;
    default:
      break;
  }
  if (!result.has_value()) return std::nullopt;
  return Value(*std::move(result));
}

}  // namespace entente
