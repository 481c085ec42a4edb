#include "query/exchange/sided_lines.h"

#include <algorithm>
#include <span>

#include "schema/status_macros.h"

namespace entente {

absl::Status SidedLines::Append(std::string_view line, uint8_t sides) {
  const char digit = static_cast<char>('0' + sides);
  RETURN_IF_ERROR(text_.Append({&digit, 1}));
  RETURN_IF_ERROR(text_.Append(line));
  return text_.Append("\n");
}

absl::StatusOr<bool> SidedLines::Reader::Next(std::string_view* line, uint8_t* sides) {
  constexpr uint64_t kPieceBytes = uint64_t{64} << 10;
  size_t line_end = piece_.find('\n', given_);
  while (line_end == std::string::npos) {
    if (next_ == end_) return false;
    piece_.erase(0, given_);
    given_ = 0;
    const size_t held = piece_.size();
    // A line that is longer than a piece is not searched again and again.
    const uint64_t count = std::min(std::max<uint64_t>(kPieceBytes, held), end_ - next_);
    piece_.resize(held + static_cast<size_t>(count));
    RETURN_IF_ERROR(text_.ReadAt(next_, std::span<char>(piece_).subspan(held)));
    next_ += count;
    line_end = piece_.find('\n', held);
  }
  *sides = static_cast<uint8_t>(piece_[given_] - '0');
  *line = std::string_view(piece_).substr(given_ + 1, line_end - given_ - 1);
  given_ = line_end + 1;
  return true;
}

}  // namespace entente
