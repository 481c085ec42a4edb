// Where the pages of permutations come from: a database's RocksDB or a mapped snapshot.
#ifndef ENTENTE_STORAGE_TRIPLES_PAGE_SOURCE_H_
#define ENTENTE_STORAGE_TRIPLES_PAGE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/triples/column_block.h"
#include "storage/triples/triple_order.h"

namespace entente {

// A page holds rows of an order (a leaf) or the fences that lead to pages one level below (a node).
//
//   leaf: the four columns of the order
//   node: the first key of each child (four columns), the rows in this node before the child, the
//         child's page number
inline constexpr size_t kLeafColumnCount = 4;
inline constexpr size_t kNodeColumnCount = 6;
inline constexpr size_t kNodeRowsBefore = 4;
inline constexpr size_t kNodeChild = 5;

// A page read, checked and ready. Shared, because caches and scans hold the same one and neither
// knows who is last.
struct Page {
  std::string bytes = {};
  ColumnBlock block;  // A view of `bytes`.

  // Takes the bytes of a page and checks them. DataLoss if they are not whole or lie elsewhere.
  static absl::StatusOr<std::shared_ptr<const Page>> Make(std::string bytes, PagePlace place,
                                                          size_t column_count);
  explicit Page(std::string page_bytes, const ColumnBlock& page_block)
      : bytes(std::move(page_bytes)), block(page_block) {}
};

// Threads may share it.
class PageSource {
 public:
  virtual ~PageSource() = default;
  // DataLoss if there is no such page or it is not whole.
  virtual absl::StatusOr<std::shared_ptr<const Page>> ReadPage(TripleOrder order, uint64_t number,
                                                               size_t column_count) const = 0;
  // The page to which entry `child` of a node leads. A source that trusts nobody also compares it
  // with what the node says of it; others need not.
  // REQUIRES: `node` comes from this source, and child < node.block.row_count().
  virtual absl::StatusOr<std::shared_ptr<const Page>> ReadChild(TripleOrder order, const Page& node,
                                                                size_t child,
                                                                size_t column_count) const {
    return ReadPage(order, node.block.Value(kNodeChild, child), column_count);
  }
};

// Where new pages go. Threads may write pages of different orders at the same time.
class PageSink {
 public:
  virtual ~PageSink() = default;
  virtual absl::Status WritePage(TripleOrder order, uint64_t number, std::string_view bytes) = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_PAGE_SOURCE_H_
