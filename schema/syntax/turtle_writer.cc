#include "schema/syntax/turtle_writer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "schema/status_macros.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/syntax/turtle_text.h"
#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr int kIndent = 4;
constexpr size_t kObjectsOnLineMax = 6;
// Deeper blank nodes get a label and a statement of their own, so that what is written can be read.
constexpr int kWrittenNestingMax = 64;

using TermIndex = uint32_t;  // Into the terms of the document; 0 is "no term".
using IndexTriple = std::array<TermIndex, 3>;
using IndexQuad = std::array<TermIndex, 4>;

bool IsSame(const TermView& view, const Term& term) {
  if (view.kind != term.kind()) return false;
  switch (view.kind) {
    case Term::Kind::kNone:
      return true;
    case Term::Kind::kIri:
      return view.text == term.iri().text;
    case Term::Kind::kBlankNode:
      return view.text == term.blank_node().label;
    default:
      return false;  // Only asked of subjects, predicates and graphs.
  }
}

// All terms and quads of a document, and where its blank nodes occur.
class Document {
 public:
  Document() { AddTerm(Term()); }

  void Add(const QuadView& view) {
    const IndexQuad quad = {Lookup(view.subject, 0), Lookup(view.predicate, 1),
                            AddTerm(ToTerm(view.object)), Lookup(view.graph, 3)};
    if (!known_.insert(quad).second) return;
    quads_.push_back(quad);
    memory_bytes_ += 3 * sizeof(IndexQuad);
    Occurrences& subject = occurrences_[quad[0]];
    subject.is_in_several_graphs |= subject.is_subject && subject.graph != quad[3];
    subject.is_subject = true;
    subject.graph = quad[3];
    Occurrences& object = occurrences_[quad[2]];
    ++object.as_object;
    object.object_graph = quad[3];
    occurrences_[quad[3]].is_fixed = true;
  }

  const std::vector<IndexQuad>& quads() const { return quads_; }
  const Term& term(TermIndex index) const { return terms_[index]; }
  // REQUIRES: the term is a triple term.
  const IndexTriple& parts(TermIndex index) const { return parts_.at(index); }
  size_t memory_bytes() const { return memory_bytes_; }
  int triple_depth() const { return triple_depth_; }

  // True if the blank node could be written inside of the only statement that has it as object.
  bool IsNestable(TermIndex index) const {
    const Occurrences& found = occurrences_[index];
    return terms_[index].is_blank_node() && !found.is_fixed && found.as_object == 1 &&
           (!found.is_subject ||
            (!found.is_in_several_graphs && found.graph == found.object_graph));
  }
  // True if the blank node is subject in one graph and nothing else.
  bool IsUnreferenced(TermIndex index) const {
    const Occurrences& found = occurrences_[index];
    return terms_[index].is_blank_node() && !found.is_fixed && found.as_object == 0 &&
           !found.is_in_several_graphs;
  }

 private:
  struct Occurrences {
    uint32_t as_object = 0;
    TermIndex graph = 0;  // Where it is subject.
    TermIndex object_graph = 0;
    bool is_subject = false;
    bool is_in_several_graphs = false;  // As subject.
    bool is_fixed = false;              // In a triple term or as graph: needs its label.
  };

  // Neighbouring quads often share subject, predicate and graph.
  TermIndex Lookup(const TermView& view, size_t position) {
    if (!IsSame(view, terms_[last_[position]])) last_[position] = AddTerm(ToTerm(view));
    return last_[position];
  }

