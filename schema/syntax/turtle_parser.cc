#include "schema/syntax/turtle_parser.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "schema/iri.h"
#include "schema/syntax/pool.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/syntax/token_reader.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr std::string_view kGenerated = "genid-";

// A term that outlives the token it came from. `text` is used where the token alone does not last.
struct HeldTerm {
  TermView view = {};
  std::string text = {};
};

// What the statements on one level of nesting have in common.
struct Frame {
  HeldTerm subject = {};
  HeldTerm predicate = {};
  HeldTerm object = {};  // Only if it is a node that the parser made or that stands for others.
  HeldTerm reifier = {};
};

// How many characters must change to make one text the other, or 3 if more than 2.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return std::min<size_t>(row[b.size()], 3);
}

// Functions that return bool leave the cause of a `false` in in_.status() or sink_status_.
class TurtleParser {
 public:
  template <typename Input>
  TurtleParser(Input input, const TurtleOptions& options, QuadSink* sink)
      : in_(input, options.file_name),
        base_(options.base_iri),
        has_graphs_(options.has_graphs),
        sink_(sink) {}

  absl::Status Parse() {
    while (Next() && ReadStatement()) {
    }
    if (!sink_status_.ok()) return sink_status_;
    return in_.status();
  }

 private:
  // Statements and directives.
  bool Next();
  bool ReadStatement();
  bool ReadDirective();
  bool ReadPrefixDirective();
  bool ReadBaseDirective();
  bool ReadVersionDirective();
  bool ReadEndOfDirective();
  bool ReadGraph(bool is_name_needed);
  bool ReadBlock();
  bool ReadTriples();
  bool ReadEndOfStatement();

  // What follows a subject, on the level `depth` of nesting.
  bool ReadPredicates(int depth);
  bool ReadVerb(TermView* verb, std::string* storage);
  bool ReadObjects(int depth);
  bool ReadAnnotations(int depth, const TermView& object);

  // Terms. Views live until the next object is read, except those in a HeldTerm.
  bool ReadSubject(bool* is_complete);
  bool ReadObject(int depth, TermView* object);
  bool ReadIri(TermView* iri, std::string* storage);
  bool ReadName(TermView* iri, std::string* storage);
  bool ReadIriOrName(TermView* iri, std::string* storage);
  bool ReadLabel(TermView* node, std::string* storage);
  bool ReadAnonymous(TermView* node, std::string* storage);
  bool ReadPropertyList(int depth, HeldTerm* node);
  bool ReadCollection(int depth, HeldTerm* head);
  bool ReadBoolean(TermView* literal);  // False also if it is none, without an error.
  bool ReadLiteral(TermView* literal);
  bool ReadTripleTerm(int depth, TermView* term);
  bool ReadReifiedTriple(int depth, TermView* reifier);
  // A component of a triple term or reified triple.
  bool ReadComponent(int depth, bool is_object, bool is_reified, TermView* term);
  bool ReadReifier(TermView* reifier, std::string* storage);

  bool Emit(const TermView& subject, const TermView& predicate, const TermView& object);
  bool EmitReifier(const TermView& reifier, const TripleView& triple);

  // Makes `term` outlive the tokens.
  void Hold(HeldTerm* term) {
    if (term->view.text.data() == term->text.data() || in_.IsStable(term->view.text)) return;
    term->text.assign(term->view.text);
    term->view.text = term->text;
  }
  void MakeNode(TermView* node, std::string* storage) {
    storage->assign(kGenerated);
    StrAppend(storage, node_count_++);
    *node = TermView::OfBlankNode(*storage);
  }
  Frame& FrameAt(int depth) {
    const auto level = static_cast<size_t>(depth);
    while (frames_.size() <= level) frames_.push_back(std::make_unique<Frame>());
    return *frames_[level];
  }
  void ForgetTerms();
  bool CheckDepth(int depth) {
    return depth <= kNestingMax || in_.Fail(StrCat("nested deeper than ", kNestingMax));
  }
  bool IsStatementEndNext() { return in_.Peek() == '.' || in_.Peek() == '}' || in_.IsAtEnd(); }
  bool IsNameStartNext() {
    const char next = in_.Peek();
    return IsIn(next, kLetter | kHigh) || next == ':';
  }

