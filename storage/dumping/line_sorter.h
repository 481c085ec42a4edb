// Sorts lines of text by their bytes under a memory budget: what does not fit goes to a temporary
// file as sorted runs, which are merged at the end.
#ifndef ENTENTE_STORAGE_DUMPING_LINE_SORTER_H_
#define ENTENTE_STORAGE_DUMPING_LINE_SORTER_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "schema/syntax/rdf_writer.h"
#include "storage/files/temporary_file.h"

namespace entente {

// One thread. Costs about 16 bytes of memory for each block held besides its text; the temporary
// file grows to the size of all lines if they do not fit.
class LineSorter {
 public:
  // REQUIRES: memory_budget_bytes is at least 64 KiB.
  LineSorter(uint64_t memory_budget_bytes, std::filesystem::path temporary_directory);
  ~LineSorter();

  // Takes a line without its line end. REQUIRES: no line feed in it; it is shorter than 4 GiB.
  absl::Status Add(std::string_view line) { return AddBlock({&line, 1}); }

  // Takes several lines that will stand together, for which sorting then is one step.
  // REQUIRES: there is one; they ascend, and every other line ever added is before the first or
  // behind the last; no line feed is in any; they are shorter than 4 GiB.
  absl::Status AddBlock(std::span<const std::string_view> lines);

  // Ends the adding; from then on Next gives the lines in order.
  absl::Status Sort();
  // The next line without its line end; it lives until the next call. False at the end and at an
  // error. Equal lines stay as many as they were. REQUIRES: Sort was called and had no error.
  bool Next(std::string_view* line);
  // OK as long as no error ended the lines.
  const absl::Status& status() const { return status_; }

  // Sort, and all lines into `output`, each with its line feed, some hundreds of kilobytes at a
  // time.
  absl::Status Finish(const TextOutput& output);

  size_t run_count() const { return runs_.size(); }  // In the temporary file.

 private:
  struct Block {
    uint64_t offset = 0;           // In text_.
    uint32_t first_line_size = 0;  // Without its line feed.
    uint32_t size = 0;             // Each line with its line feed.
  };
  struct Run {
    uint64_t begin = 0;
    uint64_t end = 0;
  };
  class RunReader;

  std::string_view FirstLineOf(const Block& block) const {
    return std::string_view(text_).substr(block.offset, block.first_line_size);
  }
  void SortBlocks();
  absl::Status Spill();
  absl::Status StartMerging();
  bool NextInMemory(std::string_view* line);
  bool NextMerged(std::string_view* line);
  // Moves current_ on to the reader of the next line; null at the end.
  absl::Status Advance();

  const uint64_t memory_budget_bytes_;
  const std::filesystem::path temporary_directory_;
  std::string text_;
  std::vector<Block> blocks_;
  std::unique_ptr<TemporaryFile> file_;
  std::vector<Run> runs_;

  absl::Status status_;
  size_t next_block_ = 0;
  std::string_view rest_;  // Of the block before.
  std::vector<RunReader> readers_;
  RunReader* current_ = nullptr;   // Its line was given last.
  std::vector<RunReader*> queue_;  // The others that have a line: a heap, the least at the front.
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_DUMPING_LINE_SORTER_H_
