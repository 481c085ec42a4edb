#include "storage/triples/permutation_writer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "schema/status_macros.h"

namespace entente {
namespace {

// A full node of level 1 has this many children; nodes above may have more, since they are few.
constexpr size_t kNodeChildCountTarget = 256;
// Below these, a page takes in its neighbour rather than staying as it is.
constexpr size_t kLeafRowCountMin = kBlockRowCountTarget / 4;
constexpr size_t kNodeChildCountMin = kNodeChildCountTarget / 4;

// What a node says of one child.
struct Fence {
  IdQuad first_key = {};
  uint64_t row_count = 0;
  uint64_t page = 0;
};

// One change at a time from batches.
class ChangeReader {
 public:
  explicit ChangeReader(ChangeSource& source) : source_(source) { Load(); }

  bool valid() const { return row_ < batch_.rows.row_count; }
  IdQuad row() const { return batch_.rows.Row(row_); }
  bool is_removal() const { return batch_.removals != nullptr && batch_.removals[row_] != 0; }
  void Next() {
    if (++row_ >= batch_.rows.row_count) Load();
  }

  // The rest of the current batch, if all of it are insertions; SkipRest takes it.
  std::optional<RowBatch> RestIfInsertions() const {
    if (batch_.removals != nullptr) return std::nullopt;
    RowBatch rest = batch_.rows;
    for (const TermId*& column : rest.columns) column += row_;
    rest.row_count -= row_;
    return rest;
  }
  void SkipRest() { Load(); }

  const absl::Status& status() const { return source_.status(); }

 private:
  void Load() {
    row_ = 0;
    do {
      if (!source_.Next(&batch_)) {
        batch_ = {};
        return;
      }
    } while (batch_.rows.row_count == 0);
  }

  ChangeSource& source_;
  ChangeBatch batch_;
  size_t row_ = 0;
};

class Writer {
 public:
  Writer(TripleOrder order, const PermutationRoot& old_root, const PageSource& source,
         ChangeSource& changes, bool counts_wanted, PageSink& sink)
      : order_(order),
        old_root_(old_root),
        source_(source),
        changes_(changes),
        counts_wanted_(counts_wanted),
        sink_(sink),
        old_pairs_(-1, &result_.counts),
        new_pairs_(1, &result_.counts) {
    result_.root.next_page = old_root.next_page;
    for (auto& column : rows_) column.resize(kBufferRowCount);
  }

  absl::StatusOr<PermutationRewrite> Run() {
    if (!changes_.valid()) {
      RETURN_IF_ERROR(changes_.status());
      result_.root = old_root_;
      return std::move(result_);
    }
    if (old_root_.row_count == 0) {
      RETURN_IF_ERROR(InsertBefore(nullptr));
    } else {
      std::vector<Fence> nodes;
      const Fence root = {.row_count = old_root_.row_count, .page = old_root_.page};
      if (old_root_.level == 1) {
        nodes.push_back(root);
      } else {
        RETURN_IF_ERROR(CollectNodes(root, old_root_.level, &nodes));
      }
      for (size_t index = 0; index < nodes.size(); ++index) {
        const bool has_next = index + 1 < nodes.size();
        RETURN_IF_ERROR(
            RewriteNode(nodes[index], has_next ? &nodes[index + 1].first_key : nullptr));
      }
    }
    RETURN_IF_ERROR(changes_.status());
    RETURN_IF_ERROR(FlushRows());
    RETURN_IF_ERROR(FlushLeaves());
    RETURN_IF_ERROR(WriteUpperLevels());
    return std::move(result_);
  }

 private:
  static constexpr size_t kBufferRowCount = 2 * kBlockRowCountTarget;
  static_assert(kBufferRowCount <= kBlockRowCountMax);

