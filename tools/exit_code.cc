#include "tools/exit_code.h"

namespace entente {

ExitCode ExitCodeOf(const absl::Status& status, Doing doing) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
      return kExitInput;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
      return doing == Doing::kOpening ? kExitDamaged : kExitInputOutput;
    case absl::StatusCode::kDataLoss:
      return kExitDamaged;
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kResourceExhausted:
      return kExitLimit;
    case absl::StatusCode::kUnavailable:
      return kExitLocked;
    default:
      return kExitInputOutput;
  }
}

}  // namespace entente