  TermIndex AddTerm(Term term) {
    const auto [found, is_new] = indices_.try_emplace(term, static_cast<TermIndex>(terms_.size()));
    const TermIndex index = found->second;
    if (!is_new) return index;
    memory_bytes_ += 2 * sizeof(Term) + sizeof(Occurrences) + 16;
    if (term.is_iri()) memory_bytes_ += 2 * term.iri().text.size();
    if (term.is_literal()) {
      memory_bytes_ += 2 * (term.literal().lexical.size() + term.literal().datatype.size());
    }
    terms_.push_back(term);
    occurrences_.emplace_back();
    if (!term.is_triple()) return index;
    const IndexTriple parts = {AddTerm(term.triple().subject), AddTerm(term.triple().predicate),
                               AddTerm(term.triple().object)};
    const auto inner = depths_.find(parts[2]);
    const int depth = 1 + (inner == depths_.end() ? 0 : inner->second);
    depths_[index] = depth;
    triple_depth_ = std::max(triple_depth_, depth);
    parts_[index] = parts;
    occurrences_[parts[0]].is_fixed = true;
    occurrences_[parts[2]].is_fixed = true;
    return index;
  }

  std::vector<Term> terms_;
  std::vector<Occurrences> occurrences_;
  absl::flat_hash_map<Term, TermIndex> indices_;
  absl::flat_hash_map<TermIndex, IndexTriple> parts_;
  absl::flat_hash_map<TermIndex, int> depths_;  // Of triple terms in one another.
  int triple_depth_ = 0;
  std::vector<IndexQuad> quads_;
  absl::flat_hash_set<IndexQuad> known_;
  std::array<TermIndex, 4> last_ = {};
  size_t memory_bytes_ = 0;
};

// Writes the statements of one graph of a document.
class GraphWriter {
 public:
  // `text` appends to `out`.
  GraphWriter(const Document& document, int indent, TurtleText* text, std::string* out)
      : document_(document), indent_(indent), text_(text), out_(out) {
    nesting_max_ = std::clamp(kNestingMax - 8 - document.triple_depth(), 0, kWrittenNestingMax);
  }

  void Add(const IndexQuad& quad) {
    Subject& subject = subjects_[quad[0]];
    if (subject.pairs.empty()) order_.push_back(quad[0]);
    subject.pairs.emplace_back(quad[1], quad[2]);
    triples_.insert({quad[0], quad[1], quad[2]});
  }

  void Write();

 private:
  using Pair = std::pair<TermIndex, TermIndex>;  // Predicate, object.
  struct Subject {
    std::vector<Pair> pairs = {};
    uint32_t annotated_count = 0;  // Asserted triples that it reifies.
    bool is_written = false;       // Or being written.
    bool is_no_list = false;       // Known not to begin a collection.
  };

  bool Is(TermIndex index, std::string_view iri) const {
    const Term& term = document_.term(index);
    return term.is_iri() && term.iri().text == iri;
  }
  Subject* Find(TermIndex index) {
    const auto found = subjects_.find(index);
    return found == subjects_.end() ? nullptr : &found->second;
  }

  void FindAnnotations();
  bool IsReified(const IndexTriple& triple) const { return reifiers_.contains(triple); }
  // A statement "r rdf:reifies <<( … )>>" that is said by an annotation instead.
  bool IsFolded(TermIndex subject, const Pair& pair) const {
    return folded_.contains({subject, pair.second}) && Is(pair.first, rdf::kReifies);
  }
  // The pairs of a subject that are still to be said, types first and equal predicates together.
  std::vector<Pair> PairsOf(TermIndex index, TermIndex but_not_object = 0);
  // The triple term of the only unfolded rdf:reifies of a subject, or 0.
  TermIndex ReifiedBy(TermIndex index);
  bool IsList(TermIndex index);

  void WriteStatement(TermIndex index);
  void WriteTerm(TermIndex index);
  void WriteReified(TermIndex triple_term, TermIndex reifier, bool is_named);
  void WritePairs(TermIndex index, const std::vector<Pair>& pairs, int indent, int depth);
  void WriteObject(TermIndex index, int indent, int depth);
  void WriteAnnotations(const IndexTriple& triple, int indent, int depth);
  // The pairs between two brackets.
  void WriteBlock(std::string_view open, std::string_view close, TermIndex index,
                  const std::vector<Pair>& pairs, int indent, int depth);
  void NewLine(int indent) {
    out_->push_back('\n');
    out_->append(static_cast<size_t>(indent), ' ');
  }