  const std::string* FindNamespace(std::string_view prefix);
  bool FailUnknownPrefix(uint64_t offset, std::string_view prefix);

  TokenReader in_;
  std::string base_;
  const bool has_graphs_;
  QuadSink* const sink_;
  absl::Status sink_status_;

  TextMap<std::string> prefixes_;
  // Namespaces found lately, by a cheap hash of the prefix; cleared when a prefix is declared.
  struct RecentPrefix {
    std::string prefix = {};
    const std::string* found = nullptr;
  };
  std::array<RecentPrefix, 64> recent_prefixes_;

  HeldTerm graph_;
  std::vector<std::unique_ptr<Frame>> frames_;  // By level; they stay where they are.
  uint64_t node_count_ = 0;
  // For one object: the texts and triples that it needs beyond the bytes of its tokens.
  Pool<std::string> texts_;
  Pool<TripleView> triples_;
  uint64_t forgotten_offset_ = 0;  // Where ForgetTerms was called last.
  std::string unresolved_;
};

void TurtleParser::ForgetTerms() {
  // One huge escaped string must not be remembered for ever.
  static constexpr uint64_t kKeptBytesMax = uint64_t{1} << 20;
  if (in_.offset() - forgotten_offset_ > kKeptBytesMax) texts_.Clear();
  forgotten_offset_ = in_.offset();
  in_.Release();
  texts_.Reset();
  triples_.Reset();
}

bool TurtleParser::Emit(const TermView& subject, const TermView& predicate,
                        const TermView& object) {
  sink_status_ = sink_->Accept(
      {.subject = subject, .predicate = predicate, .object = object, .graph = graph_.view});
  return sink_status_.ok();
}

bool TurtleParser::EmitReifier(const TermView& reifier, const TripleView& triple) {
  return Emit(reifier, TermView::OfIri(rdf::kReifies),
              {.kind = Term::Kind::kTriple, .triple = &triple});
}

// Skips to the next statement; false at the end of the text.
bool TurtleParser::Next() {
  ForgetTerms();
  in_.SkipSpace();
  return !in_.IsAtEnd();
}

bool TurtleParser::ReadStatement() {
  const char next = in_.Peek();
  if (next == '@') return ReadDirective();
  if ((next | 0x20) == 'p' && in_.ConsumeKeyword("PREFIX")) return ReadPrefixDirective();
  if ((next | 0x20) == 'b' && in_.ConsumeKeyword("BASE")) return ReadBaseDirective();
  if ((next | 0x20) == 'v' && in_.ConsumeKeyword("VERSION")) return ReadVersionDirective();
  if (!has_graphs_) return ReadTriples() && ReadEndOfStatement();
  if ((next | 0x20) == 'g' && in_.ConsumeKeyword("GRAPH")) return ReadGraph(true);
  if (next == '{') return ReadGraph(false);

  // TriG: a name may be that of a graph or a subject; the next character tells.
  bool is_complete = false;
  const bool is_label = next == '<' ? in_.Peek(1) != '<' : next != '(';
  if (!ReadSubject(&is_complete)) return false;
  in_.SkipSpace();
  if (is_label && !is_complete && in_.Peek() == '{') {
    graph_.text.assign(FrameAt(0).subject.view.text);
    graph_.view = FrameAt(0).subject.view;
    graph_.view.text = graph_.text;
    const bool is_read = ReadBlock();
    graph_.view = {};
    return is_read;
  }
  if (is_complete && IsStatementEndNext()) return ReadEndOfStatement();
  return ReadPredicates(0) && ReadEndOfStatement();
}

bool TurtleParser::ReadEndOfStatement() {
  in_.SkipSpace();
  if (in_.Consume('.')) return true;
  const char next = in_.Peek();
  const bool is_term =
      IsNameStartNext() || next == '<' || next == '_' || next == '[' || next == '@' || next == '"';
  return in_.FailExpected("'.' at the end of the statement",
                          next == '{' && !has_graphs_ ? "Turtle has no graphs; is it TriG?"
                          : is_term                   ? "is '.', ';' or ',' missing before this?"
                                                      : "");
}

