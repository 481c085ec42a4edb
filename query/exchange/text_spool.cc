#include "query/exchange/text_spool.h"

#include <algorithm>
#include <span>

#include "schema/status_macros.h"

namespace entente {
namespace {

constexpr size_t kHeldBytes = size_t{1} << 20;
constexpr uint64_t kPieceBytes = uint64_t{64} << 10;

}  // namespace

absl::Status TextSpool::Append(std::string_view text) {
  text_.append(text);
  if (text_.size() < kHeldBytes) return absl::OkStatus();
  if (file_ == nullptr) {
    ASSIGN_OR_RETURN(const std::filesystem::path directory, TemporaryDirectory(directory_));
    ASSIGN_OR_RETURN(file_, TemporaryFile::Create(directory));
  }
  RETURN_IF_ERROR(file_->Append(text_));
  text_.clear();
  return absl::OkStatus();
}

absl::Status TextSpool::ReadAt(uint64_t offset, std::span<char> out) const {
  const uint64_t file_size = file_ == nullptr ? 0 : file_->size();
  if (offset < file_size) {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(out.size(), file_size - offset));
    RETURN_IF_ERROR(file_->ReadAt(offset, out.first(count)));
    out = out.subspan(count);
    offset += count;
  }
  if (!out.empty()) text_.copy(out.data(), out.size(), static_cast<size_t>(offset - file_size));
  return absl::OkStatus();
}

absl::Status TextSpool::WriteTo(const TextOutput& output) const {
  const uint64_t file_size = file_ == nullptr ? 0 : file_->size();
  std::string piece;
  for (uint64_t begin = 0; begin < file_size; begin += piece.size()) {
    piece.resize(static_cast<size_t>(std::min(kPieceBytes, file_size - begin)));
    RETURN_IF_ERROR(file_->ReadAt(begin, std::span<char>(piece)));
    RETURN_IF_ERROR(output(piece));
  }
  return text_.empty() ? absl::OkStatus() : output(text_);
}

}  // namespace entente
