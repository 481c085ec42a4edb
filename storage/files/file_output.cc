#include "storage/files/file_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/files/system_error.h"

namespace entente {
namespace {

constexpr int kLinksMax = 40;  // As in path_resolution(7).

std::filesystem::path DirectoryOf(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// The mode that open(2) would have given a new file; mkostemp gives 0600.
mode_t NewFileMode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

// Where the symbolic links of that name lead to, whether something is there or not.
absl::StatusOr<std::filesystem::path> WithoutLinks(const std::filesystem::path& path) {
  std::filesystem::path result = path;
  for (int links = 0; links < kLinksMax; ++links) {
    std::error_code error;
    if (!std::filesystem::is_symlink(std::filesystem::symlink_status(result, error))) {
      return result;
    }
    const std::filesystem::path target = std::filesystem::read_symlink(result, error);
    if (error) {
      return SystemError(error.value(), StrCat(path.string(), ": cannot be followed"));
    }
    result = DirectoryOf(result) / target;
  }
  return SystemError(ELOOP, StrCat(path.string(), ": cannot be followed"));
}

// What is there; nothing if there is nothing, or it cannot be seen.
std::optional<struct stat> FactsOf(const std::filesystem::path& path) {
  struct stat facts = {};
  if (stat(path.c_str(), &facts) != 0) return std::nullopt;
  return facts;
}

// Whether a file of the name `target` would be seen under `path`, which leads to `facts`.
bool IsReplaceable(const struct stat& facts, const std::filesystem::path& target) {
  if (!S_ISREG(facts.st_mode)) return false;
  const std::optional<struct stat> named = FactsOf(target);
  return named.has_value() && named->st_dev == facts.st_dev && named->st_ino == facts.st_ino;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileOutput>> FileOutput::Create(const std::filesystem::path& path) {
  const std::optional<struct stat> old = FactsOf(path);
  ASSIGN_OR_RETURN(std::filesystem::path replaced, WithoutLinks(path));
  if (old.has_value() && !IsReplaceable(*old, replaced)) {
    return absl::FailedPreconditionError(
        StrCat(path.string(), " is no regular file with a name, so it cannot be replaced by one"));
  }
  std::string temporary = DirectoryOf(replaced) / ".entente_save_XXXXXX";
  const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) {
    const int error = errno;
    return SystemError(error, StrCat(path.string(), ": cannot be created"));
  }
  std::unique_ptr<FileOutput> output(
      new FileOutput(std::move(replaced), std::move(temporary), descriptor));
  const mode_t mode = old.has_value() ? old->st_mode & mode_t{0777} : NewFileMode();
  if (fchmod(descriptor, mode) != 0) return output->Failure("cannot be given its mode");
  return output;
}

absl::StatusOr<std::unique_ptr<FileOutput>> FileOutput::CreateOrOpen(
    const std::filesystem::path& path) {
  const std::optional<struct stat> old = FactsOf(path);
  ASSIGN_OR_RETURN(const std::filesystem::path replaced, WithoutLinks(path));
  if (!old.has_value() || IsReplaceable(*old, replaced)) return Create(path);
  const int descriptor = open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0) {
    const int error = errno;
    return SystemError(error, StrCat(path.string(), ": cannot be opened"));
  }
  return std::unique_ptr<FileOutput>(new FileOutput(path, {}, descriptor));
}

FileOutput::~FileOutput() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!committed_ && !temporary_.empty()) unlink(temporary_.c_str());
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
  const bool has_name_already = temporary_.empty();
  if (!has_name_already && fsync(descriptor_) != 0) return Failure("cannot be put on disk");
  if (close(std::exchange(descriptor_, -1)) != 0) return Failure("cannot be closed");
  if (has_name_already) return absl::OkStatus();
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
  return SystemError(error, StrCat(path_.string(), ": ", what));
}

}  // namespace entente
