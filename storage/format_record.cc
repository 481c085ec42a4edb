#include "storage/format_record.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

absl::Status SystemError(const std::filesystem::path& path, std::string_view what) {
  const std::string message = StrCat(path.string(), ": cannot ", what, ": ", std::strerror(errno));
  return errno == EACCES || errno == EROFS ? absl::PermissionDeniedError(message)
                                           : absl::UnknownError(message);
}

}  // namespace

absl::Status SyncDirectory(const std::filesystem::path& directory) {
  const int file = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return SystemError(directory, "open");
  const absl::Status status = fsync(file) == 0 ? absl::OkStatus() : SystemError(directory, "sync");
  close(file);
  return status;
}

absl::Status WriteFormatRecord(const std::filesystem::path& path) {
  const std::string text = StrCat("entente database\nformat ", kFormatMajor, ".", kFormatMinor,
                                  "\nmin-reader ", kFormatMinReader, "\n");
  const std::filesystem::path temporary = path.string() + ".new";
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return SystemError(temporary, "create");
  absl::Status status;
  if (write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    status = SystemError(temporary, "write");
  } else if (fsync(file) != 0) {
    status = SystemError(temporary, "sync");
  }
  close(file);
  RETURN_IF_ERROR(status);
  if (std::rename(temporary.c_str(), path.c_str()) != 0) return SystemError(path, "rename");
  return SyncDirectory(path.parent_path());
}

absl::Status CheckFormatRecord(const std::filesystem::path& path, bool for_writing) {
  std::ifstream file(path);
  if (!file) return SystemError(path, "open");
  std::ostringstream text;
  text << file.rdbuf();
  unsigned major = 0;
  unsigned minor = 0;
  unsigned min_reader = 0;
  if (std::sscanf(text.str().c_str(), "entente database\nformat %u.%u\nmin-reader %u", &major,
                  &minor, &min_reader) != 3 ||
      !text.str().starts_with("entente database\n")) {
    return absl::FailedPreconditionError(
        StrCat(path.string(), " does not describe an Entente database"));
  }
  const std::string described =
      StrCat(path.parent_path().string(), " has format ", major, ".", minor, "; this program ");
  if (min_reader > kFormatMajor) {
    return absl::FailedPreconditionError(StrCat(described, "reads formats up to ", kFormatMajor,
                                                ", and that one needs a program for format ",
                                                min_reader, " or later"));
  }
  if (for_writing && major > kFormatMajor) {
    return absl::FailedPreconditionError(StrCat(described, "writes formats up to ", kFormatMajor,
                                                ".", kFormatMinor, "; open it for reading only"));
  }
  return absl::OkStatus();
}

}  // namespace entente
