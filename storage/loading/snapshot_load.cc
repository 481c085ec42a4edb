#include "storage/loading/snapshot_load.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/syntax/line_writer.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "storage/cancellation.h"
#include "storage/ids/inline_value.h"
#include "storage/ids/term_bytes.h"
#include "storage/ids/term_page.h"
#include "storage/loading/blank_label.h"
#include "storage/loading/hash_rows.h"
#include "storage/snapshot/snapshot_view.h"
#include "storage/sorting/row_collector.h"

namespace entente {
namespace {

constexpr uint64_t kTermsReadTogether = 4096;
constexpr uint64_t kCacheBytes = uint64_t{8} << 20;
constexpr uint64_t kQuadsBetweenReports = uint64_t{1} << 16;

size_t IndexOf(IdKind kind) { return static_cast<size_t>(kind); }

bool IsResource(TermId id) { return id.kind() == IdKind::kIri || id.kind() == IdKind::kBlankNode; }
// Whether RDF allows these ids in their places.
bool IsTriple(TermId subject, TermId predicate, TermId object) {
  return IsResource(subject) && predicate.kind() == IdKind::kIri && !object.is_none();
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(StrCat("the snapshot is none that a writer makes: ", what));
}

class Load : public IdMap {
 public:
  Load(Rebuild& rebuild, const SnapshotView& view, const std::filesystem::path& temporary_directory,
       unsigned thread_count, const BulkLoadOptions& options)
      : rebuild_(rebuild),
        view_(view),
        options_(options),
        thread_count_(thread_count),
        hash_rows_(options.memory_budget_bytes / 8, temporary_directory),
        triple_rows_(kTripleTermOrders, options.memory_budget_bytes / 8, temporary_directory, 1),
        quads_(kQuadOrders, options.memory_budget_bytes / 2, temporary_directory, thread_count) {
    for (const IdKind kind :
         {IdKind::kIri, IdKind::kBlankNode, IdKind::kTriple, IdKind::kLiteral}) {
      next_numbers_[IndexOf(kind)] = rebuild.NextNumber(kind);
      store_has_terms_ = store_has_terms_ || rebuild.NextNumber(kind) > 0;
    }
  }

  absl::StatusOr<uint64_t> Run() {
    for (const IdKind kind : kPagedKinds) RETURN_IF_ERROR(AddTerms(kind));
    RETURN_IF_ERROR(AddTripleTerms());
    RETURN_IF_ERROR(FindDefaultGraph());
    RETURN_IF_ERROR(ReadQuads());
    Report("sorting");
    RETURN_IF_ERROR(ApplyAll());
    Report("writing");
    return quads_.row_count();
  }

  // REQUIRES: the view has the id.
  TermId NewId(TermId id) const override {
    if (id.is_none()) return default_graph_;
    const size_t kind = IndexOf(id.kind());
    return kind < new_ids_.size() ? new_ids_[kind][id.payload()] : id;
  }

 private:
  bool Has(TermId id) {
    const size_t kind = IndexOf(id.kind());
    return kind < new_ids_.size() ? id.is_none() || id.payload() < new_ids_[kind].size()
                                  : id.is_inline() && inline_ids_.HoldsValue(id);
  }