  absl::StatusOr<std::vector<Fence>> ReadNode(const Fence& node) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const Page> page,
                     source_.ReadPage(order_, node.page, kNodeColumnCount));
    const ColumnBlock& block = page->block;
    std::vector<Fence> children(block.row_count());
    for (size_t child = 0; child < children.size(); ++child) {
      for (size_t column = 0; column < 4; ++column) {
        children[child].first_key[column] = TermId(block.Value(column, child));
      }
      children[child].page = block.Value(kNodeChild, child);
      const uint64_t end =
          child + 1 < children.size() ? block.Value(kNodeRowsBefore, child + 1) : node.row_count;
      children[child].row_count = end - block.Value(kNodeRowsBefore, child);
    }
    return children;
  }

  // Lists the nodes of level 1 below `node`. Those above are rewritten in any case: they are few.
  absl::Status CollectNodes(const Fence& node, uint32_t level, std::vector<Fence>* nodes) {
    ASSIGN_OR_RETURN(const std::vector<Fence> children, ReadNode(node));
    result_.superseded_pages.push_back(node.page);
    for (const Fence& child : children) {
      if (level == 2) {
        nodes->push_back(child);
      } else {
        RETURN_IF_ERROR(CollectNodes(child, level - 1, nodes));
      }
    }
    return absl::OkStatus();
  }

  bool ChangesBefore(const IdQuad* limit) const {
    return changes_.valid() && (limit == nullptr || changes_.row() < *limit);
  }

  // `limit` is the first key of the node that follows; null for the last.
  absl::Status RewriteNode(const Fence& node, const IdQuad* limit) {
    if (!ChangesBefore(limit) && buffered_ == 0 &&
        (leaves_.empty() || leaves_.size() >= kNodeChildCountMin)) {
      RETURN_IF_ERROR(EndStretch(node.first_key));
      RETURN_IF_ERROR(FlushLeaves());
      nodes_.push_back(node);
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const std::vector<Fence> leaves, ReadNode(node));
    result_.superseded_pages.push_back(node.page);
    for (size_t index = 0; index < leaves.size(); ++index) {
      RETURN_IF_ERROR(RewriteLeaf(
          leaves[index], index + 1 < leaves.size() ? &leaves[index + 1].first_key : limit));
    }
    return absl::OkStatus();
  }

