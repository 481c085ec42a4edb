// The file FORMAT of a database directory: what this is, and which program may read it.
//
//   entente database
//   format 1.0
//   min-reader 1
//
// The major number changes when old programs cannot write the format, the minor when they can;
// min-reader is the smallest major number of a program that can read it.
#ifndef ENTENTE_STORAGE_FORMAT_RECORD_H_
#define ENTENTE_STORAGE_FORMAT_RECORD_H_

#include <cstdint>
#include <filesystem>

#include "absl/status/status.h"

namespace entente {

inline constexpr uint32_t kFormatMajor = 1;
inline constexpr uint32_t kFormatMinor = 0;
inline constexpr uint32_t kFormatMinReader = 1;

// Writes the record so that after a crash there is a whole one or none.
absl::Status WriteFormatRecord(const std::filesystem::path& path);

// OK if this program may read what the record describes, and write it if `for_writing`.
// FailedPrecondition, with both numbers, if not, or if the file is none of ours.
absl::Status CheckFormatRecord(const std::filesystem::path& path, bool for_writing);

// Makes the entries of a directory durable.
absl::Status SyncDirectory(const std::filesystem::path& directory);

}  // namespace entente

#endif  // ENTENTE_STORAGE_FORMAT_RECORD_H_
