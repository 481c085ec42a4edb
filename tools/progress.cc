#include "tools/progress.h"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "tools/terminal.h"

namespace entente {

ProgressLine::ProgressLine()
    : is_shown_(IsTerminal(STDERR_FILENO)),
      start_(std::chrono::steady_clock::now()),
      next_(start_) {}

void ProgressLine::Show(const LoadProgress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (!is_shown_ || now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  const std::chrono::duration<double> seconds = now - start_;
  std::string line =
      "\r\x1b[K" + std::string(progress.stage) + "  " + Grouped(progress.quad_count) + " quads";
  if (progress.bytes_total > 0) {
    line += "  " + std::to_string(100 * progress.bytes_read / progress.bytes_total) + " %";
  }
  line += "  " + Grouped(static_cast<uint64_t>(seconds.count())) + " s";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void ProgressLine::Clear() {
  if (is_shown_) std::fputs("\r\x1b[K", stderr);
}

}  // namespace entente
