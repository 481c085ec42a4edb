// A file without a name: sorted runs and spooled input live there while a load runs.
#ifndef ENTENTE_STORAGE_FILES_TEMPORARY_FILE_H_
#define ENTENTE_STORAGE_FILES_TEMPORARY_FILE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente {

// `chosen`, or if that is empty where the system keeps temporary files.
absl::StatusOr<std::filesystem::path> TemporaryDirectory(const std::filesystem::path& chosen);

// The name is gone before Create returns, so the space comes back whatever happens to the process.
// Appending is for one thread; ReadAt is for any number of them, also while another appends.
class TemporaryFile {
 public:
  // Errors name the directory: as the system says.
  static absl::StatusOr<std::unique_ptr<TemporaryFile>> Create(
      const std::filesystem::path& directory);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  // Not buffered here: give it much at once.
  absl::Status Append(std::string_view bytes);

  // Fills `out`. REQUIRES: offset + out.size() <= size().
  absl::Status ReadAt(uint64_t offset, std::span<char> out) const;

  uint64_t size() const { return size_; }
  // To read what was appended by other means; closed by this object.
  int descriptor() const { return descriptor_; }

 private:
  TemporaryFile(int descriptor, std::filesystem::path directory)
      : descriptor_(descriptor), directory_(std::move(directory)) {}

  const int descriptor_;
  const std::filesystem::path directory_;  // For messages.
  uint64_t size_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_FILES_TEMPORARY_FILE_H_
