#include "storage/files/temporary_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "schema/text.h"
#include "storage/files/system_error.h"

namespace entente {
namespace {

absl::Status Failure(const std::filesystem::path& directory, std::string_view what, int error) {
  return SystemError(error, StrCat("temporary file in ", directory.string(), ": ", what));
}

}  // namespace

absl::StatusOr<std::filesystem::path> TemporaryDirectory(const std::filesystem::path& chosen) {
  if (!chosen.empty()) return chosen;
  std::error_code error;
  std::filesystem::path directory = std::filesystem::temp_directory_path(error);
  if (error) return SystemError(error.value(), "no directory for temporary files");
  return directory;
}

absl::StatusOr<std::unique_ptr<TemporaryFile>> TemporaryFile::Create(
    const std::filesystem::path& directory) {
  std::string name = directory / "entente_load_XXXXXX";
  const int descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return Failure(directory, "cannot be created", errno);
  if (unlink(name.c_str()) != 0) {
    const int error = errno;
    close(descriptor);
    return Failure(directory, "cannot be unlinked", error);
  }
  return std::unique_ptr<TemporaryFile>(new TemporaryFile(descriptor, directory));
}

TemporaryFile::~TemporaryFile() { close(descriptor_); }

absl::Status TemporaryFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (written < 0) {
      if (errno == EINTR) continue;
      return Failure(directory_, "cannot be written", errno);
    }
    size_ += static_cast<uint64_t>(written);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status TemporaryFile::ReadAt(uint64_t offset, std::span<char> out) const {
  while (!out.empty()) {
    const ssize_t read = pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
    if (read < 0) {
      if (errno == EINTR) continue;
      return Failure(directory_, "cannot be read", errno);
    }
    if (read == 0) return Failure(directory_, "is shorter than what was written", EIO);
    offset += static_cast<uint64_t>(read);
    out = out.subspan(static_cast<size_t>(read));
  }
  return absl::OkStatus();
}

}  // namespace entente