  const Document& document_;
  const int indent_;
  TurtleText* const text_;
  std::string* const out_;
  int nesting_max_ = 0;
  std::vector<TermIndex> order_;
  absl::flat_hash_map<TermIndex, Subject> subjects_;
  absl::flat_hash_set<IndexTriple> triples_;
  // What is reified, asserted or not → those reifiers that become annotations.
  absl::flat_hash_map<IndexTriple, std::vector<TermIndex>> reifiers_;
  absl::flat_hash_set<std::pair<TermIndex, TermIndex>> folded_;  // Reifier, triple term.
};

void GraphWriter::FindAnnotations() {
  const auto for_each_reification = [this](auto function) {
    for (const TermIndex subject : order_) {
      for (const auto& [predicate, object] : subjects_.at(subject).pairs) {
        if (Is(predicate, rdf::kReifies) && document_.term(object).is_triple()) {
          function(subject, predicate, object);
        }
      }
    }
  };
  for_each_reification([this](TermIndex, TermIndex, TermIndex object) {
    reifiers_.try_emplace(document_.parts(object));
  });
  for_each_reification([this](TermIndex subject, TermIndex predicate, TermIndex object) {
    // What is itself annotated must be said in full, or its annotation would have no place.
    const IndexTriple& triple = document_.parts(object);
    if (IsReified({subject, predicate, object}) || !triples_.contains(triple)) return;
    folded_.insert({subject, object});
    reifiers_[triple].push_back(subject);
    ++subjects_.at(subject).annotated_count;
  });
}

std::vector<GraphWriter::Pair> GraphWriter::PairsOf(TermIndex index, TermIndex but_not_object) {
  std::vector<Pair> pairs;
  absl::flat_hash_map<TermIndex, size_t> rank;
  const Subject* subject = Find(index);
  if (subject == nullptr) return pairs;
  for (const Pair& pair : subject->pairs) {
    if (IsFolded(index, pair)) continue;
    if (but_not_object != 0 && pair.second == but_not_object && Is(pair.first, rdf::kReifies)) {
      continue;
    }
    pairs.push_back(pair);
    rank.try_emplace(pair.first, Is(pair.first, rdf::kType) ? 0 : rank.size() + 1);
  }
  std::stable_sort(pairs.begin(), pairs.end(), [&rank](const Pair& a, const Pair& b) {
    return rank.at(a.first) < rank.at(b.first);
  });
  return pairs;
}

TermIndex GraphWriter::ReifiedBy(TermIndex index) {
  TermIndex found = 0;
  for (const Pair& pair : subjects_.at(index).pairs) {
    if (!Is(pair.first, rdf::kReifies) || IsFolded(index, pair)) continue;
    if (found != 0 || !document_.term(pair.second).is_triple()) return 0;
    if (IsReified({index, pair.first, pair.second})) return 0;
    found = pair.second;
  }
  return found;
}

// True if `index` is the first cell of a collection whose cells say nothing else and are referred
// to by nothing else.
bool GraphWriter::IsList(TermIndex index) {
  std::vector<Subject*> path;
  while (!Is(index, rdf::kNil)) {
    Subject* cell = Find(index);
    if (cell == nullptr || !document_.IsNestable(index) || cell->pairs.size() != 2 ||
        cell->is_written || cell->is_no_list || cell->annotated_count > 0) {
      return false;
    }
    // Until proven, it is none: so no cell is asked twice, also if the cells form a circle.
    cell->is_no_list = true;
    path.push_back(cell);
    const bool is_swapped = Is(cell->pairs[0].first, rdf::kRest);
    if (!Is(cell->pairs[is_swapped ? 1 : 0].first, rdf::kFirst)) return false;
    if (!Is(cell->pairs[is_swapped ? 0 : 1].first, rdf::kRest)) return false;
    index = cell->pairs[is_swapped ? 0 : 1].second;
  }
  for (Subject* cell : path) cell->is_no_list = false;
  return true;
}

