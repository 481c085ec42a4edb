#include "storage/snapshot/snapshot_writer.h"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/common.h>
#include <kj/exception.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/byte_order.h"
#include "storage/files/file_output.h"
#include "storage/snapshot/snapshot.capnp.h"

namespace entente {
namespace {

constexpr size_t kWordSize = sizeof(capnp::word);
// A stream of one segment: how many segments there are, and how long the first is.
constexpr size_t kFramingWords = 1;
// The root's pointer, and more than any struct of ours and the tag of a list take.
constexpr size_t kRootWords = 16;
constexpr size_t kWriteBytes = size_t{1} << 20;

constexpr size_t WordsOf(size_t bytes) { return (bytes + kWordSize - 1) / kWordSize; }
// With the byte 0 that ends it, and what a list needs to know of it.
constexpr size_t WordsOfText(std::string_view text) { return 2 + WordsOf(text.size() + 1); }
size_t WordsOfTexts(std::span<const std::string> texts) {
  size_t words = 0;
  for (const std::string& text : texts) words += WordsOfText(text);
  return words;
}

struct ExtentRecord {
  uint64_t offset = 0;
  uint64_t size = 0;
  uint64_t first_unit = 0;
  uint64_t checksum = 0;
};
constexpr size_t kExtentWords = sizeof(ExtentRecord) / kWordSize;

void FillExtents(std::span<const ExtentRecord> extents,
                 capnp::List<snapshot::Extent>::Builder list) {
  for (unsigned index = 0; index < list.size(); ++index) {
    snapshot::Extent::Builder extent = list[index];
    extent.setOffset(extents[index].offset);
    extent.setSize(extents[index].size);
    extent.setFirstUnit(extents[index].first_unit);
    extent.setChecksum(extents[index].checksum);
  }
}

kj::ArrayPtr<const kj::byte> DataOf(std::string_view bytes) {
  return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()};
}
capnp::Text::Reader TextOf(const std::string& text) { return {text.c_str(), text.size()}; }

template <typename List>
void FillTexts(std::span<const std::string> texts, List list) {
  for (unsigned index = 0; index < list.size(); ++index) list.set(index, TextOf(texts[index]));
}
template <typename List>
void FillData(std::span<const std::string> items, List list) {
  for (unsigned index = 0; index < list.size(); ++index) list.set(index, DataOf(items[index]));
}

struct PartRecord {
  uint8_t number = 0;
  uint64_t unit_count = 0;
  std::vector<ExtentRecord> directories = {};
};

size_t HeaderWords(const SnapshotHeader& header, std::span<const PartRecord> parts) {
  size_t words = kRootWords * 4;  // The header and its structs that are there once.
  words += WordsOfText(header.description) + WordsOfText(header.licence);
  words += WordsOfTexts(header.sources) + WordsOfTexts(header.parents);
  for (const auto& [name, iri] : header.prefixes) words += WordsOfText(name) + WordsOfText(iri) + 2;
  words += WordsOfText(header.logical_hash) + kOrderCount * 4 + header.term_counts.size() * 2;
  for (const PartRecord& part : parts) words += 4 + part.directories.size() * kExtentWords;
  for (const SnapshotSignature& signature : header.signatures) {
    words += WordsOfText(signature.public_key) + WordsOfText(signature.signature) + 2;
  }
  return words;
}

void FillMetadata(const SnapshotHeader& header, snapshot::Metadata::Builder metadata) {
  const auto size = [](const auto& list) { return static_cast<unsigned>(list.size()); };
  metadata.setDescription(TextOf(header.description));
  metadata.setLicence(TextOf(header.licence));
  FillTexts(header.sources, metadata.initSources(size(header.sources)));
  FillData(header.parents, metadata.initParents(size(header.parents)));
  auto prefixes = metadata.initPrefixes(size(header.prefixes));
  for (unsigned index = 0; index < prefixes.size(); ++index) {
    prefixes[index].setName(TextOf(header.prefixes[index].first));
    prefixes[index].setIri(TextOf(header.prefixes[index].second));
  }
}

void FillHeader(const SnapshotHeader& header, std::span<const PartRecord> parts,
                snapshot::Header::Builder out) {
  FillMetadata(header, out.initMetadata());
  out.setLogicalHash(DataOf(header.logical_hash));
  snapshot::Counts::Builder counts = out.initCounts();
  counts.setQuads(header.quad_count);
  counts.setTerms(header.term_count);
  counts.setActors(header.actor_count);
  counts.setCoalitions(header.coalition_count);
  counts.setDocuments(header.document_count);
  counts.setClaims(header.claim_count);

  auto permutations = out.initPermutations(kQuadOrders.size() + kTripleTermOrders.size());
  for (unsigned order = 0; order < permutations.size(); ++order) {
    const PermutationRoot& root = header.roots[order];
    permutations[order].setOrder(static_cast<uint8_t>(order));
    permutations[order].setLevel(static_cast<uint8_t>(root.level));
    permutations[order].setRootPage(root.page);
    permutations[order].setRowCount(root.row_count);
  }
  auto terms = out.initTerms(static_cast<unsigned>(header.term_counts.size() - 1));
  for (unsigned kind = 1; kind < header.term_counts.size(); ++kind) {
    terms[kind - 1].setKind(static_cast<uint8_t>(kind));
    terms[kind - 1].setTermCount(header.term_counts[kind]);
  }
  auto part_list = out.initParts(static_cast<unsigned>(parts.size()));
  for (unsigned index = 0; index < part_list.size(); ++index) {
    const PartRecord& part = parts[index];
    part_list[index].setNumber(part.number);
    part_list[index].setUnitCount(part.unit_count);
    FillExtents(part.directories,
                part_list[index].initDirectories(static_cast<unsigned>(part.directories.size())));
  }
  auto signatures = out.initSignatures(static_cast<unsigned>(header.signatures.size()));
  for (unsigned index = 0; index < signatures.size(); ++index) {
    signatures[index].setPublicKey(DataOf(header.signatures[index].public_key));
    signatures[index].setSignature(DataOf(header.signatures[index].signature));
  }
}

template <typename Integer>
void AppendLittle(Integer value, std::string* out) {
  for (size_t byte = 0; byte < sizeof(value); ++byte) {
    out->push_back(static_cast<char>(value >> (8 * byte)));
  }
}

}  // namespace

