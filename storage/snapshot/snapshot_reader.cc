#include "storage/snapshot/snapshot_reader.h"

#include <capnp/serialize.h>
#include <kj/exception.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "storage/byte_order.h"
#include "storage/cancellation.h"
#include "storage/ids/term_page.h"
#include "storage/page_cache.h"
#include "storage/snapshot/snapshot.capnp.h"

namespace entente {
namespace {

constexpr size_t kMagicSize = kSnapshotMagic.size();
constexpr size_t kWholeHashAt = 48;
constexpr size_t kPrologueChecksumAt = 120;
constexpr uint64_t kMessageSizeMin = 16;  // The table of segments and the root's pointer.
constexpr uint64_t kReadSize = uint64_t{1} << 20;

// Where a message lies, and what it hashes to.
struct MessagePlace {
  uint64_t offset = 0;
  uint64_t size = 0;
  uint64_t first_unit = 0;
  uint64_t checksum = 0;
};

uint64_t ChecksumOf(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

uint16_t LoadLittle16(const char* bytes) {
  return static_cast<uint16_t>(static_cast<unsigned char>(bytes[0]) |
                               static_cast<unsigned char>(bytes[1]) << 8);
}

std::string ToString(capnp::Data::Reader data) {
  return {reinterpret_cast<const char*>(data.begin()), data.size()};
}

// Calls `parse` with the root of a message of one segment. What it refuses, and what Cap'n Proto
// does, becomes DataLoss without a name.
template <typename Message, typename Parse>
absl::Status ParseMessage(std::string_view bytes, Parse parse) {
  // One segment that fills the message: no other can be pointed into.
  if (bytes.size() < kMessageSizeMin || bytes.size() % 8 != 0 ||
      LoadLittle64(bytes.data()) != (bytes.size() / 8 - 1) << 32) {
    return absl::DataLossError("a message is not one segment");
  }
  // Whoever reads everything once passes each word once. Pointers that lead to the same words again
  // and again come to an end here, and so do lists that claim elements without a size.
  capnp::ReaderOptions options;
  options.traversalLimitInWords = 2 * (bytes.size() / 8);
  try {
    capnp::FlatArrayMessageReader message(
        kj::arrayPtr(reinterpret_cast<const capnp::word*>(bytes.data()), bytes.size() / 8),
        options);
    return parse(message.getRoot<Message>());
  } catch (const kj::Exception& error) {
    return absl::DataLossError(
        StrCat("a message is malformed: ", std::string_view(error.getDescription().cStr())));
  }
}

// False if the places do not lie one behind the other between the prologue and `end`, or their
// units do not ascend.
bool TakePlaces(capnp::List<snapshot::Extent>::Reader extents, uint64_t end,
                std::vector<MessagePlace>* places) {
  uint64_t begin = kPrologueSize;
  for (const snapshot::Extent::Reader extent : extents) {
    const MessagePlace place = {.offset = extent.getOffset(),
                                .size = extent.getSize(),
                                .first_unit = extent.getFirstUnit(),
                                .checksum = extent.getChecksum()};
    if (place.offset % 8 != 0 || place.size % 8 != 0 || place.size < kMessageSizeMin ||
        place.size > kMessageSizeMax || place.offset < begin || place.offset > end ||
        place.size > end - place.offset ||
        (!places->empty() && place.first_unit <= places->back().first_unit)) {
      return false;
    }
    begin = place.offset + place.size;
    places->push_back(place);
  }
  return true;
}

// The place with the unit. REQUIRES: the first one's first unit is not behind it.
size_t FindPlace(const std::vector<MessagePlace>& places, uint64_t unit) {
  const auto behind = std::upper_bound(
      places.begin(), places.end(), unit,
      [](uint64_t number, const MessagePlace& place) { return number < place.first_unit; });
  return static_cast<size_t>(behind - places.begin()) - 1;
}

struct Directory {
  std::vector<MessagePlace> chunks;
  uint64_t end_unit = 0;  // The first one that it does not know.
  // Of a mapped file: whether a chunk was found whole.
  std::unique_ptr<std::atomic<bool>[]> is_checked;

  uint64_t EndUnit(size_t chunk) const {
    return chunk + 1 < chunks.size() ? chunks[chunk + 1].first_unit : end_unit;
  }
};

struct Part {
  uint64_t unit_count = 0;
  std::vector<MessagePlace> places;  // Of directories.
  // Null until first asked for. Owned.
  std::unique_ptr<std::atomic<const Directory*>[]> directories;

  Part(uint64_t count, std::vector<MessagePlace> all)
      : unit_count(count),
        places(std::move(all)),
        directories(new std::atomic<const Directory*>[places.size()] {}) {}
  ~Part() {
    for (size_t index = 0; index < places.size(); ++index) delete directories[index].load();
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  uint64_t EndUnit(size_t directory) const {
    return directory + 1 < places.size() ? places[directory + 1].first_unit : unit_count;
  }
};

// The texts of the header; false if one is no UTF-8.
bool TakeMetadata(snapshot::Metadata::Reader metadata, SnapshotHeader* header) {
  const auto take = [](capnp::Text::Reader text, std::string* out) {
    out->assign(text.begin(), text.size());
    return IsValidUtf8(*out);
  };
  bool is_text = take(metadata.getDescription(), &header->description) &&
                 take(metadata.getLicence(), &header->licence);
  for (const capnp::Text::Reader source : metadata.getSources()) {
    is_text = take(source, &header->sources.emplace_back()) && is_text;
  }
  for (const capnp::Data::Reader parent : metadata.getParents()) {
    header->parents.push_back(ToString(parent));
    is_text = header->parents.back().size() == kLogicalHashSize && is_text;
  }
  for (const snapshot::Prefix::Reader prefix : metadata.getPrefixes()) {
    auto& [name, iri] = header->prefixes.emplace_back();
    is_text = take(prefix.getName(), &name) && take(prefix.getIri(), &iri) && is_text;
  }
  return is_text;
}

}  // namespace

struct SnapshotReader::Rep {
  std::unique_ptr<SnapshotFile> file;
  SnapshotHeader header;
  uint64_t header_offset = 0;
  uint64_t header_size = 0;
  std::string whole_hash;  // As the prologue has it.
  std::array<std::unique_ptr<Part>, 256> parts;
  mutable absl::Mutex mutex;                // Held while a directory is read.
  mutable PageCache<SnapshotBytes> chunks;  // Of kRead.

  explicit Rep(uint64_t cache_bytes) : chunks(cache_bytes) {}

  absl::Status Damaged(std::string_view what) const {
    return absl::DataLossError(StrCat(file->name(), " is damaged: ", what));
  }

  absl::Status ReadPrologue();
  absl::Status ReadHeader();
  absl::Status TakeParts(capnp::List<snapshot::Part>::Reader list);
  absl::Status TakeContents(snapshot::Header::Reader root);
  absl::Status CheckContents() const;

  uint64_t UnitCount(uint8_t part) const { return parts[part] ? parts[part]->unit_count : 0; }

  absl::StatusOr<SnapshotBytes> ReadMessage(const MessagePlace& place) const {
    ASSIGN_OR_RETURN(SnapshotBytes message, file->Read(place.offset, place.size));
    if (ChecksumOf(message.bytes) != place.checksum) {
      return Damaged(StrCat("the checksum of what begins at byte ", place.offset, " is wrong"));
    }
    return message;
  }

  absl::StatusOr<std::unique_ptr<Directory>> ReadDirectory(uint8_t part, size_t index) const;
  absl::StatusOr<const Directory*> GetDirectory(uint8_t part, size_t index) const;
  absl::StatusOr<SnapshotBytes> GetChunk(uint8_t part, const Directory& directory,
                                         size_t index) const;
  // The unit, or of a chunk that is none an error. With no unit only looks at the chunk.
  absl::StatusOr<std::string_view> FindUnit(std::string_view chunk, uint8_t part,
                                            uint64_t first_unit, uint64_t end_unit,
                                            std::optional<uint64_t> unit) const;
};

absl::Status SnapshotReader::Rep::ReadPrologue() {
  const auto foreign = [this] {
    return absl::FailedPreconditionError(StrCat(file->name(), " is no Entente database"));
  };
  if (file->size() < kMagicSize) return foreign();
  ASSIGN_OR_RETURN(const SnapshotBytes read,
                   file->Read(0, std::min<uint64_t>(file->size(), kPrologueSize)));
  const std::string_view prologue = read.bytes;
  if (!prologue.starts_with(kSnapshotMagic)) return foreign();
  if (prologue.size() < kPrologueSize) return Damaged("it ends in the middle of its prologue");
  const uint16_t major = LoadLittle16(prologue.data() + 8);
  const uint16_t minor = LoadLittle16(prologue.data() + 10);
  const uint16_t min_reader = LoadLittle16(prologue.data() + 12);
  if (min_reader > kSnapshotMajor) {
    return absl::FailedPreconditionError(StrCat(
        file->name(), " has format ", uint32_t{major}, ".", uint32_t{minor},
        ", which needs a program that reads ", uint32_t{min_reader}, ".0; this one reads up to ",
        uint32_t{kSnapshotMajor}, ".", uint32_t{kSnapshotMinor}));
  }
  if (LoadLittle64(prologue.data() + kPrologueChecksumAt) !=
      ChecksumOf(prologue.substr(0, kPrologueChecksumAt))) {
    return Damaged("the checksum of its prologue is wrong");
  }
  const uint64_t size = LoadLittle64(prologue.data() + 16);
  if (size != file->size()) {
    return Damaged(StrCat("it has ", file->size(), " bytes, and should have ", size));
  }
  header.major = major;
  header.minor = minor;
  if (minor <= kSnapshotMinor &&
      (LoadLittle16(prologue.data() + 14) != 0 ||
       prologue.substr(64, 56).find_first_not_of('\0') != std::string_view::npos)) {
    return Damaged("its prologue says more than there is to say");
  }
  header_offset = LoadLittle64(prologue.data() + 24);
  header_size = LoadLittle64(prologue.data() + 32);
  if (major == 0 || min_reader == 0 || header_offset < kPrologueSize || header_offset % 8 != 0 ||
      header_offset > size || header_size != size - header_offset ||
      header_size < kMessageSizeMin || header_size % 8 != 0 || header_size > kMessageSizeMax) {
    return Damaged("its prologue says what cannot be");
  }
  whole_hash = prologue.substr(kWholeHashAt, 16);
  return absl::OkStatus();
}

absl::Status SnapshotReader::Rep::ReadHeader() {
  ASSIGN_OR_RETURN(const SnapshotBytes prologue, file->Read(0, kPrologueSize));
  ASSIGN_OR_RETURN(const SnapshotBytes message,
                   ReadMessage({.offset = header_offset,
                                .size = header_size,
                                .checksum = LoadLittle64(prologue.bytes.data() + 40)}));
  const absl::Status parsed =
      ParseMessage<snapshot::Header>(message.bytes, [this](snapshot::Header::Reader root) {
        RETURN_IF_ERROR(TakeParts(root.getParts()));
        return TakeContents(root);
      });
  if (!parsed.ok()) return Damaged(StrCat("its header: ", FromAbsl(parsed.message())));
  return CheckContents();
}

absl::Status SnapshotReader::Rep::TakeParts(capnp::List<snapshot::Part>::Reader list) {
  int number_before = -1;
  uint64_t begin = kPrologueSize;
  for (const snapshot::Part::Reader entry : list) {
    std::vector<MessagePlace> places;
    if (entry.getNumber() <= number_before ||
        !TakePlaces(entry.getDirectories(), header_offset, &places) || places.empty() ||
        places.front().offset < begin || places.front().first_unit != 0 ||
        places.back().first_unit >= entry.getUnitCount() ||
        // Each has a pointer of its own.
        entry.getUnitCount() > header_offset / 8) {
      return absl::DataLossError("its parts are not where they should be");
    }
    number_before = entry.getNumber();
    begin = places.back().offset + places.back().size;
    parts[entry.getNumber()] = std::make_unique<Part>(entry.getUnitCount(), std::move(places));
  }
  return absl::OkStatus();
}

absl::Status SnapshotReader::Rep::TakeContents(snapshot::Header::Reader root) {
  if (!TakeMetadata(root.getMetadata(), &header)) {
    return absl::DataLossError("its metadata are no texts");
  }
  header.logical_hash = ToString(root.getLogicalHash());
  const snapshot::Counts::Reader counts = root.getCounts();
  header.quad_count = counts.getQuads();
  header.term_count = counts.getTerms();
  header.actor_count = counts.getActors();
  header.coalition_count = counts.getCoalitions();
  header.document_count = counts.getDocuments();
  header.claim_count = counts.getClaims();
  const auto roots = root.getPermutations();
  const auto kinds = root.getTerms();
  if (roots.size() != kOrderCount - 1 || kinds.size() != header.term_counts.size() - 1) {
    return absl::DataLossError("it has too few or too many orders or kinds");
  }
  for (uint32_t index = 0; index < roots.size(); ++index) {
    const snapshot::Permutation::Reader order = roots[index];
    if (order.getOrder() != index) return absl::DataLossError("its orders are not in sequence");
    header.roots[index] = {.page = order.getRootPage(),
                           .row_count = order.getRowCount(),
                           .next_page = UnitCount(static_cast<uint8_t>(index)),
                           .level = order.getLevel()};
  }
  for (uint32_t index = 0; index < kinds.size(); ++index) {
    if (kinds[index].getKind() != index + 1) {
      return absl::DataLossError("its kinds are not in sequence");
    }
    header.term_counts[index + 1] = kinds[index].getTermCount();
  }
  for (const snapshot::Signature::Reader entry : root.getSignatures()) {
    header.signatures.push_back({.public_key = ToString(entry.getPublicKey()),
                                 .signature = ToString(entry.getSignature())});
    if (header.signatures.back().public_key.size() != 32 ||
        header.signatures.back().signature.size() != 64) {
      return absl::DataLossError("a signature is none");
    }
  }
  return absl::OkStatus();
}

// What the header says of contents fits together, and no count is beyond what its units can hold.
absl::Status SnapshotReader::Rep::CheckContents() const {
  const uint64_t triple_term_count = header.term_counts[static_cast<size_t>(IdKind::kTriple)];
  for (size_t index = 0; index + 1 < kOrderCount; ++index) {
    const PermutationRoot& root = header.roots[index];
    const bool is_of_quads = index < kQuadOrders.size();
    const bool is_empty = root.row_count == 0;
    if (root.row_count != (is_of_quads ? header.quad_count : triple_term_count) ||
        is_empty != (root.next_page == 0) || is_empty != (root.level == 0) ||
        root.level > kPermutationLevelMax || root.page + (is_empty ? 0 : 1) != root.next_page ||
        (!is_empty && (root.row_count - 1) / kBlockRowCountMax >= root.next_page)) {
      return Damaged(StrCat("its header says of order ", OrderName(static_cast<TripleOrder>(index)),
                            " what cannot be"));
    }
  }
  uint64_t term_count = triple_term_count;
  for (const IdKind kind : kPagedKinds) {
    const uint64_t count = header.term_counts[static_cast<size_t>(kind)];
    if (count > TermId::kPayloadMask ||
        UnitCount(PartOfTerms(kind)) != (count + kTermsPerPage - 1) / kTermsPerPage ||
        UnitCount(PartOfLongTerms(kind)) > count) {
      return Damaged("its header counts terms that cannot be");
    }
    term_count += count;
  }
  if (triple_term_count > TermId::kPayloadMask || term_count != header.term_count ||
      header.logical_hash.size() != kLogicalHashSize) {
    return Damaged("its header says what cannot be");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Directory>> SnapshotReader::Rep::ReadDirectory(uint8_t part,
                                                                              size_t index) const {
  const MessagePlace& place = parts[part]->places[index];
  ASSIGN_OR_RETURN(const SnapshotBytes message, ReadMessage(place));
  auto directory = std::make_unique<Directory>();
  directory->end_unit = parts[part]->EndUnit(index);
  const absl::Status parsed =
      ParseMessage<snapshot::Directory>(message.bytes, [&](snapshot::Directory::Reader root) {
        // Chunks lie before the directory that knows them.
        if (root.getPart() != part ||
            !TakePlaces(root.getChunks(), place.offset, &directory->chunks) ||
            directory->chunks.empty() || directory->chunks.front().first_unit != place.first_unit ||
            directory->chunks.back().first_unit >= directory->end_unit) {
          return absl::DataLossError("it leads elsewhere");
        }
        return absl::OkStatus();
      });
  if (!parsed.ok()) {
    return Damaged(
        StrCat("directory ", index, " of part ", uint32_t{part}, ": ", FromAbsl(parsed.message())));
  }
  if (file->access() == SnapshotAccess::kMapped) {
    directory->is_checked.reset(new std::atomic<bool>[directory->chunks.size()] {});
  }
  return directory;
}

absl::StatusOr<const Directory*> SnapshotReader::Rep::GetDirectory(uint8_t part,
                                                                   size_t index) const {
  std::atomic<const Directory*>& slot = parts[part]->directories[index];
  if (const Directory* known = slot.load(std::memory_order_acquire)) return known;
  absl::MutexLock lock(&mutex);
  if (const Directory* known = slot.load(std::memory_order_acquire)) return known;
  ASSIGN_OR_RETURN(std::unique_ptr<Directory> directory, ReadDirectory(part, index));
  slot.store(directory.get(), std::memory_order_release);
  return directory.release();
}

absl::StatusOr<SnapshotBytes> SnapshotReader::Rep::GetChunk(uint8_t part,
                                                            const Directory& directory,
                                                            size_t index) const {
  const MessagePlace& place = directory.chunks[index];
  if (file->access() == SnapshotAccess::kMapped) {
    if (directory.is_checked[index].load(std::memory_order_relaxed)) {
      return file->Read(place.offset, place.size);
    }
    ASSIGN_OR_RETURN(const SnapshotBytes chunk, ReadMessage(place));
    directory.is_checked[index].store(true, std::memory_order_relaxed);
    return chunk;
  }
  const PagePlace key = {part, place.first_unit};
  if (const auto cached = chunks.Find(key)) return *cached;
  ASSIGN_OR_RETURN(const SnapshotBytes chunk, ReadMessage(place));
  chunks.Insert(key, std::make_shared<const SnapshotBytes>(chunk), chunk.bytes.size());
  return chunk;
}

absl::StatusOr<std::string_view> SnapshotReader::Rep::FindUnit(std::string_view chunk, uint8_t part,
                                                               uint64_t first_unit,
                                                               uint64_t end_unit,
                                                               std::optional<uint64_t> unit) const {
  std::string_view found;
  const absl::Status parsed =
      ParseMessage<snapshot::Chunk>(chunk, [&](snapshot::Chunk::Reader root) {
        const capnp::List<capnp::Data>::Reader units = root.getUnits();
        if (root.getPart() != part || root.getFirstUnit() != first_unit ||
            units.size() != end_unit - first_unit) {
          return absl::DataLossError("it holds other units");
        }
        if (unit.has_value()) {
          const capnp::Data::Reader bytes = units[static_cast<uint32_t>(*unit - first_unit)];
          found = {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
        }
        return absl::OkStatus();
      });
  if (!parsed.ok()) {
    return Damaged(StrCat("the chunk with unit ", first_unit, " of part ", uint32_t{part}, ": ",
                          FromAbsl(parsed.message())));
  }
  return found;
}

absl::StatusOr<std::unique_ptr<SnapshotReader>> SnapshotReader::Open(
    const std::filesystem::path& file, SnapshotAccess access, uint64_t cache_bytes) {
  auto rep = std::make_unique<Rep>(cache_bytes);
  ASSIGN_OR_RETURN(rep->file, SnapshotFile::Open(file, access));
  RETURN_IF_ERROR(rep->ReadPrologue());
  RETURN_IF_ERROR(rep->ReadHeader());
  return std::unique_ptr<SnapshotReader>(new SnapshotReader(std::move(rep)));
}

SnapshotReader::SnapshotReader(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
SnapshotReader::~SnapshotReader() = default;

const SnapshotHeader& SnapshotReader::header() const { return rep_->header; }
const std::string& SnapshotReader::file_name() const { return rep_->file->name(); }
uint64_t SnapshotReader::file_size() const { return rep_->file->size(); }
SnapshotAccess SnapshotReader::access() const { return rep_->file->access(); }
uint64_t SnapshotReader::UnitCount(uint8_t part) const { return rep_->UnitCount(part); }

absl::StatusOr<SnapshotBytes> SnapshotReader::ReadUnit(uint8_t part, uint64_t unit) const {
  if (unit >= rep_->UnitCount(part)) {
    return rep_->Damaged(StrCat("part ", uint32_t{part}, " has no unit ", unit));
  }
  const size_t directory_index = FindPlace(rep_->parts[part]->places, unit);
  ASSIGN_OR_RETURN(const Directory* const directory, rep_->GetDirectory(part, directory_index));
  const size_t index = FindPlace(directory->chunks, unit);
  ASSIGN_OR_RETURN(SnapshotBytes chunk, rep_->GetChunk(part, *directory, index));
  ASSIGN_OR_RETURN(chunk.bytes,
                   rep_->FindUnit(chunk.bytes, part, directory->chunks[index].first_unit,
                                  directory->EndUnit(index), unit));
  return chunk;
}

absl::StatusOr<std::vector<SnapshotReader::PartSize>> SnapshotReader::PartSizes() const {
  std::vector<PartSize> sizes;
  for (size_t number = 0; number < rep_->parts.size(); ++number) {
    const Part* const part = rep_->parts[number].get();
    if (part == nullptr) continue;
    PartSize size = {.part = static_cast<uint8_t>(number), .unit_count = part->unit_count};
    for (size_t index = 0; index < part->places.size(); ++index) {
      size.bytes += part->places[index].size;
      ASSIGN_OR_RETURN(const Directory* const directory, rep_->GetDirectory(size.part, index));
      for (const MessagePlace& chunk : directory->chunks) size.bytes += chunk.size;
    }
    sizes.push_back(size);
  }
  return sizes;
}

absl::Status SnapshotReader::CheckContainer(const std::atomic<bool>* cancelled) const {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       &XXH3_freeState);
  XXH3_128bits_reset(state.get());
  for (uint64_t at = kPrologueSize; at < file_size();) {
    RETURN_IF_ERROR(CheckCancelled(cancelled));
    ASSIGN_OR_RETURN(const SnapshotBytes read,
                     rep_->file->Read(at, std::min(kReadSize, file_size() - at)));
    XXH3_128bits_update(state.get(), read.bytes.data(), read.bytes.size());
    at += read.bytes.size();
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  std::string whole_hash;
  AppendLittle64(hash.low64, &whole_hash);
  AppendLittle64(hash.high64, &whole_hash);
  if (whole_hash != rep_->whole_hash) return rep_->Damaged("the checksum over all of it is wrong");

  uint64_t end = kPrologueSize;  // Of what was seen so far.
  const auto follows = [&end](const MessagePlace& place) {
    return std::exchange(end, place.offset + place.size) == place.offset;
  };
  for (size_t number = 0; number < rep_->parts.size(); ++number) {
    const Part* const part = rep_->parts[number].get();
    if (part == nullptr) continue;
    for (size_t index = 0; index < part->places.size(); ++index) {
      RETURN_IF_ERROR(CheckCancelled(cancelled));
      const auto part_number = static_cast<uint8_t>(number);
      ASSIGN_OR_RETURN(const std::unique_ptr<Directory> directory,
                       rep_->ReadDirectory(part_number, index));
      bool is_without_gaps = true;
      for (size_t chunk = 0; chunk < directory->chunks.size(); ++chunk) {
        const MessagePlace& place = directory->chunks[chunk];
        is_without_gaps = follows(place) && is_without_gaps;
        ASSIGN_OR_RETURN(const SnapshotBytes message, rep_->ReadMessage(place));
        RETURN_IF_ERROR(rep_->FindUnit(message.bytes, part_number, place.first_unit,
                                       directory->EndUnit(chunk), std::nullopt)
                            .status());
      }
      if (!follows(part->places[index]) || !is_without_gaps) {
        return rep_->Damaged(StrCat("part ", number, " has gaps"));
      }
    }
  }
  return end == rep_->header_offset ? absl::OkStatus()
                                    : rep_->Damaged("there are gaps before its header");
}

}  // namespace entente
