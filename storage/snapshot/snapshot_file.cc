#include "storage/snapshot/snapshot_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/status/status.h"
#include "schema/text.h"
#include "storage/files/system_error.h"

namespace entente {
namespace {

absl::Status Failure(const std::string& name, std::string_view what, int error) {
  return SystemError(error, StrCat(name, ": ", what));
}

}  // namespace

absl::StatusOr<std::unique_ptr<SnapshotFile>> SnapshotFile::Open(const std::filesystem::path& path,
                                                                 SnapshotAccess access) {
  std::unique_ptr<SnapshotFile> file(new SnapshotFile(path.string(), access));
  // O_NONBLOCK: a pipe of that name is refused below, not waited for.
  file->descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file->descriptor_ < 0) return Failure(file->name_, "cannot be opened", errno);
  struct stat status;
  if (fstat(file->descriptor_, &status) != 0) {
    return Failure(file->name_, "cannot be looked at", errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return absl::FailedPreconditionError(StrCat(file->name_, " is no file"));
  }
  file->size_ = static_cast<uint64_t>(status.st_size);
  if (access == SnapshotAccess::kRead || file->size_ == 0) return file;
  void* const mapped =
      mmap(nullptr, file->size_, PROT_READ, MAP_SHARED, file->descriptor_, /*offset=*/0);
  if (mapped == MAP_FAILED) return Failure(file->name_, "cannot be mapped", errno);
  file->mapped_ = static_cast<const char*>(mapped);
  close(file->descriptor_);
  file->descriptor_ = -1;
  return file;
}

SnapshotFile::~SnapshotFile() {
  if (mapped_ != nullptr) munmap(const_cast<char*>(mapped_), size_);
  if (descriptor_ >= 0) close(descriptor_);
}

absl::StatusOr<SnapshotBytes> SnapshotFile::Read(uint64_t offset, uint64_t size) const {
  if (mapped_ != nullptr) return SnapshotBytes{.bytes = {mapped_ + offset, size}};
  // Words, so that messages are aligned.
  const std::shared_ptr<uint64_t[]> words(new uint64_t[(size + 7) / 8]);
  char* const bytes = reinterpret_cast<char*>(words.get());
  for (uint64_t taken = 0; taken < size;) {
    const ssize_t got =
        pread(descriptor_, bytes + taken, size - taken, static_cast<off_t>(offset + taken));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failure(name_, "cannot be read", errno);
    if (got == 0) {
      return absl::DataLossError(StrCat(name_, " became shorter while it was read"));
    }
    taken += static_cast<uint64_t>(got);
  }
  return SnapshotBytes{.owner = words, .bytes = {bytes, size}};
}

}  // namespace entente