struct SnapshotWriter::Rep {
  struct HashStateDeleter {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };

  Rep(const SnapshotLimits& snapshot_limits, std::unique_ptr<FileOutput> output)
      : limits(snapshot_limits), file(std::move(output)), whole(XXH3_createState()) {
    XXH3_128bits_reset(whole.get());
  }

  // Where the next message will lie.
  uint64_t offset() const { return written_size + unwritten.size(); }

  size_t ChunkWords() const { return kFramingWords + kRootWords + unit_starts.size() + unit_words; }

  absl::Status AddUnit(uint8_t part, std::string_view bytes) {
    const size_t words = 1 + WordsOf(bytes.size());
    if (bytes.size() > kMessageSizeMax ||
        (kFramingWords + kRootWords + words) * kWordSize > kMessageSizeMax) {
      return absl::InvalidArgumentError(
          StrCat("a snapshot has no room for a unit of ", bytes.size(), " bytes"));
    }
    if (parts.empty() || parts.back().number != part) {
      RETURN_IF_ERROR(FinishPart());
      parts.push_back({.number = part});
    }
    if ((ChunkWords() + words) * kWordSize > kMessageSizeMax) RETURN_IF_ERROR(WriteChunk());
    unit_starts.push_back(units.size());
    unit_words += words;
    units.append(bytes);
    ++parts.back().unit_count;
    if (units.size() < limits.chunk_bytes && unit_starts.size() < limits.chunk_unit_count) {
      return absl::OkStatus();
    }
    return WriteChunk();
  }

  absl::Status WriteChunk() {
    if (unit_starts.empty()) return absl::OkStatus();
    const uint64_t first_unit = parts.back().unit_count - unit_starts.size();
    const auto Fill = [&](capnp::MessageBuilder& message) {
      auto chunk = message.initRoot<snapshot::Chunk>();
      chunk.setPart(parts.back().number);
      chunk.setFirstUnit(first_unit);
      auto list = chunk.initUnits(static_cast<unsigned>(unit_starts.size()));
      unit_starts.push_back(units.size());
      for (unsigned unit = 0; unit < list.size(); ++unit) {
        list.set(unit, DataOf(std::string_view(units).substr(
                           unit_starts[unit], unit_starts[unit + 1] - unit_starts[unit])));
      }
    };
    ASSIGN_OR_RETURN(const ExtentRecord extent, WriteMessage(ChunkWords(), first_unit, Fill));
    chunks.push_back(extent);
    units.clear();
    unit_starts.clear();
    unit_words = 0;
    return chunks.size() < limits.directory_extent_count ? absl::OkStatus() : WriteDirectory();
  }

  absl::Status WriteDirectory() {
    if (chunks.empty()) return absl::OkStatus();
    const auto Fill = [&](capnp::MessageBuilder& message) {
      auto directory = message.initRoot<snapshot::Directory>();
      directory.setPart(parts.back().number);
      FillExtents(chunks, directory.initChunks(static_cast<unsigned>(chunks.size())));
    };
    ASSIGN_OR_RETURN(
        const ExtentRecord extent,
        WriteMessage(kRootWords + chunks.size() * kExtentWords, chunks[0].first_unit, Fill));
    parts.back().directories.push_back(extent);
    chunks.clear();
    return absl::OkStatus();
  }