bool TurtleParser::ReadDirective() {
  if (in_.Consume("@prefix")) return ReadPrefixDirective() && ReadEndOfDirective();
  if (in_.Consume("@base")) return ReadBaseDirective() && ReadEndOfDirective();
  if (in_.Consume("@version")) return ReadVersionDirective() && ReadEndOfDirective();
  return in_.Fail("expected @prefix, @base or @version");
}

bool TurtleParser::ReadEndOfDirective() {
  in_.SkipSpace();
  return in_.Consume('.') || in_.FailExpected("'.' at the end of the directive",
                                              "only PREFIX, BASE and VERSION stand without '.'");
}

bool TurtleParser::ReadPrefixDirective() {
  in_.SkipSpace();
  const uint64_t at = in_.offset();
  std::string_view prefix;
  std::string_view local;
  if (!in_.ReadPrefixedName(&prefix, &local, texts_.Next())) return false;
  if (!local.empty()) return in_.FailAt(at, "expected a prefix that ends with a colon");
  in_.SkipSpace();
  TermView iri;
  if (!ReadIri(&iri, texts_.Next())) return false;
  prefixes_[std::string(prefix)] = std::string(iri.text);
  recent_prefixes_.fill({});
  sink_status_ = sink_->AcceptPrefix(prefix, iri.text);
  return sink_status_.ok();
}

bool TurtleParser::ReadBaseDirective() {
  in_.SkipSpace();
  TermView iri;
  if (!ReadIri(&iri, texts_.Next())) return false;
  base_ = std::string(iri.text);
  return true;
}

bool TurtleParser::ReadVersionDirective() {
  // Whatever version is announced, all of RDF 1.2 is understood.
  in_.SkipSpace();
  std::string_view version;
  return in_.ReadString(&version, texts_.Next(), /*is_long_allowed=*/false);
}

bool TurtleParser::ReadGraph(bool is_name_needed) {
  graph_.view = {};
  if (is_name_needed) {
    in_.SkipSpace();
    const char next = in_.Peek();
    const bool is_read = next == '_'   ? ReadLabel(&graph_.view, &graph_.text)
                         : next == '[' ? ReadAnonymous(&graph_.view, &graph_.text)
                                       : ReadIriOrName(&graph_.view, &graph_.text);
    if (!is_read) return false;
    Hold(&graph_);
    in_.SkipSpace();
  }
  const bool is_read = ReadBlock();
  graph_.view = {};
  return is_read;
}

bool TurtleParser::ReadBlock() {
  if (!in_.Consume('{')) return in_.FailExpected("'{' and the statements of the graph");
  while (true) {
    ForgetTerms();
    in_.SkipSpace();
    if (in_.Consume('}')) return true;
    if (!ReadTriples()) return false;
    in_.SkipSpace();
    if (!in_.Consume('.') && in_.Peek() != '}') {
      return in_.FailExpected("'.' at the end of the statement or '}' at the end of the graph");
    }
  }
}

bool TurtleParser::ReadTriples() {
  bool is_complete = false;
  if (!ReadSubject(&is_complete)) return false;
  in_.SkipSpace();
  if (is_complete && IsStatementEndNext()) return true;
  return ReadPredicates(0);
}

// `is_complete` says whether the subject alone is a statement.
bool TurtleParser::ReadSubject(bool* is_complete) {
  HeldTerm* subject = &FrameAt(0).subject;
  *is_complete = false;
  bool is_read = false;
  switch (in_.Peek()) {
    case '<':
      if (in_.Peek(1) != '<') {
        is_read = ReadIri(&subject->view, &subject->text);
      } else if (in_.Peek(2) == '(') {
        return in_.Fail("a triple term cannot be a subject",
                        "<< s p o >> makes a node that stands for the triple and can be one");
      } else {
        *is_complete = true;
        is_read = ReadReifiedTriple(1, &subject->view);
      }
      break;
    case '_':
      is_read = ReadLabel(&subject->view, &subject->text);
      break;
    case '[': {
      in_.Skip(1);
      in_.SkipSpace();
      if (in_.Consume(']')) {
        MakeNode(&subject->view, &subject->text);
        return true;
      }
      *is_complete = true;
      return ReadPropertyList(0, subject);
    }
    case '(':
      return ReadCollection(0, subject);
    default:
      if (!IsNameStartNext()) {
        return in_.FailExpected("a subject", in_.Peek() == '"' || in_.Peek() == '\''
                                                 ? "literals can only be objects"
                                                 : "");
      }
      is_read = ReadName(&subject->view, &subject->text);
  }
  if (is_read) Hold(subject);
  return is_read;
}

