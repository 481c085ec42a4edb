#include "storage/triples/permutation.h"

#include <algorithm>
#include <array>
#include <vector>

#include "schema/status_macros.h"

namespace entente {

absl::StatusOr<std::shared_ptr<const Page>> Page::Make(std::string bytes, PagePlace place,
                                                       size_t column_count) {
  // The block views the bytes where they end up: parse after the move.
  auto page = std::make_shared<Page>(std::move(bytes), ColumnBlock());
  ASSIGN_OR_RETURN(page->block, ColumnBlock::Parse(page->bytes, place, column_count));
  return std::shared_ptr<const Page>(std::move(page));
}

namespace {

size_t ColumnCountAt(uint32_t level) { return level == 0 ? kLeafColumnCount : kNodeColumnCount; }

// The child of `node` in which the first row not less than `key` lies, or at whose end it follows:
// the last child whose first key is less than `key`, or the first child.
size_t ChildFor(const ColumnBlock& node, std::span<const uint64_t> key, size_t first_child = 0) {
  const size_t bound = node.LowerBound(key, first_child);
  return bound > first_child ? bound - 1 : first_child;
}

// -1, 0, 1 as the row's leading columns are less than, equal to, greater than `key`.
int CompareRow(const ColumnBlock& block, size_t row, std::span<const uint64_t> key) {
  for (size_t column = 0; column < key.size(); ++column) {
    const uint64_t value = block.Value(column, row);
    if (value != key[column]) return value < key[column] ? -1 : 1;
  }
  return 0;
}

class PermutationCursor final : public RowCursor {
 public:
  PermutationCursor(TripleOrder order, const PermutationRoot& root, const PageSource& source,
                    std::span<const TermId> prefix)
      : order_(order), root_(root), source_(source), begin_(prefix), end_(prefix) {
    has_end_ = end_.Increment();
    if (root.row_count == 0) {
      done_ = true;
    } else {
      if (Take(root.level, source_.ReadPage(order_, root.page, ColumnCountAt(root.level)))) {
        Descend(root.level, begin_.span());
      }
    }
  }

  bool Next(RowBatch* batch) override {
    while (!done_) {
      if (!EnsureLeaf()) return false;
      const ColumnBlock& leaf = path_[0].page->block;
      const size_t first = path_[0].index;
      size_t last = leaf.row_count();
      if (has_end_ && CompareRow(leaf, last - 1, end_.span()) >= 0) {
        last = leaf.LowerBound(end_.span(), first);
        done_ = true;
      }
      // Told to the next call of EnsureLeaf or Seek: so much of this leaf has been given.
      path_[0].index = leaf.row_count();
      if (first >= last) continue;
      size_t count = last - first;
      if (count > window_) {
        count = window_;
        path_[0].index = first + count;
        done_ = false;
      }
      window_ = std::min(window_ * kWindowGrowth, kBlockRowCountMax);
      if (count > capacity_) {
        rows_ = std::make_unique<TermId[]>(kLeafColumnCount * count);
        capacity_ = count;
      }
      for (size_t column = 0; column < kLeafColumnCount; ++column) {
        static_assert(sizeof(TermId) == sizeof(uint64_t));
        TermId* out = rows_.get() + column * capacity_;
        leaf.Decode(column, first, count, reinterpret_cast<uint64_t*>(out));
        batch->columns[column] = out;
      }
      batch->row_count = count;
      return true;
    }
    return false;
  }

  void Seek(const IdQuad& row) override {
    if (done_) return;
    const KeyBits key(row);
    if (has_end_ && std::ranges::lexicographical_compare(end_.span(), key.span())) {
      done_ = true;
      return;
    }
    Step& leaf = path_[0];
    if (leaf.index < leaf.page->block.row_count() &&
        CompareRow(leaf.page->block, leaf.page->block.row_count() - 1, key.span()) >= 0) {
      const size_t from = leaf.index;
      leaf.index = leaf.page->block.LowerBound(key.span(), from);
      if (leaf.index - from > window_) window_ = kWindowAfterSeek;
      return;
    }
    window_ = kWindowAfterSeek;
    for (uint32_t level = root_.level; level > 0; --level) {
      Step& step = path_[level];
      const size_t child = ChildFor(step.page->block, key.span(), step.index);
      if (child == step.index) continue;
      step.index = child;
      if (ReadChild(level)) Descend(level - 1, key.span());
      return;
    }
    // The key lies behind this leaf and before the next: what comes next is right already.
    leaf.index = leaf.page->block.row_count();
  }

  const absl::Status& status() const override { return status_; }

 private:
  struct Step {
    std::shared_ptr<const Page> page;
    size_t index = 0;  // Of the child we are in; in the leaf: of the next row.
  };

  bool Take(uint32_t level, absl::StatusOr<std::shared_ptr<const Page>> page) {
    if (!page.ok()) {
      status_ = std::move(page).status();
      done_ = true;
      return false;
    }
    path_[level].page = *std::move(page);
    return true;
  }

