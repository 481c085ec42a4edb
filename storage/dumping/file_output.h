// A file that appears under its name only when it is whole.
#ifndef ENTENTE_STORAGE_DUMPING_FILE_OUTPUT_H_
#define ENTENTE_STORAGE_DUMPING_FILE_OUTPUT_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente {

// Writes beside `path` under a temporary name. Destroyed without Commit, it leaves what was there
// before. Errors are what the system says, with the path.
class FileOutput {
 public:
  static absl::StatusOr<std::unique_ptr<FileOutput>> Create(const std::filesystem::path& path);
  ~FileOutput();
  FileOutput(const FileOutput&) = delete;
  FileOutput& operator=(const FileOutput&) = delete;

  absl::Status Append(std::string_view bytes);
  // Writes over what is there already. REQUIRES: that many bytes lie from `offset` on.
  absl::Status Overwrite(uint64_t offset, std::string_view bytes);
  // Puts the bytes on disk (fsync) and then gives them the name, in the place of a file that had
  // it.
  absl::Status Commit();

 private:
  FileOutput(std::filesystem::path path, std::filesystem::path temporary, int descriptor)
      : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}
  absl::Status Failure(std::string_view what) const;  // From errno.

  const std::filesystem::path path_;
  const std::filesystem::path temporary_;
  int descriptor_;  // -1 once closed.
  bool committed_ = false;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_DUMPING_FILE_OUTPUT_H_
