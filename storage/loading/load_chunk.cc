#include "storage/loading/load_chunk.h"

#include <algorithm>
#include <optional>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "schema/vocabulary.h"
#include "storage/ids/term_bytes.h"
#include "storage/triples/triple_order.h"

namespace entente {
namespace {

constexpr size_t kSlotCountMin = size_t{1} << 12;

// Equal bytes under different kinds are different terms.
TermKey KeyOf(uint64_t seed, IdKind kind, const void* bytes, size_t size) {
  constexpr uint64_t kOddMultiplier = 0x9E3779B97F4A7C15;
  const XXH128_hash_t hash =
      XXH3_128bits_withSeed(bytes, size, seed + static_cast<uint64_t>(kind) * kOddMultiplier);
  return {.high = hash.high64, .low = hash.low64};
}

}  // namespace

ChunkBuilder::ChunkBuilder(uint64_t hash_seed, const TermView& default_graph)
    : seed_(hash_seed), default_graph_(default_graph), slots_(kSlotCountMin, 0) {}

void ChunkBuilder::Begin(BlankNames* names) {
  names_ = names;
  terms_.clear();
  triples_.clear();
  bytes_.clear();
  for (std::vector<Index>& column : quads_) column.clear();
  quad_count_ = 0;
  has_one_graph_ = true;
  has_parts_ = false;
  latest_.fill(kNoIndex);
  status_ = absl::OkStatus();
  std::fill(slots_.begin(), slots_.end(), 0);
}

absl::Status ChunkBuilder::Accept(const QuadView& quad) {
  const bool has_graph = quad.graph.kind != Term::Kind::kNone;
  const std::array<Index, 4> indexes = {
      InternAt(quad.subject, kSubject), InternAt(quad.predicate, kPredicate),
      InternAt(quad.object, kObject), InternAt(has_graph ? quad.graph : default_graph_, kGraph)};
  if (!status_.ok()) return status_;
  has_one_graph_ = has_one_graph_ && (quad_count_ == 0 || quads_[kGraph].back() == indexes[kGraph]);
  for (size_t position = 0; position < 4; ++position) {
    quads_[position].push_back(indexes[position]);
  }
  ++quad_count_;
  return absl::OkStatus();
}

LoadChunk ChunkBuilder::Finish() {
  if (has_one_graph_ && quad_count_ > 1) quads_[kGraph].resize(1);
  LoadChunk chunk;
  chunk.terms.assign(terms_.begin(), terms_.end());
  chunk.triples.assign(triples_.begin(), triples_.end());
  chunk.bytes = bytes_;
  chunk.has_parts = has_parts_;
  for (size_t position = 0; position < quads_.size(); ++position) {
    chunk.quads[position].assign(quads_[position].begin(), quads_[position].end());
  }
  return chunk;
}

ChunkBuilder::Index ChunkBuilder::InternAt(const TermView& term, int position) {
  // Only IRIs and no term are recognised: blank nodes are renamed, and of literals there is more to
  // compare.
  const bool is_iri = term.kind == Term::Kind::kIri;
  const bool can_be_latest = is_iri || term.kind == Term::Kind::kNone;
  Index& latest = latest_[static_cast<size_t>(position)];
  if (can_be_latest && latest != kNoIndex) {
    const ChunkTerm& latest_term = terms_[latest];
    const std::string_view bytes(bytes_.data() + latest_term.first, latest_term.size);
    if ((latest_term.kind == IdKind::kIri) == is_iri && bytes == term.text) {
      return latest;
    }
  }
  if (position == kPredicate && term.text == ent::kPart) has_parts_ = true;
  const Index index = Intern(term);
  if (!status_.ok()) return index;
  terms_[index].positions |= static_cast<uint8_t>(1 << position);
  latest = can_be_latest ? index : kNoIndex;
  return index;
}

ChunkBuilder::Index ChunkBuilder::Intern(const TermView& term) {
  std::optional<TermId> id;
  switch (term.kind) {
    case Term::Kind::kTriple:
      return InternTriple(*term.triple);
    case Term::Kind::kBlankNode:
      return InternBlankNode(term.text);
    case Term::Kind::kNone:
      id = TermId();
      break;
    case Term::Kind::kLiteral:
      id = InlineId(term);
      break;
    case Term::Kind::kIri:
      break;
  }
  if (id.has_value()) {
    const uint64_t bits = id->bits();
    return FindOrAdd({.key = KeyOf(seed_, id->kind(), &bits, sizeof(bits)),
                      .id = *id,
                      .kind = id->kind(),
                      .state = ChunkTerm::State::kKnown},
                     {});
  }
  const IdKind kind = DictionaryKind(term);
  const std::string_view bytes = TermBytes(term, &scratch_);
  return FindOrAdd({.key = KeyOf(seed_, kind, bytes.data(), bytes.size()), .kind = kind}, bytes);
}

ChunkBuilder::Index ChunkBuilder::InternBlankNode(std::string_view label) {
  if (names_ == nullptr) {
    blank_name_ = label;
  } else {
    const absl::StatusOr<TermView> name = names_->NameOf(label, &blank_name_);
    if (!name.ok()) {
      status_ = name.status();
      return kNoIndex;
    }
    if (name->kind == Term::Kind::kIri) return Intern(*name);
  }
  return FindOrAdd({.key = KeyOf(seed_, IdKind::kBlankNode, blank_name_.data(), blank_name_.size()),
                    .kind = IdKind::kBlankNode},
                   blank_name_);
}

ChunkBuilder::Index ChunkBuilder::InternTriple(const TripleView& triple) {
  // One after the other: the order of the components is that of their numbers.
  const Index subject = Intern(triple.subject);
  const Index predicate = Intern(triple.predicate);
  const Index object = Intern(triple.object);
  if (!status_.ok()) return kNoIndex;
  const std::array<TermKey, 3> keys = {terms_[subject].key, terms_[predicate].key,
                                       terms_[object].key};
  const size_t count_before = terms_.size();
  const Index index = FindOrAdd(
      {.key = KeyOf(seed_, IdKind::kTriple, keys.data(), sizeof(keys)), .kind = IdKind::kTriple},
      {});
  if (index == count_before) {
    terms_[index].first = static_cast<uint32_t>(triples_.size());
    triples_.push_back({subject, predicate, object});
  }
  return index;
}

ChunkBuilder::Index ChunkBuilder::FindOrAdd(const ChunkTerm& term, std::string_view bytes) {
  const size_t mask = slots_.size() - 1;
  size_t slot = term.key.low & mask;
  while (slots_[slot] != 0) {
    const Index index = slots_[slot] - 1;
    if (terms_[index].key == term.key) return index;
    slot = (slot + 1) & mask;
  }
  const auto index = static_cast<Index>(terms_.size());
  slots_[slot] = index + 1;
  ChunkTerm& added = terms_.emplace_back(term);
  added.first = static_cast<uint32_t>(bytes_.size());
  added.size = static_cast<uint32_t>(bytes.size());
  bytes_.append(bytes);
  if (terms_.size() * 2 > slots_.size()) GrowSlots();
  return index;
}

void ChunkBuilder::GrowSlots() {
  slots_.assign(slots_.size() * 2, 0);
  const size_t mask = slots_.size() - 1;
  for (size_t index = 0; index < terms_.size(); ++index) {
    size_t slot = terms_[index].key.low & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<uint32_t>(index + 1);
  }
}

}  // namespace entente