  // Reads the child that we are in, of the node at `level`.
  bool ReadChild(uint32_t level) {
    const Step& step = path_[level];
    return Take(level - 1,
                source_.ReadChild(order_, *step.page, step.index, ColumnCountAt(level - 1)));
  }

  // Goes from the page at `level` down to the first row not less than `key`.
  void Descend(uint32_t level, std::span<const uint64_t> key) {
    for (; level > 0; --level) {
      path_[level].index = key.empty() ? 0 : ChildFor(path_[level].page->block, key);
      if (!ReadChild(level)) return;
    }
    path_[0].index = key.empty() ? 0 : path_[0].page->block.LowerBound(key);
  }

  // Makes path_[0] a leaf with rows left. False at the end of the tree or at an error.
  bool EnsureLeaf() {
    while (path_[0].index >= path_[0].page->block.row_count()) {
      uint32_t level = 1;
      while (level <= root_.level &&
             path_[level].index + 1 >= path_[level].page->block.row_count()) {
        ++level;
      }
      if (level > root_.level) {
        done_ = true;
        return false;
      }
      ++path_[level].index;
      if (!ReadChild(level)) return false;
      Descend(level - 1, {});
      if (done_) return false;
    }
    return true;
  }

  const TripleOrder order_;
  const PermutationRoot root_;
  const PageSource& source_;
  KeyBits begin_;
  KeyBits end_;
  bool has_end_ = false;
  bool done_ = false;
  absl::Status status_;
  std::array<Step, kPermutationLevelMax + 1> path_;
  // How many rows are decoded at once at most: after a seek to a far row few, because the next seek
  // may go far again, and more and more as long as rows are used one after the other.
  static constexpr size_t kWindowAfterSeek = 16;
  static constexpr size_t kWindowGrowth = 4;
  size_t window_ = kBlockRowCountMax;
  std::unique_ptr<TermId[]> rows_;  // The batch given last, column after column.
  size_t capacity_ = 0;             // In rows.
};

}  // namespace

std::unique_ptr<RowCursor> Permutation::Scan(std::span<const TermId> prefix) const {
  return std::make_unique<PermutationCursor>(order_, root_, *source_, prefix);
}

absl::StatusOr<uint64_t> Permutation::Rank(std::span<const uint64_t> key) const {
  if (root_.row_count == 0) return 0;
  uint64_t rank = 0;
  ASSIGN_OR_RETURN(std::shared_ptr<const Page> page,
                   source_->ReadPage(order_, root_.page, ColumnCountAt(root_.level)));
  for (uint32_t level = root_.level; level > 0; --level) {
    const size_t child = ChildFor(page->block, key);
    rank += page->block.Value(kNodeRowsBefore, child);
    ASSIGN_OR_RETURN(page, source_->ReadChild(order_, *page, child, ColumnCountAt(level - 1)));
  }
  return rank + page->block.LowerBound(key);
}

absl::StatusOr<uint64_t> Permutation::Count(std::span<const TermId> prefix) const {
  if (prefix.empty()) return root_.row_count;
  KeyBits key(prefix);
  ASSIGN_OR_RETURN(const uint64_t first, Rank(key.span()));
  if (!key.Increment()) return root_.row_count - first;
  ASSIGN_OR_RETURN(const uint64_t last, Rank(key.span()));
  return last - first;
}

absl::StatusOr<uint64_t> Permutation::CountRange(std::span<const TermId> prefix, TermId first,
                                                 TermId last) const {
  if (last < first) return 0;
  KeyBits low(prefix);
  low.Append(first);
  ASSIGN_OR_RETURN(const uint64_t begin, Rank(low.span()));
  KeyBits high(prefix);
  high.Append(last);
  if (!high.Increment()) return root_.row_count - begin;
  ASSIGN_OR_RETURN(const uint64_t end, Rank(high.span()));
  return end - begin;
}

absl::StatusOr<bool> Permutation::Contains(const IdQuad& row) const {
  if (root_.row_count == 0) return false;
  const KeyBits key(row);
  ASSIGN_OR_RETURN(std::shared_ptr<const Page> page,
                   source_->ReadPage(order_, root_.page, ColumnCountAt(root_.level)));
  for (uint32_t level = root_.level; level > 0; --level) {
    const ColumnBlock& block = page->block;
    // The last child whose first key is not greater than the row: ChildFor looks for less.
    size_t child = ChildFor(block, key.span());
    if (child + 1 < block.row_count() && CompareRow(block, child + 1, key.span()) == 0) ++child;
    ASSIGN_OR_RETURN(page, source_->ReadChild(order_, *page, child, ColumnCountAt(level - 1)));
  }
  const size_t at = page->block.LowerBound(key.span());
  return at < page->block.row_count() && CompareRow(page->block, at, key.span()) == 0;
}

}  // namespace entente
