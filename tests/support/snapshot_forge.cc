#include "tests/support/snapshot_forge.h"

#include <xxhash.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include "storage/byte_order.h"
#include "storage/snapshot/snapshot_reader.h"
#include "storage/snapshot/snapshot_writer.h"
#include "storage/triples/column_block.h"
#include "storage/triples/page_source.h"

namespace entente {
namespace {

// Everything here works on files that are whole: what does not is a mistake in a test.
void Require(bool holds, std::string_view what) {
  if (holds) return;
  std::cerr << "cannot forge: " << what << std::endl;
  std::abort();
}

void Put64(uint64_t value, size_t at, std::string* bytes) {
  std::string little;
  AppendLittle64(value, &little);
  bytes->replace(at, little.size(), little);
}

uint64_t ChecksumOf(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace

std::string ReadBytes(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void WriteBytes(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

SnapshotMender::SnapshotMender(const std::string& whole) {
  // Each message says in its first word how many words follow.
  for (size_t at = kPrologueSize; at < whole.size();) {
    const size_t size = 8 + 8 * (LoadLittle64(whole.data() + at) >> 32);
    Require(size <= whole.size() - at, "a message is longer than the file");
    messages_.push_back({.offset = at, .size = size});
    at += size;
  }
  for (size_t index = 0; index + 1 < messages_.size(); ++index) {
    const MessageExtent& message = messages_[index];
    const uint64_t checksum =
        ChecksumOf(std::string_view(whole).substr(message.offset, message.size));
    size_t place = message.offset + message.size;
    while (place < whole.size() && LoadLittle64(whole.data() + place) != checksum) place += 8;
    Require(place < whole.size(), "nothing knows the checksum of a message");
    checksum_places_.push_back(place);
  }
}

void SnapshotMender::Mend(std::string* bytes) const {
  const auto checksum = [bytes](const MessageExtent& message) {
    return ChecksumOf(std::string_view(*bytes).substr(message.offset, message.size));
  };
  // What knows a checksum lies behind what it is of.
  for (size_t index = 0; index < checksum_places_.size(); ++index) {
    Put64(checksum(messages_[index]), checksum_places_[index], bytes);
  }
  Put64(checksum(messages_.back()), 40, bytes);
  const XXH128_hash_t whole =
      XXH3_128bits(bytes->data() + kPrologueSize, bytes->size() - kPrologueSize);
  Put64(whole.low64, 48, bytes);
  Put64(whole.high64, 56, bytes);
  Put64(ChecksumOf(std::string_view(*bytes).substr(0, 120)), 120, bytes);
}

SnapshotParts SnapshotParts::Read(const std::filesystem::path& file) {
  const auto reader = SnapshotReader::Open(file, SnapshotAccess::kRead, 1 << 20);
  Require(reader.ok(), "the file is not whole");
  SnapshotParts parts = {.header = (*reader)->header()};
  for (size_t part = 0; part < 256; ++part) {
    const auto number = static_cast<uint8_t>(part);
    for (uint64_t unit = 0; unit < (*reader)->UnitCount(number); ++unit) {
      const auto bytes = (*reader)->ReadUnit(number, unit);
      Require(bytes.ok(), "a unit is not whole");
      parts.units[number].emplace_back(bytes->bytes);
    }
  }
  return parts;
}

void SnapshotParts::Write(const std::filesystem::path& file) const {
  const auto writer = SnapshotWriter::Create(
      file, {.chunk_bytes = 2048, .chunk_unit_count = 5, .directory_extent_count = 3});
  Require(writer.ok(), "the file cannot be written");
  for (const auto& [part, all] : units) {
    for (const std::string& unit : all) {
      Require((*writer)->AddUnit(part, unit).ok(), "a unit cannot be written");
    }
  }
  Require((*writer)->Commit(header).ok(), "the header cannot be written");
}

PageRows DecodePage(uint8_t part, uint64_t number, size_t column_count, std::string_view bytes) {
  const auto block = ColumnBlock::Parse(bytes, {part, number}, column_count);
  Require(block.ok(), "a page is not whole");
  PageRows columns(column_count, std::vector<uint64_t>(block->row_count()));
  for (size_t column = 0; column < column_count; ++column) {
    block->Decode(column, 0, block->row_count(), columns[column].data());
  }
  return columns;
}

std::string EncodePage(uint8_t part, uint64_t number, const PageRows& columns) {
  std::string bytes;
  EncodeColumnBlock(std::vector<std::span<const uint64_t>>(columns.begin(), columns.end()),
                    {part, number}, &bytes);
  return bytes;
}

PermutationRoot BuildTree(uint8_t part, const PageRows& rows, size_t leaf_size, size_t fan_out,
                          std::vector<std::string>* pages) {
  struct Child {
    std::vector<uint64_t> first_key = {};
    uint64_t row_count = 0;
    uint64_t page = 0;
  };
  pages->clear();
  const auto add = [&](const PageRows& columns, uint64_t row_count) {
    Child child = {.row_count = row_count, .page = pages->size()};
    for (size_t column = 0; column < 4; ++column) child.first_key.push_back(columns[column][0]);
    pages->push_back(EncodePage(part, child.page, columns));
    return child;
  };
  PermutationRoot root = {.row_count = rows[0].size()};
  std::vector<Child> below;
  for (size_t row = 0; row < root.row_count; row += leaf_size) {
    PageRows leaf(4);
    const size_t end = std::min<size_t>(row + leaf_size, root.row_count);
    for (size_t column = 0; column < 4; ++column) {
      leaf[column].assign(rows[column].begin() + static_cast<ptrdiff_t>(row),
                          rows[column].begin() + static_cast<ptrdiff_t>(end));
    }
    below.push_back(add(leaf, end - row));
  }
  while (root.level == 0 || below.size() > 1) {
    ++root.level;
    std::vector<Child> nodes;
    for (size_t first = 0; first < below.size(); first += fan_out) {
      PageRows node(kNodeColumnCount);
      uint64_t row_count = 0;
      for (size_t index = first; index < std::min(first + fan_out, below.size()); ++index) {
        for (size_t column = 0; column < 4; ++column) {
          node[column].push_back(below[index].first_key[column]);
        }
        node[kNodeRowsBefore].push_back(row_count);
        node[kNodeChild].push_back(below[index].page);
        row_count += below[index].row_count;
      }
      nodes.push_back(add(node, row_count));
    }
    below = std::move(nodes);
  }
  root.page = below.front().page;
  root.next_page = pages->size();
  return root;
}

PageRows AllRows(uint8_t part, const PermutationRoot& root, const std::vector<std::string>& pages) {
  PageRows rows(4);
  std::vector<uint64_t> numbers;
  if (root.row_count > 0) numbers.push_back(root.page);
  for (uint32_t level = root.level; level > 0; --level) {
    std::vector<uint64_t> children;
    for (const uint64_t number : numbers) {
      const PageRows node = DecodePage(part, number, kNodeColumnCount, pages[number]);
      children.insert(children.end(), node[kNodeChild].begin(), node[kNodeChild].end());
    }
    numbers = std::move(children);
  }
  for (const uint64_t number : numbers) {
    const PageRows leaf = DecodePage(part, number, kLeafColumnCount, pages[number]);
    for (size_t column = 0; column < 4; ++column) {
      rows[column].insert(rows[column].end(), leaf[column].begin(), leaf[column].end());
    }
  }
  return rows;
}

}  // namespace entente
