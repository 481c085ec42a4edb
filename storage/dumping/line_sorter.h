// Sorts lines of text by their bytes under a memory budget: what does not fit goes to a temporary
// file as sorted runs, which are merged at the end.
#ifndef ENTENTE_STORAGE_DUMPING_LINE_SORTER_H_
#define ENTENTE_STORAGE_DUMPING_LINE_SORTER_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "schema/syntax/rdf_writer.h"
#include "storage/loading/temporary_file.h"

namespace entente {

// One thread. Costs about 16 bytes of memory for each line held besides its text; the temporary
// file grows to the size of all lines if they do not fit.
class LineSorter {
 public:
  // REQUIRES: memory_budget_bytes is at least 64 KiB.
  LineSorter(uint64_t memory_budget_bytes, std::filesystem::path temporary_directory);

  // Takes a line without its line end. REQUIRES: no line feed in it, and it is shorter than 4 GiB.
  absl::Status Add(std::string_view line);

  // Writes all lines in order, each with its line feed, some hundreds of kilobytes at a time. To be
  // called once, after the last Add. Equal lines stay as many as they were.
  absl::Status Finish(const TextOutput& output);

  size_t run_count() const { return runs_.size(); }  // In the temporary file.

 private:
  struct Line {
    uint64_t offset = 0;  // In text_.
    uint32_t size = 0;    // Without the line feed.
  };
  struct Run {
    uint64_t begin = 0;
    uint64_t end = 0;
  };

  std::string_view TextOf(const Line& line) const {
    return std::string_view(text_).substr(line.offset, line.size);
  }
  void SortLines();
  absl::Status WriteLines(const TextOutput& output) const;
  absl::Status Spill();
  absl::Status Merge(const TextOutput& output) const;

  const uint64_t memory_budget_bytes_;
  const std::filesystem::path temporary_directory_;
  std::string text_;
  std::vector<Line> lines_;
  std::unique_ptr<TemporaryFile> file_;
  std::vector<Run> runs_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_DUMPING_LINE_SORTER_H_