bool TurtleParser::ReadPredicates(int depth) {
  Frame& frame = FrameAt(depth);
  while (true) {
    in_.SkipSpace();
    if (!ReadVerb(&frame.predicate.view, &frame.predicate.text)) return false;
    Hold(&frame.predicate);
    if (!ReadObjects(depth)) return false;
    bool has_more = false;
    while (in_.Consume(';')) {
      has_more = true;
      in_.SkipSpace();
    }
    if (!has_more || !(IsNameStartNext() || in_.Peek() == '<')) return true;
  }
}

bool TurtleParser::ReadVerb(TermView* verb, std::string* storage) {
  const char next = in_.Peek();
  if (next == 'a') {
    const char after = in_.Peek(1);
    if (!IsIn(after, kName | kHigh) && after != ':' && after != '.') {
      in_.Skip(1);
      *verb = TermView::OfIri(rdf::kType);
      return true;
    }
  }
  if (next == '<' && in_.Peek(1) != '<') return ReadIri(verb, storage);
  if (IsNameStartNext()) return ReadName(verb, storage);
  return in_.FailExpected("a predicate",
                          next == '_' || next == '[' ? "blank nodes cannot be predicates" : "");
}

bool TurtleParser::ReadObjects(int depth) {
  Frame& frame = FrameAt(depth);
  while (true) {
    ForgetTerms();
    in_.SkipSpace();
    TermView object;
    if (!ReadObject(depth, &object)) return false;
    if (!Emit(frame.subject.view, frame.predicate.view, object)) return false;
    in_.SkipSpace();
    const char next = in_.Peek();
    if ((next == '~' || (next == '{' && in_.Peek(1) == '|')) && !ReadAnnotations(depth, object)) {
      return false;
    }
    if (!in_.Consume(',')) return true;
  }
}

bool TurtleParser::ReadAnnotations(int depth, const TermView& object) {
  // What the annotations say is read before the object is needed for the last time.
  const Term held = ToTerm(object);
  InnerTriples inner;
  Frame& frame = FrameAt(depth);
  const TripleView triple = {.subject = frame.subject.view,
                             .predicate = frame.predicate.view,
                             .object = entente::ViewOf(held, &inner)};
  bool has_reifier = false;
  while (true) {
    in_.SkipSpace();
    if (in_.Peek() == '~') {
      if (!ReadReifier(&frame.reifier.view, &frame.reifier.text)) return false;
      Hold(&frame.reifier);
      has_reifier = true;
      if (!EmitReifier(frame.reifier.view, triple)) return false;
    } else if (in_.Peek() == '{' && in_.Peek(1) == '|') {
      if (!CheckDepth(depth + 1)) return false;
      in_.Skip(2);
      if (!has_reifier) {
        MakeNode(&frame.reifier.view, &frame.reifier.text);
        if (!EmitReifier(frame.reifier.view, triple)) return false;
      }
      HeldTerm& subject = FrameAt(depth + 1).subject;
      subject.view = frame.reifier.view;
      if (!ReadPredicates(depth + 1)) return false;
      if (!in_.Consume("|}")) return in_.FailExpected("'|}' at the end of the annotation");
      has_reifier = false;
    } else {
      return true;
    }
  }
}

