// Forged snapshots: files taken apart, changed and put together so that all checksums are right
// again, as somebody would do who wants to do harm.
#ifndef ENTENTE_TESTS_SUPPORT_SNAPSHOT_FORGE_H_
#define ENTENTE_TESTS_SUPPORT_SNAPSHOT_FORGE_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "storage/snapshot/snapshot_format.h"

namespace entente {

std::string ReadBytes(const std::filesystem::path& file);
void WriteBytes(const std::filesystem::path& file, std::string_view bytes);

// Where a message lies.
struct MessageExtent {
  size_t offset = 0;
  size_t size = 0;
};

// Makes checksums right again where bytes were changed and none was moved.
class SnapshotMender {
 public:
  // `whole` is the file as it was written.
  explicit SnapshotMender(const std::string& whole);

  // Ascending; the header is the last.
  const std::vector<MessageExtent>& messages() const { return messages_; }

  // REQUIRES: `bytes` is as long as the file was.
  void Mend(std::string* bytes) const;

 private:
  std::vector<MessageExtent> messages_;
  std::vector<size_t> checksum_places_;  // Of each message but the header.
};

// A snapshot as its units. Made from a file that is whole; what is changed need not be.
struct SnapshotParts {
  SnapshotHeader header = {};
  std::map<uint8_t, std::vector<std::string>> units = {};

  static SnapshotParts Read(const std::filesystem::path& file);
  // With small chunks and directories, so that there are some.
  void Write(const std::filesystem::path& file) const;
};

// The rows of a page, column by column, and a page of such rows.
using PageRows = std::vector<std::vector<uint64_t>>;
PageRows DecodePage(uint8_t part, uint64_t number, size_t column_count, std::string_view bytes);
std::string EncodePage(uint8_t part, uint64_t number, const PageRows& columns);

// The tree of a part made anew from its rows (four columns, ascending): leaves of `leaf_size` rows,
// nodes of `fan_out` children. Returns the root.
PermutationRoot BuildTree(uint8_t part, const PageRows& rows, size_t leaf_size, size_t fan_out,
                          std::vector<std::string>* pages);

// All rows of a part whose pages are whole.
PageRows AllRows(uint8_t part, const PermutationRoot& root, const std::vector<std::string>& pages);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_SNAPSHOT_FORGE_H_
