#include "schema/syntax/line_parser.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "schema/iri.h"
#include "schema/language_tag.h"
#include "schema/status_macros.h"
#include "schema/syntax/escapes.h"
#include "schema/syntax/pool.h"
#include "schema/syntax/scan.h"
#include "schema/syntax/syntax_error.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The functions that read something start at `p` and return where it ends, or nullptr after
// setting `status_`.
class LineReader {
 public:
  LineReader(const LineOptions& options, QuadSink* sink)
      : options_(options), sink_(sink), line_(options.first_line) {}

  // `lines` are valid UTF-8 and whole, except that the last may lack its end.
  absl::Status Read(std::string_view lines);

  // For errors outside of Read: `text` is a line, or begins with one.
  absl::Status ErrorAt(std::string_view text, size_t offset, std::string_view problem) const {
    return SyntaxError({.file_name = options_.file_name,
                        .line = line_,
                        .text = text.substr(0, text.find_first_of("\r\n", offset)),
                        .offset = offset},
                       problem);
  }

 private:
  const char* ReadStatement(const char* p);
  const char* ReadVersion(const char* p);
  const char* ReadSubject(const char* p, TermView* out, std::string_view whose);
  const char* ReadPredicate(const char* p, TermView* out);
  const char* ReadObject(const char* p, TermView* out, int depth);
  const char* ReadIri(const char* p, std::string_view* out);
  const char* ReadIriWithEscapes(const char* start, const char* p, std::string_view* out);
  const char* ReadBlankNode(const char* p, TermView* out);
  const char* ReadLiteral(const char* p, TermView* out);
  const char* ReadString(const char* p, std::string_view* out);
  const char* ReadLanguage(const char* p, TermView* out);
  const char* ReadTripleTerm(const char* p, TermView* out, int depth);

  const char* Fail(const char* at, std::string_view problem, std::string_view hint = {});
  const char* FailExpected(const char* at, std::string_view what, std::string_view hint = {});
  void ForgetTerms();

  const LineOptions& options_;
  QuadSink* sink_;
  uint64_t line_;  // The number of the line that begins at line_start_.
  const char* line_start_ = nullptr;
  const char* end_ = nullptr;  // Of the text at hand.
  QuadView quad_ = {};
  absl::Status status_;
  size_t text_bytes_ = 0;  // Taken from texts_ for the line.
  // Texts and triples that the line needs beyond its own bytes.
  Pool<std::string> texts_;
  Pool<TripleView> triples_;
};

const char* LineReader::Fail(const char* at, std::string_view problem, std::string_view hint) {
  const auto offset = static_cast<size_t>(at - line_start_);
  status_ = SyntaxError({.file_name = options_.file_name,
                         .line = line_,
                         .text = std::string_view(
                             line_start_, static_cast<size_t>(FindLineEnd(at, end_) - line_start_)),
                         .offset = offset},
                        problem, hint);
  return nullptr;
}

const char* LineReader::FailExpected(const char* at, std::string_view what, std::string_view hint) {
  const std::string_view rest(at, static_cast<size_t>(end_ - at));
  return Fail(at, StrCat("expected ", what, ", found ", CharacterName(rest)), hint);
}

void LineReader::ForgetTerms() {
  // One huge escaped string must not be remembered for ever.
  static constexpr size_t kKeptBytesMax = size_t{1} << 20;
  triples_.Reset();
  texts_.Reset();
  if (text_bytes_ > kKeptBytesMax) texts_.Clear();
  text_bytes_ = 0;
}

absl::Status LineReader::Read(std::string_view lines) {
  const char* p = lines.data();
  end_ = p + lines.size();
  while (p < end_) {
    line_start_ = p;
    p = SkipBlanks(p, end_);
    if (p == end_) break;
    if (*p == '<' || *p == '_') {
      p = ReadStatement(p);
    } else if (*p == 'V') {
      p = ReadVersion(p);
    } else if (*p != '#' && !IsIn(*p, kLineEnd)) {
      FailExpected(p, "a subject (an IRI in <> or a blank node) or a comment",
                   IsIn(*p, kName) || *p == '@' ? "this syntax has neither prefixes nor keywords "
                                                  "but VERSION; is the document Turtle or TriG?"
                                                : "");
      return status_;
    }
    if (p == nullptr) return status_;
    p = SkipBlanks(p, end_);
    if (p < end_ && *p == '#') p = FindLineEnd(p, end_);
    if (p < end_) {
      if (!IsIn(*p, kLineEnd)) {
        FailExpected(p, "the end of the line", "each statement stands on a line of its own");
        return status_;
      }
      p += *p == '\r' && p + 1 < end_ && p[1] == '\n' ? 2 : 1;
      ++line_;
    }
    if (static_cast<size_t>(p - line_start_) > kTokenBytesMax) {
      Fail(line_start_, StrCat("the line is longer than ", kTokenBytesMax >> 20, " MiB"));
      return status_;
    }
  }
  return absl::OkStatus();
}