bool TurtleParser::ReadObject(int depth, TermView* object) {
  switch (in_.Peek()) {
    case '<':
      if (in_.Peek(1) != '<') return ReadIri(object, texts_.Next());
      return in_.Peek(2) == '(' ? ReadTripleTerm(depth + 1, object)
                                : ReadReifiedTriple(depth + 1, object);
    case '_':
      return ReadLabel(object, texts_.Next());
    case '[': {
      HeldTerm* node = &FrameAt(depth).object;
      in_.Skip(1);
      in_.SkipSpace();
      if (in_.Consume(']')) {
        MakeNode(&node->view, &node->text);
      } else if (!ReadPropertyList(depth, node)) {
        return false;
      }
      *object = node->view;
      return true;
    }
    case '(': {
      HeldTerm* head = &FrameAt(depth).object;
      if (!ReadCollection(depth, head)) return false;
      *object = head->view;
      return true;
    }
    default:
      if (ReadBoolean(object)) return true;
      if (IsNameStartNext()) return ReadName(object, texts_.Next());
      return ReadLiteral(object);
  }
}

// Behind '[', which has something in it.
bool TurtleParser::ReadPropertyList(int depth, HeldTerm* node) {
  if (!CheckDepth(depth + 1)) return false;
  MakeNode(&node->view, &node->text);
  FrameAt(depth + 1).subject.view = node->view;
  if (!ReadPredicates(depth + 1)) return false;
  return in_.Consume(']') || in_.FailExpected("']' at the end of the blank node");
}

bool TurtleParser::ReadCollection(int depth, HeldTerm* head) {
  in_.Skip(1);
  in_.SkipSpace();
  if (in_.Consume(')')) {
    head->view = TermView::OfIri(rdf::kNil);
    return true;
  }
  if (!CheckDepth(depth + 1)) return false;
  MakeNode(&head->view, &head->text);
  Frame& frame = FrameAt(depth + 1);
  frame.subject.text = head->text;
  frame.subject.view = TermView::OfBlankNode(frame.subject.text);
  while (true) {
    ForgetTerms();
    TermView item;
    if (!ReadObject(depth + 1, &item)) return false;
    if (!Emit(frame.subject.view, TermView::OfIri(rdf::kFirst), item)) return false;
    in_.SkipSpace();
    const TermView rest = TermView::OfIri(rdf::kRest);
    if (in_.Consume(')')) return Emit(frame.subject.view, rest, TermView::OfIri(rdf::kNil));
    if (in_.IsAtEnd()) return in_.FailExpected("')' at the end of the collection");
    MakeNode(&frame.object.view, &frame.object.text);
    if (!Emit(frame.subject.view, rest, frame.object.view)) return false;
    std::swap(frame.subject.text, frame.object.text);
    frame.subject.view = TermView::OfBlankNode(frame.subject.text);
  }
}

bool TurtleParser::ReadIri(TermView* iri, std::string* storage) {
  const uint64_t at = in_.offset();
  std::string_view text;
  if (!in_.ReadIri(&text, storage)) return false;
  if (!HasScheme(text)) {
    if (base_.empty()) {
      return in_.FailAt(at, "the IRI has no scheme, and there is no base IRI to resolve it against",
                        "declare one: @base <http://…> .");
    }
    unresolved_.assign(text);
    ResolveIri(base_, unresolved_, storage);
    text = *storage;
  }
  *iri = TermView::OfIri(text);
  return true;
}

bool TurtleParser::ReadName(TermView* iri, std::string* storage) {
  const uint64_t at = in_.offset();
  std::string_view prefix;
  std::string_view local;
  if (!in_.ReadPrefixedName(&prefix, &local, &unresolved_)) return false;
  const std::string* found = FindNamespace(prefix);
  if (found == nullptr) return FailUnknownPrefix(at, prefix);
  storage->assign(*found);
  storage->append(local);
  *iri = TermView::OfIri(*storage);
  return true;
}

bool TurtleParser::ReadIriOrName(TermView* iri, std::string* storage) {
  if (in_.Peek() == '<') return ReadIri(iri, storage);
  if (IsNameStartNext()) return ReadName(iri, storage);
  return in_.FailExpected("an IRI or a prefixed name");
}

const std::string* TurtleParser::FindNamespace(std::string_view prefix) {
  const size_t hash = prefix.empty()
                          ? 0
                          : prefix.size() * 7 + static_cast<unsigned char>(prefix.front()) +
                                static_cast<unsigned char>(prefix.back()) * 3;
  RecentPrefix& recent = recent_prefixes_[hash % recent_prefixes_.size()];
  if (recent.found != nullptr && recent.prefix == prefix) return recent.found;
  const auto found = prefixes_.find(prefix);
  if (found == prefixes_.end()) return nullptr;
  recent.prefix.assign(prefix);
  recent.found = &found->second;
  return recent.found;
}