void GraphWriter::Write() {
  FindAnnotations();
  // First what stands alone; then what should stand in other statements but only in circles does.
  for (const bool is_rest : {false, true}) {
    for (const TermIndex index : order_) {
      const Subject& subject = subjects_.at(index);
      if (subject.is_written) continue;
      if (!is_rest && (document_.IsNestable(index) || subject.annotated_count > 0)) continue;
      WriteStatement(index);
    }
  }
}

void GraphWriter::WriteStatement(TermIndex index) {
  Subject& subject = subjects_.at(index);
  subject.is_written = true;
  const bool is_named = !document_.IsUnreferenced(index) || subject.annotated_count > 0;
  const TermIndex reified = ReifiedBy(index);
  const std::vector<Pair> pairs = PairsOf(index, reified);
  if (pairs.empty() && reified == 0) return;
  out_->append(static_cast<size_t>(indent_), ' ');
  if (reified != 0) {
    WriteReified(reified, index, is_named);
  } else if (is_named) {
    WriteTerm(index);
  } else {
    out_->append("[]");
  }
  if (!pairs.empty()) {
    out_->push_back(' ');
    WritePairs(index, pairs, indent_ + kIndent, 0);
  }
  out_->append(" .\n");
}

void GraphWriter::WriteTerm(TermIndex index) {
  InnerTriples inner;
  text_->AppendTerm(ViewOf(document_.term(index), &inner));
}

void GraphWriter::WriteReified(TermIndex triple_term, TermIndex reifier, bool is_named) {
  const IndexTriple& triple = document_.parts(triple_term);
  out_->append("<< ");
  WriteTerm(triple[0]);
  out_->push_back(' ');
  text_->AppendVerb(document_.term(triple[1]).iri().text);
  out_->push_back(' ');
  WriteTerm(triple[2]);
  if (is_named) {
    out_->append(" ~ ");
    WriteTerm(reifier);
  }
  out_->append(" >>");
}

void GraphWriter::WritePairs(TermIndex index, const std::vector<Pair>& pairs, int indent,
                             int depth) {
  size_t start = 0;
  while (start < pairs.size()) {
    if (start > 0) {
      out_->append(" ;");
      NewLine(indent);
    }
    size_t end = start;
    while (end < pairs.size() && pairs[end].first == pairs[start].first) ++end;
    text_->AppendVerb(document_.term(pairs[start].first).iri().text);
    const bool is_long = end - start > kObjectsOnLineMax;
    for (size_t i = start; i < end; ++i) {
      if (i > start) out_->append(is_long ? " ," : ", ");
      if (is_long) {
        NewLine(indent + kIndent);
      } else if (i == start) {
        out_->push_back(' ');
      }
      WriteObject(pairs[i].second, indent, depth);
      WriteAnnotations({index, pairs[i].first, pairs[i].second}, indent, depth);
    }
    start = end;
  }
}

void GraphWriter::WriteBlock(std::string_view open, std::string_view close, TermIndex index,
                             const std::vector<Pair>& pairs, int indent, int depth) {
  out_->append(open);
  if (pairs.size() == 1) {
    out_->push_back(' ');
    WritePairs(index, pairs, indent, depth);
    out_->push_back(' ');
  } else {
    NewLine(indent + kIndent);
    WritePairs(index, pairs, indent + kIndent, depth);
    NewLine(indent);
  }
  out_->append(close);
}

void GraphWriter::WriteObject(TermIndex index, int indent, int depth) {
  Subject* subject = Find(index);
  if (Is(index, rdf::kNil)) {
    out_->append("()");
    return;
  }
  if (!document_.IsNestable(index) || depth >= nesting_max_ ||
      (subject != nullptr && (subject->is_written || subject->annotated_count > 0))) {
    WriteTerm(index);
    return;
  }
  if (subject == nullptr) {
    out_->append("[]");
    return;
  }
  if (IsList(index)) {
    out_->append("(");
    while (!Is(index, rdf::kNil)) {
      Subject& cell = subjects_.at(index);
      cell.is_written = true;
      const bool is_swapped = Is(cell.pairs[0].first, rdf::kRest);
      out_->push_back(' ');
      WriteObject(cell.pairs[is_swapped ? 1 : 0].second, indent, depth + 1);
      index = cell.pairs[is_swapped ? 0 : 1].second;
    }
    out_->append(" )");
    return;
  }
  subject->is_written = true;
  const TermIndex reified = ReifiedBy(index);
  if (reified != 0 && subject->pairs.size() == 1) {
    WriteReified(reified, index, /*is_named=*/false);
    return;
  }
  WriteBlock("[", "]", index, PairsOf(index), indent, depth + 1);
}

