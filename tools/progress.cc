#include "tools/progress.h"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "tools/terminal.h"

namespace entente {
namespace {

constexpr double kUnknownShare = -1;

double Share(uint64_t done, uint64_t total) {
  return total == 0 ? kUnknownShare : static_cast<double>(done) / static_cast<double>(total);
}

}  // namespace

ProgressLine::ProgressLine()
    : is_shown_(IsTerminal(STDERR_FILENO)),
      start_(std::chrono::steady_clock::now()),
      next_(start_) {}

void ProgressLine::Show(const LoadProgress& progress) {
  Show(progress.stage, progress.quad_count, "quads",
       Share(progress.bytes_read, progress.bytes_total));
}

void ProgressLine::Show(const SnapshotProgress& progress) {
  Show(progress.stage, progress.quad_count, "quads", kUnknownShare);
}

void ProgressLine::Show(const VerifyProgress& progress) {
  Show(progress.stage, progress.row_count, "rows", Share(progress.row_count, progress.row_total));
}

void ProgressLine::Show(std::string_view stage, uint64_t count, std::string_view unit,
                        double share) {
  const auto now = std::chrono::steady_clock::now();
  if (!is_shown_ || now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  const std::chrono::duration<double> seconds = now - start_;
  std::string line = "\r\x1b[K";
  line.append(stage).append("  ").append(Grouped(count)).append(" ").append(unit);
  if (share >= 0) line += "  " + std::to_string(static_cast<int>(100 * share)) + " %";
  line += "  " + Grouped(static_cast<uint64_t>(seconds.count())) + " s";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void ProgressLine::Clear() {
  if (is_shown_) std::fputs("\r\x1b[K", stderr);
}

}  // namespace entente
