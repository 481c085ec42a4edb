#include "storage/transaction.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "schema/status_macros.h"
#include "schema/syntax/line_writer.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "storage/database_view.h"
#include "storage/folding.h"
#include "storage/ids/term_bytes.h"
#include "storage/key_layout.h"
#include "storage/store.h"
#include "storage/store_core.h"
#include "storage/triple_terms.h"
#include "storage/triples/change_cursor.h"

namespace entente {
namespace {

// Changes of one order: row → whether it is removed.
using ChangeMap = absl::btree_map<IdQuad, bool>;

class ChangeMapCursor final : public ChangeCursor {
 public:
  ChangeMapCursor(const ChangeMap& changes, std::span<const TermId> prefix) : changes_(changes) {
    IdQuad first = {};
    std::copy(prefix.begin(), prefix.end(), first.begin());
    prefix_.assign(prefix.begin(), prefix.end());
    at_ = changes_.lower_bound(first);
    Load();
  }

  bool Valid() const override { return valid_; }
  const IdQuad& row() const override { return at_->first; }
  bool is_removal() const override { return at_->second; }
  void Next() override {
    ++at_;
    Load();
  }
  void Seek(const IdQuad& key) override {
    if (!valid_ || key <= at_->first) return;
    at_ = changes_.lower_bound(key);
    Load();
  }
  const absl::Status& status() const override { return status_; }

 private:
  void Load() {
    valid_ =
        at_ != changes_.end() && std::equal(prefix_.begin(), prefix_.end(), at_->first.begin());
  }

  const ChangeMap& changes_;
  std::vector<TermId> prefix_;
  ChangeMap::const_iterator at_;
  bool valid_ = false;
  absl::Status status_;
};

// What a transaction changes, and its view: the committed state with the changes merged over it.
class WriteSet final : public ReadView, public TermReader {
 public:
  WriteSet(StoreCore& core, std::shared_ptr<const CommittedState> state)
      : before_(core, std::move(state)), numbers_(before_.manifest().numbers) {}

  std::unique_ptr<RowCursor> Scan(TripleOrder order,
                                  std::span<const TermId> prefix) const override {
    std::unique_ptr<RowCursor> rows = before_.Scan(order, prefix);
    const ChangeMap& changes = ChangesOf(order);
    if (changes.empty()) return rows;
    return MergeChanges(std::move(rows), std::make_unique<ChangeMapCursor>(changes, prefix));
  }

  absl::StatusOr<uint64_t> Count(TripleOrder order, std::span<const TermId> prefix) const override {
    ASSIGN_OR_RETURN(uint64_t count, before_.Count(order, prefix));
    for (ChangeMapCursor changes(ChangesOf(order), prefix); changes.Valid(); changes.Next()) {
      changes.is_removal() ? --count : ++count;
    }
    return count;
  }

  absl::StatusOr<uint64_t> CountRange(TripleOrder order, std::span<const TermId> prefix,
                                      TermId first, TermId last) const override {
    ASSIGN_OR_RETURN(const uint64_t count, before_.CountRange(order, prefix, first, last));
    ChangeMapCursor changes(ChangesOf(order), prefix);
    return count + static_cast<uint64_t>(NetChanges(changes, prefix, first, last));
  }

  absl::StatusOr<std::optional<TermId>> Find(const TermView& term) const override {
    if (term.kind == Term::Kind::kTriple) {
      ASSIGN_OR_RETURN(const std::optional<IdQuad> components, FindComponents(*this, term));
      if (!components) return std::nullopt;
      return FindTripleTerm(*components);
    }
    // A look in memory before one in the store: terms come in groups.
    if (term.kind != Term::Kind::kNone && !new_ids_.empty()) {
      const auto found = new_ids_.find(LocalKey(term));
      if (found != new_ids_.end()) return found->second;
    }
    return before_.Find(term);
  }

  absl::StatusOr<std::vector<Term>> Decode(std::span<const TermId> ids) const override {
    return DecodeTerms(*this, ids);
  }

  absl::Status VisitTermBytes(std::span<const TermId> ids,
                              const TermBytesConsumer& consume) const override {
    return VisitTerms(*this, ids, consume);
  }

  absl::StatusOr<std::vector<PredicateStatistics>> Statistics() const override {
    return before_.Statistics();
  }

