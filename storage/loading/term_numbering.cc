#include "storage/loading/term_numbering.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "schema/status_macros.h"
#include "storage/ids/term_bytes.h"

namespace entente {
namespace {

constexpr size_t kTripleChunkRowCount = size_t{1} << 16;

constexpr std::array kNumberedKinds = {IdKind::kIri, IdKind::kBlankNode, IdKind::kTriple,
                                       IdKind::kLiteral};

size_t IndexOf(IdKind kind) { return static_cast<size_t>(kind); }

}  // namespace

TermNumbering::TermNumbering(Rebuild& rebuild, uint64_t table_bytes, uint64_t rows_bytes,
                             const std::filesystem::path& temporary_directory)
    : rebuild_(rebuild),
      rows_bytes_(rows_bytes),
      table_(std::make_unique<TermTable>(table_bytes, temporary_directory)),
      hash_rows_(rows_bytes, temporary_directory),
      sort_(temporary_directory) {
  for (const IdKind kind : kNumberedKinds) {
    const uint64_t next = rebuild.NextNumber(kind);
    next_numbers_[IndexOf(kind)] = first_new_numbers_[IndexOf(kind)] = next;
    store_has_terms_ = store_has_terms_ || next > 0;
  }
}

absl::Status TermNumbering::LookUp(LoadChunk* chunk) const {
  for (ChunkTerm& term : chunk->terms) {
    if (term.state != ChunkTerm::State::kUnknown) continue;
    // Asking the store takes much longer than asking the table, which Number has to do anyway.
    if (store_has_terms_) {
      ASSIGN_OR_RETURN(const std::optional<TermId> known, table_->Find(term.key));
      if (known.has_value()) {
        term.id = *known;
        term.state = ChunkTerm::State::kKnown;
        continue;
      }
    }
    term.state = ChunkTerm::State::kNew;
    if (term.kind == IdKind::kTriple) {
      if (store_has_terms_) RETURN_IF_ERROR(LookUpTriple(*chunk, &term));
      continue;
    }
    const std::string_view bytes = chunk->BytesOf(term);
    if (store_has_terms_) {
      ASSIGN_OR_RETURN(const TermView view, ParseTermBytes(term.kind, bytes));
      ASSIGN_OR_RETURN(const std::optional<TermId> stored, rebuild_.before().Find(view));
      if (stored.has_value()) {
        term.id = *stored;
        term.state = ChunkTerm::State::kStored;
        continue;
      }
    }
    term.hash = TermHash(term.kind, bytes);
  }
  return absl::OkStatus();
}

absl::Status TermNumbering::LookUpTriple(const LoadChunk& chunk, ChunkTerm* term) const {
  std::array<TermId, 3> prefix;
  for (size_t i = 0; i < prefix.size(); ++i) {
    const ChunkTerm& component = chunk.terms[chunk.triples[term->first][i]];
    // What the store does not have is in none of its triple terms.
    if (component.state == ChunkTerm::State::kNew) return absl::OkStatus();
    prefix[i] = component.id;
    const uint64_t first_new = first_new_numbers_[IndexOf(component.id.kind())];
    if (!component.id.is_inline() && component.id.payload() >= first_new) return absl::OkStatus();
  }
  const std::unique_ptr<RowCursor> cursor = rebuild_.before().Scan(TripleOrder::kTermSpot, prefix);
  RowBatch batch;
  if (cursor->Next(&batch)) {
    term->id = batch.columns[3][0];
    term->state = ChunkTerm::State::kStored;
  }
  return cursor->status();
}

absl::Status TermNumbering::Number(LoadChunk* chunk) {
  constexpr size_t kPrefetchDistance = 16;
  for (size_t index = 0; index < chunk->terms.size(); ++index) {
    if (index + kPrefetchDistance < chunk->terms.size()) {
      table_->Prefetch(chunk->terms[index + kPrefetchDistance].key);
    }
    ChunkTerm& term = chunk->terms[index];
    if (term.state == ChunkTerm::State::kKnown) continue;
    const bool is_stored = term.state == ChunkTerm::State::kStored;
    uint64_t& next_number = next_numbers_[IndexOf(term.kind)];
    const TermId id = is_stored ? term.id : TermId(term.kind, next_number);
    ASSIGN_OR_RETURN(const std::optional<TermId> known, table_->FindOrInsert(term.key, id));
    term.id = known.value_or(id);
    term.state = ChunkTerm::State::kKnown;
    if (known.has_value() || is_stored) continue;
    ++next_number;
    if (term.kind == IdKind::kTriple) {
      const std::array<LoadChunk::Index, 3>& triple = chunk->triples[term.first];
      RETURN_IF_ERROR(AddTripleTerm({chunk->terms[triple[0]].id, chunk->terms[triple[1]].id,
                                     chunk->terms[triple[2]].id, id}));
    } else {
      RETURN_IF_ERROR(rebuild_.AppendTerm(term.kind, chunk->BytesOf(term)));
      RETURN_IF_ERROR(hash_rows_.Add(term.hash, id));
    }
  }
  return absl::OkStatus();
}

uint64_t TermNumbering::size_bytes() const {
  return (table_ != nullptr ? table_->size_bytes() : 0) + hash_rows_.size_bytes() +
         triple_run_.sorting_bytes();
}

absl::Status TermNumbering::AddTripleTerm(const std::array<TermId, 4>& row) {
  for (size_t position = 0; position < 4; ++position) {
    triple_rows_.columns[position].push_back(static_cast<uint32_t>(triple_rows_.ids.size()));
    triple_rows_.ids.push_back(row[position]);
    triple_rows_.positions.push_back(static_cast<uint8_t>(1 << position));
  }
  if (triple_rows_.row_count() < kTripleChunkRowCount) return absl::OkStatus();
  MoveTripleTerms();
  return triple_run_.sorting_bytes() < rows_bytes_ ? absl::OkStatus() : SpillTripleTerms();
}

void TermNumbering::MoveTripleTerms() { triple_run_.Add(std::exchange(triple_rows_, {})); }

absl::Status TermNumbering::SpillTripleTerms() {
  return triple_run_.SortTripleTerms(
      [this](TripleOrder order, ChangeSource& rows) { return sort_.AddRun(order, rows); });
}

absl::Status TermNumbering::ApplyTripleTerms() {
  MoveTripleTerms();
  const size_t kind = IndexOf(IdKind::kTriple);
  const uint64_t count = next_numbers_[kind] - first_new_numbers_[kind];
  if (count == 0) return absl::OkStatus();
  rebuild_.AppendTripleTerms(count);
  if (!sort_.has_runs(TripleOrder::kTermSpot)) {
    return triple_run_.SortTripleTerms(
        [this](TripleOrder order, ChangeSource& rows) { return rebuild_.Apply(order, rows); });
  }
  RETURN_IF_ERROR(SpillTripleTerms());
  for (const TripleOrder order : kTripleTermOrders) {
    ASSIGN_OR_RETURN(const std::unique_ptr<ChangeSource> rows, sort_.Merge(order));
    RETURN_IF_ERROR(rebuild_.Apply(order, *rows));
  }
  return absl::OkStatus();
}

}  // namespace entente
