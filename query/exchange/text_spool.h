// Text that is held until it is known what stands before it.
#ifndef ENTENTE_QUERY_EXCHANGE_TEXT_SPOOL_H_
#define ENTENTE_QUERY_EXCHANGE_TEXT_SPOOL_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "schema/syntax/rdf_writer.h"
#include "storage/files/temporary_file.h"

namespace entente {

// One thread. Holds 1 MiB in memory and the rest in a temporary file.
class TextSpool {
 public:
  // An empty `directory` is where the system keeps temporary files.
  explicit TextSpool(std::filesystem::path directory) : directory_(std::move(directory)) {}

  absl::Status Append(std::string_view text);
  uint64_t size() const { return (file_ == nullptr ? 0 : file_->size()) + text_.size(); }
  // Fills `out` with the text from `offset` on. REQUIRES: offset + out.size() <= size().
  absl::Status ReadAt(uint64_t offset, std::span<char> out) const;
  // All text, in pieces.
  absl::Status WriteTo(const TextOutput& output) const;

 private:
  const std::filesystem::path directory_;
  std::unique_ptr<TemporaryFile> file_;
  std::string text_;  // Behind what is in the file.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_TEXT_SPOOL_H_