  absl::Status ReadTermBytes(TermId id, TermPageReader* page,
                             std::string_view* bytes) const override {
    const size_t kind = static_cast<size_t>(id.kind());
    const uint64_t first_new =
        kind < numbers_.size() ? before_.manifest().numbers[kind].next : ~uint64_t{0};
    if (id.payload() < first_new || id.payload() - first_new >= new_terms_[kind].size()) {
      return before_.ReadTermBytes(id, page, bytes);
    }
    *bytes = new_terms_[kind][id.payload() - first_new];
    return absl::OkStatus();
  }

  absl::StatusOr<IdQuad> ReadTripleTerm(TermId id) const override {
    const uint64_t first_new = before_.manifest().numbers_of(IdKind::kTriple).next;
    if (id.payload() < first_new) return before_.ReadTripleTerm(id);
    if (id.payload() - first_new < new_triple_terms_.size()) {
      return new_triple_terms_[id.payload() - first_new];
    }
    return absl::DataLossError(StrCat("triple term ", id.payload(), " is missing"));
  }

  // The id of a term, new if the term is. REQUIRES: the term is well formed.
  absl::StatusOr<TermId> Intern(const TermView& term) {
    if (term.kind == Term::Kind::kTriple) {
      IdQuad row;
      ASSIGN_OR_RETURN(row[0], Intern(term.triple->subject));
      ASSIGN_OR_RETURN(row[1], Intern(term.triple->predicate));
      ASSIGN_OR_RETURN(row[2], Intern(term.triple->object));
      ASSIGN_OR_RETURN(const std::optional<TermId> id, FindTripleTerm(row));
      if (id) return *id;
      row[3] = TermId(IdKind::kTriple, numbers_[static_cast<size_t>(IdKind::kTriple)].next++);
      new_triple_terms_.push_back(row);
      for (const TripleOrder order : kTripleTermOrders) Change(order, row, false);
      return row[3];
    }
    ASSIGN_OR_RETURN(const std::optional<TermId> id, Find(term));
    if (id) return *id;
    const IdKind kind = DictionaryKind(term);
    const TermId new_id(kind, numbers_[static_cast<size_t>(kind)].next++);
    std::string scratch;
    new_terms_[static_cast<size_t>(kind)].emplace_back(TermBytes(term, &scratch));
    new_ids_.emplace(LocalKey(term), new_id);
    return new_id;
  }

  // Makes the quad be there or not. True if that changed anything.
  absl::StatusOr<bool> Set(const IdQuad& quad, bool is_removal) {
    const ChangeMap& changes = ChangesOf(TripleOrder::kSpog);
    if (const auto found = changes.find(quad); found != changes.end()) {
      if (found->second == is_removal) return false;
      Remember(quad, found->second ? Before::kRemoved : Before::kInserted);
      // Back to what was committed.
      for (const TripleOrder order : kQuadOrders) {
        if (is_built_[static_cast<size_t>(order)]) {
          changes_[static_cast<size_t>(order)].erase(ToOrder(order, quad));
        }
      }
      return true;
    }
    ASSIGN_OR_RETURN(const bool is_there, before_.Contains(TripleOrder::kSpog, quad));
    if (is_there != is_removal) return false;
    Remember(quad, Before::kCommitted);
    for (const TripleOrder order : kQuadOrders) {
      if (is_built_[static_cast<size_t>(order)]) Change(order, quad, is_removal);
    }
    return true;
  }

  void SetSavepoint() {
    Savepoint& savepoint = savepoints_.emplace_back();
    savepoint.change_count = journal_.size();
    savepoint.numbers = numbers_;
    for (size_t kind = 0; kind < new_terms_.size(); ++kind) {
      savepoint.term_counts[kind] = new_terms_[kind].size();
    }
    savepoint.triple_term_count = new_triple_terms_.size();
  }

