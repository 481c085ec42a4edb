// Canonical lines that a thread of their own reads ahead: who compares states reads both at a time.
#ifndef ENTENTE_STORAGE_DUMPING_LINES_AHEAD_H_
#define ENTENTE_STORAGE_DUMPING_LINES_AHEAD_H_

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "storage/dumping/canonical_lines.h"

namespace entente {

// Holds up to 1 MiB of lines besides what OpenCanonicalLines needs. One thread asks.
class LinesAhead : public CanonicalLines {
 public:
  // Begins to read. `view` and what options.cancelled points to must outlive the object.
  LinesAhead(const ReadView& view, const DumpSortOptions& options);
  // Waits for the thread, which stops where it is.
  ~LinesAhead() override;

  bool Next(std::string_view* line) override;
  const absl::Status& status() const override { return status_; }

  // The logical hash, 32 bytes. REQUIRES: Next came to the end without an error.
  const std::string& hash() const { return hash_; }

 private:
  void Read(const ReadView& view, const DumpSortOptions& options);
  absl::Status ReadPieces(const ReadView& view, const DumpSortOptions& options);
  bool Put(std::string piece);
  bool NextPiece();

  static constexpr size_t kPieceCountMax = 4;

  std::string piece_;      // Lines with their line feeds.
  std::string_view rest_;  // Of it.
  absl::Status status_;

  std::string hash_;  // Of the thread, until it has ended.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> pieces_;
  bool is_stopped_ = false;
  bool has_ended_ = false;
  absl::Status end_;  // Of the thread.
  std::thread thread_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_DUMPING_LINES_AHEAD_H_
