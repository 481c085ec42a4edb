#include "storage/snapshot/snapshot_writer.h"

#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "storage/byte_order.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "xxhash.h"

namespace entente {
namespace {

using testing::HasSubstr;

using Parts = std::map<uint8_t, std::vector<std::string>>;

std::string ContentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

size_t FileCount(const std::filesystem::path& directory) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

// A struct of Cap'n Proto's encoding, read by its words: not by the library that wrote them.
struct Struct {
  std::string_view words = {};  // Of the segment.
  size_t data = 0;              // First word of the numbers,
  size_t pointers = 0;          // and of the pointers.

  uint64_t Word(size_t index) const { return LoadLittle64(words.data() + 8 * index); }
  uint64_t Number(size_t index) const { return Word(data + index); }
  size_t TargetOf(size_t pointer) const {
    const auto offset = static_cast<int32_t>(static_cast<uint32_t>(Word(pointer))) >> 2;
    return static_cast<size_t>(static_cast<int64_t>(pointer) + 1 + offset);
  }
  Struct StructAt(size_t pointer) const {
    const size_t target = TargetOf(pointer);
    return {words, target, target + (Word(pointer) >> 32 & 0xffff)};
  }
  Struct Child(size_t index) const { return StructAt(pointers + index); }
  std::string_view Bytes(size_t pointer) const {
    return words.substr(8 * TargetOf(pointer), Word(pointer) >> 35);
  }
  std::vector<std::string> DataList(size_t index) const {
    std::vector<std::string> result;
    const size_t list = pointers + index;
    for (size_t item = 0; item < Word(list) >> 35; ++item) {
      result.emplace_back(Bytes(TargetOf(list) + item));
    }
    return result;
  }
  std::vector<Struct> Structs(size_t index) const {
    std::vector<Struct> result;
    const size_t list = pointers + index;
    if (Word(list) == 0) return result;
    const uint64_t tag = Word(TargetOf(list));
    const size_t data_words = tag >> 32 & 0xffff;
    const size_t size = data_words + (tag >> 48);
    for (size_t item = 0; item < static_cast<uint32_t>(tag) >> 2; ++item) {
      const size_t begin = TargetOf(list) + 1 + item * size;
      result.push_back({words, begin, begin + data_words});
    }
    return result;
  }
};

// The message at `offset`, which must be one of one segment; *end is where it ends.
Struct MessageAt(std::string_view file, size_t offset, size_t* end) {
  const uint64_t framing = LoadLittle64(file.data() + offset);
  EXPECT_EQ(static_cast<uint32_t>(framing), 0u) << "more than one segment";
  const Struct segment = {.words = file.substr(offset + 8, 8 * (framing >> 32))};
  *end = offset + 8 + 8 * (framing >> 32);
  return segment.StructAt(0);
}

// The message that an extent tells of, which must be what it says.
Struct MessageOf(std::string_view file, const Struct& extent) {
  size_t end = 0;
  const Struct message = MessageAt(file, extent.Number(0), &end);
  EXPECT_EQ(end - extent.Number(0), extent.Number(1));
  EXPECT_EQ(XXH3_64bits(file.data() + extent.Number(0), extent.Number(1)), extent.Number(3));
  return message;
}

// Reads a whole file by docs/snapshot_format.md, and what it must be by the page.
struct Reading {
  Parts parts;
  Struct header;
  std::vector<size_t> chunk_unit_counts;
  std::vector<size_t> directory_chunk_counts;
};

Reading ReadFile(std::string_view file) {
  Reading reading;
  EXPECT_EQ(file.substr(0, 8), kSnapshotMagic);
  EXPECT_EQ(LoadLittle64(file.data() + 8), 1u | uint64_t{1} << 32) << "1.0, min-reader 1, 0";
  EXPECT_EQ(LoadLittle64(file.data() + 16), file.size());
  EXPECT_EQ(LoadLittle64(file.data() + 120), XXH3_64bits(file.data(), 120));
  const XXH128_hash_t whole = XXH3_128bits(file.data() + 128, file.size() - 128);
  EXPECT_EQ(LoadLittle64(file.data() + 48), whole.low64);
  EXPECT_EQ(LoadLittle64(file.data() + 56), whole.high64);
  const uint64_t header_offset = LoadLittle64(file.data() + 24);
  const uint64_t header_size = LoadLittle64(file.data() + 32);
  EXPECT_EQ(LoadLittle64(file.data() + 40), XXH3_64bits(file.data() + header_offset, header_size));
  size_t end = 0;
  reading.header = MessageAt(file, header_offset, &end);
  EXPECT_EQ(end, file.size());
  EXPECT_EQ(header_offset + header_size, file.size());

  // Message after message without gaps, in the sequence that the page says.
  size_t place = kPrologueSize;
  for (const Struct& part : reading.header.Structs(5)) {
    const auto number = static_cast<uint8_t>(part.Number(0));
    EXPECT_TRUE(reading.parts.empty() || reading.parts.rbegin()->first < number);
    std::vector<std::string>& units = reading.parts[number];
    for (const Struct& extent : part.Structs(0)) {
      const Struct directory = MessageOf(file, extent);
      EXPECT_EQ(directory.Number(0), number);
      const std::vector<Struct> chunks = directory.Structs(0);
      reading.directory_chunk_counts.push_back(chunks.size());
      EXPECT_EQ(extent.Number(2), units.size());
      for (const Struct& chunk_extent : chunks) {
        EXPECT_EQ(chunk_extent.Number(0), place);
        place += chunk_extent.Number(1);
        const Struct chunk = MessageOf(file, chunk_extent);
        EXPECT_EQ(chunk.Number(0), number);
        EXPECT_EQ(chunk.Number(1), units.size());
        EXPECT_EQ(chunk_extent.Number(2), units.size());
        const std::vector<std::string> of_chunk = chunk.DataList(0);
        reading.chunk_unit_counts.push_back(of_chunk.size());
        units.insert(units.end(), of_chunk.begin(), of_chunk.end());
      }
      EXPECT_EQ(extent.Number(0), place);
      place += extent.Number(1);
    }
    EXPECT_EQ(part.Number(1), units.size());
  }
  EXPECT_EQ(place, header_offset);
  return reading;
}

void Write(const std::filesystem::path& path, const Parts& parts, const SnapshotLimits& limits,
           const SnapshotHeader& header = {}) {
  ASSERT_OK_AND_ASSIGN(const auto writer, SnapshotWriter::Create(path, limits));
  for (const auto& [part, units] : parts) {
    for (const std::string& unit : units) ASSERT_OK(writer->AddUnit(part, unit));
  }
  ASSERT_OK(writer->Commit(header));
}

TEST(SnapshotWriterTest, AnyUnitsAreFoundByTheDirectoriesWhateverTheLimits) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(20); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::mt19937_64 random(seed + round);
    const SnapshotLimits limits = {.chunk_bytes = 1 + random() % 300,
                                   .chunk_unit_count = 1 + random() % 9,
                                   .directory_extent_count = 1 + random() % 7};
    Parts parts;
    for (uint64_t part = random() % 5; part > 0; --part) {
      std::vector<std::string>& units = parts[static_cast<uint8_t>(random())];
      units.resize(1 + random() % 80);
      for (std::string& unit : units) {
        unit.resize(random() % 100);
        for (char& byte : unit) byte = static_cast<char>(random());
      }
    }
    const TempDir directory;
    ASSERT_NO_FATAL_FAILURE(Write(directory / "a", parts, limits));
    const std::string file = ContentOf(directory / "a");
    const Reading reading = ReadFile(file);
    EXPECT_EQ(reading.parts, parts);
    for (const size_t count : reading.chunk_unit_counts) {
      EXPECT_LE(count, limits.chunk_unit_count);
    }
    for (const size_t count : reading.directory_chunk_counts) {
      EXPECT_LE(count, limits.directory_extent_count);
    }
    ASSERT_NO_FATAL_FAILURE(Write(directory / "b", parts, limits));
    EXPECT_EQ(ContentOf(directory / "b"), file);
  }
}