  void RollBack() {
    const Savepoint& savepoint = savepoints_.back();
    for (; journal_.size() > savepoint.change_count; journal_.pop_back()) {
      const auto& [quad, before] = journal_.back();
      for (const TripleOrder order : kQuadOrders) {
        if (!is_built_[static_cast<size_t>(order)]) continue;
        if (before == Before::kCommitted) {
          changes_[static_cast<size_t>(order)].erase(ToOrder(order, quad));
        } else {
          Change(order, quad, before == Before::kRemoved);
        }
      }
    }
    for (; new_triple_terms_.size() > savepoint.triple_term_count; new_triple_terms_.pop_back()) {
      for (const TripleOrder order : kTripleTermOrders) {
        changes_[static_cast<size_t>(order)].erase(ToOrder(order, new_triple_terms_.back()));
      }
    }
    for (size_t kind = 0; kind < new_terms_.size(); ++kind) {
      std::vector<std::string>& terms = new_terms_[kind];
      for (; terms.size() > savepoint.term_counts[kind]; terms.pop_back()) {
        new_ids_.erase(StrCat(std::string(1, static_cast<char>(kind)), terms.back()));
      }
    }
    numbers_ = savepoint.numbers;
    Release();
  }

  void Release() {
    savepoints_.pop_back();
    if (savepoints_.empty()) journal_ = {};
  }

  // Puts the changes into `batch`, and what becomes of the manifest into *manifest.
  // False if there are none.
  absl::StatusOr<bool> Write(const Rocks& rocks, RocksBatch* batch, Manifest* manifest) const {
    const ChangeMap& quads = ChangesOf(TripleOrder::kSpog);
    if (quads.empty()) return false;
    *manifest = before_.manifest();
    const uint32_t generation = manifest->delta_generation;
    const bool had_delta = manifest->delta.quad_changes() > 0;
    DeltaCounts& delta = manifest->delta;
    // Order by order and ascending, because RocksDB sorts what is nearly sorted much faster.
    std::vector<std::pair<IdQuad, std::string_view>> marks;  // Empty: the delta's mark goes away.
    std::string committed_mark;
    for (const auto& [quad, is_removal] : quads) {
      bool is_cancelled = false;
      if (had_delta) {
        ASSIGN_OR_RETURN(is_cancelled,
                         rocks.Get(Family::kDelta, DeltaKey(generation, TripleOrder::kSpog, quad),
                                   before_.snapshot(), &committed_mark));
      }
      if (is_cancelled) {
        is_removal ? --delta.inserted_quads : --delta.removed_quads;
        marks.emplace_back(quad, std::string_view());
      } else {
        is_removal ? ++delta.removed_quads : ++delta.inserted_quads;
        marks.emplace_back(quad, is_removal ? kDeltaRemoval : kDeltaInsertion);
      }
    }
    std::vector<std::pair<IdQuad, std::string_view>> rows;
    for (const TripleOrder order : kQuadOrders) {
      rows.clear();
      for (const auto& [quad, mark] : marks) rows.emplace_back(ToOrder(order, quad), mark);
      std::sort(rows.begin(), rows.end());
      for (const auto& [row, mark] : rows) {
        const std::string key = DeltaKey(generation, order, row);
        mark.empty() ? batch->Delete(Family::kDelta, key) : batch->Put(Family::kDelta, key, mark);
      }
    }
    for (const TripleOrder order : kTripleTermOrders) {
      for (const IdQuad& row : new_triple_terms_) {
        batch->Put(Family::kDelta, DeltaKey(generation, order, ToOrder(order, row)),
                   kDeltaInsertion);
      }
    }
    delta.triple_terms += new_triple_terms_.size();
    std::vector<IdQuad> hashes;
    for (size_t kind = 0; kind < new_terms_.size(); ++kind) {
      const IdKind id_kind = static_cast<IdKind>(kind);
      uint64_t number = manifest->numbers[kind].next;
      for (const std::string& bytes : new_terms_[kind]) {
        batch->Put(Family::kTerms, TermKey(id_kind, number), bytes);
        hashes.push_back(
            {TermId(TermHash(id_kind, bytes)), TermId(id_kind, number), TermId(), TermId()});
        ++number;
      }
    }
    std::sort(hashes.begin(), hashes.end());
    for (const IdQuad& row : hashes) {
      batch->Put(Family::kDelta, DeltaKey(generation, TripleOrder::kHash, row), kDeltaInsertion);
    }
    delta.terms += hashes.size();
    manifest->numbers = numbers_;
    return true;
  }

