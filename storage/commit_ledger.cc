#include "storage/commit_ledger.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/byte_order.h"

namespace entente {
namespace {

constexpr std::string_view kMagic = "ENTLEDGE";
constexpr size_t kRecordSize = 32;

struct Record {
  uint64_t commit_number = 0;
  uint64_t chain = 0;
};

std::string Encode(const Record& record) {
  std::string bytes(kMagic);
  AppendLittle64(record.commit_number, &bytes);
  AppendLittle64(record.chain, &bytes);
  AppendLittle64(XXH3_64bits(bytes.data(), bytes.size()), &bytes);
  return bytes;
}

absl::Status SystemError(const std::filesystem::path& path, std::string_view what) {
  return absl::UnknownError(StrCat(path.string(), ": cannot ", what, ": ", std::strerror(errno)));
}

absl::Status WriteRecord(int file, const Record& record) {
  const std::string bytes = Encode(record);
  if (pwrite(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return absl::UnknownError(StrCat("cannot write the commit ledger: ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Record> ReadRecord(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT) {
      return absl::DataLossError(StrCat(path.string(), " is missing: whether acknowledged commits ",
                                        "are lost cannot be told"));
    }
    return SystemError(path, "open");
  }
  char bytes[kRecordSize + 1];
  const ssize_t size = pread(file, bytes, sizeof(bytes), 0);
  close(file);
  if (size != static_cast<ssize_t>(kRecordSize) ||
      std::memcmp(bytes, kMagic.data(), kMagic.size()) != 0 ||
      LoadLittle64(bytes + 24) != XXH3_64bits(bytes, 24)) {
    return absl::DataLossError(StrCat(path.string(), " is not a whole commit ledger"));
  }
  return Record{.commit_number = LoadLittle64(bytes + 8), .chain = LoadLittle64(bytes + 16)};
}

}  // namespace

absl::Status CommitLedger::Create(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return SystemError(path, "create");
  absl::Status status = WriteRecord(file, {});
  if (status.ok() && fsync(file) != 0) status = SystemError(path, "sync");
  close(file);
  return status;
}

absl::StatusOr<std::unique_ptr<CommitLedger>> CommitLedger::Open(
    const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return SystemError(path, "open");
  return std::unique_ptr<CommitLedger>(new CommitLedger(file));
}

absl::Status CommitLedger::Check(const std::filesystem::path& path, const Manifest& manifest) {
  ASSIGN_OR_RETURN(const Record record, ReadRecord(path));
  if (record.commit_number > manifest.commit_number) {
    return absl::DataLossError(StrCat("commits ", manifest.commit_number + 1, " to ",
                                      record.commit_number,
                                      " were acknowledged but are not in the database"));
  }
  if (record.commit_number == manifest.commit_number && record.chain != manifest.chain) {
    return absl::DataLossError(StrCat("commit ", manifest.commit_number,
                                      " in the database is not the one that was acknowledged"));
  }
  return absl::OkStatus();
}

CommitLedger::~CommitLedger() { close(file_); }

absl::Status CommitLedger::Note(const Manifest& manifest) {
  return WriteRecord(file_, {.commit_number = manifest.commit_number, .chain = manifest.chain});
}

}  // namespace entente
