#include "tools/exit_code.h"

#include "absl/strings/cord.h"

namespace entente {
namespace {

// The payload that marks the status of a wrong option.
constexpr const char* kWrongOption = "entente/wrong-option";

}  // namespace

ExitCode ExitCodeOf(const absl::Status& status, Doing doing) {
  if (status.GetPayload(kWrongOption).has_value()) return kExitUsage;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kInvalidArgument:
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

absl::Status WrongOption(const std::string& message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kWrongOption, absl::Cord());
  return status;
}

}  // namespace entente