const char* LineReader::ReadStatement(const char* p) {
  p = ReadSubject(p, &quad_.subject, "a subject");
  if (p == nullptr) return nullptr;
  p = ReadPredicate(SkipBlanks(p, end_), &quad_.predicate);
  if (p == nullptr) return nullptr;
  p = ReadObject(SkipBlanks(p, end_), &quad_.object, 0);
  if (p == nullptr) return nullptr;
  p = SkipBlanks(p, end_);
  quad_.graph = {};
  if (p < end_ && *p != '.' && options_.has_graphs) {
    p = ReadSubject(p, &quad_.graph, "a graph name or '.'");
    if (p == nullptr) return nullptr;
    p = SkipBlanks(p, end_);
  }
  if (p == end_ || *p != '.') {
    const bool is_graph = p < end_ && !options_.has_graphs && (*p == '<' || *p == '_');
    return FailExpected(p, "'.' at the end of the statement",
                        is_graph ? "N-Triples has no graph names; is the document N-Quads?" : "");
  }
  status_ = sink_->Accept(quad_);
  if (!status_.ok()) return nullptr;
  if (texts_.is_used() || triples_.is_used()) ForgetTerms();
  return p + 1;
}

const char* LineReader::ReadVersion(const char* p) {
  static constexpr std::string_view kKeyword = "VERSION";
  if (!std::string_view(p, static_cast<size_t>(end_ - p)).starts_with(kKeyword)) {
    return FailExpected(p, "a subject (an IRI in <> or a blank node) or VERSION");
  }
  p = SkipBlanks(p + kKeyword.size(), end_);
  if (p == end_ || *p != '"') return FailExpected(p, "a version in double quotes, as in \"1.2\"");
  std::string_view version;
  p = ReadString(p, &version);
  ForgetTerms();
  return p;
}

const char* LineReader::ReadSubject(const char* p, TermView* out, std::string_view whose) {
  if (p < end_ && *p == '<') {
    if (p + 1 < end_ && p[1] == '<') {
      return Fail(p, StrCat("expected ", whose, ", found a triple term"),
                  "triple terms <<( … )>> can only be objects");
    }
    out->kind = Term::Kind::kIri;
    return ReadIri(p, &out->text);
  }
  if (p < end_ && *p == '_') return ReadBlankNode(p, out);
  return FailExpected(p, StrCat(whose, " (an IRI in <> or a blank node)"),
                      p < end_ && *p == '"' ? "literals can only be objects" : "");
}

const char* LineReader::ReadPredicate(const char* p, TermView* out) {
  if (p == end_ || *p != '<' || (p + 1 < end_ && p[1] == '<')) {
    return FailExpected(p, "a predicate (an IRI in <>)");
  }
  out->kind = Term::Kind::kIri;
  return ReadIri(p, &out->text);
}

const char* LineReader::ReadObject(const char* p, TermView* out, int depth) {
  const char first = p < end_ ? *p : '\0';
  *out = {};
  if (first == '"') return ReadLiteral(p, out);
  if (first == '_') return ReadBlankNode(p, out);
  if (first != '<') {
    return FailExpected(p, "an object (an IRI in <>, a blank node, a string or a triple term)");
  }
  if (p + 1 < end_ && p[1] == '<') return ReadTripleTerm(p, out, depth);
  out->kind = Term::Kind::kIri;
  return ReadIri(p, &out->text);
}

const char* LineReader::ReadIri(const char* p, std::string_view* out) {
  const char* const start = p + 1;
  p = FindIriEnd(start, end_);
  if (p == end_ || *p != '>') {
    if (p < end_ && *p == '\\') return ReadIriWithEscapes(start, p, out);
    return FailExpected(p, "'>' at the end of the IRI",
                        p < end_ && *p == ' ' ? "a space in an IRI must be written as %20" : "");
  }
  *out = std::string_view(start, static_cast<size_t>(p - start));
  if (!HasScheme(*out)) {
    return Fail(start, "the IRI has no scheme", "relative IRIs are not allowed in this syntax");
  }
  return p + 1;
}

const char* LineReader::ReadIriWithEscapes(const char* start, const char* p,
                                           std::string_view* out) {
  std::string* text = texts_.Next();
  text->assign(start, p);
  while (p < end_ && *p != '>') {
    if (*p != '\\') return FailExpected(p, "'>' at the end of the IRI");
    const Escape escape = DecodeEscape({p, static_cast<size_t>(end_ - p)}, EscapeKind::kIri, text);
    if (escape.size == 0) return Fail(p, escape.problem);
    const char* const plain = p + escape.size;
    p = FindIriEnd(plain, end_);
    text->append(plain, p);
  }
  if (p == end_) return FailExpected(p, "'>' at the end of the IRI");
  text_bytes_ += text->size();
  *out = *text;
  if (!HasScheme(*out)) {
    return Fail(start, "the IRI has no scheme", "relative IRIs are not allowed in this syntax");
  }
  return p + 1;
}