void GraphWriter::WriteAnnotations(const IndexTriple& triple, int indent, int depth) {
  const auto found = reifiers_.find(triple);
  if (found == reifiers_.end()) return;
  const auto needs_name = [&](TermIndex reifier) {
    const Subject& subject = subjects_.at(reifier);
    return !document_.IsUnreferenced(reifier) || subject.annotated_count > 1 ||
           subject.is_written || depth >= nesting_max_;
  };
  // A block without a name before it belongs to a new node: such blocks come first.
  std::vector<TermIndex> named;
  for (const TermIndex reifier : found->second) {
    Subject& subject = subjects_.at(reifier);
    const std::vector<Pair> pairs = PairsOf(reifier);
    if (needs_name(reifier) || pairs.empty()) {
      named.push_back(reifier);
      continue;
    }
    subject.is_written = true;
    out_->push_back(' ');
    WriteBlock("{|", "|}", reifier, pairs, indent, depth + 1);
  }
  for (const TermIndex reifier : named) {
    Subject& subject = subjects_.at(reifier);
    const std::vector<Pair> pairs = PairsOf(reifier);
    out_->append(" ~");
    if (needs_name(reifier)) {
      out_->push_back(' ');
      WriteTerm(reifier);
    }
    if (subject.is_written || depth >= nesting_max_) continue;
    subject.is_written = true;
    if (pairs.empty()) continue;
    out_->push_back(' ');
    WriteBlock("{|", "|}", reifier, pairs, indent, depth + 1);
  }
}

class TurtleWriter : public RdfWriter {
 public:
  TurtleWriter(TurtleWriteOptions options, TextOutput output)
      : options_(std::move(options)),
        prefixes_(PrefixMap::WellKnown()),
        output_(std::move(output)) {
    for (const auto& [prefix, iri] : options_.prefixes.prefixes()) prefixes_.Set(prefix, iri);
  }

  absl::Status Accept(const QuadView& quad) override {
    if (!options_.has_graphs && quad.graph.kind != Term::Kind::kNone) {
      return absl::InvalidArgumentError("Turtle cannot hold statements of named graphs");
    }
    if (is_streaming_) return Stream(quad);
    document_.Add(quad);
    return document_.memory_bytes() > options_.memory_bytes ? StartStreaming() : absl::OkStatus();
  }

  absl::Status AcceptPrefix(std::string_view prefix, std::string_view iri) override {
    const std::string* known = options_.prefixes.Find(prefix);
    if (known != nullptr && *known == iri) return absl::OkStatus();
    if (is_streaming_) {
      EndStatement();
      if (!prefixes_.Set(prefix, iri)) return absl::OkStatus();
      options_.prefixes.Set(prefix, iri);
      EndGraph();
      Declare(prefix, iri);
      return absl::OkStatus();
    }
    // All quads will be written under one set of prefixes; the first meaning of each stays.
    if (known == nullptr && prefixes_.Set(prefix, iri)) options_.prefixes.Set(prefix, iri);
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    if (is_streaming_) {
      EndStatement();
      EndGraph();
    } else {
      RETURN_IF_ERROR(WriteDocument());
    }
    return Flush();
  }

 private:
  absl::Status Flush() {
    const absl::Status status = text_.empty() ? absl::OkStatus() : output_(text_);
    text_.clear();
    return status;
  }
  absl::Status FlushIfLarge() { return text_.size() < kPieceBytes ? absl::OkStatus() : Flush(); }

  void Declare(std::string_view prefix, std::string_view iri) {
    StrAppend(&text_, "PREFIX ", prefix, ": <", iri, ">\n");
  }

