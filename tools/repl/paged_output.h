// Where the answers of the shell go: standard output, through a pager where they would run off the
// screen.
#ifndef ENTENTE_TOOLS_REPL_PAGED_OUTPUT_H_
#define ENTENTE_TOOLS_REPL_PAGED_OUTPUT_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "entente/entente.h"
#include "tools/terminal.h"

namespace entente {

// The pager that $PAGER names, else less, if that is installed; "" for none: then nothing is paged.
std::string FindPager();

// One answer. On a terminal the first screen is held back until it is full or the answer has taken
// a moment; only then the pager starts, and gets the rest as it comes.
class PagedOutput {
 public:
  explicit PagedOutput(std::string pager);
  ~PagedOutput();
  PagedOutput(const PagedOutput&) = delete;

  // Cancelled when nobody reads any more; then reader_is_gone() is true.
  absl::Status Write(std::string_view bytes);
  Output AsOutput() {
    return [this](std::string_view bytes) { return Write(bytes); };
  }
  // Writes what was held back and waits until the reader has left the pager. NotFound if there is
  // no such pager.
  absl::Status Finish();
  bool reader_is_gone() const { return is_gone_ || direct_.reader_is_gone(); }

 private:
  absl::Status StartPager();
  absl::Status WriteToPager(std::string_view bytes);

  const std::string pager_;
  const size_t height_;  // Lines that fit; 0: no paging.
  StandardOutput direct_;
  std::string held_;
  size_t held_line_count_ = 0;
  std::chrono::steady_clock::time_point held_since_ = {};
  pid_t child_ = -1;
  int pipe_ = -1;
  bool is_gone_ = false;
};

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_PAGED_OUTPUT_H_