const char* LineReader::ReadBlankNode(const char* p, TermView* out) {
  if (p + 1 >= end_ || p[1] != ':') return FailExpected(p, "'_:' and a label");
  const char* const start = p + 2;
  p = start;
  const char* label_end = start;  // Dots at the end do not belong to the label.
  while (p < end_) {
    const char c = *p;
    uint32_t size = 1;
    if (c == '.') {
      if (p == start) break;
      ++p;
      continue;
    }
    if (IsIn(c, kHigh)) {
      const CodePoint next = DecodeUtf8({p, static_cast<size_t>(end_ - p)});
      if (p == start ? !IsNameStart(next.value) : !IsNameChar(next.value)) break;
      size = next.size;
    } else if (!IsIn(c, kName) || (c == '-' && p == start)) {
      break;
    }
    p += size;
    label_end = p;
  }
  if (label_end == start) return FailExpected(start, "the label of a blank node");
  out->kind = Term::Kind::kBlankNode;
  out->text = std::string_view(start, static_cast<size_t>(label_end - start));
  return label_end;
}

const char* LineReader::ReadString(const char* p, std::string_view* out) {
  const char* const quote = p;
  const char* const start = p + 1;
  p = FindStringEnd(start, end_, '"');
  if (p < end_ && *p == '"') {
    *out = std::string_view(start, static_cast<size_t>(p - start));
    return p + 1;
  }
  std::string* text = nullptr;
  const char* plain = start;
  while (p < end_ && *p == '\\') {
    if (text == nullptr) text = texts_.Next(), text->clear();
    text->append(plain, p);
    const Escape escape =
        DecodeEscape({p, static_cast<size_t>(end_ - p)}, EscapeKind::kString, text);
    if (escape.size == 0) return Fail(p, escape.problem);
    plain = p + escape.size;
    p = FindStringEnd(plain, end_, '"');
  }
  if (p == end_ || *p != '"') {
    return Fail(quote, "the string is not closed on its line",
                "line ends inside of a string are written as \\n");
  }
  text->append(plain, p);
  text_bytes_ += text->size();
  *out = *text;
  return p + 1;
}

const char* LineReader::ReadLiteral(const char* p, TermView* out) {
  const char* const after = ReadString(p, &out->text);
  if (after == nullptr) return nullptr;
  out->kind = Term::Kind::kLiteral;
  out->datatype = xsd::kString;
  const char* const suffix = SkipBlanks(after, end_);
  if (suffix == end_) return after;
  if (*suffix == '@') return ReadLanguage(suffix, out);
  if (*suffix != '^') return after;
  if (suffix + 1 == end_ || suffix[1] != '^') return FailExpected(suffix + 1, "a second '^'");
  p = SkipBlanks(suffix + 2, end_);
  if (p == end_ || *p != '<' || (p + 1 < end_ && p[1] == '<')) {
    return FailExpected(p, "a datatype (an IRI in <>)");
  }
  const char* const end = ReadIri(p, &out->datatype);
  if (end != nullptr &&
      (out->datatype == rdf::kLangString || out->datatype == rdf::kDirLangString)) {
    return Fail(p, "this datatype needs a language tag", "write \"…\"@en instead");
  }
  return end;
}

const char* LineReader::ReadLanguage(const char* p, TermView* out) {
  const char* const start = p + 1;
  const size_t size = LanguageTagLength({start, static_cast<size_t>(end_ - start)});
  if (size == 0) {
    return Fail(start, "expected a language tag: subtags of 1 to 8 letters, as in @en or @pt-BR");
  }
  out->language = std::string_view(start, size);
  if (std::any_of(start, start + size, [](char c) { return c >= 'A' && c <= 'Z'; })) {
    std::string* text = texts_.Next();
    *text = LowerCaseLanguage(out->language);
    out->language = *text;
  }
  out->datatype = rdf::kLangString;
  p = start + size;
  if (end_ - p < 2 || p[0] != '-' || p[1] != '-') {
    return p < end_ && (IsIn(*p, kName)) ? FailExpected(p, "a subtag of 1 to 8 letters or digits")
                                         : p;
  }
  const char* const direction = p + 2;
  p = SkipAsciiName(direction, end_);
  const std::string_view name(direction, static_cast<size_t>(p - direction));
  if (name != "ltr" && name != "rtl") {
    return Fail(direction, "the base direction must be ltr or rtl, in lower case");
  }
  out->direction = name == "ltr" ? Direction::kLtr : Direction::kRtl;
  out->datatype = rdf::kDirLangString;
  return p;
}

