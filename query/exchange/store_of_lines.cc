#include "query/exchange/store_of_lines.h"

#include <cerrno>
#include <cstdlib>
#include <span>
#include <string>
#include <system_error>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/files/system_error.h"
#include "storage/loading/bulk_loader.h"

namespace entente {

absl::StatusOr<std::unique_ptr<StoreOfLines>> StoreOfLines::Create(
    const std::filesystem::path& directory) {
  std::string name =
      (directory.empty() ? std::filesystem::path(".") : directory) / ".entente_store_XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    const int error = errno;
    return SystemError(error, StrCat(name, ": cannot be made"));
  }
  return std::unique_ptr<StoreOfLines>(new StoreOfLines(name));
}

StoreOfLines::StoreOfLines(std::filesystem::path directory)
    : directory_(std::move(directory)), lines_(LinesFile(), std::ios::binary) {}

StoreOfLines::~StoreOfLines() {
  store_ = nullptr;
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

absl::Status StoreOfLines::Failure() const {
  const int error = errno == 0 ? EIO : errno;
  return SystemError(error, StrCat(LinesFile().string(), ": cannot be written"));
}

absl::Status StoreOfLines::Add(std::string_view line) {
  lines_.write(line.data(), static_cast<std::streamsize>(line.size())).put('\n');
  return lines_ ? absl::OkStatus() : Failure();
}

absl::Status StoreOfLines::Load(uint64_t memory_budget_bytes, unsigned thread_count,
                                const std::atomic<bool>* cancelled) {
  lines_.close();
  if (!lines_) return Failure();
  ASSIGN_OR_RETURN(store_, Store::Open(directory_ / "store", {}));
  const std::filesystem::path file = LinesFile();
  RETURN_IF_ERROR(BulkLoad(*store_, std::span(&file, 1),
                           {.memory_budget_bytes = memory_budget_bytes,
                            .thread_count = thread_count,
                            .keeps_content = true,
                            .cancelled = cancelled})
                      .status());
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  return absl::OkStatus();
}

}  // namespace entente
