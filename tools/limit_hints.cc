#include "tools/limit_hints.h"

#include <string_view>

namespace entente {
namespace {

std::string_view HintOn(const absl::Status& status, AskedIn asked_in) {
  const bool in_shell = asked_in == AskedIn::kShell;
  const std::string_view message(status.message().data(), status.message().size());
  const auto says = [message](std::string_view words) {
    return message.find(words) != std::string_view::npos;
  };
  if (absl::IsDeadlineExceeded(status)) {
    return in_shell ? "allow more with .timeout SECONDS" : "allow more with --timeout SECONDS";
  }
  // Rows and counts run out with the same code.
  if (absl::IsResourceExhausted(status) && says("memory budget")) {
    return in_shell ? "allow more with .memory SIZE" : "allow more with --memory SIZE";
  }
  if (absl::IsPermissionDenied(status) && says("reading files is not allowed")) {
    return in_shell ? "the shell reads files with .load FILE" : "allow it with --allow-load";
  }
  return "";
}

}  // namespace

std::string MessageWithHint(const absl::Status& status, AskedIn asked_in) {
  std::string message(status.message());
  const std::string_view hint = HintOn(status, asked_in);
  if (!hint.empty()) message.append("\nhint: ").append(hint);
  return message;
}

}  // namespace entente