const char* LineReader::ReadTripleTerm(const char* p, TermView* out, int depth) {
  if (depth == kNestingMax) {
    return Fail(p, StrCat("triple terms are nested deeper than ", kNestingMax));
  }
  if (p + 2 >= end_ || p[2] != '(') {
    return Fail(p, "expected a triple term, which begins with '<<('",
                "reified triples << … >> exist only in Turtle and TriG");
  }
  TripleView* triple = triples_.Next();
  p = ReadSubject(SkipBlanks(p + 3, end_), &triple->subject, "a subject");
  if (p == nullptr) return nullptr;
  p = ReadPredicate(SkipBlanks(p, end_), &triple->predicate);
  if (p == nullptr) return nullptr;
  p = ReadObject(SkipBlanks(p, end_), &triple->object, depth + 1);
  if (p == nullptr) return nullptr;
  p = SkipBlanks(p, end_);
  if (end_ - p < 3 || std::memcmp(p, ")>>", 3) != 0) {
    return FailExpected(p, "')>>' at the end of the triple term");
  }
  out->kind = Term::Kind::kTriple;
  out->triple = triple;
  return p + 3;
}

// Checks and reads `chunk` block by block, so that what was checked is still in the cache.
absl::Status ReadChunk(std::string_view chunk, LineReader* reader) {
  static constexpr size_t kBlock = size_t{128} << 10;
  while (!chunk.empty()) {
    size_t size = chunk.size();
    if (size > kBlock) {
      size_t line_end = chunk.rfind('\n', kBlock - 1);
      if (line_end == std::string_view::npos) line_end = chunk.find('\n', kBlock);
      if (line_end != std::string_view::npos) size = line_end + 1;
    }
    const std::string_view block = chunk.substr(0, size);
    if (!IsValidUtf8(block)) {
      const size_t valid = ValidUtf8Prefix(block);
      const size_t line_end =
          valid == 0 ? std::string_view::npos : block.find_last_of("\r\n", valid - 1);
      const size_t whole_lines = line_end == std::string_view::npos ? 0 : line_end + 1;
      RETURN_IF_ERROR(reader->Read(block.substr(0, whole_lines)));
      return reader->ErrorAt(block.substr(whole_lines), valid - whole_lines,
                             "the text is not UTF-8");
    }
    RETURN_IF_ERROR(reader->Read(block));
    chunk.remove_prefix(size);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ParseLines(std::string_view chunk, const LineOptions& options, QuadSink* sink) {
  LineReader reader(options, sink);
  if (options.first_line == 1 && chunk.starts_with(kByteOrderMark)) {
    chunk.remove_prefix(kByteOrderMark.size());
  }
  return ReadChunk(chunk, &reader);
}

absl::Status ParseLines(ByteSource* source, const LineOptions& options, QuadSink* sink) {
  LineReader reader(options, sink);
  static constexpr size_t kBufferBytes = size_t{1} << 20;
  std::vector<char> buffer(size_t{4} << 10);  // Grows as the document turns out to be large.
  size_t held = 0;  // Bytes at the front of the buffer that are not parsed yet.
  bool is_start = options.first_line == 1;
  while (true) {
    ASSIGN_OR_RETURN(const size_t added,
                     source->Read({buffer.data() + held, buffer.size() - held}));
    const size_t searched = held > 0 && buffer[held - 1] == '\r' ? held - 1 : held;
    held += added;
    const bool is_end = added == 0;
    size_t whole = held;
    if (!is_end) {
      // A CR at the very end waits, because an LF may belong to it.
      while (whole > searched && buffer[whole - 1] != '\n' &&
             (whole == held || buffer[whole - 1] != '\r')) {
        --whole;
      }
      if (whole == searched) whole = 0;
    }
    std::string_view lines(buffer.data(), whole);
    if (is_start && (whole > 0 || is_end)) {
      if (lines.starts_with(kByteOrderMark)) lines.remove_prefix(kByteOrderMark.size());
      is_start = false;
    }
    RETURN_IF_ERROR(ReadChunk(lines, &reader));
    if (is_end) return absl::OkStatus();
    held -= whole;
    if (held > 0 && whole > 0) std::memmove(buffer.data(), buffer.data() + whole, held);
    const bool is_full = whole + held == buffer.size();
    if (is_full && buffer.size() < kBufferBytes) {
      buffer.resize(std::min(4 * buffer.size(), kBufferBytes));
    } else if (held == buffer.size()) {
      if (held > kTokenBytesMax) {
        return reader.ErrorAt({buffer.data(), held}, 0,
                              StrCat("the line is longer than ", kTokenBytesMax >> 20, " MiB"));
      }
      buffer.resize(std::min(buffer.size() * 2, kTokenBytesMax + 1));
    }
  }
}

}  // namespace entente
