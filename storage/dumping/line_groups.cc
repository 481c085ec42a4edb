#include "storage/dumping/line_groups.h"

#include <algorithm>

#include "schema/status_macros.h"

namespace entente {
namespace {

constexpr size_t kStepRowsMin = 16;
constexpr size_t kStepRowsMax = 16'384;

}  // namespace

LineGroups::LineGroups(const ReadView& view, Key key, size_t bytes_max)
    : key_size_(static_cast<size_t>(key)),
      step_bytes_max_(std::max<size_t>(bytes_max / 4, 4 << 10)),
      cursor_(view.Scan(TripleOrder::kSpog, {})),
      tokens_(view, bytes_max / 2),
      step_row_count_(1024) {}

absl::StatusOr<bool> LineGroups::Next() {
  while (true) {
    if (next_group_ + 1 < group_begins_.size()) {
      Give(group_begins_[next_group_], group_begins_[next_group_ + 1],
           is_in_parts_ ? Piece::kLastPart : Piece::kWhole);
      is_in_parts_ = false;
      ++next_group_;
      return true;
    }
    const bool has_open_group = next_group_ < group_begins_.size();
    if (is_at_end_) {
      if (!has_open_group) return false;
      Give(group_begins_[next_group_], held_.size(),
           is_in_parts_ ? Piece::kLastPart : Piece::kWhole);
      ++next_group_;
      return true;
    }
    if (has_open_group && group_begins_[next_group_] < held_.size() &&
        text_.size() - held_[group_begins_[next_group_]].offset > step_bytes_max_) {
      Give(group_begins_[next_group_], held_.size(), Piece::kPart);
      is_in_parts_ = true;
      group_begins_[next_group_] = held_.size();
      return true;
    }
    RETURN_IF_ERROR(ReadStep());
  }
}

void LineGroups::Give(size_t begin, size_t end, Piece piece) {
  lines_.clear();
  for (size_t i = begin; i < end; ++i) {
    lines_.push_back(std::string_view(text_).substr(held_[i].offset, held_[i].size));
  }
  if (!std::is_sorted(lines_.begin(), lines_.end())) std::sort(lines_.begin(), lines_.end());
  piece_ = piece;
}

absl::Status LineGroups::ReadStep() {
  DropGivenLines();
  tokens_.Trim();
  RETURN_IF_ERROR(ReadRows());
  const size_t known_bytes = tokens_.bytes();
  const size_t text_bytes = text_.size();
  places_.resize(rows_.size());
  for (size_t row = 0; row < rows_.size(); ++row) {
    for (size_t column = 0; column < 4; ++column) {
      places_[row][column] = row > 0 && rows_[row][column] == rows_[row - 1][column]
                                 ? places_[row - 1][column]
                                 : tokens_.PlaceOf(rows_[row][column]);
    }
  }
  RETURN_IF_ERROR(tokens_.Decode());
  AppendLines();
  // Steps are as long as keeps them within bounds, judging by the last one.
  const size_t step_bytes = text_.size() - text_bytes + tokens_.bytes() - known_bytes;
  const size_t fitting = rows_.size() * step_bytes_max_ / std::max<size_t>(step_bytes, 1);
  step_row_count_ = std::clamp(std::min(fitting, 2 * step_row_count_), kStepRowsMin, kStepRowsMax);
  return absl::OkStatus();
}

void LineGroups::DropGivenLines() {
  if (group_begins_.empty()) return;
  const size_t line_count = group_begins_.back();
  const size_t bytes = line_count < held_.size() ? held_[line_count].offset : text_.size();
  text_.erase(0, bytes);
  held_.erase(held_.begin(), held_.begin() + static_cast<ptrdiff_t>(line_count));
  for (Line& line : held_) line.offset -= bytes;
  group_begins_.assign(1, 0);
  next_group_ = 0;
}

absl::Status LineGroups::ReadRows() {
  rows_.clear();
  while (rows_.size() < step_row_count_) {
    if (batch_row_ == batch_.row_count) {
      batch_row_ = 0;
      is_at_end_ = !cursor_->Next(&batch_);
      if (is_at_end_) break;
    }
    const size_t count = std::min(batch_.row_count - batch_row_, step_row_count_ - rows_.size());
    for (size_t i = 0; i < count; ++i) rows_.push_back(batch_.Row(batch_row_ + i));
    batch_row_ += count;
  }
  quad_count_ += rows_.size();
  return cursor_->status();
}

void LineGroups::AppendLines() {
  for (size_t row = 0; row < rows_.size(); ++row) {
    const IdQuad& quad = rows_[row];
    const bool is_same_group =
        !group_begins_.empty() &&
        std::equal(quad.begin(), quad.begin() + key_size_, last_row_.begin());
    if (!is_same_group) group_begins_.push_back(held_.size());
    last_row_ = quad;
    const size_t offset = text_.size();
    for (const uint32_t place : places_[row]) {
      const std::string_view token = tokens_[place];
      if (!token.empty()) text_.append(token).push_back(' ');
    }
    text_.push_back('.');
    held_.push_back({.offset = offset, .size = text_.size() - offset});
  }
}

}  // namespace entente
