#include "storage/snapshot/unit_spool.h"

#include <algorithm>
#include <span>

#include "schema/status_macros.h"

namespace entente {
namespace {

constexpr size_t kWriteBytes = size_t{1} << 20;

}  // namespace

absl::Status UnitSpool::Append(std::string_view unit) {
  ends_.push_back((ends_.empty() ? 0 : ends_.back()) + unit.size());
  unwritten_.append(unit);
  if (unwritten_.size() < kWriteBytes) return absl::OkStatus();
  if (file_ == nullptr) {
    ASSIGN_OR_RETURN(file_, TemporaryFile::Create(temporary_directory_));
  }
  RETURN_IF_ERROR(file_->Append(unwritten_));
  unwritten_.clear();
  return absl::OkStatus();
}

absl::Status UnitSpool::Read(uint64_t unit, std::string* bytes) const {
  return ReadBytes(unit == 0 ? 0 : ends_[unit - 1], ends_[unit], bytes);
}

absl::Status UnitSpool::CopyTo(uint8_t part, SnapshotWriter& writer) const {
  std::string bytes;
  for (uint64_t unit = 0; unit < ends_.size();) {
    const uint64_t begin = unit == 0 ? 0 : ends_[unit - 1];
    uint64_t last = unit;
    while (last + 1 < ends_.size() && ends_[last + 1] - begin <= kWriteBytes) ++last;
    RETURN_IF_ERROR(ReadBytes(begin, ends_[last], &bytes));
    std::string_view rest = bytes;
    for (uint64_t unit_begin = begin; unit <= last; ++unit) {
      RETURN_IF_ERROR(writer.AddUnit(part, rest.substr(0, ends_[unit] - unit_begin)));
      rest.remove_prefix(ends_[unit] - unit_begin);
      unit_begin = ends_[unit];
    }
  }
  return absl::OkStatus();
}

absl::Status UnitSpool::ReadBytes(uint64_t begin, uint64_t end, std::string* bytes) const {
  const uint64_t file_size = file_ == nullptr ? 0 : file_->size();
  const uint64_t from_file = std::min(end, file_size) - std::min(begin, file_size);
  bytes->resize(from_file);
  if (from_file > 0) RETURN_IF_ERROR(file_->ReadAt(begin, *bytes));
  if (end > file_size) {
    const uint64_t from = std::max(begin, file_size);
    bytes->append(unwritten_, from - file_size, end - from);
  }
  return absl::OkStatus();
}

}  // namespace entente
