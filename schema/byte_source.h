// Where parsers take bytes from when a text is not in memory as a whole: files, decompressors.
#ifndef ENTENTE_SCHEMA_BYTE_SOURCE_H_
#define ENTENTE_SCHEMA_BYTE_SOURCE_H_

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"

namespace entente {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Puts the next bytes at the front of `buffer` and returns their number: 1 to buffer.size(), or 0
  // at the end. REQUIRES: `buffer` is not empty.
  virtual absl::StatusOr<size_t> Read(std::span<char> buffer) = 0;
};

// The bytes of a text, in pieces of at most `piece_bytes`.
class TextSource : public ByteSource {
 public:
  explicit TextSource(std::string_view text, size_t piece_bytes = std::string_view::npos)
      : text_(text), piece_bytes_(piece_bytes) {}
  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    const size_t size = std::min({text_.size(), piece_bytes_, buffer.size()});
    if (size > 0) std::memcpy(buffer.data(), text_.data(), size);
    text_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view text_;
  size_t piece_bytes_;
};

}  // namespace entente

#endif  // ENTENTE_SCHEMA_BYTE_SOURCE_H_
