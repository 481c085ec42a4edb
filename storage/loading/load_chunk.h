// A LoadChunk is what a piece of a file becomes when it is parsed: its distinct terms, each once,
// in the order in which they first appear, and its quads as indexes into them. ChunkBuilder makes
// it.
#ifndef ENTENTE_STORAGE_LOADING_LOAD_CHUNK_H_
#define ENTENTE_STORAGE_LOADING_LOAD_CHUNK_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "schema/quad_stream.h"
#include "storage/ids/term_id.h"
#include "storage/loading/blank_names.h"
#include "storage/loading/term_key.h"
#include "storage/sorting/page_allocator.h"

namespace entente {

struct ChunkTerm {
  enum class State : uint8_t {
    kUnknown,  // Nobody has looked the term up yet.
    kNew,      // The store does not have it; the load may have by now.
    kStored,   // The store has it; the load's table may not know yet.
    kKnown,    // `id` is final: inline, no term, or numbered by this load.
  };

  TermKey key = {};
  TermId id = {};
  uint64_t hash = 0;  // TermHash, once the term has been found to be new.
  // Of a triple term: `first` is an index into LoadChunk::triples. Of a dictionary term: where its
  // bytes (ids/term_bytes.h) are in LoadChunk::bytes.
  uint32_t first = 0;
  uint32_t size = 0;
  IdKind kind = IdKind::kNone;
  State state = State::kUnknown;
  // Bit 1 << position for each position of a quad in which the term stands; none for one that only
  // stands in triple terms.
  uint8_t positions = 0;
};

struct LoadChunk {
  using Index = uint32_t;  // Of a term.

  std::vector<ChunkTerm> terms = {};
  std::vector<std::array<Index, 3>> triples =
      {};  // Components come before the triples they are in.
  std::string bytes = {};
  // Column by column: subjects, predicates, objects, graphs. If all graphs are the same there is
  // but one.
  std::array<PageVector<Index>, 4> quads = {};
  bool has_parts = false;  // Whether ent:part is among the predicates.

  size_t quad_count() const { return quads[0].size(); }
  std::string_view BytesOf(const ChunkTerm& term) const {
    return std::string_view(bytes).substr(term.first, term.size);
  }
};

// Collects the quads of a piece of a file. Kept and used again, so that its tables need not be
// allocated anew.
class ChunkBuilder : public QuadSink {
 public:
  // `default_graph` is where quads without a graph go; it must outlive the builder.
  ChunkBuilder(uint64_t hash_seed, const TermView& default_graph);

  // Begins a chunk of the file whose blank nodes `names` names; without, they keep their labels.
  void Begin(BlankNames* names);

  absl::Status Accept(const QuadView& quad) override;

  // How much the chunk has taken in, of memory; a little less than what Finish gives.
  size_t size_bytes() const {
    return bytes_.size() + terms_.size() * sizeof(ChunkTerm) + quad_count_ * 16;
  }
  uint64_t quad_count() const { return quad_count_; }

  // The chunk, in vectors that are no larger than they need to be.
  LoadChunk Finish();

 private:
  using Index = LoadChunk::Index;
  static constexpr Index kNoIndex = ~Index{0};

  // If something fails, `status_` says so and the index means nothing.
  Index InternAt(const TermView& term, int position);
  Index Intern(const TermView& term);
  Index InternTriple(const TripleView& triple);
  Index InternBlankNode(std::string_view label);
  Index FindOrAdd(const ChunkTerm& term, std::string_view bytes);
  void GrowSlots();

  const uint64_t seed_;
  const TermView default_graph_;
  BlankNames* names_ = nullptr;
  std::string blank_name_;
  std::string scratch_;

  std::vector<ChunkTerm> terms_;
  std::vector<std::array<Index, 3>> triples_;
  std::string bytes_;
  std::array<std::vector<Index>, 4> quads_;
  uint64_t quad_count_ = 0;
  bool has_one_graph_ = true;
  bool has_parts_ = false;
  // The IRI, or no term, that a position held last: mostly the next quad's too.
  std::array<Index, 4> latest_ = {};
  absl::Status status_;
  // Open addressing by key, index + 1 in each slot; a power of two of them.
  std::vector<uint32_t> slots_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_LOAD_CHUNK_H_
