// The quads of a view as lines of canonical N-Quads, a group at a time: those of one subject, or of
// one subject and predicate, sorted within the group.
#ifndef ENTENTE_STORAGE_DUMPING_LINE_GROUPS_H_
#define ENTENTE_STORAGE_DUMPING_LINE_GROUPS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/dumping/token_cache.h"
#include "storage/read_view.h"

namespace entente {

// Groups come in the sequence of the order spog. One thread; the view must outlive it.
class LineGroups {
 public:
  enum class Key : uint8_t { kSubject = 1, kSubjectAndPredicate = 2 };
  // `bytes_max` is about what it may hold, beyond the terms of some thousands of quads.
  LineGroups(const ReadView& view, Key key, size_t bytes_max);

  enum class Piece : uint8_t {
    kWhole,     // The group.
    kPart,      // Part of a group that is too large to be held; the next piece goes on with it.
    kLastPart,  // The end of such a group.
  };
  // Moves to the next piece; false at the end.
  absl::StatusOr<bool> Next();
  // Without line ends, ascending; they live until the next call. There is one at least, except that
  // a last part may be empty. REQUIRES: Next returned true.
  std::span<const std::string_view> lines() const { return lines_; }
  Piece piece() const { return piece_; }

  uint64_t quad_count() const { return quad_count_; }  // Read so far.

 private:
  struct Line {
    size_t offset = 0;  // In text_.
    size_t size = 0;
  };

  absl::Status ReadStep();
  void DropGivenLines();
  absl::Status ReadRows();
  void AppendLines();
  void Give(size_t begin, size_t end, Piece piece);

  const size_t key_size_;
  const size_t step_bytes_max_;
  const std::unique_ptr<RowCursor> cursor_;
  RowBatch batch_ = {};
  size_t batch_row_ = 0;
  bool is_at_end_ = false;  // Of the cursor.

  TokenCache tokens_;
  size_t step_row_count_;
  std::vector<IdQuad> rows_;                     // Of the last step.
  std::vector<std::array<uint32_t, 4>> places_;  // Of their tokens.
  uint64_t quad_count_ = 0;

  std::string text_;
  std::vector<Line> held_;
  std::vector<size_t> group_begins_;  // In held_. The last group is open: more may come.
  size_t next_group_ = 0;
  IdQuad last_row_ = {};
  bool is_in_parts_ = false;  // A part of the open group was given.

  std::vector<std::string_view> lines_;
  Piece piece_ = Piece::kWhole;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_DUMPING_LINE_GROUPS_H_
