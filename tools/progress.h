// One line on the terminal that says how far work has come.
#ifndef ENTENTE_TOOLS_PROGRESS_H_
#define ENTENTE_TOOLS_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <string_view>

#include "entente/entente.h"

namespace entente {

// Written to standard error, if that is a terminal; otherwise nothing is ever written.
class ProgressLine {
 public:
  ProgressLine();
  bool is_shown() const { return is_shown_; }
  // At most ten times a second; calls in between cost little.
  void Show(const LoadProgress& progress);
  void Show(const SnapshotProgress& progress);
  void Show(const VerifyProgress& progress);
  void Clear();

 private:
  // `share` of all there is to do; negative if nobody knows.
  void Show(std::string_view stage, uint64_t count, std::string_view unit, double share);

  const bool is_shown_;
  const std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace entente

#endif  // ENTENTE_TOOLS_PROGRESS_H_