  // A stretch is a run of rewritten leaves between kept ones. Its rows are counted before and
  // after; whether the first and the next row begin a pair depends on the kept neighbours.
  absl::Status BeginStretch() {
    if (in_stretch_ || !counts_wanted_) return absl::OkStatus();
    in_stretch_ = true;
    old_pairs_.StartAtBeginning();
    new_pairs_.StartAtBeginning();
    std::optional<uint64_t> leaf;
    if (!leaves_.empty()) {
      leaf = leaves_.back().page;
    } else if (!nodes_.empty()) {
      ASSIGN_OR_RETURN(const std::vector<Fence> children, ReadNode(nodes_.back()));
      leaf = children.back().page;
    }
    if (!leaf) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::shared_ptr<const Page> page,
                     source_.ReadPage(order_, *leaf, kLeafColumnCount));
    const size_t last = page->block.row_count() - 1;
    const TermId first_id(page->block.Value(0, last));
    const TermId second_id(page->block.Value(1, last));
    old_pairs_.StartAfter(first_id, second_id);
    new_pairs_.StartAfter(first_id, second_id);
    return absl::OkStatus();
  }

  absl::Status EndStretch(const IdQuad& next_row) {
    RETURN_IF_ERROR(FlushRows());
    if (!in_stretch_) return absl::OkStatus();
    in_stretch_ = false;
    // The row after the stretch is there before and after: its row count cancels out, but it may
    // begin a pair in one and not in the other.
    old_pairs_.Add(&next_row[0], &next_row[1], 1);
    new_pairs_.Add(&next_row[0], &next_row[1], 1);
    return absl::OkStatus();
  }

  absl::Status RewriteLeaf(const Fence& leaf, const IdQuad* limit) {
    const bool is_wanted = buffered_ > 0 && buffered_ < kLeafRowCountMin;
    if (!ChangesBefore(limit) && !is_wanted) return KeepLeaf(leaf);
    ASSIGN_OR_RETURN(const std::shared_ptr<const Page> page,
                     source_.ReadPage(order_, leaf.page, kLeafColumnCount));
    const size_t count = page->block.row_count();
    for (size_t column = 0; column < 4; ++column) {
      old_[column].resize(count);
      merged_[column].clear();
      page->block.Decode(column, 0, count, reinterpret_cast<uint64_t*>(old_[column].data()));
    }
    bool is_changed = is_wanted;
    size_t row = 0;
    while (row < count && ChangesBefore(limit)) {
      const IdQuad change = changes_.row();
      const size_t begin = row;
      while (row < count && OldRow(row) < change) ++row;
      for (size_t column = 0; column < 4; ++column) {
        merged_[column].insert(merged_[column].end(), old_[column].begin() + begin,
                               old_[column].begin() + row);
      }
      if (row == count) break;
      const bool is_there = OldRow(row) == change;
      row += is_there;
      is_changed |= is_there == changes_.is_removal();
      if (!changes_.is_removal()) {
        for (size_t column = 0; column < 4; ++column) merged_[column].push_back(change[column]);
      }
      changes_.Next();
    }
    if (!is_changed && !ChangesBefore(limit)) return KeepLeaf(leaf);
    for (size_t column = 0; column < 4; ++column) {
      merged_[column].insert(merged_[column].end(), old_[column].begin() + row, old_[column].end());
    }
    RETURN_IF_ERROR(BeginStretch());
    result_.superseded_pages.push_back(leaf.page);
    if (counts_wanted_) old_pairs_.Add(old_[0].data(), old_[1].data(), count);
    RETURN_IF_ERROR(
        AppendColumns({merged_[0].data(), merged_[1].data(), merged_[2].data(), merged_[3].data()},
                      merged_[0].size()));
    return InsertBefore(limit);
  }

  absl::Status KeepLeaf(const Fence& leaf) {
    RETURN_IF_ERROR(EndStretch(leaf.first_key));
    leaves_.push_back(leaf);
    return absl::OkStatus();
  }

  IdQuad OldRow(size_t row) const {
    return {old_[0][row], old_[1][row], old_[2][row], old_[3][row]};
  }

  // Takes all changes before `limit` where no old rows are left.
  absl::Status InsertBefore(const IdQuad* limit) {
    while (ChangesBefore(limit)) {
      const std::optional<RowBatch> rest = changes_.RestIfInsertions();
      if (rest && (limit == nullptr || rest->Row(rest->row_count - 1) < *limit)) {
        RETURN_IF_ERROR(AppendColumns(rest->columns, rest->row_count));
        changes_.SkipRest();
      } else {
        if (!changes_.is_removal()) RETURN_IF_ERROR(AppendRow(changes_.row()));
        changes_.Next();
      }
    }
    return absl::OkStatus();
  }

  absl::Status AppendRow(const IdQuad& row) {
    return AppendColumns({&row[0], &row[1], &row[2], &row[3]}, 1);
  }

  absl::Status AppendColumns(const std::array<const TermId*, 4>& columns, size_t count) {
    if (counts_wanted_) new_pairs_.Add(columns[0], columns[1], count);
    for (size_t done = 0; done < count;) {
      const size_t part = std::min(count - done, kBufferRowCount - buffered_);
      for (size_t column = 0; column < 4; ++column) {
        std::copy_n(columns[column] + done, part, rows_[column].data() + buffered_);
      }
      buffered_ += part;
      done += part;
      if (buffered_ == kBufferRowCount) RETURN_IF_ERROR(WriteLeaf(kBlockRowCountTarget));
    }
    return absl::OkStatus();
  }

  absl::Status WriteLeaf(size_t count) {
    Fence fence = {.row_count = count};
    std::array<std::span<const uint64_t>, kLeafColumnCount> columns;
    for (size_t column = 0; column < 4; ++column) {
      fence.first_key[column] = rows_[column][0];
      columns[column] = {reinterpret_cast<const uint64_t*>(rows_[column].data()), count};
    }
    RETURN_IF_ERROR(WritePage(columns, &fence.page));
    leaves_.push_back(fence);
    buffered_ -= count;
    for (auto& column : rows_) {
      std::copy_n(column.data() + count, buffered_, column.data());
    }
    return absl::OkStatus();
  }

  absl::Status WritePage(std::span<const std::span<const uint64_t>> columns, uint64_t* number) {
    *number = result_.root.next_page++;
    bytes_.clear();
    EncodeColumnBlock(columns, {static_cast<uint8_t>(order_), *number}, &bytes_);
    return sink_.WritePage(order_, *number, bytes_);
  }

  absl::Status FlushRows() {
    if (buffered_ > kBlockRowCountTarget + kBlockRowCountTarget / 2) {
      RETURN_IF_ERROR(WriteLeaf(buffered_ / 2));
    }
    return buffered_ > 0 ? WriteLeaf(buffered_) : absl::OkStatus();
  }

  absl::Status FlushLeaves() { return WriteNodes(kNodeChildCountTarget, &leaves_, &nodes_); }

  // Writes nodes over all of *children, equally full, and leaves *children empty.
  absl::Status WriteNodes(size_t child_count_max, std::vector<Fence>* children,
                          std::vector<Fence>* parents) {
    const size_t node_count = (children->size() + child_count_max - 1) / child_count_max;
    for (size_t node = 0; node < node_count; ++node) {
      const size_t begin = children->size() * node / node_count;
      const size_t end = children->size() * (node + 1) / node_count;
      std::array<std::vector<uint64_t>, kNodeColumnCount> columns;
      Fence parent = {.first_key = (*children)[begin].first_key};
      for (size_t child = begin; child < end; ++child) {
        const Fence& fence = (*children)[child];
        for (size_t column = 0; column < 4; ++column) {
          columns[column].push_back(fence.first_key[column].bits());
        }
        columns[kNodeRowsBefore].push_back(parent.row_count);
        columns[kNodeChild].push_back(fence.page);
        parent.row_count += fence.row_count;
      }
      std::array<std::span<const uint64_t>, kNodeColumnCount> spans;
      for (size_t column = 0; column < kNodeColumnCount; ++column) spans[column] = columns[column];
      RETURN_IF_ERROR(WritePage(spans, &parent.page));
      parents->push_back(parent);
    }
    children->clear();
    return absl::OkStatus();
  }

  absl::Status WriteUpperLevels() {
    PermutationRoot& root = result_.root;
    uint32_t level = 1;
    while (nodes_.size() > 1) {
      std::vector<Fence> parents;
      RETURN_IF_ERROR(WriteNodes(kBlockRowCountMax, &nodes_, &parents));
      nodes_ = std::move(parents);
      ++level;
    }
    if (!nodes_.empty()) {
      root.page = nodes_[0].page;
      root.row_count = nodes_[0].row_count;
      root.level = level;
    }
    return absl::OkStatus();
  }

  const TripleOrder order_;
  const PermutationRoot& old_root_;
  const PageSource& source_;
  ChangeReader changes_;
  const bool counts_wanted_;
  PageSink& sink_;

  PermutationRewrite result_;
  std::array<std::vector<TermId>, 4> rows_;  // Rows of the next leaves.
  size_t buffered_ = 0;
  std::array<std::vector<TermId>, 4> old_;     // The leaf being rewritten,
  std::array<std::vector<TermId>, 4> merged_;  // and what becomes of it.
  std::vector<Fence> leaves_;                  // Children of the next nodes of level 1.
  std::vector<Fence> nodes_;
  bool in_stretch_ = false;
  PairCounter old_pairs_;
  PairCounter new_pairs_;
  std::string bytes_;
};

}  // namespace

absl::StatusOr<PermutationRewrite> RewritePermutation(TripleOrder order,
                                                      const PermutationRoot& old_root,
                                                      const PageSource& source,
                                                      ChangeSource& changes, bool counts_wanted,
                                                      PageSink& sink) {
  return Writer(order, old_root, source, changes, counts_wanted, sink).Run();
}

}  // namespace entente
