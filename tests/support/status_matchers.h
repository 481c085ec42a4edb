// IsOk(), IsOkAndHolds(m), StatusIs(code[, message matcher]): GoogleTest matchers for absl::Status
// and absl::StatusOr, which Debian's abseil does not bring.
#ifndef ENTENTE_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define ENTENTE_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace entente {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

MATCHER_P(IsOkAndHolds, matcher, "is OK and holds a value that matches") {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(matcher, *arg, result_listener);
}

MATCHER_P(StatusIs, code, "has the given status code") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

MATCHER_P2(StatusIs, code, message, "has the given status code and message") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code &&
         ::testing::ExplainMatchResult(message, std::string(StatusOf(arg).message()),
                                       result_listener);
}

}  // namespace entente

// Stops the test at an error: ASSERT_OK_AND_ASSIGN(auto store, Store::Open(path));
#define ASSERT_OK(expression) ASSERT_THAT(expression, ::entente::IsOk())
#define EXPECT_OK(expression) EXPECT_THAT(expression, ::entente::IsOk())
#define ASSERT_OK_AND_ASSIGN(declaration, expression) \
  ENTENTE_ASSERT_ASSIGN_(ENTENTE_JOIN_TEST_(entente_result_, __LINE__), declaration, expression)
#define ENTENTE_ASSERT_ASSIGN_(result, declaration, expression) \
  auto result = (expression);                                   \
  ASSERT_THAT(result, ::entente::IsOk());                       \
  declaration = *std::move(result)
#define ENTENTE_JOIN_TEST_(a, b) ENTENTE_JOIN_TEST_AGAIN_(a, b)
#define ENTENTE_JOIN_TEST_AGAIN_(a, b) a##b

#endif  // ENTENTE_TESTS_SUPPORT_STATUS_MATCHERS_H_
