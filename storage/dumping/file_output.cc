#include "storage/dumping/file_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

std::filesystem::path DirectoryOf(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// The mode that open(2) would have given a new file; mkostemp gives 0600.
mode_t NewFileMode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileOutput>> FileOutput::Create(const std::filesystem::path& path) {
  std::string temporary = DirectoryOf(path) / ".entente_save_XXXXXX";
  const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) {
    const int error = errno;
    return absl::ErrnoToStatus(
        error,
        StrCat(path.string(), ": cannot be created: ", std::generic_category().message(error)));
  }
  fchmod(descriptor, NewFileMode());
  return std::unique_ptr<FileOutput>(new FileOutput(path, temporary, descriptor));
}

FileOutput::~FileOutput() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!committed_) unlink(temporary_.c_str());
}

absl::Status FileOutput::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return Failure("cannot be written");
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status FileOutput::Overwrite(uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0) {
      if (errno == EINTR) continue;
      return Failure("cannot be written");
    }
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return absl::OkStatus();
}

absl::Status FileOutput::Commit() {
  if (fsync(descriptor_) != 0) return Failure("cannot be put on disk");
  if (close(std::exchange(descriptor_, -1)) != 0) return Failure("cannot be closed");
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return Failure("cannot be replaced");
  committed_ = true;
  const int directory = open(DirectoryOf(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return Failure("its directory cannot be opened");
  const int synced = fsync(directory);
  const absl::Status status =
      synced == 0 ? absl::OkStatus() : Failure("its directory cannot be put on disk");
  close(directory);
  return status;
}

absl::Status FileOutput::Failure(std::string_view what) const {
  const int error = errno;
  return absl::ErrnoToStatus(
      error, StrCat(path_.string(), ": ", what, ": ", std::generic_category().message(error)));
}

}  // namespace entente
