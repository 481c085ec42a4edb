// One line on the terminal that says how far a load has come.
#ifndef ENTENTE_TOOLS_PROGRESS_H_
#define ENTENTE_TOOLS_PROGRESS_H_

#include <chrono>

#include "entente/entente.h"

namespace entente {

// Written to standard error, if that is a terminal; otherwise nothing is ever written.
class ProgressLine {
 public:
  ProgressLine();
  bool is_shown() const { return is_shown_; }
  // At most ten times a second; calls in between cost little.
  void Show(const LoadProgress& progress);
  void Clear();

 private:
  const bool is_shown_;
  const std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace entente

#endif  // ENTENTE_TOOLS_PROGRESS_H_