  absl::Status FinishPart() {
    RETURN_IF_ERROR(WriteChunk());
    return WriteDirectory();
  }

  // Appends a message that `fill` makes and that needs no more than `words_max`.
  template <typename Fill>
  absl::StatusOr<ExtentRecord> WriteMessage(size_t words_max, uint64_t first_unit, Fill fill) {
    if (words_max * kWordSize > kMessageSizeMax + kRootWords * kWordSize) {
      return absl::InvalidArgumentError("the header of a snapshot would be too long");
    }
    // Cap'n Proto wants its memory zero, and leaves it so.
    if (scratch.size() < words_max) scratch.resize(words_max);
    ExtentRecord extent = {.offset = offset(), .first_unit = first_unit};
    try {
      capnp::MallocMessageBuilder message(
          kj::arrayPtr(reinterpret_cast<capnp::word*>(scratch.data()), scratch.size()));
      fill(message);
      const auto segments = message.getSegmentsForOutput();
      if (segments.size() != 1) return absl::InternalError("a message has more than one segment");
      const auto bytes = segments[0].asChars();
      AppendLittle(uint32_t{0}, &unwritten);  // One segment less one.
      AppendLittle(static_cast<uint32_t>(segments[0].size()), &unwritten);
      unwritten.append(bytes.begin(), bytes.size());
    } catch (const kj::Exception& exception) {
      return absl::InternalError(StrCat("a message cannot be made: ",
                                        std::string_view(exception.getDescription().cStr())));
    }
    extent.size = offset() - extent.offset;
    const char* const begin = unwritten.data() + unwritten.size() - extent.size;
    extent.checksum = XXH3_64bits(begin, extent.size);
    XXH3_128bits_update(whole.get(), begin, extent.size);
    if (unwritten.size() >= kWriteBytes) RETURN_IF_ERROR(Write());
    return extent;
  }

  absl::Status Write() {
    RETURN_IF_ERROR(file->Append(unwritten));
    written_size += unwritten.size();
    unwritten.clear();
    return absl::OkStatus();
  }

  std::string Prologue(const ExtentRecord& header) const {
    const XXH128_hash_t hash = XXH3_128bits_digest(whole.get());
    std::string prologue(kSnapshotMagic);
    AppendLittle(kSnapshotMajor, &prologue);
    AppendLittle(kSnapshotMinor, &prologue);
    AppendLittle(kSnapshotMinReader, &prologue);
    AppendLittle(uint16_t{0}, &prologue);
    for (const uint64_t number : {header.offset + header.size, header.offset, header.size,
                                  header.checksum, uint64_t{hash.low64}, uint64_t{hash.high64}}) {
      AppendLittle64(number, &prologue);
    }
    prologue.resize(kPrologueSize - sizeof(uint64_t));
    AppendLittle64(XXH3_64bits(prologue.data(), prologue.size()), &prologue);
    return prologue;
  }

  absl::Status Commit(const SnapshotHeader& header) {
    RETURN_IF_ERROR(FinishPart());
    const auto Fill = [&](capnp::MessageBuilder& message) {
      FillHeader(header, parts, message.initRoot<snapshot::Header>());
    };
    ASSIGN_OR_RETURN(const ExtentRecord extent, WriteMessage(HeaderWords(header, parts), 0, Fill));
    RETURN_IF_ERROR(Write());
    RETURN_IF_ERROR(file->Overwrite(0, Prologue(extent)));
    return file->Commit();
  }

  const SnapshotLimits limits;
  const std::unique_ptr<FileOutput> file;
  const std::unique_ptr<XXH3_state_t, HashStateDeleter> whole;
  uint64_t written_size = 0;
  std::string unwritten = std::string(kPrologueSize, '\0');
  std::vector<uint64_t> scratch;

  std::vector<PartRecord> parts;     // The last one is being written.
  std::vector<ExtentRecord> chunks;  // Of its next directory.
  std::string units;                 // Of its next chunk, one behind the other,
  std::vector<size_t> unit_starts;   // where each begins,
  size_t unit_words = 0;             // and how much they take in a message.
};

SnapshotWriter::SnapshotWriter(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
SnapshotWriter::~SnapshotWriter() = default;

absl::StatusOr<std::unique_ptr<SnapshotWriter>> SnapshotWriter::Create(
    const std::filesystem::path& file, const SnapshotLimits& limits) {
  ASSIGN_OR_RETURN(std::unique_ptr<FileOutput> output, FileOutput::Create(file));
  return std::unique_ptr<SnapshotWriter>(
      new SnapshotWriter(std::make_unique<Rep>(limits, std::move(output))));
}

absl::Status SnapshotWriter::AddUnit(uint8_t part, std::string_view bytes) {
  return rep_->AddUnit(part, bytes);
}

absl::Status SnapshotWriter::Commit(const SnapshotHeader& header) { return rep_->Commit(header); }

}  // namespace entente