TEST(SnapshotWriterTest, AChunkClosesWithTheUnitThatFillsIt) {
  const TempDir directory;
  const Parts parts = {
      {3, {std::string(10, 'a'), std::string(9, 'b'), "c", std::string(50, 'd'), "e", "", ""}}};
  ASSERT_NO_FATAL_FAILURE(
      Write(directory / "a", parts, {.chunk_bytes = 20, .chunk_unit_count = 9}));
  EXPECT_THAT(ReadFile(ContentOf(directory / "a")).chunk_unit_counts,
              testing::ElementsAre(3, 1, 3));
  ASSERT_NO_FATAL_FAILURE(
      Write(directory / "b", parts,
            {.chunk_bytes = 99, .chunk_unit_count = 3, .directory_extent_count = 2}));
  const Reading reading = ReadFile(ContentOf(directory / "b"));
  EXPECT_THAT(reading.chunk_unit_counts, testing::ElementsAre(3, 3, 1));
  EXPECT_THAT(reading.directory_chunk_counts, testing::ElementsAre(2, 1));
}

TEST(SnapshotWriterTest, TheHeaderSaysWhatItIsGiven) {
  SnapshotHeader header = {.description = "about",
                           .licence = "",
                           .sources = {"one", std::string(5000, 'x')},
                           .parents = {std::string(32, '\xff')},
                           .prefixes = {{"ex", "http://example.org/"}, {"", "urn:x"}},
                           .logical_hash = std::string(32, '\x01'),
                           .quad_count = 1,
                           .term_count = 2,
                           .actor_count = 3,
                           .coalition_count = 4,
                           .document_count = 5,
                           .claim_count = 6,
                           .term_counts = {0, 10, 20, 30, 40},
                           .signatures = {{std::string(32, 'k'), std::string(64, 's')}}};
  header.roots[6] = {.page = 70, .row_count = 80, .next_page = 71, .level = 2};
  const TempDir directory;
  ASSERT_NO_FATAL_FAILURE(Write(directory / "a", {}, {}, header));
  const std::string file = ContentOf(directory / "a");
  const Struct read = ReadFile(file).header;
  const Struct metadata = read.Child(0);
  EXPECT_EQ(metadata.Bytes(metadata.pointers), std::string_view("about\0", 6));
  EXPECT_EQ(metadata.DataList(2),
            (std::vector<std::string>{std::string("one\0", 4), std::string(5000, 'x') + '\0'}));
  EXPECT_EQ(metadata.DataList(3), header.parents);
  ASSERT_EQ(metadata.Structs(4).size(), 2u);
  const Struct prefix = metadata.Structs(4)[0];
  EXPECT_EQ(prefix.Bytes(prefix.pointers), std::string_view("ex\0", 3));
  EXPECT_EQ(read.Bytes(read.pointers + 1), header.logical_hash);
  for (uint64_t count = 0; count < 6; ++count) EXPECT_EQ(read.Child(2).Number(count), count + 1);
  const std::vector<Struct> orders = read.Structs(3);
  ASSERT_EQ(orders.size(), 11u);
  EXPECT_EQ(orders[6].Number(0), 6u | 2u << 8);
  EXPECT_EQ(orders[6].Number(1), 70u);
  EXPECT_EQ(orders[6].Number(2), 80u);
  const std::vector<Struct> kinds = read.Structs(4);
  ASSERT_EQ(kinds.size(), 4u);
  for (uint64_t kind = 1; kind <= 4; ++kind) {
    EXPECT_EQ(kinds[kind - 1].Number(0), kind);
    EXPECT_EQ(kinds[kind - 1].Number(1), 10 * kind);
  }
  ASSERT_EQ(read.Structs(6).size(), 1u);
  const Struct signature = read.Structs(6)[0];
  EXPECT_EQ(signature.Bytes(signature.pointers), std::string(32, 'k'));
  EXPECT_EQ(signature.Bytes(signature.pointers + 1), std::string(64, 's'));
}

