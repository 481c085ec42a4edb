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
  if (says("the name does not tell the syntax") && !in_shell) {
    return "--format nt, nq, ttl or trig tells it; no other formats are loaded";
  }
  return "";
}

}  // namespace

std::string MessageWithHint(const absl::Status& status, AskedIn asked_in) {
  std::string message(status.message());
  const std::string_view hint = HintOn(status, asked_in);
  if (!hint.empty()) message.append("\nhint: ").append(hint);
  // The parser knows that there are several, but not who can run them.
  if (asked_in == AskedIn::kCommand && message.ends_with("hint: a second query begins here")) {
    message.append("; entente DB -f FILE runs all that are in a file");
  }
  return message;
}

}  // namespace entente
