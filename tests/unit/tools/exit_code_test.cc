#include "tools/exit_code.h"

#include "gtest/gtest.h"

namespace entente {
namespace {

TEST(ExitCodeTest, TheNumbersAreThoseOfTheDocument) {
  EXPECT_EQ(kExitOk, 0);
  EXPECT_EQ(kExitInput, 1);
  EXPECT_EQ(kExitUsage, 2);
  EXPECT_EQ(kExitDamaged, 3);
  EXPECT_EQ(kExitLimit, 4);
  EXPECT_EQ(kExitInputOutput, 5);
  EXPECT_EQ(kExitLocked, 6);
}

TEST(ExitCodeTest, TheSameErrorMeansOtherThingsElsewhere) {
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError(""), Doing::kOpening), kExitDamaged);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError(""), Doing::kRunning), kExitInputOutput);
  EXPECT_EQ(ExitCodeOf(absl::FailedPreconditionError(""), Doing::kOpening), kExitDamaged);
}

TEST(ExitCodeTest, EveryKindOfErrorHasItsCode) {
  for (const Doing doing : {Doing::kOpening, Doing::kRunning}) {
    EXPECT_EQ(ExitCodeOf(absl::OkStatus(), doing), kExitOk);
    EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError(""), doing), kExitInput);
    EXPECT_EQ(ExitCodeOf(absl::UnimplementedError(""), doing), kExitInput);
    EXPECT_EQ(ExitCodeOf(absl::DataLossError(""), doing), kExitDamaged);
    EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError(""), doing), kExitLimit);
    EXPECT_EQ(ExitCodeOf(absl::CancelledError(""), doing), kExitLimit);
    EXPECT_EQ(ExitCodeOf(absl::ResourceExhaustedError(""), doing), kExitLimit);
    EXPECT_EQ(ExitCodeOf(absl::UnavailableError(""), doing), kExitLocked);
    EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError(""), doing), kExitInputOutput);
    EXPECT_EQ(ExitCodeOf(absl::UnknownError(""), doing), kExitInputOutput);
    EXPECT_EQ(ExitCodeOf(absl::InternalError(""), doing), kExitInputOutput);
  }
}

}  // namespace
}  // namespace entente