TEST(SnapshotWriterTest, AUnitMayFillAMessageButNotMore) {
  const TempDir directory;
  ASSERT_OK_AND_ASSIGN(const auto writer, SnapshotWriter::Create(directory / "a"));
  EXPECT_THAT(writer->AddUnit(0, std::string(kMessageSizeMax, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no room")));
  const std::string large(size_t{3} << 20, 'x');
  ASSERT_OK(writer->AddUnit(0, "small"));
  ASSERT_OK(writer->AddUnit(0, large));
  ASSERT_OK(writer->Commit({}));
  const Parts parts = ReadFile(ContentOf(directory / "a")).parts;
  EXPECT_EQ(parts, (Parts{{0, {"small", large}}}));
}

TEST(SnapshotWriterTest, WithoutACommitNothingIsLeftAndTheOldFileStays) {
  const TempDir directory;
  std::ofstream(directory / "a") << "old";
  {
    ASSERT_OK_AND_ASSIGN(const auto writer, SnapshotWriter::Create(directory / "a"));
    for (int unit = 0; unit < 100; ++unit) {
      ASSERT_OK(writer->AddUnit(1, std::string(size_t{64} << 10, 'x')));
    }
  }
  EXPECT_EQ(ContentOf(directory / "a"), "old");
  EXPECT_EQ(FileCount(directory.path()), 1u);
  EXPECT_THAT(SnapshotWriter::Create(directory / "nowhere" / "a").status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("nowhere")));
}

}  // namespace
}  // namespace entente