  absl::Status AddTerms(IdKind kind) {
    const uint64_t count = view_.reader().header().term_counts[IndexOf(kind)];
    const std::string prefix =
        BlankLabelPrefix(BlankLabelCharacters(view_.reader().header().logical_hash));
    std::vector<TermId>& new_ids = new_ids_[IndexOf(kind)];
    std::string token;
    std::string last_token;
    std::string label;
    const auto add = [&](TermId, std::string_view bytes) -> absl::Status {
      ASSIGN_OR_RETURN(const TermView term, ParseTermBytes(kind, bytes));
      token.clear();
      AppendNTriplesTerm(term, &token);
      // Or a term could come twice.
      if (!new_ids.empty() && token <= last_token) return Damaged("terms are not in sequence");
      std::swap(token, last_token);
      if (kind == IdKind::kLiteral && InlineId(term).has_value()) {
        return Damaged("a value in the dictionary");
      }
      if (kind == IdKind::kBlankNode && !IsGlobalBlankLabel(bytes)) {
        label = prefix;
        label.append(bytes);
        bytes = label;
      } else if (kind == IdKind::kBlankNode && bytes.starts_with(prefix)) {
        return Damaged("a blank node that is named by the hash of what it is in");
      }
      ASSIGN_OR_RETURN(const TermId id, FindOrAppend(kind, bytes));
      new_ids.push_back(id);
      return absl::OkStatus();
    };
    std::vector<TermId> ids;
    for (uint64_t begin = 0; begin < count; begin += kTermsReadTogether) {
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      ids.clear();
      for (uint64_t number = begin; number < std::min(begin + kTermsReadTogether, count);
           ++number) {
        ids.emplace_back(kind, number);
      }
      RETURN_IF_ERROR(view_.VisitTermBytes(ids, add));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<TermId> FindOrAppend(IdKind kind, std::string_view bytes) {
    if (store_has_terms_) {
      ASSIGN_OR_RETURN(const TermView term, ParseTermBytes(kind, bytes));
      ASSIGN_OR_RETURN(const std::optional<TermId> id, rebuild_.before().Find(term));
      if (id.has_value()) return *id;
    }
    const TermId id(kind, next_numbers_[IndexOf(kind)]++);
    RETURN_IF_ERROR(rebuild_.AppendTerm(kind, bytes));
    RETURN_IF_ERROR(hash_rows_.Add(TermHash(kind, bytes), id));
    return id;
  }

  absl::Status AddTripleTerms() {
    std::vector<TermId>& new_ids = new_ids_[IndexOf(IdKind::kTriple)];
    const uint64_t first_number = next_numbers_[IndexOf(IdKind::kTriple)];
    std::vector<uint16_t> depths;
    IdQuad last = {};
    const std::unique_ptr<RowCursor> cursor = view_.Scan(TripleOrder::kTermTspo, {});
    for (RowBatch batch; cursor->Next(&batch);) {
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      for (size_t row = 0; row < batch.row_count; ++row) {
        const IdQuad triple = FromOrder(TripleOrder::kTermTspo, batch.Row(row));
        // Components come before, so whatever is asked of them is known.
        if (triple[3] != TermId(IdKind::kTriple, depths.size()) ||
            !std::all_of(triple.begin(), triple.begin() + 3, [&](TermId id) { return Has(id); }) ||
            !IsTriple(triple[0], triple[1], triple[2])) {
          return Damaged("triple terms of what is no triple, or not in sequence");
        }
        uint16_t depth = 0;
        if (triple[2].kind() == IdKind::kTriple) {
          depth = static_cast<uint16_t>(depths[triple[2].payload()] + 1);
        }
        if (depth >= kNestingMax) {
          return Damaged(StrCat("triple terms nest deeper than ", kNestingMax));
        }
        if (!depths.empty() &&
            (depth < depths.back() ||
             (depth == depths.back() &&
              !std::lexicographical_compare(last.begin(), last.begin() + 3, triple.begin(),
                                            triple.begin() + 3)))) {
          return Damaged("triple terms are not in sequence");
        }
        depths.push_back(depth);
        last = triple;
        ASSIGN_OR_RETURN(const TermId id, FindOrAppendTriple({NewId(triple[0]), NewId(triple[1]),
                                                              NewId(triple[2])}));
        new_ids.push_back(id);
      }
    }
    RETURN_IF_ERROR(cursor->status());
    if (depths.size() != view_.reader().header().term_counts[IndexOf(IdKind::kTriple)]) {
      return Damaged("another number of triple terms");
    }
    rebuild_.AppendTripleTerms(next_numbers_[IndexOf(IdKind::kTriple)] - first_number);
    return absl::OkStatus();
  }

  absl::StatusOr<TermId> FindOrAppendTriple(const std::array<TermId, 3>& components) {
    // What the store does not have is in none of its triple terms.
    const bool is_old = store_has_terms_ && std::ranges::all_of(components, [&](TermId id) {
                          return id.is_inline() || id.payload() < rebuild_.NextNumber(id.kind());
                        });
    if (is_old) {
      const std::unique_ptr<RowCursor> cursor =
          rebuild_.before().Scan(TripleOrder::kTermSpot, components);
      RowBatch batch;
      if (cursor->Next(&batch)) return batch.columns[3][0];
      RETURN_IF_ERROR(cursor->status());
    }
    const TermId id(IdKind::kTriple, next_numbers_[IndexOf(IdKind::kTriple)]++);
    const IdQuad row = {components[0], components[1], components[2], id};
    const RowBatch one = {.columns = {&row[0], &row[1], &row[2], &row[3]}, .row_count = 1};
    RETURN_IF_ERROR(triple_rows_.Add(one, same_ids_));
    return id;
  }

  absl::Status FindDefaultGraph() {
    if (options_.graph.kind() == Term::Kind::kNone) return absl::OkStatus();
    InnerTriples inner;
    const TermView graph = ViewOf(options_.graph, &inner);
    if (graph.kind != Term::Kind::kIri && graph.kind != Term::Kind::kBlankNode) {
      return absl::InvalidArgumentError("the graph to load into is none that can be");
    }
    const IdKind kind = DictionaryKind(graph);
    // A blank node of the snapshot is this one only if its label has stayed.
    if (kind == IdKind::kIri || IsGlobalBlankLabel(graph.text)) {
      ASSIGN_OR_RETURN(const std::optional<TermId> known, view_.Find(graph));
      if (known.has_value()) {
        default_graph_ = NewId(*known);
        return absl::OkStatus();
      }
    }
    std::string scratch;
    ASSIGN_OR_RETURN(default_graph_, FindOrAppend(kind, TermBytes(graph, &scratch)));
    return absl::OkStatus();
  }

  absl::Status ReadQuads() {
    uint64_t reported = 0;
    const std::unique_ptr<RowCursor> cursor = view_.Scan(TripleOrder::kSpog, {});
    for (RowBatch batch; cursor->Next(&batch);) {
      RETURN_IF_ERROR(CheckCancelled(options_.cancelled));
      for (size_t row = 0; row < batch.row_count; ++row) {
        const IdQuad quad = batch.Row(row);
        if (!IsTriple(quad[0], quad[1], quad[2]) || !(quad[3].is_none() || IsResource(quad[3])) ||
            !Has(quad[0]) || !Has(quad[1]) || !Has(quad[2]) || !Has(quad[3])) {
          return Damaged("a quad that is none");
        }
      }
      RETURN_IF_ERROR(quads_.Add(batch, *this));
      if (quads_.row_count() < reported + kQuadsBetweenReports) continue;
      reported = quads_.row_count();
      Report("reading");
    }
    return cursor->status();
  }

  absl::Status ApplyAll() {
    const auto apply = [this](TripleOrder order, ChangeSource& rows) {
      return rebuild_.Apply(order, rows);
    };
    absl::Status terms_status;
    const auto apply_terms = [&] {
      terms_status = hash_rows_.Apply(rebuild_);
      if (terms_status.ok()) terms_status = triple_rows_.Finish(apply);
    };
    std::thread second;
    if (thread_count_ > 1) {
      second = std::thread(apply_terms);
    } else {
      apply_terms();
    }
    const absl::Status quads_status = quads_.Finish(apply);
    if (second.joinable()) second.join();
    RETURN_IF_ERROR(terms_status);
    return quads_status;
  }

  void Report(const char* stage) const {
    if (options_.progress) options_.progress({.quad_count = quads_.row_count(), .stage = stage});
  }

  Rebuild& rebuild_;
  const SnapshotView& view_;
  const BulkLoadOptions& options_;
  const unsigned thread_count_;
  const SameIds same_ids_;
  InlineIdCheck inline_ids_;
  bool store_has_terms_ = false;
  std::array<uint64_t, 5> next_numbers_ = {};
  std::array<std::vector<TermId>, 5> new_ids_;  // By kind and number in the snapshot.
  TermId default_graph_;
  HashRows hash_rows_;
  RowCollector triple_rows_;
  RowCollector quads_;
};

}  // namespace

bool IsSnapshotFile(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error) || error) return false;
  if (file.extension() == ".ents") return true;
  std::array<char, kSnapshotMagic.size()> begin = {};
  std::ifstream stream(file, std::ios::binary);
  stream.read(begin.data(), begin.size());
  return stream && std::string_view(begin.data(), begin.size()) == kSnapshotMagic;
}

absl::StatusOr<uint64_t> LoadSnapshot(Rebuild& rebuild, const std::filesystem::path& file,
                                      const std::filesystem::path& temporary_directory,
                                      unsigned thread_count, const BulkLoadOptions& options) {
  const auto view = SnapshotView::Open(file, SnapshotAccess::kRead, kCacheBytes);
  // Of what is loaded, being no snapshot is a fault of the data.
  if (absl::IsFailedPrecondition(view.status()))
    return absl::DataLossError(view.status().message());
  RETURN_IF_ERROR(view.status());
  RETURN_IF_ERROR((*view)->reader().CheckContainer(options.cancelled));
  Load load(rebuild, **view, temporary_directory, thread_count, options);
  return load.Run();
}

}  // namespace entente