bool TurtleParser::FailUnknownPrefix(uint64_t offset, std::string_view prefix) {
  std::vector<std::string_view> names;
  for (const auto& [name, iri] : prefixes_) names.push_back(name);
  std::sort(names.begin(), names.end());
  static constexpr size_t kPrefixSizeMax = 64;
  std::string hint;
  if (prefix.size() <= kPrefixSizeMax) {
    size_t nearest = 3;
    for (const std::string_view name : names) {
      if (name.size() > kPrefixSizeMax) continue;
      const size_t distance = EditDistance(prefix, name);
      if (distance < nearest && distance < std::max(prefix.size(), name.size())) {
        nearest = distance;
        hint = StrCat("did you mean '", name, ":'?");
      }
    }
  }
  if (hint.empty()) {
    if (names.empty()) {
      hint = StrCat("declare it first: @prefix ", prefix.substr(0, kPrefixSizeMax), ": <…> .");
    } else {
      static constexpr size_t kListedMax = 10;
      for (size_t i = 0; i < std::min(names.size(), kListedMax); ++i) {
        StrAppend(&hint, i == 0 ? "declared are " : ", ", names[i].substr(0, kPrefixSizeMax), ":");
      }
      if (names.size() > kListedMax) StrAppend(&hint, " and ", names.size() - kListedMax, " more");
    }
  }
  return in_.FailAt(
      offset, StrCat("the prefix '", prefix.substr(0, kPrefixSizeMax), ":' is not declared"), hint);
}

bool TurtleParser::ReadLabel(TermView* node, std::string* storage) {
  std::string_view label;
  if (!in_.ReadBlankNodeLabel(&label)) return false;
  if (label.starts_with(kGenerated)) {
    *storage = StrCat(kGenerated, "-", label.substr(kGenerated.size()));
    label = *storage;
  }
  *node = TermView::OfBlankNode(label);
  return true;
}

bool TurtleParser::ReadAnonymous(TermView* node, std::string* storage) {
  in_.Skip(1);
  in_.SkipSpace();
  if (!in_.Consume(']')) return in_.FailExpected("']'", "only an empty [] can stand here");
  MakeNode(node, storage);
  return true;
}

bool TurtleParser::ReadBoolean(TermView* literal) {
  const std::string_view word = in_.Peek() == 't' ? "true" : "false";
  if (in_.Peek() != word[0] || !in_.StartsWith(word)) return false;
  const char after = in_.Peek(word.size());
  if (IsIn(after, kName | kHigh) || after == ':') return false;
  in_.Skip(word.size());
  *literal = {.kind = Term::Kind::kLiteral, .text = word, .datatype = xsd::kBoolean};
  return true;
}

bool TurtleParser::ReadLiteral(TermView* literal) {
  const char next = in_.Peek();
  *literal = {.kind = Term::Kind::kLiteral};
  if (next == '"' || next == '\'') {
    if (!in_.ReadString(&literal->text, texts_.Next())) return false;
    literal->datatype = xsd::kString;
    in_.SkipSpace();
    if (in_.Peek() == '@') {
      if (!in_.ReadLanguage(&literal->language, &literal->direction, texts_.Next())) return false;
      literal->datatype =
          literal->direction == Direction::kNone ? rdf::kLangString : rdf::kDirLangString;
      return true;
    }
    if (in_.Peek() != '^') return true;
    if (!in_.Consume("^^")) return in_.FailExpected("'^^' and a datatype");
    in_.SkipSpace();
    const uint64_t at = in_.offset();
    TermView datatype;
    if (!ReadIriOrName(&datatype, texts_.Next())) return false;
    if (datatype.text == rdf::kLangString || datatype.text == rdf::kDirLangString) {
      return in_.FailAt(at, "this datatype needs a language tag", "write \"…\"@en instead");
    }
    literal->datatype = datatype.text;
    return true;
  }
  if (!IsIn(next, kDigit) && next != '+' && next != '-' && next != '.') {
    return in_.FailExpected("an object");
  }
  if (next == '.' && !IsIn(in_.Peek(1), kDigit)) return in_.FailExpected("an object");
  NumberKind kind = NumberKind::kInteger;
  if (!in_.ReadNumber(&literal->text, &kind)) return false;
  literal->datatype = kind == NumberKind::kInteger   ? xsd::kInteger
                      : kind == NumberKind::kDecimal ? xsd::kDecimal
                                                     : xsd::kDouble;
  return true;
}

