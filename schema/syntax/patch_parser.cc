#include "schema/syntax/patch_parser.h"

#include <string>

#include "schema/iri.h"
#include "schema/syntax/pool.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/syntax/token_reader.h"
#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

// Functions that return bool leave the cause of a `false` in in_.status() or sink_status_.
class PatchParser {
 public:
  PatchParser(ByteSource* source, std::string_view file_name, PatchSink* sink)
      : in_(source, file_name), sink_(sink) {}

  absl::Status Parse() {
    while (Next() && ReadRow()) {
    }
    return sink_status_.ok() ? in_.status() : sink_status_;
  }

 private:
  bool Next();
  bool ReadRow();
  bool ReadChange(bool is_addition);
  bool ReadTransaction(char code);
  bool ReadHeader();
  bool ReadPrefix(bool is_addition);
  bool ReadEndOfRow();

  bool ReadResource(std::string_view what, TermView* term);
  bool ReadPredicate(TermView* term);
  bool ReadObject(int depth, TermView* term);
  bool ReadIri(std::string_view* iri);
  bool ReadBracketedBlankNode(TermView* term);
  bool ReadLiteral(TermView* term);
  bool ReadTripleTerm(int depth, TermView* term);
  bool ReadWord(std::string_view what, std::string* word);

  bool Give(absl::Status status) {
    sink_status_ = std::move(status);
    return sink_status_.ok();
  }

  TokenReader in_;
  PatchSink* const sink_;
  absl::Status sink_status_;
  bool is_in_transaction_ = false;
  // What a row needs beyond the text at hand.
  Pool<std::string> texts_;
  Pool<TripleView> triples_;
};

bool PatchParser::Next() {
  in_.Release();
  texts_.Reset();
  triples_.Reset();
  in_.SkipSpace();
  if (!in_.IsAtEnd()) return true;
  if (is_in_transaction_) {
    in_.Fail("the text ends within a transaction",
             "what TX begins must end with TC or TA; is the file cut short?");
  }
  return false;
}

bool PatchParser::ReadRow() {
  const uint64_t begin = in_.offset();
  std::string code;
  while (code.size() < 3 && IsIn(in_.Peek(), kName)) {
    code.push_back(in_.Peek());
    in_.Skip(1);
  }
  if (code == "A" || code == "D") return ReadChange(code == "A");
  if (code == "TX" || code == "TC" || code == "TA") {
    const bool is_in_place = (code == "TX") != is_in_transaction_;
    if (is_in_place) return ReadTransaction(code[1]);
    return in_.FailAt(begin, code == "TX" ? "TX within a transaction" : code + " without TX");
  }
  if (code == "PA" || code == "PD") return ReadPrefix(code == "PA");
  if (code == "H" && !is_in_transaction_) return ReadHeader();
  if (code == "H") return in_.FailAt(begin, "a header within a transaction");
  return in_.FailAt(begin, "expected one of the codes A, D, TX, TC, TA, PA, PD and H",
                    "rows of RDF Patch begin with what they do: A adds, D removes");
}

bool PatchParser::ReadChange(bool is_addition) {
  QuadView quad;
  in_.SkipSpace();
  if (!ReadResource("a subject (an IRI in <> or a blank node)", &quad.subject)) return false;
  in_.SkipSpace();
  if (!ReadPredicate(&quad.predicate)) return false;
  in_.SkipSpace();
  if (!ReadObject(0, &quad.object)) return false;
  in_.SkipSpace();
  if (in_.Peek() != '.' && !ReadResource("a graph name or '.'", &quad.graph)) return false;
  if (!ReadEndOfRow()) return false;
  return Give(is_addition ? sink_->Add(quad) : sink_->Remove(quad));
}

bool PatchParser::ReadTransaction(char code) {
  if (!ReadEndOfRow()) return false;
  is_in_transaction_ = code == 'X';
  if (code == 'X') return Give(sink_->Begin());
  return Give(code == 'C' ? sink_->Commit() : sink_->Undo());
}

bool PatchParser::ReadHeader() {
  in_.SkipSpace();
  std::string name;
  if (!ReadWord("the name of a header", &name)) return false;
  in_.SkipSpace();
  TermView value;
  if (!ReadObject(0, &value) || !ReadEndOfRow()) return false;
  return Give(sink_->Header(name, value));
}

bool PatchParser::ReadPrefix(bool is_addition) {
  in_.SkipSpace();
  std::string_view text;
  if (in_.Peek() == '"') {
    if (!in_.ReadString(&text, texts_.Next(), false)) return false;
  } else {
    std::string name;
    if (in_.Peek() != ':' && !ReadWord("a prefix", &name)) return false;
    in_.Consume(':');
  }
  if (is_addition) {
    in_.SkipSpace();
    const bool is_read =
        in_.Peek() == '"' ? in_.ReadString(&text, texts_.Next(), false) : ReadIri(&text);
    if (!is_read) return false;
  }
  return ReadEndOfRow();
}