  absl::Status WriteDocument() {
    std::vector<TermIndex> graphs;
    absl::flat_hash_map<TermIndex, std::vector<const IndexQuad*>> quads;
    for (const IndexQuad& quad : document_.quads()) {
      std::vector<const IndexQuad*>& of_graph = quads[quad[3]];
      if (of_graph.empty()) graphs.push_back(quad[3]);
      of_graph.push_back(&quad);
    }
    std::string body;
    TurtleText terms(&prefixes_, &body);
    for (const TermIndex graph : graphs) {
      if (graph != 0) {
        InnerTriples inner;
        terms.AppendTerm(ViewOf(document_.term(graph), &inner));
        body.append(" {\n");
      }
      GraphWriter writer(document_, graph == 0 ? 0 : kIndent, &terms, &body);
      for (const IndexQuad* quad : quads[graph]) writer.Add(*quad);
      writer.Write();
      if (graph != 0) body.append("}\n");
    }
    for (const auto& [prefix, iri] : prefixes_.prefixes()) {
      if (terms.used_prefixes().contains(prefix)) Declare(prefix, iri);
    }
    if (!text_.empty()) text_.push_back('\n');
    RETURN_IF_ERROR(Flush());
    text_ = std::move(body);
    return absl::OkStatus();
  }

  // From here on nothing is held back.
  absl::Status StartStreaming() {
    is_streaming_ = true;
    for (const auto& [prefix, iri] : prefixes_.prefixes()) Declare(prefix, iri);
    text_.push_back('\n');
    for (const IndexQuad& quad : document_.quads()) {
      InnerTriples inner;
      RETURN_IF_ERROR(Stream({.subject = ViewOf(document_.term(quad[0]), &inner),
                              .predicate = ViewOf(document_.term(quad[1]), &inner),
                              .object = ViewOf(document_.term(quad[2]), &inner),
                              .graph = ViewOf(document_.term(quad[3]), &inner)}));
    }
    document_ = Document();
    return absl::OkStatus();
  }

  absl::Status Stream(const QuadView& quad) {
    if (!is_in_statement_ || !IsSame(quad.graph, graph_) || !IsSame(quad.subject, subject_)) {
      EndStatement();
      if (!IsSame(quad.graph, graph_)) {
        EndGraph();
        graph_ = ToTerm(quad.graph);
        if (graph_) {
          terms_.AppendTerm(quad.graph);
          text_.append(" {\n");
        }
      }
      subject_ = ToTerm(quad.subject);
      predicate_ = ToTerm(quad.predicate);
      text_.append(graph_ ? kIndent : 0, ' ');
      terms_.AppendTerm(quad.subject);
      text_.push_back(' ');
      terms_.AppendVerb(quad.predicate.text);
      is_in_statement_ = true;
    } else if (!IsSame(quad.predicate, predicate_)) {
      predicate_ = ToTerm(quad.predicate);
      text_.append(" ;\n");
      text_.append(graph_ ? 2 * kIndent : kIndent, ' ');
      terms_.AppendVerb(quad.predicate.text);
    } else {
      text_.append(" ,");
    }
    text_.push_back(' ');
    terms_.AppendTerm(quad.object);
    return FlushIfLarge();
  }

  void EndStatement() {
    if (is_in_statement_) text_.append(" .\n");
    is_in_statement_ = false;
  }
  void EndGraph() {
    if (graph_) text_.append("}\n");
    graph_ = Term();
  }

  TurtleWriteOptions options_;
  PrefixMap prefixes_;  // Those of the options and the well-known ones.
  TextOutput output_;
  std::string text_;
  TurtleText terms_{&prefixes_, &text_};  // For quads that are written as they come.
  Document document_;
  bool is_streaming_ = false;
  bool is_in_statement_ = false;
  Term graph_;
  Term subject_;
  Term predicate_;
};

}  // namespace

std::unique_ptr<RdfWriter> MakeTurtleWriter(TurtleWriteOptions options, TextOutput output) {
  return std::make_unique<TurtleWriter>(std::move(options), std::move(output));
}

}  // namespace entente