 private:
  // What a quad was before a change: as committed, or changed already.
  enum class Before : uint8_t { kCommitted, kInserted, kRemoved };
  struct Savepoint {
    size_t change_count = 0;
    size_t triple_term_count = 0;
    std::array<size_t, 5> term_counts = {};
    std::array<TermNumbers, 5> numbers = {};
  };

  void Remember(const IdQuad& quad, Before before) {
    if (!savepoints_.empty()) journal_.emplace_back(quad, before);
  }

  static std::string LocalKey(const TermView& term) {
    std::string key(1, static_cast<char>(DictionaryKind(term)));
    AppendTermBytes(term, &key);
    return key;
  }

  void Change(TripleOrder order, const IdQuad& quad, bool is_removal) {
    changes_[static_cast<size_t>(order)][ToOrder(order, quad)] = is_removal;
  }

  // The changes of an order. Those of quads are kept in SPOG, and in others once somebody asks: a
  // transaction that only writes sorts once.
  const ChangeMap& ChangesOf(TripleOrder order) const {
    const size_t index = static_cast<size_t>(order);
    if (!is_built_[index] && order <= TripleOrder::kGspo) {
      for (const auto& [quad, is_removal] : changes_[0]) {
        changes_[index][ToOrder(order, quad)] = is_removal;
      }
      is_built_[index] = true;
    }
    return changes_[index];
  }

  absl::StatusOr<std::optional<TermId>> FindTripleTerm(const IdQuad& components) const {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, entente::FindTripleTerm(before_, components));
    if (id) return id;
    const ChangeMap& rows = ChangesOf(TripleOrder::kTermSpot);
    const auto found = rows.lower_bound({components[0], components[1], components[2], TermId()});
    if (found == rows.end() ||
        !std::equal(components.begin(), components.begin() + 3, found->first.begin())) {
      return std::nullopt;
    }
    return found->first[3];
  }

  const DatabaseView before_;
  std::array<TermNumbers, 5> numbers_;
  std::array<std::vector<std::string>, 5> new_terms_;  // By kind; bytes, in number order.
  TextMap<TermId> new_ids_;                            // Kind byte and bytes → id.
  std::vector<IdQuad> new_triple_terms_;               // (s, p, o, t), in number order.
  mutable std::array<ChangeMap, kOrderCount> changes_;
  mutable std::array<bool, kOrderCount> is_built_ = {true};  // SPOG; others when asked for.
  std::vector<Savepoint> savepoints_;
  std::vector<std::pair<IdQuad, Before>> journal_;  // Changes since the first of them.
};

absl::Status CheckTriple(const TermView& subject, const TermView& predicate, const TermView& object,
                         int nesting) {
  const auto Refuse = [](std::string_view what, const TermView& term) {
    std::string text;
    AppendNTriplesTerm(term, &text);
    return absl::InvalidArgumentError(StrCat(what, ": ", text.empty() ? "nothing" : text));
  };
  if (nesting > kNestingMax) {
    return absl::InvalidArgumentError(StrCat("triple terms nest deeper than ", kNestingMax));
  }
  using Kind = Term::Kind;
  if (subject.kind != Kind::kIri && subject.kind != Kind::kBlankNode) {
    return Refuse("a subject must be an IRI or a blank node, not", subject);
  }
  if (predicate.kind != Kind::kIri) return Refuse("a predicate must be an IRI, not", predicate);
  if (object.kind == Kind::kNone) return Refuse("an object must be a term, not", object);
  if (object.kind != Kind::kTriple) return absl::OkStatus();
  return CheckTriple(object.triple->subject, object.triple->predicate, object.triple->object,
                     nesting + 1);
}

absl::Status CheckQuad(const QuadView& quad) {
  if (quad.graph.kind == Term::Kind::kLiteral || quad.graph.kind == Term::Kind::kTriple) {
    return absl::InvalidArgumentError("a graph must be named by an IRI or a blank node");
  }
  return CheckTriple(quad.subject, quad.predicate, quad.object, 0);
}

absl::Status CheckIds(const IdQuad& quad) {
  const auto is_resource = [](TermId id) {
    return id.kind() == IdKind::kIri || id.kind() == IdKind::kBlankNode;
  };
  if (!is_resource(quad[kSubject]) || quad[kPredicate].kind() != IdKind::kIri ||
      quad[kObject].is_none() || quad[kObject].kind() == IdKind::kLocal ||
      (!quad[kGraph].is_none() && !is_resource(quad[kGraph]))) {
    return absl::InvalidArgumentError("a position of a quad holds a kind of term it may not hold");
  }
  return absl::OkStatus();
}

class WriteTransaction final : public StoreTransaction {
 public:
  WriteTransaction(StoreCore& core, std::unique_ptr<WriterLease> lease)
      : core_(core),
        lease_(std::move(lease)),
        changes_(std::make_unique<WriteSet>(core, core.current())) {}