bool PatchParser::ReadEndOfRow() {
  in_.SkipSpace();
  return in_.Consume('.') || in_.FailExpected("'.' at the end of the row");
}

bool PatchParser::ReadWord(std::string_view what, std::string* word) {
  static constexpr size_t kWordMax = 1000;
  while (IsIn(in_.Peek(), kName) && word->size() < kWordMax) {
    word->push_back(in_.Peek());
    in_.Skip(1);
  }
  return !word->empty() || in_.FailExpected(what);
}

bool PatchParser::ReadResource(std::string_view what, TermView* term) {
  const char first = in_.Peek();
  if (first == '_') {
    term->kind = Term::Kind::kBlankNode;
    return in_.ReadBlankNodeLabel(&term->text);
  }
  if (first != '<' || in_.Peek(1) == '<') {
    return in_.FailExpected(
        what, first == '"' || first == '<' ? "literals and triple terms can only be objects" : "");
  }
  if (in_.Peek(1) == '_' && in_.Peek(2) == ':') return ReadBracketedBlankNode(term);
  term->kind = Term::Kind::kIri;
  return ReadIri(&term->text);
}

bool PatchParser::ReadPredicate(TermView* term) {
  if (in_.Peek() != '<' || in_.Peek(1) == '<' || in_.Peek(1) == '_') {
    return in_.FailExpected("a predicate (an IRI in <>)");
  }
  term->kind = Term::Kind::kIri;
  return ReadIri(&term->text);
}

bool PatchParser::ReadObject(int depth, TermView* term) {
  if (in_.Peek() == '"') return ReadLiteral(term);
  if (in_.Peek() == '<' && in_.Peek(1) == '<') return ReadTripleTerm(depth, term);
  return ReadResource("an object (an IRI in <>, a blank node, a string or a triple term)", term);
}

bool PatchParser::ReadIri(std::string_view* iri) {
  const uint64_t begin = in_.offset();
  if (!in_.ReadIri(iri, texts_.Next())) return false;
  return HasScheme(*iri) || in_.FailAt(begin + 1, "the IRI has no scheme",
                                       "relative IRIs are not allowed in this syntax");
}

bool PatchParser::ReadBracketedBlankNode(TermView* term) {
  in_.Skip(1);
  term->kind = Term::Kind::kBlankNode;
  if (!in_.ReadBlankNodeLabel(&term->text)) return false;
  return in_.Consume('>') || in_.FailExpected("'>' behind the label");
}

bool PatchParser::ReadLiteral(TermView* term) {
  if (!in_.ReadString(&term->text, texts_.Next(), false)) return false;
  term->kind = Term::Kind::kLiteral;
  term->datatype = xsd::kString;
  if (in_.Peek() == '@') {
    if (!in_.ReadLanguage(&term->language, &term->direction, texts_.Next())) return false;
    term->datatype = term->direction == Direction::kNone ? rdf::kLangString : rdf::kDirLangString;
    return true;
  }
  if (!in_.Consume("^^")) return true;
  const uint64_t begin = in_.offset();
  if (!ReadIri(&term->datatype)) return false;
  if (term->datatype != rdf::kLangString && term->datatype != rdf::kDirLangString) return true;
  return in_.FailAt(begin, "this datatype needs a language tag", "write \"…\"@en instead");
}

bool PatchParser::ReadTripleTerm(int depth, TermView* term) {
  if (depth == kNestingMax) {
    return in_.Fail(StrCat("triple terms are nested deeper than ", kNestingMax));
  }
  if (!in_.Consume("<<(")) {
    return in_.Fail("expected a triple term, which begins with '<<('");
  }
  TripleView* triple = triples_.Next();
  *triple = {};
  in_.SkipSpace();
  if (!ReadResource("a subject (an IRI in <> or a blank node)", &triple->subject)) return false;
  in_.SkipSpace();
  if (!ReadPredicate(&triple->predicate)) return false;
  in_.SkipSpace();
  if (!ReadObject(depth + 1, &triple->object)) return false;
  in_.SkipSpace();
  term->kind = Term::Kind::kTriple;
  term->triple = triple;
  return in_.Consume(")>>") || in_.FailExpected("')>>' at the end of the triple term");
}

}  // namespace

absl::Status ParsePatch(ByteSource* source, std::string_view file_name, PatchSink* sink) {
  return PatchParser(source, file_name, sink).Parse();
}

}  // namespace entente