bool TurtleParser::ReadComponent(int depth, bool is_object, bool is_reified, TermView* term) {
  in_.SkipSpace();
  switch (in_.Peek()) {
    case '<':
      if (in_.Peek(1) != '<') return ReadIri(term, texts_.Next());
      if (in_.Peek(2) == '(') {
        if (!is_object) return in_.Fail("a triple term cannot be a subject");
        return ReadTripleTerm(depth + 1, term);
      }
      if (!is_reified) return in_.Fail("a reified triple cannot stand in a triple term");
      return ReadReifiedTriple(depth + 1, term);
    case '_':
      return ReadLabel(term, texts_.Next());
    case '[':
      return ReadAnonymous(term, texts_.Next());
    case '(':
      return in_.Fail("a collection cannot stand in a triple term or reified triple");
    default:
      if (is_object && ReadBoolean(term)) return true;
      if (IsNameStartNext()) return ReadName(term, texts_.Next());
      if (is_object) return ReadLiteral(term);
      return in_.FailExpected("a subject");
  }
}

bool TurtleParser::ReadTripleTerm(int depth, TermView* term) {
  if (!CheckDepth(depth)) return false;
  in_.Skip(3);
  TripleView* triple = triples_.Next();
  if (!ReadComponent(depth, false, false, &triple->subject)) return false;
  in_.SkipSpace();
  if (!ReadVerb(&triple->predicate, texts_.Next())) return false;
  if (!ReadComponent(depth, true, false, &triple->object)) return false;
  in_.SkipSpace();
  if (!in_.Consume(")>>")) return in_.FailExpected("')>>' at the end of the triple term");
  *term = {.kind = Term::Kind::kTriple, .triple = triple};
  return true;
}

bool TurtleParser::ReadReifiedTriple(int depth, TermView* reifier) {
  if (!CheckDepth(depth)) return false;
  in_.Skip(2);
  TripleView* triple = triples_.Next();
  if (!ReadComponent(depth, false, true, &triple->subject)) return false;
  in_.SkipSpace();
  if (!ReadVerb(&triple->predicate, texts_.Next())) return false;
  if (!ReadComponent(depth, true, true, &triple->object)) return false;
  in_.SkipSpace();
  if (in_.Peek() == '~') {
    if (!ReadReifier(reifier, texts_.Next())) return false;
    in_.SkipSpace();
  } else {
    MakeNode(reifier, texts_.Next());
  }
  if (!in_.Consume(">>")) return in_.FailExpected("'>>' at the end of the reified triple");
  return EmitReifier(*reifier, *triple);
}

// '~' and perhaps a name.
bool TurtleParser::ReadReifier(TermView* reifier, std::string* storage) {
  in_.Skip(1);
  in_.SkipSpace();
  const char next = in_.Peek();
  if (next == '_') return ReadLabel(reifier, storage);
  if (next == '[') return ReadAnonymous(reifier, storage);
  if (next == '<' || IsNameStartNext()) return ReadIriOrName(reifier, storage);
  MakeNode(reifier, storage);
  return true;
}

template <typename Input>
absl::Status Parse(Input input, const TurtleOptions& options, QuadSink* sink) {
  if (!options.base_iri.empty() && !HasScheme(options.base_iri)) {
    return absl::InvalidArgumentError(
        StrCat("the base IRI <", options.base_iri, "> is not absolute"));
  }
  return TurtleParser(input, options, sink).Parse();
}

}  // namespace

absl::Status ParseTurtle(std::string_view text, const TurtleOptions& options, QuadSink* sink) {
  return Parse(text, options, sink);
}

absl::Status ParseTurtle(ByteSource* source, const TurtleOptions& options, QuadSink* sink) {
  return Parse(source, options, sink);
}

}  // namespace entente
