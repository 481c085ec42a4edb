#include "storage/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "absl/strings/str_format.h"
#include "schema/text.h"

namespace entente {
namespace {

// Who holds a lock on the file, as the kernel tells; 0 if it does not.
pid_t LockHolder(int file) {
  struct stat info;
  if (fstat(file, &info) != 0) return 0;
  // Lines look like "1: FLOCK  ADVISORY  WRITE 4711 08:01:131099 0 EOF".
  const std::string place = absl::StrFormat(" %02x:%02x:%d ", major(info.st_dev),
                                            minor(info.st_dev), static_cast<int64_t>(info.st_ino));
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    if (line.find(place) == std::string::npos || line.find("->") != std::string::npos) continue;
    int pid = 0;
    if (std::sscanf(line.c_str(), "%*s %*s %*s %*s %d", &pid) == 1 && pid > 0) return pid;
  }
  return 0;
}

// The pid that an exclusive holder has written into the file; 0 if there is none.
pid_t WrittenPid(int file) {
  char text[24] = {};
  if (pread(file, text, sizeof(text) - 1, 0) <= 0) return 0;
  return static_cast<pid_t>(std::strtol(text, nullptr, 10));
}

}  // namespace

absl::StatusOr<std::unique_ptr<DirectoryLock>> DirectoryLock::Acquire(
    const std::filesystem::path& path, Mode mode) {
  const bool exclusive = mode == Mode::kExclusive;
  int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0 && !exclusive) {
    file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) {
      return std::unique_ptr<DirectoryLock>(new DirectoryLock(-1));
    }
  }
  if (file < 0) {
    const std::string message = StrCat(path.string(), ": cannot open: ", std::strerror(errno));
    return errno == EACCES || errno == EROFS ? absl::PermissionDeniedError(message)
                                             : absl::UnknownError(message);
  }
  if (flock(file, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
    const int error = errno;
    pid_t holder = LockHolder(file);
    if (holder == 0 && !exclusive) holder = WrittenPid(file);
    close(file);
    if (error != EWOULDBLOCK) {
      return absl::UnknownError(StrCat(path.string(), ": cannot lock: ", std::strerror(error)));
    }
    return absl::UnavailableError(
        StrCat(path.parent_path().string(), " is locked by ",
               holder > 0 ? StrCat("process ", holder) : std::string("another process")));
  }
  if (exclusive) {
    const std::string pid = StrCat(getpid(), "\n");
    // Only for people who look; who holds the lock is the kernel's knowledge.
    if (ftruncate(file, 0) == 0) (void)!pwrite(file, pid.data(), pid.size(), 0);
  }
  return std::unique_ptr<DirectoryLock>(new DirectoryLock(file));
}

DirectoryLock::~DirectoryLock() {
  if (file_ >= 0) close(file_);
}

}  // namespace entente