  absl::StatusOr<bool> Insert(const QuadView& quad) override {
    RETURN_IF_ERROR(CheckOpen());
    RETURN_IF_ERROR(CheckQuad(quad));
    IdQuad ids;
    const TermView* terms[] = {&quad.subject, &quad.predicate, &quad.object, &quad.graph};
    for (size_t position = 0; position < 4; ++position) {
      ASSIGN_OR_RETURN(ids[position], changes_->Intern(*terms[position]));
    }
    return changes_->Set(ids, false);
  }

  absl::StatusOr<bool> Remove(const QuadView& quad) override {
    RETURN_IF_ERROR(CheckOpen());
    RETURN_IF_ERROR(CheckQuad(quad));
    IdQuad ids;
    const TermView* terms[] = {&quad.subject, &quad.predicate, &quad.object, &quad.graph};
    for (size_t position = 0; position < 4; ++position) {
      ASSIGN_OR_RETURN(const std::optional<TermId> id, changes_->Find(*terms[position]));
      if (!id) return false;
      ids[position] = *id;
    }
    return changes_->Set(ids, true);
  }

  absl::StatusOr<TermId> Intern(const TermView& term) override {
    RETURN_IF_ERROR(CheckOpen());
    if (term.kind == Term::Kind::kTriple) {
      RETURN_IF_ERROR(
          CheckTriple(term.triple->subject, term.triple->predicate, term.triple->object, 1));
    }
    return changes_->Intern(term);
  }

  absl::StatusOr<bool> InsertIds(const IdQuad& quad) override {
    RETURN_IF_ERROR(CheckOpen());
    RETURN_IF_ERROR(CheckIds(quad));
    return changes_->Set(quad, false);
  }

  absl::StatusOr<bool> RemoveIds(const IdQuad& quad) override {
    RETURN_IF_ERROR(CheckOpen());
    RETURN_IF_ERROR(CheckIds(quad));
    return changes_->Set(quad, true);
  }

  void SetSavepoint() override { changes_->SetSavepoint(); }
  void RollBack() override { changes_->RollBack(); }
  void Release() override { changes_->Release(); }

  const ReadView& view() const override { return *changes_; }

  absl::Status Commit() override {
    RETURN_IF_ERROR(CheckOpen());
    absl::Status status = Write();
    is_open_ = false;
    if (status.ok() && IsFoldingDue(core_.options, core_.current()->manifest)) {
      // The commit stands whatever comes of this. If the disk refused a write, the store knows and
      // says so to the next writer; otherwise the next commit tries again.
      FoldDelta(core_).IgnoreError();
    }
    lease_.reset();
    return status;
  }

 private:
  absl::Status CheckOpen() const {
    return is_open_ ? absl::OkStatus() : absl::FailedPreconditionError("the transaction is over");
  }

  absl::Status Write() {
    RocksBatch batch(*core_.rocks);
    Manifest manifest;
    ASSIGN_OR_RETURN(const bool is_changed, changes_->Write(*core_.rocks, &batch, &manifest));
    return is_changed ? core_.Commit(batch, manifest) : absl::OkStatus();
  }

  StoreCore& core_;
  std::unique_ptr<WriterLease> lease_;
  std::unique_ptr<WriteSet> changes_;
  bool is_open_ = true;
};

}  // namespace

absl::StatusOr<std::unique_ptr<StoreTransaction>> Store::Begin() {
  RETURN_IF_ERROR(core_->CheckWritable());
  ASSIGN_OR_RETURN(std::unique_ptr<WriterLease> lease, WriterLease::Acquire(*core_));
  return std::make_unique<WriteTransaction>(*core_, std::move(lease));
}

}  // namespace entente
