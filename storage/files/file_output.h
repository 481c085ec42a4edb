// A file that appears under its name only when it is whole.
#ifndef ENTENTE_STORAGE_FILES_FILE_OUTPUT_H_
#define ENTENTE_STORAGE_FILES_FILE_OUTPUT_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente {

// Writes beside the file under a temporary name. Destroyed without Commit, it leaves what was there
// before. Errors are what the system says, with the path.
class FileOutput {
 public:
  // A symbolic link stays: what it leads to is replaced, or made. A file that is replaced hands on
  // its mode. FailedPrecondition if there is something that is no regular file, such as a
  // directory, a device or a pipe, or a file that has no name any more, to which /dev/stdout may
  // lead.
  static absl::StatusOr<std::unique_ptr<FileOutput>> Create(const std::filesystem::path& path);
  // As Create; but what cannot be replaced is opened, waiting as open(2) does, and gets the bytes
  // at once. REQUIRES: no call of Overwrite.
  static absl::StatusOr<std::unique_ptr<FileOutput>> CreateOrOpen(
      const std::filesystem::path& path);
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

  const std::filesystem::path path_;       // Of what is replaced.
  const std::filesystem::path temporary_;  // Empty: what has the name is written into.
  int descriptor_;                         // -1 once closed.
  bool committed_ = false;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_FILES_FILE_OUTPUT_H_
